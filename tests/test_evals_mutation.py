from __future__ import annotations

import pytest

from app.columns import columns
from evals import made
from evals.matching import any_holds
from evals.mutation import Mutant, deranged, mutants
from ingest import shipped
from ingest.readers import read
from store.records import Document


@pytest.fixture(scope="module")
def review() -> Document:
    return read(shipped.path())


@pytest.fixture(scope="module")
def moved(review: Document) -> tuple[Mutant, ...]:
    return mutants(review)


def test_every_column_of_every_row_is_moved(review: Document, moved: tuple[Mutant, ...]) -> None:
    (table,) = review.tables
    assert [m.header for m in moved] == list(table.headers)
    for mutant, column in zip(moved, columns(table), strict=True):
        rows = mutant.document.tables[0].rows
        stayed = [
            r.index
            for r, now in zip(table.rows, rows, strict=True)
            if r.cells[column.index].text == now.cells[column.index].text
        ]
        assert stayed == [r.index for r in table.rows if not r.cells[column.index].text]


def test_nothing_else_is_touched(review: Document, moved: tuple[Mutant, ...]) -> None:
    for mutant in moved:
        for row, now in zip(review.tables[0].rows, mutant.document.tables[0].rows, strict=True):
            others = [(c.header, c.text) for c in row.cells if c.header != mutant.header]
            assert [(c.header, c.text) for c in now.cells if c.header != mutant.header] == others


def test_every_span_follows_the_rewritten_text(review: Document, moved: tuple[Mutant, ...]) -> None:
    for mutant in moved:
        now = mutant.document
        assert [now.quote(p.span) for p in now.paragraphs] == [review.quote(p.span) for p in review.paragraphs]
        assert [now.quote(r.span) for r in now.references] == [review.quote(r.span) for r in review.references]
        for row in now.tables[0].rows:
            assert row.span.start == row.cells[0].span.start
            assert "\t".join(now.quote(c.span) for c in row.cells) == now.quote(row.span)


def test_the_references_move_with_their_column(review: Document, moved: tuple[Mutant, ...]) -> None:
    for mutant in moved:
        numbers = [row.references for row in mutant.document.tables[0].rows]
        same = numbers == [row.references for row in review.tables[0].rows]
        assert same is (mutant.header != "Ref.")
        assert sorted(numbers) == sorted(row.references for row in review.tables[0].rows)


def test_the_old_answers_are_wrong_now(review: Document, moved: tuple[Mutant, ...]) -> None:
    """A system that reads the unchanged table fails wherever the moved column is asked for."""
    old = {case.question: case for case in made.cases(review)}
    for mutant in (m for m in moved if m.header != "Molecules"):
        for case in mutant.cases:
            before = old[case.question]
            said = " ".join(group[0] for group in before.must)
            follows = all(any_holds(said, group) for group in case.must)
            assert not follows or before.references != case.references


def test_each_row_is_asked_in_each_column(moved: tuple[Mutant, ...]) -> None:
    assert {m.header: len(m.cases) for m in moved if m.header != "Molecules"} == {
        "Expression": 20,
        "Target": 19,
        "Mechanism": 20,
        "Ref.": 20,
    }
    assert len({case.id for m in moved for case in m.cases}) == sum(len(m.cases) for m in moved)


def test_a_column_of_one_value_cannot_be_moved(review: Document) -> None:
    (table,) = review.tables
    rows = tuple(row for row in table.rows if row.get("Expression") == "Up")
    same = type(table)(table.id, table.label, table.caption, table.headers, rows, table.span)
    assert deranged(review, same, columns(table)[1]) is None
