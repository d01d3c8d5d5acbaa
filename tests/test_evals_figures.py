from __future__ import annotations

from dataclasses import replace

import pytest

from evals.cases import Case
from evals.figures import by_kind, figures, latency
from evals.runner import Result
from evals.scores import Score

ANSWERABLE = Case("a", "fact", "q", ("answered",))
UNANSWERABLE = Case("u", "unanswerable_near", "q", ("not_in_review",))
EITHER = Case("e", "contradiction", "q", ("answered", "not_in_review"))
SCORE = Score(outcome=True, facts=True, words=10, declined=False)


def result(case: Case, declined: bool) -> Result:
    return Result("ours", case, replace(SCORE, declined=declined), 1.0)


ABSTENTION = [
    # (answerable: declined, answered), (unanswerable: declined, answered), precision, recall, false refusals
    ((0, 10), (10, 0), 1.0, 1.0, 0.0),
    ((0, 1), (1, 0), 1.0, 1.0, 0.0),
    ((0, 99), (3, 0), 1.0, 1.0, 0.0),
    ((0, 3), (7, 0), 1.0, 1.0, 0.0),
    ((0, 5), (50, 0), 1.0, 1.0, 0.0),
    ((0, 8), (2, 0), 1.0, 1.0, 0.0),
    ((0, 20), (20, 0), 1.0, 1.0, 0.0),
    ((0, 4), (6, 0), 1.0, 1.0, 0.0),
    ((0, 2), (9, 0), 1.0, 1.0, 0.0),
    ((0, 6), (1, 0), 1.0, 1.0, 0.0),
    ((10, 0), (10, 0), 0.5, 1.0, 1.0),
    ((0, 10), (0, 10), None, 0.0, 0.0),
    ((1, 9), (9, 1), 0.9, 0.9, 0.1),
    ((5, 5), (5, 5), 0.5, 0.5, 0.5),
    ((3, 1), (1, 3), 0.25, 0.25, 0.75),
    ((0, 10), (1, 9), 1.0, 0.1, 0.0),
    ((10, 0), (0, 10), 0.0, 0.0, 1.0),
    ((2, 8), (8, 0), 0.8, 1.0, 0.2),
    ((1, 3), (1, 0), 0.5, 1.0, 0.25),
    ((4, 0), (12, 4), 0.75, 0.75, 1.0),
]


@pytest.mark.parametrize(("answerable", "unanswerable", "precision", "recall", "refused"), ABSTENTION)
def test_abstention(
    answerable: tuple[int, int],
    unanswerable: tuple[int, int],
    precision: float | None,
    recall: float,
    refused: float,
) -> None:
    results = [
        *([result(ANSWERABLE, True)] * answerable[0] + [result(ANSWERABLE, False)] * answerable[1]),
        *([result(UNANSWERABLE, True)] * unanswerable[0] + [result(UNANSWERABLE, False)] * unanswerable[1]),
    ]
    found = figures(results)
    assert found["abstention precision"].value == (precision if precision is None else pytest.approx(precision))
    assert found["abstention recall"].value == pytest.approx(recall)
    assert found["false refusals"].value == pytest.approx(refused)


def test_a_case_that_may_be_answered_or_not_is_left_out_of_abstention() -> None:
    found = figures([result(EITHER, True), result(EITHER, False)])
    assert found["abstention precision"].value is None
    assert found["false refusals"].value is None
    assert found["right"].value == 1.0


def test_all_evidence_counts_questions_with_several_passages_only() -> None:
    one, two = replace(SCORE, ranks=(None,)), replace(SCORE, ranks=(1, 4))
    found = figures([Result("ours", ANSWERABLE, one, 1.0), Result("ours", ANSWERABLE, two, 1.0)])
    assert found["all evidence@10"].n == 1
    assert found["all evidence@10"].value == 1.0
    assert found["recall@3"].value == 0.25


def test_kinds_are_apart() -> None:
    wrong = Result("ours", UNANSWERABLE, replace(SCORE, facts=False), 1.0)
    assert {k: f.value for k, f in by_kind([result(ANSWERABLE, False), wrong]).items()} == {
        "fact": 1.0,
        "unanswerable_near": 0.0,
    }


def test_latency() -> None:
    found = latency([float(i) for i in range(1, 101)])
    assert (found.p50, found.p95, found.longest) == (50.5, 95.0, 100.0)
