"""One canonical key for a string, and the tokens of a text: what makes two spellings the same name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer
from anyascii import anyascii

_WORD = re.compile(r"[^\W_]+(?:[-/_'’.+][^\W_]+)*[⁺+]?")
_PART = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()
"""A Snowball stemmer keeps the word in itself: two threads at once get each other's stems, and the cache keeps them."""


@cache
def stop_words() -> frozenset[str]:
    """Return the English function words that carry no content."""
    return frozenset((Path(__file__).parent / "data" / "stopwords.txt").read_text("utf-8").split())


def fold(text: str) -> str:
    """Return `text` casefolded, NFKC, Greek letters by name (β becomes beta), the rest transliterated."""
    out = []
    for char in unicodedata.normalize("NFKC", text):
        name = unicodedata.name(char, "") if char > "\u036f" else ""
        greek = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)", name)
        out.append(greek.group(1) if greek else char)
    return anyascii("".join(out)).casefold()


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Return the canonical key of a name: folded, with every separator stripped."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def words(text: str) -> list[str]:
    """Return the words of `text` as they stand; `ab-12-3c` and `AB/CD` are one word each."""
    return _WORD.findall(text)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the Snowball stem (Porter 2001) of the folded word; a name with digits stays whole."""
    folded = fold(word)
    if any(c.isdigit() for c in folded):
        return folded
    with _STEMMING:
        return str(_STEMMER.stemWord(one_spelling(folded)))


def one_spelling(word: str) -> str:
    """Return the same form for the British and the American spelling of a word (tumour, haem, -ise)."""
    word = re.sub(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|al|able|ally|ful)?$)", "or", word)
    word = re.sub(r"(?<=[a-z]{4})([iy])s(?=(?:e[sdr]?|ing|ations?)$)", r"\1z", word)
    return re.sub(r"(?:ae|oe)(?=[a-z]{3})", "e", word)


def tokens(text: str) -> list[str]:
    """Return the index terms of `text`: stems without stop words, compounds both whole and in parts."""
    found: list[str] = []
    for word in words(text):
        parts = _PART.findall(word)
        if len(parts) > 1:
            found.append(key(word))
        found.extend(stem(part) for part in parts if fold(part) not in stop_words())
    return found
