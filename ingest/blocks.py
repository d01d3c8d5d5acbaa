"""Plain text cut into blocks (runs of lines between blank lines), each with its span and its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from store.records import Span

BlockKind = Literal["heading", "table", "caption", "list", "paragraph"]

_LINE = re.compile(r"[^\r\n]+")
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+([^\W\d].{0,140})$")
_CAPTION = re.compile(r"^\**(?:Supplementary )?(?:Table|Tab\.)\s+[\dIVXS]+\**\s*[.:|]\**\s*\S", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*+•]\s+\S")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines. For a heading `level` counts from 1, and `number` and `title` are its parts."""

    kind: BlockKind
    span: Span
    lines: tuple[Span, ...]
    level: int = 0
    number: str = ""
    title: str = ""


@cache
def known_headings() -> dict[str, str]:
    """Return the headings that need no number, with what they open (abstract, front, body, ...)."""
    lines = (Path(__file__).parent / "data" / "headings.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    return {title: kind for kind, title in pairs}


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of `text` in order."""
    for lines in _runs(text):
        while lines and (level_title := heading(lines[0].of(text), alone=len(lines) == 1)):
            level, number, title = level_title
            yield Block("heading", _strip(text, lines[0]), (lines[0],), level, number, title)
            lines = lines[1:]
        if lines:
            span = _strip(text, Span(lines[0].start, lines[-1].end))
            yield Block(_kind(text, lines), span, tuple(lines))


def _runs(text: str) -> Iterator[list[Span]]:
    run: list[Span] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        line = Span(position, position + len(raw.rstrip("\r\n\f\v\x85\u2028\u2029")))
        position += len(raw)
        if line.of(text).strip("\ufeff \t"):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _strip(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip("\ufeff \t\r\n"))
    return Span(start, max(start, span.start + len(words.rstrip())))


def heading(line: str, *, alone: bool) -> tuple[int, str, str] | None:
    """Return (level, number, title) where `line` is a heading; `alone`: it is a block of its own."""
    line = line.strip("\ufeff \t")
    if match := _MARKDOWN_HEADING.match(line):
        inner = _NUMBERED.match(match.group(2).strip("* "))
        title = match.group(2).strip("* ")
        return len(match.group(1)), inner.group(1) if inner else "", inner.group(2) if inner else title
    if not alone:
        return None
    if (match := _NUMBERED.match(line)) and not re.search(r"[.!?,;:]$|\t", line) and len(line.split()) <= 16:
        return match.group(1).count(".") + 1, match.group(1), match.group(2)
    if line.strip("*: ").casefold() in known_headings():
        return 1, "", line.strip("*: ")
    return None


def _kind(text: str, lines: list[Span]) -> BlockKind:
    words = [line.of(text) for line in lines]
    if sum("\t" in w.strip() for w in words) >= 2 or sum(w.strip().startswith("|") for w in words) >= 2:
        return "table"
    if len(words) == 1 and "\t" in words[0].strip() and words[0].count("\t") >= 2:
        return "table"
    if _CAPTION.match(words[0]) and len(words) == 1 and len(words[0]) < 400:
        return "caption"
    if all(_BULLET.match(w) for w in words):
        return "list"
    return "paragraph"
