from __future__ import annotations

import pytest

from evals.matching import alternatives, holds, named, numbers, plain, words
from store.records import Answer, Citation, Passage, Span

PASSAGE = Passage("p", "d", "prose", (), Span(0, 1), "x")

HELD = [
    ("It activates the β -catenin/YAP1 axis.", "β-catenin/YAP1"),
    ("It activates the β-catenin/YAP1 axis.", "β -catenin/YAP1 axis"),
    ("binding to PKCα in the cytoplasm", "PKC α"),
    ("binding to 14-3-3 ζ", "14-3-3ζ"),
    ("decreasing intracellular Fe ²⁺ levels", "Fe2+"),
    ("decreasing Fe^{2+}", "Fe²⁺"),
    ("The Non–inferiority trial", "non-inferiority"),
    ("UP, it says", "up"),
    ("865,269 new cases", "865269"),
    ("a rate of 2% - 3% per year", "2%-3%"),
    ("through the STAT\u00a03\u2011ABCB\u00a01 axis", "STAT 3-ABCB 1"),
    ("in 12, 424-437", "424"),
    ("There are five of them.", "5"),
    ("It is K-48-linked.", "K-48"),
    ("HIF-1α/HIF-2α rescue", "HIF-2α"),
]
NOT_HELD = [
    ("It is supported by the data.", "up"),
    ("an upregulated gene", "up"),
    ("TM4SF1 is known", "TM4SF"),
    ("FZD100 is known", "FZD10"),
    ("15 molecules", "5"),
    ("5.5 molecules", "5"),
    ("binding to 14-3-3", "3"),
    ("see Table 1", "1"),
    ("see reference 12", "12"),
    ("1,500 patients", "500"),
    ("a rate of 12% - 13%", "2%-3%"),
    ("miR-655-3p", "655"),
    ("", "anything"),
    ("anything", ""),
]


@pytest.mark.parametrize(("text", "wanted"), HELD)
def test_holds(text: str, wanted: str) -> None:
    assert holds(text, wanted)


@pytest.mark.parametrize(("text", "wanted"), NOT_HELD)
def test_does_not_hold(text: str, wanted: str) -> None:
    assert not holds(text, wanted)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("19 of the 20 molecules", (19, 20)),
        ("Nineteen of twenty", (19, 20)),
        ("none here", ()),
        ("Table 1 lists 3", (3,)),
        ("14-3-3 and TM4SF1", ()),
        ("pages 424-437", (424, 437)),
        ("1,163 and 0.5", (1163,)),
        ("in 2022.", (2022,)),
    ],
)
def test_numbers(text: str, found: tuple[int, ...]) -> None:
    assert numbers(text) == found


def test_a_name_inside_a_longer_name_is_not_named() -> None:
    names = ["Dengue virus", "Dengue virus type 1", "Zika virus"]
    assert named("Dengue virus type 1 is there", names) == {"Dengue virus type 1"}
    assert named("Dengue virus and Dengue virus type 1", names) == {"Dengue virus", "Dengue virus type 1"}


@pytest.mark.parametrize(
    ("text", "marker", "read"),
    [
        ("It is so. [1]", "[1]", "It is so."),
        ("It is so. [1](#d:0-3)", "[1]", "It is so."),
        ("It is so.[[1]](#d:0-3)", "1", "It is so."),
        ("**It** is *so* [1][2].", "[1]", "It is so ."),
        (r"circ\_0007386 \[x\]", "[1]", "circ_0007386 [x]"),
        ("See [the paper](https://doi.org/10.1/x(1)2).", "[1]", "See the paper."),
    ],
)
def test_markers_and_markup_are_not_read(text: str, marker: str, read: str) -> None:
    answer = Answer("q", "q", "answered", text, citations=(Citation(marker, PASSAGE, Span(0, 1), "x"),))
    assert plain(answer) == read


def test_markers_are_no_words() -> None:
    assert words(Answer("q", "q", "answered", "Two words. [1] [2]")) == 2


def test_a_category_has_other_words() -> None:
    assert "upregulated" in alternatives("Up")
    assert alternatives("MYH9") == ("MYH9",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Up** and *Down*, ***both***", "Up and Down, both"),
        ("Partial*,¹,² none³; Low*,²", "Partial*,¹,² none³; Low*,²"),
        ("a VIR* row", "a VIR* row"),
    ],
)
def test_a_star_of_the_reviews_own_is_no_emphasis(text: str, expected: str) -> None:
    assert plain(Answer("q", "q", "answered", text)) == expected
