from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest import chunking, shipped
from ingest.text import parse, read_text

REVIEW = read_text(shipped.path())
PASSAGES = chunking.passages(REVIEW)
PROSE = [p for p in PASSAGES if p.kind == "prose"]


def test_kinds() -> None:
    assert Counter(p.kind for p in PASSAGES) == {
        "front_matter": len(REVIEW.front),
        "prose": len(PROSE),
        "table": 1,
        "table_row": 20,
        "reference": 45,
    }


def test_ids_are_unique_and_stable() -> None:
    ids = [p.id for p in PASSAGES]
    assert len(set(ids)) == len(ids)
    assert ids == [p.id for p in chunking.passages(parse(REVIEW.text, id=REVIEW.id))]
    assert all(id.startswith(f"{REVIEW.id}:") for id in ids)


def test_an_id_does_not_depend_on_what_stands_before() -> None:
    longer = parse(REVIEW.text.replace("Open Access", "Open Access to all of it"), id=REVIEW.id)
    before = {p.text: p.id for p in PASSAGES if p.kind != "front_matter"}
    after = {p.text: p.id for p in chunking.passages(longer) if p.kind != "front_matter"}
    assert before == after


def test_prose_is_cut_between_sentences_inside_one_paragraph() -> None:
    for passage in PROSE:
        assert len(passage.text.split()) <= chunking.MAX_WORDS
        assert passage.span.start == passage.sentences[0].span.start
        assert passage.span.end == passage.sentences[-1].span.end
        homes = [p for p in REVIEW.paragraphs if p.span.start <= passage.span.start < p.span.end]
        assert len(homes) == 1
        assert passage.span.end <= homes[0].span.end
        assert passage.path == homes[0].path
        assert passage.text == " ".join(s.text for s in passage.sentences)


def test_every_sentence_is_in_one_passage() -> None:
    held = [s.span for p in PROSE for s in p.sentences]
    assert held == [s.span for p in REVIEW.paragraphs if p.kind in ("abstract", "body") for s in p.sentences]


def test_a_paragraph_that_fits_is_one_passage() -> None:
    for paragraph in REVIEW.paragraphs:
        words = sum(len(s.text.split()) for s in paragraph.sentences)
        parts = [p for p in PROSE if paragraph.span.start <= p.span.start < paragraph.span.end]
        if paragraph.kind == "body" and words <= chunking.MAX_WORDS:
            assert len(parts) == 1


def test_a_row_says_its_group_and_headers() -> None:
    rows = {REVIEW.quote(p.span).split("\t")[0]: p for p in PASSAGES if p.kind == "table_row"}
    assert rows["LACTB"].text == (
        "Programmed cell death. Molecules: LACTB; Expression: Down; Target: P53 protein and HSPA8; "
        "Mechanism: insufficient ferroptosis; Ref.: [35]"
    )
    assert "Target" not in rows["Nrf2"].text
    assert rows["LACTB"].references == (35,)
    assert rows["LACTB"].path[-1] == "Table 1"


def test_the_table_as_a_whole() -> None:
    (table,) = [p for p in PASSAGES if p.kind == "table"]
    assert table.text.startswith("Table 1. Mechanisms of lenvatinib resistance. Columns: Molecules, Expression,")
    assert "Transport process" in table.text
    assert "HIF-1α/HIF-2α" in table.text
    assert len(table.references) == 20


def test_references_and_front_matter() -> None:
    references = [p for p in PASSAGES if p.kind == "reference"]
    assert [p.references for p in references] == [(n,) for n in range(1, 46)]
    assert {p.section for p in references} == {"References"}
    front = [p for p in PASSAGES if p.kind == "front_matter"]
    assert [(p.section, p.text) for p in front] == [(f.label, f.text) for f in REVIEW.front]


def test_repeated_text_gets_ids_of_its_own() -> None:
    twice = parse("# T\n\n## S\n\nIt is so.\n\n## R\n\nIt is so.\n\nIt is so.\n", id="twice")
    ids = [p.id for p in chunking.passages(twice) if p.kind == "prose"]
    assert len(set(ids)) == len(ids) == 3


def test_no_document_no_passages() -> None:
    empty = replace(REVIEW, front=(), paragraphs=(), tables=(), references=())
    assert chunking.passages(empty) == ()


@given(st.lists(st.integers(1, 260), min_size=1, max_size=12))
def test_groups_hold_every_sentence_and_at_most_the_limit(lengths: list[int]) -> None:
    text = "# T\n\n## S\n\n" + " ".join(" ".join(["So", *["it"] * (n - 1)]) + "." for n in lengths)
    document = parse(text, id="long")
    sentences = document.paragraphs[-1].sentences
    parts = [p for p in chunking.passages(document) if p.kind == "prose"]
    assert [s for p in parts for s in p.sentences] == list(sentences)
    assert all(len(p.text.split()) <= chunking.MAX_WORDS or len(p.sentences) == 1 for p in parts)
