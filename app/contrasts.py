"""What a sentence sets against something else, and a question has the other way round, or takes for granted.

A comparison, a way from one thing to another, two cases in one sentence, and what is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from app.asked import Asked
from app.lexicon import parts
from app.premise import Premise
from app.units import ASIDE, Unit, content, ends, is_a, low
from prompts import render
from store.names import stem

_COURSE = re.compile(
    r"\b(?:from (.+?) to|(?:swap|trade|exchange|substitute|abandon|leave)(?:s|ing)? (.+?) (?:for|with))"
    r" (.+?)(?=[,.;?]| by | through |$)",
    re.IGNORECASE,
)


def contrast(asked: Asked) -> Premise | None:
    """Find a sentence that sets two cases against each other and has the question's the other way round."""
    for mine in (c for c in asked.claims if c.aside and c.sign):
        told = _telling(mine.aside)
        for sentence in asked.told:
            shared = {u.term for u in asked.units if u.term and not asked.weak(u.term)} & sentence.terms - mine.aside
            like = [c for c in sentence.claims if c.sign == mine.sign and c.aside]
            unlike = [c for c in sentence.claims if c.sign == -mine.sign and c.aside & told]
            if shared and like and unlike and not any(c.aside & told for c in like):
                return Premise(render("premise_swapped"), (sentence.position,))
    return None


def _telling(terms: Iterable[str]) -> set[str]:
    """Return the names and numbers among `terms`."""
    return {t for t in terms if t[0] == "=" or t[0].isdigit()}


def denied(asked: Asked) -> Premise | None:
    """Find a sentence on the question's subject that denies what the question says or asks about."""
    if any(is_a("not", low(u.text)) for u in asked.units):
        return None
    strong = {u.term for u in asked.units if content(u) and not asked.weak(u.term)}
    for sentence in asked.told:
        for lacking, bare in _denials(sentence.units):
            gone = set(lacking) & strong if bare and lacking[-1] in strong else set(lacking)
            context = strong & sentence.terms - gone
            enough = len(gone) > 1 if bare else len(context) > 1 and context & asked.names
            if gone <= strong and enough and (bare or _is_said(asked, lacking[0])):
                if not any(context | gone <= t.terms for t in asked.told if t is not sentence):
                    return Premise(render("premise"), (sentence.position,))
    return None


def _is_said(asked: Asked, term: str) -> bool:
    """Whether the question has `term` as its verb: right behind a word that it is said of."""
    run = asked.units
    at = next((i for i, u in enumerate(run) if u.term == term), 0)
    return at > 0 and content(run[at - 1])


def _denials(run: Sequence[Unit]) -> Iterator[tuple[list[str], bool]]:
    """Yield what the units deny: the thing that is lacking (True), or the one thing that is not done."""
    for i, unit in enumerate(run):
        folded = low(unit.text)
        free = is_a("apart", folded) and i + 1 < len(run) and low(run[i + 1].text) == "of"
        if not (is_a("not", folded) or free):
            continue
        bare = free or folded in ("without", "no", "lack", "lacks", "lacking")
        lacking: list[str] = []
        for following in run[i + 1 : i + 7]:
            if ends(following) or following.text == "," or (lacking and low(following.text) in ASIDE):
                break
            lacking.extend([following.term] if content(following) else [])
        if lacking:
            yield (lacking if bare else lacking[:1]), bare


def compared(asked: Asked) -> Premise | None:
    """Find a comparison of the question's two things that comes out the other way."""
    for left, right, sign in _comparisons(asked.units):
        found = [(t, c) for t in asked.told for c in _comparisons(t.units)]
        straight = [t for t, (a, b, s) in found if _meet(asked, (left, right), (a, b) if s == sign else (b, a))]
        turned = [t for t, (a, b, s) in found if _meet(asked, (left, right), (b, a) if s == sign else (a, b))]
        if turned and not straight:
            return Premise(render("premise_swapped"), (asked.ranked(turned)[0].position,))
    return None


def _meet(asked: Asked, mine: tuple[set[str], set[str]], others: tuple[set[str], set[str]]) -> bool:
    return all(asked.any_same(a, b) for a, b in zip(mine, others, strict=True))


def _comparisons(run: Sequence[Unit]) -> Iterator[tuple[set[str], set[str], int]]:
    """Yield what is set above (+1) or below (-1) what: the terms on either side of `superior to`, `more ... than`."""
    for i, unit in enumerate(run[:-1]):
        joint, before = low(unit.text), range(max(0, i - 4), i)
        more = [j for j in before if _more(run[j])] if joint == "than" else []
        ranks = [j for j in before if low(run[j].text) in ("superior", "inferior")][-1:] if joint == "to" else []
        start = next(iter([*more, *ranks]), None)
        if start is None:
            continue
        left = [u.term for u in run[max(0, start - 5) : start] if content(u)][-2:]
        right = [u.term for u in run[i + 1 : i + 4] if content(u)]
        if left and right:
            yield set(left), set(right), -1 if run[start].sign < 0 or low(run[start].text) == "less" else 1


def _more(unit: Unit) -> bool:
    folded = low(unit.text)
    return folded in ("more", "less", "better", "worse") or (folded.endswith("er") and len(folded) > 4)


def reversed_course(asked: Asked) -> Premise | None:
    """Find a sentence on the question's names that goes from B to A where the question goes from A to B."""
    course = _course(asked.query.text)
    told_so = [t for t in asked.told if course and asked.names & t.terms and _COURSE.search(t.sentence.text)]
    ways = [(_way(course, _course(t.sentence.text)), t) for t in told_so]
    if not ways or any(way > 0 for way, _ in ways) or not any(way < 0 for way, _ in ways):
        return None
    return Premise(render("premise_swapped"), (min(ways, key=lambda w: w[0])[1].position,))


def _course(text: str) -> tuple[set[str], ...]:
    """Return the stems of what a text goes from, and to, those of both left out."""
    match = _COURSE.search(text)
    ends = [{stem(p.text) for p in parts(g)} for g in match.groups() if g] if match else []
    return (ends[0] - ends[1], ends[1] - ends[0]) if ends else ()


def _way(asked: tuple[set[str], ...], said: tuple[set[str], ...]) -> int:
    """Return how much more of the two courses meets straight than the other way round."""
    (a, b), (x, y) = asked, said
    return len(a & x) + len(b & y) - len(a & y) - len(b & x)
