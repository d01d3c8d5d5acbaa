from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bibtexparser
import chromadb
import numpy as np
import pytest
import rispy

from app.cli import main
from ingest import pipeline, shipped
from store.embedder import Vectors
from store.library import Library
from store.records import Document

ROOT = Path(__file__).parents[1]
ID = "qi-2024-lenvatinib-resistance"
ANSWER = {
    "id", "question", "standalone_question", "outcome", "abstained", "answer", "claims", "citations", "passages",
    "timings_ms", "model", "prompt", "notes", "usage"
}  # fmt: skip
CITATION = {
    "marker", "document_id", "passage_id", "kind", "section", "page", "quote", "start", "end", "references",
}  # fmt: skip

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the library in `home`; return its exit status, stdout and stderr."""

    def command(home: Path, *argv: str) -> tuple[int, str, str]:
        monkeypatch.setenv("REVIEW_CHAT_HOME", str(home))
        capfd.readouterr()
        try:
            status = main(argv)
        except SystemExit as stop:
            status = int(stop.code or 0)
        return (status, *capfd.readouterr())

    return command


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path) -> Path:
    """A copy of the library with the shipped review, to be changed."""
    return Path(shutil.copytree(shipped_home, tmp_path / "home"))


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return shipped_library.snapshot().documents[ID]


def errors(stderr: str) -> list[str]:
    """Return the lines of errors, and fail where there is anything like a traceback."""
    assert "Traceback" not in stderr
    assert "panicked" not in stderr
    return [line for line in stderr.splitlines() if line.startswith("review-chat: ")]


def check(record: dict[str, Any], document: Document) -> None:
    """Check an answer's JSON against the contract."""
    assert set(record) == ANSWER
    assert record["abstained"] == (record["outcome"] in ("not_in_review", "off_topic"))
    markers = [c["marker"] for c in record["citations"]]
    assert markers == [f"[{n}]" for n in range(1, len(markers) + 1)]
    assert all(marker in record["answer"] for marker in markers)
    for claim in record["claims"]:
        assert set(claim) == {"text", "support", "citations"}
        assert set(claim["citations"]) <= set(markers)
        assert claim["text"] in record["answer"]
    for citation in record["citations"]:
        assert set(citation) == CITATION
        assert citation["quote"] == document.text[citation["start"] : citation["end"]] != ""
        assert all(set(r) == {"number", "text", "doi"} for r in citation["references"])
    for passage in record["passages"]:
        assert set(passage) == {"id", "kind", "section", "text", "score"}
    scores = [passage["score"] for passage in record["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_list(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "list")
    assert (status, err) == (0, "")
    assert out.rstrip("\n").split("\t") == [
        ID,
        "Latest Research Progress on the Mechanisms of Lenvatinib Resistance",
        "2024",
        "CC BY 4.0",
    ]


def test_ask(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "ask", "What is the target of KLHL7?")
    assert (status, err) == (0, "")
    answer, *sources = out.splitlines()
    assert "RASA2" in answer
    assert "[1]" in answer
    assert any("https://doi.org/10.1016/j.isci.2023.106914" in line for line in sources)


def test_ask_json(run: Run, shipped_home: Path, document: Document) -> None:
    status, out, err = run(shipped_home, "ask", "--json", "--document", ID, "What is the target of KLHL7?")
    assert (status, err) == (0, "")
    record = json.loads(out)
    check(record, document)
    assert record["outcome"] == "answered"
    assert [r["number"] for r in record["citations"][0]["references"]] == [29]


BEFORE = {"user": "What is the target of NAT10?", "assistant": "It is HSP90AA1."}
LINES = [
    ({"id": "a", "question": "What is the target of NAT10?"}, "HSP90AA1"),
    ({"id": 2, "question": "And of SREBP2?", "history": [BEFORE]}, "MTOR"),
    ("not json", "Line 3 is not JSON"),
    ("[1, 2]", "Line 4 has no question"),
    ({"id": "e"}, "Line 5 has no question"),
    ({"id": "f", "question": "  "}, "Line 6 has no question"),
    ({"id": "g", "question": "Why?", "history": ["x"]}, "Line 7: history is a list"),
    ("[" * 50_000, "Line 8 is not JSON"),
    ({"id": None, "question": "\ud800 What is the target of KLHL7?"}, "RASA2"),
]


@pytest.fixture(scope="module")
def batch() -> str:
    return "\n\n".join(line if isinstance(line, str) else json.dumps(line) for line, _ in LINES) + "\n"


def check_batch(out: str, document: Document) -> None:
    records = [json.loads(line) for line in out.splitlines()]
    assert len(records) == len(LINES)
    for (line, expected), record in zip(LINES, records, strict=True):
        assert record["id"] == (line.get("id") if isinstance(line, dict) else None)
        if "error" in record:
            assert set(record) == {"id", "error"}
            assert expected.split("Line ")[1].split(" ", 1)[1] in record["error"]
        else:
            check(record, document)
            assert expected in record["answer"]
    assert ["error" in record for record in records] == ["Line" in expected for _, expected in LINES]


def test_a_batch_keeps_its_order_and_goes_on_after_a_bad_line(
    run: Run, shipped_home: Path, tmp_path: Path, document: Document, batch: str
) -> None:
    (tmp_path / "q.jsonl").write_text(batch, encoding="utf-8-sig")
    status, out, err = run(shipped_home, "ask", "--batch", str(tmp_path / "q.jsonl"))
    assert (status, err) == (1, "")
    check_batch(out, document)


def test_a_batch_from_standard_input_in_a_plain_locale(shipped_home: Path, document: Document, batch: str) -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "REVIEW_CHAT_HOME": str(shipped_home)}
    done = command(["ask", "--batch", "-"], environment, stdin=batch)
    assert (done.returncode, done.stderr) == (1, "")
    check_batch(done.stdout, document)


def command(
    argv: Sequence[str], environment: dict[str, str], stdin: str = "", before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-m", "app.cli", *argv],
        input=stdin,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_molecule_as_text_and_markdown(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "molecule", "nat 10")
    assert (status, err) == (0, "")
    assert "HSP90AA1" in out
    status, out, err = run(shipped_home, "molecule", "NAT10", "--format", "md")
    assert (status, err) == (0, "")
    assert out.startswith("# NAT10\n")
    assert "<https://doi.org/10.1038/s41420-023-01355-8>" in out


def test_molecule_as_json(run: Run, shipped_home: Path, document: Document) -> None:
    status, out, err = run(shipped_home, "molecule", "NAT10", "--format", "json")
    assert (status, err) == (0, "")
    check(json.loads(out), document)


def test_molecule_as_csv(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "molecule", "NAT10", "--format", "csv")
    assert (status, err) == (0, "")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["document_id"] == ID
    assert (row["group"], row["Molecules"], row["Expression"]) == ("Metabolism", "NAT10", "Up")
    assert (row["Target"], row["Mechanism"], row["Ref."]) == ("HSP90AA1", "Enhancing ERS", "[44]")


def test_molecule_as_ris(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "molecule", "NAT10", "--format", "ris")
    assert (status, err) == (0, "")
    (entry,) = rispy.loads(out)
    assert (entry["type_of_reference"], entry["doi"], entry["year"]) == ("JOUR", "10.1038/s41420-023-01355-8", "2023")
    assert entry["authors"][0] == "Pan, Z."
    assert entry["title"].startswith("Role of NAT10-Mediated ac4C-Modified")


def test_molecule_as_bibtex(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "molecule", "NAT10", "--format", "bibtex")
    assert (status, err) == (0, "")
    library = bibtexparser.parse_string(out)
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry.entry_type == "article"
    assert entry.fields_dict["doi"].value == "10.1038/s41420-023-01355-8"
    assert entry.fields_dict["author"].value.startswith("Pan, Z. and ")


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (["Expression=Down"], {"LACTB"}),
        (["expression = up", "group=metabolism"], {"BNIP3", "NAT10", "SREBP2"}),
        (["Target="], {"Nrf2"}),
        (["Target=nothing has this"], set()),
    ],
)
def test_table_where(run: Run, shipped_home: Path, where: list[str], names: set[str]) -> None:
    conditions = [part for condition in where for part in ("--where", condition)]
    status, out, err = run(shipped_home, "table", *conditions, "--format", "json")
    assert (status, err) == (0, "")
    assert {row["Molecules"] for row in json.loads(out)} == names


