from __future__ import annotations

import pytest

from app import expected, field


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many patients were studied?", "Brown et al. observed 30 treated patients."),
        ("how many complexes are named?", "It binds to the complexes A1B2, A2B2, and A3B3."),
        ("how many years has it been approved?", "It has been approved for over a decade."),
        ("when was it approved?", "It was approved in 2019."),
        ("what % of tumours are positive?", "Two thirds of the tumours are positive."),
        ("what size are the particles in nm?", "The particles have a size of 40 nm."),
        ("what is the median survival?", "Median survival was 13 months."),
        ("how deep does the light go?", "The light goes 5 mm into the tissue."),
    ],
)
def test_what_is_asked_for_is_there(question: str, text: str) -> None:
    assert not expected.missing(question, [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many patients were studied?", "The patients had tumours."),
        ("when was it first made?", "It was approved as a drug."),
        ("what % of tumours are positive?", "Some of the tumours are positive."),
        ("what size are the particles in nm?", "Particles deliver the 2 drugs."),
        ("what is the median survival?", "Survival was longer."),
        ("how deep does the light go?", "The light goes into the tissue."),
    ],
)
def test_what_is_asked_for_is_missing(question: str, text: str) -> None:
    assert expected.missing(question, [text])


@pytest.mark.parametrize(
    ("question", "text", "unmet"),
    [
        ("at which dose was it given?", "It was given daily.", ("dose",)),
        ("at which dose was it given?", "It was given at 20 mg.", ()),
        ("why don't cells respond?", "Cells adapt.", ()),
        ("is it seen in the kidney?", "It is seen in renal tissue.", ()),
    ],
)
def test_a_word_of_the_field_has_to_be_met(question: str, text: str, unmet: tuple[str, ...]) -> None:
    assert field.unmet(question, [text]) == unmet


def test_a_dose_is_a_property_and_an_organ_is_none() -> None:
    assert field.is_property("dose")
    assert not field.is_property("kidney")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how many of the 40 samples were positive?", "A total of 40 samples were tested."),
        ("how many rats were treated?", "Rats were treated with the drug (Brown et al. 2011)."),
        ("how many rats were in the study?", "In the study of Brown et al., rats had both scans and surgery."),
        ("how large is the particle?", "The A1B2 particle was seen (Brown 2011)."),
        ("how long should it be given?", "It is given as it is well borne by the ones who need it."),
        ("how often does it bleed?", "It may bleed."),
    ],
)
def test_a_number_of_something_else_is_none(question: str, text: str) -> None:
    assert expected.missing(question, [text])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what fraction of samples is positive?", "Three out of four samples are positive."),
        ("how many out of the 359 donors had it?", "Four of 359 healthy donors had it."),
        ("how many of the eggs carried it?", "Over 85 % of the eggs carried it."),
        ("how often does it bleed?", "It rarely bleeds."),
        ("how long were the pulses?", "Pulses of 150–250 ms were used."),
        ("how fast is it?", "It takes almost 1 second."),
    ],
)
def test_a_count_may_stand_in_other_words(question: str, text: str) -> None:
    assert not expected.missing(question, [text])
