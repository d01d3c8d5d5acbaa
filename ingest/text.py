"""The reader of Markdown-like plain text: from a file to a `Document` whose text is the file's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from ingest import abbreviations, front, outline, references, sentences, tables
from ingest.blocks import Block, blocks, known_headings
from ingest.outline import Outline, Piece
from ingest.repair import closed_names, repair
from store.errors import UnreadableFile
from store.records import Document, FrontMatter, Paragraph, ParagraphKind, Reference, Span

_HEADING_WORDS = 12


def read_text(path: Path) -> Document:
    """Read the file at `path`; its id is its name without the suffix, as a slug.

    Raises:
        UnreadableFile: It holds no text, or text in another encoding than UTF-8.
    """
    return parse(_decode(path), id=slug(path.stem))


def slug(name: str) -> str:
    """Return `name` as an id: lower-case letters, digits and hyphens."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "document"


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path}: this is a binary file; give a text, Markdown or JATS XML file.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path}: the text is not UTF-8; save it as UTF-8 and try again.") from None
    if not text.strip("\ufeff \t\r\n\f"):
        raise UnreadableFile(f"{path}: the file is empty; give a file with the review's text.")
    return text


def parse(text: str, *, id: str) -> Document:
    """Return the `Document` of `text`; every span in it points into `text`."""
    known = closed_names(text)
    title, head, body = _divide(text, _promoted(text, list(blocks(text))))
    walked = outline.walk(text, body)
    facts = (*_title(title), *front.items(text, head), *_filed(text, walked))
    paragraphs = tuple(_paragraph(text, piece, known) for piece in walked.pieces)
    entries = references.parse(text, walked.bibliography)
    preface = text[: body[0].span.start] if body else text
    short, url = front.licence(preface)
    words = repair(title.span.of(text)) if title and title.kind != "heading" else title.title if title else id
    read = Document(
        id=id,
        title=repair(words),
        text=text,
        authors=_authors(facts),
        year=front.year(facts),
        doi=references.doi(preface),
        journal=front.journal(text, facts),
        licence=short,
        licence_url=url,
        front=facts,
        sections=walked.sections(),
        paragraphs=paragraphs,
        tables=tuple(tables.build(text, raw, i, path, known) for i, (raw, path) in enumerate(walked.tables, 1)),
        references=entries,
        abbreviations=abbreviations.find(text, [p.span for p in paragraphs]),
    )
    return replace(read, notes=_notes(read))
