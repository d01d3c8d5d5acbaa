"""What a member of a list has to say: the question's conditions, and how far a sentence meets them.

Words joined by "or" or a slash are one condition, and so are words that mean the same. What the review has a
heading, a group or an abbreviation for says what a list is about; a verb beside it (`which ones affect X`) says less.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from app import vocabulary
from app.evidence import held, terms
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, akin
from app.understanding import Query
from store.names import key, stem

T = TypeVar("T")
ENOUGH = 0.6
"""The share of a list's conditions that one sentence and its neighbours have to say."""

NEAR_BEST = 0.8
"""A member says at least this share of what the best one says."""

BESIDE = 0.6
"""What a condition counts that a neighbour of the sentence says."""

HEADED = 0.75
"""What a condition counts that the heading above the sentence says."""

PASSING = 0.3
"""What a word weighs beside one that the review has a heading for."""

_OR = re.compile(r"\s*(?:/|,?\s*\b(?:or|and/or)\b)\s*(?:the\s+|an?\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One condition: the terms any of which meets it, and its weight."""

    terms: frozenset[str]
    weight: float


def wanted(query: Query, lexicon: Lexicon, used: set[str]) -> tuple[Wanted, ...]:
    """Return the conditions of `query`, without the words `used` and what the whole review is about."""
    weights = {
        t: w
        for t, w in terms(query, lexicon).items()
        if len(t) > 1 and t not in used and not _is_topic(t, lexicon) and w > 0
    }
    headed = {t for t in weights if t[0] == "=" or _is_headed(t, lexicon)}
    if headed:
        weights = {t: w * (1.0 if t in headed else PASSING) for t, w in weights.items()}
    groups = _alternatives(query.text, weights, lexicon)
    return tuple(Wanted(g, max(weights[t] for t in g)) for g in groups)


def _is_topic(term: str, lexicon: Lexicon) -> bool:
    """Whether the term is what the whole review is about, or short for it."""
    if term[0] != "=":
        return term in lexicon.topic
    return any(form <= lexicon.topic for form in _forms(term[1:], lexicon))


def _is_headed(word_stem: str, lexicon: Lexicon) -> bool:
    """Whether a heading, a group of a table or an abbreviation's long form has the word."""
    return any(word_stem == s or akin(word_stem, s) for s in lexicon.headed)


def _alternatives(text: str, weights: dict[str, float], lexicon: Lexicon) -> list[frozenset[str]]:
    """Return the terms in groups: those that "or" or a slash joins are one."""
    groups: list[set[str]] = []
    last = -1
    for start, end, found in _places(text, weights, lexicon):
        if groups and last >= 0 and _OR.fullmatch(text[last:start]):
            groups[-1] |= found
        else:
            groups.append(set(found))
        last = end
    rest = set(weights).difference(*groups)
    return _united([*groups, *({t} for t in sorted(rest))])


def _united(groups: Sequence[set[str]]) -> list[frozenset[str]]:
    """Join the groups that have a term in common, or one that means the same as one of another."""
    united: list[set[str]] = []
    for group in groups:
        wide = group.union(*(vocabulary.like(t) for t in group))
        same = next((u for u in united if not wide.isdisjoint(u)), None)
        if same is None:
            united.append(set(group))
        else:
            same |= group
    return [frozenset(u) for u in united if u]


def _places(text: str, weights: dict[str, float], lexicon: Lexicon) -> list[tuple[int, int, set[str]]]:
    """Return where the terms stand in the question, by runs of letters and digits."""
    names = [(s, e, {f"={k}"}) for s, e, k in lexicon.find(text) if f"={k}" in weights]
    single = [
        (p.start, p.end, {t})
        for p in parts(text)
        for t in (stem(p.text), f"={key(p.text)}")
        if t in weights and not any(s <= p.start < e for s, e, _ in names)
    ]
    return sorted((*names, *single), key=lambda place: place[:2])


def meeting(
    candidates: Sequence[tuple[T, Sequence[Indexed]]],
    conditions: Sequence[Wanted],
    lexicon: Lexicon,
    prose: Sequence[Indexed],
) -> list[tuple[T, Indexed]]:
    """Return the candidates one of whose sentences meets the conditions, with the sentence that does best."""
    scored = []
    for candidate, told in candidates:
        shares = [(share(item, conditions, lexicon, prose), -item.position, item) for item in told]
        if shares:
            best = max(shares, key=lambda s: s[:2])
            scored.append((candidate, best[2], best[0]))
    limit = max(ENOUGH, NEAR_BEST * max((s for *_, s in scored), default=0.0))
    return [(candidate, item) for candidate, item, found in scored if found >= limit]


def share(item: Indexed, conditions: Sequence[Wanted], lexicon: Lexicon, prose: Sequence[Indexed]) -> float:
    """Return how much of the conditions the sentence says; what stands around it counts less."""
    if not conditions:
        return 1.0
    every = dict.fromkeys((t for c in conditions for t in c.terms), 1.0)
    own = held(item, every, lexicon)
    around = [held(i, every, lexicon) for i in _neighbours(item, prose)]
    above = {t for t in every if _heads(item, t, lexicon)}
    best = {t: max([own.get(t, 0.0), *(BESIDE * a.get(t, 0.0) for a in around), HEADED * (t in above)]) for t in every}
    total = sum(c.weight for c in conditions) or 1.0
    return sum(c.weight * max(best[t] for t in c.terms) for c in conditions) / total


def _neighbours(item: Indexed, prose: Sequence[Indexed]) -> list[Indexed]:
    if item.is_row:
        return []
    before = [prose[item.before]] if item.before is not None else []
    after = prose[item.position + 1 : item.position + 2]
    return [*before, *(i for i in after if i.before == item.position)]


def _heads(item: Indexed, term: str, lexicon: Lexicon) -> bool:
    """Whether the headings above say the term, or a name's other form."""
    if item.is_row:
        return False
    if term[0] == "=":
        return any(form <= item.path for form in _forms(term[1:], lexicon))
    return term in item.path or any(akin(term, s) for s in item.path)


def _forms(k: str, lexicon: Lexicon) -> list[frozenset[str]]:
    """Return the stems of the names under a key, each short one with those of its long form."""
    names = [frozenset(stem(p.text) for p in parts(t.name)) for t in lexicon.terms.get(k, ())]
    long = [lexicon.expansions[s] for found in names if len(found) == 1 for s in found if s in lexicon.expansions]
    return [form for form in (*names, *long) if form]
