"""Whether the chosen sentences answer a question at all: one score over what they cover and what they lack."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.english import rarity
from app.evidence import Scored, Terms, required
from app.lexicon import Lexicon
from app.understanding import Query

WEIGHTS = {"coverage": 4.0, "relevance": 3.0, "dense": 1.0, "focus": 1.5, "strange": 2.0, "lacking": 1.0, "amount": 1.0}
BIAS = -3.0


def is_supported(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> bool:
    """Whether `chosen` answers `query` likelier than not."""
    return support(features(query, chosen, asked, lexicon)) >= 0.5


def support(found: dict[str, float]) -> float:
    """Return the probability that sentences with these features answer."""
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in found.items()))))


def features(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> dict[str, float]:
    """Return what speaks for an answer (above 0) and against it (below), each between -1 and 1."""
    best = {t: max(s.held.get(t, 0.0) for s in chosen) for t in asked}
    strange = [rarity(t) for t in asked if t not in lexicon.vocabulary and t[0] not in "=@" and not best[t]]
    focus = [best.get(t, 0.0) for t in query.focus if t in asked and t not in lexicon.topic]
    return {
        "coverage": sum(asked[t] * best[t] for t in asked) / (sum(asked.values()) or 1.0),
        "relevance": max(s.relevance for s in chosen),
        "dense": max(s.dense for s in chosen),
        "focus": -(1 - sum(focus) / len(focus)) if focus else 0.0,
        "strange": -max(strange, default=0.0),
        "lacking": -min(1.0, sum(not best[t] for t in required(query, asked)) / 2),
        "amount": -float(query.asks_amount and not any(s.item.has_number for s in chosen)),
    }
