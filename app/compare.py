"""Several entities side by side: of each its row and, where the row does not say it all, its best sentence."""

from __future__ import annotations

from collections.abc import Sequence

from app import vocabulary
from app.drafts import Draft, Statement, finished, of_row, of_sentence
from app.evidence import Relevance, held, terms
from app.lexicon import Lexicon, parts
from app.prose import told_of
from app.sentences import Indexed
from app.understanding import Query
from prompts import render
from store.names import key, stem

At = tuple[int, int]
MOST = 5
RELEVANCE = 0.1
"""What one logit of the cross-encoder adds to a sentence's coverage."""


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    """Return the rows of the two to five entities of `query` with their sentences.

    `None` where it has fewer, or where the rows hold all that it asks and it does not compare.
    """
    if not 2 <= len(query.rows) <= MOST or query.unknown or query.operators & {"count", "negate"}:
        return None
    left = _left(query, lexicon)
    if not left and ("compare" not in query.operators or query.headers):
        return None
    statements = []
    for at in query.rows:
        statements.append(_row(at, lexicon))
        best = _best(at, query, lexicon, prose, relevance) if left else None
        statements += [Statement(best.sentence.text, (of_sentence(best.sentence),))] if best else []
    return Draft("answered", tuple(dict.fromkeys(statements)), entire=True)


def _left(query: Query, lexicon: Lexicon) -> bool:
    """Whether the question says something that none of the rows does."""
    cells = " ".join(f"{c.header} {c.text}" for at in query.rows for c in lexicon.row(at).cells)
    said = {stem(p.text) for p in parts(cells)} | lexicon.topic | vocabulary.concept_stems() | vocabulary.value_stems()
    said |= {stem(w) for name in ("group", "grouped") for w in vocabulary.words("table", name)}
    names = {k for at in query.rows for k in lexicon.keys_of(at)}
    return any(s not in said for s in query.content) or any(k not in names and k not in key(cells) for k in query.keys)


def _row(at: At, lexicon: Lexicon) -> Statement:
    row = lexicon.row(at)
    shown = [c for c in lexicon.columns[at[0]] if c.role not in ("entity", "reference")]
    cells = "; ".join(f"{c.header} {finished(row.cells[c.index].text) or 'empty'}" for c in shown)
    return Statement(render("compare", entity=lexicon.entity(at), cells=cells), (of_row(row),), "table only")


def _best(at: At, query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Indexed | None:
    """Return the sentence on the entity that says most of what the question asks beside the names."""
    asked = {t: w for t, w in terms(query, lexicon).items() if t[0] != "@" and t not in lexicon.topic}
    told = told_of(at, lexicon, prose) if asked else []
    logits = relevance([i.sentence.text for i in told])
    scored = [
        (
            sum(asked[t] * v for t, v in held(i, asked, lexicon).items()) / (sum(asked.values()) or 1.0)
            + RELEVANCE * logit,
            i,
        )
        for i, logit in zip(told, logits, strict=True)
    ]
    return max(scored, key=lambda pair: (pair[0], -pair[1].position))[1] if scored else None
