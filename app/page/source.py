"""HTML of a review's text: every character of it stands in an element that tells its offset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.page.links import edition
from app.page.markup import escape, reference_html
from store.records import Document, Section, Span, TableRow


def article_html(document: Document) -> str:
    """Return the text of `document`, and its references as the pane shows them under a quotation."""
    references = "".join(
        f'<li data-number="{r.number}"><span class="number">{r.number}</span> {reference_html(r)}</li>'
        for r in document.references
    )
    return (
        f'<article data-title="{escape(document.title)}" data-edition="{edition(document.text)}">'
        f"{source_html(document)}</article>"
        f'<ol id="all-references" hidden>{references}</ol>'
    )


def source_html(document: Document) -> str:
    """Return the source text of `document`, every character of it inside an element that tells its offset.

    The elements with `data-start` hold one stretch of text each and stand in the order of the text.
    """
    return "".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    headings = {s.heading.start: s for s in document.sections}
    rows = {row.span.start: row for table in document.tables for row in table.rows}
    at = 0
    for line in document.text.splitlines(keepends=True):
        end = at + len(line)
        first = next((i for i in range(at, end) if i in headings or i in rows), at)
        yield _line(document.text, Span(at, end), headings.get(first), rows.get(first))
        at = end


def _line(text: str, line: Span, section: Section | None, row: TableRow | None) -> str:
    if row and row.cells and row.span.end <= line.end:
        starts = [line.start, *(cell.span.start for cell in row.cells[1:]), line.end]
        return f'<div class="row">{_leaves("span", text, starts)}</div>'
    if section and text[section.heading.end : line.end].strip():
        head, rest = section.heading.end, _leaf("span", text, section.heading.end, line.end)
        return f"<p>{_leaf('b', text, line.start, head)}{rest}</p>"
    return _leaf(f"h{min(section.level + 2, 6)}" if section else "p", text, line.start, line.end)


def _leaves(tag: str, text: str, starts: Sequence[int]) -> str:
    return "".join(_leaf(tag, text, a, b) for a, b in zip(starts, starts[1:], strict=False))


def _leaf(tag: str, text: str, start: int, end: int) -> str:
    blank = "" if text[start:end].strip() else ' class="blank"'
    return f'<{tag} data-start="{start}"{blank}>{escape(text[start:end])}</{tag}>'
