"""How fast it is: ingest, loading, retrieval and answers, on this machine.

Answers are told beside the least that any retrieval costs, one query embedding and one Chroma query, timed in the
same run: a multiple of it means the same on another machine.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.assistant import Assistant
from evals.cases import Case
from evals.figures import Latency, latency
from evals.suite import ingest
from store.embedder import Embedder
from store.reranker import Reranker, load_reranker
from store.retriever import HybridRetriever

_NEAREST = 10
"""How many passages the plain Chroma query asks for."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Seconds for what happens once, milliseconds for what happens a question, peak memory in MiB.

    `least` is one query embedding and one Chroma query; `without_reranker` is an answer less the time that the
    cross-encoder took in it.
    """

    load_seconds: float
    ingest_seconds: float
    first_answer_seconds: float
    least: Latency
    retrieval: Latency
    without_reranker: Latency
    answers: Latency
    peak_mib: float


@dataclass
class _Stopwatch:
    """The cross-encoder, and how many milliseconds it has taken."""

    reranker: Reranker
    milliseconds: float = 0.0

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the reranker's scores, shape (n,)."""
        started = time.perf_counter()
        try:
            return self.reranker.scores(query, texts)
        finally:
            self.milliseconds += (time.perf_counter() - started) * 1000


def bench(path: Path, home: Path, load: Callable[[], Embedder], cases: Sequence[Case]) -> Bench:
    """Time the review at `path` in a new library in `home`, and the questions of `cases`, asked once each."""
    started = time.perf_counter()
    embedder = load()
    embedder.encode(["warm"])
    loaded = time.perf_counter()
    review = ingest(path, embedder, home)
    ingested = time.perf_counter()
    watch = _Stopwatch(load_reranker())
    retriever = HybridRetriever(review.library, embedder)
    assistant = Assistant(review.library, retriever, watch)
    assistant.ask(cases[0].question, cases[0].history, review.document.id)
    answered = time.perf_counter()
    snapshot = review.library.snapshot()

    def least(question: str) -> None:
        review.library.nearest(snapshot, embedder.encode([question])[0], _NEAREST)

    least_, retrieval, answers, read = [], [], [], []
    for case in cases:
        least_.append(_timed(least, case.question))
        retrieval.append(_timed(retriever.search, case.question))
        before = watch.milliseconds
        answers.append(_timed(assistant.ask, case.question, case.history, review.document.id))
        read.append(answers[-1] - (watch.milliseconds - before))
    return Bench(
        loaded - started,
        ingested - loaded,
        answered - ingested,
        latency(least_),
        latency(retrieval),
        latency(read),
        latency(answers),
        _peak_mib(),
    )


def _timed(act: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    act(*given)
    return (time.perf_counter() - started) * 1000


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
