"""HTML and Markdown of entities: one card, or several side by side, every cell with its source."""

from __future__ import annotations

import html
from collections.abc import Sequence
from urllib.parse import urlencode

from app.export import escape as md
from app.molecules import REST, Card, Told
from app.page.links import link_into
from app.page.markup import anchor, escape, reference_html
from store.records import Cell, TableRow

_FORMATS = {"md": "Markdown", "csv": "CSV", "bibtex": "BibTeX", "ris": "RIS"}


def cards_html(cards: Sequence[Card]) -> str:
    """Return one card, or a comparison of several, with its exports."""
    if not cards:
        return ""
    body = _card(cards[0]) if len(cards) == 1 else _comparison(cards)
    label = escape(", ".join(card.name for card in cards))
    return f'<section class="molecule" aria-label="{label}">{body}{_exports(cards)}</section>'


def _card(card: Card) -> str:
    rows = "".join(_row(card, row) for row in card.rows)
    parts = "".join(_part(card, title, told) for title, told in card.parts.items())
    listed = "".join(
        f"<li>{anchor(link_into(card.document, r.span), f'Ref. {r.number}')} {reference_html(r)}</li>"
        for r in card.references
    )
    references = f'<h3>References</h3><ol class="references">{listed}</ol>' if listed else ""
    return f"<h2>{escape(card.name)}</h2>{rows}{parts}{references}"


def _row(card: Card, row: TableRow) -> str:
    cells = "".join(f"<dt>{escape(h)}</dt><dd>{text}</dd>" for h, text in _cells(card, row).items())
    return f'<dl class="cells">{cells}</dl>'


def _cells(card: Card, row: TableRow) -> dict[str, str]:
    """Return the cells of a row as HTML by header; each cell with its own source."""
    cells = {"Group": escape(row.group)} if row.group else {}
    return cells | {c.header or "–": _cell(card, row, c) for c in row.cells if c.text != card.name}


def _cell(card: Card, row: TableRow, cell: Cell) -> str:
    at = link_into(card.document, cell.span, row.references)
    return anchor(at, cell.text, "cell") if cell.text.strip() else "–"


def _part(card: Card, title: str, told: Sequence[Told]) -> str:
    if not told:
        return "" if title == REST else f'<h3>{title}</h3><p class="none">No sentence found.</p>'
    said = "".join(f"<li>{escape(t.text)} {_source(card, t)}</li>" for t in told)
    return f'<h3>{title}</h3><ul class="told">{said}</ul>'


def _source(card: Card, told: Told) -> str:
    numbers = [r.number for r in told.references]
    return anchor(link_into(card.document, told.span, numbers), f"[{', '.join(map(str, numbers)) or 'source'}]")


def _comparison(cards: Sequence[Card]) -> str:
    """Return a table with a column for each card; its rows are the headers, then the parts."""
    tables = [{h: t for row in card.rows for h, t in _cells(card, row).items()} for card in cards]
    headers = list(dict.fromkeys(h for cells in tables for h in cells))
    head = "".join(f'<th scope="col">{escape(card.name)}</th>' for card in cards)
    rows = [_line(h, [cells.get(h, "–") for cells in tables]) for h in headers]
    titles = [t for t in cards[0].parts if any(c.parts.get(t) for c in cards)]
    rows += [_line(t, [_told(c, c.parts.get(t, ())) for c in cards]) for t in titles]
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Comparison"><table class="compare">'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _line(title: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{escape(title)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _told(card: Card, told: Sequence[Told]) -> str:
    return "".join(f"<p>{escape(t.text)} {_source(card, t)}</p>" for t in told) or "–"


def _exports(cards: Sequence[Card]) -> str:
    own = {"names": "\n".join(card.name for card in cards), "review": cards[0].document.id if len(cards) == 1 else ""}
    addresses = {label: html.escape(urlencode(own | {"format": format})) for format, label in _FORMATS.items()}
    links = "".join(
        f'<a class="act" href="export/molecules?{a}" download>{label}</a>' for label, a in addresses.items()
    )
    return f'<div class="acts"><span class="label">Export</span>{links}</div>'


def cards_markdown(cards: Sequence[Card]) -> str:
    """Return cards as Markdown, one after the other, with their references."""
    return "\n".join(line for card in cards for line in _markdown(card))


def _markdown(card: Card) -> list[str]:
    lines = [f"# {md(card.name)}", "", f"From: {md(card.document.title)}", ""]
    for row in card.rows:
        lines += [f"- Group: {md(row.group)}"] if row.group else []
        lines += [f"- {md(cell.header)}: {md(cell.text) or '–'}" for cell in row.cells]
    for title, told in card.parts.items():
        cited = [f"- {md(t.text)}{''.join(f' [{r.number}]' for r in t.references)}" for t in told]
        lines += ["", f"## {title}", "", *cited] if cited else []
    listed = [f"{r.number}. {md(r.text)}" for r in card.references]
    return [*lines, "", "## References", "", *listed, ""]
