"""Sentences as evidence: how much of a question each one says, and how well it answers it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app import vocabulary
from app.english import rarity
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, means, mentions, says, stems
from app.understanding import Query
from store.names import key, stem, words
from store.records import Hit, Span

Relevance = Callable[[Sequence[str]], Sequence[float]]
"""Scores texts against the question: one logit a text (the cross-encoder's)."""

CONTEXT = 0.6
"""What a question's term counts where only the sentence before, or the heading, says it."""

LIKE = 0.8
"""What a term counts where the sentence says it in another word of the thesaurus."""

UNSEEN = 0.6
"""What a word weighs that the review never says, in idf of its rarest words, times its rarity in English."""

NAME = 3.0
ROW = 4.0
"""What a name weighs, and what a table's entity does, in the same unit."""

MISSING_NAME = 0.75
"""What a sentence's coverage is multiplied with for each name of the question that it does not concern."""

POOL = 16
"""How many sentences the cross-encoder reads (about 5 ms each); half as many more by similarity alone."""

DEFINING = 4
"""How many more that say what a name of the question is, of which there are few."""

DENSE, RELEVANCE, LOGIT, NUMBER = 0.6, 1.0, 0.03, 0.15
"""What similarity, the cross-encoder and a number where one is asked add to coverage.

The cross-encoder's probability is near 1 for all that answer at all; the logit tells which of them answer better.
"""

TOGETHER = 2.0
"""By how many logits a sentence that leans on the one before counts less where both are read than by itself."""

WHAT_IS = re.compile(
    r"\s*(?:what(?:'s| is| are)|define|how (?:is|are) .{1,40} defined|definition|how (?:do|does) .{1,40} work"
    r"|what (?:do|does) .{1,40} do)\b"
    r"|\b(?:what|which) (?:type|kind|sort|class|family)\b",
    re.IGNORECASE,
)
"""What a question begins with that asks what a thing is."""
_COPULA = re.compile(r"\b(?:is|are|refers to|represents?) (?:an? |the )?", re.IGNORECASE)
DEFINITION = 0.3

_NUMBERED = re.compile(r"[a-z]{0,6}\d+[a-z0-9]{0,4}")
"""What follows the prefix of a class in a name that bears it (circ`med27`, mir`507`)."""

Terms = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its score and what it is made of.

    `held` gives for each term of the question how far the sentence, or what it stands on, says it, 0 to 1;
    `coverage` is their weighted share; `logit` is the cross-encoder's.
    """

    item: Indexed
    score: float
    coverage: float
    dense: float
    held: Mapping[str, float]
    logit: float = -12.0


def terms(query: Query, lexicon: Lexicon) -> dict[str, float]:
    """Return the question's terms with their weights: names `=key`, rows `@table.row`, stems by idf."""
    found = {s: NAME if s[0] == "=" else _weight(s, lexicon) for s in query.content}
    found.update(dict.fromkeys((f"@{t}.{r}" for t, r in query.rows), ROW))
    bound = {k for at in query.rows for k in lexicon.keys_of(at)}
    single = len(query.keys) == 1 and bool(query.content) is False
    found.update({f"={k}": ROW if single else NAME for k in query.keys if k not in bound})
    return found


def _weight(word_stem: str, lexicon: Lexicon) -> float:
    """What the whole review is about finds no part of it; a word that it never says may be a paraphrase."""
    if word_stem in lexicon.topic:
        return 0.4 * lexicon.idf(word_stem)
    return lexicon.idf(word_stem) * (1.0 if word_stem in lexicon.vocabulary else UNSEEN * rarity(word_stem))


def required(query: Query, asked: Terms) -> list[str]:
    """Return those of the terms that are names: evidence has to concern them."""
    return [t for t in asked if t[0] in "@=" or t in query.names]


def rank(
    query: Query,
    asked: Terms,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    hits: Sequence[Hit],
    relevance: Relevance,
) -> list[Scored]:
    """Return the sentences that the retriever found, best first; the cross-encoder has read the first ones."""
    dense = {_span(hit): hit.signals["dense"] for hit in hits}
    found = []
    for item in prose:
        span = item.sentence.span
        if span in dense:
            found.append(_scored(query, asked, item, lexicon, prose, dense[span]))
    first = sorted(found, key=_best)
    bound = _bound(query, lexicon)
    defining = [s for s in first if s.item.defines & bound][:DEFINING]
    near = sorted(found, key=_near)[: POOL // 2]
    pool = list(dict.fromkeys([s.item.position for s in (*first[:POOL], *near, *defining)]))
    by_position = {s.item.position: s for s in found}
    logits = dict(zip(pool, relevance([by_position[p].item.sentence.text for p in pool]), strict=True))
    together = _together([by_position[p].item for p in pool], prose, relevance)
    read = [_read(by_position[p], logits[p], together.get(p, logits[p])) for p in pool]
    return [*sorted(read, key=_best), *(s for s in first if s.item.position not in set(pool))]


def _best(scored: Scored) -> tuple[float, int]:
    return (-scored.score, scored.item.position)


def _near(scored: Scored) -> tuple[float, int]:
    return (-scored.dense, scored.item.position)


def _together(items: Sequence[Indexed], prose: Sequence[Indexed], relevance: Relevance) -> dict[int, float]:
    """Return what those of the sentences count that say little without the one before, read behind it."""
    leaning = [(i, prose[i.before]) for i in items if i.leans and i.before is not None]
    logits = relevance([f"{before.sentence.text} {i.sentence.text}" for i, before in leaning])
    return {i.position: logit - TOGETHER for (i, _), logit in zip(leaning, logits, strict=True)}


def _read(scored: Scored, logit: float, together: float) -> Scored:
    best = max(logit, together)
    score = scored.score + RELEVANCE / (1 + math.exp(-best / 2)) + LOGIT * max(best, 0.0)
    return Scored(scored.item, score, scored.coverage, scored.dense, scored.held, logit)


def _scored(
    query: Query,
    asked: Terms,
    item: Indexed,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    dense: float,
) -> Scored:
    own = held(item, asked, lexicon)
    near = _context(item, asked, lexicon, prose)
    both = {t: max(own.get(t, 0.0), CONTEXT * near.get(t, 0.0)) for t in asked}
    lacking = sum(not both[t] for t in required(query, asked))
    total = sum(asked.values()) or 1.0
    coverage = sum(asked[t] * both[t] for t in asked) / total * MISSING_NAME**lacking
    score = coverage + DENSE * max(dense, 0.0)
    score += NUMBER if query.asks_amount and item.has_number else 0.0
    score += DEFINITION if _defines(query, item, own, lexicon) else 0.0
    return Scored(item, score, coverage, dense, {t: v for t, v in both.items() if v})


def _defines(query: Query, item: Indexed, own: Mapping[str, float], lexicon: Lexicon) -> bool:
    """Whether the question asks what a thing is and the sentence says so, of a name or in its opening."""
    if not own or not WHAT_IS.search(query.text):
        return False
    if item.defines & _bound(query, lexicon):
        return True
    opening = _COPULA.split(item.sentence.text, maxsplit=1)
    return len(opening) > 1 and len(opening[0].split()) <= 6 and any(stem(p.text) in own for p in parts(opening[0]))


def _bound(query: Query, lexicon: Lexicon) -> set[str]:
    """Return the keys of all that the question names, its plain words among them."""
    bound = {k for at in query.rows for k in lexicon.keys_of(at)} | set(query.keys)
    bound |= {key(t.name) for k in query.keys for t in lexicon.terms.get(k, ()) if t.kind == "name"}
    return bound | {key(word) for word in words(query.text)}


def _span(hit: Hit) -> Span:
    return hit.passage.span if hit.sentence is None else hit.passage.sentences[hit.sentence].span


def held(item: Indexed, asked: Terms, lexicon: Lexicon) -> dict[str, float]:
    """Return the terms that the sentence says itself, each with how far: 1, or `LIKE` in another word."""
    return {t: degree for t in asked if (degree := _degree(item, t, lexicon))}


def _degree(item: Indexed, term: str, lexicon: Lexicon) -> float:
    if term.startswith("@"):
        table, row = term[1:].split(".")
        return float(mentions(item, lexicon.keys_of((int(table), int(row)))))
    if prefixes := vocabulary.class_of_names(term):
        bears = any(k.startswith(p) and _NUMBERED.fullmatch(k[len(p) :]) for k in item.keys for p in prefixes)
        return float(bears or term in item.stems)
    if term.startswith("="):
        return float(term[1:] in item.keys or _expanded(term[1:], item, lexicon))
    return 1.0 if says(item, term) else LIKE if means(item, term) else 0.0


def _expanded(k: str, item: Indexed, lexicon: Lexicon) -> bool:
    """Whether the sentence says the long form of an abbreviation, or the short one of a long form."""
    names = [t.name for t in lexicon.terms.get(k, ())]
    if any(key(t.name) in item.keys for t in lexicon.terms.get(k, ()) if t.kind == "name"):
        return True
    wanted = [stems(name, lexicon) for name in names if len(name.split()) > 1]
    return any(w and w <= item.stems for w in wanted)


def _context(item: Indexed, asked: Terms, lexicon: Lexicon, prose: Sequence[Indexed]) -> dict[str, float]:
    """Return the terms that the two sentences before, or the headings above, say."""
    found = {t: 1.0 for t in asked if t in item.path or _in_run(item, t, lexicon)}
    before = item.before
    for _ in range(2):
        if before is None:
            break
        for t, degree in held(prose[before], asked, lexicon).items():
            found[t] = max(found.get(t, 0.0), degree)
        before = prose[before].before
    return found


def _in_run(item: Indexed, term: str, lexicon: Lexicon) -> bool:
    """Whether the sentence belongs to the run that leads to the reference of the bound row."""
    if not term.startswith("@"):
        return False
    table, row = term[1:].split(".")
    return bool(set(lexicon.row((int(table), int(row))).references) & set(item.sentence.resolved))
