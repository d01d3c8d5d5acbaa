"""Which way a text turns the things that it names, read from the signed words beside them.

Where a sentence is known to answer a question, a word of the other side beside the same thing is enough
to see that the question has it wrong; `assertions` reads more, and is needed where no sentence is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app import vocabulary
from app.asked import Asked
from app.assertions import Told
from app.premise import Premise
from app.units import ASIDE, Unit, content, ends, is_a, low, reduced
from prompts import render

REACH = 3
"""Words between a signed word and the thing that it is said of."""

_PHRASE = 3
"""Words of a phrase behind `of`, which keep a thing from what is said of it."""

SHARED = 2
"""Terms, the thing among them, that a sentence has to share with the question."""

_DEGREE = re.compile(r"(hyper|hypo)-?([a-z]{4,})$")
_NOUN = re.compile(r"(?:[ae]nce|ity|ness|acy|ments?|ses?)$")
"""How the nouns of resistance and sensitivity end, which name a topic where nothing is said of them.

So does an adjective before what it belongs to (`resistant cells`).
"""

_DOERS = frozenset("what which who".split())
_HELPERS = frozenset("do does did is are was were why how".split())
_ARTICLES = frozenset("the a an its their".split())
_BE = frozenset("is are was were be been being".split())
_GOES = frozenset("go goes going went pile piles run runs ran rises rose falls fell declines drops shrinks".split())
_PARTICLES = {"up": 1, "down": -1, "upward": 1, "downward": -1}


def turned(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find a chosen sentence that turns a thing of the question the other way, where no sentence agrees.

    A question to be answered with yes or no takes none of it for granted.
    """
    if asked.query.yes_no:
        return None
    mine = polarities(_taken(asked.units))
    for sentence in chosen:
        shared = {t for t in _strong(asked) if asked.has(sentence, t)}
        agreed = {t for t, sign in mine.items() if sign and t not in shared and _sign(asked, sentence, t) == sign}
        for term, sign in mine.items():
            numbers = _numbers(asked.query.text) & _numbers(sentence.sentence.text)
            if not sign or len(shared | agreed | {term}) + len(numbers) < SHARED or _weak(asked, term):
                continue
            others = [t for t in asked.told if all(asked.has(t, s) for s in shared)]
            if _sign(asked, sentence, term) == -sign and not any(_sign(asked, t, term) == sign for t in others):
                return Premise(render("premise"), (sentence.position,))
    return None


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"(?<!\w)\d+(?!\w)", text))


def _taken(run: Sequence[Unit]) -> list[Unit]:
    """Return the question without the sign of what it asks for: whose doer (`what reverses X?`), the most of which."""
    than = {i for i, u in enumerate(run[1:]) if low(u.text) == "than"}
    run = [replace(u, sign=0) if i in than else u for i, u in enumerate(run)]
    if _DOERS & {low(u.text) for u in run}:
        run = [replace(u, sign=0) if low(u.text).endswith("est") else u for u in run]
    verb = next((i for i, u in enumerate(run) if u.sign and u.verb), len(run))
    before = {low(u.text) for u in run[:verb]}
    if before & _DOERS and not before & (_HELPERS | _ARTICLES):
        return [replace(u, sign=0) if i == verb else u for i, u in enumerate(run)]
    return list(run)


def _weak(asked: Asked, term: str) -> bool:
    return term != "resistance" and asked.weak(term)


def _strong(asked: Asked) -> list[str]:
    telling = (u.term for u in asked.units if content(u) and not u.sign and u.term not in vocabulary.scaffold())
    return list({term: None for term in telling if not asked.weak(term)})


def _sign(asked: Asked, sentence: Told, term: str) -> int:
    """Return which way the sentence turns the thing, 0 where it does not, both ways, or by what is done to it."""
    same = asked.alike(term)
    states = [replace(u, sign=0) if is_a("done", u.term) else u for u in sentence.units]
    found = ({s for t, s in polarities(run).items() if t in same} for run in (sentence.units, states))
    signs = set().union(*found)
    return signs.pop() if len(signs) == 1 else 0


def polarities(run: Sequence[Unit]) -> dict[str, int]:
    """Return the terms beside a signed word with which way they are turned, 0 for both ways."""
    found: dict[str, int] = {}
    for i, unit in enumerate(run):
        for term, sign in _turns(run, i, unit):
            found[term] = sign if found.get(term, sign) == sign else 0
    return found


def _turns(run: Sequence[Unit], i: int, unit: Unit) -> list[tuple[str, int]]:
    if match := _DEGREE.match(low(unit.text)):
        return [(reduced(match.group(2)), 1 if match.group(1) == "hyper" else -1)]
    if is_a("resistance", unit.term) or is_a("sensitivity", unit.term):
        own = 1 if is_a("resistance", unit.term) else -1
        said_of = not _NOUN.search(low(unit.text)) and not (i + 1 < len(run) and content(run[i + 1]))
        sign = _before(run, i) or _after(run, i) or said_of
        return [("resistance", own * sign)] if sign else []
    if not content(unit) or unit.sign or unit.role:
        return []
    sign = _before(run, i) or _after(run, i)
    return [(unit.term, sign)] if sign else []


def _before(run: Sequence[Unit], i: int) -> int:
    """Return the product of the signed words before `i`, those that follow each other with it."""
    sign, gap = 0, 0
    for j in range(i - 1, -1, -1):
        unit = run[j]
        if ends(unit) or unit.text == "," or gap > REACH or _apart(run, j):
            break
        if unit.sign and not unit.role:
            sign, gap = (sign or 1) * unit.sign, 0
        elif is_a("not", low(unit.text)):
            return -sign
        elif sign and content(unit):
            break
        gap += content(unit) and not unit.sign
    return sign


def _apart(run: Sequence[Unit], j: int) -> bool:
    """Whether a preposition at `j` keeps what stands before it from what follows (`overexpression on X`)."""
    folded = low(run[j].text)
    denied = folded == "to" and j > 0 and is_a("not", low(run[j - 1].text))
    return folded in ASIDE and folded != "in" and not denied


def _after(run: Sequence[Unit], i: int) -> int:
    """Return the sign of the word that is said of the thing at `i` right behind it."""
    reach = REACH + (_PHRASE if any(low(u.text) == "of" for u in run[i + 1 : i + 1 + REACH]) else 0)
    for before, unit in pairwise(run[i : i + 1 + reach]):
        if ends(unit) or unit.text == ",":
            break
        if unit.role:
            return 0
        if unit.sign and not unit.verb:
            return unit.sign
        if unit.sign and (re.search(r"(?:ed|en)$", low(unit.text)) or low(before.text) in _BE):
            return unit.sign
        if unit.sign and low(unit.text).split()[0] in _GOES:
            return unit.sign
        if low(unit.text) in _PARTICLES:
            return _PARTICLES[low(unit.text)]
    return 0
