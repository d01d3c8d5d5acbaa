"""A JATS table (the XHTML or the OASIS kind) expanded into a grid: one cell in each row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.jats_cites import Cited

_WIDEST = 500
_INDENT = re.compile(r"[ \t\n]*[\u00a0\u2000-\u200a\u202f\u3000]")
_PICTURES = ("graphic", "inline-graphic", "media")

ReadCell = Callable[[Element], Cited]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A cell as the source has it, before it is repeated over the rows and columns that it spans.

    Two cells are the same only if they are one cell of the source. `row` is where it begins.
    """

    cited: Cited
    row: int = 0
    heading: bool = False
    bold: bool = False
    indented: bool = False
    drawn: bool = False

    @property
    def filled(self) -> bool:
        """Whether there is anything in the cell."""
        return self.drawn or bool(self.cited.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid; `part` is thead, tbody or tfoot. All rows of a table are equally long."""

    part: str
    cells: tuple[Source, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the different cells of the row."""
        return tuple(dict.fromkeys(self.cells))


def expand(table: Element, read: ReadCell) -> tuple[Row, ...]:
    """Return the rows of `table` with every row span and column span filled in.

    A span ends with its part of the table, as in HTML. Spans without end are cut at 500 columns.
    """
    rows: list[Row] = []
    for part, trs in sorted(_parts(table), key=lambda p: p[0] == "tfoot"):  # HTML lets it stand first
        held: dict[int, tuple[Source, int]] = {}
        for tr in trs:
            cells, held = _place(tr, held, len(rows), _columns(table), read)
            rows.append(Row(part, cells))
    width = max((len(row.cells) for row in rows), default=0)
    return tuple(Row(row.part, _padded(row.cells, width)) for row in rows)


def _parts(table: Element) -> Iterator[tuple[str, list[Element]]]:
    loose: list[Element] = []
    for child in table:
        if child.tag in ("tr", "row"):
            loose.append(child)
        elif child.tag == "tgroup":
            yield from _parts(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield child.tag, [e for e in child if e.tag in ("tr", "row")]
    if loose:
        yield "tbody", loose


def _columns(table: Element) -> dict[str, int]:
    """Return the places of the named columns of an OASIS table."""
    names = [spec.get("colname", "") for spec in table.iter("colspec")]
    return {name: place for place, name in enumerate(names) if name}


def _place(
    tr: Element, held: dict[int, tuple[Source, int]], row: int, columns: dict[str, int], read: ReadCell
) -> tuple[tuple[Source, ...], dict[int, tuple[Source, int]]]:
    """Return the cells of a row, and the cells that reach into the rows below it with how far."""
    placed: dict[int, Source] = {column: source for column, (source, _) in held.items()}
    below = {column: (source, left - 1) for column, (source, left) in held.items() if left > 1}
    column = 0
    for cell in (e for e in tr if e.tag in ("td", "th", "entry")):
        source = _source(cell, row, read)
        rowspan, colspan = _spans(cell, columns)
        while column in placed:
            column += 1
        for place in range(column, min(column + colspan, _WIDEST)):
            if place not in placed:
                placed[place] = source
                if rowspan > 1:
                    below[place] = (source, rowspan - 1)
        column += colspan
    width = max(placed, default=-1) + 1
    gap = Source(Cited(""), row)
    return tuple(placed.get(place, gap) for place in range(width)), below


def _spans(cell: Element, columns: dict[str, int]) -> tuple[int, int]:
    if "namest" in cell.attrib:
        first, last = columns.get(cell.get("namest", ""), 0), columns.get(cell.get("nameend", ""), 0)
        return _count(cell.get("morerows", "0")) + 1, max(last - first, 0) + 1
    if "morerows" in cell.attrib:
        return _count(cell.get("morerows", "0")) + 1, 1
    down = cell.get("rowspan", "1").strip()
    rowspan = 65534 if down == "0" else max(_count(down), 1)  # HTML: 0 reaches the end of the part
    return rowspan, min(max(_count(cell.get("colspan", "1")), 1), _WIDEST)


def _count(value: str) -> int:
    return int(value) if value.strip().isdecimal() and len(value) < 9 else 0


def _source(cell: Element, row: int, read: ReadCell) -> Source:
    cited = read(cell)
    return Source(
        cited,
        row,
        heading=cell.tag == "th",
        bold=bool(cited.text) and _all_bold(cell),
        indented=bool(_INDENT.match("".join(cell.itertext()))) or "indent" in cell.get("content-type", ""),
        drawn=any(e.tag in _PICTURES for e in cell.iter()),
    )


def _all_bold(cell: Element) -> bool:
    plain = "".join("".join(e.itertext()) for e in cell.iter("bold"))
    return len(re.sub(r"\s", "", plain)) >= len(re.sub(r"\s", "", "".join(cell.itertext())))


def _padded(cells: Sequence[Source], width: int) -> tuple[Source, ...]:
    row = cells[0].row if cells else 0
    return (*cells, *(Source(Cited(""), row) for _ in range(width - len(cells))))
