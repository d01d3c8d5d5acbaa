"""From the results of a run to its figures: every measure with its interval, by system and by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals import ranking
from evals.bootstrap import Figure, figure, mean
from evals.runner import Result
from evals.scores import DEPTHS

Measure = Callable[[Result], tuple[float, float] | None]
"""Numerator and denominator of one case, or `None` where the case does not count."""


def _of(value: float | bool | None) -> tuple[float, float] | None:
    return None if value is None else (float(value), 1.0)


def _ranked(measure: Callable[[ranking.Ranks], float], least: int = 1) -> Measure:
    return lambda r: (measure(r.score.ranks), 1.0) if len(r.score.ranks) >= least else None


def _recall(k: int) -> Measure:
    return _ranked(lambda ranks: ranking.recall_at(k, ranks))


def _abstention_precision(result: Result) -> tuple[float, float] | None:
    """Of the questions that were declined, the share that the review does not answer."""
    decided = result.case.answerable or result.case.unanswerable
    return (float(result.case.unanswerable), 1.0) if result.score.declined and decided else None


def _abstention_recall(result: Result) -> tuple[float, float] | None:
    """Of the questions that the review does not answer, the share that was declined."""
    return _of(result.score.declined) if result.case.unanswerable else None


def _false_refusals(result: Result) -> tuple[float, float] | None:
    """Of the questions that the review answers, the share that was declined."""
    return _of(result.score.declined) if result.case.answerable else None


MEASURES: Mapping[str, Measure] = {
    "right": lambda r: _of(r.score.right),
    "facts": lambda r: _of(r.score.facts),
    "passed": lambda r: _of(r.score.passed),
    "words": lambda r: _of(r.score.words),
    "exact sets": lambda r: _of(r.score.exact_set),
    "citation recall (overlap)": lambda r: _of(r.score.citation_recall),
    "citation precision (overlap)": lambda r: _of(r.score.citation_precision),
    "verbatim quotations": lambda r: _of(r.score.verbatim),
    "right references": lambda r: _of(r.score.references),
    "right DOIs": lambda r: _of(r.score.doi),
    "abstention precision": _abstention_precision,
    "abstention recall": _abstention_recall,
    "false refusals": _false_refusals,
    **{f"recall@{k}": _recall(k) for k in DEPTHS},
    "nDCG@10": _ranked(lambda ranks: ranking.ndcg_at(10, ranks)),
    "MRR": _ranked(ranking.reciprocal_rank),
    "all evidence@10": _ranked(lambda ranks: ranking.all_evidence_at(10, ranks), least=2),
}
LOWER_IS_BETTER = frozenset({"words", "false refusals"})


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds an answer takes: the median and the 95th percentile, and the longest."""

    p50: float
    p95: float
    longest: float


def figures(results: Iterable[Result]) -> dict[str, Figure]:
    """Return every measure over `results`, which are one system's."""
    found = list(results)
    return {
        name: figure([pair for result in found if (pair := measure(result)) is not None])
        for name, measure in MEASURES.items()
    }


def by_kind(results: Iterable[Result]) -> dict[str, Figure]:
    """Return the share of right answers to each kind of question."""
    kinds: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.case.kind, []).append(result)
    return {kind: mean([r.score.right for r in kinds[kind]]) for kind in sorted(kinds)}


def latency(milliseconds: Sequence[float]) -> Latency:
    """Return the percentiles of `milliseconds`, which holds at least one."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Latency(round(float(p50), 1), round(float(p95), 1), round(max(milliseconds), 1))
