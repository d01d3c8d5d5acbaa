"""The authors of the bibliography that a question names: surnames, with the initial or the given name beside them.

A surname in small letters is one where nothing else in the review or in English has the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.english import rarity
from app.journals import foreign
from app.lexicon import Lexicon, Part, is_symbol, parts
from store.names import fold, key, stop_words
from store.records import Reference

ET_AL = re.compile(r"['’]?s?\s+(?:et al\b|and (?:colleagues|co-?workers|co-?authors)\b)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:(?:[A-Z]\.[ -]?){1,3}|[A-Z]{1,2}(?![\w'’]))")
_NAME_LENGTH = 3
"""The most parts of a surname (`El-Serag` has two)."""

_STRANGE = 0.8
"""How rare a word is that is a surname in small letters too."""


@dataclass(frozen=True, slots=True)
class Person:
    """A surname of the bibliography in a question, with the initial that stands beside it."""

    name: str
    initial: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def persons(text: str, lexicon: Lexicon) -> tuple[Person, ...]:
    """Return the surnames in `text` that the bibliography's authors bear, the longest match first."""
    known = _surnames(lexicon)
    found, named, at = parts(text), [], 0
    while at < len(found):
        runs = ((n, key("".join(p.text for p in found[at : at + n]))) for n in range(_NAME_LENGTH, 0, -1))
        size, name = next(((n, k) for n, k in runs if k in known and at + n <= len(found)), (1, ""))
        end = found[min(at + size, len(found)) - 1].end
        if name and fold(found[at].text) not in stop_words() and _written(text, found[at], end, lexicon):
            named.append(Person(known[name], _initial(text, found[at].start, end), found[at].start, end))
        at += size
    return tuple(_full_names(text, named))


@lru_cache(maxsize=16)
def _surnames(lexicon: Lexicon) -> dict[str, str]:
    return {key(surname(a)): surname(a) for r in lexicon.document.references for a in r.authors}


def surname(author: str) -> str:
    """Return the surname of an author as a bibliography writes him (`Wang, J.`)."""
    return author.split(",")[0].strip()


def _written(text: str, first: Part, end: int, lexicon: Lexicon) -> bool:
    """Whether a surname begins with a capital, is followed by `et al`, or is no other word in any language here."""
    if is_symbol(first.text) and first.text.isupper() and key(first.text) in lexicon.prose_keys:
        return False
    strange = foreign(first.text, lexicon) and rarity(first.text) >= _STRANGE and key(first.text) not in lexicon.terms
    return first.text[0].isupper() or ET_AL.match(text, end) is not None or strange


def _initial(text: str, start: int, end: int) -> str:
    """Return the first initial of a name that has some before or behind it."""
    behind = re.match(rf",? ({_INITIALS.pattern})", text[end:])
    before = re.search(rf"(?<!\w)({_INITIALS.pattern}) ?$", text[:start])
    match = behind or before
    return match.group(1)[0] if match and match.group(1) != "A" else ""


def _full_names(text: str, named: Sequence[Person]) -> Iterator[Person]:
    """Yield the persons; of two names side by side the second is the surname, the first the given name."""
    given = {a for a, b in pairwise(named) if text[a.end : b.start] == " "}
    before = {b: a for a, b in pairwise(named) if a in given}
    for person in named:
        if person not in given:
            first = before.get(person)
            yield Person(person.name, first.name[0], first.start, person.end) if first else person


def is_by(person: Person, leads: bool, reference: Reference) -> bool:
    """Whether `person` is an author of an entry, the first where he `leads`."""
    authors = reference.authors[:1] if leads else reference.authors
    named = [a[len(surname(a)) :].strip(" ,") for a in authors if fold(surname(a)) == fold(person.name)]
    return any(initials.startswith(person.initial) for initials in named)
