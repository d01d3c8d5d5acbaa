from __future__ import annotations

import os
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.jats import read_jats
from ingest.jats_cites import Cited
from ingest.jats_grid import expand
from ingest.jats_inline import flatten
from ingest.jats_math import mathml
from store.errors import UnreadableFile
from store.records import Document, Paragraph, Sentence, Table

DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving DTD v1.1//EN" "JATS-archive.dtd">'
NAMESPACES = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
META = """<front><journal-meta><journal-title-group><journal-title>Annals of Tests</journal-title>
</journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.1000/test.1</article-id><article-id pub-id-type="pmc">123</article-id>
<title-group><article-title>On <italic>Rosa</italic><xref ref-type="fn" rid="n1">*</xref></article-title>
<subtitle>a short study</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Doe</surname><given-names>Ann B</given-names>
</name><xref ref-type="aff" rid="a1">1</xref></contrib>
<contrib contrib-type="author"><collab>The Rose Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>No</surname><given-names>E</given-names></name></contrib>
</contrib-group><aff id="a1"><label>1</label>University of Somewhere</aff>
<pub-date pub-type="epub"><day>3</day><month>12</month><year>2019</year></pub-date>
<pub-date pub-type="ppub"><month>2</month><year>2020</year></pub-date>
<volume>7</volume><issue>2</issue><fpage>11</fpage><lpage>19</lpage>
<permissions><copyright-statement>© 2020 Doe</copyright-statement>
<license xlink:href="https://creativecommons.org/licenses/by-nc/4.0/"><license-p>Open access.</license-p>
</license></permissions>
<abstract><p>Roses are red [<xref ref-type="bibr" rid="r1">1</xref>].</p></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<kwd-group><kwd>roses</kwd><kwd>colour</kwd></kwd-group></article-meta></front>"""
REFS = "".join(
    f'<ref id="r{n}"><label>{n}</label><element-citation publication-type="journal">'
    f'<person-group person-group-type="author"><name><surname>Author{n}</surname>'
    f"<given-names>A</given-names></name></person-group><article-title>Title {n}</article-title>"
    f"<source>Journal</source><year>{2000 + n}</year><volume>{n}</volume><fpage>1</fpage><lpage>9</lpage>"
    f'<pub-id pub-id-type="doi">10.1000/r.{n}</pub-id><pub-id pub-id-type="pmid">{10000 + n}</pub-id>'
    "</element-citation></ref>"
    for n in range(1, 10)
)


def xml(body: str = "", back: str = "", refs: str = REFS, floats: str = "", meta: str = META) -> str:
    floating = f"<floats-group>{floats}</floats-group>" if floats else ""
    return (
        f"{DOCTYPE}<article {NAMESPACES}>{meta}<body>{body}</body>"
        f"<back>{back}<ref-list><title>References</title>{refs}</ref-list></back>{floating}</article>"
    )


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str) -> Document:
        path = tmp_path / "Some Article.xml"
        path.write_text(text, "utf-8")
        document = read_jats(path)
        prove(document)
        return document

    return from_text


def flat(text: str) -> str:
    """The letters of a text alone: raised digits are digits, white space and kinds of hyphens are gone."""
    return re.sub(r"[\s−⁻-]", "", unicodedata.normalize("NFKC", text))


def every_sentence(document: Document) -> Iterator[tuple[Paragraph, Sentence]]:
    return ((p, s) for p in document.paragraphs for s in p.sentences)


def prove(document: Document) -> None:
    """Every span of the document points at what it says."""
    for section in document.sections:
        assert flat(section.title) in flat(document.quote(section.heading))
        assert document.quote(section.span).startswith(document.quote(section.heading))
        assert section.path[-1].endswith(section.title)
    for paragraph, sentence in every_sentence(document):
        assert paragraph.span.start <= sentence.span.start < sentence.span.end <= paragraph.span.end
        assert sentence.references or set(sentence.text) <= set(document.quote(sentence.span))
    for paragraph in document.paragraphs:
        covered = "".join(document.quote(s.span) for s in paragraph.sentences)
        assert flat(covered) == flat(document.quote(paragraph.span))
    for table in document.tables:
        for row in table.rows:
            assert table.span.start <= row.span.start <= row.span.end <= table.span.end
            assert document.quote(row.span) == "\t".join(document.quote(c.span) for c in row.cells)
            assert all(flat(cell.text) == flat(document.quote(cell.span)) for cell in row.cells)
    for reference in document.references:
        assert document.quote(reference.span) == f"[{reference.number}] {reference.text}"
    for fact in document.front:
        assert document.quote(fact.span) == fact.text
    for item in document.abbreviations:
        assert item.short in document.quote(item.span)


