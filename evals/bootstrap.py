"""Figures with their uncertainty: bootstrap intervals and a paired bootstrap test, both seeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 20240424


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its 95 % interval over `n` cases; `value` is `None` where there is nothing."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a measure changed over the shared cases, and how likely such a change is by chance."""

    change: float
    p: float
    n: int


def figure(pairs: Sequence[tuple[float, float]]) -> Figure:
    """Return the ratio of sums of (numerator, denominator) a case, with its percentile interval.

    A plain mean has the denominator 1 throughout. The interval is the 2.5th to the 97.5th percentile of
    the same ratio over resampled cases (Efron and Tibshirani 1993, chapter 13).
    """
    counted = np.array([pair for pair in pairs if pair[1] > 0], dtype=float)
    if not len(counted):
        return Figure(None)
    rng = np.random.default_rng(SEED)
    drawn = counted[rng.integers(len(counted), size=(RESAMPLES, len(counted)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    total = counted.sum(axis=0)
    return Figure(float(total[0] / total[1]), float(low), float(high), len(counted))


def mean(values: Sequence[float | bool | None]) -> Figure:
    """Return the mean of the values that are there."""
    return figure([(float(value), 1.0) for value in values if value is not None])


def paired(before: Mapping[str, float], after: Mapping[str, float]) -> Difference:
    """Return the mean change over the ids in both, with a two-sided paired bootstrap test.

    The differences are resampled; p is twice the smaller share of resampled means on one side of zero
    (Efron and Tibshirani 1993, chapter 16; Koehn 2004).
    """
    shared = sorted(set(before) & set(after))
    changes = np.array([after[id] - before[id] for id in shared], dtype=float)
    if not changes.any():
        return Difference(0.0, 1.0, len(shared))
    rng = np.random.default_rng(SEED)
    means = changes[rng.integers(len(changes), size=(RESAMPLES, len(changes)))].mean(axis=1)
    p = min(1.0, 2 * min(float((means <= 0).mean()), float((means >= 0).mean())))
    return Difference(float(changes.mean()), p, len(shared))
