"""What happens to the library when the disk, the folder or another program does not play along."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import chromadb
import pytest

from store.embedder import SentenceEmbedder
from store.errors import DamagedLibrary, EmptyLibrary, LibraryError
from store.library import Library
from store.records import Document, Passage, Span

DATABASE = Path("chroma", "chroma.sqlite3")
PASSAGES = tuple(Passage(f"m:{i}", "metals", "prose", ("Metals",), Span(0, 4), f"Iron {i}.") for i in range(3))
ENTRY = (Document("metals", "On metals", "Iron"), PASSAGES)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Path:
    home = tmp_path_factory.mktemp("written") / "home"
    Library(home, embedder).add([ENTRY])
    return home


@pytest.fixture
def home(written: Path, tmp_path: Path) -> Path:
    """Return a library of one document, of the test's own."""
    return Path(shutil.copytree(written, tmp_path / "home"))


def _overwrite(home: Path) -> None:
    (home / DATABASE).write_bytes(b"nothing of the kind" * 500)


def _truncate(home: Path) -> None:
    os.truncate(home / DATABASE, (home / DATABASE).stat().st_size // 2)


def _lose_the_database(home: Path) -> None:
    (home / DATABASE).unlink()


def _lose_a_collection(home: Path) -> None:
    client = chromadb.PersistentClient(str(home / "chroma"), chromadb.Settings(anonymized_telemetry=False))
    client.delete_collection(next(c.name for c in client.list_collections() if c.name.endswith("-documents")))


def _lose_a_record(home: Path) -> None:
    client = chromadb.PersistentClient(str(home / "chroma"), chromadb.Settings(anonymized_telemetry=False))
    name = next(c.name for c in client.list_collections() if c.name.endswith("-documents"))
    client.get_collection(name, embedding_function=None).delete(ids=["metals"])


@pytest.mark.parametrize("damage", [_overwrite, _truncate, _lose_the_database, _lose_a_collection, _lose_a_record])
def test_damage_is_one_line_with_the_cure(
    home: Path, embedder: SentenceEmbedder, damage: Callable[[Path], None]
) -> None:
    damage(home)
    with pytest.raises(LibraryError) as caught:
        Library(home, embedder).snapshot()
    assert not isinstance(caught.value, EmptyLibrary)
    assert str(home) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "again" in str(caught.value) or "move it away" in str(caught.value)


def test_lost_vectors_are_noticed(home: Path, embedder: SentenceEmbedder) -> None:
    library = Library(home, embedder)
    snapshot = library.snapshot()
    client = chromadb.PersistentClient(str(home / "chroma"), chromadb.Settings(anonymized_telemetry=False))
    client.get_collection(snapshot.generation, embedding_function=None).delete(ids=["m:1"])
    with pytest.raises(DamagedLibrary, match="2 of 3 vectors"):
        library.nearest(snapshot, embedder.encode(["iron"])[0], 99)


def test_the_collections_of_another_program_are_left_alone(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    settings = chromadb.Settings(anonymized_telemetry=False)
    theirs = chromadb.PersistentClient(str(tmp_path / "chroma"), settings)
    theirs.create_collection("theirs", embedding_function=None)
    with pytest.raises(DamagedLibrary, match="another program's.*REVIEW_CHAT_HOME"):
        Library(tmp_path, embedder)
    assert [collection.name for collection in theirs.list_collections()] == ["theirs"]


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "thesis.txt").write_text("years of work")
    with pytest.raises(DamagedLibrary, match="REVIEW_CHAT_HOME"):
        Library(tmp_path, embedder)
    assert [path.name for path in (tmp_path / "chroma").iterdir()] == ["thesis.txt"]


def test_a_library_of_another_version_says_so(
    home: Path, embedder: SentenceEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.library.FORMAT", "99")
    with pytest.raises(DamagedLibrary, match="another version.*ingest again"):
        Library(home, embedder).snapshot()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, embedder: SentenceEmbedder, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be made.*REVIEW_CHAT_HOME"):
        Library(tmp_path / place, embedder)


@pytest.fixture
def no_space() -> Iterator[Callable[[int], None]]:
    """Give a function that lets no file grow beyond a size, until the test is over."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_live_library_unharmed(
    home: Path, embedder: SentenceEmbedder, no_space: Callable[[int], None]
) -> None:
    library = Library(home, embedder)
    before = library.snapshot()
    long = tuple(Passage(f"l:{i}", "long", "prose", (), Span(0, 1), "Iron. " * 5000) for i in range(20))
    embedder.encode([long[0].text])
    no_space((home / DATABASE).stat().st_size + 4096)
    with pytest.raises(LibraryError, match="free some disk space") as caught:
        library.add([(Document("long", "Long", "x"), long)])
    assert not isinstance(caught.value, DamagedLibrary)
    assert library.snapshot() is before
    assert Library(home, embedder).snapshot() == before
    assert len(library.nearest(before, embedder.encode(["iron"])[0], 99)) == 3


def test_what_a_full_disk_broke_off_can_be_done_afterwards(
    home: Path, embedder: SentenceEmbedder, no_space: Callable[[int], None]
) -> None:
    library = Library(home, embedder)
    passage = Passage("o:0", "ores", "prose", ("Metals",), Span(0, 4), "Iron 0.")
    other = (Document("ores", "Ores", "Ore. " * 90_000), (passage,))
    no_space((home / DATABASE).stat().st_size + 4096)
    with pytest.raises(LibraryError, match="free some disk space"):
        library.add([other])
    no_space(resource.RLIM_INFINITY)
    library.add([other])
    assert list(library.snapshot().documents) == ["metals", "ores"]


READ = """
import sys
from pathlib import Path
from store.errors import LibraryError
from store.library import Library
class Named: name = fingerprint = "any"
try:
    Library(Path(sys.argv[1]), Named())
except LibraryError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root to become another user")
@pytest.mark.parametrize("writable", [False, True])
def test_a_read_only_home_is_named_for_an_ordinary_user(home: Path, writable: bool) -> None:
    for path in [home, *home.rglob("*")]:
        os.chown(path, 65534 if writable else 0, -1)
    for path in [home, *home.parents]:
        if path.is_relative_to("/tmp") and path != Path("/tmp"):
            path.chmod(0o755)
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    command = [*user, sys.executable, "-B", "-c", READ, str(home)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "Permission denied" in done.stderr:
        pytest.skip("an ordinary user cannot run this interpreter")
    assert done.returncode == 0, done.stderr
    assert ("LibraryError" in done.stdout and "REVIEW_CHAT_HOME" in done.stdout) is not writable
