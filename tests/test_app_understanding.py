from __future__ import annotations

import pytest

from app.lexicon import Lexicon
from app.understanding import understand
from ingest.readers import read

TEXT = """# How the FOX1 protein drives tumours

## Findings

Forkhead oxidation box 1 (FOX1) promotes growth by degrading BARAA2. Overall survival (OS) was short.
Supratentorial growth follows QUX28 and two principal components, with an OR of 3.2.
The five-year rate was low.
FOX1 lowers overall survival in mice, through litmus. It binds miR-655-3p, a microRNA.
"""


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("review") / "fox.md"
    path.write_text(TEXT, "utf-8")
    return Lexicon(read(path))


@pytest.mark.parametrize(
    ("asked", "read_as"),
    [
        ("What does forkhead oxidation box 1 do?", "What does FOX1 do?"),
        ("What is overall survival like?", "What is overall survival like?"),
        ("what does forkhead oxidation box 1 abbreviated as", "what does forkhead oxidation box 1 abbreviated as"),
        ("what degrades BARA2?", "what degrades BARAA2?"),
        ("which micorRNA?", "which microRNA?"),
        ("which number has QUX?", "which number has QUX28?"),
        ("what does the PCA plot show?", "what does the principal components plot show?"),
        ("what was the odds ratio?", "what was the OR?"),
        ("what was the hazard ratio?", "what was the hazard ratio?"),
    ],
)
def test_a_name_is_read_as_the_review_has_it(lexicon: Lexicon, asked: str, read_as: str) -> None:
    assert understand(asked, lexicon).respelt == read_as


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [
        ("what degrades BARAB2?", ("BARAB2",)),
        ("what degrades BARAA3?", ("BARAA3",)),
        ("what does rituximab do?", ("rituximab",)),
        ("too litle of it, or too much?", ()),
        ("what degrades BARAA2, pleeease? arrr", ()),
        ("is it below the tentorium?", ()),
        ("in FOX1-treated mice, the 5-yr rate?", ()),
        ("in MNTP-treated mice?", ("MNTP",)),
        ("the 3-year rate?", ("3-year",)),
        ("which isoforms, in nanometres, of what colour?", ()),
    ],
)
def test_another_name_is_unknown_and_a_slip_is_none(lexicon: Lexicon, asked: str, unknown: tuple[str, ...]) -> None:
    assert understand(asked, lexicon).unknown == unknown
