from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.assistant import Assistant
from app.export import answer_record
from ingest import pipeline
from store.embedder import Embedder
from store.library import Library
from store.records import Answer, Document, Turn
from store.retriever import HybridRetriever

ASKED = "What is the target of KLHL7?"


@pytest.fixture(scope="module")
def assistant(shipped_library: Library, embedder: Embedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return next(iter(shipped_library.snapshot().documents.values()))


@pytest.fixture(scope="module")
def history(assistant: Assistant) -> tuple[Turn, ...]:
    return (Turn(ASKED, assistant.ask(ASKED).text),)


ANSWERED = [
    pytest.param("What is the target of NAT10?", ["HSP90AA1"], {44}, id="lookup"),
    pytest.param("What is the expression of SREBP2?", ["Up"], {45}, id="lookup of a category"),
    pytest.param("Which molecule targets RASA2?", ["KLHL7"], {29}, id="reverse"),
    pytest.param("How many molecules are downregulated?", ["1", "LACTB"], {35}, id="count"),
    pytest.param("How many molecules are upregulated?", ["19", "NAT10", "FZD10"], {10, 44}, id="count of many"),
    pytest.param("Which molecules belong to Metabolism?", ["BNIP3", "NAT10", "SREBP2"], {43, 44, 45}, id="group"),
    pytest.param("Which molecules are not upregulated?", ["LACTB"], {35}, id="negation"),
    pytest.param("Compare NAT10 and SREBP2", ["HSP90AA1", "MTOR"], {44, 45}, id="comparison"),
    pytest.param("What does betulin inhibit?", ["SREBP2"], {45}, id="fact"),
    pytest.param("Which antagonist reverses the process started by CBX1?", ["MK-2206"], {15}, id="remedy"),
    pytest.param("How many new liver cancer cases were there in 2022?", ["865,269"], {1, 2}, id="number"),
    pytest.param("What percentage of liver cancers are HCC?", ["80%"], {1, 2}, id="percentage"),
    pytest.param("Summarise the role of LACTB", ["Down", "HSPA8", "ferroptosis", "p53"], {35}, id="summary"),
    pytest.param("What does this paper report on KLHL7?", ["Up", "RASA2", "MG-132"], {29}, id="the review as a paper"),
    pytest.param("Describe how BNIP3 drives resistance", ["ENO2", "sacrifice"], {43}, id="an overview of a mechanism"),
    pytest.param("Chromobox homolog 1: what process does it start?", ["EMT"], {15}, id="the next sentence"),
    pytest.param("how does lenvatinib work?", ["VEGFR"], set(), id="work that is no address"),
    pytest.param("Who wrote reference 45?", ["Fan, M."], {45}, id="bibliography"),
    pytest.param("What is the DOI of reference 30?", ["no DOI", "Godlewski"], {30}, id="a reference without a DOI"),
    pytest.param("What is the target of Nrf2?", ["empty"], {34}, id="an empty cell"),
    pytest.param("Who wrote this review?", ["Ding Qi", "Yaoxiang Wu", "Yong Li"], set(), id="front matter"),
]


@pytest.mark.parametrize(("question", "facts", "numbers"), ANSWERED)
def test_an_answer_has_its_fact_and_its_references(
    assistant: Assistant, document: Document, question: str, facts: list[str], numbers: set[int]
) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert not answer.abstained
    for fact in facts:
        assert re.search(rf"(?<!\w){re.escape(fact)}", answer.text), answer.text
    cited = {r.number: r.doi for c in answer.citations for r in c.references}
    assert numbers <= set(cited)
    known = {r.number: r.doi for r in document.references}
    assert cited == {n: known[n] for n in cited}


@pytest.mark.parametrize(
    ("question", "standalone", "fact", "number"),
    [
        ("And what is its mechanism?", "KLHL7", "RAS-MAPK", 29),
        ("What about BNIP3?", "target of BNIP3", "ENO2", 43),
        ("Which reference supports that?", "reference 29", "10.1016/j.isci.2023.106914", 29),
    ],
)
def test_a_follow_up_is_asked_about_what_was_said(
    assistant: Assistant, history: tuple[Turn, ...], question: str, standalone: str, fact: str, number: int
) -> None:
    answer = assistant.ask(question, history)
    assert answer.outcome == "answered"
    assert standalone in answer.standalone_question
    assert fact in answer.text
    assert {number} == {r.number for c in answer.citations for r in c.references}


def test_nothing_is_remembered_between_two_questions(assistant: Assistant) -> None:
    assistant.ask(ASKED)
    answer = assistant.ask("And what is its mechanism?")
    assert "RAS-MAPK" not in answer.text
    assert answer.standalone_question == "And what is its mechanism?"


REFUSED = [
    ("What does the review say about KRAS?", "KRAS"),
    ("What is the target of BRCA1?", "BRCA1"),
    ("Who won the world cup in 2018?", "cup"),
    ("What is the dose of lenvatinib in children?", "children"),
    ("Reference 46", "45"),
    ("Hello!", "Latest Research Progress"),
]


@pytest.mark.parametrize(("question", "named"), REFUSED)
def test_what_the_review_does_not_say_is_refused_by_name(assistant: Assistant, question: str, named: str) -> None:
    answer = assistant.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    assert named in answer.text


@pytest.mark.parametrize(
    ("question", "truth", "number"),
    [
        ("Is LACTB upregulated?", "Down, not Up", 35),
        ("Is NAT10 downregulated?", "Up, not Down", 44),
        ("Is RASA2 the target of NAT10?", "HSP90AA1", 44),
    ],
)
def test_a_false_premise_is_corrected(assistant: Assistant, question: str, truth: str, number: int) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "corrected"
    assert answer.text.startswith("No")
    assert truth in answer.text
    assert number in {r.number for r in answer.citations[0].references}


def test_what_a_molecule_lowers_is_not_how_it_stands_itself(assistant: Assistant) -> None:
    answer = assistant.ask("How does EGFR activation lower the level of lenvatinib in the cell?")
    assert answer.outcome == "answered"
    assert "reduce intracellular drug concentration" in answer.text


@pytest.mark.parametrize("number", range(1, 46))
def test_every_reference_is_found_by_its_number(assistant: Assistant, document: Document, number: int) -> None:
    reference = next(r for r in document.references if r.number == number)
    answer = assistant.ask(f"Reference {number}")
    assert answer.outcome == "answered"
    assert [r.number for c in answer.citations for r in c.references] == [number]
    assert (reference.doi or "no DOI") in answer.text
    assert reference.title in answer.text


EVERY = [str(case.values[0]) for case in ANSWERED] + [question for question, _ in REFUSED]


@pytest.mark.parametrize("question", EVERY)
def test_every_claim_is_cited_and_every_quotation_verbatim(
    assistant: Assistant, document: Document, question: str
) -> None:
    answer = assistant.ask(question)
    markers = {c.marker for c in answer.citations}
    for citation in (*answer.citations, *answer.evidence):
        assert citation.quote == document.text[citation.span.start : citation.span.end]
        assert citation.quote.strip()
    for claim in answer.claims:
        assert set(claim.citations) <= markers
        assert claim.citations or answer.abstained or answer.outcome == "ask_back", claim
    assert markers == {marker for claim in answer.claims for marker in claim.citations}


def test_the_same_question_gets_the_same_bytes(assistant: Assistant, shipped_library: Library, embedder: Embedder):
    other = Assistant(shipped_library, HybridRetriever(shipped_library, embedder))
    assert [_bytes(assistant.ask(q)) for q in EVERY] == [_bytes(other.ask(q)) for q in reversed(EVERY)][::-1]


def _bytes(answer: Answer) -> str:
    return json.dumps({**answer_record(answer), "timings_ms": None})


@pytest.mark.parametrize(
    "text",
    [
        "Alphatin raises betatin.",
        "# Notes\n\n## 1. Introduction\n\nAlphatin raises betatin in mice.\n\nGammatin lowers deltatin.\n",
        "# Only a title\n",
        "# T\n\nTable 1. A\n\n| A | B |\n|---|---|\n| x | y |\n",
        "# 标题\n\n这是一个测试。\n",
    ],
)
def test_the_shortest_reviews_can_be_asked(library: Library, tmp_path: Path, embedder: Embedder, text: str) -> None:
    (tmp_path / "notes.md").write_text(text, "utf-8")
    pipeline.ingest([tmp_path / "notes.md"], library, None)
    assistant = Assistant(library, HybridRetriever(library, embedder))
    for question in ("What does Alphatin raise?", "What is this review about?", "List all", "Compare x and y", "?"):
        assert assistant.ask(question).text
