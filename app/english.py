"""Common English: which words are in use, how rare they are, what a slip of the finger was meant to be."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from spellchecker import SpellChecker

from store.names import fold, one_spelling, stem

COMMON = 5.0
"""The decimal logarithm of the count from which on a word says nothing of its topic (`place`, `good`)."""

RARE = 3.0
"""The one up to which it is a term of some field (`thyroid`, `glutamine`)."""


@cache
def speller() -> SpellChecker:
    """Return the dictionary with its counts (pyspellchecker's, from film subtitles: field terms are rare)."""
    return SpellChecker(language="en", distance=1)


def is_english(word: str) -> bool:
    """Whether `word` is an English word in common use, in British or American spelling."""
    return fold(word) in speller() or one_spelling(fold(word)) in speller()


_DERIVED = re.compile(
    r"[a-z]{4,}(?:ic|ical(?:ly)?|al(?:ly)?|ous(?:ly)?|ive(?:ly)?|tions?|ments?|ness|ity|ly|ing|ed|i[sz](?:e[sd]?|ing|ations?)"
    r"|isms?|ists?|olog(?:y|ies|ical)|[ai]ble|less|wise)"
)


def is_derived(word: str) -> bool:
    """Whether `word` is made by a common ending, as no name is (`epitranscriptomic`, `destabilises`)."""
    return _DERIVED.fullmatch(word) is not None


@lru_cache(maxsize=8192)
def rarity(word: str) -> float:
    """Return how far `word` is a term of some field rather than plain English, 0 to 1; 1 where unknown."""
    folded, base = fold(word), stem(word)
    forms = {folded, base, base + "e", folded.removesuffix("s"), folded.removesuffix("es")}
    count = max(int(speller().word_frequency.dictionary.get(form, 0)) for form in forms)
    return min(1.0, max(0.0, (COMMON - math.log10(count)) / (COMMON - RARE))) if count else 1.0
