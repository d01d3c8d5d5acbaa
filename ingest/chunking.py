"""From a `Document` to the passages that are embedded and retrieved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from store.records import Document, Kind, Paragraph, Passage, Sentence, Span, Table, TableRow

CHUNKER_VERSION = 2
"""Raised with every change that cuts the same document differently."""

MAX_WORDS = 200
"""The embedder reads 256 word pieces; scientific prose has about 1.3 a word."""


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages of `document`: prose, rows, tables, references and front matter.

    Prose is cut at sentence boundaries inside one paragraph, at most `MAX_WORDS` words each. The ids
    are a hash of what a passage is, so the same document always gives the same ids.
    """
    found = [
        *_front(document),
        *(p for paragraph in document.paragraphs for p in _prose(document, paragraph)),
        *(p for table in document.tables for p in _table(document, table)),
        *(
            _make(document, "reference", _path(document, r.span), r.span, r.text, (r.number,))
            for r in document.references
        ),
    ]
    return _numbered(sorted(found, key=lambda p: (p.kind == "front_matter" and -1, p.span, p.kind)))


def _make(
    document: Document,
    kind: Kind,
    path: tuple[str, ...],
    span: Span,
    text: str,
    references: Sequence[int] = (),
    sentences: tuple[Sentence, ...] = (),
    page: int | None = None,
) -> Passage:
    return Passage("", document.id, kind, path, span, text, sentences, tuple(references), page)


def _numbered(found: Sequence[Passage]) -> tuple[Passage, ...]:
    seen: dict[str, int] = {}
    out = []
    for p in found:
        key = f"{p.kind}\0{p.section}\0{p.text}"
        seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:12]
        id = f"{p.document_id}:{p.kind}:{digest}"
        out.append(Passage(id, p.document_id, p.kind, p.path, p.span, p.text, p.sentences, p.references, p.page))
    return tuple(out)


def _prose(document: Document, paragraph: Paragraph) -> Iterator[Passage]:
    if paragraph.kind in ("front", "back"):
        return
    for group in _groups(paragraph.sentences):
        span = Span(group[0].span.start, group[-1].span.end)
        text = " ".join(s.text for s in group)
        numbers = dict.fromkeys(n for s in group for n in s.references)
        yield _make(document, "prose", paragraph.path, span, text, tuple(numbers), group, paragraph.page)


def _groups(sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Return runs of sentences of about equal length, none above `MAX_WORDS` unless one sentence is."""
    total = sum(len(s.text.split()) for s in sentences)
    parts = -(-total // MAX_WORDS)
    limit = min(MAX_WORDS, total / parts * 1.15) if parts else MAX_WORDS
    groups: list[list[Sentence]] = []
    words = 0
    for sentence in sentences:
        length = len(sentence.text.split())
        if not groups or words + length > limit:
            groups.append([])
            words = 0
        groups[-1].append(sentence)
        words += length
    return [tuple(g) for g in groups]


def row_text(row: TableRow) -> str:
    """Return a row as one line: `Group. Header: cell; Header: cell`."""
    cells = "; ".join(f"{c.header}: {c.text.rstrip(' .,;')}" for c in row.cells if c.text)
    return f"{row.group}. {cells}" if row.group else cells


def _table(document: Document, table: Table) -> Iterator[Passage]:
    path = (*table.path, table.label)
    for row in table.rows:
        yield _make(document, "table_row", path, row.span, row_text(row), row.references)
    first = ", ".join(row.cells[0].text for row in table.rows if row.cells)
    groups = f" Groups: {'; '.join(table.groups)}." if table.groups else ""
    columns = ", ".join(table.headers)
    text = f"{table.label}. {table.caption} Columns: {columns}.{groups} {table.headers[0]}: {first}."
    numbers = dict.fromkeys(n for row in table.rows for n in row.references)
    text = " ".join((text, *table.footnotes))
    yield _make(document, "table", path, table.span, " ".join(text.split()), tuple(numbers))


def _path(document: Document, span: Span) -> tuple[str, ...]:
    """Return the path of the innermost section that holds `span`."""
    around = [s for s in document.sections if s.span.start <= span.start < s.span.end]
    return max(around, key=lambda s: (s.span.start, s.level)).path if around else ("References",)


def _front(document: Document) -> Iterator[Passage]:
    for item in document.front:
        yield _make(document, "front_matter", (item.label,), item.span, item.text)
