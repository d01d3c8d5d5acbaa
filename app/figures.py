"""Numbers, years and authors that a question has wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.asked import Asked
from app.assertions import Told
from app.premise import Premise
from prompts import render
from store.names import stem

_AUTHOR = re.compile(
    r"\b([A-Z][\w-]+)(?: et al\b\.?| and (?:colleagues|coworkers|co-workers)\b|(?:'s|’s) (?:group|team|lab)\b)"
)
_NUMBER = re.compile(r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?)(\s?(?:%|percent\b|per cent\b)|\s+[a-z]\w+)?(?![\w-])")
_WORDS = frozenset("and or to of in the with for is was by from on at".split())


def author(asked: Asked) -> Premise | None:
    """Find who is told to have found it, where the question names someone else."""
    match = _AUTHOR.search(asked.query.text)
    names = asked.names - {stem(match.group(1))} if match else set()
    if not match or not names:
        return None
    about = [t for t in asked.told if names <= t.terms]
    theirs = [(t, m.group(1)) for t in about if (m := _AUTHOR.search(t.sentence.text))]
    if not theirs or any(match.group(1) in t.sentence.text for t in about):
        return None
    position = theirs[0][0].position
    return Premise(render("premise_instead", asked=match.group(1), said=theirs[0][1]), (position,))


def number(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find a number of the kind of the question's, where the review has the question's nowhere."""
    everywhere = {n for t in asked.told for n, _ in _kinds(t.sentence.text)}
    for value, kind in _kinds(asked.query.text):
        if value in everywhere:
            continue
        for sentence in chosen:
            for other, k in _kinds(sentence.sentence.text):
                alike = k == kind or (kind not in ("year", "%") and k not in ("year", "%") and _counted(sentence, kind))
                if alike and other != value:
                    return Premise(render("premise_instead", asked=value, said=other), (sentence.position,))
    return None


def _kinds(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a text, each with what it counts: `year`, `%`, or the next word's stem."""
    found = []
    for number, unit in _NUMBER.findall(re.sub(r"\s*[-–]\s*(?=\d)", " to ", text)):
        value, what = number.strip(",").replace(",", ""), unit.strip()
        if re.fullmatch(r"(?:19|20)\d\d", value) and not what.startswith(("%", "per")):
            found.append((value, "year"))
        elif what.startswith(("%", "per")):
            found.append((value, "%"))
        elif what and what not in _WORDS:
            found.append((value, stem(what)))
    return found


def _counted(sentence: Told, kind: str) -> bool:
    """Whether the sentence gives a number of the things of `kind`, other words between (`30 HCC patients`)."""
    return any(
        kind in {stem(w) for w in m.group(1).split()}
        for m in re.finditer(r"(?<![\w-])\d[\d,.]*((?:\s+[\w-]+){1,3})", sentence.sentence.text)
    )
