"""The rows of a table as the page shows them: searched, filtered, each with the link to its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app import export
from app.columns import columns, is_blank
from app.page.links import link_into
from app.page.markup import anchor
from store.names import key
from store.records import Document, Table, TableRow

GROUP = "Group"


def tables(documents: Mapping[str, Document]) -> dict[str, tuple[Document, Table]]:
    """Return the tables of `documents` by an address that holds review and table."""
    return {f"{d.id}/{t.id}": (d, t) for d in documents.values() for t in d.tables}


def title(document: Document, table: Table, several: bool) -> str:
    """Return what a table is called in a list of them; where there are several reviews, with its review."""
    said = ". ".join(part for part in (table.label, table.caption) if part) or "Table"
    return f"{document.title} — {said}" if several else said


def filters(table: Table) -> list[str]:
    """Return what rows can be kept to: the groups, and the values of the columns with few values."""
    short = [c for c in columns(table) if c.role == "category"]
    values = [f"{c.header}: {row.cells[c.index].text}" for c in short for row in table.rows if _says(row, c.index)]
    return list(dict.fromkeys([*(f"{GROUP}: {group}" for group in table.groups), *sorted(set(values))]))


def _says(row: TableRow, index: int) -> bool:
    return index < len(row.cells) and not is_blank(row.cells[index].text)


def kept(table: Table, search: str, only: Sequence[str]) -> list[TableRow]:
    """Return the rows with every searched word and, for each filtered column, one of its values."""
    words = [key(word) for word in search.split() if key(word)]
    wanted: dict[str, set[str]] = {}
    for choice in only:
        header, _, value = choice.partition(": ")
        wanted.setdefault(header, set()).add(value)
    return [row for row in table.rows if _has(row, words) and _fits(row, wanted)]


def orders(table: Table) -> list[tuple[str, str]]:
    """Return in which orders the rows can stand, as words and as what `ordered` takes."""
    own = [h for h in dict.fromkeys(table.headers) if h]
    return [("As in the review", ""), *(c for h in own for c in ((f"{h}, A to Z", f"+{h}"), (f"{h}, Z to A", f"-{h}")))]


def ordered(rows: Sequence[TableRow], order: str) -> list[TableRow]:
    """Return the rows by the cells under a header, numbers by their size; without one as they are."""
    if not order:
        return list(rows)
    return sorted(rows, key=lambda row: _natural(row.get(order[1:])), reverse=order.startswith("-"))


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", text.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _has(row: TableRow, words: Sequence[str]) -> bool:
    said = [key(text) for text in (row.group, *(cell.text for cell in row.cells))]
    return all(any(word in text for text in said) for word in words)


def _fits(row: TableRow, wanted: Mapping[str, set[str]]) -> bool:
    return all((row.group if h == GROUP and not row.get(h) else row.get(h)) in v for h, v in wanted.items())


def headers(table: Table) -> list[str]:
    """Return the headers of the page's table: the source, the columns, the group where there are groups."""
    return ["Source", *(h or "–" for h in table.headers), *([GROUP] if table.groups else [])]


def shown(document: Document, table: Table, rows: Sequence[TableRow]) -> list[list[str]]:
    """Return the cells of the page's table; the first is a link, the others are plain text."""
    grouped = bool(table.groups)
    return [
        [
            anchor(link_into(document, row.span, row.references), "Open", "open", _name(row)),
            *(row.cells[i].text if i < len(row.cells) else "" for i in range(len(table.headers))),
            *([row.group] if grouped else []),
        ]
        for row in rows
    ]


def _name(row: TableRow) -> str:
    return row.cells[0].text if row.cells else ""


def csv_of(documents: Mapping[str, Document], at: str, search: str, only: Sequence[str], order: str = "") -> str:
    """Return the kept rows of the table at `at` as CSV, or nothing where there is no such table."""
    found = tables(documents).get(at)
    if not found:
        return ""
    document, table = found
    return export.rows_as_csv([(document, row) for row in ordered(kept(table, search, only), order)])
