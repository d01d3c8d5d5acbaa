"""The same question about something else: a name, a class, a year, a number in the place of the last of its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from app import entries, history, vocabulary
from app.lexicon import Lexicon, parts
from app.understanding import Query
from store.names import fold, key, stem

_ENTRY = re.compile(r"\b(?:reference|ref|entry|citation|number)s?\.? #?(\d{1,3})\b|\[\d{1,3}\]", re.IGNORECASE)
_BARE = re.compile(r"\W*(?:number |no\.? ?|#)?(\d{1,3})\W*", re.IGNORECASE)

Piece = tuple[int, int, str]
"""Start, end and kind of what may be swapped."""


def swapped(question: str, query: Query, before: str, lexicon: Lexicon) -> str:
    """Return `before` with the piece that `question` names in the place of one of its kind, or nothing."""
    entry = list(_ENTRY.finditer(before))
    if entry and (number := _BARE.fullmatch(question)):
        return re.sub(r"\d{1,3}", number.group(1), before[: entry[-1].end()]) + before[entry[-1].end() :]
    new = list(_pieces(question, lexicon)) or _mended(question, query)
    named = {stem(p.text) for a, b, _ in new for p in parts(question[a:b])}
    if not new or any(
        s not in named and s.lstrip("=") not in named for s in query.content if not _in(s, question, new)
    ):
        return ""
    start, end, kind = new[0]
    old = list(_pieces(before, lexicon))
    same = [p for p in old if p[2] == kind] or [p for p in old if {p[2], kind} <= {"entity", "name", "word"}]
    value = query.corrections[0][1] if query.corrections and kind == "mended" else question[start:end]
    if kind == "mended":
        same = [p for p in old if p[2] == "entity"]
    if kind == "entity" and not same and (match := _ENTRY.search(before)):
        return f"{before[: match.start()]}the {value} reference{before[match.end() :]}"
    if not same:
        return ""
    first, last, _ = same[-1]
    if key(before[first:last]) == key(value):
        return ""
    return before[:first] + value + before[last:]


def _in(content: str, question: str, pieces: list[Piece]) -> bool:
    said = {stem(p.text) for a, b, _ in pieces for p in parts(question[a:b])}
    return content in said or any(content.lstrip("=") in key(question[a:b]) for a, b, _ in pieces)


def _mended(question: str, query: Query) -> list[Piece]:
    """Return the misspelt name that the question was read with."""
    if not query.corrections or not query.rows:
        return []
    at = question.find(query.corrections[0][0])
    return [(at, at + len(query.corrections[0][0]), "mended")] if at >= 0 else []


def _pieces(text: str, lexicon: Lexicon) -> Iterator[Piece]:
    """Yield the names, classes, years, entries and surnames in `text` in their order."""
    found: list[Piece] = [(a, b, _kind(k, lexicon)) for a, b, k in lexicon.find(text)]
    found += [(m.start(), m.end(), "entry") for m in _ENTRY.finditer(text)]
    found += [(m.start(), m.end(), "year") for m in entries.YEAR.finditer(text)]
    found += [(p.start, p.end, "class") for p in parts(text) if vocabulary.class_of_names(stem(p.text))]
    found += [(m.start(), m.end(), "class") for m in re.finditer(_long_classes(), text, re.IGNORECASE)]
    found += [(p.start, p.end, "value") for p in parts(text) if vocabulary.value_class(fold(p.text))]
    found += [(p.start, p.end, "word") for p in parts(text) if history.is_name(p.text, lexicon)]
    found += [(p.start, p.end, "group") for p in parts(text) if stem(p.text) in _group_stems(lexicon)]
    taken = sorted((p for p in found if p[2]), key=lambda p: (p[0], -p[1]))
    end = -1
    for piece in taken:
        if piece[0] >= end:
            yield piece
            end = piece[1]


@lru_cache(maxsize=16)
def _group_stems(lexicon: Lexicon) -> frozenset[str]:
    """Return the stems by which a table's groups are called for short: those of one group's name alone."""
    groups = {row.group for table in lexicon.document.tables for row in table.rows if row.group}
    counts = Counter(s for g in groups for s in {stem(p.text) for p in parts(g)} if s not in lexicon.topic)
    return frozenset(s for s, n in counts.items() if n == 1)


def _long_classes() -> str:
    return r"\b(?:circular|long non-?coding|micro) RNAs?\b"


def _kind(k: str, lexicon: Lexicon) -> str:
    kinds = {t.kind for t in lexicon.terms[k]}
    if "entity" in kinds:
        return "entity"
    if "group" in kinds:
        return "group"
    return "" if kinds == {"header"} else "name"
