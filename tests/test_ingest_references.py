from __future__ import annotations

import pytest

from ingest.references import doi, parse, people
from store.records import Reference, Span


def one(line: str) -> Reference:
    (entry,) = parse(line, [Span(0, len(line))])
    return entry


KIM = (("Kim", "Han"), 2012, "Epidemiology of cancer", "Liver Cancer", "1", "2-14")


@pytest.mark.parametrize(
    "line",
    [
        (
            "- [1] Kim, D.Y. and Han, K. (2012) Epidemiology of cancer. *Liver "
            "Cancer*, **1**, 2-14. <https://doi.org/10.1/x>"
        ),
        "[1] Kim DY, Han K. Epidemiology of cancer. Liver Cancer. 2012;1(3):2-14. doi:10.1159/000339016.",
        "1. Kim DY, Han K, et al. Epidemiology of cancer. Liver Cancer 2012;1:2-14.",
        "1) Kim, D. Y., & Han, K. (2012). Epidemiology of cancer. *Liver Cancer*, 1(1), 2-14.",
        "1. Kim, D.Y.; Han, K. Epidemiology of cancer. *Liver Cancer* **2012**, *1*, 2-14. [CrossRef]",
        "1. Kim, D. Y. & Han, K. Epidemiology of cancer. *Liver Cancer* **1**, 2-14 (2012).",
        "\\[1\\] Kim DY, Han K. Epidemiology of cancer. Liver Cancer 2012; 1: pp. 2-14",
    ],
)
def test_styles(line: str) -> None:
    r = one(line)
    surnames = tuple(name.split(",")[0] for name in r.authors)
    assert (surnames, r.year, r.title, r.journal, r.volume, r.pages) == KIM
    assert r.number == 1


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ("Kim, D.Y. and Han, K.", ("Kim, D.Y.", "Han, K.")),
        ("Kudo, M., Finn, R.S., *et al.*", ("Kudo, M.", "Finn, R.S.")),
        ("Fernández-Palanca, P., Tuñón, M.J., et al.", ("Fernández-Palanca, P.", "Tuñón, M.J.")),
        ("de Castria, T.B. and van der Berg, A.", ("de Castria, T.B.", "van der Berg, A.")),
        ("Kim DY, Łoś Ł, O'Brien C", ("Kim, DY", "Łoś, Ł", "O'Brien, C")),
        ("D. Y. Kim, K. Han and C. O'Brien", ("Kim, D. Y.", "Han, K.", "O'Brien, C.")),
        ("World Health Organization", ()),
        ("", ()),
    ],
)
def test_people(authors: str, names: tuple[str, ...]) -> None:
    assert people(authors) == names


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("<https://doi.org/10.1002/cncr.35444>", "10.1002/cncr.35444"),
        ("[https://doi.org/10.1016/s0140-6736\\(18\\)30207-1](https://doi.org/x)", "10.1016/s0140-6736(18)30207-1"),
        ("(doi: 10.1000/ab_c.1).", "10.1000/ab_c.1"),
        ("doi:10.1000/abc;", "10.1000/abc"),
        ("version 10.2 of 2012/13", None),
    ],
)
def test_doi(raw: str, found: str | None) -> None:
    assert doi(raw) == found


def test_an_organisation_is_not_a_person() -> None:
    r = one("[12] World Health Organization. (2020) Global report on cancer. WHO Press.")
    assert (r.number, r.authors, r.year, r.title) == (12, (), 2020, "Global report on cancer")


def test_a_pmid_is_kept() -> None:
    assert one("[3] Kim DY. It. Gut 2012;1:2-3. PMID: 12345678").pmid == "12345678"


def test_entries_are_joined_and_years_open_none() -> None:
    text = (
        "[1] Kim, D.Y. (2012) Old\n- hearts. *Gut*,\n2019. "
        "more\n<https://doi.org/10.1000/1>\n[2] Han, K. (2013) New. *Gut*, **2**, 3."
    )
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n"), len(text) + 1]
    lines = [Span(a, b - 1) for a, b in zip(starts, starts[1:], strict=False)]
    entries = parse(text, lines)
    assert [(e.number, e.year, e.doi) for e in entries] == [(1, 2012, "10.1000/1"), (2, 2013, None)]
    assert entries[0].title == "Old hearts"
    assert entries[0].span == Span(0, text.index("\n[2]"))
