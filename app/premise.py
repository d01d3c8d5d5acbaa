"""What is wrong with a question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Premise:
    """What is wrong with a question, in words, and the positions of the sentences that say what is right."""

    text: str
    positions: tuple[int, ...]
