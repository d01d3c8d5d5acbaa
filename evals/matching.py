"""When a text holds a string: the one comparison that every answer scorer uses."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from store.records import Answer

_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad_-]")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()]*)*\)")
_MARKER = re.compile(r"\[{1,2}\^?[A-Za-z]?\d{1,3}(?:[,;–-]\s*[A-Za-z]?\d{1,3})*\]{1,2}(?:\([^()\s]*\))?")
_LABEL = re.compile(r"\b(?:tables?|figures?|fig\.?|sections?|references?|refs?\.?) \d+(?:\.\d+)*\b")
_STARS = re.compile(r"(?<![\w\\])(\*{1,3})(?=[^\W_])(.+?)(?<=[\w.,;:!?)%])\1(?!\w)")
"""Emphasis; a star that ends a word (`Partial*`) is the review's own mark."""
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|$~-])")


def normalise(text: str) -> str:
    """Return the form in which two spellings compare equal.

    NFKC, casefolded; one space for every run of spaces, dashes and underscores, and one before a Greek
    letter that ends a name (`PKCα`); none before a superscript, no comma between thousands.
    """
    text = re.sub(r"\s+(?=[⁰¹²³⁴-⁹⁺⁻])", "", text)
    text = re.sub(r"[\^]\{?([\w+-]+)\}?", r"\1", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"[’‘`]", "'", text)
    text = re.sub(r"[“”]", '"', text)
    text = re.sub(rf"(?<=[^\W{_GREEK}])(?=[{_GREEK}](?!\w))", " ", text)
    return " ".join(_DASHES.sub(" ", text).split())


def plain(answer: Answer) -> str:
    """Return the answer's text as it is read: no markers, no Markdown, links by their words."""
    text = answer.text
    for citation in answer.citations:
        marker = re.escape(citation.marker.strip("[]"))
        text = re.sub(rf"\\?\[{{1,2}}{marker}\\?\]{{1,2}}(?:\([^()\s]*\))?", "", text)
    text = _LINK.sub(r"\1", _MARKER.sub("", text))
    text = _STARS.sub(r"\2", text)
    return " ".join(re.sub(r"(?<!\w)__?|__?(?!\w)", "", _ESCAPE.sub(r"\1", text)).split())


def words(answer: Answer) -> int:
    """Return the number of words of an answer, its markers not counted."""
    return len(re.findall(r"[^\W_]\S*", plain(answer)))


def holds(text: str, wanted: str) -> bool:
    """Whether `text` holds `wanted` on word boundaries, after `normalise`; a number as a whole number only."""
    if re.fullmatch(r"\d+", wanted.strip()):
        return int(wanted) in numbers(text)
    needle = normalise(wanted)
    return bool(needle) and _pattern(needle).search(_normalised(text)) is not None


def numbers(text: str) -> tuple[int, ...]:
    """Return the whole numbers that stand alone in `text`, as digits or as words up to twenty.

    A number inside a name (`TM4SF1`, `14-3-3`), a decimal, or one in a label (`Table 1`) is none; both
    ends of a range are.
    """
    bare = _LABEL.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))
    bare = re.sub(r"(?<=\d),(?=\d{3}\b)", "", bare)
    bare = re.sub(r"(?<![\w.,/-])(\d+)\s?[-–]\s?(\d+)(?![\w/–-]|[.,]\d)", r"\1 \2", bare)
    digits = re.findall(r"(?<![\w.,/-])(?<!\d[–—])\d+(?![\w/]|[.,]\d|[-–—]\w)", bare)
    spelled = [n for word in re.findall(r"[a-z]+", bare) if (n := _spelled().get(word)) is not None]
    return tuple([int(d) for d in digits] + spelled)


def any_holds(text: str, alternatives: Iterable[str]) -> bool:
    """Whether `text` holds one of the alternatives."""
    return any(holds(text, wanted) for wanted in alternatives)


def named(text: str, names: Sequence[str]) -> frozenset[str]:
    """Return those of `names` that `text` holds; a name inside a longer one that it holds does not count."""
    left = _normalised(text)
    found = set()
    for name in sorted(names, key=lambda n: (-len(normalise(n)), n)):
        needle = normalise(name)
        if needle and (pattern := _pattern(needle)).search(left):
            found.add(name)
            left = pattern.sub(" \0 ", left)
    return frozenset(found)


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Return, for the normalised form of a cell, the other words that say the same."""
    read = json.loads((Path(__file__).parent / "data" / "synonyms.json").read_text("utf-8"))
    groups = [tuple(group) for group in read["same"]]
    return {normalise(word): group for group in groups for word in group}


def alternatives(value: str) -> tuple[str, ...]:
    """Return `value` with the words that say the same."""
    return tuple(dict.fromkeys((value, *synonyms().get(normalise(value), ()))))


@lru_cache(maxsize=4096)
def _normalised(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=8192)
def _pattern(needle: str) -> re.Pattern[str]:
    before = r"(?<![^\W_])" if needle[0].isalnum() else ""
    before += r"(?<!\d[.,])" if needle[0].isdigit() else ""
    after = r"(?![^\W_])" if needle[-1].isalnum() else ""
    after += r"(?![.,]\d)" if needle[-1].isdigit() else ""
    return re.compile(before + re.escape(needle) + after)


@cache
def _spelled() -> Mapping[str, int]:
    names = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    return {name: n for n, name in enumerate(f"{names} sixteen seventeen eighteen nineteen twenty".split())}
