"""Negations: what the evidence denies may not be asserted, nor the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.verify import vocabulary
from app.verify.content import overlap
from app.verify.records import Problem
from app.verify.words import Word

_REACH = 4


def read(words: Sequence[Word]) -> tuple[frozenset[str], ...]:
    """Return for each negation of `words` the roots that it denies."""
    found = []
    for i, word in enumerate(words):
        if vocabulary.plain(word.text) in vocabulary.listed("negations") and not _only(words, i):
            ahead = [w.root for w in words[i + 1 :] if w.clause == word.clause and (w.is_content or w.sign)]
            behind = [w.root for w in words[:i] if w.clause == word.clause and (w.is_content or w.sign)]
            found.append(frozenset(ahead[:_REACH] or behind[-_REACH:]))
    return tuple(found)


def _only(words: Sequence[Word], i: int) -> bool:
    """Whether the negation is that of `not only`."""
    return [vocabulary.plain(w.text) for w in words[i + 1 : i + 2]] == ["only"]


def check(
    claim: Sequence[frozenset[str]], evidence: Sequence[frozenset[str]], said: frozenset[str]
) -> Iterator[Problem]:
    """Yield negations that only one side has; `said` holds the roots of the claim."""
    for denied in claim:
        if not any(2 * overlap(denied, other) >= len(denied) for other in evidence):
            yield Problem("negation", "not " + " ".join(sorted(denied)))
    for denied in evidence:
        dropped = len(denied) > 1 and overlap(denied, said) >= max(2, (2 * len(denied) + 2) // 3)
        if dropped and not any(overlap(denied, other) for other in claim):
            yield Problem("negation", "without the evidence's not: " + " ".join(sorted(denied)))
