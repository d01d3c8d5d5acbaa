from __future__ import annotations

import pytest

from app.assistant import Assistant
from store.embedder import Embedder
from store.library import Library
from store.records import Turn
from store.retriever import HybridRetriever


@pytest.fixture(scope="module")
def assistant(shipped_library: Library, embedder: Embedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


FILLED = [
    ("Which inhibitor blocks SREBP2?", "Betulin.", "does it lower cholesterol?", "Betulin", "cholesterol content"),
    ("Which references are from 2020?", "3, 5, 23 and 27.", "and from 2012?", "from 2012", "Santarpia"),
    ("Is LACTB up or down?", "Down [35].", "What does the table give as its target?", "LACTB", "HSPA8"),
    ("What does NAT10 do?", "It enhances ERS [44].", "and SREBP2?", "SREBP2", "SREBP2"),
    ("What is the target of KLHL7?", "RASA2 [29].", "And BNIP3?", "target of BNIP3", "ENO2"),
    (
        "Which circRNAs travel in exosomes?",
        "circMED27 and circPAK1.",
        "What does the second of those do to YAP?",
        "CircPAK1",
        "YAP",
    ),
    ("What reverses the changes of CBX1?", "MK-2206.", "Which reference is that?", "reference 15", "10.1007"),
    (
        "Which papers stand behind LAPTM5 and HOTAIRM1?",
        "[40] and [39].",
        "in which journals did they appear?",
        "references 40 and 39",
        "Discover Oncology",
    ),
    ("Who wrote entry 14?", "Shibue and Weinberg [14]", "journal?", "reference 14", "Nature Reviews Clinical Oncology"),
    (
        "doi of reference 43?",
        "10.1038/s41419-024-06870-9",
        "and of the NAT10 one?",
        "NAT10",
        "10.1038/s41420-023-01355-8",
    ),
    (
        "Who published the LAPTM5 screen?",
        "Pan, J. et al. [40].",
        "Another first author with that surname?",
        "Pan",
        "Pan, Z.",
    ),
    (
        "What is ferroptosis?",
        "Iron-dependent cell death.",
        "since when has the concept been around?",
        "ferroptosis",
        "2012",
    ),
    ("Does East Asia have a high incidence of HCC?", "Yes.", "where else?", "East Asia", "Central Africa"),
    ("How big are exosomes?", "40 to 100 nm.", "Which bodily fluids carry them?", "exosomes", "bodily fluids"),
    (
        "Which lncRNAs are in the table?",
        "NEAT1v1 and HOTAIRM 1 [1][2].",
        "thanks! how about circRNAs",
        "circRNAs",
        "CircPAK1",
    ),
    (
        "What is LAPTM5?",
        "A lysosomal protein.",
        "Something else: how big are exosomes?",
        "how big are exosomes",
        "100 nm",
    ),
    (
        "When was the review published?",
        "Published: December 24, 2024 [1]",
        "in which journal?",
        "this review",
        "Biosciences",
    ),
    ("Who is the corresponding author?", "Yong Li [1]", "where does he work?", "this review", "Zhuhai"),
    ("What are CSCs?", "FZD10 is high in CSCs [10].", "since when do we know of them?", "CSCs", "four decades"),
    (
        "Which pathways does lenvatinib inhibit?",
        "VEGF, FGF.",
        "does sorafenib do so too?",
        "sorafenib inhibit",
        "orafenib",
    ),
    ("Which rows cite a paper of 2022?", "EGFR, Nrf2 and LAPTM5.", "how many is that?", "EGFR", "3"),
    ("Which drugs come first?", "Sorafenib and lenvatinib [1].", "since when the former?", "sorafenib", "decade"),
    ("How does circMED27 act?", "Via USP28 [21].", "the other circRNA in that group?", "CircPAK1", "YAP"),
    ("Which group is EGFR in?", "Transport process.", "and the others in that group?", "CircPAK1", "CircMED27"),
    ("Groups?", "HCC cell plasticity, Metabolism.", "Which of them is the biggest?", "groups", "Programmed cell death"),
    ("Groups?", "HCC cell plasticity, Metabolism.", "which ones have only three rows?", "groups", "Transport process"),
]


@pytest.mark.parametrize(("before", "said", "question", "filled", "fact"), FILLED)
def test_a_follow_up_is_filled_and_answered(
    assistant: Assistant, before: str, said: str, question: str, filled: str, fact: str
) -> None:
    answer = assistant.ask(question, (Turn(before, said),))
    assert filled.casefold() in answer.standalone_question.casefold()
    assert answer.outcome == "answered"
    assert fact.casefold() in answer.text.casefold()
    assert answer.citations


def test_an_earlier_topic_is_returned_to(assistant: Assistant) -> None:
    past = (
        Turn("What does BNIP3 do?", "Mitophagy [43]."),
        Turn("And what is autophagy good for?", "It clears debris."),
    )
    answer = assistant.ask("Back to BNIP3: which pathway does it modulate?", past)
    assert "ENO2" in answer.text


def test_the_first_of_a_whole_conversation_is_the_one_asked_first(assistant: Assistant) -> None:
    past = (Turn("What does FZD10 do?", "It activates YAP1 [10]."), Turn("TM4SF1?", "NOTCH."), Turn("NOVA2?", "Wnt."))
    answer = assistant.ask("For the first one, whose study was it?", past)
    assert "Wang, J." in answer.text


@pytest.mark.parametrize("question", ["how many guide RNAs were in that library?", "what hazard ratio do they give?"])
def test_what_the_review_does_not_say_is_refused_in_a_follow_up_too(assistant: Assistant, question: str) -> None:
    past = (Turn("How was LAPTM5 found?", "Through a CRISPR-Cas9 screen [40]."),)
    assert assistant.ask(question, past).abstained
