from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest import pipeline, shipped
from store.embedder import SentenceEmbedder
from store.errors import EmptyLibrary
from store.library import Library

REVIEW = """On Metals

A. Nobody

Abstract

Iron kills cells. Copper does too.

1. Introduction

Zinc does not kill cells [1]. It is {what}.

References

[1] Nobody, A. (2020) Zinc. Journal of Metals, 1, 1-2. https://doi.org/10.1/zinc
"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    path = tmp_path / "metals.txt"
    path.write_text(REVIEW.format(what="harmless"), "utf-8")
    return path


def test_the_shipped_review_is_read_whole(shipped_library: Library) -> None:
    snapshot = shipped_library.snapshot()
    [document] = snapshot.documents.values()
    assert document.text == shipped.path().read_bytes().decode("utf-8")
    kinds = [passage.kind for passage in snapshot.passages]
    assert (kinds.count("table_row"), kinds.count("reference")) == (20, 45)
    for passage in snapshot.passages:
        assert document.quote(passage.span).strip()
    assert len({unit.id for unit in snapshot.units}) == len(snapshot.units)


def test_two_ingests_give_the_same_ids_and_vectors(
    tmp_path: Path, embedder: SentenceEmbedder, shipped_library: Library
) -> None:
    again = Library(tmp_path, embedder, pipeline.VERSIONS)
    pipeline.ingest_shipped(again)
    pipeline.ingest_shipped(again)
    one, two = shipped_library.snapshot(), again.snapshot()
    assert one.fingerprint == two.fingerprint
    assert one.units == two.units
    vector = embedder.encode(["resistance"])[0]
    assert shipped_library.nearest(one, vector, 9999) == again.nearest(two, vector, 9999)


def test_the_report_says_what_was_read(library: Library, review: Path) -> None:
    [file] = pipeline.ingest([review], library).read
    assert file.path == review
    assert file.document == library.snapshot().documents[file.document.id if file.document else ""]
    assert file.passages == library.snapshot().passages
    assert file.rows == 0
    assert file.error == ""


def test_a_changed_file_replaces_what_it_was(library: Library, review: Path) -> None:
    pipeline.ingest([review], library)
    review.write_text(REVIEW.format(what="soft"), "utf-8")
    pipeline.ingest([review], library)
    [document] = library.snapshot().documents.values()
    assert "It is soft." in document.text
    assert not any("harmless" in unit.text for unit in library.snapshot().units)


def test_a_bad_file_does_not_stop_the_good_ones(library: Library, review: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    bad = [tmp_path / "missing.txt", tmp_path / "empty.txt", tmp_path / "picture.png", tmp_path]
    report = pipeline.ingest([bad[0], review, *bad[1:]], library)
    assert [file.path for file in report.failed] == bad
    assert all(file.error and "\n" not in file.error for file in report.failed)
    assert [file.path for file in report.read] == [review]
    assert len(library.snapshot().documents) == 1


def test_bad_files_alone_write_nothing(library: Library, tmp_path: Path) -> None:
    assert pipeline.ingest([tmp_path / "missing.txt"], library).read == ()
    assert library.is_new()
    with pytest.raises(EmptyLibrary):
        library.snapshot()


def test_a_run_is_one_switch(library: Library, review: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(REVIEW.format(what="grey").replace("Metals", "Alloys"), "utf-8")
    pipeline.ingest([review], library)
    seen: list[set[str]] = []
    pipeline.ingest([review, other], library, lambda *_: seen.append(set(library.snapshot().documents)))
    assert {len(ids) for ids in seen} == {1}, "until the last step the old library is live"
    assert len(library.snapshot().documents) == 2


def test_two_files_of_one_name_both_stay(library: Library, review: Path, tmp_path: Path) -> None:
    other = tmp_path / "more" / review.name
    other.parent.mkdir()
    other.write_text(REVIEW.format(what="grey"), "utf-8")
    report = pipeline.ingest([review, other, review], library)
    assert len({file.document.id for file in report.read if file.document}) == 2
    assert len(library.snapshot().documents) == 2


def test_progress_is_told_in_shares(library: Library, review: Path) -> None:
    told: list[tuple[str, float]] = []
    pipeline.ingest([review], library, lambda doing, share: told.append((doing, share)))
    assert told[0] == (f"reading {review.name}", 0.0)
    assert told[-1] == ("storing", 1.0)
    assert all(0 <= share <= 1 for _, share in told)
    assert np.all(np.diff([share for doing, share in told if doing == "embedding"]) >= 0)
