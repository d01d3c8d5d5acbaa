from __future__ import annotations

import pytest

from app.assistant import Assistant
from app.cited import numbers
from app.entries import people
from app.lexicon import Lexicon
from store.embedder import Embedder
from store.library import Library
from store.records import Document, Reference, Span
from store.retriever import HybridRetriever


@pytest.fixture(scope="module")
def assistant(shipped_library: Library, embedder: Embedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reference 7", [7]),
        ("references 3, 5 and 7", [3, 5, 7]),
        ("what does [12] say?", [12]),
        ("[3] [4]", [3, 4]),
        ("ref. no. 9", [9]),
        ("entry #4", [4]),
        ("published in 2023", []),
        ("section 2.4", []),
        ("30 patients", []),
    ],
)
def test_numbers_of_entries_are_read(text: str, found: list[int]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the study by El-Serag", ["El-Serag"]),
        ("Lima & Miesenböck", ["Lima", "Miesenböck"]),
        ("does it lima?", ["Lima"]),
        ("does it rest?", []),
        ("nothing", []),
    ],
)
def test_surnames_are_found_as_a_whole(text: str, found: list[str]) -> None:
    authors = ("El-Serag, H. B.", "Lima, S. Q.", "Miesenböck, G.")
    lexicon = Lexicon(Document("d", "T", "x", references=(Reference(1, "x", Span(0, 1), authors=authors),)))
    assert people(text, lexicon) == found


FOUND = [
    ("Which references are from 2020?", {3, 5, 23, 27}),
    ("How many references were published before 2015?", {1, 28, 37}),
    ("papers cited from Signal Transduction and Targeted Therapy", {5, 42}),
    ("Which reference is in the journal Autophagy?", {40}),
    ("Huang 2022 - title?", {13}),
    ("Which reference deals with breast cancer?", {17}),
    ("Is there a reference written by one person alone?", {2}),
    ("What is the most recent year of publication in the reference list?", {2, 8, 12, 15, 16, 19, 35, 36, 43}),
    ("oldest entry in the bibliography?", {37}),
    ("Who are the co-authors of Kudo?", {6}),
    ("Which first authors share a surname?", {3, 4, 7, 18}),
    ("Which journal is cited most often?", {5, 24, 36, 42}),
    ("DOI for the NOVA2 paper by Cao", {12}),
    ("Where was the study by Zheng et al. published?", {15}),
    ("Which reference has no DOI?", {30}),
    ("How many refernces are there?", {1, 45}),
    ("Anything from Molecular Cancer?", {24, 36}),
    ("which papers were printed in Signal Transduction and Targeted Therapy", {5, 42}),
    ("Tell me about Kudo's trial.", {6}),
    ("Did Batlle and Clevers publish in Nature Medicine or Cell?", {9}),
    ("DOI for the Lancet trial", {6}),
    ("kudo lancet lenvatinib sorafenib trial citation", {6}),
    ("santarpia 2012 doi", {28}),
    ("which entry carries the doi 10.1002/path.2697", {37}),
    ("is 10.1016/j.gendis.2020.01.014 cited here", {3}),
    ("article number of the LACTB paper in Redox Biol?", {35}),
    ("what came out in Nat Med?", {9}),
    ("papers in IJMS?", {17}),
    ("give me everything from Nature Reviews", {14, 32, 33}),
    ("Which entry is in a Polish-language journal, Postępy something?", {30}),
    ("pages of 'Cancer Stem Cells Revisited'?", {9}),
    ("year of Targeted Therapy for Hepatocellular Carcinoma", {5}),
    ("which paper appears in volume 391", {6}),
    ("the paper that starts with page 1124", {9}),
    ("which reference has article number 484", {43}),
    ("Which works have Ding Qi or a Qi as coauthor in the reference list?", {19}),
    ("how many papers did Wang J. write", {10, 16, 39}),
    ("Two different people called Pan head a paper here - what is each one about?", {40, 44}),
    ("What two sources does the review give for its EMT background paragraph?", {13, 14, 15, 16}),
    ("which references are cited in section 2.4.1?", {32, 33, 34, 35, 36}),
]


@pytest.mark.parametrize(("question", "wanted"), FOUND)
def test_entries_are_found_by_their_fields(assistant: Assistant, question: str, wanted: set[int]) -> None:
    answer = assistant.ask(question)
    found = {r.number for c in answer.citations for r in c.references}
    assert answer.outcome == "answered"
    assert wanted <= found
    assert found == wanted or "share" in question


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When did the manuscript reach the editors?", "November 11, 2024"),
        ("date of acceptance", "December 21, 2024"),
        ("volume number and page range please, for my citation list", "12, 424-437"),
        ("which city and country do the writers come from", "Zhuhai, China"),
        ("give me a full citation for this review", "Journal of Biosciences and Medicines"),
        ("what is 2.5 called and what is it on", "Enhanced Cancer Cell Metabolism"),
        ("what are the parts of 2.4", "2.4.1 Ferroptosis; 2.4.2 Autophagy"),
        ("Into how many areas does the review sort the ways of becoming resistant?", "5 parts: 2.1"),
        ("Where did this review appear?", "Journal of Biosciences and Medicines"),
        ("Do the authors declare any conflicts of interest?", "no competing interests"),
        ("Who is Yong Li?", "Yaoxiang Wu"),
        ("May I reuse the text - under which licence is it out?", "CC BY 4.0"),
        ("What was the purpose of writing this overview?", "summarizes the lenvatinib resistance mechanisms"),
        ("What do the authors conclude at the end?", "nanoscale"),
        ("In what section should I look for ferroptosis?", "2.4.1"),
        ("Which part of the review deals with exosomes and ABC transporters?", "2.2 Abnormal Transport Process"),
        ("What does section 2.4 cover?", "2.4.2 Autophagy"),
        ("What does section 1.2 deal with?", "fewer than 30%"),
        ("Which subsections make up the section on HCC cell plasticity?", "2.1.2 EMT Process"),
        ("What is the table about?", "Mechanisms of lenvatinib resistance"),
        ("How many tables does the review have?", "1 (Table 1)"),
        ("Who is the corresponding author?", "lorry5160@163.com"),
        ("Are there competing interests?", "no competing interests"),
    ],
)
def test_the_review_is_asked_about_itself(assistant: Assistant, question: str, told: str) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert told in answer.text
    assert answer.citations


@pytest.mark.parametrize("question", ["Who funded this work?", "What does section 7.3 cover?", "Reference 46"])
def test_what_the_review_lacks_of_itself_is_said(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).outcome == "not_in_review"
