"""Numbers, years and authors that a question has wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.asked import Asked
from app.assertions import Told
from app.premise import Premise
from app.units import content, low
from prompts import render
from store.names import stem

_AUTHOR = re.compile(
    r"\b([A-Z][\w-]+)(?: et al\b\.?| and (?:colleagues|coworkers|co-workers)\b|(?:'s|’s) (?:group|team|lab)\b)"
)
_NUMBER = re.compile(r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?)(\s?(?:%|percent\b|per cent\b)|\s+[A-Za-z]\w+)?(?![\w-])")
ENOUGH = 2
_MANY = frozenset("most majority usually mostly commonly nearly almost".split())
_FEW = frozenset("few minority rarely seldom hardly".split())
_SPELT = {w: str(n) for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_ORDINALS = {w: n for n, w in enumerate("third fourth fifth sixth seventh eighth ninth tenth".split(), 3)}
_ONLY = re.compile(r"\b(?:sole|only|just)(?: the)? (\w+)", re.IGNORECASE)
_SPELT_OUT = re.compile(rf"\b(?:{'|'.join(_SPELT)})\b", re.IGNORECASE)
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
    """Find a number of the kind of the question's, where no sentence on the same things has the question's."""
    if asked.query.yes_no and "or" in asked.query.text.split():
        return None
    for value, kind in _kinds(asked.query.text):
        for sentence in chosen:
            if any(value in dict(_kinds(t.sentence.text)) for t in _as_near(asked, sentence)):
                continue
            for other, k in _kinds(sentence.sentence.text):
                alike = k == kind or (kind not in ("year", "%") and k not in ("year", "%") and _counted(sentence, kind))
                if alike and other != value:
                    return Premise(render("premise_instead", asked=value, said=other), (sentence.position,))
    return None


def _as_near(asked: Asked, sentence: Told) -> list[Told]:
    """Return the sentences that say at least half as much of the question as `sentence` does, itself among them."""
    mine = _telling(asked)
    most = sum(asked.has(sentence, t) for t in mine)
    return [t for t in asked.told if 2 * sum(asked.has(t, term) for term in mine) >= most]


def _telling(asked: Asked) -> set[str]:
    return {u.term for u in asked.units if content(u) and not asked.weak(u.term)}


def nearest(asked: Asked) -> list[Told]:
    """Return the sentences that say most of the question, where they say at least `ENOUGH` of its terms."""
    mine = _telling(asked)
    most = max((len(mine & t.terms) for t in asked.told), default=0)
    return [t for t in asked.told if len(mine & t.terms) == most] if most >= ENOUGH else []


def quantity(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find a share that is no majority where the question says `most`, or one where it says `few`."""
    said = {low(u.text) for u in asked.units[:4]}
    many = bool(said & _MANY) - bool(said & _FEW)
    for sentence in chosen if many else ():
        shares = [float(v) for v, k in _kinds(sentence.sentence.text) if k == "%"]
        shared = sum(asked.has(sentence, t) for t in _telling(asked))
        if len(shares) == 1 and (shares[0] - 50) * many < 0 and shared >= ENOUGH:
            return Premise(render("premise"), (sentence.position,))
    return None


def beyond(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find that there are only two where the question asks for the third."""
    wanted = next((_ORDINALS[low(u.text)] for u in asked.units if low(u.text) in _ORDINALS), 0)
    for sentence in chosen if wanted else ():
        only = _ONLY.search(sentence.sentence.text)
        known = _SPELT.get(only.group(1).lower(), only.group(1)) if only else ""
        if known.isdigit() and int(known) < wanted and sum(asked.has(sentence, t) for t in _telling(asked)) >= ENOUGH:
            return Premise(render("premise"), (sentence.position,))
    return None


def _kinds(text: str) -> list[tuple[str, str]]:
    """Return the numbers of a text, each with what it counts: `year`, `%`, or the next word's stem."""
    found = []
    text = re.sub(r"(?<=\d)-(?=[a-z]{4})", " ", _SPELT_OUT.sub(lambda m: _SPELT[m.group(0).lower()], text))
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
