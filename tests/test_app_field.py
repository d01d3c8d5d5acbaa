from __future__ import annotations

import pytest

from app.field import unmet


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What was the odds ratio for death?", "Mortality was higher (OR 3.2).", False),
        ("What was the odds ratio for death?", "Mortality was higher or equal.", True),
        ("Which subtypes by immunohistochemistry?", "Subtypes are split by immunohistochemical analysis.", False),
        ("Which colour was the light?", "Light of 532 nm was sufficient.", False),
        ("What dose was given?", "The drug was given daily.", True),
    ],
)
def test_a_word_of_the_field_is_met_by_its_set_its_initials_or_another_ending(
    question: str, text: str, missing: bool
) -> None:
    assert bool(unmet(question, [text])) is missing
