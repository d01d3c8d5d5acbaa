"""The words of the field that pin a question down: one definite property, organ, organism, disease, method."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from store.names import fold, stem

Phrase = tuple[str, ...]
_WORDS = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


_PART = "# --- "


@cache
def _sets() -> tuple[frozenset[Phrase], ...]:
    return tuple(same for part in _parts() for same in part)


@cache
def _parts() -> tuple[tuple[frozenset[Phrase], ...], ...]:
    """Return the sets of the properties, and those of the subjects."""
    parts = (Path(__file__).parent / "data" / "field.txt").read_text("utf-8").split(_PART)[1:]
    lines = ([line for line in part.splitlines()[1:] if line and not line.startswith("#")] for part in parts)
    return tuple(tuple(frozenset(map(_phrase, line.split())) for line in part) for part in lines)


def is_property(phrase: str) -> bool:
    """Whether a phrase of stems, as `unmet` returns it, names a property: a dose, a cell line, a p-value."""
    return any(tuple(phrase.split()) in same for same in _parts()[0])


@lru_cache(maxsize=4096)
def _phrase(text: str) -> Phrase:
    return tuple(stem(word) for word in _WORDS.findall(fold(_APOSTROPHE.sub("", text))))


def unmet(question: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of the field in `question` that no text of `texts` says, nor one of the same set."""
    asked = _phrase(question)
    said = {phrase: same for same in _sets() for phrase in same if _in(phrase, asked)}
    told = [_phrase(text) for text in texts] if said else []
    kept = ((phrase, any(_in(p, text) for p in same for text in told)) for phrase, same in said.items())
    return tuple(" ".join(phrase) for phrase, met in kept if not met)


def _in(phrase: Phrase, text: Phrase) -> bool:
    return any(text[i : i + len(phrase)] == phrase for i in range(len(text) - len(phrase) + 1))
