"""The typed query over the rows: every form of question, on a review that no code knows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app import tabular
from app.assistant import Assistant
from app.columns import columns
from app.table.tokens import joined, numbers, tokens

REVIEW = """# A Review of Planets

## Abstract

Planets go round the sun. This review sums up what is known of them.

## Bodies

Jupiter-5 is the largest body of all, and its storms are centuries old [1]. Saturn-6 wears rings of ice [2].

Table 1. Bodies of the system.

| Body | State | Moons | Share (%) | Discoverer | Ref. |
|---|---|---|---|---|---|
| **Inner** | | | | | |
| Mercury | Rock | 0 | <1 | Ancients | [1] |
| Venus | Rock | 0 | 2 | | [2] |
| **Outer** | | | | | |
| Jupiter-5 | Gas | 95 | 71 | Galilei/Marius | [1] |
| Saturn-6 | Gas | 146 | 21 | Galilei and Huygens | [2] |
| Uranus-7 | Ice | 28 | 4 | Herschel | [1] |
| Neptune-8 | Ice | 16 | 5 | Galle | [3] |

Table 2. Probes that were sent.

| Probe | Destination | Launched | Ref. |
|---|---|---|---|
| Cassini | Saturn-6 | 1997 | [2] |
| Voyager-2 | Neptune-8 | 1977 | [3] |
| Magellan | Venus | 1989 | [2] |

## References

