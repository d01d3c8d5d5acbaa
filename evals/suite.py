"""One run over one review: its cases, all systems, and the checks that need a library of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import determinism, made, mutation, self_retrieval
from evals.baselines import parts
from evals.cases import Case, load
from evals.runner import Progress, Result, run
from evals.systems import ModelSpec, System, ours, with_model
from evals.tutorial import tutorial
from ingest import chunking, pipeline
from store.embedder import Embedder
from store.errors import InputError
from store.library import Library
from store.records import Document
from store.retriever import HybridRetriever

CASES = Path(__file__).parent / "cases"
EVERY = 7
"""Of the cases, each this-many-th is asked again to see that the answer is the same."""


@dataclass(frozen=True)
class Review:
    """A library that holds one ingested review, and the review."""

    library: Library
    embedder: Embedder
    document: Document


@dataclass(frozen=True)
class Checks:
    """What is measured of our system alone; `mutated` and `probes` are results a case each."""

    mutated: tuple[Result, ...] = ()
    probes: tuple[self_retrieval.Probe, ...] = ()
    two_runs: determinism.Repeat = determinism.Repeat(0, ())
    two_ingests: determinism.Repeat = determinism.Repeat(0, ())

    @property
    def flags(self) -> dict[str, bool]:
        """Return each check by name, as the kept run holds it."""
        return {
            **{r.case.id: r.score.passed for r in self.mutated},
            **{p.id: p.rank is not None for p in self.probes},
            "two runs": self.two_runs.same,
            "two ingests": self.two_ingests.same,
        }


def ingest(path: Path, embedder: Embedder, home: Path, progress: Progress | None = None) -> Review:
    """Read the review at `path` into a new library in the folder `home`.

    Raises:
        InputError: It cannot be read.
    """
    library = Library(home, embedder, pipeline.VERSIONS)
    report = pipeline.ingest([path], library, progress).files[0]
    if report.document is None:
        raise InputError(report.error)
    return Review(library, embedder, report.document)


def case_files(document: Document, folder: Path = CASES) -> tuple[Path, ...]:
    """Return the files of the cases written for `document`: those in the folder that its id begins with."""
    own = [f for f in sorted(folder.iterdir()) if f.is_dir() and document.id.startswith(f.name)]
    return tuple(path for f in own for path in sorted(f.glob("*.jsonl")))


def cases(document: Document, half: str = "both", kind: str | None = None) -> tuple[Case, ...]:
    """Return the made and the written cases of `document` in this half and of this kind."""
    found = (*made.cases(document), *load(case_files(document), document.text))
    return tuple(c for c in found if half in ("both", c.half) and kind in (None, c.kind))


def systems(review: Review, *, ours_only: bool = False, model: ModelSpec | None = None) -> tuple[System, ...]:
    """Return our system, that with a chat model where one is named, and the baselines beside it."""
    own: tuple[System, ...] = (ours(review.library, review.embedder),)
    if model:
        own = (*own, with_model(review.library, review.embedder, model))
    if ours_only:
        return own
    documents = review.library.snapshot().documents
    return (*own, tutorial(documents, review.embedder), *parts(review.library, review.embedder))


def ask(
    review: Review, asked: Sequence[Case], which: Sequence[System], progress: Progress | None = None
) -> tuple[Result, ...]:
    """Return the results of every system on every case."""
    documents = review.library.snapshot().documents
    return tuple(r for s in which for r in run(s, asked, documents, review.document.id, progress))


def check(review: Review, path: Path, asked: Sequence[Case], progress: Progress | None = None) -> Checks:
    """Return the checks of our system: mutations, self-retrieval, two runs, two ingests."""
    sample = asked[::EVERY]
    with tempfile.TemporaryDirectory() as home:
        again = ingest(path, review.embedder, Path(home), progress)
        digests = [
            determinism.digests(ours(r.library, r.embedder), sample, r.document.id) for r in (review, review, again)
        ]
        mutated = mutate(again, progress)
    return Checks(
        mutated,
        probe(review),
        determinism.compare(digests[0], digests[1]),
        determinism.compare(digests[0], digests[2]),
    )


def mutate(review: Review, progress: Progress | None = None) -> tuple[Result, ...]:
    """Return the lookups over every mutant of the review; its library is left holding the last."""
    results: list[Result] = []
    for mutant in mutation.mutants(review.document):
        review.library.add([(mutant.document, chunking.passages(mutant.document))])
        moved = Review(review.library, review.embedder, mutant.document)
        results += ask(moved, mutant.cases, systems(moved, ours_only=True), progress)
    return tuple(results)


def probe(review: Review) -> tuple[self_retrieval.Probe, ...]:
    """Return every row and paragraph with the rank at which it was found."""
    retriever = HybridRetriever(review.library, review.embedder)
    document = review.document
    written = load(case_files(document), document.text)
    asked = self_retrieval.probes(document, review.library.snapshot().passages, written)
    return tuple(self_retrieval.find(one, retriever, document.id) for one in asked)
