from __future__ import annotations

import pytest

from ingest import shipped
from ingest.blocks import blocks, known_headings
from ingest.text import read_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## Part ##", (2, "", "Part")),
        ("### 2.1. Part", (3, "2.1", "Part")),
        ("**Abstract**", (1, "", "Abstract")),
        ("ABSTRACT:", (1, "", "ABSTRACT")),
        ("2.1.1. CSCs Expansion", (3, "2.1.1", "CSCs Expansion")),
        ("3 Summary", (1, "3", "Summary")),
        ("IV. Results of it", (1, "IV", "Results of it")),
        ("WHAT HEARTS DO", (1, "", "WHAT HEARTS DO")),
        ("Part\n====", (1, "", "Part")),
        ("Part\n----", (2, "", "Part")),
        ("2. Methods\nWe looked.", (1, "2", "Methods")),
    ],
)
def test_headings(text: str, found: tuple[int, str, str]) -> None:
    first = next(blocks(text))
    assert first.kind == "heading"
    assert (first.level, first.number, first.title) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2. It is a sentence that ends.", "paragraph"),
        ("30 patients had surgery\nand lived.", "paragraph"),
        ("1. first thing\n2. second thing", "list"),
        ("- one\n  goes on\n- two", "list"),
        ("*Wang* et al. found it", "paragraph"),
        ("DNA", "paragraph"),
        ("Table 1. A caption", "caption"),
        ("Table 1 shows that it is so", "paragraph"),
        ("a\tb\nc\td", "table"),
        ("| a |\n|---|\n| b |", "table"),
        ("#hashtag", "paragraph"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [b.kind for b in blocks(text)] == [kind]


@pytest.mark.parametrize("text", ["", "\n \n", "---", "* * *", "<!-- a\nb -->", "|---|\n|---|", "\ufeff"])
def test_nothing_to_read(text: str) -> None:
    assert list(blocks(text)) == []


def test_known_headings_are_lower_case_and_of_a_known_kind() -> None:
    assert set(known_headings().values()) == {"abstract", "front", "body", "back", "references"}
    assert all(title == title.casefold().strip() for title in known_headings())


def test_no_line_of_the_review_is_lost() -> None:
    review = read_text(shipped.path())
    covered = [
        *(s.heading for s in review.sections),
        *(p.span for p in review.paragraphs),
        *(t.span for t in review.tables),
        *(r.span for r in review.references),
        *(f.span for f in review.front),
    ]
    left = list(review.text)
    for span in covered:
        left[span.start : span.end] = " " * (span.end - span.start)
    assert "".join(left).split() == [":"] * 4  # behind the four run-in headings
