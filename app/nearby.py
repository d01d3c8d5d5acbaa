"""The answer to a question that leans on the one before: a sentence near those that the last answer rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import asking, expected
from app.drafts import Draft, Statement, joined, of_row, of_sentence
from app.evidence import Relevance, held
from app.followups import Followed
from app.lexicon import Lexicon, parts
from app.nearest import rank
from app.prose import told_of
from app.sentences import Indexed, mentions
from app.understanding import Query, understand
from prompts import render
from store.names import fold
from store.records import Hit, Turn

REACH = 4
"""How far from an anchor, in sentences of its paragraph, an answer is looked for."""

ANCHORS = 2
COVERED = 0.5
"""What having all of the follow-up's own words is worth beside the cross-encoder's word."""

FAR = 0.02
"""What each sentence of distance takes from a score."""

TOLD = 0.1
"""What having been said just before takes from a score."""

REASON = 0.4
"""What a sentence that gives a reason is worth where only "why" is asked."""

_BY_DOING = re.compile(r"\bby (?:\w+ly )?\w+ing\b")

SECOND = 0.8
"""A sentence within this share of the best one's score answers as well."""

NUMBER = 0.2
"""What a number is worth where one is asked."""

AGAIN = 0.7
"""The share of a sentence's words from which on it is what the last answer told."""

FLOOR = 0.3
"""What an answer needs: half the share of the question's own words, and the cross-encoder's word."""

SURE = 0.7
"""The cross-encoder's probability that an answer needs where it says none of the question's own words."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """How to answer a question that leans on the one before, and the noun that it asks for."""

    answer: Callable[[Sequence[Hit], Relevance], Draft | None]
    asked: tuple[str, ...]

    def fits(self, draft: Draft | None, lexicon: Lexicon, prose: Sequence[Indexed]) -> bool:
        """Whether the sentences of a draft say what the question asks for by name ("what dose"), if it does."""
        wanted = [t for t in self.asked if t not in lexicon.topic]
        spans = {e.span for s in draft.statements for e in s.evidence} if draft else set()
        told = [i for i in prose if i.sentence.span in spans]
        if not wanted or not told:
            return True
        rarest = max(wanted, key=lambda t: lexicon.idf(t) + (t not in lexicon.vocabulary))
        return any(held(i, {rarest: 1.0}, lexicon) for i in told)


def prepared(
    question: str,
    followed: Followed,
    query: Query,
    history: Sequence[Turn],
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    search: Callable[[str, str], Sequence[Hit]],
    relevance: Relevance,
) -> Nearby | None:
    """Return how to answer `question` from near what the last turn rests on, where it leans on that."""
    if not followed.leans:
        return None
    turn = history[-1]
    found = anchors(turn, prose, search(f"{turn.user} {turn.assistant}", lexicon.document.id))
    spots = around([*found, *(i for at in query.rows for i in told_of(at, lexicon, prose))], prose)
    own = understand(question, lexicon)
    asked = own_terms(own)
    return Nearby(
        lambda hits, alone: answer(query, asked, turn, spots, lexicon, prose, hits, _both(relevance, alone)), own.focus
    )


def anchors(turn: Turn, prose: Sequence[Indexed], hits: Sequence[Hit]) -> list[Indexed]:
    """Return the sentences that a turn was about, by the retriever's ranking of its text."""
    score = {hit.passage.sentences[hit.sentence].span: hit.score for hit in hits if hit.sentence is not None}
    found = [i for i in prose if i.sentence.span in score]
    return sorted(found, key=lambda i: (-score[i.sentence.span], i.position))[:ANCHORS]


def around(anchors: Sequence[Indexed], prose: Sequence[Indexed]) -> dict[int, int]:
    """Return the positions of the sentences near `anchors` in their paragraphs, each with its distance."""
    found: dict[int, int] = {}
    for anchor in anchors:
        for step in (-1, 1):
            at = anchor.position
            for distance in range(REACH + 1):
                found[at] = min(distance, found.get(at, REACH))
                beyond = at + max(step, 0)
                if not 0 <= at + step < len(prose) or prose[beyond].before is None:
                    break
                at += step
    return found


