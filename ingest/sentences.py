"""Sentences as spans. `sentencex` splits; what it still breaks wrongly is joined again here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from ingest.citations import CITATION, numbers
from ingest.repair import repair, without_citations
from store.records import Sentence, Span

_OPEN_END = re.compile(
    r"(?:\b(?:et\s+al|e\.\s?g|i\.\s?e|cf|vs|viz|approx|ca|resp|[Ff]igs?|[Tt]abs?|[Rr]efs?|[Ee]qs?|[Nn]os?"
    r"|Drs?|Prof|St|spp?|subsp|var|Suppl|Vol|pp|incl|max|min)"
    r"|(?<![\w-])[A-Z])\.[*_]*$"
)
_CITED_AUTHORS = re.compile(rf"\bet\s+al\.\*?(?:{CITATION.pattern})$")
_CITATION_ONLY = re.compile(rf"(?:{CITATION.pattern})\s*[.;,]?")
_LOWER_START = re.compile(r"[a-z,;)\]]")
_NAME = r"(?:[a-z]{1,6}[-_]?[A-Z0-9]|[α-ω]-?[A-Za-z])"
_NAME_START = re.compile(_NAME)
# `sentencex` wants a capital behind the period; a molecule's name may begin without one.
_BEFORE_NAME = re.compile(rf"(?<=[a-z)\]][.!?])(?:{CITATION.pattern})?\s+(?={_NAME})")


def split(text: str, span: Span) -> tuple[Span, ...]:
    """Return the tight spans of the sentences of `text` inside `span`, in order, without overlap.

    A citation behind the period belongs to the sentence before it. A page break (a blank line) inside
    a sentence does not end it.
    """
    flat = re.sub(r"\s", " ", span.of(text))
    pieces: list[Span] = []
    for piece in _segments(flat):
        if pieces and _belongs(pieces[-1].of(flat), piece.of(flat)):
            pieces[-1] = Span(pieces[-1].start, piece.end)
        else:
            pieces.append(piece)
    return tuple(Span(p.start + span.start, p.end + span.start) for p in pieces)


def _segments(flat: str) -> Iterator[Span]:
    position = 0
    for segment in sentencex.segment("en", flat):
        start = flat.index(segment, position)
        position = start + len(segment)
        cuts = [start, *(start + m.end() for m in _BEFORE_NAME.finditer(segment)), position]
        for left, right in zip(cuts, cuts[1:], strict=False):
            words = flat[left:right]
            if words.strip():
                tight = left + len(words) - len(words.lstrip())
                yield Span(tight, tight + len(words.strip()))


def _belongs(left: str, right: str) -> bool:
    """Whether `right`, which the splitter cut off, still belongs to the sentence `left`."""
    if _CITATION_ONLY.fullmatch(" " + right) or _OPEN_END.search(left) or _CITED_AUTHORS.search(left):
        return True
    if left.count("(") > left.count(")") and re.match(r"[^(]*\)", right):
        return True
    if left[-1] not in ".!?:" and CITATION.sub("", left)[-1:] not in ".!?:" and right[0].islower():
        return True
    return bool(_LOWER_START.match(right)) and not _NAME_START.match(right)


def build(text: str, span: Span, known: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """Return the `Sentence` records of the paragraph that `span` covers."""
    spans = split(text, span)
    return resolve(tuple(Sentence(s, without_citations(repair(s.of(text), known)), numbers(s.of(text))) for s in spans))


def resolve(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Fill `resolved`: a sentence without a citation leans on the next one in its paragraph."""
    following: tuple[int, ...] = ()
    out: list[Sentence] = []
    for sentence in reversed(sentences):
        following = sentence.references or following
        out.append(Sentence(sentence.span, sentence.text, sentence.references, following))
    return tuple(reversed(out))
