"""The walk over the blocks of a text: which prose, tables and references stand under which heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from ingest import front, tables
from ingest.blocks import Block, Part, known_headings
from ingest.repair import repair
from store.records import Section, Span

_RUN_IN = re.compile(r"([A-Z][^.:;!?\n\[\]()*]{1,60}):[ \t]+(?=[A-Z“\"(])")
_BOLD_RUN_IN = re.compile(r"(?:\*{2,3}|__)(\S[^*_\n]{1,90}?)(?:[.:]\s*(?:\*{2,3}|__)|(?:\*{2,3}|__)\s*[.:])\s+(?=\S)")
_NO_RUN_IN = re.compile(r"(?:note|notes|source|abbreviations|figure|fig|table|box|scheme)\b", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:;…][\"'”’)*\]]*\s*(?:\\?\[[\d\s,;–-]+\\?\]\s*)*$|\]\s*$")
_CAPTION = re.compile(r"\W*(?:Figure|Fig\.|Table|Tab\.|Scheme|Box)\s*(?:S?\d+|[IVX]+)\W{0,3}[.:|]", re.IGNORECASE)
_NOTE = re.compile(r"\W*(?:notes?|abbreviations?|source|legend)\s*\W*[:.]|[*†‡§]|\W{0,3}[a-z]\)? [A-Z]", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[-*+•‣]|\(?\d{1,2}[.)])\s+")
_RUN_IN_LEVEL = 90

PieceKind = Literal["abstract", "body", "caption", "list_item", "front", "back"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of prose: its kind (as of `Paragraph`), its heading path and its span."""

    kind: PieceKind
    path: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    number: str
    title: str
    span: Span

    @property
    def name(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass
class Outline:
    """What the walk has gathered; `walk` fills it from the first block to the last."""

    text: str
    pieces: list[Piece] = field(default_factory=list)
    tables: list[tuple[tables.RawTable, tuple[str, ...]]] = field(default_factory=list)
    bibliography: list[Span] = field(default_factory=list)
    _open: list[_Heading] = field(default_factory=list)
    _seen: list[tuple[_Heading, int, tuple[str, ...]]] = field(default_factory=list)
    _caption: Span | None = None
    _part: Part = "body"
    _joinable: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names of the open headings, the outermost first."""
        return tuple(heading.name for heading in self._open)

    def walk(self, found: Sequence[Block]) -> Outline:
        """Take `found` in order and return the outline itself."""
        for block, following in zip_longest(found, found[1:]):
            if self._part == "references" and not self._leaves_references(block):
                self.bibliography.extend(block.lines)
            elif block.kind == "heading":
                self._take_heading(block)
            elif block.kind == "table":
                self._take_table(block)
            elif block.kind == "caption":
                self._take_caption(block, following)
            elif not tables.is_continuation(block.span.of(self.text)):
                self._take_prose(block)
        self._drop_caption()
        return self

    def _leaves_references(self, block: Block) -> bool:
        """A plain numbered line in the bibliography is an entry, whatever it looks like elsewhere."""
        marked = self.text.startswith("#", block.span.start)
        return block.kind == "caption" or (block.kind == "heading" and (marked or not block.number))

    def _take_heading(self, block: Block) -> None:
        self._drop_caption()
        self._part = part(block)
        self._joinable = False
        self._enter(_Heading(block.level, block.number, repair(block.title), block.span), block.level)

    def _enter(self, heading: _Heading, level: int) -> None:
        self._open = [*(o for o in self._open if o.level < heading.level), heading]
        self._seen.append((heading, level, self.path))

    def _take_caption(self, block: Block, following: Block | None) -> None:
        self._drop_caption()
        last = self.tables[-1][0] if self.tables else None
        leads = following is not None and following.kind == "table"
        if last and last.caption is None and not leads and self._touches(last.lines[-1], block):
            self.tables[-1] = (tables.RawTable(last.lines, block.span), self.tables[-1][1])
        else:
            self._caption = block.span

    def _touches(self, before: Span, block: Block) -> bool:
        return not self.text[before.end : block.span.start].strip()

    def _drop_caption(self) -> None:
        """Keep a caption that no table followed as prose of its own."""
        if self._caption is not None:
            self.pieces.append(Piece("caption", self.path, self._caption))
            self._caption, self._joinable = None, False

    def _take_table(self, block: Block) -> None:
        last = self.tables[-1][0] if self.tables else None
        between = self.text[last.lines[-1].end : block.span.start].strip() if last else ""
        if last and self._caption is None and (not between or tables.is_continuation(between)):
            merged = tables.RawTable(last.lines + block.lines, last.caption)
            self.tables[-1] = (merged, self.tables[-1][1])
        else:
            self.tables.append((tables.RawTable(block.lines, self._caption), self.path))
        self._caption, self._joinable = None, False

    def _take_prose(self, block: Block) -> None:
        words = block.span.of(self.text)
        if self._caption is not None and len(words.split()) <= 60 and not _ENDED.search(self._caption.of(self.text)):
            self._caption = Span(self._caption.start, block.span.end)
            return
        self._drop_caption()
        last = self.tables[-1][0] if self.tables else None
        if last and self._touches(last.span if last.notes else last.lines[-1], block) and _NOTE.match(words):
            noted = tables.RawTable(last.lines, last.caption, (*last.notes, block.span))
            self.tables[-1] = (noted, self.tables[-1][1])
            return
        for span in block.lines if block.kind == "list" else (block.span,):
            self._append(block, span)

    def _append(self, block: Block, span: Span) -> None:
        kind: PieceKind = "body" if self._part == "references" else self._part
        quoted = 2 if span.of(self.text).startswith("> ") else 0
        span = Span(span.start + quoted, span.end)
        words = span.of(self.text)
        name, at = front.label(words)
        filed = known_headings().get(name.casefold())
        if block.kind == "list" and (bullet := _BULLET.match(words)):
            span = Span(span.start + bullet.end(), span.end)
            kind = "list_item" if kind in ("body", "abstract") else kind
        elif _CAPTION.match(words):
            kind = "caption"
        elif (filed == "front" or filed == "back" or filed == "abstract") and kind in ("body", "abstract"):
            self.pieces.append(Piece(filed, (name,), Span(span.start + at, span.end)))
            self._joinable = False
            return
        elif kind == "body" and (title := self._run_in(words)):
            span = self._enter_run_in(title, span)
        elif self._joinable and kind == "body" and self._unfinished():
            before = self.pieces.pop()
            span = Span(before.span.start, span.end)
        self.pieces.append(Piece(kind, self.path, span))
        self._joinable = kind == "body"

    def _unfinished(self) -> bool:
        """Whether the last paragraph breaks off in mid-sentence, as it does at a page break."""
        words = self.pieces[-1].span.of(self.text).rstrip()
        return not _ENDED.search(words) and len(words.split()) > 8

    def _run_in(self, words: str) -> re.Match[str] | None:
        match = _BOLD_RUN_IN.match(words) or _RUN_IN.match(words)
        if match is None or _NO_RUN_IN.match(match.group(1)) or len(match.group(1).split()) > 8:
            return None
        return match

    def _enter_run_in(self, match: re.Match[str], span: Span) -> Span:
        label = Span(span.start + match.start(1), span.start + match.end(1))
        outer = [o.level for o in self._open if o.level < _RUN_IN_LEVEL]
        self._enter(_Heading(_RUN_IN_LEVEL, "", repair(match.group(1)), label), max(outer, default=0) + 1)
        return Span(span.start + match.end(), span.end)

    def sections(self) -> tuple[Section, ...]:
        """Return the sections in order; each ends where the next of its level or above begins."""
        end = len(self.text.rstrip())
        out: list[Section] = []
        starts: list[tuple[int, int]] = []
        for heading, level, path in reversed(self._seen):
            until = next((start for at, start in reversed(starts) if at <= level), end)
            out.append(
                Section(heading.number, heading.title, level, path, Span(heading.span.start, until), heading.span)
            )
            starts.append((level, heading.span.start))
        return tuple(reversed(out))


def part(block: Block) -> Part:
    """Return what a heading opens: abstract, front, body, back or references."""
    return known_headings().get(block.title.casefold(), "body")


def walk(text: str, found: Iterable[Block]) -> Outline:
    """Return the outline of the blocks `found` of `text`."""
    return Outline(text).walk(list(found))
