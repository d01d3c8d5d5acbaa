"""Negations: what the evidence denies may not be asserted, nor the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.verify import directions, vocabulary
from app.verify.content import overlap
from app.verify.records import Problem
from app.verify.words import Word

_REACH = 4
_LOCAL = 1


def read(words: Sequence[Word]) -> tuple[frozenset[str], ...]:
    """Return for each negation of `words` the roots that it denies."""
    found = []
    for i, word in enumerate(words):
        if vocabulary.plain(word.text) in vocabulary.listed("negations") and not _turns(words, i):
            ahead = [w.root for w in words[i + 1 :] if w.clause == word.clause and (w.is_content or w.sign)]
            behind = [w.root for w in words[:i] if w.clause == word.clause and (w.is_content or w.sign)]
            lets = any(vocabulary.plain(w.text) in vocabulary.listed("letting") for w in words[i + 1 : i + 2])
            local = vocabulary.plain(word.text) in vocabulary.listed("local_negations")
            found.append(frozenset(ahead[: _LOCAL if local else _REACH] or ([] if lets else behind[-_REACH:])))
    return tuple(found)


def _turns(words: Sequence[Word], i: int) -> bool:
    """Whether the negation is that of `not only`, or turns a direction round (`not degraded`)."""
    only = [vocabulary.plain(w.text) for w in words[i + 1 : i + 2]] == ["only"]
    return only or any(directions.is_denied(words, j) for j in range(i + 1, min(i + 3, len(words))))


def check(
    claim: Sequence[frozenset[str]],
    evidence: Sequence[frozenset[str]],
    said: frozenset[str],
    lowered: Sequence[frozenset[str]] = (),
    told: frozenset[str] = frozenset(),
) -> Iterator[Problem]:
    """Yield negations that only one side has; `said` holds the roots of the claim, `told` those of the evidence.

    `lowered` is what the evidence says goes down: `blocks the entry of A` says that A cannot enter.
    """
    for denied in claim:
        down = any(overlap(denied, other) == len(denied) for other in lowered) or _is_said_within(denied, told)
        if denied and not down and not any(2 * overlap(denied, other) >= len(denied) for other in evidence):
            yield Problem("negation", "not " + " ".join(sorted(denied)))
    for denied in evidence:
        dropped = overlap(denied, said) >= (2 * len(denied) + 2) // 3 if denied else False
        if dropped and not any(overlap(denied, other) for other in claim):
            yield Problem("negation", "without the evidence's not: " + " ".join(sorted(denied)))


def _is_said_within(denied: frozenset[str], told: frozenset[str]) -> bool:
    """Whether one word of the evidence denies all (`uncontrolled`)."""
    return all(any(f"{prefix}{root}" in told for prefix in ("un", "in", "non", "im", "ir", "dis")) for root in denied)
