from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.cases import Case
from evals.kept import Kept, compare, keep, markdown, read, write
from evals.runner import Result
from evals.scores import Score
from store.errors import InputError

GOOD = Score(outcome=True, facts=True, words=10, declined=False)
BAD = replace(GOOD, facts=False)


def run(**passed: bool) -> list[Result]:
    return [
        Result("ours", Case(id, "fact", "q", ("answered",)), GOOD if good else BAD, 1.0) for id, good in passed.items()
    ]


def test_what_newly_fails_is_named() -> None:
    found = compare(keep(run(a=True, b=True, c=False), "first"), keep(run(a=True, b=False, c=True), ""))
    assert found.newly_failing == ("b",)
    assert found.newly_passing == ("c",)
    assert found.right.change == 0.0


def test_a_new_case_that_fails_is_not_newly_failing_and_a_gone_one_is_named() -> None:
    found = compare(keep(run(a=True, b=True), "first"), keep(run(a=True, d=False), ""))
    assert found.newly_failing == ()
    assert found.gone == ("b",)
    assert found.fails


def test_a_part_of_the_cases_misses_none() -> None:
    assert not compare(keep(run(a=True, b=True), ""), keep(run(a=True), ""), whole=False).fails


def test_checks_count_too() -> None:
    before, now = keep(run(a=True), "", {"two runs": True}), keep(run(a=True), "", {"two runs": False})
    assert compare(before, now).newly_failing == ("two runs",)


def test_an_answer_that_is_right_but_no_longer_cited_newly_fails() -> None:
    uncited = [Result("ours", Case("a", "fact", "q", ("answered",)), replace(GOOD, citation_recall=0.0), 1.0)]
    found = compare(keep(run(a=True), ""), keep(uncited, ""))
    assert found.newly_failing == ("a",)
    assert found.right.change == 0.0


def test_a_kept_run_comes_back(tmp_path: Path) -> None:
    kept = keep(run(a=True, b=False), "the first “run”", {"self-1": True})
    path = tmp_path / "baseline.json"
    write(kept, path)
    found = read(path)
    assert found is not None
    assert (found.why, found.passed, found.right) == (kept.why, kept.passed, kept.right)
    assert found.figures["right"] == 0.5
    assert path.read_text("utf-8").count("\n") > len(kept.passed)


def test_no_file_is_no_kept_run(tmp_path: Path) -> None:
    assert read(tmp_path / "none.json") is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"why": "", "figures": {}, "cases": {"a": 1}}'])
def test_a_broken_file_is_named_with_its_cure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"baseline\.json: not a kept run .*review-eval run --keep"):
        read(path)


def test_the_kept_run_of_the_project_can_be_read() -> None:
    from evals.kept import BASELINE

    kept = read(BASELINE)
    assert kept is None or (kept.why and json.loads(BASELINE.read_text("utf-8"))["cases"])


def test_the_short_report_says_why() -> None:
    assert "Kept because: it is better." in markdown(Kept("it is better", {"right": 0.5}, {"a": True}, {"a": True}), {})
