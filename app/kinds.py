"""What the prose says a thing is: names with the class that they are told to belong to (Hearst 1992).

"X, a kinase inhibitor", "the receptor antagonist Y-12", "inhibitors (such as A-1 or B-2)", "V and W are the ...
drugs": each gives an instance, its class in words, and its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app import vocabulary
from app.english import is_english
from app.lexicon import is_symbol
from app.sentences import Indexed
from store.names import fold, key, stem, stop_words, words

_TOKEN = r"[^\W_](?:[\w'’/+-]*[\w+])?(?: ?[α-ωΑ-Ω](?!\w))?"
_NAME = rf"{_TOKEN}(?: \d\w*| [α-ω]\b)?"
_NP = r"((?:[\w’'/-]+ ){0,7}?[\w’'/-]+)"
_APPOSED = re.compile(
    rf"({_NAME})\)?, (?:an?|the|another|one of the) {_NP}"
    rf"(?=[,.;)]| (?:that|which|of|with|for|from|in|capable|involved)\b)"
)
_COPULA = re.compile(
    rf"({_NAME})(?: \([^)]*\))? (?:is|are|was|represents|serves as|acts as|functions as|acting as|serving as) "
    rf"(?:an?|the|one of the) {_NP}(?=[,.;)]| (?:that|which|of|with|for|from|in|by|to|due|released)\b|$)"
)
_PAIR = re.compile(rf"({_NAME}) and ({_NAME}) are (?:the )?{_NP}(?=[,.;]|$)")
_SUCH_AS = re.compile(
    rf"{_NP},? \(?(?:such as|including|namely|for example|e\.g\.,?) ([^.;()]{{2,200}}?)"
    rf"(?=[.;()]| (?:is|are|has|have|was|were|can)\b|$)"
)
_LISTED = re.compile(
    rf"{_NP} \((?:[a-z]+ )?((?:{_NAME}, )+(?:and |or )?{_NAME}|(?:{_NAME}, )*{_NAME} (?:and|or) {_NAME})\)"
)
_SPLIT = re.compile(r",\s*(?:and |or )?| (?:and|or) ")


@dataclass(frozen=True, slots=True)
class Instance:
    """A name, the words of its class ("a specific small-molecule kinase inhibitor"), its head's stem, its place."""

    name: str
    words: str
    head: str
    position: int


def instances(prose: Sequence[Indexed]) -> tuple[Instance, ...]:
    """Return what the sentences say of what things are, once a name and class, in reading order."""
    found: dict[tuple[str, str], Instance] = {}
    for item in prose:
        for name, noun in _pairs(item.sentence.text):
            phrase = _phrase(noun)
            head = _head(phrase)
            if head and _is_name(name) and head not in vocabulary.scaffold():
                found.setdefault((key(name), head), Instance(name, phrase, head, item.position))
    return tuple(found.values())


def marked(prose: Sequence[Indexed], kinds: Sequence[Instance]) -> tuple[Indexed, ...]:
    """Return the sentences with the names that each says the class of."""
    told: dict[int, set[str]] = {}
    for instance in kinds:
        told.setdefault(instance.position, set()).add(key(instance.name))
    return tuple(replace(item, defines=frozenset(told.get(item.position, ()))) for item in prose)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_APPOSED, _COPULA):
        yield from ((m.group(1), m.group(2)) for m in pattern.finditer(text))
    for m in _PAIR.finditer(text):
        yield from ((m.group(1), m.group(3)), (m.group(2), m.group(3)))
    for m in _LISTED.finditer(text):
        yield from ((name.strip(), m.group(1)) for name in _SPLIT.split(m.group(2)))
    for m in _SUCH_AS.finditer(text):
        yield from ((name.strip(), m.group(1)) for name in _SPLIT.split(m.group(2)))
    yield from ((m.group(2), m.group(1)) for m in _before().finditer(text))
    yield from ((m.group(1), m.group(2)) for m in _behind().finditer(text))


@cache
def _before() -> re.Pattern[str]:
    """Return what finds a class right before a symbol: "the receptor antagonist Y-12"."""
    nouns = "|".join(sorted(vocabulary.words("class_nouns"), key=len, reverse=True))
    return re.compile(rf"((?:\b(?!an? |the )[\w’'/-]+ ){{0,2}}\b(?:{nouns})) ((?=\S*[A-Z\d]){_NAME})")


@cache
def _behind() -> re.Pattern[str]:
    """Return what finds a class right behind a symbol: "the MEK/ERK pathway", "the Wnt signaling pathway"."""
    nouns = "|".join(sorted(vocabulary.words("class_behind"), key=len, reverse=True))
    return re.compile(rf"((?=\S*[A-Z\d]){_TOKEN}) ((?:signal+ing )?(?:{nouns}))\b")


def _phrase(noun: str) -> str:
    """Return the class without what leads up to it ("treatment with kinase inhibitors") or hangs on it ("that ...")."""
    kept = re.split(r"\b(?:that|which|who|capable|involved)\b", noun)[0]
    return " ".join(re.split(r"\b(?:with|of|by|from|in|to|and|or|across)\b", kept)[-1].split())


def _head(noun: str) -> str:
    """Return the stem of the noun that a phrase is about: the last word of it."""
    found = words(noun)
    return stem(found[-1]) if found else ""


def _is_name(name: str) -> bool:
    """Whether `name` looks like one: a symbol, or a word that is no common English."""
    found = words(name)
    if not found or len(found) > 4 or fold(found[0]) in stop_words():
        return False
    return any(is_symbol(w) or not is_english(w) for w in found)
