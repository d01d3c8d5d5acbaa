from __future__ import annotations

import pytest

from store.records import Kind, Passage, Sentence, Span
from store.units import units


def passage(kind: Kind, path: tuple[str, ...], *sentences: str) -> Passage:
    records = tuple(Sentence(Span(0, len(text)), text) for text in sentences)
    return Passage("p", "d", kind, path, Span(0, 9), " ".join(sentences) or "a row", records)


@pytest.mark.parametrize(
    ("made", "ids", "smallest"),
    [
        (passage("prose", ("A",), "One.", "Two."), ["p", "p#0", "p#1"], ["p#0", "p#1"]),
        (passage("prose", ("A",), "One."), ["p#0"], ["p#0"]),
        (passage("table_row", ("A",)), ["p"], ["p"]),
        (passage("prose", ()), ["p"], ["p"]),
    ],
)
def test_units_are_the_passage_and_its_sentences(made: Passage, ids: list[str], smallest: list[str]) -> None:
    found = units([made])
    assert [unit.id for unit in found] == ids
    assert [unit.id for unit in found if unit.is_smallest] == smallest


@pytest.mark.parametrize(
    ("made", "indexed"),
    [
        (passage("prose", ("Results", "Growth"), "One."), "Results > Growth. One."),
        (passage("prose", (), "One."), "One."),
        (passage("table_row", ("Results", "Table 1")), "a row"),
    ],
)
def test_the_heading_path_is_indexed_with_prose_alone(made: Passage, indexed: str) -> None:
    unit = units([made])[0]
    assert unit.indexed_text == indexed
    assert unit.text == (made.text if unit.sentence is None else made.sentences[unit.sentence].text)


def test_units_keep_the_order_of_the_passages() -> None:
    first, second = passage("prose", (), "One.", "Two."), passage("table_row", ())
    assert [unit.passage for unit in units([first, second])] == [first, first, first, second]
