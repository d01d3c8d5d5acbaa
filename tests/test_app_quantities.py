from __future__ import annotations

from math import inf

import pytest

from app.quantities import amounts, shares


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("865,269, with over 750,000 deaths", [(865269, 865269, "large"), (750000, inf, "large")]),
        ("fewer than half a million people", [(0, 500000, "large")]),
        ("more than half survive", [(50, 100, "%")]),
        ("almost half of them", [(37.5, 50, "%")]),
        ("a fifth of all strokes", [(20, 20, "%")]),
        ("less than 20%", [(0, 20, "%")]),
        ("2% - 3% per year", [(2, 3, "%")]),
        ("was approved in 2019", [(2019, 2019, "date")]),
        ("four decades ago", [(14600, 14600, "time")]),
        ("twelve mice", [(12, 12, "mice")]),
        ("the first of them", []),
    ],
)
def test_amounts_are_ranges_of_a_kind(text: str, told: list[tuple[float, float, str]]) -> None:
    assert [(a.low, a.high, a.kind) for a in amounts(text)] == told


@pytest.mark.parametrize(
    ("asked", "said", "meet"),
    [
        ("1-2 micrometres wide", "from 40 to 100 nm", False),
        ("50 nm wide", "from 40 to 100 nm", True),
        ("only ten years old", "four decades ago", False),
        ("2.5% a year", "2% - 3% per year", True),
        ("1.2 million cases", "over 750,000 cases", False),
        ("800,000 cases", "over 750,000 cases", True),
    ],
)
def test_amounts_meet(asked: str, said: str, meet: bool) -> None:
    mine, theirs = amounts(asked)[0], amounts(said)[0]
    assert mine.kind == theirs.kind
    assert mine.meets(theirs.told()) is meet


def test_most_is_a_share() -> None:
    assert [(a.low, a.high) for a in shares("Most patients can be cured") + shares("Why do few survive?")] == [
        (50, 100),
        (0, 50),
    ]


@pytest.mark.parametrize("text", ["where is it most common?", "Which of them are most important?", "the most frequent"])
def test_a_superlative_is_no_share(text: str) -> None:
    assert shares(text) == []