def test_a_table_without_such_a_row_says_so(run: Run, shipped_home: Path) -> None:
    status, out, err = run(shipped_home, "table", "--where", "Expression=Sideways")
    assert (status, out.strip()) == (0, "")
    assert err == "review-chat: no row has Expression=Sideways; see: review-chat table\n"


@pytest.mark.parametrize("format", ["text", "md", "csv", "json"])
def test_the_whole_table(run: Run, shipped_home: Path, document: Document, format: str) -> None:
    status, out, err = run(shipped_home, "table", "--format", format)
    assert (status, err) == (0, "")
    for row in document.tables[0].rows:
        assert row.cells[0].text in out.replace("\\_", "_")
    if format == "csv":
        assert len(list(csv.reader(io.StringIO(out)))) == 21


def test_remove(run: Run, home: Path) -> None:
    assert run(home, "remove", ID) == (0, f"Removed {ID}.\n", "")
    status, out, err = run(home, "list")
    assert (status, out) == (1, "")
    assert errors(err) == ["review-chat: The library is empty; add a review with: review-chat ingest PATH"]


GOOD = """# A Short Review of Nothing Much

## 1. Introduction

Nothing much was found by Smith and others in 2019 [1].

## References

- [1] Smith, A. (2019) On Nothing Much. *Journal of Nothing*, **1**, 2-3. <https://doi.org/10.1000/nothing>
"""
BAD: dict[str, tuple[bytes | None, str]] = {
    "missing.txt": (None, "there is no such file; check the path"),
    "empty.txt": (b"", "the file is empty; give a file"),
    "binary.txt": (b"\x7fELF\0\0\1\2", "this is a binary file; give a text"),
    "latin.txt": ("Postępy Ärzte".encode("utf-16-le")[1:] + b"\xe9\xff", "; "),
    "latin1.md": ("# Ärztliche Übersicht".encode("latin-1"), "not UTF-8; save it as UTF-8"),
    "review.docm": (b"something", "this kind of file cannot be read yet; give .txt"),
}


