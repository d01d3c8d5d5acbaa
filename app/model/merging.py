"""The model's claims and the answer without it, made into one: nothing lost, nothing off the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.assistant import Reading
from app.drafts import Evidence, Statement
from app.model.wishes import Wish
from app.understanding import Query
from app.verify import Names, content, vocabulary, words
from app.verify.names import Name, held, keys_in
from store.records import Answer, Claim

SHARE = 0.6
"""Of an extractive claim's content words, what the model's claims must say for them to stand in its place."""

ABOUT = 0.5
"""Of the question's content words, what a claim on other evidence than the answer's must say."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says, as far as two texts are compared here."""

    text: str
    names: tuple[Name, ...]
    numbers: frozenset[str]
    signs: frozenset[int]
    content: tuple[words.Word, ...]


class Merger:
    """Merges for one question: its names, and what was found without the model."""

    def __init__(self, found: Answer, query: Query, reading: Reading, names: Names) -> None:
        """Merge into `found`, the answer to `query`."""
        self._names = names
        self._reading = reading
        self._query = query
        self._asked = self._facts(found.standalone_question)
        self.own = own_statements(found)
        self._cited = {e.span for s in self.own for e in s.evidence}
        self._only_rows = all(s.support == "table only" for s in self.own)

    def merged(self, passed: Sequence[Statement], wish: Wish) -> tuple[Statement, ...]:
        """Return the statements of the answer: the model's that count, and what they leave out."""
        kept = [s for s in passed if self.is_on_the_question(s)]
        if not kept:
            return self.own
        left = [s for s in self.own if not self._is_covered(s, kept)]
        if wish.sentences:
            return tuple([*kept, *left][: wish.sentences])
        kept = [s for s in kept if not any(self._adds_nothing(s, other) for other in left)]
        return (*kept, *left) if kept else self.own

    def is_on_the_question(self, statement: Statement) -> bool:
        """Whether a claim belongs to this answer: on its evidence, or on the question's own names and words."""
        said = self._facts(statement.text)
        if self._only_rows:
            inside = all(e.span in self._cited for e in statement.evidence)
            return inside and self._names_no_other(said)
        if any(e.span in self._cited for e in statement.evidence):
            return True
        keys = keys_in(statement.text)
        named = all(held(n, keys) for n in self._asked.names)
        return named and self._share(self._asked, [said]) >= ABOUT

    def _names_no_other(self, said: Facts) -> bool:
        """Whether a claim on rows names only what the answer or the question names: a set stays that set."""
        keys = frozenset[str]().union(*(keys_in(s.text) for s in self.own), keys_in(self._asked.text))
        return all(held(n, keys) for n in said.names)

    def _is_covered(self, own: Statement, kept: Sequence[Statement]) -> bool:
        """Whether the model's claims say all that an extractive one does."""
        mine, theirs = self._facts(own.text), [self._facts(s.text) for s in kept]
        keys = frozenset[str]().union(*(keys_in(f.text) for f in theirs), keys_in(self._asked.text))
        named = all(held(n, keys) for n in mine.names)
        numbers = mine.numbers <= frozenset[str]().union(*(f.numbers for f in theirs))
        signs = mine.signs <= frozenset[int]().union(*(f.signs for f in theirs))
        return named and numbers and signs and self._share(mine, theirs) >= SHARE

    def _share(self, mine: Facts, theirs: Sequence[Facts]) -> float:
        lexicon = self._reading.lexicon
        roots = content.roots([w for f in theirs for w in f.content], lexicon)
        told = [w for w in mine.content if w.root not in lexicon.topic]
        return sum(content.said(w, roots, lexicon) for w in told) / len(told) if told else 1.0

    def _adds_nothing(self, claim: Statement, other: Statement) -> bool:
        """Whether an extractive claim that stays says all of a model's claim."""
        return self._share(self._facts(claim.text), [self._facts(other.text)]) >= SHARE

    def _facts(self, text: str) -> Facts:
        bare = words.bare(text)
        read = words.read(bare)
        numbers = frozenset(w.text for w in read if w.text.isdigit()) | {vocabulary.number_word(w.text) for w in read}
        signs = frozenset(w.sign for w in read if w.sign)
        told = tuple(w for w in read if w.is_content)
        return Facts(bare, self._names.read(bare), numbers - {""}, signs, told)


def own_statements(found: Answer) -> tuple[Statement, ...]:
    """Return the claims of an answer as statements over their evidence."""
    return tuple(_statement(claim, found) for claim in found.claims)


def _statement(claim: Claim, found: Answer) -> Statement:
    cited = {c.marker: c for c in found.citations}
    evidence = tuple(Evidence(cited[m].span, tuple(r.number for r in cited[m].references)) for m in claim.citations)
    return Statement(claim.text, evidence, claim.support)
