from __future__ import annotations

import re
from pathlib import Path
from string import Template

import pytest

import prompts
from prompts import fingerprint, instruct, render

FILES = sorted((Path(prompts.__file__).parent / "model").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_prompt_states_its_purpose_and_its_placeholders(file: Path) -> None:
    head, _, body = file.read_text("utf-8").partition("---\n")
    told = dict(line.split(": ", 1) for line in head.strip().splitlines())
    assert told["purpose"]
    listed = set() if told["placeholders"] == "(none)" else set(re.split(r",\s*", told["placeholders"]))
    assert listed == set(Template(body).get_identifiers())


@pytest.mark.parametrize(
    ("fill", "name", "values"),
    [
        pytest.param(instruct, "wish", {}, id="missing, to a model"),
        pytest.param(instruct, "wish", {"wish": "a", "extra": "b"}, id="unused, to a model"),
        pytest.param(render, "model_failed", {"model": "a"}, id="missing, to a reader"),
        pytest.param(render, "model_unsupported", {"model": "a"}, id="unused, to a reader"),
    ],
)
def test_rendering_fails_on_a_missing_and_on_an_unused_value(fill, name: str, values: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(KeyError):
        fill(name, **values)


def test_the_fingerprint_is_that_of_the_files() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint())
    assert fingerprint() == fingerprint()
