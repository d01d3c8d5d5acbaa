from __future__ import annotations

from dataclasses import replace

import pytest

from evals.cases import Case
from evals.scores import (
    citation_precision,
    citation_recall,
    dangling,
    exact_set,
    forbidden_facts,
    missing_facts,
    right_dois,
    right_references,
    score,
    verbatim,
)
from store.records import Answer, Citation, Claim, Document, Hit, Outcome, Passage, Reference, Span

TEXT = "NAT10 enhances ERS [44]. Remodelin inhibits NAT10 [44]. SREBP2 activates mTOR [45]. Betulin inhibits SREBP2."
FIRST, SECOND, THIRD, FOURTH = Span(0, 24), Span(25, 55), Span(56, 83), Span(84, 108)
REFERENCES = (
    Reference(44, "Pan", Span(0, 1), doi="10.1/a"),
    Reference(45, "Fan", Span(0, 1), doi="10.1/b"),
    Reference(46, "Woo", Span(0, 1)),
)
DOCUMENT = Document("d", "A review", TEXT, references=REFERENCES)
DOCUMENTS = {"d": DOCUMENT}
PASSAGE = Passage("d:prose:1", "d", "prose", (), Span(0, len(TEXT)), TEXT)
OTHER = replace(PASSAGE, id="e:prose:1", document_id="e")


def cite(marker: str, span: Span, *numbers: int, quote: str | None = None, doi: str = "") -> Citation:
    references = tuple(r for r in REFERENCES if r.number in numbers)
    references = tuple(replace(r, doi=doi) for r in references) if doi else references
    return Citation(marker, PASSAGE, span, span.of(TEXT) if quote is None else quote, references)


def answer(
    text: str = "", *citations: Citation, claims: list[str] | None = None, outcome: Outcome = "answered"
) -> Answer:
    """Return an answer of one claim for each string of markers in `claims`; by default one with all of them."""
    marks = [" ".join(c.marker for c in citations)] if claims is None else claims
    made = tuple(Claim("x", tuple(m.split())) for m in marks)
    return Answer("q", "q", outcome, text, made, citations, (Hit(PASSAGE, 1.0),))


def case(**fields: object) -> Case:
    return replace(Case("fact-1", "fact", "q", ("answered",)), **fields)  # type: ignore[arg-type]


FACT = case(must=(("HSP90AA1",), ("up", "upregulated", "elevated")), must_not=("MYH9", "down"))
RIGHT_FACTS = [
    "HSP90AA1 is the target; the expression is Up.",
    "hsp90aa1, upregulated",
    "Elevated; HSP90AA1.",
    "In Table 1, NAT10 targets HSP90AA1 and is Up.",
    "UP (HSP90AA1)",
    "HSP90AA1: up",
    "The RNA of HSP90AA1 is acetylated, and NAT10 is upregulated.",
    "It is elevated\nand acts on HSP90AA1",
    "NAT10 ... HSP90AA1/ERS ... Up",
    "“HSP90AA1”, “Up”",
]
WRONG_FACTS = [
    "HSP90AA1 is the target.",
    "The expression is Up.",
    "HSP90AA1 is the target; the expression is Down.",
    "HSP90AA1 and MYH9 are up.",
    "HSP90AA12 is up",
    "HSP90 is up",
    "HSP90AA1 is supported",
    "HSP90AA1 is overrated",
    "",
    "I cannot say.",
    "HSP90AA1 goes up and down",
]


@pytest.mark.parametrize("text", RIGHT_FACTS)
def test_facts_right(text: str) -> None:
    assert missing_facts(FACT, text) == ()
    assert forbidden_facts(FACT, text) == ()


@pytest.mark.parametrize("text", WRONG_FACTS)
def test_facts_wrong(text: str) -> None:
    assert (*missing_facts(FACT, text), *forbidden_facts(FACT, text)) != ()


SET = case(names=("BNIP3", "NAT10", "SREBP2", "LACTB", "NAT1"), expected=("BNIP3", "NAT10", "SREBP2"))
RIGHT_SETS = [
    "BNIP3, NAT10 and SREBP2",
    "SREBP2, NAT10, BNIP3",
    "- BNIP3\n- NAT10\n- SREBP2",
    "Three molecules: BNIP3; NAT10; SREBP2.",
    "bnip3, nat10, srebp2",
    "BNIP3 (Up), NAT10 (Up), SREBP2 (Up), which act on HSP90AA1 and mTOR",
    "BNIP3, NAT10, NAT10 and SREBP2",
    "Metabolism holds BNIP3/NAT10/SREBP2.",
    "BNIP-3, NAT10, SREBP2 and BNIP3",
    "“BNIP3”, “NAT10”, “SREBP2”",
]
WRONG_SETS = [
    "BNIP3 and NAT10",
    "BNIP3, NAT10, SREBP2 and LACTB",
    "BNIP3, NAT1 and SREBP2",
    "BNIP3, NAT10, NAT1 and SREBP2",
    "LACTB",
    "",
    "All of them",
    "BNIP31, NAT10, SREBP2",
    "BNIP3, NAT10, SREBP",
    "3 molecules",
]


