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

LONG = 10
"""The letters from which on the beginning of a stem tells the word."""

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
    """Return the words of the field in `question` that no text of `texts` says, nor one of the same set.

    A text may also say the initials of a phrase, in capitals (`OR` for odds ratio).
    """
    asked = _phrase(question)
    said = {phrase: same for same in _sets() for phrase in same if _in(phrase, asked)}
    told = [(text, _phrase(text)) for text in texts] if said else []
    kept = (
        (p, any(_short(p, raw) or any(_in(s, text) for s in same) for raw, text in told)) for p, same in said.items()
    )
    return tuple(" ".join(phrase) for phrase, met in kept if not met)


def _in(phrase: Phrase, text: Phrase) -> bool:
    runs = (text[i : i + len(phrase)] for i in range(len(text) - len(phrase) + 1))
    return any(all(map(_same, phrase, run)) for run in runs)


def _same(first: str, second: str) -> bool:
    """Whether two stems are of one word; a long one may end otherwise (`immunohistochemistri`, `immunohistochem`)."""
    shorter, longer = sorted((first, second), key=len)
    return first == second or (len(shorter) >= LONG and longer.startswith(shorter))


def _short(phrase: Phrase, text: str) -> bool:
    return len(phrase) > 1 and re.search(rf"\b{''.join(w[0] for w in phrase).upper()}s?\b", text) is not None
