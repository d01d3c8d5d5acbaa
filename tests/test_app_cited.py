from __future__ import annotations

import pytest

from app.authors import is_by, persons
from app.cited import bound
from app.lexicon import Lexicon
from store.records import Document, Paragraph, Reference, Sentence, Span


def _lexicon() -> Lexicon:
    fields = [
        ("Khor, CC", "Genome-wide association study of dengue shock", "Nat Genet", "43", "1139–41"),
        ("Kudo, M.", "A randomised phase 3 trial", "The Lancet", "391", "1163-1173"),
        ("Wang, J.", "Stem cells revisited", "Cells", "9", "Article 198"),
        ("Wang, W.", "Early diagnosis", "Cancer", "12", "1-9"),
        ("Simmons, CP", "Dengue", "New England Journal of Medicine", "366", "1423"),
    ]
    references = tuple(
        Reference(n, title, Span(0, 1), (author,), title, journal, 2012, f"10.1000/{n}.x", None, volume, pages)
        for n, (author, title, journal, volume, pages) in enumerate(fields, 1)
    )
    said = Sentence(Span(0, 28), "Cancer cells grow by nature.")
    prose = Paragraph("body", (), Span(0, 28), (said,))
    return Lexicon(Document("d", "T", said.text, paragraphs=(prose,), references=references))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("papers in Nature Genetics", {1}),
        ("doi of the lancet trial", {2}),
        ("anything from NEJM?", {5}),
        ("N Engl J Med", {5}),
        ("the Cells paper", {3}),
        ("how do cells grow?", set()),
        ("how does Cancer grow?", set()),
        ("articles from Cancer", {4}),
        ("articles from Cancer Cell", set()),
        ("International Journal of Cancer papers", set()),
        ("10.1000/4.x?", {4}),
        ("in volume 391", {2}),
        ("first page 1139", {1}),
        ("article 198", {3}),
        ("who wrote 'Stem Cells Revisited'?", {3}),
        ("who wrote Genome-wide association study of dengue shock", {1}),
    ],
)
def test_what_is_given_of_an_entry_finds_it(text: str, numbers: set[int]) -> None:
    lexicon = _lexicon()
    given = bound(text, lexicon)
    found = {r.number for r in lexicon.document.references if given and all(b.test(r) for b in given)}
    assert found == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("kudo 2018", {2}),
        ("Wang, W.", {4}),
        ("J. Wang", {3}),
        ("Wang", {3, 4}),
        ("by Jian Wang", {3, 4}),
        ("nobody", set()),
    ],
)
def test_persons_are_found_with_their_initials(text: str, numbers: set[int]) -> None:
    lexicon = _lexicon()
    named = persons(text, lexicon)
    found = {r.number for r in lexicon.document.references if any(is_by(p, False, r) for p in named)}
    assert found == numbers
