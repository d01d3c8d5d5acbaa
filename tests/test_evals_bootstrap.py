from __future__ import annotations

import pytest

from evals.bootstrap import Figure, figure, mean, paired


def test_a_mean_lies_in_its_interval() -> None:
    found = mean([True] * 80 + [False] * 20 + [None] * 5)
    assert found.value == 0.8
    assert found.n == 100
    assert found.low is not None
    assert found.high is not None
    # The normal approximation gives 0.8 +- 1.96 * 0.04.
    assert found.low == pytest.approx(0.72, abs=0.02)
    assert found.high == pytest.approx(0.88, abs=0.02)


def test_a_ratio_is_of_the_sums() -> None:
    assert figure([(1, 1), (0, 3)]).value == 0.25


def test_nothing_has_no_value() -> None:
    assert mean([None]) == Figure(None)


def test_the_same_values_give_the_same_interval() -> None:
    values = [i % 3 == 0 for i in range(50)]
    assert mean(values) == mean(values)


def test_more_cases_give_a_narrower_interval() -> None:
    few, many = mean([True, False] * 10), mean([True, False] * 200)
    assert few.high is not None
    assert few.low is not None
    assert many.high is not None
    assert many.low is not None
    assert many.high - many.low < few.high - few.low


def test_no_change_has_no_significance() -> None:
    same = {str(i): float(i % 2) for i in range(40)}
    assert paired(same, dict(same)).p == 1.0


def test_a_large_change_is_significant_and_a_small_one_is_not() -> None:
    before = {str(i): 0.0 for i in range(100)}
    large = paired(before, {id: float(int(id) < 20) for id in before})
    small = paired(before, {id: float(int(id) < 1) for id in before})
    assert large.change == pytest.approx(0.2)
    assert large.p < 0.01
    assert small.p > 0.2


def test_only_shared_cases_are_compared() -> None:
    assert paired({"a": 0.0, "b": 1.0}, {"b": 1.0, "c": 0.0}).n == 1
