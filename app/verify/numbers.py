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
_RANGE = re.compile(r"(?<=\d)\s*%?\s*(?:[–-]|to|and)\s*(?=\d)")
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit, `more`, `less` or nothing before it, and the roots around it."""

    text: str
    value: str
    unit: str
    bound: str
    around: frozenset[str]
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
    for word in words:
        if value := vocabulary.number_word(word.text):
            digits, percent = value.rstrip("%"), "%" if value.endswith("%") else ""
            number = _number(spread, words, word.start, word.end, digits, percent)
            right = [w.root for w in words if w.start >= word.end and w.is_content][:2]
            is_ordinal = word.root.endswith(("th", "ird", "irst", "econd"))
            if vocabulary.plain(word.text) == "decade":
                number = replace(number, unit="year")
            yield replace(number, around=frozenset(right), is_ordinal=True) if is_ordinal else number


def _number(text: str, words: Sequence[Word], start: int, end: int, value: str, unit: str) -> Number:
    after = re.match(r"[\s-]*([^\W\d_]+)", text[end:])
    named = vocabulary.unit(unit) if unit else vocabulary.unit(after.group(1)) if after else ""
    if not named and (ahead := re.match(r"\s*-\s*[\d.,]+\s*(%|[^\W\d_]+)", text[end:])):
        named = vocabulary.unit(ahead.group(1))
    return Number(text[start:end].strip(), value, named, _bound(text[:start]), _around(words, start, end), start)


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
