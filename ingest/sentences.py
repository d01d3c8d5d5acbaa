"""Sentences as spans. `sentencex` splits; what it still breaks wrongly is joined again here."""

from __future__ import annotations

import re

import sentencex

from ingest.citations import numbers
from ingest.repair import repair, without_citations
from store.records import Sentence, Span

_OPEN_END = re.compile(
    r"(?:\b(?:et\s+al|e\.g|i\.e|cf|vs|viz|approx|ca|resp|Figs?|Tabs?|Refs?|Eqs?|Nos?|Dr|St|sp|spp|var|Suppl)"
    r"|(?<![\w-])[A-Z])\.\*?$"
)
_CITATION_ONLY = re.compile(r"^(?:\s*\[\d+(?:\s*[-–,;]\s*\d+)*\]\s*)+[.;,]?$")
_LOWER_START = re.compile(r"^[a-z,;)\]]")
_NAME_START = re.compile(r"^[a-z]{1,4}[-_]?[A-Z0-9]")


def split(text: str, span: Span) -> tuple[Span, ...]:
    """Return the tight spans of the sentences of `text` inside `span`, in order, without overlap.

    A citation behind the period belongs to the sentence before it. A page break (a blank line) inside
    a sentence does not end it.
    """
    flat = re.sub(r"\s", " ", span.of(text))
    pieces: list[Span] = []
    for piece in _segments(flat):
        tight = _tight(flat, piece)
        if tight is None:
            continue
        if pieces and _belongs(flat, pieces[-1], tight):
            pieces[-1] = Span(pieces[-1].start, tight.end)
        else:
            pieces.append(tight)
    return tuple(Span(p.start + span.start, p.end + span.start) for p in pieces)


def _segments(flat: str) -> list[Span]:
    spans, position = [], 0
    for segment in sentencex.segment("en", flat):
        start = flat.index(segment, position)
        position = start + len(segment)
        spans.append(Span(start, position))
    return spans


def _tight(flat: str, piece: Span) -> Span | None:
    words = piece.of(flat)
    if not words.strip():
        return None
    start = piece.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _belongs(flat: str, before: Span, after: Span) -> bool:
    left, right = before.of(flat), after.of(flat)
    if _CITATION_ONLY.match(right) or _OPEN_END.search(left):
        return True
    if left.count("(") > left.count(")"):
        return True
    return bool(_LOWER_START.match(right)) and not _NAME_START.match(right)


def build(text: str, span: Span, known: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """Return the `Sentence` records of the paragraph that `span` covers."""
    spans = split(text, span)
    return resolve(
        tuple(Sentence(s, without_citations(repair(s.of(text), known)), numbers(s.of(text))) for s in spans)
    )


def resolve(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Fill `resolved`: a sentence without a citation leans on the next one in its paragraph."""
    following: tuple[int, ...] = ()
    out: list[Sentence] = []
    for sentence in reversed(sentences):
        following = sentence.references or following
        out.append(Sentence(sentence.span, sentence.text, sentence.references, following))
    return tuple(reversed(out))
