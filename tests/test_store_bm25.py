from __future__ import annotations

import numpy as np
import pytest

from store.bm25 import BM25

TEXTS = [
    "miR-655-3p suppresses β-catenin in resistant cells.",
    "Catenin binds cadherin.",
    "Cells take up iron.",
    "",
]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("miR-655-3p", [0]),
        ("mir 655 3p", [0]),
        ("beta-catenin", [0, 1]),
        ("β -catenin", [0, 1]),
        ("catenins", [1, 0]),
        ("Which cell?", [2, 0]),
        ("IRON", [2]),
    ],
)
def test_names_are_found_whole_and_in_parts(query: str, order: list[int]) -> None:
    scores = BM25(TEXTS).scores(query)
    assert [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] > 0] == order


@pytest.mark.parametrize("query", ["", "?!", "the of and", "zebra", "\u0000"])
def test_a_query_without_known_tokens_scores_nothing(query: str) -> None:
    assert BM25(TEXTS).scores(query).tolist() == [0.0] * len(TEXTS)


@pytest.mark.parametrize("texts", [[], [""], ["the", "of"]])
def test_texts_without_tokens_can_be_indexed(texts: list[str]) -> None:
    assert BM25(texts).scores("iron").tolist() == [0.0] * len(texts)


def test_scores_are_those_of_the_formula() -> None:
    texts = ["iron iron cell", "cell", "iron membrane water"]
    k1, b = 1.2, 0.75
    lengths, mean, idf = [3, 1, 3], 7 / 3, np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [idf * tf / (tf + k1 * (1 - b + b * n / mean)) for tf, n in zip([2, 0, 1], lengths, strict=True)]
    assert BM25(texts, k1=k1, b=b).scores("iron").tolist() == pytest.approx(expected, rel=1e-5)
