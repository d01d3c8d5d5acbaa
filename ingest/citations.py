"""Bracketed numeric citations: `[7]`, `[7] [8]`, `[3-5]`, `[3]-[5]`, `[3, 7]`."""

from __future__ import annotations

import re

_ONE = r"\\?\[\s*[1-9]\d{0,2}(?:\s*[-–—,;]\s*[1-9]\d{0,2})*\s*\\?\]"
_LINK = r"(?:\(#[^\s)]*\))?"
_BRACKET = re.compile(rf"({_ONE}){_LINK}")
_BRIDGE = re.compile(r"(\d)\s*\\?\]\s*[-–—]\s*\\?\[\s*(?=\d)")

CITATION = re.compile(rf"\s*{_ONE}{_LINK}(?:\s*[-–—,;]?\s*{_ONE}{_LINK})*")
"""A run of citations with the space before it."""


def numbers(raw: str) -> tuple[int, ...]:
    """Return the reference numbers cited in `raw`, ranges expanded, in order, each once."""
    found: dict[int, None] = {}
    for match in _BRACKET.finditer(_BRIDGE.sub(r"\1-", raw)):
        for part in re.split(r"[,;]", match.group(1).strip("\\[] ")):
            ends = [int(end) for end in re.findall(r"\d+", part)]
            span = range(ends[0], ends[-1] + 1) if ends[0] <= ends[-1] else ends
            found.update(dict.fromkeys(span))
    return tuple(found)