1. Kepler, J. (2019) Harmonies. World, 1, 1-2. https://doi.org/10.1000/a
2. Brahe, T. (2018) Tables. World, 1, 3-4. https://doi.org/10.1000/b
3. Galle, J. (2022) Neptune. World, 2, 5-6. https://doi.org/10.1000/c
"""


@pytest.fixture(scope="module")
def assistant(assistant_of: Callable[[str, str], Assistant]) -> Assistant:
    return assistant_of("planets.md", REVIEW)


def ask(assistant: Assistant, question: str) -> tuple[str, str]:
    answer = assistant.ask(question)
    return answer.outcome, answer.text


ANSWERED = [
    pytest.param("What is the state of Uranus-7?", ["Ice"], ["Gas"], id="lookup"),
    pytest.param("moons of Saturn-6", ["146"], ["95"], id="lookup in three words"),
    pytest.param("Which body has 146 moons?", ["Saturn-6"], ["Jupiter-5"], id="reverse of a number"),
    pytest.param("Which body was found by Herschel?", ["Uranus-7"], ["Venus"], id="reverse of a name"),
    pytest.param("Which bodies have Gas as their state?", ["Jupiter-5", "Saturn-6"], ["Venus", "Uranus-7"], id="list"),
    pytest.param("Which bodies are not Gas?", ["Mercury", "Venus", "Uranus-7"], ["Jupiter-5"], id="negation"),
    pytest.param("Which bodies are Gas or Ice?", ["Jupiter-5", "Neptune-8"], ["Venus", "Mercury"], id="either"),
    pytest.param("Which outer bodies are Ice?", ["Uranus-7", "Neptune-8"], ["Jupiter-5"], id="group and value"),
    pytest.param("Which bodies have more than 50 moons?", ["Jupiter-5", "Saturn-6"], ["Neptune-8"], id="more than"),
    pytest.param("Which bodies have at most 16 moons?", ["Mercury", "Neptune-8"], ["Uranus-7"], id="at most"),
    pytest.param("How many bodies are Rock?", ["2"], ["Gas"], id="count"),
    pytest.param("How many bodies are listed in Table 1?", ["6"], ["Cassini"], id="count of all"),
    pytest.param("How many bodies does the group Outer hold?", ["4"], ["Venus"], id="count of a group"),
    pytest.param("Which bodies are listed under Inner?", ["Mercury", "Venus"], ["Uranus-7"], id="members of a group"),
    pytest.param("Under which heading is Venus listed?", ["Inner"], ["Outer"], id="group of a row"),
    pytest.param("Which group is the largest?", ["Outer", "4"], ["Inner"], id="largest group"),
    pytest.param("How many groups does Table 1 have?", ["2", "Inner", "Outer"], [], id="groups"),
    pytest.param("Which body has the most moons?", ["Saturn-6", "146"], ["Jupiter-5"], id="most"),
    pytest.param("Which ice body has the fewest moons?", ["Neptune-8", "16"], ["Uranus-7"], id="fewest of some"),
    pytest.param("Which body has the newest reference?", ["Neptune-8", "2022"], ["Venus"], id="newest reference"),
    pytest.param(
        "Which bodies rest on a paper from 2018?", ["Venus", "Saturn-6"], ["Mercury"], id="year of a reference"
    ),
    pytest.param("Which bodies have no discoverer?", ["Venus"], ["Mercury", "Uranus-7"], id="empty cells"),
    pytest.param("Who is the discoverer of Venus?", ["empty"], ["Ancients"], id="an empty cell"),
    pytest.param("How many discoverers does the table give for Saturn-6?", ["2"], [], id="things in a cell"),
    pytest.param("Compare the moons of Venus, Jupiter-5 and Uranus-7", ["0", "95", "28"], ["16"], id="three"),
    pytest.param(
        "Which has more moons, Uranus-7 or Neptune-8?", ["Uranus-7. ", "28", "16"], [], id="the higher of two"
    ),
    pytest.param("Is Uranus-7 Gas or Ice?", ["Ice"], ["No"], id="either-or of one"),
    pytest.param("Is Ice the state of Uranus-7?", ["Yes", "Ice"], ["No"], id="confirmed"),
    pytest.param("What is the destination of Cassini in Table 2?", ["Saturn-6"], ["Venus"], id="the table named"),
    pytest.param("Which probe has Venus as its destination?", ["Magellan"], ["Cassini"], id="the table of the noun"),
    pytest.param("Which bodies are Rock and have 146 moons?", ["None"], ["Venus"], id="none"),
    pytest.param("Into how many blocks is Table 1 split?", ["2", "Inner", "Outer"], [], id="a block is a group"),
    pytest.param("Which block has exactly four bodies?", ["Outer"], ["Inner"], id="a group by its size"),
    pytest.param("What's in the inner block?", ["Mercury", "Venus"], ["Uranus-7"], id="what is in a group"),
    pytest.param("Outer bodies?", ["4; ", "Jupiter-5", "Neptune-8"], ["Venus"], id="a list says how many"),
    pytest.param("Where does Venus fall in the table's grouping?", ["Inner"], ["Outer"], id="falls in a group"),
    pytest.param("Do Venus and Uranus-7 share a category?", ["No.", "Inner", "Outer"], [], id="one group for two"),
    pytest.param("Are Mercury and Venus in one group?", ["Yes.", "Inner"], ["Outer"], id="in one group"),
    pytest.param("What else is in the group of Venus?", ["Mercury"], ["Uranus-7"], id="the others of a group"),
    pytest.param("Which group is second in Table 1?", ["Outer"], ["Inner"], id="a group by its order"),
    pytest.param("Which body is listed first under Outer?", ["Jupiter-5"], ["Venus"], id="a row by its order"),
    pytest.param("Everything in Table 1 that is not Rock", ["Jupiter-5", "Uranus-7"], ["Venus"], id="everything not"),
    pytest.param("Is anything Rock in Table 1? List all such rows.", ["Mercury", "Venus"], ["Uranus-7"], id="list all"),
    pytest.param("Which bodies have two discoverers?", ["Jupiter-5", "Saturn-6"], ["Neptune-8"], id="things in cells"),
    pytest.param("Which body cites reference 3?", ["Neptune-8"], ["Venus"], id="rows of a reference"),
    pytest.param("Which body is Galilei in Table 1?", ["Jupiter-5"], ["Venus"], id="part of a cell"),
    pytest.param("Are Galilei and Saturn-6 alike in their state?", ["Gas"], ["No:"], id="paired, not asserted"),
    pytest.param("How strange is the state of Venus?", ["Rock"], ["Gas"], id="how with an adjective"),
    pytest.param("What is in the state column?", ["Rock", "Gas", "Ice"], [], id="a column"),
    pytest.param("How many columns does Table 1 have?", ["6"], [], id="count of columns"),
]


@pytest.mark.parametrize(("question", "facts", "others"), ANSWERED)
def test_the_rows_answer(assistant: Assistant, question: str, facts: list[str], others: list[str]) -> None:
    outcome, text = ask(assistant, question)
    assert outcome == "answered", text
    assert all(fact in text for fact in facts), text
    assert not any(other in text for other in others), text
    assert len(text.split()) <= 40


CORRECTED = [
    pytest.param("Is 95 the moons of Saturn-6?", ["146", "95", "Jupiter-5"], id="another row's number"),
    pytest.param("Is 13 the moons of Saturn-6?", ["146", "not 13"], id="nobody's number"),
    pytest.param("Why is Gas given as the state of Uranus-7?", ["Ice", "Gas"], id="another row's value"),
    pytest.param("Is Venus listed under Outer?", ["Inner", "Outer"], id="wrong group"),
    pytest.param("The table cites [1] for Neptune-8, right?", ["reference 3"], id="wrong reference"),
]


@pytest.mark.parametrize(("question", "facts"), CORRECTED)
def test_a_wrong_premise_is_corrected_from_the_row(assistant: Assistant, question: str, facts: list[str]) -> None:
    outcome, text = ask(assistant, question)
    assert outcome == "corrected", text
    assert all(fact in text for fact in facts), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<1 year", "<1year"),
        ("30–60 mL", "30·60ml"),
        ("0.33 OR 2.24", "0.33or2.24"),
        ("11 (29)", "11·29"),
        ("miR-655-3p", "mir655·3p"),
        ("aegypti¹²", "aegypti^12"),
        ("1,200 rows", "1200rows"),
        ("TM4SF1's", "tm4sf1"),
    ],
)
def test_tokens_keep_what_tells_two_cells_apart(text: str, expected: str) -> None:
    assert joined(tokens(text)) == expected


def test_numbers_stand_alone() -> None:
    assert numbers("11 (29), 0.5% of IL-10, <3") == (11.0, 29.0, 0.5, 10.0, 3.0)


def test_each_table_is_read_on_its_own(assistant: Assistant) -> None:
    reading = next(iter(assistant.readings().values()))
    frames = tabular.frames(reading.lexicon)
    assert [f.entity.header for f in frames] == ["Body", "Probe"]
    assert [len(columns(f.table)) for f in frames] == [6, 4]
