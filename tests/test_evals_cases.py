from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.cases import HELD_OUT, KINDS, load, unsupported
from evals.suite import case_files
from ingest import shipped
from ingest.readers import read
from store.errors import InputError
from store.records import Document

TEXT = "NAT10 enhances ERS. Remodelin inhibits NAT10."
GOOD: dict[str, Any] = {
    "id": "fact-001",
    "kind": "fact",
    "question": "What inhibits NAT10?",
    "outcome": ["answered"],
    "must": [["Remodelin"]],
    "must_not": [],
    "references": [44],
    "evidence": ["Remodelin inhibits NAT10"],
}


@pytest.fixture(scope="module")
def review() -> Document:
    return read(shipped.path())


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_case_is_read(tmp_path: Path) -> None:
    history = [{"user": "And NAT10?", "assistant": "It enhances ERS."}]
    (case,) = load([_file(tmp_path, json.dumps(GOOD | {"history": history}), "")], TEXT)
    assert case.evidence[0].of(TEXT) == "Remodelin inhibits NAT10"
    assert case.history[0].assistant == "It enhances ERS."
    assert case.answerable
    assert not case.unanswerable


BAD = [
    pytest.param({"hint": "x"}, "unknown key 'hint'; use", id="unknown key"),
    pytest.param({"kind": "riddle"}, "unknown kind 'riddle'; use one of lookup", id="unknown kind"),
    pytest.param({"outcome": ["maybe"]}, "unknown outcome 'maybe'; use one of answered", id="unknown outcome"),
    pytest.param({"outcome": []}, "name at least one", id="no outcome"),
    pytest.param({"outcome": "answered"}, "'outcome' is not a list of strings", id="outcome is a string"),
    pytest.param({"evidence": ["Remodelin blocks"]}, "copy its exact characters", id="not verbatim"),
    pytest.param({"evidence": [""]}, "copy its exact characters", id="empty evidence"),
    pytest.param({"must": ["Remodelin"]}, "write [['a', 'b'], ['c']]", id="must is flat"),
    pytest.param({"must": {}}, "'must' is not a list", id="must is an object"),
    pytest.param({"references": ["44"]}, "write the review's numbers", id="reference is a string"),
    pytest.param({"question": " "}, "'question' is not a filled string", id="empty question"),
    pytest.param({"history": ["hello"]}, "'history' is not a list of {user, assistant}", id="history"),
]


@pytest.mark.parametrize(("change", "said"), BAD)
def test_a_bad_line_is_named_with_its_cure(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = _file(tmp_path, json.dumps(GOOD), json.dumps(GOOD | {"id": "fact-002"} | change))
    with pytest.raises(InputError) as caught:
        load([path], TEXT)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (json.dumps(GOOD), "the id 'fact-001' is used twice"),
        ("{not json", "not JSON"),
        ("[]", "not a JSON object"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "must"}), "the key 'must' is missing"),
    ],
)
def test_a_broken_line_is_named_with_its_cure(tmp_path: Path, line: str, said: str) -> None:
    path = _file(tmp_path, json.dumps(GOOD), line)
    with pytest.raises(InputError) as caught:
        load([path], TEXT)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert said in str(caught.value)


def test_an_id_is_not_used_in_two_files(tmp_path: Path) -> None:
    paths = [_file(tmp_path, json.dumps(GOOD)), tmp_path / "more.jsonl"]
    paths[1].write_text(json.dumps(GOOD), "utf-8")
    with pytest.raises(InputError, match=r"more\.jsonl:1: the id 'fact-001' is used twice"):
        load(paths, TEXT)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as UTF-8"):
        load([path], TEXT)


def test_the_written_cases_are_verbatim_and_supported(review: Document) -> None:
    cases = load(case_files(review), review.text)
    assert len(cases) >= 150
    assert {case.id: words for case in cases if (words := unsupported(case, review.text))} == {}


def test_the_written_cases_cover_every_kind_and_reference_what_exists(review: Document) -> None:
    cases = load(case_files(review), review.text)
    assert set(Counter(case.kind for case in cases)) == set(KINDS)
    known = {reference.number for reference in review.references}
    assert [case.id for case in cases if not set(case.references) <= known] == []


def test_a_half_of_the_held_out_series_alone_is_for_testing(review: Document) -> None:
    cases = load(case_files(review), review.text)
    drawn = [case for case in cases if any(series in case.id for series in HELD_OUT)]
    assert {case.half for case in cases if case not in drawn} == {"dev"}
    share = sum(case.half == "dev" for case in drawn) / len(drawn)
    assert 0.4 < share < 0.6
    assert {c.id: c.half for c in cases} == {c.id: c.half for c in reversed(cases)}
