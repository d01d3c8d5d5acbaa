"""The reader of Markdown-like plain text: from a file to a `Document` whose text is the file's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest import abbreviations, front, references, sentences, tables
from ingest.blocks import Block, blocks, known_headings
from ingest.repair import closed_names, repair
from store.errors import UnreadableFile
from store.records import Document, FrontMatter, Paragraph, Section, Span, Table

_RUN_IN = re.compile(r"^\**([A-Z][^.:;!?\n\[\]()]{2,60})\**:\**[ \t]+(?=[A-Z“\"(])")
_NO_RUN_IN = re.compile(r"^(?:Note|Notes|Source|Abbreviations|Figure|Fig|Table|Box)\b", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;][\"'”’)*\]]*\s*(?:\[[\d\s,;–-]+\]\s*)*$|\]\s*$")
_CAPTION = re.compile(r"^\W*(?:Figure|Fig\.|Table|Tab\.|Scheme|Box)\s*[\dIVXS]+\s*[.:|]", re.IGNORECASE)


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
    if b"\0" in data[:65536] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path}: this is a binary file; give a text, Markdown or JATS XML file.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path}: the text is not UTF-8; save it as UTF-8 and try again.") from None
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableFile(f"{path}: the file is empty; give a file with the review's text.")
    return text


@dataclass
class _Draft:
    """What has been read so far; `parse` alone uses it, from the first block to the last."""

    text: str
    known: frozenset[str]
    open: list[tuple[int, str, str, Span]] = field(default_factory=list)
    headings: list[tuple[int, str, str, tuple[str, ...], Span]] = field(default_factory=list)
    prose: list[tuple[str, tuple[str, ...], Span]] = field(default_factory=list)
    raw_tables: list[tuple[tables.RawTable, tuple[str, ...]]] = field(default_factory=list)
    bibliography: list[Span] = field(default_factory=list)
    caption: Span | None = None
    part: str = "body"
    joinable: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(f"{number}. {title}" if number else title for _, number, title, _ in self.open)


def parse(text: str, *, id: str) -> Document:
    """Return the `Document` of `text`; every span in it points into `text`."""
    all_blocks = list(blocks(text))
    title, front_blocks, body = _divide(text, all_blocks)
    draft = _Draft(text, closed_names(text))
    for block in body:
        _take(draft, block)
    front_items = [*front.items(text, [b.span for b in front_blocks]), *_labelled(draft)]
    sections = _sections(draft)
    paragraphs = tuple(_paragraph(draft, kind, path, span) for kind, path, span in draft.prose)
    read_tables = _tables(draft)
    entries = references.parse(text, draft.bibliography)
    head = text[: body[0].span.start] if body else text
    citation = next((i for i in front_items if i.label == "How to cite"), None)
    name, url = front.licence(head)
    return Document(
        id=id,
        title=title or id,
        text=text,
        authors=_authors(front_items, citation),
        year=front.year(front_items),
        doi=front.doi(head),
        journal=front.journal(text, citation.span if citation else None),
        licence=name,
        licence_url=url,
        front=tuple(front_items),
        sections=sections,
        paragraphs=paragraphs,
        tables=read_tables,
        references=entries,
        abbreviations=abbreviations.find(text, [p.span for p in paragraphs]),
        notes=tuple(f"Reference {r.number} has no DOI in the source." for r in entries if not r.doi),
    )


def _divide(text: str, found: list[Block]) -> tuple[str, list[Block], list[Block]]:
    """Return the title, the blocks of the front matter, and those from the abstract or first heading."""
    if not found:
        return "", [], []
    first, rest = found[0], found[1:]
    if first.kind == "heading" and not first.number and first.title.casefold() not in known_headings():
        title = first.title
    elif (
        first.kind == "paragraph" and len(first.lines) == 1 and not first.span.of(text).rstrip().endswith(".")
    ):
        title = first.span.of(text)
    else:
        title, rest = "", found
    starts = (i for i, b in enumerate(rest) if b.kind == "heading" and _part(b) != "front")
    at = next(starts, None)
    if at is None or (at > 0 and not title):
        return repair(title), [], rest
    return repair(title), [b for b in rest[:at] if b.kind == "paragraph"], rest[at:]


def _part(block: Block) -> str:
    return known_headings().get(block.title.casefold(), "body") if not block.number else "body"


def _take(draft: _Draft, block: Block) -> None:
    if block.kind == "heading":
        _open(draft, block)
    elif draft.part == "references":
        draft.bibliography.extend(block.lines)
    elif block.kind == "table":
        _take_table(draft, block)
    elif block.kind == "caption":
        draft.caption = block.span
    elif tables.is_continuation(block.span.of(draft.text)):
        return
    else:
        _take_prose(draft, block)


def _open(draft: _Draft, block: Block) -> None:
    draft.part = _part(block)
    draft.joinable, draft.caption = False, None
    draft.open = [o for o in draft.open if o[0] < block.level]
    draft.open.append((block.level, block.number, repair(block.title), block.span))
    draft.headings.append((block.level, block.number, repair(block.title), draft.path, block.span))


def _take_table(draft: _Draft, block: Block) -> None:
    previous = draft.raw_tables[-1] if draft.raw_tables else None
    between = draft.text[previous[0].lines[-1].end : block.span.start] if previous else ""
    if previous and (not between.strip() or tables.is_continuation(between.strip())):
        merged = tables.RawTable(previous[0].lines + block.lines, previous[0].caption)
        draft.raw_tables[-1] = (merged, previous[1])
        return
    draft.raw_tables.append((tables.RawTable(block.lines, draft.caption), draft.path))
    draft.caption, draft.joinable = None, False


def _take_prose(draft: _Draft, block: Block) -> None:
    if draft.caption is not None:
        draft.prose.append(("caption", draft.path, draft.caption))
        draft.caption = None
    spans = list(block.lines) if block.kind == "list" else [block.span]
    for span in spans:
        _append(draft, "list_item" if block.kind == "list" else draft.part, span)


def _append(draft: _Draft, kind: str, span: Span) -> None:
    words = span.of(draft.text)
    if _CAPTION.match(words):
        draft.prose.append(("caption", draft.path, span))
        return
    if kind == "body" and (match := _RUN_IN.match(words)) and not _NO_RUN_IN.match(words):
        if len(match.group(1).split()) <= 7:
            span = _open_run_in(draft, match.group(1), span, match.end())
    elif draft.joinable and kind == "body" and _unfinished(draft):
        _, path, before = draft.prose[-1]
        draft.prose[-1] = (kind, path, Span(before.start, span.end))
        return
    draft.prose.append((kind, draft.path, span))
    draft.joinable = kind == "body"


def _unfinished(draft: _Draft) -> bool:
    """Whether the last paragraph breaks off in mid-sentence, as it does at a page break."""
    words = draft.prose[-1][2].of(draft.text).rstrip()
    return not _ENDED.search(words) and len(words.split()) > 8


def _open_run_in(draft: _Draft, title: str, span: Span, end: int) -> Span:
    draft.open = [o for o in draft.open if o[0] < 90]
    label = Span(span.start, span.start + len(title))
    draft.open.append((90, "", repair(title), label))
    level = (draft.open[-2][0] if len(draft.open) > 1 else 0) + 1
    draft.headings.append((level, "", repair(title), draft.path, label))
    return Span(span.start + end, span.end)


def _sections(draft: _Draft) -> tuple[Section, ...]:
    end = len(draft.text.rstrip())
    out: list[Section] = []
    for level, number, title, path, span in reversed(draft.headings):
        later = [s for s in out if s.level <= level]
        until = min((s.heading.start for s in later), default=end)
        out.append(Section(number, title, level, path, Span(span.start, until), span))
    return tuple(reversed(out))


def _paragraph(draft: _Draft, kind: str, path: tuple[str, ...], span: Span) -> Paragraph:
    built = sentences.build(draft.text, span, draft.known)
    known_kind = kind if kind in ("abstract", "caption", "list_item", "front", "back") else "body"
    return Paragraph(known_kind, path, span, built)  # type: ignore[arg-type]


def _labelled(draft: _Draft) -> list[FrontMatter]:
    """Return the short labelled parts (keywords, funding, conflicts) as front matter too."""
    kept = [(path, span) for kind, path, span in draft.prose if kind in ("front", "back") and path]
    return [FrontMatter(path[-1], repair(span.of(draft.text)), span) for path, span in kept]


def _tables(draft: _Draft) -> tuple[Table, ...]:
    return tuple(
        tables.build(draft.text, raw, i, path, draft.known)
        for i, (raw, path) in enumerate(draft.raw_tables, start=1)
    )


def _authors(items: Sequence[FrontMatter], citation: FrontMatter | None) -> tuple[str, ...]:
    line = next((i for i in items if i.label.startswith("Author")), None)
    if line and (names := front.authors(line.text)):
        return names
    return references.people(citation.text.split("(")[0]) if citation else ()
