"""A question that asks several things, taken apart."""

from __future__ import annotations

import pytest

from app.clauses import clauses, distributed

PARTS = [
    ("What does FOX1 bind and where is it found?", ["What does FOX1 bind", "where is it found?"]),
    ("What does FOX1 bind, and is there a drug against it?", ["What does FOX1 bind", "is there a drug against it?"]),
    ("Who keeps FOX1 down? and can it be restored?", ["Who keeps FOX1 down?", "can it be restored?"]),
    ("FOX1, what does it bind and what dose was given?", ["FOX1: what does it bind", "FOX1: what dose was given?"]),
    (
        "leaf spots: how large are they and who found them",
        ["leaf spots: how large are they", "leaf spots: who found them"],
    ),
    ("leaf spots - how large and what is in them?", ["leaf spots: how large", "leaf spots: what is in them?"]),
    ("FOX1 substrate? and is there a drug against it", ["FOX1 substrate?", "is there a drug against it"]),
    ("Which genes are up and are linked to rust?", []),
    ("Does FOX1 bind and block BAR2?", []),
]


@pytest.mark.parametrize(("question", "parts"), PARTS)
def test_clauses(question: str, parts: list[str]) -> None:
    assert clauses(question) == parts


DISTRIBUTED = [
    ("FOX1 or BAR2 - what does each one block?", ["FOX1: what does it block?", "BAR2: what does it block?"]),
    (
        "Give both the gene it raises and the drug against it.",
        ["Give the gene it raises?", "Give the drug against it."],
    ),
    ("Do FOX1 and BAR2 bind?", []),
]


@pytest.mark.parametrize(("question", "parts"), DISTRIBUTED)
def test_a_question_is_asked_of_each_thing(question: str, parts: list[str]) -> None:
    assert distributed(question) == parts
