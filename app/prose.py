"""Sentences as evidence: which of them answer a question, and whether any does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import vocabulary
from app.drafts import Draft, Statement, of_row, of_sentence
from app.evidence import Relevance, Scored, Terms, held, rank, terms
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, mentions
from app.understanding import Query
from prompts import render
from store.names import fold, stem
from store.records import Hit, Support

SECOND = 0.85
"""A sentence within this share of the best one's score answers as well."""

MOST = 2
DENSE_SHARE = 0.5
SUPPORT_FLOOR = 0.65
"""Coverage plus `DENSE_SHARE` of the cosine must reach this floor, else nothing supports an answer.

Both were chosen by grid search on the development half of the cases.
"""

def answer(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit], relevance: Relevance
) -> Draft | None:
    """Return the one to three sentences that answer `query`, or `None` where none does."""
    asked = terms(query, lexicon)
    if not asked:
        return None
    ranked = rank(query, asked, lexicon, prose, hits, relevance)
    if not ranked or not _supported(query, ranked[0]):
        return None
    chosen = _cover(query, ranked, asked)
    wrong = _mismatch(query, chosen, prose) or _never_together(query, asked, lexicon, prose)
    statements = tuple(
        Statement(s.item.sentence.text, (of_sentence(s.item.sentence),))
        for s in sorted(chosen, key=lambda s: s.item.position)
    )
    everything = tuple(of_sentence(s.item.sentence) for s in sorted(ranked[:12], key=lambda s: s.item.position))
    if wrong:
        return Draft("corrected", (Statement(render("premise")), *statements), everything)
    return Draft("answered", statements, everything)


def _never_together(query: Query, asked: Terms, lexicon: Lexicon, prose: Sequence[Indexed]) -> bool:
    """Whether the question ties two names that the review never tells of together."""
    names = [t for t in asked if t[0] in "@=" or t in query.names]
    said = {fold(p.text) for p in parts(query.text)}
    if len(names) != 2 or said & vocabulary.words("joins") or query.operators & {"list", "count", "compare"}:
        return False
    told = [set(held(i, asked, lexicon)) for i in prose]
    return not any(
        {*names} <= told[i.position] | (told[i.position - 1] if i.before is not None else set()) for i in prose
    )


def _reversed(question: str, said: str) -> bool:
    """Whether the question goes from A to B where the evidence goes from B to A."""
    pattern = re.compile(r"\bfrom (.+?) to (.+?)(?=[,.;?]| by | through |$)", re.IGNORECASE)
    asked, told = pattern.search(question), pattern.search(said)
    if not asked or not told:
        return False
    a, b, x, y = ({stem(p.text) for p in parts(g)} for g in (*asked.groups(), *told.groups()))
    a, b, x, y = a - b, b - a, x - y, y - x
    return len(a & y) + len(b & x) > len(a & x) + len(b & y)


def _mismatch(query: Query, chosen: Sequence[Scored], prose: Sequence[Indexed]) -> bool:
    """Whether the question takes for granted what its evidence says otherwise: a number or a direction."""
    said = " ".join(s.item.sentence.text for s in chosen)
    numbers = set(re.findall(r"(?<![\w.-])\d[\d,.]*\b", query.text)) - {"1", "2", "3"}
    told = set(re.findall(r"(?<![\w.-])\d[\d,.]*\b", said))
    if (
        len(numbers) > 1
        and told
        and not numbers & told
        and not any(n in s.sentence.text for n in numbers for s in prose)
    ):
        return True
    if _reversed(query.text, said):
        return True
    classes = {vocabulary.value_class(p.text) for p in parts(said)} - {""}
    asked = query.classes[0] if len(query.classes) == 1 else ""
    return asked not in classes and any(vocabulary.opposite(asked, c) for c in classes)


def _supported(query: Query, best: Scored) -> bool:
    if query.asks_amount and not best.item.has_number and best.coverage < 0.9:
        return False
    return best.coverage + DENSE_SHARE * best.dense >= SUPPORT_FLOOR


def _cover(query: Query, ranked: Sequence[Scored], asked: Terms) -> list[Scored]:
    """Take the best sentence, then those that say what is still missing; what leans brings its ground."""
    chosen = [ranked[0]]
    missing = set(asked) - set(ranked[0].held)
    total = sum(asked.values())
    for other in ranked[1:12]:
        gain = sum(asked[t] for t in missing & set(other.held)) / total
        if len(chosen) < 3 and gain >= 0.15 and other.score >= 0.6 * ranked[0].score:
            chosen.append(other)
            missing -= set(other.held)
    if len(chosen) < 3:
        chosen += [s for s in ranked[1:4] if s not in chosen and s.score >= SECOND * ranked[0].score][
            : MOST - len(chosen)
        ]
    if "compare" in query.operators and len(chosen) == 1:
        chosen += [s for s in ranked[1:6] if s.coverage >= 0.8 * ranked[0].coverage][:2]
    if "list" in query.operators and len(chosen) == 1:
        chosen += [s for s in ranked[1:3] if s.score >= 0.93 * ranked[0].score]
    first = chosen[0].item
    if first.leans and first.before is not None and len(chosen) < 3:
        ground = next((s for s in ranked if s.item.position == first.before), None)
        chosen += [ground] if ground and ground not in chosen else []
    return chosen


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
