"""The settings, and the one place that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from app.assistant import Assistant
from ingest import pipeline
from store.embedder import load_embedder
from store.library import Library, Progress
from store.retriever import HybridRetriever


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the library lies, what embeds it, and which chat model answers.

    `embedder` is a folder, or empty for the bundled model. `model` is PROVIDER:NAME, or empty for none;
    `model_url` is the address of its server, or empty for the provider's own.
    """

    home: Path
    embedder: str = ""
    model: str = ""
    model_url: str = ""


def from_environment(model: str = "") -> Settings:
    """Return the settings that the `REVIEW_CHAT_*` variables give; `model` goes before the one they name."""
    home = os.environ.get("REVIEW_CHAT_HOME") or platformdirs.user_data_dir("review-chat", appauthor=False)
    return Settings(
        Path(home).expanduser(),
        os.environ.get("REVIEW_CHAT_EMBEDDER", ""),
        model or os.environ.get("REVIEW_CHAT_MODEL", ""),
        os.environ.get("REVIEW_CHAT_MODEL_URL", ""),
    )


@dataclass(frozen=True, slots=True)
class Workplace:
    """The library with what reads and asks it, built once by an entry point."""

    library: Library
    assistant: Assistant
    retriever: HybridRetriever


def open_workplace(settings: Settings) -> Workplace:
    """Return the library at `settings.home` and the assistant over it.

    Raises:
        ReviewChatError: The library, the embedder or the model cannot be used; the message states the cure.
    """
    embedder = load_embedder(settings.embedder or None)
    library = Library(settings.home, embedder, pipeline.VERSIONS)
    retriever = HybridRetriever(library, embedder)
    assistant = _with_model(settings, library, retriever) if settings.model else Assistant(library, retriever)
    return Workplace(library, assistant, retriever)


def _with_model(settings: Settings, library: Library, retriever: HybridRetriever) -> Assistant:
    from app.model import providers
    from app.model.assistant import ModelAssistant

    choice = providers.parse(settings.model, settings.model_url)
    chat = providers.connect(choice)
    return ModelAssistant(library, retriever, chat, choice.limits, providers.disclosure(choice))


def fill_if_new(workplace: Workplace, progress: Progress | None = None) -> None:
    """Put the shipped review in where nothing was ever ingested."""
    if workplace.library.is_new():
        pipeline.ingest_shipped(workplace.library, progress)