@pytest.mark.parametrize("text", RIGHT_SETS)
def test_exact_set_right(text: str) -> None:
    assert exact_set(SET, text)
    assert (*missing_facts(SET, text), *forbidden_facts(SET, text)) == ()


@pytest.mark.parametrize("text", WRONG_SETS)
def test_exact_set_wrong(text: str) -> None:
    assert not exact_set(SET, text)
    assert (*missing_facts(SET, text), *forbidden_facts(SET, text)) != ()


COUNT = case(kind="count", must=(("5",),))


@pytest.mark.parametrize(
    "text",
    ["5", "Five.", "5 of 20 molecules", "five molecules: FZD10, TM4SF1", "Of the 20, 5 are", "(5)", "5 molecules",
     "the number is 5.", "In Table 1 there are 5", "FIVE"],
)  # fmt: skip
def test_count_right(text: str) -> None:
    assert missing_facts(COUNT, text) == ()


@pytest.mark.parametrize(
    "text",
    ["15", "50", "5.1", "see Table 5", "four", "TM4SF5", "fivefold", "", "none", "14-3-5", "K5", "see reference 5"],
)
def test_count_wrong(text: str) -> None:
    assert missing_facts(COUNT, text) == ("5",)


A, B, C, D = cite("[1]", FIRST, 44), cite("[2]", SECOND, 44), cite("[3]", THIRD, 45), cite("[4]", FOURTH)
GOLD = (FIRST, SECOND)

CITED = [
    # answer, ALCE recall, ALCE precision
    pytest.param(answer("", A), 1.0, 1.0, id="the one on the evidence"),
    pytest.param(answer("", A, B), 1.0, 1.0, id="both on the evidence"),
    pytest.param(answer("", A, B, claims=["[1]", "[2]"]), 1.0, 1.0, id="two claims"),
    pytest.param(answer("", cite("[1]", Span(2, 20))), 1.0, 1.0, id="a part of the evidence"),
    pytest.param(answer("", cite("[1]", Span(0, 60))), 1.0, 1.0, id="more than the evidence"),
    pytest.param(answer("", cite("[1]", Span(0, len(TEXT)))), 1.0, 1.0, id="a passage around it"),
    pytest.param(answer("", A, claims=["[1]", "[1]"]), 1.0, 1.0, id="one citation twice"),
    pytest.param(answer("", cite("[1]", Span(12, 40))), 1.0, 1.0, id="the seam of both"),
    pytest.param(answer("", cite("x", SECOND)), 1.0, 1.0, id="another marker"),
    pytest.param(answer("", B, claims=["[2]", "[2]", "[2]"]), 1.0, 1.0, id="three claims"),
    pytest.param(answer("", A, C), 1.0, 0.5, id="one too many"),
    pytest.param(answer("", C, D), 0.0, 0.0, id="beside the evidence"),
    pytest.param(answer("", C), 0.0, 0.0, id="the next sentence"),
    pytest.param(answer(""), 0.0, 0.0, id="no citation"),
    pytest.param(answer("", A, claims=["[1]", ""]), 0.5, 1.0, id="a claim without one"),
    pytest.param(answer("", A, C, claims=["[1]", "[3]"]), 0.5, 0.5, id="half of the claims"),
    pytest.param(answer("", A, claims=["[9]"]), 0.0, 0.0, id="a marker without a citation"),
    pytest.param(answer("", claims=[]), 0.0, 0.0, id="no claim"),
    pytest.param(answer("", cite("[1]", Span(54, 83))), 0.0, 0.0, id="one character of the evidence"),
    pytest.param(answer("", replace(A, passage=OTHER)), 0.0, 0.0, id="the same span of another review"),
    pytest.param(answer("", A, C, D), 1.0, 1 / 3, id="two too many"),
    pytest.param(answer("", A, B, C, claims=["[1] [3]", "[2]", "[3]"]), 2 / 3, 0.5, id="mixed"),
]


