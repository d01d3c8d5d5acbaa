from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import sentences, shipped
from ingest.text import read_text
from store.records import Span

REVIEW = read_text(shipped.path())


def split(text: str) -> list[str]:
    return [s.of(text) for s in sentences.split(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "Wang *et al.* utilized RNA sequencing to confirm it.",
        "Wang et al. [3] Utilized it.",
        "Drugs, e.g. Sorafenib, and others, i.e. Lenvatinib, act.",
        "As Fig. 2 shows, and Figs. 3 and 4 do, it grew vs. Control cells.",
        "D. Y. Kim and K. Han found it.",
        "It rose by 3.5 in 14-3-3 ζ binding cells.",
        "There are differences, with East Asia having the highest rates [1] [2].",
        "There are differences. [1] [2]",
        "Cancer cells with a single\n\ngenotype can switch their states.",
        "It acts (see the note. It is long) on cells.",
        "They used No. 5 of the series, cf. Table 2.",
        "E. coli grew.",
    ],
)
def test_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It fell [3]. It rose.", ["It fell [3].", "It rose."]),
        ("It fell. [3] It rose.", ["It fell. [3]", "It rose."]),
        ("It fell. circ_0007386 rose.", ["It fell.", "circ_0007386 rose."]),
        ("It fell. miR-507 rose. mTOR fell.", ["It fell.", "miR-507 rose.", "mTOR fell."]),
        ("It fell.  \n It rose? Yes! ", ["It fell.", "It rose?", "Yes!"]),
        (
            "An open (bracket never closes. It rose. It fell.",
            ["An open (bracket never closes.", "It rose.", "It fell."],
        ),
        ("no stop at all", ["no stop at all"]),
        ("   ", []),
        ("", []),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    assert split(text) == parts


WORDS = st.sampled_from(
    [
        "It",
        "fell",
        "et al.",
        "e.g.",
        "Fig.",
        "14-3-3",
        "β",
        "[3]",
        "[1] [2]",
        "(HCC)",
        "(",
        ")",
        "mTOR",
        "3.5",
        ".",
        "?",
        "A.",
        "\n\n",
    ]
)
PROSE = st.one_of(
    st.lists(WORDS, max_size=25).map(" ".join), st.text(alphabet=st.characters(codec="utf-8"), max_size=80)
)


@given(PROSE, st.integers(0, 5), st.integers(0, 5))
def test_sentences_are_tight_ordered_and_cover_everything(text: str, left: int, right: int) -> None:
    span = Span(min(left, len(text)), max(min(left, len(text)), len(text) - right))
    found = sentences.split(text, span)
    ends = [span.start, *(edge for s in found for edge in (s.start, s.end)), span.end]
    assert ends == sorted(ends)
    assert all(s.of(text) == s.of(text).strip() != "" for s in found)
    covered = "".join("".join(s.of(text).split()) for s in found)
    assert covered == "".join(span.of(text).split())


@pytest.mark.parametrize("paragraph", REVIEW.paragraphs, ids=lambda p: f"{p.span.start}")
def test_the_review_is_covered(paragraph) -> None:
    spans = [s.span for s in paragraph.sentences]
    assert paragraph.span.start == spans[0].start
    assert paragraph.span.end == spans[-1].end
    for before, after in zip(spans, spans[1:], strict=False):
        assert REVIEW.text[before.end : after.start].strip() == ""
        assert before.end < after.start


@pytest.mark.parametrize(
    "beginning",
    [
        "Wang et al. utilized",
        "CircPAK1 enhances",
        "Mechanistically, NOVA2",
        "NRP1 is a transmembrane",
        "However, betulin",
    ],
)
def test_sentences_of_the_review_begin_where_they_do(beginning: str) -> None:
    assert sum(s.text.startswith(beginning) for p in REVIEW.paragraphs for s in p.sentences) == 1


def test_no_sentence_of_the_review_ends_in_the_middle() -> None:
    for paragraph in REVIEW.paragraphs:
        if paragraph.kind in ("abstract", "body"):
            assert all(s.text.endswith(".") for s in paragraph.sentences)


def test_what_a_sentence_leans_on() -> None:
    text = "It is so. It was seen [3] [4]. It rose [5]. It ends."
    built = sentences.build(text, Span(0, len(text)))
    assert [s.references for s in built] == [(), (3, 4), (5,), ()]
    assert [s.resolved for s in built] == [(3, 4), (3, 4), (5,), ()]
    assert [s.text for s in built] == ["It is so.", "It was seen.", "It rose.", "It ends."]
