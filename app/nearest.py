"""Which of some sentences is nearest to a text: its terms, weighted, and the retriever's similarity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.lexicon import Lexicon
from app.sentences import Indexed, means, says
from store.records import Hit, Span

DENSE_SHARE = 0.5
NAME = 3.0
"""What a name weighs beside words, which weigh by their inverse document frequency."""

UNSEEN = 0.6


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence, the share of the terms that it says, and its score."""

    item: Indexed
    coverage: float
    score: float


def rank(terms: Iterable[str], items: Sequence[Indexed], lexicon: Lexicon, hits: Sequence[Hit]) -> list[Near]:
    """Return `items` by the share of `terms` that each says and its cosine in `hits`, best first."""
    weights = {t: _weight(t, lexicon) for t in terms}
    total = sum(weights.values()) or 1.0
    dense = cosines(hits)
    found = []
    for item in items:
        coverage = sum(w for t, w in weights.items() if holds(item, t, lexicon)) / total
        found.append(Near(item, coverage, coverage + DENSE_SHARE * max(dense.get(item.sentence.span, 0.0), 0.0)))
    return sorted(found, key=lambda n: (-n.score, n.item.position))


def cosines(hits: Sequence[Hit]) -> Mapping[Span, float]:
    """Return the cosine of each sentence in `hits` by its span."""
    return {_span(hit): hit.signals["dense"] for hit in hits}


def _span(hit: Hit) -> Span:
    if hit.sentence is None or not hit.passage.sentences:
        return hit.passage.span
    return hit.passage.sentences[hit.sentence].span


def _weight(term: str, lexicon: Lexicon) -> float:
    if term.startswith("="):
        return NAME
    if term in lexicon.topic:
        return 0.4
    return lexicon.idf(term) * (1.0 if term in lexicon.vocabulary else UNSEEN)


def holds(item: Indexed, term: str, lexicon: Lexicon) -> bool:
    """Whether the sentence says the stem, or names the `=key` (in short or in full)."""
    if not term.startswith("="):
        return says(item, term) or means(item, term)
    return term[1:] in item.keys or any(
        set(long) <= item.stems for long in [lexicon.expansions.get(term[1:], frozenset())] if long
    )