def test_front_matter(read) -> None:
    document = read(xml("<sec><title>One</title><p>Text.</p></sec>"))
    assert document.id == "some-article"
    assert document.title == "On Rosa: a short study"
    assert document.authors == ("Ann B Doe", "The Rose Group")
    assert (document.year, document.doi, document.journal) == (2020, "10.1000/test.1", "Annals of Tests")
    assert document.licence == "CC BY-NC 4.0"
    assert document.licence_url == "https://creativecommons.org/licenses/by-nc/4.0/"
    facts = {(fact.label, fact.text) for fact in document.front}
    assert {("Affiliation", "University of Somewhere"), ("Keywords", "roses; colour")} <= facts
    assert {("PMCID", "PMC123"), ("Published", "February 2020"), ("Licence", "Open access.")} <= facts
    assert "picture" not in document.text


@pytest.mark.parametrize(
    ("licence", "name", "url"),
    [
        ("under the Creative Commons Attribution License, which", "CC BY", ""),
        ("Creative Commons Attribution-NonCommercial-NoDerivs 3.0 License", "CC BY-NC-ND 3.0", ""),
        ("(http://creativecommons.org/licenses/by/2.0).", "CC BY 2.0", "http://creativecommons.org/licenses/by/2.0"),
        (
            '<ext-link xlink:href="https://creativecommons.org/publicdomain/zero/1.0/">CC</ext-link>',
            "CC0 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("All rights reserved.", "", ""),
    ],
)
def test_licence(read, licence: str, name: str, url: str) -> None:
    meta = re.sub(r"<license .*?</license>", f"<license><license-p>{licence}</license-p></license>", META, flags=re.S)
    document = read(xml("<p>Text.</p>", meta=meta))
    assert (document.licence, document.licence_url) == (name, url)


def test_sections_are_nested_and_numbered(read) -> None:
    document = read(
        xml(
            "<sec><title>1. Roses</title><p>A.</p><sec><label>1.1</label><title>Red <italic>roses</italic></title>"
            "<p>B.</p></sec></sec><sec><title>2 Tulips</title><p>C.</p></sec>"
            "<sec><title>5 colours of tulips</title><p>D.</p></sec><sec><p>E.</p></sec><sec><title>Empty</title></sec>"
        )
    )
    found = [(s.number, s.title, s.level, s.path) for s in document.sections]
    assert found == [
        ("", "Abstract", 1, ("Abstract",)),
        ("1", "Roses", 1, ("1. Roses",)),
        ("1.1", "Red roses", 2, ("1. Roses", "1.1. Red roses")),
        ("2", "Tulips", 1, ("2. Tulips",)),
        ("", "5 colours of tulips", 1, ("5 colours of tulips",)),
        ("", "References", 1, ("References",)),
    ]
    roses = document.sections[1]
    assert document.quote(roses.span) == "1. Roses\n\nA.\n\n1.1 Red roses\n\nB."
    assert [p.path for p in document.paragraphs if document.quote(p.span) == "E."] == [()]


def cite(*numbers: int, words: str = "") -> str:
    rids = " ".join(f"r{n}" for n in numbers)
    return f'<xref ref-type="bibr" rid="{rids}">{words or ",".join(map(str, numbers))}</xref>'


@pytest.mark.parametrize(
    ("prose", "numbers", "shown"),
    [
        (f"Red [{cite(3)}].", (3,), "Red."),
        (f"Red [{cite(3)}, {cite(5)}] roses.", (3, 5), "Red roses."),
        (f"Red [{cite(3)}–{cite(6)}, {cite(8)}].", (3, 4, 5, 6, 8), "Red."),
        (f"Red {cite(3, words='[3]')}–{cite(5, words='[5]')}.", (3, 4, 5), "Red."),
        (f"Red ({cite(3)}-{cite(5)}).", (3, 4, 5), "Red."),
        (f"Red [{cite(3, words='3–5')}].", (3, 4, 5), "Red."),
        (f"Red [{cite(3, 4, 5, words='3-5')}].", (3, 4, 5), "Red."),
        (f"Red [{cite(3)}–5, 7].", (3, 4, 5, 7), "Red."),
        (f"Red <sup>{cite(3)},{cite(4)}</sup> roses.", (3, 4), "Red roses."),
        (f"Red.{cite(3, words='<sup>3</sup>')}<sup>–</sup>{cite(5, words='<sup>5</sup>')}", (3, 4, 5), "Red."),
        (f"Red{cite(3, words='<sup>3</sup>')}{cite(4, words=' ')}–{cite(5, words='<sup>5</sup>')}.", (3, 4, 5), "Red."),
        (f"Red (Doe et al. {cite(8, words='2008')}).", (8,), "Red (Doe et al. 2008)."),
        (f"Red ({cite(8, words='Doe 2008')}; {cite(9, words='Roe, 2009')}).", (8, 9), "Red (Doe 2008; Roe, 2009)."),
        (f"Red in {cite(1, words='2001')}–{cite(9, words='2009')}.", (1, 9), "Red in 2001–2009."),
        (f"Red (reviewed in {cite(4)}).", (4,), "Red (reviewed in 4)."),
        ('Red [<xref rid="r2">2</xref>].', (2,), "Red."),
        ('Red [<xref ref-type="bibr" rid="gone">7</xref>].', (7,), "Red."),
        ('Red (<xref ref-type="table" rid="t1">Table 1</xref>).', (), "Red (Table 1)."),
    ],
)
def test_citations(read, prose: str, numbers: tuple[int, ...], shown: str) -> None:
    document = read(xml(f"<p>{prose}</p>"))
    (sentence,) = document.paragraphs[-1].sentences
    assert sentence.references == numbers
    assert sentence.text == shown


def test_a_citation_behind_the_period_belongs_to_its_sentence(read) -> None:
    red, blue = f"Roses are red.<sup>{cite(1)}–{cite(3)}</sup>", f"Violets are blue.[{cite(4)}]"
    prose = f"{red} {blue} Sugar is sweet. So is it [{cite(5)}]."
    document = read(xml(f"<p>{prose}</p>"))
    sentences = document.paragraphs[-1].sentences
    assert [(s.text, s.references) for s in sentences] == [
        ("Roses are red.", (1, 2, 3)),
        ("Violets are blue.", (4,)),
        ("Sugar is sweet.", ()),
        ("So is it.", (5,)),
    ]
    assert [s.resolved for s in sentences] == [(1, 2, 3), (4,), (5,), (5,)]
    assert document.quote(sentences[0].span) == "Roses are red.¹–³"


def test_citations_that_the_source_does_not_mark(read) -> None:
    meta = META.replace('[<xref ref-type="bibr" rid="r1">1</xref>]', "")
    document = read(xml("<p>Roses are red [1–3]. A range [0.1, 0.4] is none, nor is [85].</p>", meta=meta))
    assert [(s.text, s.references) for s in document.paragraphs[-1].sentences] == [
        ("Roses are red.", (1, 2, 3)),
        ("A range [0.1, 0.4] is none, nor is [85].", ()),
    ]


def test_a_citation_without_its_reference_is_noted(read) -> None:
    document = read(xml('<p>Red <xref ref-type="bibr" rid="gone">Roe 1999</xref>.</p>'))
    assert "1 of 2 citations point to no entry of the reference list." in document.notes


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (("<label>[4]</label>", "<label>5.</label>"), [4, 5]),
        (("", ""), [1, 2]),
        (("<label>1</label>", "<label>1</label>"), [1, 2]),
        (("<label>Doe01</label>", "<label>2</label>"), [1, 2]),
    ],
)
def test_numbers_are_labels_where_these_are_consistent(read, labels: tuple[str, str], numbers: list[int]) -> None:
    refs = "".join(
        f'<ref id="x{i}">{label}<mixed-citation>Doe A. Title. Journal. 2001;1:2.</mixed-citation></ref>'
        for i, label in enumerate(labels)
    )
    body = '<p>Red [<xref ref-type="bibr" rid="x1">b</xref>].</p>'
    document = read(xml(body, refs=refs, meta=META.replace('rid="r1"', 'rid="x0"')))
    assert [r.number for r in document.references] == numbers
    assert document.paragraphs[-1].sentences[0].references == (numbers[1],)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (
            "<element-citation><name><surname>Doe</surname><given-names>A</given-names></name><etal/>"
            "<article-title>On H<sub>2</sub>O.</article-title><source>Water</source><year>2001a</year>"
            "<volume>3</volume><issue>2</issue><fpage>5</fpage><lpage>9</lpage>"
            '<pub-id pub-id-type="doi">https://doi.org/10.1000/ab(c)1.</pub-id></element-citation>',
            {
                "authors": ("Doe, A",),
                "title": "On H2O",
                "journal": "Water",
                "year": 2001,
                "volume": "3",
                "pages": "5–9",
                "doi": "10.1000/ab(c)1",
                "text": "Doe A, et al. On H2O. Water. 2001;3(2):5–9. doi:10.1000/ab(c)1.",
            },
        ),
        (
            "<mixed-citation><string-name><surname>Doe</surname>, <given-names>A.</given-names></string-name> "
            "(<year>2001</year>). <article-title>On water</article-title>. <source>Water</source> "
            '<volume>3</volume>, <fpage>5</fpage>.<pub-id pub-id-type="doi">10.1000/x1</pub-id>'
            '<pub-id pub-id-type="pmid">12345</pub-id></mixed-citation>',
            {
                "authors": ("Doe, A.",),
                "year": 2001,
                "pages": "5",
                "doi": "10.1000/x1",
                "pmid": "12345",
                "text": "Doe, A. (2001). On water. Water 3, 5. 10.1000/x1 12345",
            },
        ),
        (
            "<nlm-citation><collab>The Group</collab><source>A Book</source><year>1999</year></nlm-citation>",
            {"authors": ("The Group",), "title": "A Book", "journal": "", "year": 1999},
        ),
        (
            "<citation>Doe A, Roe B. On water. Water 2001;3:5–9. "
            '<ext-link xlink:href="https://doi.org/10.1000/x2">link</ext-link></citation>',
            {"authors": ("Doe, A", "Roe, B"), "title": "On water", "year": 2001, "doi": "10.1000/x2"},
        ),
        ("<mixed-citation>A web page, see there.</mixed-citation>", {"authors": (), "title": "", "doi": None}),
        ("<note><p>Unpublished.</p></note>", {"text": "Unpublished.", "authors": ()}),
        (
            "<element-citation><article-title>One</article-title><source>S</source></element-citation>"
            '<element-citation><article-title>Two</article-title><pub-id pub-id-type="doi">10.1000/x3</pub-id>'
            "</element-citation>",
            {"title": "One", "doi": "10.1000/x3", "text": "One. S. Two. doi:10.1000/x3."},
        ),
    ],
)
def test_references(read, citation: str, expected: dict[str, object]) -> None:
    document = read(xml("<p>Text.</p>", refs=f'<ref id="r1">{citation}</ref>'))
    (reference,) = document.references
    assert {name: getattr(reference, name) for name in expected} == expected


