from __future__ import annotations

import pytest

from ingest.tables import is_continuation
from ingest.text import parse
from store.records import Table


def table(text: str) -> Table:
    (found,) = parse(f"# T\n\n## S\n\nIt begins here.\n\n{text}\n\nIt goes on.\n", id="t").tables
    return found


def cells(found: Table) -> list[tuple[str, ...]]:
    return [(r.group, *(c.text for c in r.cells)) for r in found.rows]


@pytest.mark.parametrize(
    "text",
    [
        "Table 1. Fruit\n\nName\tColour\tRef.\nPome\t\t\nApple\tRed\t[1]\nPear\t\t[2]",
        "Table 1. Fruit\nName\tColour\tRef.\nPome\nApple\tRed\t[1]\nPear\t\t[2]",
        "Table 1\n\nFruit\n\nName\tColour\tRef.\nPome\t\t\nApple\tRed\t[1]\n\nContinued\n\nPear\t\t[2]",
        (
            "**Table 1.** Fruit\n\n| Name | Colour | Ref. |\n|---|---|---|\n| Pome | | "
            "|\n| Apple | Red | [1] |\n| Pear | | [2] |"
        ),
        (
            "| Name | Colour | Ref. |\n|---|---|---|\n| **Pome** | | |\n| Apple | Red | "
            "[1] |\n| Pear | | [2] |\n\nTable 1: Fruit"
        ),
        "Table 1. Fruit\n\n| Name | Colour | Ref.\n|---|---|---\n| Pome |\n| Apple | Red | [1]\n| Pear | | [2]",
        (
            "Table 1 | Fruit\n\nName\tColour\tRef.\nPome\t\t\nApple\tRed\t[1]\n\nTable 1 "
            "(continued)\n\nName\tColour\tRef.\nPear\t\t[2]"
        ),
    ],
)
def test_layouts(text: str) -> None:
    found = table(text)
    assert (found.label, found.caption) == ("Table 1", "Fruit")
    assert found.headers == ("Name", "Colour", "Ref.")
    assert cells(found) == [("Pome", "Apple", "Red", "[1]"), ("Pome", "Pear", "", "[2]")]
    assert [r.references for r in found.rows] == [(1,), (2,)]


def test_headers_are_distinct_and_never_empty() -> None:
    assert table("| | A | A |\n|---|---|---|\n| x | 1 | 2 | 3 |").headers == ("Column 1", "A", "A (3)", "Column 4")


def test_footnotes_belong_to_the_table() -> None:
    found = table("Table 1. Fruit\n\nA\tB\n1\t2\n\nNote: all *fresh*.\n\n* by hand")
    assert found.footnotes == ("Note: all fresh.", "* by hand")


def test_two_tables_with_captions_stay_two() -> None:
    document = parse("# T\n\n## S\n\nTable 1. A\n\nx\ty\n1\t2\n\nTable 2. B\n\nx\ty\n3\t4\n", id="t")
    assert [(t.id, t.label, t.caption, len(t.rows)) for t in document.tables] == [
        ("table-1", "Table 1", "A", 1),
        ("table-2", "Table 2", "B", 1),
    ]


@pytest.mark.parametrize(
    ("line", "continues"),
    [
        ("Continued", True),
        ("Table 1. Continued", True),
        ("(continued)", True),
        ("*Cont'd*", True),
        ("Continued growth", False),
    ],
)
def test_continuations(line: str, continues: bool) -> None:
    assert is_continuation(line) is continues
