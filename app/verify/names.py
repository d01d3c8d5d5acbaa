"""The names of a claim, and whether its evidence has them under any spelling that the review knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app import vocabulary as field
from app.english import is_english
from app.lexicon import Lexicon, is_symbol, spellings
from app.sentences import name_keys
from app.verify import vocabulary
from store.names import fold, key

_WORD = re.compile(r"[^\W_]+(?:[-/_'’.+][^\W_]+)*")
_AUTHOR = re.compile(r"\s+(?:et al\b|and (?:colleagues|coworkers)\b)")
_PREFIXES = ("out", "over", "under", "re", "un", "non", "co", "mis", "pre")
_PIECES = re.compile(r"[^-/_+]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text. `keys` are all keys under which the review knows the same thing."""

    text: str
    start: int
    end: int
    keys: frozenset[str]


class Names:
    """The names of one review, asked for by the verifier."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the names from `lexicon`."""
        self.lexicon = lexicon
        self._short: dict[str, set[str]] = {}
        for a in lexicon.document.abbreviations:
            for one, other in ((a.short, a.long), (a.long, a.short)):
                self._short.setdefault(key(one), set()).add(key(other))

    def aliases(self, k: str) -> frozenset[str]:
        """Return every key that names the same thing as `k`."""
        if k.endswith("s") and k[:-1] in self.lexicon.terms:
            k = k[:-1]
        found = {k, *spellings(k), *self._short.get(k, ())}
        for term in self.lexicon.terms.get(k, ()):
            if term.kind == "entity" and len(term.rows) == 1:
                found |= self.lexicon.keys_of(term.rows[0])
        return frozenset(found)

    def read(self, text: str) -> tuple[Name, ...]:
        """Return the names in `text` from left to right: known ones, symbols, words that are not English."""
        known = [self._known(text, a, b, k) for a, b, k in self.lexicon.find(text) if self._is_name(k)]
        taken = [(n.start, n.end) for n in known]
        strange = [n for n in self._strange(text) if not any(a < n.end and n.start < b for a, b in taken)]
        return tuple(sorted([*known, *strange], key=lambda n: n.start))

    def _known(self, text: str, start: int, end: int, k: str) -> Name:
        """Return a name of the review without the English words that it begins with (`activating the AB1`)."""
        keys = self.aliases(k) | _symbols(text[start:end])
        first = next((m for m in re.finditer(r"[^\s]+", text[start:end]) if _is_symbolic(m.group(0))), None)
        start += first.start() if first else 0
        if prefix := re.search(r"(?<![\w-])\w{1,2}-$", text[:start]):
            start, keys = prefix.start(), self.aliases(key(text[prefix.start() : end]))
        return Name(text[start:end], start, end, keys)

    def _is_name(self, k: str) -> bool:
        """Whether a term names one thing: no header, no category's value, no group, no phrase of English."""
        terms = self.lexicon.terms[k]
        if any(t.kind == "header" for t in terms) or any(field.value_class(t.name) for t in terms):
            return False
        return any(t.kind == "entity" or _names_one_thing(t.name) for t in terms if t.kind != "group")

    def _strange(self, text: str) -> Iterator[Name]:
        for match in _WORD.finditer(text):
            for start, word in self._parts(match.group(0), match.start()):
                if is_symbol(word) and any(c.isalpha() for c in word):
                    yield from self._pieces(word, start)
                elif _is_foreign(word, text[:start]) or _AUTHOR.match(text, start + len(word)):
                    yield Name(word, start, start + len(word), self.aliases(key(word)))

    def _parts(self, word: str, start: int) -> Iterator[tuple[int, str]]:
        """Yield a word that is one to the review, else what stands between its slashes."""
        if key(word) in self.lexicon.terms:
            yield start, word
            return
        for match in re.finditer(r"[^/]+", word):
            yield start + match.start(), match.group(0)

    def _pieces(self, word: str, start: int) -> Iterator[Name]:
        """Yield a compound as one name where it is one to the review, else its symbols one by one."""
        pieces = list(_PIECES.finditer(word))
        if key(word) in self.lexicon.terms or len(pieces) == 1 or not all(_stands_alone(p[0]) for p in pieces):
            yield Name(word, start, start + len(word), self.aliases(key(word)))
            return
        for piece in pieces:
            if is_symbol(piece.group(0)):
                at = start + piece.start()
                yield Name(piece.group(0), at, at + len(piece.group(0)), self.aliases(key(piece.group(0))))


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of all runs of words in `text`, each with its plural's singular."""
    found = name_keys(text)
    return found | {k[:-1] for k in found if k.endswith("s") and len(k) > 3}


def held(name: Name, keys: frozenset[str]) -> bool:
    """Whether a text with these keys has the name."""
    return bool(name.keys & keys) or any(k.endswith("s") and k[:-1] in keys for k in name.keys)


def _stands_alone(piece: str) -> bool:
    return len(piece) > 2 and any(c.isalpha() for c in piece)


def _is_symbolic(piece: str) -> bool:
    return is_symbol(piece) or not is_english(piece)


def _symbols(text: str) -> frozenset[str]:
    """Return the key of a name without its words of English (`AB1 axis`, `AB1-related` as `ab1`)."""
    pieces = [p for p in text.split() if _is_symbolic(p)]
    found = {key("".join(pieces))} if 0 < len(pieces) < len(text.split()) else set()
    parts = [p for p in re.split(r"[-\s]", text) if p]
    symbols = [p for p in parts if is_symbol(p) and len(p) > 2]
    if len(symbols) == 1 and all(p in symbols or is_english(p) for p in parts):
        found.add(key(symbols[0]))
    return frozenset(found)


def _names_one_thing(text: str) -> bool:
    pieces = text.split()
    return len(pieces) <= 3 and any(is_symbol(p) for p in pieces)


def _is_foreign(word: str, before: str) -> bool:
    """Whether a word is a proper name: a capital inside a sentence, or no word of English at all."""
    if any(c.isdigit() for c in word) or len(word) < 3:
        return False
    inside = bool(before.strip()) and not re.search(r"[.:;]\s*$", before)
    low = vocabulary.plain(word)
    if word.islower() and any(low.startswith(p) and is_english(low[len(p) :]) for p in _PREFIXES):
        return False
    said = vocabulary.sign(low) or vocabulary.axis(low) or vocabulary.meanings(vocabulary.root(low))
    if word[0].isupper() and inside and not said:
        return True
    known = said or is_english(low)
    return not known and not any(is_english(p) and len(p) > 3 for p in _PIECES.findall(fold(word))) and low.isalpha()
