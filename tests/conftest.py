"""What the tests share: the real embedder, a library with the shipped review, and a guard on the network."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_socket import socket_allow_hosts

from app.assistant import Assistant
from app.lexicon import Lexicon
from app.settings import Workplace
from ingest import pipeline
from ingest.readers import read
from store.embedder import SentenceEmbedder, load_embedder
from store.library import Library
from store.records import Document
from store.retriever import HybridRetriever


def pytest_runtest_setup() -> None:
    """Let no test reach farther than this machine."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    return load_embedder()


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Path:
    home = tmp_path_factory.mktemp("home")
    pipeline.ingest_shipped(Library(home, embedder, pipeline.VERSIONS))
    return home


@pytest.fixture(scope="session")
def shipped_library(shipped_home: Path, embedder: SentenceEmbedder) -> Library:
    return Library(shipped_home, embedder, pipeline.VERSIONS)


@pytest.fixture(scope="session")
def assistant_of(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder
) -> Callable[[str, str], Assistant]:
    """Return what makes an assistant over one review, given as the name of its file and its text."""

    def make(name: str, text: str) -> Assistant:
        folder = tmp_path_factory.mktemp("review")
        (folder / name).write_text(text, "utf-8")
        library = Library(folder / "home", embedder, pipeline.VERSIONS)
        pipeline.ingest([folder / name], library, None)
        return Assistant(library, HybridRetriever(library, embedder))

    return make


@pytest.fixture(scope="session")
def lexicon_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Lexicon]:
    """Return what reads a text into a lexicon."""

    def make(text: str) -> Lexicon:
        path = tmp_path_factory.mktemp("review") / "fox.md"
        path.write_text(text, "utf-8")
        return Lexicon(read(path))

    return make


@pytest.fixture
def library(tmp_path: Path, embedder: SentenceEmbedder) -> Library:
    """Return an empty library of the test's own, in `tmp_path / "home"`."""
    return Library(tmp_path / "home", embedder)


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def asked(shipped_library: Library, embedder: SentenceEmbedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


@pytest.fixture(scope="session")
def review(asked: Assistant) -> Document:
    return next(iter(asked.readings().values())).lexicon.document


def serving(workplace: Workplace) -> str:
    """Serve the page for `workplace` until the tests end, and return its address."""
    from app.opening import Opening
    from app.page import serve

    ready, found = threading.Event(), list[str]()

    def on_ready(url: str) -> None:
        found.append(url)
        ready.set()

    opening = Opening(lambda _: workplace)
    threading.Thread(target=serve, args=(opening, "127.0.0.1", 0, on_ready, True), daemon=True).start()
    assert ready.wait(60)
    return found[0]


@pytest.fixture(scope="session")
def address(shipped_library: Library, asked: Assistant, embedder: SentenceEmbedder) -> str:
    return serving(Workplace(shipped_library, asked, HybridRetriever(shipped_library, embedder)))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(chromium: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a fresh page, which may ask nobody but its own server for anything and may not fail in its scripts."""
    elsewhere, errors = list[str](), list[str]()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, **options)
    view = context.new_page()
    view.on("request", lambda r: r.url.startswith((address, "data:", "blob:")) or elsewhere.append(r.url))
    view.on("pageerror", lambda error: errors.append(str(error)))
    view.goto(address)
    view.wait_for_selector("#source-text article", state="attached")
    yield view
    context.close()
    assert (elsewhere, errors) == ([], [])


@pytest.fixture
def view(chromium: Browser, address: str) -> Iterator[Page]:
    with opened(chromium, address) as page:
        yield page


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bipia", default=None, metavar="DIR", help="a folder of BIPIA's text attacks to plant")
