"""A question as units and claims, beside those of the review: what `premises` compares."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from app import vocabulary
from app.assertions import Claim, Told, claims, told
from app.clauses import clauses
from app.english import is_english
from app.lexicon import Lexicon, parts
from app.sentences import akin
from app.understanding import Query
from app.units import Unit, content, low, units
from store.names import fold, key, stem, stop_words

COMMON, FEW = 0.08, 4
"""A name that a larger share of the sentences has, and more than a few, tells nothing apart."""


class Asked:
    """The question as units and claims, with what its terms weigh in the review."""

    def __init__(self, query: Query, lexicon: Lexicon) -> None:
        """Read `query` against `lexicon`'s document."""
        self.query, self.lexicon = query, lexicon
        self.units = units(query.text, lexicon)
        self.claims = tuple(c for part in clauses(query.text) or [query.text] for c in claims(units(part, lexicon)))
        self.told = told(lexicon)
        self._most = max(FEW, COMMON * len(self.told))
        self.names = {u.term for i, u in enumerate(self.units) if self.is_name(u, i > 0)}

    def is_name(self, unit: Unit, inside: bool = False) -> bool:
        """Whether a unit names one thing that the review tells of, and not all the time; `inside` a sentence."""
        if unit.term in vocabulary.scaffold():
            return False
        proper = inside and unit.text[:1].isupper()
        named = unit.term[:1] == "=" or (unit.term and (proper or not is_english(unit.text)) and unit.text[0].isalpha())
        return bool(named) and 0 < _count(self.lexicon, unit.term) <= self._most

    def for_doer(self, claim: Claim) -> bool:
        """Whether the question asks who or what does what the claim says (`which drug reverses X?`)."""
        run = self.units
        asks = next((i for i, u in enumerate(run) if low(u.text) in ("which", "what", "who")), len(run))
        behind = run[asks + 1 :]
        if {"do", "does", "did"} & {low(u.text) for u in takewhile(lambda u: not u.verb, behind)}:
            return False
        phrase = {u.term for u in takewhile(lambda u: not u.verb, behind)} - {""}
        first = next((u.text for u in behind if u.verb or content(u)), None)
        return claim.actors <= phrase and bool(claim.actors or first == claim.word)

    def weak(self, term: str) -> bool:
        """Whether a term is of no use to tell one sentence of the review from another."""
        return term == "resistance" or term in self.lexicon.topic or _count(self.lexicon, term) > self._most

    def same(self, first: str, second: str) -> bool:
        """Whether two terms are one, of one family, or a name and a word of its long form."""
        return second in kin(self.lexicon, first)

    def any_same(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether one of `some`, the question's, is one of `others`, the review's."""
        known = set(others)
        return any(not known.isdisjoint(kin(self.lexicon, term)) for term in some)

    def alike(self, term: str) -> frozenset[str]:
        """Return the terms that are `term`, or that the thesaurus has for it."""
        same = (u for t in vocabulary.like(term) for u in (t, f"={t}"))
        return kin(self.lexicon, term).union(*(kin(self.lexicon, u) for u in same))

    def has(self, sentence: Told, term: str) -> bool:
        """Whether the sentence has `term`, be it in another word."""
        return not self.alike(term).isdisjoint(sentence.terms)

    def ranked(self, items: Iterable[Told]) -> list[Told]:
        """Return sentences with most of the question's terms first."""
        mine = {u.term for u in self.units if u.term}
        return sorted(items, key=lambda t: (-len(mine & t.terms), t.position))


@lru_cache(maxsize=65536)
def _count(lexicon: Lexicon, term: str) -> int:
    return sum(term in t.terms for t in told(lexicon))


@lru_cache(maxsize=16)
def _families(lexicon: Lexicon) -> dict[str, set[str]]:
    """Return the review's terms by their first five letters, by which words of one family are looked up."""
    found: dict[str, set[str]] = {}
    for sentence in told(lexicon):
        for term in sentence.terms.union(*(c.things for c in sentence.claims)):
            found.setdefault(term[:5], set()).add(term)
    return found


@lru_cache(maxsize=16)
def _long_forms(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Return for each abbreviation's name the words of its long form."""
    return {
        f"={key(a.short)}": frozenset(stem(p.text) for p in parts(a.long) if fold(p.text) not in stop_words())
        for a in lexicon.document.abbreviations
    }


@lru_cache(maxsize=16)
def _short_forms(lexicon: Lexicon) -> dict[str, set[str]]:
    """Return for each word of a long form the names that are short for it."""
    found: dict[str, set[str]] = {}
    for short, words in _long_forms(lexicon).items():
        for word in words:
            found.setdefault(word, set()).add(short)
    return found


@lru_cache(maxsize=65536)
def kin(lexicon: Lexicon, term: str) -> frozenset[str]:
    """Return the review's terms that are `term`: itself, its family, a name and the words of its long form."""
    family = {u for u in _families(lexicon).get(term[:5], ()) if term[0] != "=" and akin(term, u)}
    short = _short_forms(lexicon).get(term.removeprefix("="), set())
    return frozenset({term} | family | short | _long_forms(lexicon).get(term, frozenset()))
