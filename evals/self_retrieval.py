"""Can everything in the review be found? Every row and every paragraph, each by a question for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evals import made
from evals.cases import Case
from evals.ranking import covers
from store.names import stem, stop_words, words
from store.records import Document, Passage, Span
from store.retriever import HybridRetriever

DEPTH = 10
RAREST = 6


@dataclass(frozen=True, slots=True)
class Probe:
    """A question for one row or paragraph, and the rank at which it came (`None`: not in the first ten)."""

    kind: str
    passage: str
    question: str
    span: Span
    rank: int | None = None

    @property
    def id(self) -> str:
        """Return the name under which the kept run holds it."""
        return f"self-{self.passage}"


def probes(document: Document, passages: Sequence[Passage], written: Sequence[Case]) -> tuple[Probe, ...]:
    """Return a question for each row and each prose passage of `document`.

    A row is asked for by the first question made from it; a paragraph by a question written for it, where
    `written` has one whose evidence lies in it, else by its heading and its rarest terms.
    """
    own = [p for p in passages if p.document_id == document.id]
    rows = [case for case in made.cases(document) if case.kind == "lookup" and case.row[1]]
    hand = [case for case in written if case.answerable and not case.history and len(case.evidence) == 1]
    prose = [p for p in own if p.kind == "prose"]
    frequency = Counter(term for p in prose for term in set(_terms(p.text)))
    return (
        *(_probe(p, _asking(p, rows) or p.text) for p in own if p.kind == "table_row"),
        *(_probe(p, _asking(p, hand) or _by_terms(p, frequency, len(prose))) for p in prose),
    )


def find(probe: Probe, retriever: HybridRetriever, document_id: str) -> Probe:
    """Return `probe` with the rank of its passage in the retriever's first ten."""
    hits = retriever.search(probe.question, DEPTH, document_ids=frozenset({document_id}))
    rank = next((i + 1 for i, hit in enumerate(hits) if hit.passage.id == probe.passage), None)
    return Probe(probe.kind, probe.passage, probe.question, probe.span, rank)


def _probe(passage: Passage, question: str) -> Probe:
    return Probe(passage.kind, passage.id, question, passage.span)


def _asking(passage: Passage, cases: Sequence[Case]) -> str:
    asked = (case.question for case in cases if all(covers(passage.span, gold) for gold in case.evidence))
    return next(asked, "")


def _by_terms(passage: Passage, frequency: Counter[str], size: int) -> str:
    """Return the last heading and the terms with the highest idf (Spärck Jones 1972), in their order."""
    said = {term: word for word in reversed(words(passage.text)) for term in _terms(word)}
    rare = sorted(said, key=lambda t: (-math.log(size / frequency.get(t, 1)), t))[:RAREST]
    chosen = [said[term] for term in said if term in rare]
    heading = passage.path[-1] if passage.path else ""
    return " ".join([heading, *reversed(chosen)]).strip()


def _terms(text: str) -> list[str]:
    folded = [word for word in words(text) if word.casefold() not in stop_words()]
    return [stem(word) for word in folded]
