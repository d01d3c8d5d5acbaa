from __future__ import annotations

import pytest

from app.columns import columns, entity_column, is_blank
from ingest import shipped
from ingest.readers import read
from store.records import Cell, Span, Table, TableRow


def table(*headers: str, rows: list[list[str]], cited: dict[int, tuple[int, ...]] | None = None) -> Table:
    """Return a table whose cells that read `^` span down from the cell above them."""
    spans: list[list[tuple[str, Span]]] = []
    for i, row in enumerate(rows):
        own = [(text, Span(100 * i + j, 100 * i + j + 1)) for j, text in enumerate(row)]
        spans.append([spans[-1][j] if cell[0] == "^" else cell for j, cell in enumerate(own)])
    made = tuple(
        TableRow(
            "t",
            i,
            "",
            tuple(Cell(h, text, span) for h, (text, span) in zip(headers, row, strict=True)),
            Span(0, 0),
            (cited or {}).get(i, ()),
        )
        for i, row in enumerate(spans)
    )
    return Table("t", "Table 1", "", headers, made, Span(0, 0))


TYPED = [
    pytest.param([["FZD10"], ["TM4SF1"], ["NOVA2"]], ["entity"], id="names"),
    pytest.param([["1", "FZD10"], ["2", "NOVA2"], ["3", "CBX1"]], ["number", "entity"], id="a number first"),
    pytest.param([["A", "x"], ["A", "y"], ["B", "z"], ["B", "u"]], ["category", "entity"], id="a category first"),
    pytest.param([["a", "x"], ["^", "x"], ["b", "y"], ["^", "y"]], ["entity", "category"], id="a spanned name"),
    pytest.param([["a", "Up"], ["b", "Up"], ["c", "Down"], ["d", "Up"]], ["entity", "category"], id="category"),
    pytest.param([["a", "long text one"], ["b", "long text two"]], ["entity", "text"], id="text"),
    pytest.param([["a", "[1]"], ["b", "[2, 3]"], ["c", "[4]–[6]"]], ["entity", "reference"], id="brackets"),
    pytest.param([["a", "81%"], ["b", "97 %"], ["c", "-"]], ["entity", "number"], id="shares and a dash"),
    pytest.param([["a", "11 (29)"], ["b", "2 (15)"]], ["entity", "number"], id="a number with its share"),
    pytest.param([["a", "3–5 mg/kg"], ["b", "<10 mg/kg"]], ["entity", "number"], id="ranges with units"),
    pytest.param([["a", "AY453412"], ["b", "KC754958"]], ["entity", "text"], id="accession numbers are names"),
    pytest.param([["Vienna-2001"], ["Vienna-2002"]], ["entity"], id="a name with a year"),
    pytest.param([["a", "Greece (2014)"], ["b", "Spain (2012)"]], ["entity", "text"], id="a place with a year"),
    pytest.param(
        [["a", "Smith et al. 2001"], ["b", "Wu and Li (2012)"]], ["entity", "reference"], id="authors with years"
    ),
    pytest.param(
        [["a", "Plos one. 2012, 7: e50387"], ["b", "Hum Immunol 69: 122–128."]], ["entity", "reference"], id="journals"
    ),
    pytest.param([["x", ""], ["y", ""]], ["entity", "text"], id="an empty column"),
    pytest.param([["Up"], ["Up"], ["Down"], ["Up"]], ["category"], id="no names at all"),
]


@pytest.mark.parametrize(("rows", "roles"), TYPED)
def test_roles_come_from_the_values(rows: list[list[str]], roles: list[str]) -> None:
    headers = [f"h{i}" for i in range(len(roles))]
    assert [column.role for column in columns(table(*headers, rows=rows))] == roles


def test_bare_numbers_are_references_where_the_row_cites_them() -> None:
    rows = [["a", "12"], ["b", "14"]]
    assert columns(table("x", "y", rows=rows))[1].role == "number"
    assert columns(table("x", "y", rows=rows, cited={0: (12,), 1: (14, 15)}))[1].role == "reference"


def test_the_headers_do_not_matter() -> None:
    shuffled = table("Reference", "Number", rows=[["FZD10", "Up"], ["NOVA2", "Up"], ["CBX1", "Up"], ["NAT10", "Down"]])
    assert [column.role for column in columns(shuffled)] == ["entity", "category"]


def test_the_shipped_table() -> None:
    (found,) = read(shipped.path()).tables
    assert [c.role for c in columns(found)] == ["entity", "category", "text", "text", "reference"]
    entity = entity_column(found)
    assert entity is not None
    assert entity.header == "Molecules"


def test_a_table_without_names_has_no_entity() -> None:
    assert entity_column(table("x", rows=[["1"], ["2"]])) is None


@pytest.mark.parametrize(("text", "blank"), [("", True), ("—", True), ("n/a", True), ("?", True), ("0", False)])
def test_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank
