from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from app.cli import main
from app.model.providers import connect, disclosure, parse
from store.errors import ModelError

CLOSED = "http://127.0.0.1:9/v1"


@pytest.mark.parametrize("spec", ["", "gpt", "openai:", ":name", "openai: "])
def test_a_model_is_named_with_its_provider(spec: str) -> None:
    with pytest.raises(ModelError, match="PROVIDER:NAME"):
        parse(spec)


BROKEN = [
    pytest.param("openai:none", "", "OPENAI_API_KEY", id="no key"),
    pytest.param("openai:none", CLOSED, "start the server", id="no server"),
    pytest.param("gguf:/nowhere/model.gguf", "", "no such file", id="no file"),
    pytest.param("nobody:none", "", "no provider", id="no such provider"),
]


@pytest.mark.parametrize(("spec", "url", "cure"), BROKEN)
def test_what_is_missing_is_told_on_one_line_with_its_cure(
    spec: str, url: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match=cure) as error:
        connect(parse(spec, url))
    assert "\n" not in str(error.value)


def test_a_missing_extra_is_told_with_the_command_that_installs_it() -> None:
    if importlib.util.find_spec("langchain_anthropic"):
        pytest.skip("the extra anthropic is installed")
    with pytest.raises(ModelError, match=r"pip install -e '\.\[anthropic\]'"):
        connect(parse("anthropic:claude"), check=False)


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra gguf is not installed")
    path = tmp_path / "no.gguf"
    path.write_text("no model")
    with pytest.raises(ModelError, match="GGUF"):
        connect(parse(f"gguf:{path}"))


@pytest.mark.parametrize(
    ("spec", "url", "said"),
    [
        pytest.param("ollama:llama3.2", "", "nothing leaves", id="Ollama"),
        pytest.param("openai:m", "http://localhost:8080/v1", "nothing leaves", id="a server on this machine"),
        pytest.param("openai:m", "https://llm.uni.example/v1", "llm.uni.example", id="an institute's server"),
        pytest.param("anthropic:m", "", "api.anthropic.com", id="a provider"),
        pytest.param("gguf:/home/me/secret/m.gguf", "", "gguf:m.gguf on this machine", id="a file, its path untold"),
    ],
)
def test_a_reader_is_told_what_leaves_the_machine(spec: str, url: str, said: str) -> None:
    assert said in disclosure(parse(spec, url))


def test_the_command_line_says_it_on_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_CHAT_HOME", str(tmp_path))
    assert main(["ask", "--model", "gguf:/nowhere/model.gguf", "What is KLHL7?"]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert told[-1].startswith("review-chat: ")
    assert "no such file" in told[-1]
