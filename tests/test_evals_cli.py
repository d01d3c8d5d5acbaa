from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.table import execute
from evals import kept
from evals.cli import main
from evals.plots import bars, cumulative, lines
from ingest import shipped

PLANETS = Path(__file__).parent / "data" / "planets.txt"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run everything over a small review once, with a report."""
    folder = tmp_path_factory.mktemp("report") / "new"
    assert main(["run", "--review", str(PLANETS), "--report", str(folder)]) == 0
    return folder


def test_the_page_fetches_nothing(report: Path) -> None:
    page = (report / "index.html").read_text("utf-8")
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", page)
    assert page.count("<svg") == 3
    assert "$" not in re.sub(r"<dd>.*?</dd>", "", page, flags=re.DOTALL)
    for name in ("ours", "tutorial", "BM25 alone", "dense alone", "fusion"):
        assert name in page


def test_the_lines_hold_every_case_of_every_system(report: Path) -> None:
    lines = [json.loads(line) for line in (report / "cases.jsonl").read_text("utf-8").splitlines()]
    asked = {line["id"] for line in lines}
    assert len(lines) == 5 * len(asked)
    for key in ("question", "answer", "expected", "evidence", "scores", "half", "kind", "cited", "milliseconds"):
        assert all(key in line for line in lines)


def test_the_misses_are_on_the_page(report: Path) -> None:
    lines = [json.loads(line) for line in (report / "cases.jsonl").read_text("utf-8").splitlines()]
    missed = [line for line in lines if line["system"] == "ours" and not line["scores"]["passed"]]
    page = (report / "index.html").read_text("utf-8")
    assert page.count("<details>") == len(missed)


def test_the_figures_have_intervals(report: Path) -> None:
    figures = json.loads((report / "figures.json").read_text("utf-8"))
    right = figures["ours"]["right"]
    assert right["low"] <= right["value"] <= right["high"]
    assert figures["tutorial"]["abstention recall"]["value"] == 0.0


def test_a_run_prints_its_tables_and_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--review", str(PLANETS), "--ours-only", "--half", "dev"]) == 0
    printed = capsys.readouterr().out
    for part in ("nDCG@10", "mutated cells followed: ", "rows found in ten: 6 of 6", "two ingests: ", "p95"):
        assert part in printed
    said = re.findall(r"the same answers in two \w+: (\d+) of (\d+)", printed)
    assert len(said) == 2
    assert all(same == asked != "0" for same, asked in said)


def test_a_kept_run_is_held_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shipped, "path", lambda: PLANETS)
    monkeypatch.setattr(kept, "BASELINE", tmp_path / "baseline.json")
    assert main(["run", "--ours-only", "--keep", "the first run"]) == 0
    assert "the first run" in (tmp_path / "baseline.md").read_text("utf-8")
    assert main(["run", "--ours-only", "--kind", "reverse"]) == 0
    assert "newly failing: 0" in capsys.readouterr().out
    monkeypatch.setattr(execute, "matching", lambda ask: frozenset([0]))
    assert main(["run", "--ours-only", "--kind", "reverse"]) == 1
    assert "newly failing: reverse-" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["run", "--keep", "x", "--half", "dev"], "leave --half, --kind, --every, --review out"),
        (["run", "--review", "nowhere.txt"], "nowhere.txt: there is no such file"),
        (["run", "--review", str(PLANETS), "--kind", "summary"], "No case is left"),
        (["papers", "nowhere"], "nowhere: no file to read here"),
        (["scifact", "nowhere"], "nowhere: not a folder in BEIR's form"),
    ],
)
def test_an_error_is_one_line(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.startswith("review-eval: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "given",
    [[], ["run", "--kind", "riddle"], ["run", "--half", "third"], ["run", "--every", "0"], ["scifact"], ["fly"]],
)
def test_misuse_exits_with_two(given: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(given)
    assert caught.value.code == 2


def test_scifact_prints_both_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = {"1": "Jupiter is a planet of gas.", "2": "Mice eat cheese.", "3": "Aspirin lowers fever."}
    rows = [json.dumps({"_id": id, "title": "", "text": text}) for id, text in corpus.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), "utf-8")
    queries = [{"_id": "q1", "text": "which planet is of gas"}, {"_id": "q2", "text": "what lowers fever"}]
    (tmp_path / "queries_train.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (tmp_path / "qrels_train.tsv").write_text("query-id\tcorpus-id\tscore\nq1\t1\t1\nq2\t3\t1\n", "utf-8")
    assert main(["scifact", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "3 documents, 2 queries" in printed
    assert re.search(r"nDCG@10 +1\.000 .* 1\.000 .* 1\.000", printed)
    assert re.search(r"recall@100 +1\.000", printed)


def test_papers_runs_every_table_and_names_what_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "planets.txt").write_text(PLANETS.read_text("utf-8"), "utf-8")
    (tmp_path / "torn.xml").write_text("<article><front>", "utf-8")
    assert main(["papers", str(tmp_path), "--ours-only"]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"planets\.txt: \d\d+ cases, made from its tables and written", printed)
    assert "not read: " in printed
    assert "torn.xml" in printed


def test_plots_hold_their_values_as_text() -> None:
    from evals.bootstrap import Figure

    drawn = bars({"a<b": {"ours": Figure(0.5, 0.4, 0.6, 10)}}, "Right")
    assert "a&lt;b, ours: 0.500 [0.400, 0.600], n = 10" in drawn
    assert "<polyline" in lines({"ours": [(1.0, 0.5), (5.0, 0.9)]}, "Recall")
    assert cumulative([1.0, 2.0, 3.0, 4.0])[-1] == (4.0, 1.0)
