"""The reader of JATS XML, as PubMed Central and publishers give it: from a file to a `Document`.

The document's text is written here, as plain text in the order of the article; every span points into
it. See https://jats.nlm.nih.gov/archiving/tag-library/ for the elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from ingest import abbreviations, jats_front, jats_refs
from ingest.jats_body import Body, Place
from ingest.jats_cites import Cited, cite, cite_plain
from ingest.jats_draft import Draft
from ingest.jats_inline import flatten, is_citation
from ingest.jats_refs import Bibliography
from ingest.jats_terms import is_short, listed
from ingest.jats_write import Read
from ingest.jats_xml import load, words
from ingest.text import slug
from store.errors import UnreadableFile
from store.records import Abbreviation, Document, FrontMatter, Reference, Section

_NO_ABSTRACT = frozenset("graphical teaser toc precis key-image web-summary".split())


def read_jats(path: Path) -> Document:
    """Read the JATS article at `path`; its id is its name without the suffix, as a slug.

    Raises:
        UnreadableFile: The file is empty, cut off, no JATS article, holds no text, or declares entities.
    """
    article = load(path)
    abstracts = [
        a for a in article.iterfind("front/article-meta/abstract") if a.get("abstract-type") not in _NO_ABSTRACT
    ]
    body = article.find("body")
    if not any(words(part) for part in (*abstracts, body)):
        raise UnreadableFile(
            f"{path}: the article holds neither an abstract nor a body; get its full text as JATS XML."
        )
    return _document(article, slug(path.stem), abstracts, body)


def _document(article: Element, id: str, abstracts: Sequence[Element], body: Element | None) -> Document:
    bibliography = jats_refs.read(article)
    jats_refs.mark_citations(article, bibliography)
    draft = Draft()
    front = jats_front.read(article)
    items = _write_front(draft, front)
    _write_blocks(draft, article, _reader(article, bibliography), abstracts, body)
    entries = _write_references(draft, bibliography.entries)
    text = draft.text.rstrip("\n") + "\n"
    return Document(
        id=id,
        title=front.title or id,
        text=text,
        authors=front.authors,
        year=front.year,
        doi=front.doi,
        journal=front.journal,
        licence=front.licence,
        licence_url=front.licence_url,
        front=(*items, *_back_items(draft, text)),
        sections=tuple(draft.sections),
        paragraphs=tuple(draft.paragraphs),
        tables=tuple(draft.tables),
        references=entries,
        abbreviations=_abbreviations(draft, text),
        notes=(*draft.notes, *_notes(article, body, bibliography)),
    )


def _reader(article: Element, bibliography: Bibliography) -> Read:
    """Return how mixed content is read: by its marked citations or, where none is, by its brackets."""
    known = frozenset(entry.number for entry in bibliography.entries)
    marked = any(is_citation(xref) for xref in article.iter("xref"))

    def read(items: Sequence[str | Element]) -> Cited:
        inline = flatten(items)
        return cite(inline, bibliography.numbers) if marked else cite_plain(inline, known)

    return read


def _write_front(draft: Draft, front: jats_front.Front) -> list[FrontMatter]:
    if front.title:
        draft.write(front.title)
    items = []
    for label, text in front.items:
        draft.write(f"{label}:", end=" ")
        span = draft.write(text, end="\n")
        items.append(FrontMatter(label, text, span))
        draft.abbreviations += listed(text, span.start, titled=True) if label == "Abbreviations" else ()
    draft.gap()
    return items


def _write_blocks(
    draft: Draft, article: Element, read: Read, abstracts: Sequence[Element], body: Element | None
) -> None:
    back = article.find("back")
    floats = [e for group in article.iter("floats-group") for e in group]
    floating: dict[str, Element] = {}
    for place, element in enumerate(floats):
        name = element.get("id", "")
        floating[name if name and name not in floating else f" {place}"] = element
    writer = Body(draft, read, floating)
    writer.blocks(abstracts, Place("abstract"))
    writer.blocks(body if body is not None else (), Place("body"))
    for name in list(floating):
        writer.block(floating.pop(name), Place("body"))
    writer.blocks(back if back is not None else (), Place("back"))


def _write_references(draft: Draft, entries: Sequence[Reference]) -> tuple[Reference, ...]:
    if not entries:
        return ()
    heading = draft.write("References")
    lines = jats_refs.lines(entries)
    written = [replace(e, span=draft.write(line, end="\n")) for e, line in zip(entries, lines, strict=True)]
    span = replace(heading, end=written[-1].span.end)
    draft.sections.append(Section("", "References", 1, ("References",), span, heading))
    return tuple(written)


def _back_items(draft: Draft, text: str) -> list[FrontMatter]:
    """Return what stands behind the body (thanks, funding, conflicts) as labelled facts too."""
    back = [p for p in draft.paragraphs if p.kind == "back"]
    return [FrontMatter(p.path[-1] if p.path else "Note", p.span.of(text), p.span) for p in back]


def _abbreviations(draft: Draft, text: str) -> tuple[Abbreviation, ...]:
    """Return the abbreviations that the article lists and, after them, those that its prose defines."""
    found = abbreviations.find(text, [p.span for p in draft.paragraphs])
    first: dict[str, Abbreviation] = {}
    for item in (*draft.abbreviations, *found):
        if is_short(item.short) or item in found:
            first.setdefault(item.short, item)
    return tuple(first.values())


def _notes(article: Element, body: Element | None, bibliography: Bibliography) -> list[str]:
    marks = [x for x in article.iter("xref") if is_citation(x)]
    lost = sum(not bibliography.numbers(tuple((x.get("rid") or "").split()), words(x)) for x in marks)
    bare = sum(entry.doi is None for entry in bibliography.entries)
    notes = []
    if body is None or not words(body):
        notes.append("The file holds no body, only an abstract.")
    if lost:
        notes.append(f"{lost} of {len(marks)} citations point to no entry of the reference list.")
    if bare:
        notes.append(f"{bare} of {len(bibliography.entries)} references have no DOI in the source.")
    return notes
