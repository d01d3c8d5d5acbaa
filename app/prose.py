"""Sentences as evidence: which of them answer a question, and whether any does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import premises
from app.complement import complement
from app.drafts import Draft, Statement, of_row, of_sentence
from app.evidence import Relevance, Scored, Terms, rank, required, terms
from app.lexicon import Lexicon
from app.premise import Premise
from app.sentences import Indexed, mentions
from app.support import is_supported
from app.understanding import Query
from store.records import Hit, Support

SECOND, THIRD = 0.75, 0.9
"""A sentence within this share of the best one's score answers as well, and a third one within that."""

GAIN = 0.15
"""A sentence that says at least this share more of the question than those before it comes along."""

MOST = 2
BREADTH = {"overview": 6, "list": 3, "compare": 4, "common": 3}
"""How many sentences answer, and how many where the question asks for more than one fact."""

MUCH, SURE = 3.0, 2.0
"""By how many logits a sentence has to answer better than a cell, and how well, to come along."""

_EXPLAINS = re.compile(r"\b(?:how|why|explain)\b(?! (?:many|much|long|often|big|large)\b)", re.IGNORECASE)

BROAD = 0.5
"""What stands for `SECOND` where a question asks for an overview."""


def answer(
    query: Query,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    rows: Sequence[Indexed],
    hits: Sequence[Hit],
    relevance: Relevance,
) -> Draft | None:
    """Return the one to three sentences that answer `query`, or `None` where none does."""
    asked = terms(query, lexicon)
    if not asked:
        return None
    ranked = rank(query, asked, lexicon, (*prose, *rows), hits, relevance)
    if not ranked:
        return None
    chosen = _cover(query, ranked, asked)
    if not is_supported(query, chosen, asked, lexicon):
        return None
    told = [s.item for s in chosen if s.item.position < len(prose) and prose[s.item.position] is s.item]
    wrong = premises.check(query, told, lexicon, prose)
    if wrong:
        return corrected(wrong, prose)
    narrow = not query.operators & set(BREADTH)
    items = [*(s.item for s in chosen), *complement(chosen, ranked, prose, relevance, narrow)]
    statements = tuple(map(_statement, sorted(items, key=lambda i: i.position)))
    everything = tuple(of_sentence(s.item.sentence) for s in sorted(ranked[:12], key=lambda s: s.item.position))
    return Draft("answered", statements, everything)


def _statement(item: Indexed) -> Statement:
    support: Support = "table only" if item.is_row else "prose only"
    return Statement(item.sentence.text, (of_sentence(item.sentence),), support)


def better(
    draft: Draft,
    query: Query,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    hits: Sequence[Hit],
    relevance: Relevance,
) -> tuple[Statement, ...]:
    """Return the sentence that answers much better, by the cross-encoder, than what `draft` says, if there is one."""
    asked = terms(query, lexicon)
    ranked = rank(query, asked, lexicon, prose, hits, relevance) if asked else []
    said = max(relevance([s.text for s in draft.statements]), default=0.0)
    if not ranked or ranked[0].logit < max(said + MUCH, SURE):
        return ()
    sentence = ranked[0].item.sentence
    return (Statement(sentence.text, (of_sentence(sentence),)),)


def explaining(draft: Draft, query: Query, prose: Sequence[Indexed]) -> tuple[Statement, ...]:
    """Return the sentence that says the same as `draft`'s cell, where the question asks how or why."""
    if not _EXPLAINS.search(query.text):
        return ()
    spans = {e.span for s in draft.statements for e in s.evidence}
    found = next((i.sentence for i in prose if i.sentence.span in spans), None)
    return (Statement(found.text, (of_sentence(found),)),) if found else ()


def corrected(premise: Premise, prose: Sequence[Indexed]) -> Draft:
    """Return the correction of what the question has wrong, with the sentences that say what is right."""
    right = [prose[p].sentence for p in premise.positions]
    return Draft("corrected", (Statement(premise.text), *(Statement(s.text, (of_sentence(s),)) for s in right)))


