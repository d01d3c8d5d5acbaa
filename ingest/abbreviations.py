"""Abbreviations with the long forms that a document gives itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from abbreviations import schwartz_hearst

from store.records import Abbreviation, Span

_OUTSIDE = re.compile(r"\b([A-Za-z]*[A-Z][A-Za-z]*\d+[A-Za-z]?)\s*\(([A-Z][A-Za-z0-9 -]{4,60})\)")


def find(text: str, spans: Sequence[Span]) -> tuple[Abbreviation, ...]:
    """Return the abbreviations defined inside `spans` of `text`, the first definition of each.

    Schwartz and Hearst (2003), as the `abbreviations` package does it, and the reverse order
    `SHORT1 (Long Form 1)` that their method leaves out. A pair whose long form runs over a sentence's
    end, or is out of proportion to the short form, is dropped.
    """
    found: dict[str, Abbreviation] = {}
    for span in spans:
        flat = re.sub(r"\s", " ", span.of(text))
        pairs = [(m.group(1), m.group(2), m.start()) for m in _OUTSIDE.finditer(flat) if _initials(m)]
        outside = {long for _, long, _ in pairs}
        for short, long in schwartz_hearst.extract_abbreviation_definition_pairs(doc_text=flat).items():
            if short not in outside and _plausible(short, long):
                pairs.append((short, long, max(flat.find(f"({short}"), 0)))
        for short, long, at in pairs:
            start = span.start + max(flat.find(long), 0) if at == 0 else span.start + _back(flat, long, at)
            end = span.start + flat.find(")", at) + 1
            found.setdefault(short, Abbreviation(short, re.sub(r"\s+", " ", long), Span(start, end)))
    return tuple(found.values())


def _back(flat: str, long: str, at: int) -> int:
    before = flat.rfind(long, 0, at)
    return before if before >= 0 else at


def _plausible(short: str, long: str) -> bool:
    words = re.findall(r"\w+", long)
    letters = re.sub(r"\W", "", short)
    return (
        not re.search(r"[.;\[\]]", long)
        and len(words) <= min(len(letters) + 5, len(letters) * 2)
        and (any(c.isupper() for c in short) or any(c.isdigit() for c in short))
        and len(long) > len(short)
    )


def _initials(match: re.Match[str]) -> bool:
    """Whether the bracket spells the short form out: same first letter, its digits kept."""
    short, long = match.group(1), match.group(2)
    digits = re.findall(r"\d+", short)
    same = short[0].lower() == long[0].lower() and all(d in long for d in digits)
    return same and len(long) > len(short)
