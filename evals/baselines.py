"""Systems to compare with: each part of the retriever by itself.

None of them refuses, and none uses the history beyond putting the earlier questions before the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from store.bm25 import BM25
from store.embedder import Embedder
from store.library import Library, Snapshot
from store.records import Answer, Citation, Claim, Document, Hit, Turn
from store.retriever import CONTENT, HybridRetriever
from store.units import Unit

Ranked = tuple[Hit, ...]
ANSWER_UNITS = 2
"""A part of the retriever answers with this many sentences or rows."""

DEPTH = 20


@dataclass(frozen=True)
class Part:
    """A ranking of sentences and rows that answers with its first ones, and never refuses."""

    name: str
    rank: Callable[[str, str | None], Ranked]
    documents: Mapping[str, Document]

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the first sentences or rows for `question`."""
        query = with_history(question, history)
        hits = self.rank(query, document_id)
        whole: dict[str, Hit] = {}
        for hit in hits:
            whole.setdefault(hit.passage.id, hit)
        return extract(question, query, hits[:ANSWER_UNITS], list(whole.values())[:DEPTH], self.documents)


def with_history(question: str, history: Sequence[Turn]) -> str:
    """Return the earlier questions and this one as one query."""
    return " ".join([*(turn.user for turn in history), question])


def extract(
    question: str, query: str, chosen: Sequence[Hit], hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Answer:
    """Return the chosen hits as an answer, each a claim that cites itself; `hits` are the ranking."""
    cited = [_cite(f"[{i + 1}]", hit, documents) for i, hit in enumerate(chosen)]
    claims = tuple(Claim(text, (citation.marker,)) for text, citation in cited)
    text = "\n\n".join(f"{claim.text} {claim.citations[0]}" for claim in claims)
    return Answer(question, query, "answered", text, claims, tuple(c for _, c in cited), tuple(hits))


def parts(library: Library, embedder: Embedder) -> tuple[Part, ...]:
    """Return BM25 alone, dense alone, and their fusion as the retriever makes it, without more."""
    snapshot = library.snapshot()
    bm25 = BM25([unit.text for unit in snapshot.units])
    retriever = HybridRetriever(library, embedder)
    places = {unit.id: i for i, unit in enumerate(snapshot.units)}

    def lexical(query: str, document_id: str | None) -> Ranked:
        return _best(snapshot, np.asarray(bm25.scores(query), dtype=float), document_id)

    def dense(query: str, document_id: str | None) -> Ranked:
        scores = np.full(len(snapshot.units), -1.0)
        for id, cosine in library.nearest(snapshot, embedder.encode([query])[0], len(places)).items():
            scores[places[id]] = cosine
        return _best(snapshot, scores, document_id)

    def fusion(query: str, document_id: str | None) -> Ranked:
        ids = frozenset({document_id}) if document_id else None
        return retriever.sentences(query, 4 * DEPTH, document_ids=ids)

    documents = snapshot.documents
    return (
        Part("BM25 alone", lexical, documents),
        Part("dense alone", dense, documents),
        Part("fusion", fusion, documents),
    )


def _best(snapshot: Snapshot, scores: NDArray[np.float64], document_id: str | None) -> Ranked:
    order = np.argsort(-scores, kind="stable")
    units = (snapshot.units[i] for i in order if scores[i] > 0)
    own = (unit for unit in units if _answers(unit, document_id))
    return tuple(
        Hit(unit.passage, 1.0 / (rank + 1), unit.sentence) for rank, unit in zip(range(4 * DEPTH), own, strict=False)
    )


def _answers(unit: Unit, document_id: str | None) -> bool:
    whole = unit.sentence is None and bool(unit.passage.sentences)
    own = document_id is None or unit.passage.document_id == document_id
    return own and not whole and unit.passage.kind in CONTENT


def _cite(marker: str, hit: Hit, documents: Mapping[str, Document]) -> tuple[str, Citation]:
    document = documents[hit.passage.document_id]
    sentence = hit.passage.sentences[hit.sentence] if hit.sentence is not None else None
    span = sentence.span if sentence else hit.passage.span
    numbers = sentence.resolved if sentence else hit.passage.references
    references = tuple(r for r in document.references if r.number in numbers)
    text = sentence.text if sentence else hit.passage.text
    return text, Citation(marker, hit.passage, span, document.quote(span), references)
