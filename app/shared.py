"""What several entities have in common: the sentence or row of each that says most of what all of them share."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Evidence, Statement, of_row, of_sentence
from app.lexicon import Lexicon, parts
from app.prose import told_of
from app.sentences import Indexed
from app.understanding import Query
from store.names import fold, stem, stop_words

At = tuple[int, int]
MOST = 4
"""Entities that are set side by side."""

Told = list[tuple[frozenset[str], str, Evidence]]


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """Return one statement an entity on what those of `query` share, or `None` where it asks for no such thing."""
    if "common" not in query.operators or not 2 <= len(query.rows) <= MOST:
        return None
    told = {at: _told(at, lexicon, prose) for at in query.rows}
    stems = [frozenset().union(*(s for s, *_ in told[at])) for at in query.rows]
    names = frozenset(k for at in query.rows for k in lexicon.keys_of(at))
    weights = {s: _weight(s, query, lexicon) for s in frozenset.intersection(*stems) - lexicon.topic - names}
    if not any(weights.values()):
        return None
    statements = [_statement(told[at], weights) for at in query.rows]
    return Draft("answered", tuple(dict.fromkeys(statements)))


def _told(at: At, lexicon: Lexicon, prose: Sequence[Indexed]) -> Told:
    """Return the row and the sentences on an entity, each with its stems, as shown, and as evidence."""
    row = lexicon.row(at)
    cells = "; ".join(c.text.strip(" .,;") for c in row.cells[:-1] if c.text.strip())
    found = {stem(p.text) for p in parts(cells) if fold(p.text) not in stop_words()}
    sentences = [(i.stems, i.sentence.text, of_sentence(i.sentence)) for i in told_of(at, lexicon, prose)]
    return [(frozenset(found), f"{cells}.", of_row(row)), *sentences]


def _weight(word_stem: str, query: Query, lexicon: Lexicon) -> float:
    """A rare word joins more than a frequent one, and one that the question names more than both."""
    return lexicon.idf(word_stem) * (2.0 if word_stem in query.content else 1.0) if len(word_stem) > 2 else 0.0


def _statement(told: Told, weights: dict[str, float]) -> Statement:
    stems, text, evidence = max(told, key=lambda t: sum(weights.get(s, 0.0) for s in t[0]))
    return Statement(text, (evidence,))
