from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from store.embedder import SentenceEmbedder, Vectors
from store.errors import EmbedderMismatch, EmptyLibrary, LibraryError, UnknownDocument
from store.library import Entry, Library
from store.records import Document, Passage, Reference, Sentence, Span, Table, TableRow
from store.units import units

TEXT = "Iron kills cells. Copper does too. Zinc does not."


def entry(id: str, text: str = TEXT) -> Entry:
    """Return a document with a paragraph, a row and a reference, and its passages."""
    ends = [i + 1 for i, c in enumerate(text) if c == "."]
    spans = [Span(a, b) for a, b in zip([0, *(e + 1 for e in ends)], ends, strict=False)]
    sentences = tuple(Sentence(span, span.of(text), (1,)) for span in spans)
    whole = Span(0, len(text))
    row = TableRow("t1", 0, "Metals", (), spans[0], (1,))
    document = Document(
        id,
        f"On {id}",
        text,
        year=2024,
        tables=(Table("t1", "Table 1", "Metals", ("Metal",), (row,), spans[0]),),
        references=(Reference(1, "Nobody 2020", spans[-1], ("Nobody",), doi="10.1/x"),),
    )
    return document, (
        Passage(f"{id}:p", id, "prose", ("Metals",), whole, text, sentences, (1,)),
        Passage(f"{id}:r", id, "table_row", ("Metals", "Table 1"), spans[0], f"Metal: iron of {id}", (), (1,)),
        Passage(f"{id}:b", id, "reference", ("References",), spans[-1], "Nobody 2020", (), (1,)),
    )