def table_xml(rows: str, head: str = "<tr><th>A</th><th>B</th><th>C</th></tr>", foot: str = "") -> str:
    thead = f"<thead>{head}</thead>" if head else ""
    return (
        '<table-wrap id="t1"><label>Table 1.</label><caption><p>Roses.</p></caption>'
        f"<table>{thead}<tbody>{rows}</tbody></table>{foot}</table-wrap>"
    )


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def tr(*values: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in values) + "</tr>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (tr("1", "2", "3"), [["1", "2", "3"]]),
        (
            '<tr><td rowspan="2">a</td><td>b</td><td>c</td></tr>' + tr("d", "e"),
            [["a", "b", "c"], ["a", "d", "e"]],
        ),
        (
            '<tr><td>a</td><td rowspan="3">b</td><td>c</td></tr>' + tr("d", "e"),
            [["a", "b", "c"], ["d", "b", "e"]],
        ),
        ('<tr><td>a</td><td colspan="2">b</td></tr>', [["a", "b", "b"]]),
        (
            '<tr><td rowspan="2" colspan="2">a</td><td>b</td></tr>' + tr("c"),
            [["a", "a", "b"], ["a", "a", "c"]],
        ),
        (tr("a", "", "c") + tr("d", "e"), [["a", "", "c"], ["d", "e", ""]]),
        (tr("a<break/>b", "<p>c</p><p>d</p>", " e\n  f\u00a0g "), [["a b", "c d", "e f g"]]),
        ('<tr><td colspan="99999999999">a</td><td>b</td><td>c</td></tr>', [["a", "b", "c"]]),
        (tr("a", "<inline-graphic/>", "") + tr("b", "1", "2"), [["a", "", ""], ["b", "1", "2"]]),
    ],
)
def test_table_cells(read, rows: str, expected: list[list[str]]) -> None:
    (table,) = read(xml(f"<sec><title>S</title><p>Text.</p>{table_xml(rows)}</sec>")).tables
    assert cells(table) == expected
    assert table.headers == ("A", "B", "C")
    assert (table.label, table.caption, table.path) == ("Table 1", "Roses.", ("S",))


