"""The reader of plain text on the shipped review: each of its quirks is a row here."""

from __future__ import annotations

import re

import pytest

from ingest import shipped
from ingest.text import parse, read_text
from store.records import Paragraph

REVIEW = read_text(shipped.path())
TABLE = REVIEW.tables[0]
BY_NUMBER = {r.number: r for r in REVIEW.references}
PROSE = [p for p in REVIEW.paragraphs if p.kind in ("abstract", "body")]


def test_the_text_is_the_file() -> None:
    assert REVIEW.text.encode("utf-8") == shipped.path().read_bytes()
    assert REVIEW.id == "qi-2024-lenvatinib-resistance"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Latest Research Progress on the Mechanisms of Lenvatinib Resistance"),
        ("authors", ("Ding Qi", "Yaoxiang Wu", "Yong Li")),
        ("year", 2024),
        ("doi", "10.4236/jbm.2024.1212034"),
        ("journal", "Journal of Biosciences and Medicines"),
        ("licence", "CC BY 4.0"),
        ("licence_url", "http://creativecommons.org/licenses/by/4.0/"),
        ("notes", ("Reference 30 has no DOI in the source.",)),
    ],
)
def test_what_the_document_is(field: str, value: object) -> None:
    assert getattr(REVIEW, field) == value


@pytest.mark.parametrize(
    ("label", "beginning"),
    [
        ("Title", "Latest Research Progress"),
        ("Authors", "Ding Qi, Yaoxiang Wu, Yong Li"),
        ("Affiliation", "Department of Interventional Medicine"),
        ("Email", "lorry5160@163.com"),
        ("How to cite", "Qi, D., Wu, Y.X. and Li, Y. (2024)"),
        ("DOI", "https://doi.org/10.4236/jbm.2024.1212034"),
        ("Received", "November 11, 2024"),
        ("Accepted", "December 21, 2024"),
        ("Published", "December 24, 2024"),
        ("Copyright", "Copyright © 2024 by author(s)"),
        ("Licence URL", "http://creativecommons.org/licenses/by/4.0/"),
        ("Keywords", "Hepatocellular Carcinoma, Lenvatinib, Drug Resistance"),
        ("Conflicts of Interest", "The authors declare no competing interests."),
    ],
)
def test_front_matter(label: str, beginning: str) -> None:
    found = [f for f in REVIEW.front if f.label == label]
    assert len(found) == 1
    assert found[0].text.startswith(beginning)
    assert beginning[:8] in REVIEW.quote(found[0].span)


SECTIONS = [
    (1, "", "Abstract"),
    (1, "", "Keywords"),
    (1, "1", "Introduction"),
    (2, "1.1", "Current Situation and Treatment of HCC"),
    (2, "1.2", "Targeted Therapy"),
    (1, "2", "Mechanisms of Lenvatinib Resistance"),
    (2, "2.1", "HCC cell Plasticity"),
    (3, "2.1.1", "CSCs Expansion"),
    (3, "2.1.2", "EMT Process"),
    (2, "2.2", "Abnormal Transport Process"),
    (3, "", "ABC transporter"),
    (3, "", "Exosomes"),
    (2, "2.3", "Abnormal Cell Proliferation Signaling Pathway"),
    (3, "", "PI3K/AKT/mTOR pathway"),
    (3, "", "Ras-Raf-MEK-ERK pathways"),
    (2, "2.4", "Escaped Programmed Cell Death"),
    (3, "2.4.1", "Ferroptosis"),
    (3, "2.4.2", "Autophagy"),
    (2, "2.5", "Enhanced Cancer Cell Metabolism"),
    (1, "3", "Summary and Prospect"),
    (1, "", "Conflicts of Interest"),
    (1, "", "References"),
]


def test_sections() -> None:
    assert [(s.level, s.number, s.title) for s in REVIEW.sections] == SECTIONS


def test_sections_nest_and_hold_their_headings() -> None:
    for section in REVIEW.sections:
        assert REVIEW.quote(section.heading).endswith(section.title)
        assert section.span.start == section.heading.start < section.heading.end <= section.span.end
        assert len(section.path) == section.level
        parents = [s for s in REVIEW.sections if s.path == section.path[:-1]]
        assert all(p.span.start < section.span.start and section.span.end <= p.span.end for p in parents)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("cancer cells with a single", "genotype can switch"),
        ("augmenting cancer", "stemness, and bolstering"),
        ("which are energy-dependent", "transmembrane proteins"),
        ("For", "instance, hyperactivation"),
        ("and to adapt to", "the harsh environments"),
        ("comparable extended overall", "survival (OS) to sorafenib"),
    ],
)
def test_paragraphs_are_joined_over_page_breaks(first: str, second: str) -> None:
    assert f"{first}\n\n{second}" in REVIEW.text
    holding = [s for p in REVIEW.paragraphs for s in p.sentences if f"{first} {second}" in s.text]
    assert len(holding) == 1


