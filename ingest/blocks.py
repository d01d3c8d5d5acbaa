"""Plain text cut into blocks (runs of lines between blank lines), each with its span and its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Literal, cast

from store.records import Span

Part = Literal["abstract", "front", "body", "back", "references"]
BlockKind = Literal["heading", "table", "caption", "list", "paragraph"]

_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)(\.?)\s+([^\W\d].{0,140})")
_ROMAN = re.compile(r"([IVX]{1,5})\.\s+([A-Z].{2,120})")
_UNDERLINE = re.compile(r"\s*(=+|-{3,})\s*")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}|\s*<!--.*-->\s*", re.S)
_GRID = re.compile(r"[\s|:+=-]*")
_CAPTION = re.compile(
    r"\W*(?:Supplementary |Supplemental )?(?:Table|Tab\.)\s+(?:S?\d+|[IVX]+)[\s*_]*(?:[.:|].*|$)", re.I | re.S
)
_BULLET = re.compile(r"\s*[-*+•‣]\s+\S")
_ITEM = re.compile(r"\s*(?:[-*+•‣]|\(?\d{1,2}[.)])\s+\S")
_TAIL = re.compile(r"\W*(?:notes?|abbreviations?|source|legend)\b\W", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines (of a list: its items). A heading has a `level` from 1, a `number` and a `title`."""

    kind: BlockKind
    span: Span
    lines: tuple[Span, ...]
    level: int = 0
    number: str = ""
    title: str = ""


@cache
def known_headings() -> dict[str, Part]:
    """Return the headings that need no number, with what they open (abstract, front, body, ...)."""
    lines = (Path(__file__).parent / "data" / "headings.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {title: cast(Part, kind) for kind, title in pairs}


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of `text` in order; rules and comments are left out."""
    for lines in _runs(text):
        while lines and (found := _heading(text, lines)):
            block, size = found
            yield block
            lines = lines[size:]
        if lines and not _RULE.fullmatch(text, lines[0].start, lines[-1].end):
            yield from _split(text, lines)


def with_bare_headings(text: str, found: Sequence[Block]) -> list[Block]:
    """Return `found` with the short lines above long paragraphs as headings, where a text has no others.

    For a text that neither numbers nor marks its headings: `found` begins at its first known heading.
    """
    styled = (b for b in found if b.kind == "heading" and b.title.casefold() not in known_headings())
    if not found or any(styled):
        return list(found)
    out = [found[0]]
    for block, following in zip_longest(found[1:], found[2:]):
        title = block.span.of(text)
        bare = block.kind == "paragraph" and len(title.split()) <= 10 and title[0].isupper()
        ended = re.search(r"[.!?,;:\]]$", title) or out[-1].kind == "paragraph" and _broken(text, out[-1])
        above = following and following.kind == "paragraph" and len(following.span.of(text).split()) >= 25
        out.append(replace(block, kind="heading", level=1, title=title) if bare and above and not ended else block)
    return out


def _broken(text: str, block: Block) -> bool:
    return not re.search(r"[.!?:\])]\W*$", block.span.of(text))


def _runs(text: str) -> Iterator[list[Span]]:
    run: list[Span] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        line = tight(text, Span(position, position + len(raw)))
        position += len(raw)
        if line.start < line.end:
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def tight(text: str, span: Span) -> Span:
    """Return `span` without the line ends around it, and without spaces unless they part cells."""
    words = span.of(text)
    blank = "\ufeff \r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"
    if not words.strip():
        return Span(span.start, span.start)
    start = span.start + len(words) - len(words.lstrip(blank))
    return Span(start, span.start + len(words.rstrip(blank)))


def _heading(text: str, lines: Sequence[Span]) -> tuple[Block, int] | None:
    """Return the heading that `lines` begin with, and how many of them it takes."""
    line, following = lines[0], lines[1].of(text) if len(lines) > 1 else ""
    words = line.of(text)
    if following and _UNDERLINE.fullmatch(following) and "|" not in words and "\t" not in words:
        number, title = _parts(words)
        return Block("heading", line, (line,), 1 if "=" in following else 2, number, title), 2
    if match := _MARKDOWN_HEADING.fullmatch(words):
        number, title = _parts(match.group(2))
        return Block("heading", line, (line,), len(match.group(1)), number, title), 1
    found = _plain_heading(words, following)
    return (Block("heading", line, (line,), *found), 1) if found else None


def _parts(words: str) -> tuple[str, str]:
    match = _NUMBERED.fullmatch(words.strip("*_ "))
    return (match.group(1), match.group(3)) if match else ("", words.strip("*_ "))


def _plain_heading(words: str, following: str) -> tuple[int, str, str] | None:
    """Return (level, number, title) where a line without Markdown is a heading."""
    plain = words.strip("*_ ")
    if plain.rstrip(":").casefold() in known_headings():
        return 1, "", plain.rstrip(":")
    if re.search(r"[.!?,;:]$|\t", plain) or len(plain.split()) > 16:
        return None
    if match := _NUMBERED.fullmatch(plain):
        dotted = bool(match.group(2)) or "." in match.group(1)
        if not following or (dotted and following[0].isupper()):
            return match.group(1).count(".") + 1, match.group(1), match.group(3)
    if following:
        return None
    if match := _ROMAN.fullmatch(plain):
        return 1, match.group(1), match.group(2)
    capitals = plain.isupper() and len(plain.split()) > 1 and len(plain) > 8
    return (1, "", plain) if capitals and not re.search(r"\d", plain) else None


def _split(text: str, lines: list[Span]) -> Iterator[Block]:
    """Yield the blocks of a run without headings: a table with its caption and notes, a list, prose."""
    kind = _kind([line.of(text) for line in lines])
    if kind == "table":
        while lines and _CAPTION.match(lines[0].of(text)) and "\t" not in lines[0].of(text):
            yield _block("caption", lines[:1])
            lines = lines[1:]
        end = next((i for i, line in enumerate(lines) if i and _TAIL.match(line.of(text))), len(lines))
        if not all(_GRID.fullmatch(line.of(text)) for line in lines[:end]):
            yield _block("table", lines[:end])
        if lines[end:]:
            yield _block("paragraph", [tight(text, line) for line in lines[end:]])
    else:
        yield _block(kind, _items(text, lines) if kind == "list" else lines)


def _kind(words: Sequence[str]) -> BlockKind:
    pipes = sum(line.lstrip().startswith("|") for line in words)
    tabs = sum("\t" in line for line in words)
    if pipes >= 2 or tabs >= 2 or (len(words) == 1 and words[0].strip().count("\t") >= 2):
        return "table"
    if _CAPTION.fullmatch(words[0]) and len(" ".join(words)) < 600:
        return "caption"
    bulleted = _BULLET.match(words[0]) or (len(words) > 1 and all(_ITEM.match(line) for line in words))
    return "list" if bulleted else "paragraph"


def _items(text: str, lines: Sequence[Span]) -> list[Span]:
    items: list[Span] = []
    for line in lines:
        if items and not _ITEM.match(line.of(text)):
            items[-1] = Span(items[-1].start, line.end)
        else:
            items.append(line)
    return items


def _block(kind: BlockKind, lines: Sequence[Span]) -> Block:
    return Block(kind, Span(lines[0].start, lines[-1].end), tuple(lines))