@pytest.mark.parametrize(
    ("head", "rows", "headers"),
    [
        (
            '<tr><th rowspan="2">A</th><th colspan="2">B</th></tr>' + tr("B1", "B2", tag="th"),
            tr("1", "2", "3"),
            ("A", "B / B1", "B / B2"),
        ),
        (tr("", "CI", "CI", tag="th"), tr("1", "2", "3"), ("Column 1", "CI", "CI (2)")),
        ('<tr><th colspan="3">All</th></tr>' + tr("A", "B", "C", tag="th"), tr("1", "2", "3"), ("A", "B", "C")),
        ("", tr("A", "B", "C", tag="th") + tr("1", "2", "3"), ("A", "B", "C")),
        ("", tr("<bold>A</bold>", "<bold>B</bold>", "") + tr("1", "2", "3"), ("A", "B", "Column 3")),
        ("", tr("1", "2", "3"), ("Column 1", "Column 2", "Column 3")),
        (tr("A", "B", "C") + tr("1", "2", "3"), "", ("A", "B", "C")),
        (tr("A", "B", "C"), tr("x", "y", "z", tag="th") + tr("1", "2", "3"), ("A / x", "B / y", "C / z")),
    ],
)
def test_table_heads(read, head: str, rows: str, headers: tuple[str, ...]) -> None:
    (table,) = read(xml(table_xml(rows, head))).tables
    assert table.headers == headers
    assert cells(table) == [["1", "2", "3"]]
    assert [cell.header for cell in table.rows[0].cells] == list(headers)


