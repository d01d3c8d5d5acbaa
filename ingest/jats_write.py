"""A JATS table written into the draft: caption, heads and rows as lines, cells between tabs."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from ingest import jats_terms
from ingest.jats_cites import Cited, sentences
from ingest.jats_draft import Draft
from ingest.jats_grid import expand
from ingest.jats_tables import TypedRow, TypedTable, type_rows
from ingest.jats_xml import contents
from ingest.repair import repair
from store.records import Cell, Paragraph, Span, Table, TableRow

Read = Callable[[list[str | Element]], Cited]
"""How mixed content is read: flattened, its citations resolved."""


def table_wrap(draft: Draft, wrap: Element, read: Read, path: tuple[str, ...]) -> None:
    """Write every table of `wrap`; where it holds only a picture of one, note that."""
    label = read(_label(wrap)).text
    nested = {inner for table in wrap.iter("table") for inner in table.iter("table") if inner is not table}
    tables = [table for table in wrap.iter("table") if table not in nested]
    caption = read([e for e in wrap if e.tag in ("caption", "title")])
    if not tables:
        draft.notes.append(f"{label or 'A table'} is a picture in the source; its cells cannot be read.")
        draft.paragraph(caption, "caption", path)
        return
    footnotes = [read([note]) for note in _footnotes(wrap)]
    for table in tables:
        grid = expand(table, lambda cell: read(list(contents(cell))))
        if grid and grid[0].cells:
            _write(draft, type_rows(grid), label, caption, footnotes, path)


def _label(wrap: Element) -> list[str | Element]:
    label = wrap.find("label")
    label = label if label is not None else wrap.find("caption/label")
    return list(contents(label)) if label is not None else []


def _footnotes(wrap: Element) -> list[Element]:
    """Return the paragraphs below the table, each footnote with its mark as one."""
    notes: list[Element] = []
    for foot in wrap.findall("table-wrap-foot"):
        for child in foot:
            notes += list(child) if child.tag == "fn-group" else [child]
    for note in notes:
        note.tag = "note" if note.tag == "fn" else note.tag  # footnotes elsewhere are left out of a line
    return notes


def _write(
    draft: Draft,
    typed: TypedTable,
    label: str,
    caption: Cited,
    footnotes: list[Cited],
    path: tuple[str, ...],
) -> None:
    table_id = f"table-{len(draft.tables) + 1}"
    start = draft.length
    if label:
        draft.write(f"{label}.", end=" " if caption.text else "\n")
    if caption.text:
        _caption(draft, caption, path)
    draft.write("\t".join(typed.headers), end="\n")
    rows = []
    for item in typed.layout:
        if isinstance(item, str):
            draft.write(item, end="\n")
        else:
            rows.append(_row(draft, typed.rows[item], table_id, item))
    notes = []
    for note in (*(Cited(text) for text in typed.notes), *footnotes):
        span = draft.write(note.text, end="\n")
        draft.abbreviations += jats_terms.listed(note.text, span.start, titled=False)
        notes.append(repair(note.text))
    span = Span(start, draft.length - 1)
    draft.gap()
    headers = typed.headers
    draft.tables.append(
        Table(table_id, label or f"Table {len(draft.tables) + 1}", repair(caption.text), headers, tuple(rows),
              span, path, tuple(note for note in notes if note))
    )


def _caption(draft: Draft, caption: Cited, path: tuple[str, ...]) -> None:
    span = draft.write(caption.text, end="\n")
    draft.paragraphs.append(Paragraph("caption", path, span, sentences(caption, span.start)))
    draft.abbreviations += jats_terms.listed(caption.text, span.start, titled=False)


def _row(draft: Draft, row: TypedRow, table_id: str, index: int) -> TableRow:
    cells = []
    start = draft.length
    for place, (header, source) in enumerate(zip(row.headers, row.cells, strict=True), start=1):
        span = draft.write(source.cited.text, end="\n" if place == len(row.cells) else "\t")
        cells.append(Cell(header, repair(source.cited.text), span))
    numbers = dict.fromkeys(n for source in row.cells for n in source.cited.numbers)
    span = Span(start, draft.length - 1)
    return TableRow(table_id, index, row.group, tuple(cells), span, tuple(numbers))
