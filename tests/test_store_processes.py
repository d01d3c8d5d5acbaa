"""Two processes on one library: one that is killed, one that is slow, one that writes while another reads."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import chromadb
import pytest

from store.embedder import SentenceEmbedder
from store.errors import LibraryError
from store.library import Library
from store.records import Document, Passage, Span

CHILD = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from store.embedder import load_embedder
from store.library import Library
from store.records import Document, Passage, Span

def entry(id, text):
    return Document(id, id, text), (Passage(f"{id}:p", id, "prose", (), Span(0, 1), text),)

library = Library(Path(sys.argv[1]), load_embedder())
"""
KILLED = """
def progress(doing, share):
    if (doing, share) == (%r, %r):
        os.kill(os.getpid(), signal.SIGKILL)
library.add([entry("metals", "Iron kills."), entry("ores", %r)], progress)
"""
SLOW = """
def progress(doing, share):
    if (doing, share) == ("storing", 1.0):
        print("stored", flush=True)
        sys.stdin.readline()
library.add([entry("ores", "Iron.")], progress)
print("live", flush=True)
"""
BUSY = """
for i in range(12):
    library.add([entry(f"ores{i}", "Iron.")])
"""


def entry(id: str, text: str) -> tuple[Document, tuple[Passage, ...]]:
    return Document(id, id, text), (Passage(f"{id}:p", id, "prose", (), Span(0, 1), text),)


@contextmanager
def running(home: Path, code: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", CHILD + code, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def collections(home: Path) -> set[str]:
    settings = chromadb.Settings(anonymized_telemetry=False)
    return {c.name for c in chromadb.PersistentClient(str(home / "chroma"), settings).list_collections()}


@pytest.fixture
def home(tmp_path: Path, embedder: SentenceEmbedder) -> Path:
    Library(tmp_path / "home", embedder).add([entry("metals", "Iron.")])
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("doing", "share", "text"),
    [("embedding", 1.0, "A text that is new."), ("storing", 0.0, "Iron."), ("storing", 1.0, "Iron.")],
)
def test_a_killed_write_leaves_the_old_library_live(
    home: Path, embedder: SentenceEmbedder, doing: str, share: float, text: str
) -> None:
    code = KILLED % (doing, share, text)
    if doing == "storing":  # all texts are known, so that the child need not load the model
        code = code.replace("Iron kills.", "Iron.")
    before = Library(home, embedder).snapshot()
    with running(home, code) as child:
        assert child.wait(60) == -signal.SIGKILL
    library = Library(home, embedder)
    assert library.snapshot() == before
    assert len(library.nearest(before, embedder.encode(["iron"])[0], 9)) == 1
    assert len(collections(home)) == 3, "what the killed one left is swept: pointer, units, documents"
    library.add([entry("ores", "Ore.")])
    assert list(library.snapshot().documents) == ["metals", "ores"]


def test_a_generation_that_is_being_written_is_not_swept(home: Path, embedder: SentenceEmbedder) -> None:
    reader = Library(home, embedder)
    with running(home, SLOW) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "stored\n"
        assert list(Library(home, embedder).snapshot().documents) == ["metals"]
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "live\n"
    assert list(reader.snapshot().documents) == ["metals", "ores"]
    assert len(reader.nearest(reader.snapshot(), embedder.encode(["iron"])[0], 9)) == 2


def test_a_second_writer_is_told_to_wait(
    home: Path, embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.library._PATIENCE", 0.1)
    with running(home, SLOW) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "stored\n"
        with pytest.raises(LibraryError, match="wait until it has finished"):
            Library(home, embedder).add([entry("alloys", "Iron.")])


def test_a_reader_never_fails_while_another_process_writes(home: Path, embedder: SentenceEmbedder) -> None:
    library, vector = Library(home, embedder), embedder.encode(["iron"])[0]
    sizes = [1]
    with running(home, BUSY) as child:
        while child.poll() is None:
            snapshot = library.snapshot()
            assert "metals:p" in library.nearest(snapshot, vector, 99)
            sizes.append(len(snapshot.documents))
    assert child.returncode == 0
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3, "the reader sees the writer's switches"
    assert len(library.snapshot().documents) == 13


def test_two_that_begin_the_same_library_at_once_both_succeed(tmp_path: Path) -> None:
    with running(tmp_path / "new", "") as one, running(tmp_path / "new", "") as two:
        assert (one.wait(60), two.wait(60)) == (0, 0)
