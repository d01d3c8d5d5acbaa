"""A text as words, each with its root, its sign and the clause that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.lexicon import parts
from app.verify import vocabulary
from store.names import key, stop_words

_BREAK = re.compile(r"[;:]|\.\s")
_ASIDE = re.compile(r"\([^()]*\)")
_GERUND = re.compile(r"\s+\w+ing\b")
_CITED = re.compile(r"\[\d+(?:[\s,–-]+\d+)*\]")
_OWN = re.compile(r"(?<=\w)['’]s(?!\w)")
_NOT = re.compile(r"(?<=\w)n['’]t\b|(?<=\bcan)not\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters and digits. `sign` is its direction, `axis` its side of resistance."""

    text: str
    root: str
    start: int
    end: int
    clause: int
    sign: int = 0
    axis: int = 0
    is_content: bool = True
    is_after_comma: bool = False
    is_compound: bool = False
    """Whether a hyphen stands before it (`CAF-induced`)."""
    side: int = 0
    """How many words of contrast (`whereas`) stand before it."""


def bare(text: str) -> str:
    """Return `text` without bracketed citations and possessive endings, `can't` as `can not`."""
    return _OWN.sub("", _NOT.sub(" not", _CITED.sub(" ", text)))


def read(text: str) -> tuple[Word, ...]:
    """Return the words of `text` (which is `bare`)."""
    particles = _particles(text)
    unsigned = [m.span() for m in vocabulary.phrases("no_sign").finditer(text)]
    contrasts = [m.start() for m in vocabulary.phrases("contrast").finditer(text) if not _GERUND.match(text, m.end())]
    asides = [m.span() for m in _ASIDE.finditer(text)]
    broken = [m.start() for m in _BREAK.finditer(text) if not any(a < m.start() < b for a, b in asides)]
    breaks = broken + contrasts
    words: list[Word] = []
    for part in parts(text):
        clause = sum(at <= part.start for at in breaks)
        particle = particles.get(part.start, "")
        if not particle and any(a <= part.start < b for a, b in unsigned):
            particle = "0"
        word = _word(part.text, part.start, part.end, clause, particle)
        side = sum(at <= part.start for at in contrasts if at)
        gap = text[words[-1].end : part.start] if words else ""
        words.append(replace(word, is_after_comma=bool(re.search("[,()]", gap)), is_compound=gap == "-", side=side))
    return tuple(words)


def merged(words: Sequence[Word], names: Sequence[tuple[int, int, str]]) -> tuple[Word, ...]:
    """Return `words` with those of each name (start, end, root) as one."""
    found: list[Word] = []
    for word in words:
        inside = next(((a, b, root) for a, b, root in names if a <= word.start < b), None)
        if inside is None:
            found.append(word)
        elif not found or found[-1].root != inside[2] or found[-1].end != inside[1]:
            found.append(replace(word, root=inside[2], end=inside[1], sign=0, axis=0, is_content=True))
    return tuple(found)


def _word(text: str, start: int, end: int, clause: int, particle: str) -> Word:
    root = vocabulary.root(text)
    sign = {"+": 1, "-": -1, "keep-from": -1, "": vocabulary.sign(text)}.get(particle, 0)
    content = particle != "0" and not (
        vocabulary.plain(text) in stop_words() or root in vocabulary.glue() or len(key(text)) < 2 or text.isdigit()
    )
    axis = {"axis-": -1, "axis+": 1, "0": 0}.get(particle, vocabulary.axis(text))
    return Word(text, root, start, end, clause, sign, axis, content)


def _particles(text: str) -> dict[int, str]:
    """Return by offset the words whose sign a particle gives: `switch on`, `keep ... from`."""
    found: dict[int, str] = {}
    for verbs, particle, sign in vocabulary.data()["verbs_with_particles"]:
        gap = r"\s+(?:[\w-]+\s+){0,4}?" if particle in ("from", "to") else r"\s+(?:[\w-]+\s+){0,3}?"
        for match in re.finditer(rf"\b({verbs}){gap}(?:{particle})\b", text, re.IGNORECASE):
            if particle != "from" or re.match(r"\s+(?:being\s+)?\w+", text[match.end() :]):
                found.setdefault(match.start(1), sign)
    return found