def test_a_bad_file_does_not_stop_the_good_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "folder.txt").mkdir()
    for name, (data, _) in BAD.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path / name) for name in (*BAD, "good.md", "folder.txt")]
    status, out, err = run(tmp_path / "home", "ingest", *paths)
    assert status == 1
    assert out.startswith("good: ")
    assert "1 references" in out
    found = errors(err)
    assert len(found) == len(BAD) + 1
    for line, (name, (_, cure)) in zip(found, BAD.items(), strict=False):
        assert name in line
        assert cure in line
    assert "folder.txt: this is a folder; name the files in it" in found[-1]
    assert run(tmp_path / "home", "list")[1].startswith("good\tA Short Review of Nothing Much")


def test_what_cannot_be_read_leaves_the_library_as_it_was(run: Run, home: Path, tmp_path: Path) -> None:
    before = run(home, "list")
    status, out, err = run(home, "ingest", str(tmp_path / "missing.txt"))
    assert (status, out) == (1, "")
    assert len(errors(err)) == 1
    assert run(home, "list") == before


@pytest.mark.parametrize(
    ("argv", "cure"),
    [
        (["ask", " \n"], "The question is empty; write it in quotation marks"),
        (["ask", "Why?", "--document", "other"], "No document has the id 'other'; see: review-chat list"),
        (["ask", "--batch", "/nowhere/q.jsonl"], "/nowhere/q.jsonl: cannot be opened (No such file"),
        (["ask", "--batch", "/"], "/: cannot be opened (Is a directory); check the path"),
        (["molecule", "Xyzzy99"], "No table names 'Xyzzy99'; see: review-chat table"),
        (["molecule", ""], "No table names ''; see: review-chat table"),
        (["table", "--where", "Colour=Red"], "No table has the header 'Colour'; there are: Molecules"),
        (["remove", "other"], "No document has the id 'other'; see: review-chat list"),
    ],
)
def test_bad_input_is_one_line_with_the_cure(run: Run, shipped_home: Path, argv: list[str], cure: str) -> None:
    status, out, err = run(shipped_home, *argv)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == len(errors(err)) == 1
    assert cure in err


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nonsense"],
        ["ask"],
        ["ask", "Why?", "--batch", "-"],
        ["ingest"],
        ["remove"],
        ["molecule", "NAT10", "--format", "xml"],
        ["table", "--where", "Expression"],
        ["table", "--where", "=Up"],
        ["serve", "--port", "0"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "http"],
    ],
)
def test_misuse_exits_with_2(run: Run, shipped_home: Path, argv: list[str]) -> None:
    status, out, err = run(shipped_home, *argv)
    assert (status, out) == (2, "")
    assert "review-chat" in err.splitlines()[-1]
    assert "Traceback" not in err