def answer(
    query: Query,
    asked: Sequence[str],
    turn: Turn,
    near: dict[int, int],
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    hits: Sequence[Hit],
    relevance: Relevance,
) -> Draft | None:
    """Return the best sentence near the last answer, or `None` where none is good enough.

    Args:
        query: The question that stands alone.
        asked: The stems and `=keys` of the follow-up's own words, as it was typed.
        turn: What was asked and said just before.
        near: The positions to look at with their distances.
        lexicon: The review's names.
        prose: Its sentences.
        hits: The retriever's sentences for the question that stands alone.
        relevance: What the cross-encoder says of sentences, 0 to 1.
    """
    own = [t for t in asked if t[0] != "="]
    reason = not own and asking.says(query.text, "conversation", "reason")
    items = _on_rows([prose[p] for p in sorted(near)], query, reason, lexicon, prose)
    said = fold(f"{turn.user} {turn.assistant}")
    worth = dict(zip((i.position for i in items), relevance([i.sentence.text for i in items]), strict=True))
    scored = []
    for found in rank(asked, items, lexicon, hits):
        item, told = found.item, _share(found.item, said)
        if own and not found.coverage and (told > AGAIN or worth[item.position] < SURE):
            continue
        raw = COVERED * found.coverage + worth[item.position]
        raw += NUMBER if query.asks_amount and item.has_number else 0.0
        raw += REASON if reason and _gives_reason(item.sentence.text) else 0.0
        scored.append((raw - TOLD * told - FAR * near[item.position], raw, item))
    chosen = _chosen(sorted(scored, key=lambda s: (-s[0], s[2].position)), prose)
    if not chosen or ("count" in query.operators and expected.missing(query.text, [i.sentence.text for i in chosen])):
        return None
    everything = tuple(of_sentence(i.sentence) for i in items)
    return Draft("answered", tuple(Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in chosen), everything)


def _on_rows(
    items: list[Indexed], query: Query, reason: bool, lexicon: Lexicon, prose: Sequence[Indexed]
) -> list[Indexed]:
    """Keep what is told of the bound rows: for a bare "why", and where there are several."""
    if reason and query.rows:
        told = {i.position for at in query.rows for i in told_of(at, lexicon, prose)}
        return [i for i in items if i.position in told] or items
    if len(query.rows) > 1:
        return [i for i in items if any(mentions(i, lexicon.keys_of(at)) for at in query.rows)]
    return items


def _chosen(scored: Sequence[tuple[float, float, Indexed]], prose: Sequence[Indexed]) -> list[Indexed]:
    """Return the best sentence, another one that is nearly as good, and what they lean on, in the review's order."""
    if not scored or scored[0][1] < FLOOR:
        return []
    best = [item for score, _, item in scored[:2] if score >= SECOND * scored[0][0]]
    ground = [i.before for i in best[:1] if i.leans and i.before is not None]
    return [prose[p] for p in sorted({*ground, *(i.position for i in best)})]


def _both(*judges: Relevance) -> Relevance:
    """Return the mean of what the cross-encoder says to the follow-up as typed, and to the one that stands alone.

    Near the last answer the typed words say what is new; a theme behind them drowns that.
    """
    return lambda texts: [
        sum(map(_probability, said)) / len(judges) for said in zip(*(j(texts) for j in judges), strict=True)
    ]


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit / 2))


def _gives_reason(text: str) -> bool:
    return bool(_BY_DOING.search(text)) or asking.says(text, "conversation", "cause")


def _share(item: Indexed, said: str) -> float:
    """Return the share of the sentence's words that the last answer said."""
    own = [fold(p.text) for p in parts(item.sentence.text)]
    told = {fold(p.text) for p in parts(said)}
    return sum(w in told for w in own) / len(own) if own else 0.0


def counted(names: Sequence[str], lexicon: Lexicon) -> Draft:
    """Return how many entities were named, and which."""
    rows = [at for name in names for at in lexicon_rows(name, lexicon)]
    text = render("counted_names", count=str(len(names)), names=joined(list(names)))
    return Draft("answered", (Statement(text, tuple(of_row(lexicon.row(at)) for at in rows), "table only"),))


def lexicon_rows(name: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the rows whose entity is `name`."""
    return [at for at in lexicon.rows if lexicon.entity(at) == name]


def own_terms(query: Query) -> list[str]:
    """Return the stems and `=keys` of a follow-up's own words."""
    return list(dict.fromkeys([*query.content, *(f"={k}" for k in query.keys)]))