def test_heads_inside_the_body_govern_what_follows(read) -> None:
    rows = tr("1", "2", "3") + tr("", "X", "Y", tag="th") + tr("", "x", "y", tag="th") + tr("4", "5", "6")
    (table,) = read(xml(table_xml(rows + tr("7", "8", "9")))).tables
    assert [[c.header for c in row.cells] for row in table.rows] == [
        ["A", "B", "C"],
        ["Column 1", "X / x", "Y / y"],
        ["Column 1", "X / x", "Y / y"],
    ]


ACROSS = '<tr><td colspan="3">{}</td></tr>'


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        (ACROSS.format("G") + tr("1", "2", "3") + ACROSS.format("H") + tr("4", "5", "6"), ["G", "H"]),
        (tr("G", "", "") + tr("1", "2", "3") + tr("4", "5", "6"), ["G", "G"]),
        (ACROSS.format("G") + tr("h", "", "") + tr("1", "2", "3"), ["G / h"]),
        (ACROSS.format("G") + ACROSS.format("H") + tr("1", "2", "3"), ["G / H"]),
        (tr("1", "2", "3") + tr("last", "", ""), ["", ""]),
        (tr("1", "2", "3") + tr("x", "", "") + ACROSS.format("G") + tr("4", "5", "6"), ["", "", "G"]),
        (tr("G", "", "") + tr("\u2003a", "1", "2") + tr("b", "3", "4"), ["G", ""]),
        (ACROSS.format("G") + tr("\u2003a", "1", "2") + tr("", "", "") + tr("b", "3", "4"), ["G", ""]),
        (tr("a", "", "") + tr("b", "", "") + tr("c", "1", "2"), ["", "", ""]),
        ('<tr><td rowspan="2">a</td><td>1</td><td>2</td></tr>' + tr("", ""), ["", ""]),
    ],
)
def test_table_groups(read, rows: str, groups: list[str]) -> None:
    (table,) = read(xml(table_xml(rows))).tables
    assert [row.group for row in table.rows] == groups


def test_table_notes_and_what_a_row_cites(read) -> None:
    foot = (
        '<table-wrap-foot><fn id="f1"><label>a</label><p>Measured by Doe ['
        f"{cite(6)}].</p></fn><fn><p><sup>1</sup>Roe ({cite(7, words='2007')}); <sup>2</sup>Poe "
        f"({cite(8, words='2008')}).</p></fn><p>Abbreviations: HSL, hormone-sensitive lipase; TG: triglyceride."
        "</p></table-wrap-foot>"
    )
    rows = (
        tr('x<xref ref-type="table-fn" rid="f1">a</xref>', f"[{cite(2)}–{cite(4)}]", "y")
        + tr("High<sup>2</sup>", "10<sup>1</sup>", "Ca<sup>2+</sup>")
        + ACROSS.format("A note across.")
    )
    document = read(xml(table_xml(rows, foot=foot)))
    (table,) = document.tables
    assert [row.references for row in table.rows] == [(6, 2, 3, 4), (8,)]
    assert cells(table)[1] == ["High²", "10¹", "Ca2+"]
    assert table.footnotes[:2] == ("A note across.", "a Measured by Doe [6].")
    assert table.footnotes[2] == "¹Roe (2007); ²Poe (2008)."
    assert {(a.short, a.long) for a in document.abbreviations} >= {
        ("HSL", "hormone-sensitive lipase"),
        ("TG", "triglyceride"),
    }


