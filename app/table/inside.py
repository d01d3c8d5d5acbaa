"""What a question asks of the inside of cells: a noun that they say, how many things they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from app import vocabulary
from app.table import parts
from app.table.conditions import SIGNS, TESTS, Condition, test_name
from app.table.frame import GROUP, Frame
from app.table.marks import Mark, is_thing

_ITEMS = re.compile(r"\s*[,;/&]\s*(?:and\s+)?|\s+and\s+")


def items(cell: str) -> list[str]:
    """Return the things that a cell names."""
    return [piece for piece in _ITEMS.split(cell) if piece.strip()]


def speaks_of_table(found: Sequence[Mark]) -> bool:
    """Whether the question speaks of the table as such: its rows, its columns or its groups."""
    return parts.speaks_of_table([m.text.casefold() for m in found]) or any(m.name == "group" for m in found)


def asked(found: Sequence[Mark], frame: Frame) -> tuple[frozenset[int], tuple[int, ...]]:
    """Return where a question asks for a noun that the table's cells say (`which pathway`), and their column.

    It does so of the table as such, or of no row by its name.
    """
    rest = list(dropwhile(lambda m: m.text.casefold() not in ("what", "which", "list"), found))[1:]
    rest = list(dropwhile(lambda m: m.kind == "frame", rest))
    run = list(takewhile(lambda m: m.kind == "word" or m.name == "or", rest))
    if rest[len(run) :] and _of_rows(rest[len(run)], frame):
        return frozenset(), ()
    if not speaks_of_table(found) and any(m.of("entity") for m in found):
        return frozenset(), ()
    tags = [t for m in run for t in m.tags if t.place != GROUP]
    if any(t.place == frame.entity.index for t in tags):
        return frozenset(), ()
    rows = Counter([t.place for t in tags for _ in t.rows])
    return frozenset(m.start for m in run if rows), tuple(place for place, _ in rows.most_common(1))


def counting(found: Sequence[Mark], frame: Frame, headers: Sequence[tuple[int, Mark]]) -> list[Condition]:
    """Return how many things a cell must name (`the rows with two targets`, `a row of several molecules`)."""
    out = []
    for i, mark in enumerate(found[:-1]):
        before = found[:i]
        several = mark.text.casefold() in vocabulary.words("table", "several")
        if not (several or mark.number is not None) or not any(_of_rows(m, frame) for m in before):
            continue
        place = _counted(found[i + 1], before, frame, headers)
        if place is not None and before[-1].name != "list":
            out.append(_of_items(mark, before[-1], place, frame))
    return out


def _of_rows(mark: Mark, frame: Frame) -> bool:
    return mark.kind == "thing" or is_thing(mark, frame)


def _counted(mark: Mark, before: Sequence[Mark], frame: Frame, headers: Sequence[tuple[int, Mark]]) -> int | None:
    """Return the column of text whose things are counted: the one named, or the subjects' own of a row."""
    rows = any(m.text.casefold() in vocabulary.words("table", "entry") for m in before)
    places = [p for p, m in headers if m is mark] or ([frame.entity.index] if rows and is_thing(mark, frame) else [])
    texts = (p for p in places if p != GROUP and frame.columns[p].role not in ("number", "reference"))
    return next(texts, None)


def _of_items(number: Mark, before: Mark, place: int, frame: Frame) -> Condition:
    """Return the rows whose cell in a column names so many things, several where `number` says no number."""
    several = number.number is None
    value = 1.0 if several else number.number or 0.0
    name = "more" if several else test_name(number, before)
    rows = frozenset(r for r in range(len(frame.rows)) if TESTS[name](len(items(frame.cell(r, place))), value))
    return Condition("items", f"{SIGNS[name]}{value:g}", number.start, {place: rows}, (place,), value=value)
