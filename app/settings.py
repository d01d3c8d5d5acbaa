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
    """Where the library lies and what embeds it. `embedder` is a folder, or empty for the bundled model."""

    home: Path
    embedder: str = ""


def from_environment() -> Settings:
    """Return the settings that `REVIEW_CHAT_HOME` and `REVIEW_CHAT_EMBEDDER` give."""
    home = os.environ.get("REVIEW_CHAT_HOME") or platformdirs.user_data_dir("review-chat", appauthor=False)
    return Settings(Path(home).expanduser(), os.environ.get("REVIEW_CHAT_EMBEDDER", ""))


@dataclass(frozen=True, slots=True)
class Workplace:
    """The library with what reads and asks it, built once by an entry point."""

    library: Library
    assistant: Assistant
    retriever: HybridRetriever


def open_workplace(settings: Settings) -> Workplace:
    """Return the library at `settings.home` and the assistant over it.

    Raises:
        ReviewChatError: The library or the embedder cannot be used; the message states the cure.
    """
    embedder = load_embedder(settings.embedder or None)
    library = Library(settings.home, embedder, pipeline.VERSIONS)
    retriever = HybridRetriever(library, embedder)
    return Workplace(library, Assistant(library, retriever), retriever)


def fill_if_new(workplace: Workplace, progress: Progress | None = None) -> None:
    """Put the shipped review in where nothing was ever ingested."""
    if workplace.library.is_new():
        pipeline.ingest_shipped(workplace.library, progress)
