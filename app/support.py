"""Whether the chosen sentences answer a question at all: one score over what they cover and what they lack."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app import expected, field
from app.evidence import Scored, Terms, held
from app.lexicon import Lexicon
from app.understanding import Query

WEIGHTS = {
    "coverage": 1.0,
    "own": 1.45,
    "logit": 0.95,
    "dense": 0.2,
    "focus": 0.5,
    "typed": 1.45,
    "foreign": 2.75,
}
BIAS = -0.05
"""By logistic regression over the development cases of seven reviews, 366 of them."""

ENOUGH = 0.55
"""The probability from which on a question is answered: few that the review answers may be refused."""


FAR, FAR_LOGIT = 0.35, -4.0
"""A cosine and a logit both below which nothing is on the question's topic, whatever words they share."""


def is_supported(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> bool:
    """Whether `chosen` answers `query` well enough to be shown; never where the review lacks a word of the field."""
    if field.unmet(query.text, [lexicon.document.title, *lexicon.texts, *(s.title for s in lexicon.document.sections)]):
        return False
    found = features(query, chosen, asked, lexicon)
    return support(found) >= ENOUGH and not (found["dense"] < FAR and found["logit"] < FAR_LOGIT / 10)


def support(found: dict[str, float]) -> float:
    """Return the probability that sentences with these features answer."""
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in found.items()))))


def features(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> dict[str, float]:
    """Return what speaks for an answer (above 0) and against it (below), each between -1 and 1.

    `coverage` is the weighted share of the question that the sentences say or stand on, `own` what one of
    them says itself; `logit` is the cross-encoder's, `dense` the cosine; `focus` is how far the noun asked for is
    missing, `typed` whether a year, count or share that is asked for is missing, `foreign` whether a word of
    the field is.
    """
    best = {t: max(s.held.get(t, 0.0) for s in chosen) for t in asked}
    total = sum(asked.values()) or 1.0
    focus = [best.get(t, 0.0) for t in query.focus if t in asked and t not in lexicon.topic]
    own = [held(s.item, asked, lexicon) for s in chosen]
    return {
        "coverage": sum(asked[t] * best[t] for t in asked) / total,
        "own": max(sum(asked[t] * v for t, v in o.items()) for o in own) / total,
        "logit": max(s.logit for s in chosen) / 10,
        "dense": max(s.dense for s in chosen),
        "focus": -(1 - sum(focus) / len(focus)) if focus else 0.0,
        "typed": -float(expected.missing(query.text, [s.item.sentence.text for s in chosen])),
        "foreign": -float(bool(field.unmet(query.text, _told(chosen, lexicon)))),
    }


def _told(chosen: Sequence[Scored], lexicon: Lexicon) -> list[str]:
    """Return what an answer may rest on: the sentences, the one before each, their headings, the review's title."""
    before = [lexicon.sentences[s.item.before].text for s in chosen if s.item.before is not None]
    return [lexicon.document.title, *(s.item.sentence.text for s in chosen), *before]
