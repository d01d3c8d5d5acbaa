"""What the tests share: the real embedder, a library with the shipped review, and a guard on the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from ingest import pipeline
from store.embedder import SentenceEmbedder, load_embedder
from store.library import Library


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


@pytest.fixture
def library(tmp_path: Path, embedder: SentenceEmbedder) -> Library:
    """Return an empty library of the test's own, in `tmp_path / "home"`."""
    return Library(tmp_path / "home", embedder)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bipia", default=None, metavar="DIR", help="a folder of BIPIA's text attacks to plant")
