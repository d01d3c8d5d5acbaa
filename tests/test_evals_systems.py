from __future__ import annotations

import pytest

from evals.baselines import ANSWER_UNITS, parts
from evals.cases import Case
from evals.runner import run
from evals.scores import verbatim
from evals.systems import CachedEmbedder, System, ours
from evals.tutorial import CHUNK, TOP, split, tutorial
from store.embedder import Embedder
from store.library import Library
from store.records import Answer, Document, Turn

QUESTION = "Which small molecule inhibits NAT10?"


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return next(iter(shipped_library.snapshot().documents.values()))


@pytest.fixture(scope="module")
def systems(shipped_library: Library, embedder: Embedder) -> dict[str, System]:
    cached = CachedEmbedder(embedder)
    documents = shipped_library.snapshot().documents
    found = (ours(shipped_library, cached), tutorial(documents, cached), *parts(shipped_library, cached))
    return {system.name: system for system in found}


NAMES = ["ours", "tutorial", "BM25 alone", "dense alone", "fusion"]


@pytest.mark.parametrize("name", NAMES)
def test_a_system_answers_with_verbatim_citations(systems: dict[str, System], document: Document, name: str) -> None:
    answer = systems[name].ask(QUESTION, (), document.id)
    assert "Remodelin" in answer.text
    assert verbatim(answer, {document.id: document}) == 1.0
    assert {r.number for c in answer.citations for r in c.references} >= {44}
    assert answer.hits


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_baseline_never_refuses(systems: dict[str, System], document: Document, name: str) -> None:
    assert systems[name].ask("What is the capital of France?", (), document.id).outcome == "answered"


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_baseline_puts_the_earlier_questions_before_the_new_one(systems: dict[str, System], name: str) -> None:
    history = (Turn("What does NAT10 do?", "It enhances ERS."),)
    answer = systems[name].ask("Which small molecule inhibits it?", history, None)
    assert answer.standalone_question == "What does NAT10 do? Which small molecule inhibits it?"


def test_the_tutorial_shows_one_chunk_of_four(systems: dict[str, System], document: Document) -> None:
    answer = systems["tutorial"].ask(QUESTION, (), document.id)
    assert len(answer.hits) == TOP
    assert len(answer.claims) == 1
    assert answer.claims[0].text == answer.hits[0].passage.text


@pytest.mark.parametrize("name", NAMES[2:])
def test_a_part_shows_two_sentences(systems: dict[str, System], document: Document, name: str) -> None:
    answer = systems[name].ask(QUESTION, (), document.id)
    assert len(answer.claims) == ANSWER_UNITS
    ids = [hit.passage.id for hit in answer.hits]
    assert len(ids) == len(set(ids))


def test_the_chunks_are_spans_of_the_text(document: Document) -> None:
    chunks = split(document)
    assert all(chunk.text == document.quote(chunk.span) for chunk in chunks)
    assert all(len(chunk.text) <= CHUNK for chunk in chunks)
    assert len(document.text) / CHUNK < len(chunks) < 3 * len(document.text) / CHUNK


def test_a_query_is_embedded_once(embedder: Embedder) -> None:
    cached = CachedEmbedder(embedder)
    assert cached.encode(["one"]) is cached.encode(["one"])
    assert cached.encode(["one", "two"]).shape == (2, 384)


class _Broken:
    name = "broken"

    def ask(self, question: str, history: object = (), document_id: str | None = None) -> Answer:
        raise ValueError("out of order")


def test_a_crash_is_a_wrong_answer_and_not_the_end(document: Document) -> None:
    cases = [Case(id, "fact", "q", ("answered",)) for id in "ab"]
    results = run(_Broken(), cases, {document.id: document}, document.id)
    assert [(r.error, r.score.right) for r in results] == [("ValueError: out of order", False)] * 2
