"""Lists gathered over table, prose and headings: which of a table's things the review says it of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.assistant import Assistant
from app.digest import digest

REVIEW = """# A Review of Pumpkin Rust

## Abstract

Pumpkin rust is common. This review tells how genes of the fungus spread rust.

## 1. Fungi

### 1.1. Spore Germination

KAT3 speeds the growth of the fungus by activating BAR2 [1]. ZIP7 is found in infected leaves [2].

### 1.2. Leaf Wetness

HUM4 spreads rust by keeping leaves wet [1]. HUM4 raises chitin by means of miR-77 [1].

### 1.3. Chitin

TUB7 builds chitin and works with enzymes (CHS2, CHS3 and CHS5) [2].
Rust without chitin is overcome by lauride, a TUB7 inhibitor [2].
Rust is also reversed by nodile, a KAT3 inhibitor [2].

Table 1. Genes of rust.

| Gene | Expression | Target | Mechanism | Ref. |
|---|---|---|---|---|
| KAT3 | Up | BAR2 | Raising growth | [1] |
| ZIP7 | Up | miR-12 | Sponging miR-12 | [2] |
| HUM4 | Down | miR-77 | Keeping leaves wet | [1] |
| TUB7 | Up | GUF3 | Building chitin | [2] |

## References

1. White, A. (2019) KAT3 in Rust. Fungi, 1, 1-2. https://doi.org/10.1000/a
2. Brown, B. (2018) Spores. Fungi, 1, 3-4. https://doi.org/10.1000/b
"""


@pytest.fixture(scope="module")
def assistant(assistant_of: Callable[[str, str], Assistant]) -> Assistant:
    return assistant_of("rust.md", REVIEW)


LISTED = [
    pytest.param("Which genes affect spore germination?", ["KAT3", "ZIP7"], id="by the heading"),
    pytest.param("Genes tying chitin to rust?", ["HUM4", "TUB7"], id="by a cell and by a sentence"),
    pytest.param("anything in the table that concerns wetness or chitin", ["HUM4", "TUB7"], id="alternatives"),
    pytest.param("which mechanisms involve infection?", ["ZIP7"], id="by a column's header"),
    pytest.param("Which genes does the section on leaf wetness discuss?", ["HUM4"], id="of a section"),
    pytest.param("Name the microRNAs that are targets", ["ZIP7", "HUM4", "miR-12"], id="names of a class in cells"),
    pytest.param("non-coding RNAs in the table?", ["ZIP7", "HUM4", "miR-12"], id="a class over several classes"),
]


@pytest.mark.parametrize(("question", "names"), LISTED)
def test_a_list_has_the_members_and_no_other(assistant: Assistant, question: str, names: list[str]) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert [n for n in ("KAT3", "ZIP7", "HUM4", "TUB7", "miR-12") if n in answer.text and n in names] == names
    others = {"KAT3", "HUM4", "TUB7"} - set(names)
    assert not [n for n in others if n in answer.text]
    assert answer.claims[-1].citations


def test_what_a_sentence_enumerates_is_counted(assistant: Assistant) -> None:
    answer = assistant.ask("How many enzymes does TUB7 work with?")
    assert answer.text.startswith("3 (enzymes): CHS2, CHS3 and CHS5")


def test_words_that_mean_the_same_are_one_condition(assistant: Assistant) -> None:
    answer = assistant.ask("List the drugs that cure rust or overcome rust")
    assert "lauride: TUB7 inhibitor" in answer.text
    assert "nodile: KAT3 inhibitor" in answer.text


def test_clauses_beside_a_list_are_answered_too(assistant: Assistant) -> None:
    answer = assistant.ask("What does lauride inhibit, and which genes affect spore germination?")
    assert all(n in answer.text for n in ("TUB7", "KAT3", "ZIP7"))


SUMMED_UP = [
    pytest.param("Sum up the part on chitin", ["TUB7", "lauride"], ["HUM4"], id="a section by its title"),
    pytest.param("Sum up the section on chitin", ["TUB7", "lauride"], ["HUM4"], id="a section that is called one"),
    pytest.param("Give me the gist of how spores germinate", ["KAT3", "ZIP7"], ["TUB7"], id="by its title's family"),
    pytest.param("summarise the review", ["genes of the fungus"], ["lauride"], id="the whole of it"),
]


@pytest.mark.parametrize(("question", "said", "unsaid"), SUMMED_UP)
def test_an_overview_has_the_points_of_its_section(
    assistant: Assistant, question: str, said: list[str], unsaid: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.outcome == "answered"
    assert all(w in answer.text for w in said)
    assert not any(w in answer.text for w in unsaid)


def test_a_digest_says_every_entity_within_its_budget(assistant: Assistant) -> None:
    (reading,) = assistant.readings().values()
    chosen = digest(reading.prose, reading.lexicon, lambda texts: [0.0 for _ in texts], budget=40)
    text = " ".join(i.sentence.text for i in chosen)
    assert all(n in text for n in ("KAT3", "ZIP7", "HUM4", "TUB7"))
    assert [i.position for i in chosen] == sorted(i.position for i in chosen)
    assert len(chosen) < len(reading.prose)


def test_an_overview_of_two_things_has_the_sections_on_both(assistant: Assistant) -> None:
    answer = assistant.ask("Sum up chitin and leaf wetness.").text
    assert [t for t in ("TUB7 builds chitin", "keeping leaves wet") if t not in answer] == []
    assert "KAT3 speeds" not in answer
