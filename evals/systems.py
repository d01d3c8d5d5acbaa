"""What is measured: the assistant itself, and whatever answers in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.assistant import Assistant
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


def ours(library: Library, embedder: Embedder) -> Ours:
    """Return the assistant over `library`."""
    return Ours(Assistant(library, HybridRetriever(library, embedder)))
