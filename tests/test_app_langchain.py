from __future__ import annotations

from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnablePassthrough

from app.assistant import Assistant
from app.export import answer_record
from app.langchain import ReviewRetriever, as_runnable
from store.embedder import Embedder
from store.errors import InputError
from store.library import Library
from store.records import Answer, Turn
from store.retriever import HybridRetriever


@pytest.fixture(scope="module")
def retriever(shipped_library: Library, embedder: Embedder) -> HybridRetriever:
    return HybridRetriever(shipped_library, embedder)


@pytest.fixture(scope="module")
def review(shipped_library: Library, retriever: HybridRetriever) -> ReviewRetriever:
    return ReviewRetriever(library=shipped_library, retriever=retriever, k=5)


@pytest.fixture(scope="module")
def assistant(shipped_library: Library, retriever: HybridRetriever) -> Assistant:
    return Assistant(shipped_library, retriever)


def test_documents_point_into_the_source_and_name_the_references(
    review: ReviewRetriever, shipped_library: Library
) -> None:
    found = review.invoke("How does betulin restore the sensitivity to lenvatinib?")
    assert len(found) == 5
    assert all(isinstance(document, Document) for document in found)
    best = found[0]
    source = shipped_library.snapshot().documents[best.metadata["document_id"]]
    assert "betulin" in source.text[best.metadata["start"] : best.metadata["end"]]
    assert "2.5. Enhanced Cancer Cell Metabolism" in best.metadata["section"]
    assert (45, "10.3724/abbs.2023122") in [(r["number"], r["doi"]) for r in best.metadata["references"]]
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    assert len({document.id for document in found}) == 5


def test_the_retriever_composes_in_a_chain(review: ReviewRetriever) -> None:
    def sections(asked: dict[str, Any]) -> str:
        return f"{asked['question']} -> {asked['context'][0].metadata['section']}"

    chain = {"context": review, "question": RunnablePassthrough()} | RunnablePassthrough() | sections
    answer = chain.invoke("What triggers ferroptosis?")
    assert answer.startswith("What triggers ferroptosis? -> ")
    assert "2.4.1. Ferroptosis" in answer


@pytest.mark.parametrize(
    "asked",
    [
        "What is the target of KLHL7?",
        {"question": "What is the target of KLHL7?"},
        {"question": "And of KLHL7?", "history": [{"user": "What is the target of NAT10?", "assistant": "HSP90AA1."}]},
        {"question": "And of KLHL7?", "history": [Turn("What is the target of NAT10?", "HSP90AA1.")]},
    ],
)
def test_the_assistant_takes_a_question_with_or_without_history(assistant: Assistant, asked: Any) -> None:
    answer = as_runnable(assistant).invoke(asked)
    assert isinstance(answer, Answer)
    assert answer.outcome == "answered"
    assert "RASA2" in answer.text


def test_the_assistant_composes_in_a_chain(assistant: Assistant) -> None:
    chain = as_runnable(assistant) | answer_record | (lambda record: record["citations"][0]["references"][0]["doi"])
    assert chain.invoke("What is the target of KLHL7?") == "10.1016/j.isci.2023.106914"
    assert chain.batch(["What is the target of KLHL7?", "What is the target of NAT10?"]) == [
        "10.1016/j.isci.2023.106914",
        "10.1038/s41420-023-01355-8",
    ]


@pytest.mark.parametrize("asked", [{}, {"history": []}, {"question": "Why?", "history": ["x"]}, 7, None, ["x"]])
def test_what_is_no_question_is_an_error_that_says_what_is(assistant: Assistant, asked: Any) -> None:
    with pytest.raises(InputError, match="Give a string"):
        as_runnable(assistant).invoke(asked)
