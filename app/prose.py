"""Sentences as evidence: which of them answer a question, and whether any does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import vocabulary
from app.drafts import Draft, Statement, of_row, of_sentence
from app.evidence import Relevance, Scored, Terms, held, rank, terms
from app.lexicon import Lexicon, parts
from app.support import is_supported
from app.sentences import Indexed, mentions
from app.understanding import Query
from prompts import render
from store.names import fold, stem
from store.records import Hit, Support

SECOND = 0.75
"""A sentence within this share of the best one's score answers as well."""

GAIN = 0.15
"""A sentence that says at least this share more of the question than those before it comes along."""

MOST = 2
BREADTH = {"overview": 6, "list": 3, "compare": 3, "common": 3}
"""How many sentences answer, and how many where the question asks for more than one fact."""


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
        if len(chosen) < most + 1 and gain >= GAIN and other.score >= 0.6 * ranked[0].score:
            chosen.append(other)
            missing -= set(other.held)
    near = [s for s in ranked[1:12] if s not in chosen and s.score >= SECOND * ranked[0].score]
    chosen += near[: max(0, most - len(chosen))]
    return [*chosen, *_ground(chosen[0], ranked, chosen)]


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
