"""How a question asks for the bibliography or the review itself: its words, mended and as whole phrases."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import OSA

from app.english import is_english
from app.vocabulary import field_stems, lists, words
from store.names import fold, stem


@cache
def asking_stems() -> frozenset[str]:
    """Return the stems of the words that ask for entries of a bibliography, their fields and their order."""
    found = [entry for name in ("bibliography", "tallies", "claims") for entry in lists(name).values()]
    return field_stems() | frozenset(stem(part) for entry in found for word in entry for part in word.split())


@cache
def _asking_words() -> frozenset[str]:
    found = [entry for name in ("bibliography", "fields", "front") for entry in lists(name).values()]
    return frozenset(w for entry in found for w in entry if len(w) > 5 and " " not in w)


@cache
def asking_word(word: str) -> str:
    """Return the word of the bibliography or the front matter that `word` is a slip of the finger for."""
    found = fold(word)
    if len(found) < 6 or found in _asking_words():
        return found if found in _asking_words() else ""
    return _near(found, _asking_words())


def _near(word: str, known: frozenset[str]) -> str:
    near = sorted(w for w in known if w[0] == word[0] and OSA.distance(w, word, score_cutoff=1) == 1)
    return near[0] if near else ""


@cache
def _wishes() -> frozenset[str]:
    found = words("operators", "overview") | words("operators", "compare")
    return frozenset(w for w in found if len(w) > 6 and w.isalpha())


def wished(text: str) -> str:
    """Return `text` with the slips in words that ask for an overview or a comparison mended (`sumarise`)."""
    return re.sub(r"[^\W\d_]{6,}", lambda m: _wished(m.group(0)), text)


def _wished(word: str) -> str:
    return word if is_english(word) else _near(fold(word), _wishes()) or word


def said(text: str) -> frozenset[str]:
    """Return the folded words of `text`; a slip in a word that asks for entries is mended."""
    found = re.findall(r"[^\W_]+", fold(text))
    return frozenset(found) | frozenset(filter(None, map(asking_word, found)))


def mended(text: str) -> str:
    """Return `text` with the slips in words that ask for entries mended (`refrence 3`)."""
    return re.sub(r"[^\W\d_]+", lambda m: asking_word(m.group(0)) or m.group(0), text)


def says(text: str, section: str, name: str = "") -> bool:
    """Whether `text` has one of the words or phrases of a list, as whole words."""
    return any(phrase_in(text, w) for w in words(section, name))


def fields_asked(text: str) -> frozenset[str]:
    """Return the fields of a bibliographic entry that `text` asks for."""
    found = said(text)
    return frozenset(name for name, entry in lists("fields").items() if found & set(entry))


_STANCE = re.compile(
    r"\b(?:the|these|its|according to) (?:review['\u2019]?s? )?authors?\b(?!\s*(?:of|for|in|on|behind|list)\b)",
    re.IGNORECASE,
)


def without_stance(text: str) -> str:
    """Return `text` without what asks for no entry: "the authors" where they think, a "reference strain"."""
    return _of_reference().sub(" ", _STANCE.sub(" ", text))


@cache
def _of_reference() -> re.Pattern[str]:
    nouns = "|".join(sorted(words("bibliography", "of_reference")))
    return re.compile(rf"\breferences? (?:{nouns})s?\b", re.IGNORECASE)


def phrase_in(text: str, phrase: str) -> bool:
    """Whether `phrase` stands in `text` as whole words, however it is spaced and cased."""
    said, wanted = (" ".join(re.findall(r"[^\W_]+", fold(t))) for t in (text, phrase))
    return bool(wanted) and f" {wanted} " in f" {said} "


@cache
def front_names(label: str) -> tuple[str, ...]:
    """Return the labels under which reviews print what is asked for as `label`, the likeliest first."""
    return (label, *lists("front_names").get(label, ()))


@cache
def about_stems() -> frozenset[str]:
    """Return the stems of the words by which a question asks about the review itself."""
    found = [*lists("front").values(), *lists("about").values(), words("self")]
    return frozenset(stem(part) for entry in found for w in entry for part in re.findall(r"[^\W_]+", w))
