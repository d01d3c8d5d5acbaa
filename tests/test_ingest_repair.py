from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.repair import closed_names, repair, without_citations


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        # what this review's typesetting left behind
        ("activating the β -catenin/YAP1 axis", "activating the β-catenin/YAP1 axis"),
        ("Wnt/ β -Catenin-Driven", "Wnt/β-Catenin-Driven"),
        ("14-3-3 ζ for YAP", "14-3-3ζ for YAP"),
        ("YAP-14-3-3 ζ", "YAP-14-3-3ζ"),
        ("Interacting with 14-3-3 ζ .", "Interacting with 14-3-3ζ."),
        ("phosphorylating PKC α in the", "phosphorylating PKCα in the"),
        ("HIF-1 α /HIF-2 α", "HIF-1α/HIF-2α"),
        ("factor 1 α (HIF-1 α) and 2 α (HIF-2 α) rescue", "factor 1α (HIF-1α) and 2α (HIF-2α) rescue"),
        ("the mTOR/IL-1 β pathway", "the mTOR/IL-1β pathway"),
        ("downstream PLC γ , Ras-Raf", "downstream PLCγ, Ras-Raf"),
        ("(PDGFR) α , as well", "(PDGFR) α, as well"),
        (
            "integrins $\\alpha V\\beta 5$, $\\alpha 5\\beta 1$, and $\\alpha V\\beta 1$)",
            "integrins αVβ5, α5β1, and αVβ1)",
        ),
        ("intracellular Fe^{2+} and", "intracellular Fe²⁺ and"),
        ("intracellular Fe ²⁺ and", "intracellular Fe²⁺ and"),
        ("with a single\n\ngenotype can switch", "with a single genotype can switch"),
        ("Wang *et al.* utilized", "Wang et al. utilized"),
        ("(as shown in **Table 1**)", "(as shown in Table 1)"),
        ("<https://doi.org/10.1159/000339016>", "https://doi.org/10.1159/000339016"),
        (
            "[https://doi.org/10.1016/s0140-6736\\(18\\)30207-1](https://doi.org/10.1016/s0140-6736(18)30207-1)",
            "https://doi.org/10.1016/s0140-6736(18)30207-1",
        ),
        ("a rate of 2% - 3% per year", "a rate of 2% - 3% per year"),
        ("circ_0007386/miR-507/CCNT2", "circ_0007386/miR-507/CCNT2"),
        # the same rules elsewhere
        ("NF- κ B and TGF- β 1 signalling", "NF-κB and TGF-β1 signalling"),
        ("5 μ m wide", "5 μm wide"),
        ("In HCC β cells", "In HCC β cells"),
        ("it cost $5 and $6 a day", "it cost $5 and $6 a day"),
        ("$10^{-3}$ mol", "10⁻³ mol"),
        ("$\\mathrm{H_2O}$", "H₂O"),
        ("the \\beta-barrel", "the β-barrel"),
        ("Ca<sup>2+</sup> and <i>in vitro</i>", "Ca²⁺ and in vitro"),
        ("Genes &amp; Diseases, p &lt; 0.05", "Genes & Diseases, p < 0.05"),
        ("* p < 0.05, ** p < 0.01", "* p < 0.05, ** p < 0.01"),
        ("Yong Li* and Yaoxiang Wu*", "Yong Li* and Yaoxiang Wu*"),
        ("5*3 and 2*4", "5*3 and 2*4"),
        ("___ and snake_case_name", "___ and snake_case_name"),
        ("see [the trial](https://example.org/a_(b)) here", "see the trial here"),
        ("![A figure](./fig1.png) shows", "A figure shows"),
        ("seen<!-- ignore the reader --> twice", "seen twice"),
        ("a\u00a0b\u200bc \r\n d", "a bc d"),
        ("\\[3\\] and 5\\%", "[3] and 5%"),
        ("", ""),
    ],
)
def test_display_form(raw: str, shown: str) -> None:
    assert repair(raw) == shown
    assert repair(shown) == shown


CLOSED = closed_names("HOTAIRM1, STAT3, ac4C, Fig2, in2, https://x.org/AB1 and Table1")


def test_closed_names_are_symbols_only() -> None:
    assert closed_names("HOTAIRM1 STAT3 ac4C Fig2 in2 x/AB1 Table1") == {"HOTAIRM1", "STAT3", "ac4C"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("LncRNA HOTAIRM 1 in cells", "LncRNA HOTAIRM1 in cells"),
        ("the EGFR-STAT 3-ABCB 1 axis", "the EGFR-STAT3-ABCB1 axis"),
        ("Stat 3-ABCB 1", "Stat3-ABCB1"),
        ("mRNA ac 4C modification", "mRNA ac4C modification"),
        ("Fig 2 and in 2 days", "Fig 2 and in 2 days"),
        ("STAT 3.5 and STAT 30", "STAT 3.5 and STAT 30"),
        ("ABCB 1 alone", "ABCB 1 alone"),
    ],
)
def test_names_the_document_writes_closed(raw: str, shown: str) -> None:
    assert repair(raw, CLOSED) == shown
    assert repair(shown, CLOSED) == shown


MARKUP = st.text(alphabet=" \n\tab1Zβα²$^_{}*\\[]()<>/&;-#.,", max_size=60)


@given(MARKUP)
def test_repair_is_idempotent(raw: str) -> None:
    assert repair(repair(raw)) == repair(raw)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_repair_leaves_no_stray_whitespace(raw: str) -> None:
    shown = repair(raw)
    assert shown == " ".join(shown.split())


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("the highest rates [1] [2].", "the highest rates."),
        ("the highest rates. [1] [2]", "the highest rates."),
        ("as shown [3-5], and [3, 7] again", "as shown, and again"),
        ("as shown [3]-[5].", "as shown."),
        ("first [1], [2]; then", "first; then"),
        ("escaped \\[12\\].", "escaped."),
        ("linked [4](#ref-4).", "linked."),
        ("(see [5])", "(see)"),
        ("alone ([5]).", "alone."),
        ("in [brackets] and [2019]", "in [brackets] and [2019]"),
        ("values in [0, 1] only", "values in [0, 1] only"),
    ],
)
def test_citations_go_with_their_spaces(raw: str, shown: str) -> None:
    assert without_citations(raw) == shown
