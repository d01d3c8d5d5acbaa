"""A JATS table written into the draft: caption, heads and rows as lines, cells between tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from ingest import jats_terms
from ingest.jats_cites import Cite, Cited, sentences
from ingest.jats_draft import Draft
from ingest.jats_grid import ReadCell, expand
from ingest.jats_inline import RAISED
from ingest.jats_tables import TypedRow, TypedTable, type_rows
from ingest.jats_xml import contents
from ingest.repair import repair
from store.records import Cell, Paragraph, Span, Table, TableRow

_IN_CELL = re.compile(r"(?<!\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_IN_NOTE = re.compile(r"(?:^|(?<=[\s;,.]))[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?=\S)")

Read = Callable[[list[str | Element]], Cited]
"""How mixed content is read: flattened, its citations resolved."""


def table_wrap(draft: Draft, wrap: Element, read: Read, path: tuple[str, ...]) -> None:
    """Write every table of `wrap`; where it holds only a picture of one, note that."""
    label = read(_label(wrap)).text.rstrip(" .:")
    nested = {inner for table in wrap.iter("table") for inner in table.iter("table") if inner is not table}
    tables = [table for table in wrap.iter("table") if table not in nested]
    caption = read([e for e in wrap if e.tag in ("caption", "title")])
    if not tables:
        draft.notes.append(f"{label or 'A table'} is a picture in the source; its cells cannot be read.")
        draft.paragraph(caption, "caption", path)
        return
    notes = _footnotes(wrap)
    footnotes = [read(list(contents(note))) for note in notes]
    read_cell = _cell_reader(read, _cited_by(notes, footnotes))
    for table in tables:
        grid = expand(table, read_cell)
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
    for sup in (sup for note in notes for sup in note.iter("sup")):
        if sup.text and sup.text.strip().isdecimal():
            sup.text = sup.text.translate(RAISED)  # the number of a note stands free, and is raised too
    return notes


def _cited_by(notes: list[Element], footnotes: list[Cited]) -> dict[str, tuple[int, ...]]:
    """Return what each footnote cites, by its id and by the raised number that begins it."""
    found = {note.get("id", ""): cited.numbers for note, cited in zip(notes, footnotes, strict=True)}
    for cited in footnotes:
        marks = list(_IN_NOTE.finditer(cited.text))
        ends = [*(mark.start() for mark in marks[1:]), len(cited.text)]
        for mark, end in zip(marks, ends, strict=False):
            within = (n for c in cited.cites if mark.end() <= c.at < end for n in c.numbers)
            found[mark.group(0)] = tuple(within)
    return found


def _cell_reader(read: Read, footnotes: Mapping[str, tuple[int, ...]]) -> ReadCell:
    """Return how a cell is read: it cites what stands in it and what its footnotes cite."""

    def read_cell(cell: Element) -> Cited:
        cited = read(list(contents(cell)))
        marks = [x.get("rid", "") for x in cell.iter("xref") if x.get("ref-type") in ("table-fn", "fn")]
        marks += _IN_CELL.findall(cited.text)
        numbers = tuple(n for mark in marks for n in footnotes.get(mark, ()))
        return replace(cited, cites=(*cited.cites, Cite(len(cited.text), numbers)))

    return read_cell


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
        draft.write(f"{label}:", end=" " if caption.text else "\n")
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
        Table(
            table_id,
            label or "Unnumbered table",
            repair(caption.text),
            headers,
            tuple(rows),
            span,
            path,
            tuple(note for note in notes if note),
        )
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
