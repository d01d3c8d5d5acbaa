"""Names that a review does not use for things that it names otherwise: brands, gene symbols, abbreviations."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from app import asking, cited
from app.english import is_english
from app.lexicon import Lexicon, Part, parts
from store.names import key

_LONGEST = 6
_SHORT = 4
"""A name of so few characters, or one that is an English word, is read only in the case that it is written in."""


@cache
def _sets() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return for the key of each name its set, and the name as it is written."""
    lines = (Path(__file__).parent / "data" / "aliases.txt").read_text("utf-8").splitlines()
    sets = [tuple(n.strip() for n in line.split(";")) for line in lines if line and not line.startswith("#")]
    return {key(name): (same, name) for same in sets for name in same}


def restate(text: str, lexicon: Lexicon) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return `text` with the review's names in the place of others for the same things, and what was replaced."""
    text = _shortened(text, lexicon)
    found = parts(text)
    replaced: list[tuple[str, str]] = []
    out, i, end = [], 0, 0
    while i < len(found):
        runs = ((n, _other(text, found[i : i + n], n, lexicon)) for n in range(_LONGEST, 0, -1))
        size, other = next((run for run in runs if run[1]), (1, ""))
        if other:
            start, stop = found[i].start, found[i + size - 1].end
            replaced.append((text[start:stop], other))
            out += [text[end:start], other]
            end = stop
        i += size
    return "".join([*out, text[end:]]), tuple(replaced)


def _shortened(text: str, lexicon: Lexicon) -> str:
    """Return `text` with the review's abbreviations for long forms that it uses once; titles stay."""
    longs = _longs(lexicon)
    found = [(a, b, k) for a, b, k in lexicon.find(text) if k in longs and k != key(longs[k])]
    if not found or asking.says(text, "expansion"):
        return text
    given = cited.bound(text, lexicon)
    out, end = [], 0
    for start, stop, k in found:
        if not any(b.start <= start < b.end for b in given):
            out += [text[end:start], longs[k]]
            end = stop
    return "".join([*out, text[end:]])


@lru_cache(maxsize=16)
def _longs(lexicon: Lexicon) -> dict[str, str]:
    """Return for the key of each long form that the review writes once, where it explains it, the short form."""
    said = [key(s.text) for s in lexicon.sentences]
    found = {key(a.long): a.short for a in lexicon.document.abbreviations}
    return {k: short for k, short in found.items() if sum(k in text for text in said) == 1}


def _other(text: str, run: list[Part], n: int, lexicon: Lexicon) -> str:
    """Return the review's name for what the run of parts names, or the empty string where it needs none."""
    if len(run) < n:
        return ""
    k = key("".join(p.text for p in run))
    same, written = _sets().get(k, ((), ""))
    if not same or _known(k, lexicon):
        return ""
    typed = text[run[0].start : run[-1].end]
    if (len(k) <= _SHORT or is_english(typed)) and typed != written:
        return ""
    return next((name for name in same if _known(key(name), lexicon) and _as_written(name, lexicon)), "")


def _known(k: str, lexicon: Lexicon) -> bool:
    return k in lexicon.terms or k in lexicon.prose_keys


def _as_written(name: str, lexicon: Lexicon) -> bool:
    """Whether the review writes a short name as it is written: `OR` for odds ratio is no `or`."""
    return len(name) > _SHORT or not name.isupper() or name in _words(lexicon)


@lru_cache(maxsize=16)
def _words(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(p.text for text in lexicon.texts for p in parts(text))