class Counting:
    """The embedder, and how many texts it was given."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint, self.texts = embedder.name, embedder.fingerprint, 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return self._embedder.encode(texts)


def test_what_is_added_comes_back_equal(library: Library) -> None:
    added = entry("metals")
    library.add([added])
    snapshot = library.snapshot()
    assert dict(snapshot.documents) == {"metals": added[0]}
    assert snapshot.passages == added[1]
    assert snapshot.units == units(added[1])


def test_another_process_would_read_the_same(library: Library, tmp_path: Path, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals"), entry("alloys")])
    again = Library(tmp_path / "home", embedder)
    assert again.snapshot() == library.snapshot()


def test_documents_stand_in_the_order_of_their_ids(library: Library) -> None:
    library.add([entry("b")])
    library.add([entry("c"), entry("a")])
    assert list(library.snapshot().documents) == ["a", "b", "c"]
    assert [p.document_id for p in library.snapshot().passages] == ["a"] * 3 + ["b"] * 3 + ["c"] * 3


def test_adding_twice_changes_nothing(library: Library, embedder: SentenceEmbedder) -> None:
    vector = embedder.encode(["iron"])[0]
    library.add([entry("metals")])
    first = library.snapshot()
    near = library.nearest(first, vector, 99)
    library.add([entry("metals")])
    second = library.snapshot()
    assert second.fingerprint == first.fingerprint
    assert second.units == first.units
    assert library.nearest(second, vector, 99) == near


def test_a_document_is_replaced_by_another_of_its_id(library: Library) -> None:
    library.add([entry("metals"), entry("alloys")])
    library.add([entry("metals", "Gold is inert.")])
    assert library.snapshot().documents["metals"].text == "Gold is inert."
    assert len(library.snapshot().passages) == 6


def test_unchanged_texts_are_not_embedded_again(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    counting = Counting(embedder)
    library = Library(tmp_path, counting)
    library.add([entry("metals")])
    assert counting.texts == 6
    library.add([entry("metals"), entry("alloys")])  # one row's text differs
    assert counting.texts == 7
    library.remove("metals")
    assert counting.texts == 7


def test_copied_vectors_are_the_vectors(library: Library, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals")])
    library.add([entry("alloys")])
    unit = next(unit for unit in library.snapshot().units if unit.id == "metals:p#1")
    [vector] = embedder.encode([unit.indexed_text])
    assert library.nearest(library.snapshot(), vector, 99)[unit.id] == pytest.approx(1, abs=1e-6)


def test_nearest_gives_the_cosines_of_all_units(library: Library, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals"), entry("alloys")])
    found = library.snapshot().units
    [vector] = embedder.encode(["Which metal is harmless?"])
    near = library.nearest(library.snapshot(), vector, 1000)
    cosines = embedder.encode([unit.indexed_text for unit in found]) @ vector
    assert near == pytest.approx({u.id: float(c) for u, c in zip(found, cosines, strict=True)}, abs=1e-5)
    assert list(near.values()) == sorted(near.values(), reverse=True)


def test_nearest_can_be_restricted(library: Library, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals"), entry("alloys")])
    vector = embedder.encode(["iron"])[0]
    near = library.nearest(library.snapshot(), vector, 99, {"document_id": {"$in": ["alloys"]}})
    assert set(near) == {u.id for u in library.snapshot().units if u.passage.document_id == "alloys"}


def test_a_snapshot_outlives_its_generation(library: Library, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals")])
    old, vector = library.snapshot(), embedder.encode(["iron"])[0]
    near = library.nearest(old, vector, 99)
    for id in ("alloys", "ores"):  # the second write sweeps what the first has left
        library.add([entry(id)])
    assert near.items() <= library.nearest(old, vector, 99).items()


def test_the_snapshot_is_kept_until_something_is_written(library: Library) -> None:
    library.add([entry("metals")])
    first = library.snapshot()
    assert library.snapshot() is first
    library.add([entry("alloys")])
    assert library.snapshot() is not first
    assert len(first.passages) == 3


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"versions": "reader 2"}, id="the reader's version"),
        pytest.param({"text": TEXT + " "}, id="a character of the text"),
    ],
)
def test_the_fingerprint_is_over_all_that_is_derived_from(
    tmp_path: Path, embedder: SentenceEmbedder, other: dict[str, str]
) -> None:
    def fingerprint(home: str, versions: str = "reader 1", text: str = TEXT) -> str:
        library = Library(tmp_path / home, embedder, versions)
        document, passages = entry("metals")
        library.add([(replace(document, text=text), passages)])
        return library.snapshot().fingerprint

    assert fingerprint("a") == fingerprint("b")
    assert fingerprint("a") != fingerprint("c", **other)


def test_versions_that_have_moved_on_are_noticed(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    old = Library(tmp_path, embedder, "reader 1")
    assert old.is_new()
    old.add([entry("metals")])
    assert not old.is_new()
    assert not old.is_outdated()
    assert Library(tmp_path, embedder, "reader 2").is_outdated()


def test_removing_leaves_the_others(library: Library) -> None:
    library.add([entry("metals"), entry("alloys")])
    library.remove("metals")
    assert list(library.snapshot().documents) == ["alloys"]


def test_removing_the_last_leaves_an_empty_library_that_can_be_filled(library: Library) -> None:
    library.add([entry("metals")])
    library.remove("metals")
    with pytest.raises(EmptyLibrary, match="review-chat ingest"):
        library.snapshot()
    assert not library.is_new()
    library.add([entry("alloys")])
    assert list(library.snapshot().documents) == ["alloys"]


def test_a_new_library_is_empty(library: Library) -> None:
    with pytest.raises(EmptyLibrary, match="review-chat ingest"):
        library.snapshot()


@pytest.mark.parametrize("others", [[], ["metals"]])
def test_an_unknown_id_cannot_be_removed(library: Library, others: list[str]) -> None:
    library.add([entry(id) for id in others])
    with pytest.raises(UnknownDocument, match="'nothing'.*review-chat list"):
        library.remove("nothing")
    assert others == [] or list(library.snapshot().documents) == others


def test_another_embedder_is_an_error_that_names_the_cure(
    library: Library, tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    library.add([entry("metals")])
    other = Counting(embedder)
    other.fingerprint = "another@0000"
    opened = Library(tmp_path / "home", other)
    for action in (opened.snapshot, lambda: opened.add([entry("alloys")]), lambda: opened.remove("metals")):
        with pytest.raises(EmbedderMismatch, match="another@0000.*REVIEW_CHAT_EMBEDDER"):
            action()
    assert list(library.snapshot().documents) == ["metals"]


def test_an_empty_library_takes_another_embedder(library: Library, tmp_path: Path, embedder: SentenceEmbedder) -> None:
    library.add([entry("metals")])
    library.remove("metals")
    other = Counting(embedder)
    other.fingerprint = "another@0000"
    opened = Library(tmp_path / "home", other)
    opened.add([entry("alloys")])
    assert list(opened.snapshot().documents) == ["alloys"]


def test_a_failure_while_embedding_leaves_what_was_there(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    class Failing(Counting):
        def encode(self, texts: Sequence[str]) -> Vectors:
            raise LibraryError("no more")

    Library(tmp_path, embedder).add([entry("metals")])
    failing = Library(tmp_path, Failing(embedder))
    with pytest.raises(LibraryError, match="no more"):
        failing.add([entry("alloys", "Tin is soft.")])
    assert list(failing.snapshot().documents) == ["metals"]


def test_progress_goes_from_embedding_to_stored(library: Library) -> None:
    told: list[tuple[str, float]] = []
    library.add([entry("metals")], lambda doing, share: told.append((doing, share)))
    assert told == [("embedding", 1.0), ("storing", 0.0), ("storing", 1.0)]


def test_many_documents_take_more_than_one_batch(tmp_path: Path) -> None:
    class Numbered:
        """Vectors without a model: what is tested is the number of records."""

        name = fingerprint = "numbered"

        def encode(self, texts: Sequence[str]) -> Vectors:
            angles = np.array([int(text.split()[-1]) / 5600 for text in texts])
            return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    rows = tuple(Passage(f"r{i}", "d", "table_row", (), Span(0, 1), f"row {i}") for i in range(5600))
    library = Library(tmp_path, Numbered())
    library.add([(Document("d", "Rows", "x"), rows)])
    snapshot = library.snapshot()
    assert len(snapshot.units) == 5600
    assert len(library.nearest(snapshot, np.array([1, 0], dtype=np.float32), 2000)) == 2000
