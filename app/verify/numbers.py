"""Numbers: each must stand in the evidence with its unit, its comparator and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.verify import vocabulary
from app.verify.content import overlap
from app.verify.records import Problem
from app.verify.words import Word

_NUMBER = re.compile(r"(?<![\w.^{-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w-]*[A-Za-z_])\s*(%|°C|µm\b|nm\b)?")
_FRACTION = re.compile(
    r"\b(?P<part>\w+)[\s-]+(?:(?P<of>halves|thirds?|quarters?|fifths?|tenths?)|(?:in|out of) (?P<whole>\w+))\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<=\d)\s*%?\s*(?:[–-]|to|and)\s*(?=\d)")
_NEAR = 4
_FAR = 8
_CLEARLY = 1.6
_RANGED = 12
"""Characters within which two numbers are one range (`40 to 100 nm`)."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, `more`, `less` or nothing before it, and the roots around it."""

    text: str
    value: str
    unit: str
    bound: str
    around: frozenset[str]
    near: tuple[tuple[str, float], ...] = ()
    """The roots beside it, each with how near it stands: 1 for a neighbour, 1/2 for the next; before it below 0."""
    start: int = 0
    is_ordinal: bool = False


def read(text: str, words: Sequence[Word]) -> tuple[Number, ...]:
    """Return the numbers of `text`, those in words too."""
    return tuple(_numbers(text, words))


def _numbers(text: str, words: Sequence[Word]) -> Iterator[Number]:
    spread = _RANGE.sub(
        lambda m: " - " + " " * (len(m.group(0)) - 3) if len(m.group(0)) >= 3 else " " * len(m.group(0)), text
    )
    for match in _NUMBER.finditer(spread):
        yield _number(spread, words, match.start(1), match.end(), match.group(1).replace(",", ""), match.group(2) or "")
    shares = tuple(_shares(spread, words))
    yield from shares
    for word in words:
        if any(s.start <= word.start < s.start + len(s.text) for s in shares):
            continue
        if value := vocabulary.number_word(word.text):
            digits, percent = value.rstrip("%"), "%" if value.endswith("%") else ""
            number = _number(spread, words, word.start, word.end, digits, percent)
            right = [w.root for w in words if w.start >= word.end and w.is_content][:4]
            is_ordinal = word.root.endswith(("th", "ird", "irst", "econd"))
            if vocabulary.plain(word.text) == "decade":
                number = replace(number, unit="year")
            yield replace(number, around=frozenset(right), is_ordinal=True) if is_ordinal else number


def _shares(text: str, words: Sequence[Word]) -> Iterator[Number]:
    """Yield the fractions of `text` as per cent (`four fifths`, `one in five`)."""
    fractions = vocabulary.data()["fractions"]
    for match in _FRACTION.finditer(text):
        part, of = _value(match["part"]), fractions.get(match["of"] or "", 0) or _value(match["whole"] or "")
        if part and of and part < of:
            yield _number(text, words, match.start(), match.end(), f"{100 * part / of:.0f}", "%")


def _value(word: str) -> int:
    said = vocabulary.number_word(word) or word
    return int(said) if said.isdigit() else 0


def _number(text: str, words: Sequence[Word], start: int, end: int, value: str, unit: str) -> Number:
    after = re.match(r"[\s-]*([^\W\d_]+)", text[end:])
    named = vocabulary.unit(unit) if unit else vocabulary.unit(after.group(1)) if after else ""
    if not named and (ahead := re.match(r"\s*-\s*[\d.,]+\s*(%|[^\W\d_]+)", text[end:])):
        named = vocabulary.unit(ahead.group(1))
    return Number(
        text[start:end].strip(),
        value,
        named,
        _bound(text[:start]),
        _around(words, start, end),
        _beside(words, start, end),
        start,
    )


def _bound(before: str) -> str:
    near = before[-18:]
    for name in ("more", "less"):
        if re.search(rf"(?:{vocabulary.phrases(name).pattern})\W*(?:an?\s)?$", near, re.IGNORECASE):
            return name
    return ""


def _around(words: Sequence[Word], start: int, end: int) -> frozenset[str]:
    left = [w.root for w in words if w.end <= start and w.is_content][-_NEAR:]
    right = [w.root for w in words if w.start >= end and w.is_content][:_NEAR]
    return frozenset((*left, *right))


def _beside(words: Sequence[Word], start: int, end: int) -> tuple[tuple[str, float], ...]:
    left = [w for w in words if w.end <= start][-_FAR:][::-1]
    right = [w for w in words if w.start >= end][:_FAR]
    sides = ((left, -1), (right, 1))
    return tuple((w.root, sign / (i + 1)) for side, sign in sides for i, w in enumerate(side) if w.is_content)


def check_counted(claim: Sequence[Number], evidence: Sequence[Number]) -> Iterator[Problem]:
    """Yield the claim's numbers whose neighbours stand nearer to another number of the evidence (`865 deaths`)."""
    evidence = [e for e in evidence if not (e.is_ordinal or _YEAR.fullmatch(e.value))]
    for number in (n for n in claim if not n.is_ordinal):
        same = [e for e in evidence if e.value == number.value]
        others = [e for e in evidence if e not in same and all(abs(e.start - s.start) > _RANGED for s in same)]
        own = max((_nearness(number, e) for e in same), default=0)
        other = max((_nearness(number, e) for e in others), default=0)
        if (own and other > _CLEARLY * own) or (not own and other >= 1):
            yield Problem("number", number.text)


def _nearness(one: Number, other: Number) -> float:
    """Return how near the same words stand to two numbers of one kind."""
    if one.unit != other.unit:
        return 0.0
    return sum(
        abs(a * b) * (1 if a * b > 0 else 0.5)
        for root, a in one.near
        for like, b in other.near
        if overlap(frozenset({root}), frozenset({like}))
    )


def check(claim: Sequence[Number], evidence: Sequence[Number]) -> Iterator[Problem]:
    """Yield the claim's numbers that no number of the evidence carries."""
    for number in claim:
        same = [e for e in evidence if e.value == number.value]
        again = sum(n.value == number.value and n.text[:1].isdigit() for n in claim)
        free = vocabulary.plain(number.text) in vocabulary.listed("free_numbers")
        if (not same and not free) or (number.text[:1].isdigit() and again > len(same)):
            yield Problem("number", number.text)
        elif same and not any(_fits(number, e, len(evidence)) for e in same):
            yield Problem("number", f"{number.text} {number.unit}".strip())


def _fits(claim: Number, proof: Number, several: int) -> bool:
    unit = claim.unit == proof.unit or not claim.unit
    bound = claim.bound == proof.bound or (not claim.bound and proof.bound == "")
    shared = len(claim.around & proof.around) if claim.is_ordinal else overlap(claim.around, proof.around)
    place = several < 2 or not claim.around or shared > 0
    return unit and bound and place
