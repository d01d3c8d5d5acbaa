"""Abbreviations with the long forms that a document gives itself: Schwartz and Hearst (2003).

A. S. Schwartz, M. A. Hearst: A simple algorithm for identifying abbreviation definitions in biomedical
text. Pacific Symposium on Biocomputing 2003, 451-462. Beyond the paper: `A 1 (A1) and 2 (A2)`, a bracket
inside the long form, and a subject `Long form (SHORT)` at the head of a sentence whose letters are out of
order. The package `abbreviations` is not used: it sets up the root logger when it is imported, drops a
whole text with one unbalanced bracket, and does not say where it found a pair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest import sentences
from ingest.repair import closed_names, repair
from store.records import Abbreviation, Span

_BRACKET = re.compile(r"\(([^()]{2,90})\)")
_SHORT = re.compile(r"(?=.*[A-Z\d])(?=.*[^\W\d_])[^\W_][\w/+.α-ωΑ-Ω-]*(?: [\w+α-ωΑ-Ω-]+)?")
_NO_SHORT = re.compile(r"(?:fig|tab|ref|eq|sec|box|chap|vol|suppl)[a-z]*\.? ?\d|\d+ |.*\b(?:19|20)\d\d", re.I)
_LAST_TOKEN = re.compile(r"[^\W_][\w-]*$")
_COORDINATED = re.compile(r"(.+?),? (?:and|or) (\d\S*(?: \S+)?)")

_WINDOW = 500
"""Characters before a bracket that can hold its long form; the paper's limit is in words."""


@dataclass(frozen=True, slots=True)
class _Pair:
    short: str
    long: str
    start: int
    end: int


def find(text: str, spans: Sequence[Span]) -> tuple[Abbreviation, ...]:
    """Return the abbreviations defined inside `spans` of `text`, the first definition of each.

    Short and long form are given as they are shown; the span covers the definition as it stands.
    """
    known = closed_names(text)
    found: dict[str, Abbreviation] = {}
    for sentence in (s for span in spans for s in sentences.split(text, span)):
        for pair in _pairs(re.sub(r"\s", " ", sentence.of(text))):
            span = Span(sentence.start + pair.start, sentence.start + pair.end)
            short, long = repair(pair.short, known), repair(pair.long, known)
            found.setdefault(short, Abbreviation(short, long, span))
    return tuple(found.values())


def _pairs(flat: str) -> Iterator[_Pair]:
    for match in _BRACKET.finditer(flat):
        inner = re.split(r"[,;]", match.group(1))[0].strip(" '\"“”‘’")
        if pair := _outside(flat, match) or _inside(flat, match, inner):
            yield pair


def _outside(flat: str, match: re.Match[str]) -> _Pair | None:
    """Return the pair of `SHORT (long form)`."""
    token = _LAST_TOKEN.search(flat[max(0, match.start() - 60) : match.start()].rstrip())
    for short in (token.group(0), token.group(0).rsplit("-", 1)[-1]) if token else ():
        if _is_short(short) and len(match.group(1)) > len(short) and _begin(short, match.group(1)) == 0:
            start = flat.rindex(short, 0, match.start())
            return _Pair(short, match.group(1), start, match.end())
    return None


def _inside(flat: str, match: re.Match[str], short: str) -> _Pair | None:
    """Return the pair of `long form (SHORT)`."""
    if not _is_short(short) or len(short.split()) > 2:
        return None
    first = max(0, match.start() - _WINDOW)
    plain, offsets = _unbracketed(flat[first : match.start()].rstrip())
    begin = _begin(short, plain)
    if begin is None and first == 0:
        begin = _subject(short, plain)
    if begin is None or not _plausible(short, plain[begin:]):
        return None
    return _Pair(short, _coordinated(plain[begin:]), first + offsets[begin], match.end())


def _is_short(word: str) -> bool:
    return 2 <= len(word) <= 12 and bool(_SHORT.fullmatch(word)) and not _NO_SHORT.match(word)


def _unbracketed(words: str) -> tuple[str, list[int]]:
    """Return `words` without what stands in brackets, and where each character left stood."""
    cut = {i for m in re.finditer(r" ?\([^()]*\)", words) for i in range(m.start(), m.end())}
    offsets = [i for i in range(len(words)) if i not in cut]
    return "".join(words[i] for i in offsets), offsets


def _begin(short: str, words: str) -> int | None:
    """Return where the long form of `short` begins in `words`, which ends with it: right to left."""
    limit = min(len(short) + 5, 2 * len(short))
    floor = max(0, len(words) - len(" ".join(words.split(" ")[-limit:])))
    at = len(words)
    for i in reversed(range(len(short))):
        if not short[i].isalnum():
            continue
        at -= 1
        while at >= floor and not (
            words[at].lower() == short[i].lower() and (i > 0 or at == 0 or not words[at - 1].isalnum())
        ):
            at -= 1
        if at < floor:
            return None
    return max(words.rfind(" ", 0, at) + 1, floor)


def _subject(short: str, words: str) -> int | None:
    """Return 0 where `words`, the head of the sentence, has the letters of `short` in any order."""
    digits = "".join(c for c in short if c.isdigit() and c not in words)
    letters = Counter(c for c in short.lower() if c.isalnum() and c not in digits)
    fits = letters.total() >= 3 and not letters - Counter(words.lower())
    return 0 if fits and "," not in words and 1 <= len(words.split()) <= 4 else None


def _plausible(short: str, long: str) -> bool:
    outside = re.sub(r"[a-z]\.[a-z]\.", "", long)
    return (
        len(long) > len(short)
        and short not in long.split()
        and not re.search(r"[.;:\[\]()=<>]", outside)
        and len(re.findall(r"\w", long)) >= 4
        and not re.match(r"\S+ the ", long)
    )


def _coordinated(long: str) -> str:
    """Return `alpha factor 2` for `alpha factor 1 and 2`."""
    match = _COORDINATED.fullmatch(long)
    if match is None:
        return long
    tail = match.group(2).split()
    return " ".join([*match.group(1).split()[: -len(tail)], *tail])
