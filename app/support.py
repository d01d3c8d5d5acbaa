"""Whether the chosen sentences answer a question at all: one score over what they cover and what they lack."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from app import expected, field
from app.evidence import Scored, Terms, held
from app.lexicon import Lexicon
from app.understanding import Query
from store.names import key

WEIGHTS = {"own": 2.2, "logit": 1.8, "typed": 3.8, "foreign": 1.2, "property": 3.5, "yes_no": 2.7}
BIAS = -0.78
"""By logistic regression over 1,000 development questions about eight reviews that ask one thing, with an intercept for
each review; then `foreign` and `property` were raised by hand to weigh together what they did before, as questions for
a cell line or for side effects were answered with the fitted 0.8 and 2.1."""

ENOUGH = 0.2
"""The probability from which on a question is answered: few that the review answers may be refused."""


_OPEN = re.compile(
    r"\bor\b|\band (?:how|why|when|where|who|what|which)\b|^\s*(?:is|are|was|were) there\b"
    r"|^\s*(?:can|could|do|does|did|would|will) (?:you|they|anyone|(?:this|the) (?:review|paper|article|authors?))\b",
    re.IGNORECASE,
)
"""What makes a question that begins like one for yes or no ask for more: alternatives, how or what, a request."""

LIKELY, SURE = 4.0, 7.0
"""Between these logits of the best sentence a property that is not said counts ever less: it may be said otherwise."""

NEAR = 1.0
"""Within so many logits of the best sentence another one that answers tells as well what is asked for."""

FAR, FAR_LOGIT = 0.35, -4.0
"""A cosine and a logit both below which nothing is on the question's topic, whatever words they share."""


def is_supported(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> bool:
    """Whether `chosen` answers `query` well enough to be shown; never where the review lacks a word of the field."""
    document = lexicon.document
    longs = [a.long for a in document.abbreviations]
    if field.unmet(query.text, [document.title, *lexicon.texts, *(s.title for s in document.sections), *longs]):
        return False
    far = max(s.dense for s in chosen) < FAR and max(s.logit for s in chosen) < FAR_LOGIT
    return support(features(query, chosen, asked, lexicon)) >= ENOUGH and not far


def support(found: dict[str, float]) -> float:
    """Return the probability that sentences with these features answer."""
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in found.items()))))


def features(query: Query, chosen: Sequence[Scored], asked: Terms, lexicon: Lexicon) -> dict[str, float]:
    """Return what speaks for an answer (above 0) and against it (below), each between -1 and 1.

    `own` is the weighted share of the question that one sentence says itself, `logit` the cross-encoder's; `typed` is
    whether both these sentences lack the year, count or measure that is asked for, `foreign` whether all of them lack a
    word of the field that the question has, and a `property` at that; `yes_no` questions need more, for a near miss
    looks like a yes.
    """
    unmet = field.unmet(query.text, _told(chosen, lexicon))
    total = sum(asked.values()) or 1.0
    own = [sum(asked[t] * v for t, v in held(s.item, asked, lexicon).items()) / total for s in chosen]
    said = max(zip(own, chosen, strict=True), key=lambda pair: (pair[0], pair[1].logit))[1]
    best = max(chosen, key=lambda s: s.logit)
    near = [s for s in chosen if s is best or s.logit >= max(best.logit - NEAR, 0.0)]
    return {
        "own": max(own),
        "logit": best.logit / 10,
        "typed": -float(_lacks(query.respelt, (said, *near), chosen)),
        "foreign": -float(bool(unmet)),
        "property": -float(any(map(field.is_property, unmet))) * _doubt(best.logit),
        "yes_no": -float(query.yes_no and not _OPEN.search(query.text)),
    }


def _doubt(logit: float) -> float:
    """Return how far a word of the field that is not said still counts: not where the cross-encoder is sure."""
    return min(1.0, max(0.0, (SURE - logit) / (SURE - LIKELY)))


def _lacks(question: str, best: Sequence[Scored], chosen: Sequence[Scored]) -> bool:
    """Whether the sentences `best` lack what is asked for; a row's numbers count for any."""
    in_row = any(s.item.is_row and s.item.has_number for s in chosen)
    return not in_row and expected.missing(question, [s.item.sentence.text for s in best])


def _told(chosen: Sequence[Scored], lexicon: Lexicon) -> list[str]:
    """Return what an answer may rest on: the sentences, the one before each, what they abbreviate, the title."""
    before = [lexicon.sentences[s.item.before].text for s in chosen if s.item.before is not None]
    longs = [a.long for a in lexicon.document.abbreviations if any(key(a.short) in s.item.keys for s in chosen)]
    return [lexicon.document.title, *(s.item.sentence.text for s in chosen), *before, *longs]