def test_oasis_tables() -> None:
    table = ET.fromstring(
        '<table><tgroup cols="3"><colspec colname="a"/><colspec colname="b"/><colspec colname="c"/><thead><row>'
        '<entry morerows="1">A</entry><entry namest="b" nameend="c">B</entry></row>'
        "<row><entry>B1</entry><entry>B2</entry></row></thead>"
        "<tbody><row><entry>1</entry><entry>2</entry><entry>3</entry></row></tbody></tgroup></table>"
    )
    grid = expand(table, lambda cell: Cited("".join(cell.itertext())))
    assert [[cell.cited.text for cell in row.cells] for row in grid] == [
        ["A", "B", "B"],
        ["A", "B1", "B2"],
        ["1", "2", "3"],
    ]


def test_a_table_that_is_a_picture_is_noted(read) -> None:
    wrap = '<table-wrap><label>Table 4</label><caption><p>Roses.</p></caption><graphic xlink:href="x"/></table-wrap>'
    document = read(xml(f"<p>Text.</p>{wrap}"))
    assert document.tables == ()
    assert "Table 4 is a picture in the source; its cells cannot be read." in document.notes
    assert [document.quote(p.span) for p in document.paragraphs if p.kind == "caption"] == ["Roses."]


def test_what_floats_stands_behind_the_paragraph_that_names_it(read) -> None:
    floats = (
        table_xml(tr("1", "2", "3"))
        + '<fig id="f9"><label>Fig. 9</label><caption><p>No one names it.</p></caption></fig>'
    )
    body = (
        '<sec><title>One</title><p>See <xref ref-type="table" rid="t1">Table 1</xref>. More.</p><p>After.</p></sec>'
        "<sec><title>Two</title><p>End.</p></sec>"
    )
    document = read(xml(body, floats=floats))
    assert document.tables[0].path == ("One",)
    order = [document.text.index(words) for words in ("More.", "Table 1: Roses.", "After.", "End.", "Fig. 9: No")]
    assert order == sorted(order)


def test_a_paragraph_goes_on_behind_what_stands_in_it(read) -> None:
    figure = "<fig><label>Figure 2.</label><caption><title>Roses</title><p>All red.</p></caption></fig>"
    document = read(xml(f"<p>Roses {figure}are {table_xml(tr('1', '2', '3'))}red.</p>"))
    kinds = [(p.kind, document.quote(p.span)) for p in document.paragraphs if p.kind != "abstract"]
    assert kinds == [("body", "Roses are red."), ("caption", "Figure 2: Roses. All red."), ("caption", "Roses.")]


def test_lists_quotes_and_boxes(read) -> None:
    body = (
        "<sec><title>S</title><p>Roses are<list><list-item><label>(1)</label><p>red;</p><list><list-item><p>dark</p>"
        "</list-item></list></list-item></list>and sweet.</p><disp-quote><p>A rose.</p></disp-quote>"
        "<boxed-text><caption><title>Box 1</title></caption><p>Inside.</p></boxed-text></sec>"
    )
    document = read(xml(body))
    found = [(p.kind, p.path, document.quote(p.span)) for p in document.paragraphs][1:]
    assert found == [
        ("body", ("S",), "Roses are"),
        ("list_item", ("S",), "(1) red;"),
        ("list_item", ("S",), "dark"),
        ("body", ("S",), "and sweet."),
        ("body", ("S",), "A rose."),
        ("body", ("S", "Box 1"), "Inside."),
    ]


