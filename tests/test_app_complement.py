"""The sentence that completes the first one of an answer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.complement import complement
from app.evidence import Scored
from app.sentences import Indexed
from store.records import Sentence, Span

TEXTS = ("FOX1 coats the leaf.", "This keeps rust out.", "BAR2 makes wax.", "It costs ten cents.")
"""The second leans on the first, the fourth begins a paragraph of its own."""


def _item(position: int) -> Indexed:
    sentence = Sentence(Span(position, position + 1), TEXTS[position], (), ())
    none: frozenset[str] = frozenset()
    before = position - 1 if position in (1, 2) else None
    return Indexed(sentence, position, before, False, none, none, none, none, False)


PROSE = [_item(p) for p in range(len(TEXTS))]

COMPLETED = [
    ({(0, 1): 2.8}, True, [1]),
    ({(0, 1): 2.6}, True, []),
    ({(0, 3): 3.6}, True, [3]),
    ({(0, 3): 3.6}, False, []),
    ({(0, 3): 3.4}, True, []),
    ({(0, 1): 2.8, (0, 3): 3.6}, True, [3]),
]


@pytest.mark.parametrize(("pairs", "narrow", "positions"), COMPLETED)
def test_what_answers_better_together_comes_along(
    pairs: dict[tuple[int, int], float], narrow: bool, positions: list[int]
) -> None:
    logits = {f"{TEXTS[a]} {TEXTS[b]}": logit for (a, b), logit in pairs.items()}

    def relevance(texts: Sequence[str]) -> list[float]:
        return [logits.get(text, -9.0) for text in texts]

    ranked = [Scored(i, 1.0, 1.0, 1.0, {}, logit=2.0) for i in PROSE]
    found = complement(ranked[:1], ranked, PROSE, relevance, narrow)
    assert [i.position for i in found] == positions
