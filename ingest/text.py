"""The reader of Markdown-like plain text: from a file to a `Document` whose text is the file's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest import abbreviations, front, outline, references, sentences, tables
from ingest.blocks import Block, blocks, known_headings, with_bare_headings
from ingest.outline import Outline, Piece
from ingest.repair import closed_names, repair
from store.errors import UnreadableFile
from store.records import Document, FrontMatter, Paragraph, Span


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
    title, head, body = _divide(text, list(blocks(text)))
    walked = outline.walk(text, body)
    prose = [block for block in head if front.is_prose(text, block)]
    stated = front.items(text, [block for block in head if block not in prose])
    facts = (*_title(title), *stated, *_filed(text, walked))
    pieces = (*(_abstract(text, block) for block in prose), *walked.pieces)
    paragraphs = tuple(_paragraph(text, piece, known) for piece in pieces)
    preface = text[: body[0].span.start] if body else text
    short, url = front.licence(preface)
    document = Document(
        id=id,
        title=title.title if title else id,
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
        references=references.parse(text, walked.bibliography),
        abbreviations=abbreviations.find(text, [p.span for p in paragraphs]),
    )
    return replace(document, notes=_notes(document))


def _divide(text: str, found: list[Block]) -> tuple[Block | None, list[Block], list[Block]]:
    """Return the title, the blocks before the abstract or the first heading, and the rest."""
    title = _title_block(text, found[0]) if found else None
    rest = found[1:] if title else found
    at = next((i for i, b in enumerate(rest) if b.kind == "heading" and outline.part(b) != "front"), None)
    if at is None or title is None:
        return title, [], rest
    head, body = rest[:at], with_bare_headings(text, rest[at:])
    return title, [b for b in head if b.kind in ("paragraph", "heading", "list")], body


def _title_block(text: str, first: Block) -> Block | None:
    words = first.span.of(text)
    if first.kind == "heading":
        named = first.number or first.title.casefold() in known_headings()
        return None if named else replace(first, title=repair(first.title))
    fits = len(words.split()) <= 40 and not words.rstrip().endswith((".", ":", ";"))
    return replace(first, title=repair(words)) if first.kind == "paragraph" and fits else None


def _title(title: Block | None) -> tuple[FrontMatter, ...]:
    return (FrontMatter("Title", title.title, title.span),) if title else ()


def _abstract(text: str, block: Block) -> Piece:
    """Return the piece of a paragraph that stands before the first heading, such as a bare abstract."""
    name, at = front.label(block.span.of(text))
    return Piece("abstract", (name,) if name else (), Span(block.span.start + at, block.span.end))


def _paragraph(text: str, piece: Piece, known: frozenset[str]) -> Paragraph:
    built = sentences.build(text, piece.span, known)
    page = text.count("\f", 0, piece.span.start) + 1 if "\f" in text else None
    return Paragraph(piece.kind, piece.path, piece.span, built, page)


def _filed(text: str, walked: Outline) -> list[FrontMatter]:
    """Return the short labelled parts (keywords, funding, conflicts) as front matter too."""
    kept = [p for p in walked.pieces if p.kind in ("front", "back") and p.path]
    return [FrontMatter(p.path[-1], repair(p.span.of(text)), p.span) for p in kept]


def _authors(facts: Sequence[FrontMatter]) -> tuple[str, ...]:
    """Return the authors: from their own line, else from the line on how to cite the document."""
    line = next((f.text for f in facts if f.label.casefold() in ("author", "authors")), "")
    citation = next((f.text for f in facts if f.label == "How to cite"), "")
    return front.authors(line) or references.people(citation.split("(")[0])


def _notes(document: Document) -> tuple[str, ...]:
    """Return what the text lacks, one line each."""
    bare = [r.number for r in document.references if not r.doi]
    held = {r.number for r in document.references}
    cited = {n for p in document.paragraphs for s in p.sentences for n in s.references}
    cited |= {n for t in document.tables for r in t.rows for n in r.references}
    notes = [f"Reference {n} has no DOI in the source." for n in bare]
    if len(bare) > 5:
        notes = [f"{len(bare)} of {len(held)} references have no DOI in the source."]
    if not held:
        notes = ["No list of references was found."]
    elif lost := sorted(cited - held):
        notes.append(f"Cited but not in the list of references: {', '.join(map(str, lost))}.")
    return tuple(notes)
