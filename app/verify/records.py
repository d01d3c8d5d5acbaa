"""What goes into the verifier and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ProblemKind = Literal["citation", "reference", "name", "number", "direction", "negation", "role", "certainty", "beyond"]


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence or a row that a claim rests on; `references` are the numbers that it cites.

    `context` is the sentence before one that leans on it ("This degradation ..."): a name may stand there.
    """

    text: str
    references: tuple[int, ...] = ()
    is_row: bool = False
    context: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the evidence does not carry, in the claim's own words."""

    kind: ProblemKind
    what: str
