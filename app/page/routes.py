"""What the page links to: the source of a review, references, cards and tables as files."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from app import export, molecules
from app.assistant import Reading
from app.opening import Opening
from app.page.cards import cards_markdown
from app.page.rows import csv_of
from app.page.source import article_html
from store.errors import ReviewChatError

_TYPES = {
    "bibtex": ("application/x-bibtex", "bib"),
    "ris": ("application/x-research-info-systems", "ris"),
    "md": ("text/markdown", "md"),
    "csv": ("text/csv", "csv"),
}


def add(app: FastAPI, opening: Opening) -> None:
    """Add the routes to `app`. Each answer follows from its address and the library alone."""

    @app.get("/source/{document_id:path}")
    def source(document_id: str) -> Response:
        document = opening.documents().get(document_id)
        return HTMLResponse(article_html(document)) if document else HTMLResponse("", status_code=404)

    @app.get("/export/references")
    def references(review: str, numbers: str, format: str) -> Response:
        document, wanted = opening.documents().get(review), set(numbers.split(","))
        found = [r for r in document.references if str(r.number) in wanted] if document else []
        as_format = {"bibtex": export.as_bibtex, "ris": export.as_ris}.get(format)
        return _file(as_format(found), format, "references") if as_format and found else _nothing()

    @app.get("/export/molecules")
    def cards(names: str, format: str, review: str = "") -> Response:
        try:
            readings = chosen(opening, review)
            found = [molecules.card(readings, name) for name in names.split("\n")]
        except ReviewChatError:
            return _nothing()
        references = list(dict.fromkeys(r for card in found for r in card.references))
        made = {
            "md": lambda: cards_markdown(found),
            "csv": lambda: export.rows_as_csv([(card.document, row) for card in found for row in card.rows]),
            "bibtex": lambda: export.as_bibtex(references),
            "ris": lambda: export.as_ris(references),
        }.get(format)
        return _file(made(), format, "molecules") if made else _nothing()

    @app.get("/export/table")
    def table(at: str, search: str = "", only: str = "", order: str = "") -> Response:
        text = csv_of(opening.documents(), at, search, [value for value in only.split("\n") if value], order)
        return _file(text, "csv", "table") if text else _nothing()


def chosen(opening: Opening, review: str = "") -> dict[str, Reading]:
    """Return the readings of one review, or of all."""
    readings = opening.workplace().assistant.readings()
    return {id: reading for id, reading in readings.items() if review in ("", id)}


def _file(text: str, format: str, name: str) -> Response:
    kind, suffix = _TYPES[format]
    headers = {"content-disposition": f'attachment; filename="{name}.{suffix}"'}
    return PlainTextResponse(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _nothing() -> Response:
    return PlainTextResponse("The library has nothing at this address; ask again on the page.", status_code=404)
