"""Do the answers follow the review? Its table's cells are moved, and the same questions asked again.

One copy of the document for each column of a table: the values of a category column change places with
one another in every row, the cells of any other column move to other rows, and nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import accumulate
from typing import Any, TypeVar, cast

from app.columns import Column, columns, is_blank, value_key
from evals import made
from evals.cases import Case
from store.records import Cell, Document, Span, Table, TableRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document with the cells of one column moved, and the lookups that must follow them."""

    table_id: str
    header: str
    document: Document
    cases: tuple[Case, ...]


def mutants(document: Document) -> tuple[Mutant, ...]:
    """Return a mutant for each column of each table whose cells can change places."""
    found = []
    for table in document.tables:
        for column in columns(table):
            moved = deranged(document, table, column)
            asked = lookups(moved, table.id, column) if moved is not None else ()
            if moved is not None and asked:
                found.append(Mutant(table.id, column.header, moved, asked))
    return tuple(found)


def lookups(document: Document, table_id: str, column: Column) -> tuple[Case, ...]:
    """Return one lookup for each row of the moved column; for the names' column, of all columns."""
    cases = [case for case in made.cases(document) if case.kind == "lookup" and case.row[0] == table_id]
    own = [case for case in cases if column.role == "entity" or case.row[1] == column.header]
    once = {(case.row, case.evidence): case for case in own if case.row[1]}
    return tuple(replace(case, id=f"mutation-{column.index}-{case.id}") for case in once.values())


def deranged(document: Document, table: Table, column: Column) -> Document | None:
    """Return `document` with the cells of `column` moved, or `None` where they cannot be.

    A cell that spans rows, or that is empty, stays where it is.
    """
    cells = [row.cells[column.index] for row in table.rows]
    spans = [cell.span for cell in cells]
    movable = [i for i, c in enumerate(cells) if not is_blank(c.text) and spans.count(c.span) == 1]
    sources = _sources([cells[i] for i in movable], column)
    if sources is None:
        return None
    moves = {movable[i]: movable[source] for i, source in enumerate(sources)}
    text, shift = _rewritten(document.text, {cells[to].span: cells[of].span for to, of in moves.items()})
    shifted = replace(_shifted(document, shift), text=text)
    return _with_cells(shifted, table, column, moves)


def _sources(cells: Sequence[Cell], column: Column) -> list[int] | None:
    """Return for each cell the index of the one whose text it gets, never one with the same text."""
    values = [value_key(cell.text) for cell in cells]
    different = list(dict.fromkeys(values))
    if len(different) < 2:
        return None
    if column.role == "category":
        following = dict(zip(different, [*different[1:], different[0]], strict=True))
        return [values.index(following[value]) for value in values]
    size = len(values)
    steps = (step for step in range(1, size) if all(values[i] != values[i - step] for i in range(size)))
    step = next(steps, None)
    return None if step is None else [(i - step) % size for i in range(size)]


def _rewritten(text: str, moves: Mapping[Span, Span]) -> tuple[str, list[tuple[int, int]]]:
    """Return `text` with each span holding another's characters, and (old end, shift from there) pairs."""
    pieces, last, shift = [], 0, []
    for span in sorted(moves):
        new = moves[span].of(text)
        pieces += [text[last : span.start], new]
        shift.append((span.end, len(new) - (span.end - span.start)))
        last = span.end
    totals = accumulate(change for _, change in shift)
    return "".join([*pieces, text[last:]]), [(end, t) for (end, _), t in zip(shift, totals, strict=True)]


def _shifted(value: T, shift: Sequence[tuple[int, int]]) -> T:
    """Return `value` with every `Span` in it, at any depth, moved to the rewritten text."""
    return cast(T, _walk(value, lambda at: at + next((t for end, t in reversed(shift) if at >= end), 0)))


def _walk(value: Any, place: Callable[[int], int]) -> Any:
    if isinstance(value, Span):
        return Span(place(value.start), place(value.end))
    if isinstance(value, tuple):
        return tuple(_walk(item, place) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _walk(getattr(value, f.name), place) for f in fields(value)})
    return value


def _with_cells(document: Document, table: Table, column: Column, moves: Mapping[int, int]) -> Document:
    rows = tuple(_rows(next(t for t in document.tables if t.id == table.id), table, column, moves))
    tables = tuple(replace(t, rows=rows) if t.id == table.id else t for t in document.tables)
    return replace(document, tables=tables)


def _rows(shifted: Table, table: Table, column: Column, moves: Mapping[int, int]) -> Iterator[TableRow]:
    for i, row in enumerate(shifted.rows):
        source = table.rows[moves.get(i, i)]
        cell = replace(row.cells[column.index], text=source.cells[column.index].text)
        cells = (*row.cells[: column.index], cell, *row.cells[column.index + 1 :])
        references = source.references if column.role == "reference" else row.references
        yield replace(row, cells=cells, references=references)
