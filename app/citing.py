"""From a draft to an `Answer`: markers are minted here, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Evidence
from app.lexicon import Lexicon
from app.understanding import Query
from prompts import render
from store.names import key
from store.records import Answer, Citation, Claim, Hit, Passage

_SHOWN = 10


def cite(
    question: str,
    standalone: str,
    query: Query,
    draft: Draft,
    lexicon: Lexicon,
    passages: Sequence[Passage],
    hits: Sequence[Hit],
) -> Answer:
    """Return the answer with one marker for each span that its statements rest on."""
    markers: dict[Evidence, str] = {}
    claims = []
    for statement in draft.statements:
        own = [markers.setdefault(e, f"[{len(markers) + 1}]") for e in dict.fromkeys(statement.evidence)]
        claims.append(Claim(statement.text, tuple(own), statement.support))
    text = "\n\n".join(" ".join([claim.text, "".join(claim.citations)]).strip() for claim in claims)
    if draft.outcome == "answered":
        text = _spelled(text, query, lexicon)
    citations = tuple(_citation(m, e, lexicon, passages) for e, m in markers.items())
    everything = tuple(_citation("", e, lexicon, passages) for e in draft.everything)
    best = _best(citations, hits)
    return Answer(question, standalone, draft.outcome, text, tuple(claims), citations, best, everything)


def _spelled(text: str, query: Query, lexicon: Lexicon) -> str:
    """Show which name a misspelt one was taken for; slips in plain words go without saying."""
    names = [(typed, meant) for typed, meant in query.corrections if key(meant) in lexicon.terms]
    return render("spelled", typed=names[0][0], meant=names[0][1], text=text) if names else text


def _citation(marker: str, evidence: Evidence, lexicon: Lexicon, passages: Sequence[Passage]) -> Citation:
    document = lexicon.document
    passage = _passage(evidence, passages)
    references = tuple(r for r in document.references if r.number in evidence.references)
    return Citation(marker, passage, evidence.span, document.quote(evidence.span), references)


def _passage(evidence: Evidence, passages: Sequence[Passage]) -> Passage:
    """Return the smallest passage that covers the span, else the one that overlaps it most."""

    def fit(passage: Passage) -> tuple[int, int]:
        overlap = min(passage.span.end, evidence.span.end) - max(passage.span.start, evidence.span.start)
        return (overlap, passage.span.start - passage.span.end)

    return max(passages, key=fit)


def _best(citations: Sequence[Citation], hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the passages that the answer rests on, then the other retrieved ones, best first."""
    ranked: dict[str, Hit] = {}
    for hit in hits:
        ranked.setdefault(hit.passage.id, hit)
    top = hits[0].score if hits else 1.0
    cited = {c.passage.id: Hit(c.passage, top) for c in citations}
    return tuple((cited | {id: hit for id, hit in ranked.items() if id not in cited}).values())[:_SHOWN]
