"""The part of a review that a question keeps to: a section by its title, its number, its place, or several."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assistant import Assistant

REVIEW = """# A Review of Pumpkin Rust

## Abstract

Pumpkin rust is common. Two approved treatments exist in gardens.

## 1. Fungi

### 1.1. Spore Germination

Spores germinate in warm water within nine hours. Germination is stopped by nodile, a kinase inhibitor.
Water stores sugar for spores.

### 1.2. Leaf Wetness

Wet leaves carry sugar for the fungus. Wetness is lowered by lauride, a chitin inhibitor.
Twenty treatments were tried on wet leaves.

## 2. Summary and Prospect

Sprays carried by drones are expected to stop rust.

## References

1. White, A. (2019) KAT3 in Rust. Fungi, 1, 1-2. https://doi.org/10.1000/a
"""


@pytest.fixture(scope="module")
def assistant(assistant_of: Callable[[str, str], Assistant]) -> Assistant:
    return assistant_of("rust.md", REVIEW)


KEPT = [
    ("Which inhibitors are named in the wetness section?", ["lauride"], ["nodile"]),
    ("Which inhibitors are in the part on spore germination?", ["nodile"], ["lauride"]),
    ("Which inhibitors does section 1.1 name?", ["nodile"], ["lauride"]),
    ("How many treatments are approved according to the abstract?", ["Two approved"], ["Twenty"]),
    ("What carries sprays in the closing section?", ["drones"], []),
    ("What do the germination and the wetness sections say on sugar?", ["stores sugar", "carry sugar"], []),
]


@pytest.mark.parametrize(("question", "told", "untold"), KEPT)
def test_a_question_is_answered_from_the_part_that_it_keeps_to(
    assistant: Assistant, question: str, told: list[str], untold: list[str]
) -> None:
    answer = assistant.ask(question).text
    assert [t for t in told if t not in answer] == []
    assert [t for t in untold if t in answer] == []
