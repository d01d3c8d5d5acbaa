"""Self-retrieval and determinism."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import determinism, self_retrieval, suite
from evals.cases import Case, load
from evals.systems import Ours, ours
from store.embedder import Embedder
from store.library import Library
from store.records import Answer, Document, Turn
from store.retriever import HybridRetriever

CASES = [Case(id, "fact", q, ("answered",)) for id, q in (("a", "What inhibits NAT10?"), ("b", "What is LACTB?"))]


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return next(iter(shipped_library.snapshot().documents.values()))


@pytest.fixture(scope="module")
def system(shipped_library: Library, embedder: Embedder) -> Ours:
    return ours(shipped_library, embedder)


def test_there_is_a_probe_for_every_row_and_paragraph(shipped_library: Library, document: Document) -> None:
    passages = shipped_library.snapshot().passages
    written = load(suite.case_files(document), document.text)
    probes = self_retrieval.probes(document, passages, written)
    assert {p.passage for p in probes} == {p.id for p in passages if p.kind in ("table_row", "prose")}
    assert all(probe.question.strip() for probe in probes)
    texts = {p.id: p.text for p in passages}
    assert not any(probe.question == texts[probe.passage] for probe in probes)


def test_a_paragraph_without_a_question_is_asked_by_its_rarest_terms(
    shipped_library: Library, document: Document, embedder: Embedder
) -> None:
    passages = shipped_library.snapshot().passages
    probes = [p for p in self_retrieval.probes(document, passages, ()) if p.kind == "prose"]
    retriever = HybridRetriever(shipped_library, embedder)
    found = [self_retrieval.find(probe, retriever, document.id) for probe in probes]
    assert [probe.question for probe in found if probe.rank is None] == []


def test_what_is_not_found_has_no_rank(shipped_library: Library, document: Document, embedder: Embedder) -> None:
    (lost, *_) = self_retrieval.probes(document, shipped_library.snapshot().passages, ())
    retriever = HybridRetriever(shipped_library, embedder)
    assert self_retrieval.find(replace(lost, passage="gone"), retriever, document.id).rank is None


def test_two_assistants_answer_the_same(
    system: Ours, shipped_library: Library, embedder: Embedder, document: Document
) -> None:
    first = determinism.digests(system, CASES, document.id)
    second = determinism.digests(ours(shipped_library, embedder), CASES, document.id)
    assert determinism.compare(first, second) == determinism.Repeat(2, ())


class _Counting:
    """Answers otherwise each time."""

    name = "counting"

    def __init__(self, system: Ours) -> None:
        self._system = system
        self._asked = 0

    def ask(self, question: str, history: tuple[Turn, ...] = (), document_id: str | None = None) -> Answer:
        self._asked += 1
        answer = self._system.ask(question, history, document_id)
        return replace(answer, text=f"{answer.text} {self._asked}")


def test_an_answer_that_differs_is_named(system: Ours, document: Document) -> None:
    counting = _Counting(system)
    first, second = (determinism.digests(counting, CASES, document.id) for _ in range(2))  # type: ignore[arg-type]
    assert determinism.compare(first, second).different == ("a", "b")


def test_timings_are_left_out_and_everything_else_is_not(system: Ours) -> None:
    answer = system.ask("What inhibits NAT10?")
    same = determinism.answer_bytes(answer)
    assert determinism.answer_bytes(replace(answer, timings_ms={"total": 1e9})) == same
    changed = replace(answer.citations[0], quote=answer.citations[0].quote + " ")
    assert determinism.answer_bytes(replace(answer, citations=(changed, *answer.citations[1:]))) != same
    assert determinism.answer_bytes(replace(answer, hits=answer.hits[1:])) != same
