"""The main points of a stretch of text: the sentences that together say most of what it is about (Lin and Bilmes 2011).

What a stretch is about are its names, the table's entities first, and the words that it says more than once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from app.evidence import Relevance
from app.lexicon import Lexicon
from app.sentences import Indexed

BUDGET = 170
"""Words of an overview; the sentence that passes it is the last."""

ENTITY, NAME = 3.0, 1.0
"""What a table's entity and another name weigh, in idf of the rarest word."""

ANSWERS = 0.6
"""What a sentence gains, of the most that one can say anew, by answering the question as the cross-encoder reads it."""

SPARSE = 0.02
"""What a word that is said once counts as beside one that is said twice."""

LENGTH = 0.6
"""How much longer sentences are held back: 0 not at all, 1 by the word."""


def digest(stretch: Sequence[Indexed], lexicon: Lexicon, relevance: Relevance, budget: int = BUDGET) -> list[Indexed]:
    """Return the sentences of `stretch` that sum it up, in its order."""
    says = {i.position: _says(i, lexicon) for i in stretch}
    weights = _weights(stretch, says, lexicon)
    logits = relevance([i.sentence.text for i in stretch])
    answers = {i.position: 1 / (1 + math.exp(-logit / 2)) for i, logit in zip(stretch, logits, strict=True)}
    most = max((sum(weights[t] for t in said) for said in says.values()), default=0.0)
    chosen: list[Indexed] = []
    left, known = list(stretch), set[str]()
    while left and sum(_length(i) for i in chosen) < budget:
        best = max(left, key=lambda i: (_gain(i, says, weights, known, answers, most), -i.position))
        if chosen and _gain(best, says, weights, known, answers, most) <= 0:
            break
        chosen.append(best)
        left.remove(best)
        known |= says[best.position]
    return sorted(chosen, key=lambda i: i.position)


def _gain(
    item: Indexed,
    says: Mapping[int, frozenset[str]],
    weights: Mapping[str, float],
    known: set[str],
    answers: Mapping[int, float],
    most: float,
) -> float:
    new = sum(weights[t] for t in says[item.position] - known)
    return (new + ANSWERS * most * answers[item.position]) / math.pow(_length(item), LENGTH)


def _length(item: Indexed) -> int:
    return len(item.sentence.text.split())


def _says(item: Indexed, lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of a sentence and, marked, the names that the review knows."""
    names = {f"={k}" for k in item.keys if k in lexicon.terms and any(t.kind != "header" for t in lexicon.terms[k])}
    return frozenset((item.stems | names) - lexicon.topic)


def _weights(stretch: Sequence[Indexed], says: Mapping[int, frozenset[str]], lexicon: Lexicon) -> dict[str, float]:
    counts = Counter(t for i in stretch for t in says[i.position])
    rarest = lexicon.idf("")
    entities = {f"={k}" for k, terms in lexicon.terms.items() if any(t.kind == "entity" for t in terms)}
    return {
        t: rarest * (ENTITY if t in entities else NAME) if t[0] == "=" else lexicon.idf(t) * math.log(n + SPARSE)
        for t, n in counts.items()
    }
