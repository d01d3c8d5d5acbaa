from __future__ import annotations

import pytest

from app.assistant import Assistant
from store.embedder import Embedder
from store.library import Library
from store.records import Answer, Document
from store.retriever import HybridRetriever


@pytest.fixture(scope="module")
def assistant(shipped_library: Library, embedder: Embedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return next(iter(shipped_library.snapshot().documents.values()))


def numbers(answer: Answer) -> set[int]:
    return {r.number for c in answer.citations for r in c.references}


@pytest.mark.parametrize("number", range(1, 46))
def test_every_claim_leads_to_its_own_references_and_to_no_neighbours(
    assistant: Assistant, document: Document, number: int
) -> None:
    """Claim, sentence, reference, DOI: for each reference every sentence that rests on it."""
    by_number = {r.number: r for r in document.references}
    claims = [
        s for p in document.paragraphs for s in p.sentences if number in s.references and len(s.text.split()) >= 8
    ]
    assert claims
    for sentence in claims[:3]:
        answer = assistant.ask(f"Which reference supports the statement that {sentence.text.rstrip('.')}?")
        assert numbers(answer) == set(sentence.resolved), sentence.text
        assert sentence.span in {c.span for c in answer.citations}
        for n in sentence.resolved:
            assert (by_number[n].doi or "no DOI") in answer.text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Which paper supports the statement that HCC mortality rises by 2-3% a year?", {3}),
        ("source for the 80 % figure?", {1, 2}),
        ("What is the DOI of the study behind the claim that exosomes are 40 to 100 nm?", {18}),
        ("Which reference backs the claim that MK-2206 reverses the loss of E-cadherin?", {15}),
        ("Whom should I cite for lenvatinib blocking VEGF and FGF signalling?", {23}),
        ("Which reference supports that KLHL7 degrades RASA2?", {29}),
    ],
)
def test_a_claim_in_other_words_leads_to_its_reference(assistant: Assistant, question: str, found: set[int]) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert numbers(answer) == found


@pytest.mark.parametrize("number", [3, 12, 15, 24, 29, 45])
def test_a_reference_leads_back_to_the_sentences_that_cite_it(
    assistant: Assistant, document: Document, number: int
) -> None:
    answer = assistant.ask(f"What is reference {number} cited for?")
    citing = {s.span for p in document.paragraphs for s in p.sentences if number in s.references}
    assert citing & {c.span for c in answer.citations}
    assert number in numbers(answer)


@pytest.mark.parametrize(
    "question",
    [
        "Which cell lines did Wang and colleagues use?",
        "Which cell lines did Wang and colleagues use for their FZD10 work?",
        "5 year survival of advanced liver cancer?",
        "In the Cao study on adjuvant lenvatinib, how many patients were there?",
        "what delivery technology do the authors hope will reverse resistance?",
        "what are the five big categories the authors sort everything into?",
        "In which year was ferroptosis first described?",
    ],
)
def test_a_question_of_the_prose_lists_no_entries(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "Reference" not in answer.text
    assert {c.passage.kind for c in answer.citations} <= {"prose", "table_row"}