def test_paragraphs() -> None:
    assert [p.kind for p in REVIEW.paragraphs].count("abstract") == 1
    assert len(PROSE) == 24
    assert sum(len(p.sentences) for p in PROSE) == 172
    assert all(p.path for p in REVIEW.paragraphs)


def test_sentences_of_the_prose_hold_one_sentence_each() -> None:
    for sentence in (s for p in PROSE for s in p.sentences):
        assert sentence.text.endswith(".")
        assert not re.search(r"(?<!et al)[.?!] [A-Z]", sentence.text)


def test_a_run_in_heading_is_not_in_the_prose() -> None:
    first = next(p for p in PROSE if p.path[-1] == "Exosomes").sentences[0]
    assert first.text.startswith("Zhang et al. observed")


def _prose(paragraph: Paragraph) -> str:
    return REVIEW.quote(paragraph.span)


def test_neither_table_nor_references_are_in_the_prose() -> None:
    for paragraph in REVIEW.paragraphs:
        assert "\t" not in _prose(paragraph)
        assert "https://doi.org" not in _prose(paragraph)
        assert "Table 1." not in _prose(paragraph)
    announcing = [p for p in PROSE if "**Table 1**" in _prose(p)]
    assert [p.path[-1] for p in announcing] == ["1.2. Targeted Therapy"]


def test_every_citation_of_the_body_resolves() -> None:
    cited = {n for p in REVIEW.paragraphs for s in p.sentences for n in s.references}
    assert cited == set(range(1, 46))


def test_no_repaired_sentence_keeps_a_citation_or_markup() -> None:
    for sentence in (s for p in REVIEW.paragraphs for s in p.sentences):
        assert not re.search(r"\[\d|\*|\$|\\|\n|  | [.,]", sentence.text)


# --- the table


def test_table_layout() -> None:
    assert (TABLE.id, TABLE.label) == ("table-1", "Table 1")
    assert TABLE.caption == "Mechanisms of lenvatinib resistance."
    assert TABLE.headers == ("Molecules", "Expression", "Target", "Mechanism", "Ref.")
    assert TABLE.path[-1] == "2.5. Enhanced Cancer Cell Metabolism"
    assert REVIEW.quote(TABLE.span).startswith("Table 1.")
    assert REVIEW.quote(TABLE.span).endswith("[45]")


def test_groups_and_their_sizes() -> None:
    sizes = {group: sum(r.group == group for r in TABLE.rows) for group in TABLE.groups}
    assert sizes == {
        "HCC cell plasticity": 5,
        "Transport process": 3,
        "Cell proliferation signaling pathway": 3,
        "Programmed cell death": 6,
        "Metabolism": 3,
    }
    assert [r.index for r in TABLE.rows] == list(range(20))


@pytest.mark.parametrize(
    ("molecule", "header", "cell"),
    [
        ("FZD10", "Target", "β-catenin/YAP1 axis"),
        ("Circ0007386", "Target", "MiR-507"),
        ("EGFR", "Target", "Stat3-ABCB1"),
        ("CircPAK1", "Target", "YAP-14-3-3ζ"),
        ("SPP1", "Target", "Integrins αVβ5, α5β1, and αVβ1"),
        ("SPP1", "Mechanism", "Phosphorylating PKCα in the cytoplasmic domain."),
        ("Nrf2", "Target", ""),
        ("Nrf2", "Mechanism", "Inadequate ROS accumulation"),
        ("LACTB", "Expression", "Down"),
        (
            "Cirpias1",
            "Mechanism",
            "Promoting FTH1 expression, thereby decreasing intracellular Fe²⁺ and lipid ROS levels",
        ),
        ("LncRNA HOTAIRM1", "Target", "Beclin-1"),
        ("HIF-1α/HIF-2α", "Target", "NRP1"),
        ("BNIP3", "Target", "Amp-ENO2"),
        ("SREBP2", "Mechanism", "activating the mTOR/IL-1β pathway"),
    ],
)
def test_cells(molecule: str, header: str, cell: str) -> None:
    rows = [r for r in TABLE.rows if r.get("Molecules") == molecule]
    assert len(rows) == 1
    assert rows[0].get(header) == cell


def test_expression_is_up_but_for_one() -> None:
    assert [r.get("Molecules") for r in TABLE.rows if r.get("Expression") != "Up"] == ["LACTB"]


def test_each_row_has_its_reference() -> None:
    numbers = [10, 11, 12, 15, 16, 20, 21, 22, 25, 26, 29, 34, 35, 36, 39, 40, 41, 43, 44, 45]
    assert [r.references for r in TABLE.rows] == [(n,) for n in numbers]


def test_cells_stand_where_their_spans_say() -> None:
    for row in TABLE.rows:
        parts = [cell.strip() for cell in REVIEW.quote(row.span).split("\t")]
        assert [REVIEW.quote(cell.span) for cell in row.cells] == parts
        assert [cell.header for cell in row.cells] == list(TABLE.headers)


# --- the references


def test_references_are_numbered_from_1_to_45() -> None:
    assert [r.number for r in REVIEW.references] == list(range(1, 46))


