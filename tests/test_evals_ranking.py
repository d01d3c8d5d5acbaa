from __future__ import annotations

import math
import random

import pytest

from evals.ranking import (
    Ranks,
    all_evidence_at,
    covers,
    document_ranks,
    evidence_ranks,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)
from store.records import Span

LOG3 = 1 / math.log2(3)

TABLE: list[tuple[Ranks, float, float, float, float]] = [
    # ranks, recall@3, nDCG@3, reciprocal rank, all evidence@3
    ((1,), 1.0, 1.0, 1.0, 1.0),
    ((2,), 1.0, LOG3, 0.5, 1.0),
    ((3,), 1.0, 0.5, 1 / 3, 1.0),
    ((4,), 0.0, 0.0, 0.25, 0.0),
    ((None,), 0.0, 0.0, 0.0, 0.0),
    ((1, 2), 1.0, 1.0, 1.0, 1.0),
    ((2, 1), 1.0, 1.0, 1.0, 1.0),
    ((1, None), 0.5, 1 / (1 + LOG3), 1.0, 0.0),
    ((1, 3), 1.0, 1.5 / (1 + LOG3), 1.0, 1.0),
    ((2, 3), 1.0, (LOG3 + 0.5) / (1 + LOG3), 0.5, 1.0),
    ((1, 5), 0.5, 1 / (1 + LOG3), 1.0, 0.0),
    ((None, None), 0.0, 0.0, 0.0, 0.0),
]


@pytest.mark.parametrize(("ranks", "recall", "ndcg", "reciprocal", "complete"), TABLE)
def test_measures(ranks: Ranks, recall: float, ndcg: float, reciprocal: float, complete: float) -> None:
    assert recall_at(3, ranks) == pytest.approx(recall)
    assert ndcg_at(3, ranks) == pytest.approx(ndcg)
    assert reciprocal_rank(ranks) == pytest.approx(reciprocal)
    assert all_evidence_at(3, ranks) == complete


@pytest.mark.parametrize(
    ("passage", "quotation", "relevant"),
    [
        (Span(0, 100), Span(10, 20), True),
        (Span(0, 15), Span(10, 20), True),
        (Span(0, 14), Span(10, 20), False),
        (Span(20, 30), Span(10, 20), False),
        (Span(12, 18), Span(10, 20), True),
    ],
)
def test_half_of_a_quotation_covers_it(passage: Span, quotation: Span, relevant: bool) -> None:
    assert covers(passage, quotation) is relevant


def test_no_ranking_is_better_than_the_ideal() -> None:
    ranks = evidence_ranks([Span(0, 5), Span(6, 9)], [Span(0, 10), Span(0, 10)])
    assert ranks == (1, 2)
    assert ndcg_at(10, ranks) == 1.0


def test_evidence_is_ranked_by_the_first_passage_that_covers_it() -> None:
    ranking = [Span(50, 60), Span(0, 10), Span(20, 30)]
    assert evidence_ranks([Span(22, 28), Span(2, 8), Span(90, 95)], ranking) == (3, 2, None)


def test_the_measures_are_those_of_trec_eval() -> None:
    pytrec_eval = pytest.importorskip("pytrec_eval")
    rng = random.Random(7)
    ids = [f"d{i}" for i in range(200)]
    qrels = {f"q{i}": dict.fromkeys(rng.sample(ids, rng.randint(1, 6)), 1) for i in range(40)}
    runs = {query: rng.sample(ids, 150) for query in qrels}
    scored = {query: {id: float(200 - i) for i, id in enumerate(run)} for query, run in runs.items()}
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "recall.100", "recip_rank"}).evaluate(scored)
    for query, run in runs.items():
        ranks = document_ranks(qrels[query], run)
        assert ndcg_at(10, ranks) == pytest.approx(theirs[query]["ndcg_cut_10"])
        assert recall_at(100, ranks) == pytest.approx(theirs[query]["recall_100"])
        assert reciprocal_rank(ranks) == pytest.approx(theirs[query]["recip_rank"])
