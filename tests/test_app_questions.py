from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from app.near_misses import near_miss
from app.questions import MadeQuestion, questions
from app.wording import plain, plural, singular, templates
from ingest import shipped
from ingest.readers import read
from store.names import key
from store.records import Document

PLANETS = Path(__file__).parent / "data" / "planets.txt"


@pytest.fixture(scope="module")
def planets() -> Document:
    return read(PLANETS)


@pytest.fixture(scope="module")
def made(planets: Document) -> tuple[MadeQuestion, ...]:
    return questions(planets)


def one(made: tuple[MadeQuestion, ...], kind: str, *said: str) -> MadeQuestion:
    """Return the first question of this kind that says all of these."""
    return next(m for m in made if m.kind == kind and all(part in m.question for part in said))


def test_every_kind_is_made_for_any_table(made: tuple[MadeQuestion, ...]) -> None:
    assert set(Counter(m.kind for m in made)) == {
        "lookup",
        "reverse",
        "count",
        "list",
        "filter",
        "group",
        "compare",
        "false_premise",
        "unanswerable_near",
    }


ANSWERS = [
    ("lookup", ("class", "Mercury"), ("Rock",), (1,), (0,)),
    ("lookup", ("mass", "Uranus-7"), ("15 M",), (1,), (4,)),
    ("lookup", ("Venus belong",), ("Inner",), (2,), (1,)),
    ("reverse", ("146",), ("Saturn-6",), (2,), (3,)),
    ("reverse", ("15 M",), ("Uranus-7",), (1,), (4,)),
    ("count", ("Gas",), ("2",), (1, 2), (2, 3)),
    ("count", ("Outer",), ("4",), (1, 2), (2, 3, 4, 5)),
    ("list", ("Gas",), ("Jupiter-5", "Saturn-6"), (1, 2), (2, 3)),
    ("group", ("Inner",), ("Mercury", "Venus"), (1, 2), (0, 1)),
    ("filter", ("Outer", "Ice"), ("Uranus-7", "Neptune-8"), (1, 2), (4, 5)),
    ("false_premise", ("Mercury", "class"), ("Rock",), (1,), (0,)),
]


@pytest.mark.parametrize(("kind", "said", "values", "references", "rows"), ANSWERS)
def test_the_answer_is_exact(
    made: tuple[MadeQuestion, ...],
    kind: str,
    said: tuple[str, ...],
    values: tuple[str, ...],
    references: tuple[int, ...],
    rows: tuple[int, ...],
) -> None:
    found = one(made, kind, *said)
    assert (found.values, found.references, found.rows) == (values, references, rows)


def test_a_set_forbids_all_other_names(made: tuple[MadeQuestion, ...]) -> None:
    found = one(made, "group", "Inner")
    assert set(found.forbidden) == {"Jupiter-5", "Saturn-6", "Uranus-7", "Neptune-8"}


def test_a_false_premise_is_false(planets: Document, made: tuple[MadeQuestion, ...]) -> None:
    rows = planets.tables[0].rows
    for found in (m for m in made if m.kind == "false_premise"):
        assert found.outcome == "corrected"
        said = found.question.replace(found.entities[0], "").replace(found.header, "")
        true = rows[found.rows[0]].get(found.header)
        assert not re.search(rf"\b{re.escape(true)}\b", said)


def test_a_near_miss_is_nowhere(planets: Document, made: tuple[MadeQuestion, ...]) -> None:
    near = [m for m in made if m.kind == "unanswerable_near"]
    assert [m.question for m in near if re.search(r"(?:Jupiter-5|Saturn-6|Uranus-7|Neptune-8)\b", m.question)] == []
    assert len(near) == 4
    assert all(m.outcome == "not_in_review" for m in near)


@pytest.mark.parametrize(
    ("name", "others", "text", "found"),
    [
        ("FZD10", [], "FZD10", "FZD11"),
        ("FZD10", [], "FZD10 FZD11", "FZD12"),
        ("LACTB", [], "LACTB", "LACTK"),
        ("Turdus merula", ["Pica pica", "Alcedo atthis"], "Turdus merula", "Turdus pica"),
        ("Wnt", [], "Wnt", None),
        ("<1 year", [], "", None),
        ("Recombinant 80 % subunit antigen", [], "", None),
    ],
)
def test_near_misses(name: str, others: list[str], text: str, found: str | None) -> None:
    assert near_miss(name, others, key(text)) == found


def test_the_questions_are_the_same_each_time(planets: Document, made: tuple[MadeQuestion, ...]) -> None:
    assert questions(planets) == made
    assert len({m.question for m in made}) == len(made)


def test_a_table_is_named_where_there_are_two(planets: Document) -> None:
    second = replace(planets.tables[0], id="table-2", label="Table 2")
    two = questions(replace(planets, tables=(*planets.tables, second)))
    assert one(two, "count", "Table 2").table_id == "table-2"
    assert not any("Table" in m.question for m in questions(planets))


def test_a_document_without_tables_has_no_questions(planets: Document) -> None:
    assert questions(replace(planets, tables=())) == ()


def test_the_shipped_review_gives_several_hundred() -> None:
    document = read(shipped.path())
    made = questions(document)
    assert len(made) > 300
    asked = {(m.entities, m.header) for m in made if m.kind == "lookup"}
    filled = [c for row in document.tables[0].rows for c in row.cells[1:] if c.text]
    assert len({pair for pair in asked if pair[1]}) == len(filled) == 79


@pytest.mark.parametrize("name", list(templates()))
def test_a_template_uses_known_slots_only(name: str) -> None:
    known = {"header", "entity", "value", "other", "second", "group", "thing", "things", "where"}
    for phrasing in templates()[name]:
        assert {field for _, field, _, _ in Formatter().parse(phrasing) if field} <= known
    assert len(set(templates()[name])) == len(templates()[name])


@pytest.mark.parametrize(
    ("header", "said", "single", "several"),
    [
        ("Molecules", "molecules", "molecule", "molecules"),
        ("Ref.", "ref", "ref", "refs"),
        ("Species", "species", "species", "species"),
        ("Common Name", "common name", "common name", "common names"),
        ("NATIVE HOST", "NATIVE HOST", "NATIVE HOST", "NATIVE HOSTs"),
        ("Strategy", "strategy", "strategy", "strategies"),
        ("Mosquitoes", "mosquitoes", "mosquito", "mosquitoes"),
        ("Virus", "virus", "virus", "viruses"),
    ],
)
def test_headers_as_words(header: str, said: str, single: str, several: str) -> None:
    assert plain(header) == said
    assert singular(plain(header)) == single
    assert plural(plain(header)) == several
