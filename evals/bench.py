"""How fast it is: ingest, loading, retrieval and answers, on this machine."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Case
from evals.figures import Latency, latency
from evals.suite import ingest
from evals.systems import ours
from store.embedder import Embedder
from store.retriever import HybridRetriever


@dataclass(frozen=True, slots=True)
class Bench:
    """Seconds for what happens once, milliseconds for what happens a question, peak memory in MiB."""

    load_seconds: float
    ingest_seconds: float
    first_answer_seconds: float
    retrieval: Latency
    answers: Latency
    peak_mib: float


def bench(path: Path, home: Path, load: Callable[[], Embedder], cases: Sequence[Case]) -> Bench:
    """Time the review at `path` in a new library in `home`, and the questions of `cases`, asked once each."""
    started = time.perf_counter()
    embedder = load()
    embedder.encode(["warm"])
    loaded = time.perf_counter()
    review = ingest(path, embedder, home)
    ingested = time.perf_counter()
    system = ours(review.library, embedder)
    system.ask(cases[0].question, cases[0].history, review.document.id)
    answered = time.perf_counter()
    retriever = HybridRetriever(review.library, embedder)
    return Bench(
        loaded - started,
        ingested - loaded,
        answered - ingested,
        latency([_timed(retriever.search, c.question) for c in cases]),
        latency([_timed(system.ask, c.question, c.history, review.document.id) for c in cases]),
        _peak_mib(),
    )


def _timed(act: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    act(*given)
    return (time.perf_counter() - started) * 1000


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
