"""The library's tab in HTML: which reviews are in, and what became of the files of an upload."""

from __future__ import annotations

from collections.abc import Mapping

from app.page.links import link_into
from app.page.markup import anchor, escape
from ingest.pipeline import FileReport, IngestReport
from ingest.readers import READERS
from store.records import Document, Span

_NOT_YET = "PDF, Word and web pages cannot be read yet; save them as text or Markdown, or get the article's JATS XML."


def readable() -> str:
    """Return what can be uploaded, and what cannot yet."""
    suffixes = " ".join(READERS)
    return f'<p class="hint">{escape(f"Plain text, Markdown or JATS XML ({suffixes}). {_NOT_YET}")}</p>'


def shelf_html(documents: Mapping[str, Document]) -> str:
    """Return the reviews of the library, each with what was read of it."""
    listed = "".join(_review(document) for document in documents.values())
    empty = '<p class="none">The library is empty. Add a review below to ask it.</p>'
    return f'<h2 class="sr">Reviews</h2><ul class="reviews">{listed}</ul>' if listed else empty


def _review(document: Document) -> str:
    authors = ", ".join(document.authors[:3]) + (" et al." if len(document.authors) > 3 else "")
    about = " · ".join(part for part in (authors, document.journal, str(document.year or ""), document.licence) if part)
    title = anchor(link_into(document, Span(0, 0)), document.title, "title")
    return f'<li><p>{title}</p><p class="about">{escape(about)}</p>{_read(document)}</li>'


def _read(document: Document) -> str:
    rows = sum(len(table.rows) for table in document.tables)
    with_doi = sum(1 for r in document.references if r.doi)
    counts = [
        _count(len(document.sections), "section"),
        f"{_count(rows, 'row')} in {_count(len(document.tables), 'table')}" if document.tables else "no tables",
        _count(len(document.references), "reference") + (f", {with_doi} with a DOI" if document.references else ""),
    ]
    notes = "".join(f"<li>{escape(note)}</li>" for note in document.notes)
    said = f"<details><summary>{_count(len(document.notes), 'note')} on the reading</summary><ul>{notes}</ul></details>"
    return f'<p class="about">{escape(" · ".join(counts))}</p>{said if notes else ""}'


def _count(n: int, noun: str) -> str:
    return f"{n or 'no'} {noun}{'s' * (n != 1)}"


def report_html(report: IngestReport, before: Mapping[str, Document]) -> str:
    """Return what became of each file: what was read, what failed and why."""
    listed = "".join(f"<li>{_file(file, before)}</li>" for file in report.files)
    return f'<h3>What was read</h3><ul class="reviews report">{listed}</ul>'


def _file(file: FileReport, before: Mapping[str, Document]) -> str:
    if file.document is None:
        return f'<p class="error">{escape(file.error.replace(str(file.path), file.path.name))}</p>'
    state = "replaced" if file.document.id in before else "added"
    return f"<p>{escape(file.path.name)}: {state} as {escape(file.document.title)}</p>{_read(file.document)}"