def test_all_references_have_their_fields() -> None:
    for r in REVIEW.references:
        assert r.authors
        assert r.title
        assert r.journal
        assert r.year is not None
        assert 2010 <= r.year <= 2024
        assert r.volume.isdigit()
        assert re.fullmatch(r"\d+-\d+|Article(?: No\.)? \d+", r.pages)
        assert not re.search(r"[*<>\\\n]|  ", r.text + r.title)
        assert REVIEW.quote(r.span).startswith("- [")
    assert [r.number for r in REVIEW.references if not r.doi] == [30]


def test_spans_of_references_part_the_list() -> None:
    spans = [r.span for r in REVIEW.references]
    for before, after in zip(spans, spans[1:], strict=False):
        assert REVIEW.text[before.end : after.start].strip() == ""
    assert spans[-1].end == len(REVIEW.text)


@pytest.mark.parametrize(
    ("number", "field", "value"),
    [
        (1, "authors", ("Kim, D.Y.", "Han, K.")),
        (2, "pages", "2568-2568"),
        (5, "pages", "Article No. 146"),
        (6, "doi", "10.1016/s0140-6736(18)30207-1"),
        (6, "authors", ("Kudo, M.", "Finn, R.S.", "Qin, S.", "Han, K.", "Ikeda, K.", "Piscaglia, F.")),
        (12, "authors", ("Cao, J.", "Wang, C.", "Shi, Z.", "Song, J.", "Tustumi, F.", "de Castria, T.B.")),
        (18, "journal", "Genomics, Proteomics & Bioinformatics"),
        (
            20,
            "title",
            (
                "Inhibition of EGFR Overcomes Acquired Lenvatinib Resistance Driven by "
                "STAT3-ABC1 Signaling in Hepatocellular Carcinoma"
            ),
        ),
        (20, "doi", "10.1158/0008-5472.can-21-4140"),
        (21, "doi", "10.1016/j.omtn.2021.12.001"),
        (23, "journal", "Biochimica et Biophysica Acta (BBA)-Reviews on Cancer"),
        (28, "authors", ("Santarpia, L.", "Lippman, S.M.", "El-Naggar, A.K.")),
        (30, "journal", "Postępy Higieny i Medycyny Doświadczalnej"),
        (
            34,
            "title",
            (
                "Ferroptosis Is Induced by Lenvatinib through Fibroblast Growth Factor "
                "Receptor-4 Inhibition in Hepatocellular Carcinoma"
            ),
        ),
        (34, "year", 2022),
        (34, "doi", "10.1111/cas.15378"),
        (
            36,
            "title",
            (
                "CircPIAS1 Promotes Hepatocellular Carcinoma Progression by Inhibiting "
                "Ferroptosis via the miR-455-3p/NUPR1/FTTH1 Axis"
            ),
        ),
        (
            41,
            "title",
            (
                "Hepatocellular Carcinoma Cells Loss Lenvatinib Efficacy in vitro through Autophagy and "
                "Hypoxia Response-Derived Neuro-pilin-1 Degradation"
            ),
        ),
        (41, "volume", "44"),
        (
            45,
            "title",
            (
                "SREBP2 Inhibitor Betulin Sensitizes Hepatocellular Carcinoma to "
                "Lenvatinib by Inhibiting the mTOR/1L-1β Pathway"
            ),
        ),
        (45, "doi", "10.3724/abbs.2023122"),
    ],
)
def test_reference_fields(number: int, field: str, value: object) -> None:
    assert getattr(BY_NUMBER[number], field) == value


@pytest.mark.parametrize(
    ("surname", "numbers"),
    [("Wang", [3, 4, 10, 43]), ("Zhang", [18, 21, 36]), ("Pan", [40, 44]), ("Huang", [5, 13]), ("Zeng", [7, 35])],
)
def test_shared_surnames_of_first_authors(surname: str, numbers: list[int]) -> None:
    assert [r.number for r in REVIEW.references if r.authors[0].startswith(f"{surname},")] == numbers


# --- the same text in other wrappings


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t.lstrip(), lambda t: t.replace("\n", "\r\n")], ids=["BOM", "CRLF"]
)
def test_wrapping_changes_nothing_that_is_read(change) -> None:
    other = parse(change(REVIEW.text), id="other")
    assert other.title == REVIEW.title
    assert other.authors == REVIEW.authors
    assert [s.path for s in other.sections] == [s.path for s in REVIEW.sections]
    assert [[s.text for s in p.sentences] for p in other.paragraphs] == [
        [s.text for s in p.sentences] for p in REVIEW.paragraphs
    ]
    assert [[c.text for c in r.cells] for r in other.tables[0].rows] == [[c.text for c in r.cells] for r in TABLE.rows]
    assert [(r.number, r.text, r.doi) for r in other.references] == [
        (r.number, r.text, r.doi) for r in REVIEW.references
    ]
    for paragraph in other.paragraphs:
        assert other.quote(paragraph.span) == other.quote(paragraph.span).strip()
