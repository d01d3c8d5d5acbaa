from __future__ import annotations

import pytest

from ingest import shipped
from ingest.abbreviations import find
from ingest.text import read_text
from store.records import Span

REVIEW = read_text(shipped.path())


def pairs(text: str) -> list[tuple[str, str]]:
    return [(a.short, a.long) for a in find(text, [Span(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hepatocellular carcinoma (HCC) grows.", [("HCC", "Hepatocellular carcinoma")]),
        ("the BNIP3 (BCL2 Interacting Protein 3)-mediated", [("BNIP3", "BCL2 Interacting Protein 3")]),
        ("the (AMP-Activated Protein Kinase)-ENO2 (Enolase 2) way", [("ENO2", "Enolase 2")]),
        ("expression of Frizzled10 (FZD10) in cells", [("FZD10", "Frizzled10")]),
        (
            "nuclear paraspeckle assembly transcript 1 (NEAT1) variant 1 (NEAT1v1) acts",
            [
                ("NEAT1", "nuclear paraspeckle assembly transcript 1"),
                ("NEAT1v1", "nuclear paraspeckle assembly transcript 1 variant 1"),
            ],
        ),
        (
            "hypoxia-inducible factor 1 α (HIF-1 α) and 2 α (HIF-2 α) act",
            [("HIF-1α", "hypoxia-inducible factor 1α"), ("HIF-2α", "hypoxia-inducible factor 2α")],
        ),
        ("Beta-lactamase-like protein (LACTB), a serine protease", [("LACTB", "Beta-lactamase-like protein")]),
        ("Ferritin heavy chain (FTH1), a subunit", [("FTH1", "Ferritin heavy chain")]),
        ("overall\n\nsurvival (OS) is long", [("OS", "overall survival")]),
        ("hepatocellular carcinoma (HCC, 90%) grows", [("HCC", "hepatocellular carcinoma")]),
        ("It (or so) ends. Reactive oxygen species (ROS) rise", [("ROS", "Reactive oxygen species")]),
        ("an open (bracket and reactive oxygen species (ROS) rise", [("ROS", "reactive oxygen species")]),
        # not abbreviations
        ("the response was seen (see Fig. 2) and (n = 30)", []),
        ("degrading RASA2 (a RAS GAP) in cells", []),
        ("approved by the agency (FDA) in 2019", []),
        ("as others found (Kim 2012)", []),
        ("in three groups (Table 1)", []),
        ("first (1) and second (2)", []),
    ],
)
def test_pairs(text: str, found: list[tuple[str, str]]) -> None:
    assert pairs(text) == found


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("HCC", "Hepatocellular carcinoma"),
        ("MET", "mesenchymal-to-epithelial transition"),
        ("CBX1", "Chromobox Homolog 1"),
        ("ceRNA", "competitive endogenous RNA"),
        ("PDGFR", "platelet-derived growth factor receptor"),
        ("SPP1", "secreted phosphoprotein 1"),
        ("Nrf2", "Nuclear factor erythroid-derived 2-like 2"),
        ("ac4C", "N4-acetylcytidine"),
        ("mTOR", "Mammalian target of rapamycin"),
        ("SREBP2", "sterol regulatory element-binding protein 2"),
    ],
)
def test_the_review_defines(short: str, long: str) -> None:
    assert [a.long for a in REVIEW.abbreviations if a.short == short] == [long]


def test_spans_hold_the_definitions() -> None:
    assert len(REVIEW.abbreviations) >= 36
    for a in REVIEW.abbreviations:
        quote = REVIEW.quote(a.span)
        assert quote.endswith(")")
        assert a.long.split()[0] in quote
        assert quote.count("(") == quote.count(")")