def _cover(query: Query, ranked: Sequence[Scored], asked: Terms) -> list[Scored]:
    """Take the best sentence, then those that say what is still missing, then those that answer nearly as well.

    A sentence that leans on the one before brings it along.
    """
    chosen = [ranked[0]]
    most = next((n for name, n in BREADTH.items() if name in query.operators), MOST)
    missing = set(asked) - set(ranked[0].held)
    total = sum(asked.values()) or 1.0
    for other in ranked[1:12]:
        gain = sum(asked[t] for t in missing & set(other.held)) / total
        if (
            len(chosen) < most + 1
            and gain >= (GAIN if not other.item.is_row else 2 * GAIN)
            and other.score >= 0.6 * ranked[0].score
        ):
            chosen.append(other)
            missing -= set(other.held)
    chosen += _on_names(query, ranked, asked, chosen)
    share = BROAD if "overview" in query.operators else SECOND
    near = [s for s in ranked[1:12] if s not in chosen and not s.item.is_row and s.score >= share * ranked[0].score]
    sentences = sum(not s.item.is_row for s in chosen)
    left = max(0, most - sentences)
    chosen += near[:left]
    chosen += [s for s in near[left : left + 1] if sentences <= most and s.score >= THIRD * ranked[0].score]
    grounds = {g.item.position: g for s in chosen[:most] for g in _ground(s, ranked, chosen)}
    return [*chosen, *grounds.values()]


def _on_names(query: Query, ranked: Sequence[Scored], asked: Terms, chosen: Sequence[Scored]) -> list[Scored]:
    """Return the best sentence that says each name of the question which none of the chosen ones does."""
    missing = [t for t in required(query, asked) if all(s.held.get(t, 0.0) < 1.0 for s in chosen)]
    found = (next((s for s in ranked if s.held.get(t, 0.0) == 1.0), None) for t in missing[:MOST])
    return list({s.item.position: s for s in found if s is not None}.values())


def _ground(first: Scored, ranked: Sequence[Scored], chosen: Sequence[Scored]) -> list[Scored]:
    if not first.item.leans or first.item.before is None:
        return []
    ground = next((s for s in ranked if s.item.position == first.item.before), None)
    return [ground] if ground and ground not in chosen else []


def card(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft:
    """Return all that table and prose say of the bound entities, in the review's order."""
    statements: list[Statement] = []
    for at in query.rows:
        row = lexicon.row(at)
        cells = "; ".join(
            f"{c.header} {row.cells[c.index].text.strip(' .,;') or 'empty'}"
            for c in lexicon.columns[at[0]]
            if c.role not in ("entity", "reference")
        )
        group = f"{row.group}; " if row.group else ""
        label = lexicon.document.tables[at[0]].label
        told = told_of(at, lexicon, prose)
        support: Support = "table and prose" if told else "table only"
        statements.append(Statement(f"{label} on {lexicon.entity(at)}: {group}{cells}.", (of_row(row),), support))
        statements.extend(Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in told)
    return Draft("answered", tuple(statements))


def told_of(at: tuple[int, int], lexicon: Lexicon, prose: Sequence[Indexed]) -> list[Indexed]:
    """Return the sentences on a row's entity, in the review's order.

    They are those that name it, and from the first of them on the rest of the run of sentences that
    leads to the row's own reference.
    """
    keys, references = lexicon.keys_of(at), set(lexicon.row(at).references)
    found = [i for i in prose if mentions(i, keys)]
    runs = [i for i in prose if references & set(i.sentence.resolved)]
    named = [i.position for i in runs if mentions(i, keys)]
    tail = [i for i in runs if named and i.position > min(named) and not _others(i, at, lexicon)]
    return sorted({i.position: i for i in [*found, *tail]}.values(), key=lambda i: i.position)


def _others(item: Indexed, at: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether the sentence is about the entity of another row."""
    found = {r for k in item.keys for t in lexicon.terms.get(k, ()) if t.kind == "entity" for r in t.rows}
    return bool(found) and at not in found
