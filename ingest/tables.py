"""Tables in plain text: tab-separated lines or Markdown pipes, with group rows and continuations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.citations import numbers
from ingest.repair import repair
from store.records import Cell, Span, Table, TableRow

_CONTINUED = re.compile(r"\W*(?:table\s+\S+\s+)?\(?(?:continued|cont['’]?d?\.?)\)?\W*", re.IGNORECASE)
_RULE = re.compile(r"[\s|:+=-]+")
_LABEL = re.compile(
    r"\W*((?:Supplementary |Supplemental )?(?:Table|Tab\.)\s+(?:S?\d+|[IVX]+))\b[.:|\s]*(.*)", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class RawTable:
    """The lines of a table before they are typed. `caption` is `None` where there is none."""

    lines: tuple[Span, ...]
    caption: Span | None = None
    notes: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """Return what the table covers, its caption and notes included."""
        parts = [*self.lines, *self.notes, *([self.caption] if self.caption else [])]
        return Span(min(p.start for p in parts), max(p.end for p in parts))


def is_continuation(line: str) -> bool:
    """Whether `line` only says that a table goes on ("Continued")."""
    return bool(_CONTINUED.fullmatch(line))


def build(text: str, raw: RawTable, number: int, path: tuple[str, ...], known: frozenset[str]) -> Table:
    """Return the typed table: the first line of cells is the header, a line of one cell a group."""
    grid = [cells for line in raw.lines if (cells := _cells(text, line))]
    width = max(len(cells) for cells in grid)
    headers = _headers([repair(cell.of(text), known) for cell in grid[0]], width)
    label, caption = _label(text, raw.caption, number)
    table_id = f"table-{number}"
    rows = _rows(text, grid[1:], headers, table_id, known)
    footnotes = tuple(repair(note.of(text), known) for note in raw.notes)
    return Table(table_id, label, caption, headers, rows, raw.span, path, footnotes)


def _headers(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Return `width` distinct headers: an empty one is numbered, a repeated one too."""
    headers: list[str] = []
    for i in range(width):
        name = names[i] if i < len(names) and names[i] else f"Column {i + 1}"
        headers.append(name if name not in headers else f"{name} ({i + 1})")
    return tuple(headers)


def _label(text: str, caption: Span | None, number: int) -> tuple[str, str]:
    words = repair(caption.of(text)) if caption else ""
    match = _LABEL.fullmatch(words)
    return (match.group(1), match.group(2).strip()) if match else (f"Table {number}", words)


def _rows(
    text: str, grid: Sequence[Sequence[Span]], headers: tuple[str, ...], table_id: str, known: frozenset[str]
) -> tuple[TableRow, ...]:
    rows: list[TableRow] = []
    group = ""
    for cells in grid:
        words = [repair(cell.of(text), known) for cell in cells]
        if not any(words) or (len(words) > 1 and tuple(words) == headers[: len(words)]):
            continue
        if words[0] and not any(words[1:]) and len(headers) > 1:
            group = group if is_continuation(words[0]) else words[0]
            continue
        cells = [*cells, *[Span(cells[-1].end, cells[-1].end)] * (len(headers) - len(cells))]
        words += [""] * (len(headers) - len(words))
        typed = tuple(Cell(h, w, c) for h, w, c in zip(headers, words, cells, strict=True))
        span = Span(cells[0].start, cells[-1].end)
        rows.append(TableRow(table_id, len(rows), group, typed, span, numbers(span.of(text))))
    return tuple(rows)


def _cells(text: str, line: Span) -> list[Span]:
    words = line.of(text)
    if _RULE.fullmatch(words) and re.search(r"[-=]", words):
        return []
    pipes = words.lstrip().startswith("|")
    edges = [m.start() for m in re.finditer(r"(?<!\\)\|" if pipes else r"\t", words)]
    if pipes:
        edges = edges if words.rstrip().endswith("|") and len(edges) > 1 else [*edges, len(words)]
        bounds = [(start + 1, end) for start, end in zip(edges, edges[1:], strict=False)]
    else:
        bounds = list(zip([0, *(e + 1 for e in edges)], [*edges, len(words)], strict=True))
    return [_trim(words, line.start, start, end) for start, end in bounds]


def _trim(words: str, offset: int, start: int, end: int) -> Span:
    cell = words[start:end]
    left = len(cell) - len(cell.lstrip()) if cell.strip() else 0
    return Span(offset + start + left, offset + start + left + len(cell.strip()))
