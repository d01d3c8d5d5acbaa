"""What the reviews say of one entity of their tables: its rows, then the prose in parts, then the references.

The parts of a card (`data/card.json`) are kinds of sentences, told apart by words of English; no review's
own word is known here.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.assistant import Reading
from app.prose import told_of
from app.understanding import understand
from store.errors import InputError
from store.names import fold
from store.records import Document, Reference, Span, TableRow

REST = "Also said"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence on the entity: how it is shown, where it stands, the references that it rests on."""

    text: str
    span: Span
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An entity with its rows and, part by part, the sentences on it."""

    name: str
    document: Document
    rows: tuple[TableRow, ...]
    parts: Mapping[str, tuple[Told, ...]]

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return the references behind rows and sentences, each once, by number."""
        numbers = {n for row in self.rows for n in row.references}
        numbers |= {r.number for part in self.parts.values() for told in part for r in told.references}
        return tuple(r for r in self.document.references if r.number in numbers)


def names(readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """Return what the rows of all tables are about, each name once, in the order of the tables."""
    found = (
        reading.lexicon.entity((t, r)).strip(" .,;")
        for reading in readings.values()
        for t, table in enumerate(reading.lexicon.document.tables)
        if any(column.role == "entity" for column in reading.lexicon.columns[t])
        for r in range(len(table.rows))
    )
    return tuple(dict.fromkeys(name for name in found if name))


def card(readings: Mapping[str, Reading], name: str) -> Card:
    """Return the card of `name`, from the first review whose tables know it.

    Raises:
        InputError: No table does; the message says which names are near.
    """
    for reading in readings.values():
        at = understand(name, reading.lexicon).rows
        if at:
            return _card(reading, at)
    raise InputError(_unknown(name, names(readings)))


def _unknown(name: str, known: Sequence[str]) -> str:
    by_key = {fold(n): n for n in known}
    near = [by_key[k] for k in difflib.get_close_matches(fold(name), by_key, 3, 0.5)]
    cure = f"the nearest are {', '.join(near)}" if near else "choose one from the list"
    if not known:
        return "No review in the library has a table of names; ask in the chat instead."
    return f"No table names “{name.strip()[:80]}”; {cure}."


def _card(reading: Reading, at: Sequence[tuple[int, int]]) -> Card:
    lexicon = reading.lexicon
    told = {i.position: i for place in at for i in told_of(place, lexicon, reading.prose)}
    sentences = [told[position].sentence for position in sorted(told)]
    parts: dict[str, list[Told]] = {part: [] for part in (*reversed(_words()), REST)}
    for sentence in sentences:
        references = tuple(r for r in lexicon.document.references if r.number in sentence.resolved)
        parts[part_of(sentence.text)].append(Told(sentence.text, sentence.span, references))
    name = " / ".join(dict.fromkeys(lexicon.entity(place) for place in at))
    rows = tuple(lexicon.row(place) for place in at)
    return Card(name, lexicon.document, rows, {part: tuple(found) for part, found in parts.items()})


def part_of(sentence: str) -> str:
    """Return the part of a card that a sentence belongs to, by the first part whose words it has."""
    said = " ".join(["", *re.findall(r"[\w-]+", fold(sentence)), ""])
    return next((part for part, words in _words().items() if any(f" {w} " in said for w in words)), REST)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    read = json.loads((Path(__file__).parent / "data" / "card.json").read_text("utf-8"))
    return {part: tuple(fold(word) for word in words) for part, words in read.items()}
