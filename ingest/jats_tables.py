"""A grid typed: which rows are heads, which head a group of rows, and which hold data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.jats_grid import Row, Source

RowKind = Literal["data", "across", "alone", "head", "blank"]


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of data under its headers, in its group (empty where it has none)."""

    headers: tuple[str, ...]
    group: str
    cells: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class TypedTable:
    """What a grid says. `layout` is every row as it is shown: a group's name, or the data row's place.

    `notes` are rows across the whole table below its last row of data.
    """

    headers: tuple[str, ...]
    rows: tuple[TypedRow, ...]
    layout: tuple[str | int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Groups:
    """The group that a row stands in: the row across the table, and the row below it with one cell."""

    outer: str = ""
    inner: str = ""
    indented: bool | None = None
    fresh: bool = False

    @property
    def name(self) -> str:
        return " / ".join(part for part in (self.outer, self.inner) if part)


def type_rows(grid: Sequence[Row]) -> TypedTable:
    """Return the typed rows of `grid`.

    The levels of a head are joined with " / "; a head that spans all columns is a group. A body row
    that spans all columns, or whose first cell alone is filled, names the group of the rows below it; in
    a group whose rows are indented the first row that is not ends it, as an empty row does. Rows of heads
    inside the body are the heads of what follows them.
    """
    heads, body = _divide(grid)
    titles = [row for row in heads if len(heads) > 1 and _across(row)]
    headers = _headers([row for row in heads if row not in titles], len(grid[0].cells))
    kinds = _kinds(body)
    groups = _Groups(outer=" / ".join(row.cells[0].cited.text for row in titles), fresh=bool(titles))
    first = headers
    rows: list[TypedRow] = []
    again: list[Row] = []
    layout: list[str | int] = [row.cells[0].cited.text for row in titles]
    last = max((i for i, kind in enumerate(kinds) if kind == "data"), default=-1)
    for row, kind in zip(body[: last + 1], kinds, strict=False):
        if kind == "head":
            again.append(row)
            layout.append("\t".join(cell.cited.text for cell in row.cells))
        elif kind in ("across", "alone"):
            groups = _enter(groups, row, kind)
            layout.append(next(s.cited.text for s in row.sources if s.filled))
        elif kind == "blank":
            groups = _Groups(groups.outer) if groups.inner and not groups.fresh else groups
        else:
            headers, again = _headers(again, len(row.cells)) if again else headers, []
            groups = _stay(groups, row.cells[0])
            layout.append(len(rows))
            rows.append(TypedRow(headers, groups.name, row.cells))
    notes = [s.cited.text for row in body[last + 1 :] for s in row.sources if s.cited.text]
    return TypedTable(first, tuple(rows), tuple(layout), tuple(notes))


def _divide(grid: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of the head and those of the body, of which there is at least one."""
    marked = sum(row.part == "thead" for row in grid)
    count = marked
    while count < len(grid) - 1 and _is_head(grid[count], strict=bool(marked)):
        count += 1
    if count == len(grid):
        count = 1 if len(grid) > 1 else 0
    return list(grid[:count]), list(grid[count:])


def _is_head(row: Row, *, strict: bool) -> bool:
    """Whether a body row is a row of heads: `th` throughout or, where no head is marked, all bold."""
    filled = [s for s in row.sources if s.filled]
    if len(filled) < 2:
        return False
    return all(s.heading for s in filled) or (not strict and all(s.bold for s in filled))


def _headers(heads: Sequence[Row], width: int) -> tuple[str, ...]:
    names = []
    for column in range(width):
        levels = dict.fromkeys(row.cells[column].cited.text for row in heads)
        names.append(" / ".join(level for level in levels if level) or f"Column {column + 1}")
    seen: Counter[str] = Counter()
    return tuple(_distinct(name, seen) for name in names)


def _distinct(name: str, seen: Counter[str]) -> str:
    """Return `name`, numbered from its second use on: a value is looked up by its header."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _across(row: Row) -> bool:
    filled = [s for s in row.sources if s.filled]
    return len(row.cells) > 1 and len(filled) == 1 and row.cells.count(filled[0]) == len(row.cells)


def _kinds(body: Sequence[Row]) -> list[RowKind]:
    kinds = [_kind(i, row) for i, row in enumerate(body)]
    for unlikely in ("head", "alone"):
        if 2 * kinds.count(unlikely) > len(kinds):
            kinds = ["data" if kind == unlikely else kind for kind in kinds]
    return [
        "data" if kind == "alone" and not _heads_what_follows(i, body, kinds) else kind for i, kind in enumerate(kinds)
    ]


def _kind(place: int, row: Row) -> RowKind:
    filled = [s for s in row.sources if s.filled]
    if not filled:
        return "blank"
    if len(filled) == 1 and len(row.cells) > 1:
        only = filled[0]
        if row.cells.count(only) > 1:
            return "across"
        begins = all(other.row <= only.row for other in row.cells)
        return "alone" if row.cells[0] is only and begins and only.cited.text else "data"
    return "head" if place and _is_head(row, strict=True) else "data"


def _heads_what_follows(place: int, body: Sequence[Row], kinds: Sequence[RowKind]) -> bool:
    """Whether a row with its first cell alone is a heading, not a row of data with empty cells."""
    below = next((i for i in range(place + 1, len(kinds)) if kinds[i] != "blank"), None)
    if below is None or kinds[below] in ("across", "head"):
        return False
    if kinds[below] == "data":
        return True
    this, next_ = body[place].cells[0], body[below].cells[0]
    return place == 0 or this.bold or this.heading or (next_.indented and not this.indented)


def _enter(groups: _Groups, row: Row, kind: RowKind) -> _Groups:
    text = next(s.cited.text for s in row.sources if s.filled)
    if kind == "across":
        return _Groups(outer=f"{groups.outer} / {text}" if groups.fresh and not groups.inner else text, fresh=True)
    inner = f"{groups.inner} / {text}" if groups.fresh and groups.inner else text
    return _Groups(groups.outer, inner, fresh=True)


def _stay(groups: _Groups, first: Source) -> _Groups:
    """Return the group after a row of data that begins with `first`."""
    if groups.indented and not first.indented:
        return _Groups(groups.outer if groups.inner else "")
    indented = first.indented if groups.indented is None else groups.indented
    return _Groups(groups.outer, groups.inner, indented)