@pytest.mark.parametrize("text", ["What is the target of KLHL7? ", "x", "a b ", "[1](", "\0\u200b β"])
def test_a_question_of_100_000_characters(run: Run, shipped_home: Path, tmp_path: Path, text: str) -> None:
    question = (text * (100_000 // len(text) + 1))[:100_000]
    (tmp_path / "q.jsonl").write_text(json.dumps({"id": 1, "question": question}), encoding="utf-8")
    started = time.perf_counter()
    status, out, err = run(shipped_home, "ask", "--batch", str(tmp_path / "q.jsonl"))
    assert time.perf_counter() - started < 30
    assert (status, err) == (0, "")
    assert json.loads(out)["outcome"] in ("answered", "ask_back", "not_in_review", "off_topic")


def _garbage(home: Path) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"not a database " * 1000)


def _truncated(home: Path) -> None:
    file = home / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _file_for_folder(home: Path) -> None:
    shutil.rmtree(home / "chroma")
    (home / "chroma").write_text("something else")


def _foreign(home: Path) -> None:
    shutil.rmtree(home / "chroma")
    chromadb.PersistentClient(str(home / "chroma")).create_collection("theirs", embedding_function=None)


@pytest.mark.parametrize(
    ("harm", "cure"),
    [
        (_garbage, "is damaged (error returned from database: (code: 26) file is not a database); move that folder"),
        (_truncated, "is damaged (error returned from database: (code: 11) database disk image is malformed); move"),
        (_file_for_folder, "set REVIEW_CHAT_HOME to a folder"),
        (_foreign, "holds another program's Chroma collections; set REVIEW_CHAT_HOME to another folder"),
    ],
)
def test_a_damaged_or_foreign_index(run: Run, home: Path, harm: Callable[[Path], None], cure: str) -> None:
    harm(home)
    before = contents(home)
    status, out, err = run(home, "ask", "What is the target of KLHL7?")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == len(errors(err)) == 1
    assert cure in err
    assert contents(home).keys() == before.keys()


def contents(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.suffix not in (".lock", "")
    }


class Letters:
    """An embedder that counts letters."""

    name = "letters"
    fingerprint = "letters@1"

    def encode(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[1.0 + text.casefold().count(c) for c in "etaoin"] for text in texts], dtype=np.float32)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("argv", [["ask", "What is the target of KLHL7?"], ["ingest", str(shipped.path())]])
def test_an_index_of_another_embedder(run: Run, tmp_path: Path, argv: list[str]) -> None:
    pipeline.ingest_shipped(Library(tmp_path, Letters(), pipeline.VERSIONS))
    status, _, err = run(tmp_path, *argv)
    assert status == 1
    assert len(errors(err)) == 1
    assert "was made with letters@1, not with all-MiniLM-L6-v2@" in err
    assert "set REVIEW_CHAT_EMBEDDER back" in err
    assert Library(tmp_path, Letters(), pipeline.VERSIONS).snapshot().documents[ID].references


def test_a_folder_that_is_no_model(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_CHAT_EMBEDDER", str(tmp_path))
    status, out, err = run(tmp_path / "home", "list")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == len(errors(err)) == 1
    assert "There are no model weights in" in err


@pytest.fixture
def readonly(shipped_home: Path) -> Iterator[Path]:
    """A library that another user than root can read and not write, outside pytest's private folder."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        home = Path(shutil.copytree(shipped_home, Path(folder) / "home"))
        for path in (home, *home.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield home


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root can become another user",
)
@pytest.mark.parametrize("below", ["", "new"])
def test_a_read_only_data_directory(readonly: Path, below: str) -> None:
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    before = contents(readonly)
    environment = {"REVIEW_CHAT_HOME": str(readonly / below), "HOME": str(readonly)}
    done = command(["ask", "Why?"], environment, before=nobody)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == len(errors(done.stderr)) == 1
    assert "set REVIEW_CHAT_HOME to a folder that you may write" in done.stderr
    assert contents(readonly) == before


def test_a_port_in_use(run: Run, shipped_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, out, err = run(shipped_home, "serve", "--port", str(port))
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == len(errors(err)) == 1
    assert f"127.0.0.1:{port} cannot be used" in err
    assert "choose another one: review-chat serve --port N" in err


GUARDED = """
import os, socket, sys, threading, time, urllib.request

def watch(event, args):
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if host not in (None, "", "localhost", b"localhost", "127.0.0.1", "::1", "0.0.0.0"):
        os.write(2, f"REACHED OUT: {event} {host}\\n".encode())
        os._exit(99)

sys.addaudithook(watch)
from app import cli

assert cli.main(["ingest", sys.argv[1]]) == 0
assert cli.main(["ask", "What is the target of KLHL7?"]) == 0

def visit(url):
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=60) as page:
                assert page.status == 200 and b"review-chat" in page.read()
            os.write(1, b"SERVED")
            os._exit(0)
        except OSError:
            time.sleep(0.2)
    os._exit(98)

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
threading.Thread(target=visit, args=(f"http://127.0.0.1:{port}/",), daemon=True).start()
sys.exit(cli.main(["serve", "--port", str(port)]) or 1)
"""


def test_ingest_ask_and_serve_reach_no_farther_than_this_machine(home: Path, tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, str(tmp_path / "good.md")],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "REVIEW_CHAT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "REACHED OUT" not in done.stderr
    assert (done.returncode, "SERVED" in done.stdout, "RASA2" in done.stdout) == (0, True, True), done.stderr


def test_the_guard_itself_sees_a_connection() -> None:
    attempt = GUARDED.split("from app import cli")[0] + "\nsocket.create_connection(('192.0.2.1', 9), timeout=1)"
    done = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "REACHED OUT" in done.stderr) == (99, True)
