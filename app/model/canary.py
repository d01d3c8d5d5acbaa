"""Does a passage read like an instruction? It is quoted all the same, but the reader is told."""

from __future__ import annotations

import re
from functools import cache

from app.verify import vocabulary
from store.names import fold

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


def reads_like_an_instruction(text: str) -> bool:
    """Whether a sentence of `text` speaks to its reader: an imperative, a question, `your`, a known phrase."""
    return any(_speaks(sentence.group(0).strip()) for sentence in _SENTENCE.finditer(text))


def _speaks(sentence: str) -> bool:
    low = fold(sentence)
    words = re.findall(r"[a-z']+", low)
    if not words:
        return False
    opens = [w for w in words[:3] if w not in ("please", "now", "then", "also", "and", "just", "kindly")][:1]
    imperative = bool(opens) and opens[0] in _listed("imperatives")
    asks = sentence.endswith("?") and len(words) > 2
    told = not _listed("addressed").isdisjoint(words)
    return imperative or asks or told or any(phrase in low for phrase in _listed("to_a_model"))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(vocabulary.data()[name])
