"""What a sentence claims: who does what to what, read from the order of its words.

A `Claim` is no parse. It is a word that raises, lowers or is directed at something (`units`),
with the terms that stand on either side of it up to the next such word or the clause's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from app.lexicon import Lexicon
from app.units import ASIDE, COMPOUND, Unit, content, ends, is_a, low, units
from store.names import key, stop_words
from store.records import Sentence

_NOUN = r"(?:ion|ment|ity|loss|knockdown|knockout|age)$"
_BE = frozenset("is are was were be been being get gets got become becomes remains".split())
_RELATIVE = frozenset("which that who thereby thus so what where how why".split())
_JOINS = frozenset("as and or".split())
_NUMBER = re.compile(r"\d[\d,.]*$")
_LONG = 3
"""Terms of a thing's name before a word; what stands farther off is another thing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That `actors` do what `verb` says to `targets`, more (+1) or less (-1) of each, or 0 without a sign."""

    verb: str
    word: str
    actors: frozenset[str]
    targets: frozenset[tuple[str, int]]
    aside: frozenset[str] = frozenset()
    role: bool = False

    @property
    def sign(self) -> int:
        """Return the sign of the targets, 0 where they have none or both."""
        signs = {s for _, s in self.targets}
        return signs.pop() if len(signs) == 1 else 0

    @property
    def things(self) -> frozenset[str]:
        """Return the targets without their signs."""
        return frozenset(t for t, _ in self.targets)


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with the terms in it and what it claims."""

    sentence: Sentence
    position: int
    units: tuple[Unit, ...]
    terms: frozenset[str]
    claims: tuple[Claim, ...]


@lru_cache(maxsize=16)
def told(lexicon: Lexicon) -> tuple[Told, ...]:
    """Return the sentences of `lexicon`'s document, read; their positions are those of `sentences.index`."""
    found = []
    for i, sentence in enumerate(lexicon.sentences):
        run = units(sentence.text, lexicon)
        pieces = {f"={key(p)}" for u in run if u.term[:1] == "=" for p in re.split(r"[-/\s]", u.text) if len(p) > 2}
        found.append(Told(sentence, i, tuple(run), frozenset({u.term for u in run if u.term} | pieces), claims(run)))
    return tuple(found)


def claims(run: Sequence[Unit]) -> tuple[Claim, ...]:
    """Return what the units claim, those of nouns folded into the verbs that govern or follow them."""
    found: dict[int, Claim] = {}
    for i in reversed(range(len(run))):
        if run[i].verb or run[i].role:
            made = _role(run, i) if run[i].role else _claim(run, i, found)
            if made:
                found[i] = made
    lowered = {t for c in found.values() if c.role for t, sign in c.targets if sign < 0}
    return tuple(_without(found[i], lowered) for i in sorted(found))


def _without(claim: Claim, lowered: set[str]) -> Claim:
    """Return the claim less those among its actors that an agent noun names as what is lowered (`X inhibitor`)."""
    return claim if claim.role else replace(claim, actors=claim.actors - lowered)


def _claim(run: Sequence[Unit], i: int, found: dict[int, Claim]) -> Claim | None:
    joined = low(run[i].text) == COMPOUND and i > 0
    before, after, aside, inner = ([run[i - 1].term] if joined else _before(run, i)), *_after(run, i)
    sign = run[i].sign * (-1 if _negated(run, i) else 1)
    passive = _passive(run, i)
    actors = [*before]
    if passive and _resumes(run, i):
        sign = 0
    if passive:
        noun = next((run[j] for j in range(i - 1, -1, -1) if run[j].verb or ends(run[j])), None)
        noun_sign = noun.sign if noun and noun.sign and re.search(_NOUN, low(noun.text)) else 1
        targets, actors = [(t, sign * noun_sign) for t in _nearest(before)], _by(run, i)
    elif _is_noun(run, i) and content(run[i - 1]) and i and not _of(run, i):
        targets, actors = [(run[i - 1].term, sign)], [t for t in before if t != run[i - 1].term]
    elif inner is not None and inner in found:
        targets = [(t, sign * s if sign else s) for t, s in found[inner].targets]
        aside = [*aside, *found[inner].aside]
        del found[inner]
    elif after or (not sign and aside):
        targets = [(t, sign) for t in after or aside]
    else:
        targets = [(t, sign) for t in _nearest(before) if sign and not _asks_object(run, i)]
        actors = []
    if not targets:
        return None
    turned = 1 if passive or joined else _turned(run, i)
    pairs = frozenset((t, s * turned) for t, s in _heads(targets))
    return Claim(run[i].term, run[i].text, frozenset(actors) - {t for t, _ in pairs}, pairs, frozenset(aside))


