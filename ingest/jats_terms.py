"""Abbreviations that an article lists: definition lists, and lines that begin with "Abbreviations:"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.records import Abbreviation, Span

_LIST = re.compile(r"^(?:\W*)(?:list of )?(?:abbreviations?|acronyms?)\b[^:;,.]{0,40}[:.]\s*", re.IGNORECASE)
TITLE = re.compile(r"abbreviation|acronym|nomenclature|glossary", re.IGNORECASE)
_PAIR = re.compile(r"\s*([^\s,:=–][^,:=–]{0,24}?)\s*[,:=–]\s*(\S.*?)[\s.]*", re.S)


def is_short(word: str) -> bool:
    """Whether `word` looks like a short form: brief, with a capital letter or a digit in it."""
    return 1 < len(word) <= 25 and len(word.split()) <= 3 and bool(re.search(r"[A-Z0-9]", word))


def listed(text: str, offset: int, *, titled: bool) -> Iterator[Abbreviation]:
    """Yield the pairs of a line such as `Abbreviations: AB, alpha beta; CD, gamma delta`.

    `offset` is where the line stands in the document's text; `titled`: the heading above it already says
    what it is, so the line need not.
    """
    head = _LIST.match(text)
    if head is None and not titled:
        return
    start = head.end() if head else 0
    for match in re.finditer(_part(text[start:]), text[start:]):
        pair = _PAIR.fullmatch(match.group(0))
        if pair and is_short(pair.group(1)) and len(pair.group(2)) > len(pair.group(1)):
            at = offset + start + match.start()
            yield Abbreviation(pair.group(1), pair.group(2), Span(at + pair.start(1), at + pair.end(2)))


def _part(body: str) -> str:
    """Return the pattern of one entry: entries stand between semicolons or, without any, commas."""
    return r"[^;]+" if ";" in body or not re.search(r"[:=]", body) else r"[^,]+"
