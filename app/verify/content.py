"""Is anything said beyond the evidence? Every content word must have its like there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.english import speller
from app.lexicon import Lexicon
from app.sentences import akin
from app.verify import vocabulary
from app.verify.words import Word


def roots(words: Sequence[Word], lexicon: Lexicon) -> frozenset[str]:
    """Return the roots of `words`, an abbreviation's with those of its long form."""
    own = {w.root for w in words}
    return frozenset(own.union(*(lexicon.expansions.get(r, frozenset()) for r in own)))


def alike(one: str, other: str) -> bool:
    """Whether two roots say the same: one name, one word, one family, or synonyms."""
    if one[:1] == "=" or other[:1] == "=":
        return any(a == b or (a.isalpha() and b.isalpha() and akin(a, b)) for a in _keys(one) for b in _keys(other))
    return one == other or akin(one, other) or bool(vocabulary.meanings(one) & vocabulary.meanings(other))


EVERYWHERE = 1.9
"""The idf below which a word stands all over the review (in a seventh of its sentences), so that it adds nothing."""


def said(word: Word, evidence: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether the evidence says the word, in one way or another."""
    if word.root in evidence or lexicon.idf(word.root) < EVERYWHERE:
        return True
    long = lexicon.expansions.get(word.root)
    return bool(long and long <= evidence) or any(alike(word.root, r) for r in evidence)


def overlap(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many roots of `one` have their like in `other`."""
    return sum(any(alike(a, b) for b in other) for a in one)


@cache
def _keys(root: str) -> frozenset[str]:
    """Return the keys of a name's root (`=ab1|ab1protein`), or the one of a word."""
    return frozenset(vocabulary.root(k) for k in root[1:].split("|")) if root[:1] == "=" else frozenset({root})


GENERAL = 20_000
"""Occurrences in the speller's word list from which a word is one of everyday English (`meets`, `matter`)."""


def is_general(word: str) -> bool:
    """Whether a word is of everyday English and names no thing, place, time or quality by which facts differ."""
    low = vocabulary.plain(word)
    return low not in vocabulary.listed("telling") and int(speller().word_frequency.dictionary.get(low, 0)) >= GENERAL
