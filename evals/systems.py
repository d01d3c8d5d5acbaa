"""What is measured: the assistant itself, and whatever answers in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.assistant import Assistant
from app.model import providers
from app.model.assistant import ModelAssistant
from evals.replay import Replayed
from store.embedder import Embedder, Vectors
from store.library import Library
from store.records import Answer, Turn
from store.retriever import HybridRetriever


class System(Protocol):
    """What is measured: a name, and an answer to a question with its history."""

    @property
    def name(self) -> str:
        """Return the name that stands in the reports."""

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the answer about the document `document_id`."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Which model: PROVIDER:NAME, a server's address, and a file of its earlier replies."""

    name: str
    base_url: str = ""
    replies: Path | None = None


class CachedEmbedder:
    """An embedder that computes each single query once, so that all systems share it."""

    def __init__(self, embedder: Embedder) -> None:
        """Encode with `embedder`."""
        self._embedder = embedder
        self.name = embedder.name
        self.fingerprint = embedder.fingerprint
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row a text, shape (n, d)."""
        if len(texts) != 1:
            return self._embedder.encode(texts)
        if texts[0] not in self._known:
            self._known[texts[0]] = self._embedder.encode(texts)
        return self._known[texts[0]]


@dataclass(frozen=True)
class Ours:
    """The assistant as a user has it."""

    assistant: Assistant
    name: str = "ours"

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the assistant's answer."""
        return self.assistant.ask(question, history, document_id)


@dataclass(frozen=True)
class WithModel:
    """The assistant with a chat model attached."""

    assistant: ModelAssistant
    name: str = "with the model"

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the assistant's answer in the model's words, as far as they stand."""
        return self.assistant.ask(question, history, document_id)


def with_model(library: Library, embedder: Embedder, spec: ModelSpec) -> WithModel:
    """Return the assistant over `library` with the model of `spec`.

    Raises:
        ModelError: The model cannot be used.
    """
    choice = providers.parse(spec.name, spec.base_url)
    chat = providers.connect(choice)
    replayed = Replayed(chat, spec.replies) if spec.replies else chat
    return WithModel(ModelAssistant(library, HybridRetriever(library, embedder), replayed, choice.limits))


def ours(library: Library, embedder: Embedder) -> Ours:
    """Return the assistant over `library`."""
    return Ours(Assistant(library, HybridRetriever(library, embedder)))
