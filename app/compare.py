"""Several entities side by side: of each its row and, where the row does not say it all, its best sentence."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Statement, finished, of_row, of_sentence
from app.evidence import Relevance, held, terms
from app.lexicon import Lexicon
from app.prose import told_of
from app.sentences import Indexed
from app.understanding import Query
from prompts import render

At = tuple[int, int]
MOST = 5
RELEVANCE = 0.1
"""What one logit of the cross-encoder adds to a sentence's coverage."""


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    """Return the rows of the two to five entities of `query` with their sentences, or `None` where it has fewer."""
    if not 2 <= len(query.rows) <= MOST or query.unknown:
        return None
    statements = []
    for at in query.rows:
        statements.append(_row(at, lexicon))
        if best := _best(at, query, lexicon, prose, relevance):
            statements.append(Statement(best.sentence.text, (of_sentence(best.sentence),)))
    return Draft("answered", tuple(dict.fromkeys(statements)))


def _row(at: At, lexicon: Lexicon) -> Statement:
    row = lexicon.row(at)
    shown = [c for c in lexicon.columns[at[0]] if c.role not in ("entity", "reference")]
    cells = "; ".join(f"{c.header} {finished(row.cells[c.index].text) or 'empty'}" for c in shown)
    return Statement(render("compare", entity=lexicon.entity(at), cells=cells), (of_row(row),), "table only")


def _best(at: At, query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Indexed | None:
    """Return the sentence on the entity that says most of what the question asks beside the names."""
    asked = {t: w for t, w in terms(query, lexicon).items() if t[0] not in "@=" and t not in lexicon.topic}
    told = told_of(at, lexicon, prose) if asked else []
    logits = relevance([i.sentence.text for i in told])
    scored = [
        (sum(asked[t] * v for t, v in held(i, asked, lexicon).items()) / sum(asked.values()) + RELEVANCE * logit, i)
        for i, logit in zip(told, logits, strict=True)
    ]
    return max(scored, key=lambda pair: (pair[0], -pair[1].position))[1] if scored else None
