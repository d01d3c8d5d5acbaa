"""What the parts of the assistant hand to each other: statements with their evidence, not yet cited."""

from __future__ import annotations

from dataclasses import dataclass

from store.records import Outcome, Sentence, Span, Support, TableRow


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the source and the numbers of the references that it rests on."""

    span: Span
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and what carries it."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    support: Support = "prose only"


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its markers are minted; `everything` is all the evidence on its subject."""

    outcome: Outcome
    statements: tuple[Statement, ...]
    everything: tuple[Evidence, ...] = ()
    certain: bool = False
    """Of a refusal: it rests on a name or a property that the review does not have."""
    entire: bool = False
    """The question is one, although it may read as several: it is not taken apart."""


def of_row(row: TableRow) -> Evidence:
    """Return a row as evidence."""
    return Evidence(row.span, row.references)


def of_sentence(sentence: Sentence) -> Evidence:
    """Return a sentence as evidence, with the references that it cites or leans on."""
    return Evidence(sentence.span, sentence.resolved)


def finished(text: str) -> str:
    """Return a cell's text without the loose punctuation of typesetting at its end."""
    return text.strip().rstrip(".,;: ")


def joined(names: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"