def _resumes(run: Sequence[Unit], i: int) -> bool:
    """Whether the word at `i` is said of all that went before (`..., a process that can be reversed`)."""
    relative = next((j for j in range(i - 1, max(0, i - 5), -1) if low(run[j].text) in ("that", "which")), 0)
    return relative > 1 and is_a("generic", run[relative - 1].term) and low(run[relative - 2].text) in ("a", "an")


def _heads(targets: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the targets; where one is a noun of two sides, it alone, told by its one side."""
    for term, sign in targets:
        if is_a("resistance", term) or is_a("sensitivity", term):
            return [("resistance", sign if is_a("resistance", term) else -sign)]
    return list(targets)


def _after(run: Sequence[Unit], i: int) -> tuple[list[str], list[str], int | None]:
    """Return the terms behind the word at `i`, those behind a preposition, and the word that comes first."""
    near: list[str] = []
    aside: list[str] = []
    away = False
    for j in range(i + 1, len(run)):
        unit, folded = run[j], low(run[j].text)
        adverb = bool(near) and (folded.endswith("ly") or folded in ("often", "also"))
        purpose = folded == "to" and j == i + 1 and bool(run[i].sign)
        if ends(unit) or (folded in _BE and j > i + 1) or folded == "by" or adverb or purpose:
            break
        if unit.verb:
            compound = near and not aside and run[j - 1].term and re.search(_NOUN, folded)
            if (near or aside or away and unit.sign == 0) and not compound:
                break
            return [], [], j
        listed = any(low(u.text) in ("and", "or") for u in run[j + 1 : j + 5])
        if unit.text == "," and not (near and listed and content(run[j + 1]) and not run[j + 1].verb):
            break
        away = away or (folded in ASIDE and (bool(near) or folded != "to"))
        if content(unit) or (away and _NUMBER.match(unit.text)):
            (aside if away else near).append(unit.term)
    return near, aside, None


def _before(run: Sequence[Unit], i: int) -> list[str]:
    """Return the terms before the word at `i` back to its clause's beginning, the nearest first."""
    found: list[str] = []
    for j in range(i - 1, -1, -1):
        if run[j].text in ";:.?!–—" or (ends(run[j]) and low(run[j].text) not in _RELATIVE and run[j].term):
            break
        if content(run[j]) and not run[j].verb and not run[j].role:
            found.append(run[j].term)
    return found


def _asks_object(run: Sequence[Unit], i: int) -> bool:
    """Whether a question asks what the verb at `i` is done to (`which protein does A degrade?`, `A degrades what?`)."""
    if any(low(u.text) in ("which", "what", "whom") for u in run[i + 1 : i + 2]):
        return True
    said = [low(u.text) for u in run[:i]]
    does = next((j for j, w in enumerate(said) if w in ("do", "does", "did", "can", "could")), 0)
    return bool({"which", "what", "whom"} & set(said[:does]))


def _nearest(before: Sequence[str]) -> list[str]:
    return list(before[:_LONG])


def _by(run: Sequence[Unit], i: int) -> list[str]:
    found: list[str] = []
    start = next((j for j in range(i + 1, min(i + 4, len(run))) if low(run[j].text) in ("by", "from")), len(run))
    for unit in run[start + 1 :]:
        if ends(unit) or unit.verb or unit.text == ",":
            break
        found.extend([unit.term] if content(unit) else [])
    return found


def _passive(run: Sequence[Unit], i: int) -> bool:
    """Whether the word at `i` is said of what stands before it: `is raised`, `raised by`."""
    folded = low(run[i].text)
    following = [low(u.text) for u in run[i + 1 : i + 3]]
    if not re.search(r"(?:ed|en|n)$", folded):
        near = [low(u.text) for u in run[max(0, i - 2) : i]]
        return (
            any(w in _BE for w in near)
            and not folded.endswith("ing")
            and bool(run[i].sign)
            and (not following or following[0] in ASIDE or not following[0].isalnum())
        )
    if following[:1] == ["by"] or (following[:1] == ["from"] and not run[i].sign):
        return True
    near = [low(u.text) for u in run[max(0, i - 3) : i]]
    return any(w in _BE for w in near) and (
        not following or not following[0][:1].isalpha() or following[0] in stop_words()
    )


def _negated(run: Sequence[Unit], i: int) -> bool:
    for j in range(i - 1, max(-1, i - 4), -1):
        if ends(run[j]) or run[j].verb or run[j].text == ",":
            return False
        if is_a("not", low(run[j].text)) or low(run[j].text).endswith("n't"):
            return not (j + 1 < len(run) and low(run[j + 1].text) == "only")
    return False


def _turned(run: Sequence[Unit], i: int) -> int:
    """Return -1 where less of the actor does it (`loss of X raises`, `X inhibitors raise`), else 1."""
    for j in range(i - 1, -1, -1):
        if ends(run[j]) or low(run[j].text) in ("by", "through", "via"):
            break
        noun = run[j].role or _is_noun(run, j)
        if noun and run[j].sign and run[j].role and _role(run, j):
            return 1
        if noun and run[j].sign:
            return run[j].sign if not run[j].role or _names_before(run, j) else 1
    return 1


def _is_noun(run: Sequence[Unit], j: int) -> bool:
    folded = low(run[j].text)
    first = j == 0 and folded.endswith("ing")
    return first or (run[j].verb and (_of(run, j) or re.search(_NOUN, folded) is not None))


def _of(run: Sequence[Unit], j: int) -> bool:
    return j + 1 < len(run) and low(run[j + 1].text) == "of"


def _names_before(run: Sequence[Unit], j: int) -> bool:
    """Whether the agent noun at `j` stands for itself (`kinase inhibitors reverse`), no name beside it."""
    beside = run[j + 1 : j + 2]
    return not (beside and beside[0].term[:1] == "=")


def _role(run: Sequence[Unit], i: int) -> Claim | None:
    """Return what `the A inhibitor B`, `B, an A inhibitor` or `B as an inhibitor of A` says."""
    targets: list[str] = []
    j = i - 1
    while j >= 0 and run[j].term and low(run[j].text) not in stop_words() and not run[j].verb:
        targets.extend([run[j].term] if content(run[j]) else [])
        j -= 1
    if not targets and _of(run, i):
        targets = _after(run, i + 1)[0]
    actors = _examples(run, i) or {_bearer(run, j, i)} - {""}
    if not targets or not actors:
        return None
    return Claim(run[i].term, run[i].text, frozenset(actors), frozenset((t, run[i].sign) for t in targets), role=True)


def _examples(run: Sequence[Unit], i: int) -> set[str]:
    """Return the names behind an agent noun at `i` that are told to be some (`inhibitors such as A or B`)."""
    behind = [j for j in range(i + 1, min(i + 4, len(run))) if run[j].text != "("]
    if not behind or low(run[behind[0]].text) not in ("such", "including", "like"):
        return set()
    found = takewhile(lambda u: u.term[:1] == "=" or u.text == "," or low(u.text) in _JOINS, run[behind[0] + 1 :])
    return {u.term for u in found if u.term[:1] == "="}


def _bearer(run: Sequence[Unit], j: int, i: int) -> str:
    """Return the name that an agent noun at `i`, whose own phrase begins behind `j`, is said of."""
    following = next((u for u in run[i + 1 : i + 3] if u.text != "("), None)
    if following and following.term and content(following) and not following.verb:
        return following.term
    k = j
    while k >= 0 and (run[k].text in (",", "(") or low(run[k].text) in stop_words() or _called(run, k)):
        k -= 1
    return run[k].term if 0 <= k < j and content(run[k]) and not run[k].verb else ""


def _called(run: Sequence[Unit], k: int) -> bool:
    """Whether the participle at `k` only says that a thing bears the name behind it (`described as`)."""
    return low(run[k].text).endswith(("ed", "wn")) and k + 1 < len(run) and low(run[k + 1].text) == "as"


def shown(items: Sequence[Claim]) -> Iterator[str]:
    """Yield the claims as one line each (for tests and for reading what went wrong)."""
    for c in items:
        yield f"{'/'.join(sorted(c.actors))} -{c.word}-> {'/'.join(f'{t}{s:+d}' for t, s in sorted(c.targets))}"