def test_back_matter_and_what_is_left_out(read) -> None:
    back = (
        "<ack><p>Thanks.</p></ack><glossary><title>Abbreviations</title><def-list><def-item><term>DENV</term>"
        "<def><p>dengue virus</p></def></def-item></def-list></glossary>"
        "<fn-group><fn><p><bold>Competing interests</bold></p><p>None.</p></fn></fn-group>"
        "<app-group><app><title>Appendix A</title><p>More.</p></app></app-group>"
    )
    extra = "<supplementary-material><caption><p>Data set.</p></caption></supplementary-material>"
    text = xml(f"<p>Text.</p>{extra}", back).replace(
        "</article>", "<sub-article><body><p>A letter.</p></body></sub-article></article>"
    )
    document = read(text)
    found = [(p.path, document.quote(p.span)) for p in document.paragraphs][2:]
    assert found == [
        (("Acknowledgements",), "Thanks."),
        (("Abbreviations",), "DENV: dengue virus"),
        (("Competing interests",), "None."),
        (("Appendix A",), "More."),
    ]
    assert [(a.short, a.long) for a in document.abbreviations] == [("DENV", "dengue virus")]
    assert ("Competing interests", "None.") in {(f.label, f.text) for f in document.front}
    assert "Data set" not in document.text
    assert "letter" not in document.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("H<sub>2</sub>O and CD8<sup>+</sup>", "H2O and CD8+"),
        ("10<sup>-6</sup> of Fe<sup>2+</sup>", "10⁻⁶ of Fe2+"),
        ("<sup>18</sup>F in m<sup>2</sup>", "18F in m²"),
        ("a<italic>b</italic> c\n  d\u00a0e\u200b", "ab c d e"),
        ("x<inline-formula><tex-math>\\begin{document}$$\\alpha$$\\end{document}</tex-math></inline-formula>y", "xαy"),
    ],
)
def test_inline_text(source: str, text: str) -> None:
    root = ET.fromstring(f"<p>{source}</p>")
    assert flatten([root]).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>", "a/(b+1)"),
        ("<mi>x</mi><mo>=</mo><msup><mi>y</mi><mn>2</mn></msup>", "x = y²"),
        ("<msubsup><mi>x</mi><mi>i</mi><mi>n</mi></msubsup><msqrt><mi>z</mi></msqrt>", "xi^n√z"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced><mspace/><mtext>if so</mtext>", "(a, b) if so"),
    ],
)
def test_formulas(source: str, text: str) -> None:
    assert mathml(ET.fromstring(f"<math>{source}</math>")) == text


def test_of_alternatives_the_readable_one_is_read(read) -> None:
    formula = (
        "<inline-formula><alternatives><inline-graphic/><tex-math>\\frac{a}{b}</tex-math>"
        "<mml:math><mml:mfrac><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfrac></mml:math></alternatives></inline-formula>"
    )
    document = read(xml(f"<p>Here {formula} stands.</p>"))
    assert document.quote(document.paragraphs[-1].span) == "Here a/b stands."


def test_the_named_characters_of_the_dtd_are_known(read) -> None:
    document = read(xml("<p>TNF&alpha;&nbsp;rises.</p>"))
    assert document.quote(document.paragraphs[-1].span) == "TNFα rises."


