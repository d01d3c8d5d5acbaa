from __future__ import annotations

import csv
import io

import bibtexparser
import pytest
import rispy

from app.export import as_bibtex, as_markdown, as_ris, escape, rows_as_csv
from ingest.shipped import path
from ingest.text import read_text
from store.records import Answer, Cell, Document, Reference, Span, TableRow


@pytest.fixture(scope="module")
def document() -> Document:
    return read_text(path())


def test_all_references_come_back_out_of_ris(document: Document) -> None:
    found = rispy.loads(as_ris(document.references))
    assert [entry.get("doi") for entry in found] == [r.doi for r in document.references]
    assert [entry["title"] for entry in found] == [r.title for r in document.references]
    assert [tuple(entry["authors"]) for entry in found] == [r.authors for r in document.references]
    assert [entry["year"] for entry in found] == [str(r.year) for r in document.references]


def test_all_references_come_back_out_of_bibtex(document: Document) -> None:
    found = bibtexparser.parse_string(as_bibtex(document.references))
    assert not found.failed_blocks
    assert len({entry.key for entry in found.entries}) == len(document.references) == 45
    fields = [entry.fields_dict for entry in found.entries]
    assert [f["doi"].value if "doi" in f else None for f in fields] == [r.doi for r in document.references]
    assert [f["year"].value for f in fields] == [str(r.year) for r in document.references]
    assert fields[0]["author"].value == "Kim, D.Y. and Han, K."
    assert fields[5]["author"].value.endswith(" and others")
    assert fields[5]["title"].value.startswith("{Lenvatinib versus Sorafenib")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("A & B", r"A \& B"),
        ("50% of $5 #1_2", r"50\% of \$5 \#1\_2"),
        ("Fe^{2+}", r"Fe\textasciicircum{}\textbraceleft{}2+\textbraceright{}"),
        ("an open { brace", r"an open \textbraceleft{} brace"),
        ("a \\ b ~ c", r"a \textbackslash{} b \textasciitilde{} c"),
    ],
)
def test_a_title_cannot_break_out_of_its_field(title: str, written: str) -> None:
    found = bibtexparser.parse_string(as_bibtex([Reference(1, title, Span(0, 1), title=title, year=2020)]))
    assert not found.failed_blocks
    assert found.entries[0].fields_dict["title"].value == f"{{{written}}}"


def test_a_reference_that_could_not_be_taken_apart_is_still_a_record() -> None:
    bare = Reference(7, "Something printed in 1971.", Span(0, 1))
    assert rispy.loads(as_ris([bare]))[0]["title"] == bare.text
    assert bibtexparser.parse_string(as_bibtex([bare])).entries[0].fields_dict["note"].value == bare.text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "a,b", 'a"b', "a\nb"])
def test_a_cell_stays_one_cell_and_is_no_formula(document: Document, cell: str) -> None:
    row = TableRow("t", 0, "", (Cell("Name", cell, Span(0, 0)), Cell("Other", "x", Span(0, 0))), Span(0, 0))
    records = list(csv.DictReader(io.StringIO(rows_as_csv([(document, row)]))))
    assert len(records) == 1
    assert records[0]["Name"].removeprefix("'") == cell
    assert records[0]["Name"][0] not in "=+-@"
    assert records[0]["Other"] == "x"


def test_what_a_question_says_is_no_markup() -> None:
    answer = Answer("![x](https://example.org/a.png) <b>", "![x](https://example.org/a.png) <b>", "answered", "Yes.")
    assert "![" not in as_markdown(answer)
    assert "<b>" not in as_markdown(answer).replace(r"\<", "")
    assert escape("a|b") == r"a\|b"


@pytest.mark.parametrize(
    ("pages", "bibtex", "first", "last"),
    [
        ("2-14", "2--14", "2", "14"),
        ("1059\u20131060", "1059--1060", "1059", "1060"),
        ("Article No. 66", "Article No. 66", "Article No. 66", None),
    ],
)
def test_pages_come_back_however_their_dash_is_written(pages: str, bibtex: str, first: str, last: str | None) -> None:
    reference = Reference(1, "x", Span(0, 1), title="T", year=2020, pages=pages)
    assert bibtexparser.parse_string(as_bibtex([reference])).entries[0].fields_dict["pages"].value == bibtex
    found = rispy.loads(as_ris([reference]))[0]
    assert (found["start_page"], found.get("end_page")) == (first, last)