@pytest.mark.parametrize(("given", "recall", "precision"), CITED)
def test_citations(given: Answer, recall: float, precision: float) -> None:
    assert citation_recall(given, GOLD, "d") == pytest.approx(recall)
    assert citation_precision(given, GOLD, "d") == pytest.approx(precision)


VERBATIM = [
    (answer("", A), 1.0),
    (answer("", A, B, C, D), 1.0),
    (answer("", cite("[1]", Span(0, 5))), 1.0),
    (answer("", cite("[1]", Span(0, len(TEXT)))), 1.0),
    (answer("", cite("[1]", Span(3, 9))), 1.0),
    (answer("", cite("[1]", FIRST, quote="NAT10 enhances ERS [44].")), 1.0),
    (answer("", A, A), 1.0),
    (answer("", replace(A, passage=replace(PASSAGE, text="repaired"))), 1.0),
    (answer("", cite("[1]", FOURTH)), 1.0),
    (answer("", cite("[1]", Span(107, 108))), 1.0),
    (answer("", cite("[1]", FIRST, quote="NAT10 enhances ERS.")), 0.0),
    (answer("", cite("[1]", FIRST, quote="nat10 enhances ERS [44].")), 0.0),
    (answer("", cite("[1]", FIRST, quote="NAT10  enhances ERS [44].")), 0.0),
    (answer("", cite("[1]", FIRST, quote="")), 0.0),
    (answer("", cite("[1]", Span(1, 24), quote=FIRST.of(TEXT))), 0.0),
    (answer("", cite("[1]", SECOND, quote=FIRST.of(TEXT))), 0.0),
    (answer("", cite("[1]", Span(5, 5))), 0.0),
    (answer("", replace(A, passage=OTHER)), 0.0),
    (answer("", A, cite("[2]", SECOND, quote="Remodelin")), 0.5),
    (answer("", A, B, C, cite("[4]", FOURTH, quote="Betulin")), 0.75),
    (answer("", cite("[1]", FIRST, quote="NAT10 enhances ERS [44]. ")), 0.0),
    (answer(""), None),
]


@pytest.mark.parametrize(("given", "share"), VERBATIM)
def test_verbatim(given: Answer, share: float | None) -> None:
    assert verbatim(given, DOCUMENTS) == share


ASKS_44, ASKS_BOTH = case(references=(44,)), case(references=(44, 45))
NUMBERS = [
    (ASKS_44, answer("", A), True),
    (ASKS_44, answer("", B), True),
    (ASKS_44, answer("", A, B), True),
    (ASKS_44, answer("", A, C), True),
    (ASKS_44, answer("", D, A), True),
    (ASKS_44, answer("", cite("[1]", FIRST, 44, 45)), True),
    (ASKS_BOTH, answer("", A, C), True),
    (ASKS_BOTH, answer("", C, B), True),
    (ASKS_BOTH, answer("", cite("[1]", FIRST, 44, 45)), True),
    (ASKS_BOTH, answer("", cite("[1]", FIRST, 44, 45, 46)), True),
    (ASKS_44, answer("", C), False),
    (ASKS_44, answer("", D), False),
    (ASKS_44, answer("44"), False),
    (ASKS_44, answer("[44]"), False),
    (ASKS_44, answer("", cite("[44]", FOURTH)), False),
    (ASKS_44, answer("", cite("[1]", FIRST, 46)), False),
    (ASKS_44, answer("", cite("[1]", FIRST, 45, 46)), False),
    (ASKS_BOTH, answer("", A), False),
    (ASKS_BOTH, answer("", C), False),
    (ASKS_BOTH, answer("", A, B), False),
    (ASKS_BOTH, answer("", A, D), False),
]


@pytest.mark.parametrize(("asked", "given", "right"), NUMBERS)
def test_reference_numbers(asked: Case, given: Answer, right: bool) -> None:
    assert right_references(asked, given) is right


NEXT = replace(REFERENCES[0], doi=REFERENCES[1].doi)
DOIS = [
    (answer("", A), True),
    (answer("", C), True),
    (answer("", A, B, C), True),
    (answer("", cite("[1]", FIRST, 44, 45)), True),
    (answer("", cite("[1]", FIRST, 46)), True),
    (answer("", cite("[1]", FIRST, 44, 45, 46)), True),
    (answer("", A, D), True),
    (answer("", A, A), True),
    (answer("", replace(A, references=(REFERENCES[1],))), True),
    (answer("", cite("[1]", FOURTH, 45)), True),
    (answer("", cite("[1]", FIRST, 44, doi="10.1/b")), False),
    (answer("", cite("[1]", FIRST, 44, doi="10.1/A")), False),
    (answer("", cite("[1]", FIRST, 46, doi="10.1/a")), False),
    (answer("", A, cite("[2]", SECOND, 44, doi="10.1/b")), False),
    (answer("", replace(A, references=(NEXT,))), False),
    (answer("", replace(A, references=(replace(REFERENCES[0], doi=None),))), False),
    (answer("", replace(A, references=(replace(REFERENCES[0], number=47),))), False),
    (answer("", replace(A, references=(replace(REFERENCES[0], number=45),))), False),
    (answer("", replace(A, passage=OTHER)), False),
    (answer("", A, replace(C, references=(REFERENCES[1], NEXT))), False),
    (answer("", cite("[1]", FIRST, 44, doi="https://doi.org/10.1/a")), False),
    (answer("", D), None),
    (answer(""), None),
]


@pytest.mark.parametrize(("given", "right"), DOIS)
def test_dois(given: Answer, right: bool | None) -> None:
    assert right_dois(given, DOCUMENTS) is right


ANSWERABLE = case(must=(("ERS",),), evidence=(FIRST,), references=(44,))
UNANSWERABLE = case(kind="unanswerable_near", outcomes=("not_in_review", "ask_back"), must_not=("HSP90AA1",))
CORRECTED = case(kind="false_premise", outcomes=("corrected",), must=(("ERS",),), evidence=(FIRST,))
OUTCOMES: list[tuple[Case, Answer, bool, bool]] = [
    # case, answer, right, passed
    (ANSWERABLE, answer("It enhances ERS.", A), True, True),
    (ANSWERABLE, answer("It enhances ERS.", C), True, False),
    (ANSWERABLE, answer("It enhances ERS."), True, False),
    (ANSWERABLE, answer("It enhances ERS.", cite("[1]", FIRST, 45)), True, False),
    (ANSWERABLE, answer("It enhances ERS.", cite("[1]", FIRST, 44, doi="10.1/b")), True, False),
    (ANSWERABLE, answer("It enhances ERS.", cite("[1]", FIRST, 44, quote="ERS")), True, False),
    (ANSWERABLE, answer("It enhances ERS.", A, claims=["[1]", "[7]"]), True, False),
    (ANSWERABLE, answer("It enhances it.", A), False, False),
    (ANSWERABLE, answer("It enhances ERS.", A, outcome="corrected"), False, False),
    (ANSWERABLE, answer("The review does not say.", outcome="not_in_review"), False, False),
    (ANSWERABLE, answer("ERS", outcome="not_in_review"), False, False),
    (ANSWERABLE, answer("Which ERS?", outcome="ask_back"), False, False),
    (UNANSWERABLE, answer("Nothing on NAT11.", outcome="not_in_review"), True, True),
    (UNANSWERABLE, answer("NAT10?", outcome="ask_back"), True, True),
    (UNANSWERABLE, answer("Not here; nearest: NAT10.", A, outcome="not_in_review"), True, True),
    (UNANSWERABLE, answer("HSP90AA1", outcome="not_in_review"), False, False),
    (UNANSWERABLE, answer("HSP90AA1", A), False, False),
    (UNANSWERABLE, answer("It is unknown.", A), False, False),
    (UNANSWERABLE, answer("Nothing.", outcome="off_topic"), False, False),
    (UNANSWERABLE, answer("Nothing.", outcome="partial"), False, False),
    (CORRECTED, answer("No: it enhances ERS.", A, outcome="corrected"), True, True),
    (CORRECTED, answer("Yes: it enhances ERS.", A), False, False),
    (CORRECTED, answer("No.", A, outcome="corrected"), False, False),
]


@pytest.mark.parametrize(("asked", "given", "right", "passed"), OUTCOMES)
def test_a_whole_answer(asked: Case, given: Answer, right: bool, passed: bool) -> None:
    found = score(asked, given, DOCUMENTS, "d")
    assert found.right is right
    assert found.passed is passed


def test_a_marker_without_a_citation_is_named() -> None:
    assert dangling(answer("", A, claims=["[1]", "[7] [8]"])) == ("7", "8")


def test_a_refusal_has_no_citations_to_score() -> None:
    found = score(ANSWERABLE, answer("No.", outcome="not_in_review"), DOCUMENTS, "d")
    assert found.citation_recall is None
    assert found.verbatim is None


def test_the_entry_of_an_asked_reference_is_evidence() -> None:
    entry = replace(REFERENCES[0], span=FOURTH)
    documents = {"d": replace(DOCUMENT, references=(entry, *REFERENCES[1:]))}
    asked = case(evidence=(FIRST,), references=(44,))
    assert score(asked, answer("", D), documents, "d").citation_recall == 1.0