def test_namespaces_and_a_wrapping_element(read) -> None:
    text = xml("<p>Text.</p>").replace(DOCTYPE, "")
    named = text.replace("<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/1" ', 1)
    assert read(f"<pmc-articleset>{named}</pmc-articleset>").paragraphs[-1].kind == "body"


def test_sections_as_deep_as_can_be(read) -> None:
    deep = "<sec><title>S</title>" * 90 + "<p>Deep.</p>" + "</sec>" * 90
    assert len(read(xml(deep)).paragraphs[-1].path) == 90


def test_an_abstract_alone_is_read_and_noted(read) -> None:
    document = read(xml(""))
    assert [p.kind for p in document.paragraphs] == ["abstract"]
    assert "The file holds no body, only an abstract." in document.notes


WHOLE = xml("<p>Text.</p>")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (WHOLE[: len(WHOLE) // 2].encode(), "cut off"),
        (b"not XML at all", "broken"),
        (b"<html><body><p>Hello</p></body></html>", "not a JATS article"),
        (b"<article><front/></article>", "neither an abstract nor a body"),
        (
            b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/hostname">]><article><body><p>&x;</p></body></article>',
            "entities",
        ),
        (
            b'<!DOCTYPE article [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><article><body><p>&b;</p></body></article>',
            "entities",
        ),
        (b'<!DOCTYPE article [<!ENTITY % p SYSTEM "http://localhost/x"> %p;]><article/>', "entities"),
        (b'<?xml version="1.0" encoding="none-such"?><article/>', "UTF-8"),
        (b"<article>" + b"<sec>" * 300 + b"</sec>" * 300 + b"</article>", "nested"),
    ],
)
def test_unreadable_files(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_jats(path)
    message = str(caught.value)
    assert says in message
    assert message.startswith(str(path))
    assert "\n" not in message


PAPERS = os.environ.get("REVIEW_CHAT_PAPERS", "")
FILES = sorted(Path(PAPERS).glob("**/*.xml")) if PAPERS else []
papers = pytest.mark.skipif(not FILES, reason="REVIEW_CHAT_PAPERS names no folder with JATS files")


@pytest.fixture(scope="module", params=FILES or [None], ids=lambda path: path.stem if path else "none")
def paper(request: pytest.FixtureRequest) -> tuple[Document, ET.Element]:
    return read_jats(request.param), ET.parse(request.param).getroot()


def by_occupancy(table: ET.Element) -> list[list[str]]:
    """An expansion of its own: each cell claims the places it covers, part by part; heads are left out."""
    out: list[list[str]] = []
    for part in (p for p in table if p.tag in ("tbody", "tfoot")):
        rows = part.findall("tr")
        taken: dict[tuple[int, int], str] = {}
        for y, row in enumerate(rows):
            for cell in row:
                x = next(x for x in range(1000) if (y, x) not in taken)
                spans = [int(cell.get(name) or 1) for name in ("rowspan", "colspan")]
                text = flat("".join(cell.itertext()))
                taken.update({(y + i, x + j): text for i in range(spans[0]) for j in range(spans[1])})
        width = max(x for _, x in taken) + 1
        out += [[taken.get((y, x), "") for x in range(width)] for y in range(len(rows))]
    return out


@papers
def test_papers_prove_every_span(paper: tuple[Document, ET.Element]) -> None:
    prove(paper[0])


@papers
def test_papers_tables(paper: tuple[Document, ET.Element]) -> None:
    document, root = paper
    sources = list(root.iter("table"))
    assert len(document.tables) == len(sources)
    for table, source in zip(document.tables, sources, strict=True):
        expected = by_occupancy(source)
        rows = [[flat(document.quote(cell.span)) for cell in row.cells] for row in table.rows]
        others = list(expected)
        for row in rows:
            others.remove(row)
        assert [row for row in expected if row in rows] == rows
        heads = flat(" ".join((*table.headers, *table.groups, *(c.header for r in table.rows for c in r.cells))))
        assert all(len(set(filter(None, row))) <= 1 or all(text in heads for text in row) for row in others)
        assert all(flat("".join(th.itertext())) in heads for th in source.findall("thead/tr/th"))


@papers
def test_papers_citations(paper: tuple[Document, ET.Element]) -> None:
    document, root = paper
    assert not [note for note in document.notes if "citations" in note]
    place = {ref.get("id"): n for n, ref in enumerate(root.iter("ref"), start=1)}
    cited = {flat(document.quote(p.span)): {n for s in p.sentences for n in s.references} for p in document.paragraphs}
    checked = 0
    for source in root.iter("p"):
        marks = [x for x in source.iter("xref") if x.get("ref-type") == "bibr"]
        found = cited.get(flat("".join(source.itertext())))
        if found is not None:
            assert {place[x.get("rid")] for x in marks} <= found
            checked += len(marks)
    total = sum(x.get("ref-type") == "bibr" for x in root.iter("xref"))
    assert checked >= 0.5 * total
    assert all(set(s.references) <= {r.number for r in document.references} for _, s in every_sentence(document))


@papers
def test_papers_references(paper: tuple[Document, ET.Element]) -> None:
    document, root = paper
    sources = list(root.iter("ref"))
    assert len(document.references) == len(sources)
    for reference, source in zip(document.references, sources, strict=True):
        ids = {e.get("pub-id-type"): e.text for e in source.iter("pub-id")}
        assert (reference.doi, reference.pmid) == (ids.get("doi", reference.doi), ids.get("pmid"))
        title = source.find(".//article-title")
        if title is not None:
            assert flat(reference.title) == flat("".join(title.itertext()).rstrip(" ."))
            assert flat(reference.title) in flat(reference.text)


@papers
def test_papers_prose_holds_the_body_and_no_bibliography(paper: tuple[Document, ET.Element]) -> None:
    document, root = paper
    prose = [flat(document.quote(p.span)) for p in document.paragraphs]
    whole = flat(document.text)
    titles = [flat(r.title) for r in document.references if len(r.title) > 40]
    assert not [title for title in titles for text in prose if title in text]
    body = root.find("body")
    assert body is not None
    for element in list(body.iter()):
        for supplement in element.findall("supplementary-material"):
            element.remove(supplement)
    plain = [p for p in body.iter("p") if not any(e.tag in ("fig", "table-wrap", "list") for e in p.iter())]
    assert plain
    assert not [p for p in plain if flat("".join(p.itertext())) not in whole]
