"""Numbers, years and authors that a question has wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.asked import Asked
from app.assertions import Told
from app.premise import Premise
from app.quantities import SPELT, Amount, amounts, shares
from app.units import content, low
from prompts import render
from store.names import stem

_AUTHOR = re.compile(
    r"\b([A-Z][\w-]+)(?: et al\b\.?| and (?:colleagues|coworkers|co-workers)\b|(?:'s|’s) (?:group|team|lab)\b)"
)
ENOUGH = 2
_ORDINALS = {w: n for n, w in enumerate("third fourth fifth sixth seventh eighth ninth tenth".split(), 3)}
_ONLY = re.compile(r"\b(?:sole|only|just)(?: the)? (\w+)", re.IGNORECASE)
_MEASURES = frozenset("% length time date large".split())


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


def amount(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find an amount of the kind of the question's, where no sentence on the same things has the question's."""
    if asked.query.yes_no and "or" in asked.query.text.split():
        return None
    said = asked.query.asked or asked.query.text
    for mine in (*shares(said), *amounts(said)):
        for sentence in _best(asked, chosen):
            apart = mine.kind != "date" and _of_another_date(asked, sentence)
            theirs = [] if apart else _of_kind(mine, sentence)
            if not theirs or any(a.meets(mine) for t in _as_near(asked, sentence) for a in _of_kind(mine, t)):
                continue
            return Premise(_said(mine, theirs[0]), (sentence.position,))
    return None


def _said(mine: Amount, theirs: Amount) -> str:
    """Return the correction: one number in the place of the other, where both are told by one."""
    if mine.low == mine.high and theirs.low == theirs.high and mine.kind not in ("length", "time"):
        return render("premise_instead", asked=_figure(mine), said=_figure(theirs))
    return render("premise")


def _figure(amount: Amount) -> str:
    return f"{amount.low:g}" if amount.low < 1e4 else f"{amount.low:,.0f}"


def _of_kind(mine: Amount, sentence: Told) -> list[Amount]:
    """Return the sentence's amounts of what the question's is of, other words between (`30 HCC patients`)."""
    found = amounts(sentence.sentence.text)
    counted = mine.kind not in _MEASURES and _counted(sentence, mine.kind)
    return [a.told() for a in found if a.kind == mine.kind or (counted and a.kind not in _MEASURES)]


def _best(asked: Asked, chosen: Sequence[Told]) -> list[Told]:
    """Return the sentences that share enough with the question, those with more of its terms and numbers first."""
    dates = _dates(asked.query.text)
    said = {t.position: sum(asked.has(t, term) for term in _telling(asked)) for t in chosen}
    dated = {t.position: sum(d in t.sentence.text for d in dates) for t in chosen}
    return sorted(chosen, key=lambda t: (-said[t.position] - dated[t.position], t.position))


def _as_near(asked: Asked, sentence: Told) -> list[Told]:
    """Return the sentences that say two thirds as much of the question as `sentence` does, itself among them."""
    mine = _telling(asked)
    most = sum(asked.has(sentence, t) for t in mine)
    same = [t for t in asked.told if not _of_another_date(asked, t)]
    return [t for t in same if 3 * sum(asked.has(t, term) for term in mine) >= 2 * most]


def _dates(text: str) -> set[str]:
    return {a.shown for a in amounts(text) if a.kind == "date"}


def _of_another_date(asked: Asked, sentence: Told) -> bool:
    """Whether the sentence is on another year than the question."""
    mine, theirs = _dates(asked.query.text), _dates(sentence.sentence.text)
    return bool(mine and theirs) and not mine & theirs


def _telling(asked: Asked) -> set[str]:
    return {u.term for u in asked.units if content(u) and not asked.weak(u.term)}


def nearest(asked: Asked) -> list[Told]:
    """Return the sentences that say most of the question, where they say at least `ENOUGH` of its terms."""
    mine = _telling(asked)
    dates = _dates(asked.query.text)
    said = [len(mine & t.terms) + sum(d in t.sentence.text for d in dates) for t in asked.told]
    most = max(said, default=0)
    return [t for t, n in zip(asked.told, said, strict=True) if n == most] if most >= ENOUGH else []


def beyond(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find that there are only two where the question asks for the third."""
    wanted = next((_ORDINALS[low(u.text)] for u in asked.units if low(u.text) in _ORDINALS), 0)
    for sentence in chosen if wanted else ():
        only = _ONLY.search(sentence.sentence.text)
        known = str(SPELT.get(only.group(1).lower(), only.group(1))) if only else ""
        if known.isdigit() and int(known) < wanted and sum(asked.has(sentence, t) for t in _telling(asked)) >= ENOUGH:
            return Premise(render("premise"), (sentence.position,))
    return None


def _counted(sentence: Told, kind: str) -> bool:
    """Whether the sentence gives a number of the things of `kind`, other words between (`30 HCC patients`)."""
    return any(
        kind in {stem(w) for w in m.group(1).split()}
        for m in re.finditer(r"(?<![\w-])\d[\d,.]*((?:\s+[\w-]+){1,3})", sentence.sentence.text)
    )
