"""Bracketed numeric citations: `[7]`, `[7] [8]`, `[3-5]`, `[3]-[5]`, `[3, 7]`."""

from __future__ import annotations

import re

_BRACKET = re.compile(r"\[(\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*)\]")
_BRIDGE = re.compile(r"\[(\d{1,3})\]\s*[-–]\s*\[(\d{1,3})\]")


def numbers(raw: str) -> tuple[int, ...]:
    """Return the reference numbers cited in `raw`, ranges expanded, in order, each once."""
    found: dict[int, None] = {}
    for match in _BRACKET.finditer(_BRIDGE.sub(r"[\1-\2]", raw)):
        for part in re.split(r"\s*[,;]\s*", match.group(1)):
            first, _, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
            found.update(dict.fromkeys(range(int(first), int(last or first) + 1)))
    return tuple(found)
