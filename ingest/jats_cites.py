"""From citation marks to reference numbers, and from a cited line to its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest import citations
from ingest.jats_inline import Inline, Mark
from ingest.repair import repair
from ingest.sentences import resolve, split
from store.records import Sentence, Span

_NUMERIC = re.compile(r"[\[(]?\d{1,4}[a-z]?(?:\s*[,;–—−-]\s*\d{1,4}[a-z]?)*[\])]?")
_DASH = re.compile(r"[\])]?\s*[-–—−‒]\s*[\[(]?")
_GAP = re.compile(r"[\s,;\[\]()–—−‒-]*")
_LONGEST_RANGE = 100
_UNRAISE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

Resolve = Callable[[tuple[str, ...], str], tuple[int, ...]]
"""From the ids that a cross-reference names, and its words, to reference numbers."""


@dataclass(frozen=True, slots=True)
class Cite:
    """The reference numbers that stand at a place of a line."""

    at: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A line, what it cites where, and the stretches that are nothing but citation numbers."""

    text: str
    cites: tuple[Cite, ...] = ()
    markers: tuple[Span, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return all reference numbers of the line, each once, in order."""
        return tuple(dict.fromkeys(n for cite in self.cites for n in cite.numbers))


def cite(inline: Inline, resolve_ids: Resolve) -> Cited:
    """Return `inline` with its citations as numbers; `3–5` cites 4 too."""
    runs = _runs(Inline(inline.text, _with_plain(inline)))
    cites = [found for run in runs for found in _numbers(inline.text, run, resolve_ids)]
    markers = [span for run in runs if (span := _marker(inline.text, run))]
    return Cited(inline.text, tuple(cites), tuple(markers))


def cite_plain(inline: Inline, known: frozenset[int]) -> Cited:
    """Return a line whose source marks no citation: `[3, 5]` is one where `known` holds its numbers."""
    brackets = re.finditer(r"\[[\d\s,;–-]+\]", inline.text)
    found = [m for m in brackets if (cited := citations.numbers(m.group(0))) and known.issuperset(cited)]
    cites = tuple(Cite(m.start(), citations.numbers(m.group(0))) for m in found)
    return Cited(inline.text, cites, tuple(Span(m.start(), m.end()) for m in found))


def _with_plain(inline: Inline) -> tuple[Mark, ...]:
    """Return the marks, and with them the bare numbers that share a bracket with one: `[<1>, 3]`."""
    plain = []
    for bracket in re.finditer(r"\[[\d\s,;–—−-]+\]", inline.text):
        inside = [m for m in inline.marks if bracket.start() < m.end and m.start < bracket.end()]
        for match in re.finditer(r"\d+", bracket.group(0)) if inside else ():
            start, end = bracket.start() + match.start(), bracket.start() + match.end()
            if not any(m.start <= start < m.end for m in inside):
                plain.append(Mark(start, end, (), raised=False))
    return tuple(sorted((*inline.marks, *plain), key=lambda mark: mark.start)) if plain else inline.marks


def _words(text: str, mark: Mark) -> str:
    return text[mark.start : mark.end].translate(_UNRAISE)


def is_numeric(words: str) -> bool:
    """Whether the words of a mark are reference numbers and not an author or a year."""
    if not _NUMERIC.fullmatch(words):
        return not words
    return not re.fullmatch(r"[\[(]?(?:1[89]|20)\d\d[a-z]?[\])]?", words)


def _runs(inline: Inline) -> list[list[Mark]]:
    """Return the marks in runs: numeric ones with only separators between them belong together."""
    runs: list[list[Mark]] = []
    for mark in inline.marks:
        before = runs[-1][-1] if runs else None
        numeric = is_numeric(_words(inline.text, mark))
        if (
            before
            and numeric
            and is_numeric(_words(inline.text, before))
            and _GAP.fullmatch(inline.text[before.end : mark.start])
        ):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _numbers(text: str, run: Sequence[Mark], resolve_ids: Resolve) -> list[Cite]:
    out: list[Cite] = []
    before: Mark | None = None
    for mark in run:
        numbers = resolve_ids(mark.rids, _words(text, mark))
        between = text[before.end : mark.start] if before else ""
        if out and out[-1].numbers and numbers and _DASH.fullmatch(between):
            numbers = (*_between(out[-1].numbers[-1], numbers[0]), *numbers)
        out.append(Cite(mark.start, numbers))
        before = mark
    return out


def _between(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first + 1, last)) if last - first <= _LONGEST_RANGE else ()


def _marker(text: str, run: Sequence[Mark]) -> Span | None:
    """Return the stretch of `run` with its brackets, if it is a citation that reads as a sign alone."""
    if not is_numeric(_words(text, run[0])):
        return None
    start, end = run[0].start, run[-1].end
    opens = len(re.findall(r"[\[(]", text[start:end])) - len(re.findall(r"[\])]", text[start:end]))
    left, right = text[start - 1 : start] in ("[", "("), text[end : end + 1] in ("]", ")")
    start -= left and (opens < 0 or (opens == 0 and right))
    end += right and (opens > 0 or (opens == 0 and left))
    enclosed = text[start:end][:1] in ("[", "(") and text[start:end][-1:] in ("]", ")")
    return Span(start, end) if enclosed or (all(m.raised for m in run if m.end > m.start) and end > start) else None


def sentences(cited: Cited, offset: int) -> tuple[Sentence, ...]:
    """Return the sentences of a line that stands at `offset` of the document's text.

    The line is split with its markers masked, so that neither form nor place of a citation (before or
    behind the period) decides where a sentence ends; a marker behind the period goes to its sentence.
    """
    spans = _with_markers(split(_masked(cited), Span(0, len(cited.text))), cited.markers)
    built = []
    for span, start, end in _reach(spans, len(cited.text)):
        numbers = (n for c in cited.cites if start <= c.at < end or c.at == end == len(cited.text) for n in c.numbers)
        shown = repair(_unmarked(cited, span))
        built.append(Sentence(Span(span.start + offset, span.end + offset), shown, tuple(dict.fromkeys(numbers))))
    return resolve(tuple(built))


def _reach(spans: Sequence[Span], length: int) -> list[tuple[Span, int, int]]:
    """Return each span with the stretch whose citations are its own: up to where the next one starts."""
    starts = [0, *(span.start for span in spans[1:])]
    return [(s, a, b) for s, a, b in zip(spans, starts, [*starts[1:], length], strict=False)]


def _masked(cited: Cited) -> str:
    text = cited.text
    for marker in cited.markers:
        before, after = cited.text[: marker.start].rstrip(), cited.text[marker.end :].lstrip()
        behind = before[-1:] in (".", "!", "?") and after[:1] not in (".", ",", ";", ":", ")")
        text = text[: marker.start] + (" " if behind else "x") * (marker.end - marker.start) + text[marker.end :]
    return text


def _with_markers(spans: Sequence[Span], markers: Sequence[Span]) -> list[Span]:
    out = list(spans)
    for marker in markers:
        place = max((i for i, span in enumerate(out) if span.start <= marker.start), default=0)
        if out:
            out[place] = Span(min(out[place].start, marker.start), max(out[place].end, marker.end))
    return out


def _unmarked(cited: Cited, span: Span) -> str:
    kept, position = [], span.start
    for marker in cited.markers:
        if span.start <= marker.start < span.end:
            kept.append(cited.text[position : marker.start].rstrip())
            position = marker.end
    return "".join([*kept, cited.text[position : span.end]])
