"""What the commands of `review-eval` do and print."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from app.assistant import Assistant
from evals import bench as benchmark
from evals import injection, kept, pairs, report, suite, terminal
from evals import papers as paper_cases
from evals import scifact as beir
from evals.bootstrap import Figure
from evals.figures import by_kind, figures
from evals.papers import Paper
from evals.runner import Result
from evals.systems import CachedEmbedder, ModelSpec
from ingest import shipped
from store.embedder import Embedder
from store.errors import InputError
from store.retriever import HybridRetriever


def run(options: argparse.Namespace, home: Path, embedder: Embedder) -> int:
    """Run the cases; exit 1 where a case that the kept run passed fails or is gone."""
    path = options.review or shipped.path()
    partial = options.half != "both" or options.kind is not None or options.review is not None or options.every > 1
    if options.keep and partial:
        raise InputError(
            "A kept run holds every case of the shipped review; leave --half, --kind, --every, --review out."
        )
    review = suite.ingest(path, CachedEmbedder(embedder), home, terminal.progress)
    cases = suite.cases(review.document, options.half, options.kind)[:: options.every]
    if not cases:
        raise InputError("No case is left; choose another --half, --kind or --review.")
    spec = ModelSpec(options.model, options.model_url, options.replies) if options.model else None
    which = suite.systems(review, ours_only=options.ours_only, model=spec)
    results = suite.ask(review, cases, which, terminal.progress)
    checks = None if options.kind or options.every > 1 else suite.check(review, path, cases, terminal.progress)
    own = report.by_system(results)["ours"]
    now = kept.keep(own, options.keep or "", checks.flags if checks else None)
    before = None if options.review else kept.read(kept.BASELINE)
    comparison = kept.compare(before, now, whole=not partial) if before else None
    _print(results, checks, comparison)
    if options.report:
        print(f"\n{report.write(options.report, review.document, results, checks, comparison)}")
    if options.keep:
        kept.write(now, kept.BASELINE)
        kept.BASELINE.with_suffix(".md").write_text(kept.markdown(now, by_kind(own)), "utf-8")
        return 0
    return 1 if comparison and comparison.fails else 0


def scifact(folder: Path, home: Path, embedder: Embedder) -> int:
    """Print nDCG@10 and recall@100 of our retriever and of its parts."""
    read = beir.read(folder)
    print(f"{len(read.passages)} documents, {len(read.queries)} queries")
    columns = {}
    for name, search in beir.searches(read, home, CachedEmbedder(embedder), terminal.progress).items():
        columns[name] = beir.evaluate(read, search, lambda done, name=name: terminal.progress(name, done))  # type: ignore[misc]
    print(terminal.figures_table(columns))
    return 0


def papers(options: argparse.Namespace, home: Path, embedder: Embedder) -> int:
    """Print what was read of each paper and the scores of its table cases; exit 1 where one cannot be read."""
    found = paper_cases.evaluate(
        options.folder, home, CachedEmbedder(embedder), ours_only=options.ours_only, progress=terminal.progress
    )
    print(_read_table(found))
    for paper in found:
        if paper.results:
            systems = report.by_system(paper.results)
            print(f"\n{paper.path.name}: {len(systems['ours'])} cases, made from its tables and written")
            print(terminal.figures_table({name: by_kind(own) for name, own in systems.items()}))
            print(terminal.figures_table({name: _some(own) for name, own in systems.items()}))
    for paper in found:
        if paper.error:
            print(f"not read: {paper.error}")
    return 1 if any(paper.error for paper in found) else 0


def verifier(options: argparse.Namespace, home: Path, embedder: Embedder) -> int:
    """Print what the verifier makes of the labelled pairs, by half and by kind."""
    review = suite.ingest(shipped.path(), embedder, home)
    retriever = HybridRetriever(review.library, embedder)
    reading = Assistant(review.library, retriever).readings()[review.document.id]
    chosen = [p for p in pairs.of(review.document) if options.half in ("both", p.half)]
    verdicts = pairs.judge(chosen, reading, retriever)
    print(terminal.verifier_text(verdicts))
    if options.errors:
        print(terminal.verdicts_text([v for v in verdicts if not v.is_right and v.pair.half == "dev"]))
    return 0


def attacks(options: argparse.Namespace, home: Path, embedder: Embedder) -> int:
    """Print how often a planted instruction gets into the answers, by position, with and without verification."""
    spec = ModelSpec(options.model, options.model_url) if options.model else None
    found = injection.run(options.folder, home, embedder, spec, terminal.progress)
    print(terminal.table(injection.HEAD, injection.rows(found)))
    return 1 if any(a.obeyed for a in found) else 0


def bench(home: Path, load: Callable[[], Embedder]) -> int:
    """Print how long ingest, retrieval and answers take."""
    document = suite.ingest(shipped.path(), load(), home / "cases").document
    cases = suite.cases(document)[::5]
    found = benchmark.bench(shipped.path(), home / "bench", load, cases)
    print(f"load {found.load_seconds:.1f} s, ingest {found.ingest_seconds:.1f} s, ", end="")
    print(f"first answer {found.first_answer_seconds:.2f} s, peak memory {found.peak_mib:.0f} MiB")
    timed = {
        "one embedding, one Chroma query": found.least,
        "retrieval": found.retrieval,
        "answers, less the cross-encoder": found.without_reranker,
        "answers": found.answers,
    }
    print(terminal.latency_table(timed, "ms a question"))
    print(f"an answer takes {found.answers.p50 / found.least.p50:.1f} times the first line at the median, ", end="")
    print(f"{found.without_reranker.p50 / found.least.p50:.1f} times without the cross-encoder")
    return 0


def _print(results: Sequence[Result], checks: suite.Checks | None, comparison: kept.Comparison | None) -> None:
    systems = report.by_system(results)
    print(terminal.figures_table({name: figures(own) for name, own in systems.items()}))
    print(f"\nright answers by kind ({len(systems['ours'])} cases)")
    print(terminal.figures_table({name: by_kind(own) for name, own in systems.items()}))
    halves = {half: [r for r in systems["ours"] if r.case.half == half] for half in ("dev", "test")}
    print("\nours, by half")
    print(terminal.figures_table({half: figures(own) for half, own in halves.items() if own}))
    print(f"\n{terminal.latency_table(report.latencies(systems))}")
    if checks:
        print(f"\n{terminal.checks_text(checks)}")
    print(f"\n{terminal.comparison_text(comparison) if comparison else 'no kept run to compare with'}")


def _read_table(found: Sequence[Paper]) -> str:
    rows = []
    for paper in found:
        if paper.read:
            pairs = (paper.read.sections, paper.read.tables, paper.read.cells, paper.read.references)
            rows.append([paper.path.name, *(f"{n}" if of is None else f"{n}/{of}" for n, of in pairs)])
    return terminal.table(["read / in the file", "sections", "tables", "cells", "references"], rows)


def _some(results: Sequence[Result]) -> dict[str, Figure]:
    names = ("right", "passed", "exact sets", "right references", "abstention recall", "false refusals", "recall@5")
    return {name: value for name, value in figures(results).items() if name in names}
