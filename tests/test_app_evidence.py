"""Ranking sentences: what the cross-encoder's reading adds, alone and behind the sentence before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.evidence import rank
from app.lexicon import Lexicon
from app.sentences import index
from app.understanding import understand
from ingest.readers import read
from store.records import Hit, Passage

TEXT = "# Wax\n\n## Leaves\n\nFOX1 coats the leaf. It keeps rust out. BAR2 makes wax. Wax costs ten cents.\n"
FIRST, LEANS, THIRD, FOURTH = "FOX1 coats the leaf.", "It keeps rust out.", "BAR2 makes wax.", "Wax costs ten cents."
READINGS = [
    pytest.param({THIRD: 6.0, FOURTH: 9.0}, FOURTH, id="of two that answer, the higher logit"),
    pytest.param({LEANS: 6.0, FOURTH: 1.0}, LEANS, id="by itself"),
    pytest.param({f"{FIRST} {LEANS}": 9.0, FOURTH: 1.0}, LEANS, id="behind the one before"),
    pytest.param({f"{FIRST} {LEANS}": 2.0, FOURTH: 2.0}, FOURTH, id="counts less there"),
    pytest.param({f"{LEANS} {THIRD}": 9.0, FOURTH: 1.0}, FOURTH, id="leans on nothing"),
]


@pytest.mark.parametrize(("logits", "best"), READINGS)
def test_the_best_is_read_alone_or_behind_what_it_leans_on(logits: dict[str, float], best: str, tmp_path: Path) -> None:
    path = tmp_path / "wax.md"
    path.write_text(TEXT, "utf-8")
    document = read(path)
    lexicon = Lexicon(document)
    prose = index(lexicon)
    hits = [
        Hit(
            Passage(str(i.position), document.id, "prose", (), i.sentence.span, i.sentence.text),
            1.0,
            None,
            {"dense": 0.5},
        )
        for i in prose
    ]

    def relevance(texts: Sequence[str]) -> list[float]:
        return [logits.get(text, -9.0) for text in texts]

    query = understand("What of the zebra?", lexicon)
    assert rank(query, {"zebra": 1.0}, lexicon, prose, hits, relevance)[0].item.sentence.text == best
