"""Whether a question is in another language than English: only what is certain is said to be."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from store.names import stop_words

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 2
"""Different words of one language from which on a question is in it, where it has fewer of English."""


def is_foreign(text: str) -> bool:
    """Whether `text` is in another script, or has more words of another language than of English."""
    letters = [c for c in text if c.isalpha()]
    if 2 * sum(unicodedata.name(c, "").startswith(("LATIN", "GREEK")) for c in letters) < len(letters):
        return True
    said = {w.casefold() for w in _WORD.findall(text) if not (w.isupper() and len(w) > 1)}
    most = max(len(said & common) for common in _common())
    return most >= _LEAST and most > len(said & stop_words())


@cache
def _common() -> tuple[frozenset[str], ...]:
    lines = (Path(__file__).parent / "data" / "languages.txt").read_text("utf-8").splitlines()
    return tuple(frozenset(line.partition(":")[2].split()) for line in lines if not line.startswith("#"))
