"""Frames: what stands before and behind a verb. Two things that change places say something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.verify import vocabulary
from app.verify.content import overlap
from app.verify.records import Problem
from app.verify.words import Word

_MOST = 5
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_SETS_APART = frozenset({"than", "over", "into", "versus"})
_STOPS = frozenset({"by", "through", "via", "because", "while", "when", "thereby", "so", "if", "since", "during"})
_NO_VERB = [[w] for w in ("the", "a", "an", "as", "of", "and", "or", "its", "their")]
_ALSO_STOPS = frozenset({"with", "without", "under", "in", "from", "upon", "after"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb (or `than`, `over`, `into`) with the roots of what stands on each side."""

    verb: str
    one: frozenset[str]
    other: frozenset[str]


def read(words: Sequence[Word]) -> tuple[Frame, ...]:
    """Return the frames of a text, passive ones turned round."""
    return tuple(f for i in range(len(words)) if (f := _frame(words, i)) and f.one and f.other)


def _frame(words: Sequence[Word], i: int) -> Frame | None:
    low = vocabulary.plain(words[i].text)
    if low in _SETS_APART:
        return Frame(low, _side(words[:i][::-1], words[i]), _side(words[i + 1 :], words[i]))
    behind = [vocabulary.plain(w.text) for w in words[max(0, i - 1) : i]]
    ahead = [vocabulary.plain(w.text) for w in words[i + 1 : i + 3]]
    if not acts(words[i]) or words[i].is_compound or behind in _NO_VERB or ahead[:1] == ["of"]:
        return None
    before, after = _side(words[:i][::-1], words[i]), _side(words[i + 1 :], words[i])
    if (
        "by" in ahead
        and not low.endswith("ing")
        and (low.endswith(("ed", "en")) or any(_is_be(w) for w in words[max(0, i - 2) : i]))
    ):
        at = i + 2 + ahead.index("by")
        return Frame(low, _side(words[at:], words[i]), before)
    return Frame(low, before, after)


def _is_be(word: Word) -> bool:
    return vocabulary.plain(word.text) in _BE


def acts(word: Word) -> bool:
    """Whether a word is a verb by which one thing acts on another."""
    low = vocabulary.plain(word.text)
    noun = low.endswith(("tion", "loss", "gain", "ment", "or", "ors", "er", "ers"))
    moves = word.sign and not noun and low not in vocabulary.listed("quantities")
    return bool(moves) or low in (vocabulary.listed("relations") | vocabulary.listed("change")) - {"from"}


def _side(words: Sequence[Word], verb: Word) -> frozenset[str]:
    """Return the roots from a verb on to where another phrase begins."""
    found: list[str] = []
    for word in words:
        low = vocabulary.plain(word.text)
        ends = low in _STOPS or low in vocabulary.listed("relatives") or (low in _ALSO_STOPS and found)
        if word.clause != verb.clause or len(found) == _MOST or word.sign or acts(word) or ends:
            break
        if word.is_content and not word.axis:
            found.append(word.root)
        if word.is_after_comma and found and word.start < verb.start:
            break
    return frozenset(found)


def check(claim: Sequence[Frame], evidence: Sequence[Frame]) -> Iterator[Problem]:
    """Yield the claim's frames whose sides the evidence has only the other way round."""
    for frame in claim:
        one, other = frame.one - frame.other, frame.other - frame.one
        straight = max((_both(one, other, e.one - e.other, e.other - e.one) for e in evidence), default=0)
        crossed = max((_both(one, other, e.other - e.one, e.one - e.other) for e in evidence), default=0)
        if crossed > straight:
            yield Problem("role", f"{frame.verb}: {' '.join(sorted(one))} / {' '.join(sorted(other))}")


def _both(one: frozenset[str], other: frozenset[str], first: frozenset[str], second: frozenset[str]) -> int:
    """Return how much two sides are like two others, 0 where one of them is not at all."""
    a, b = overlap(one, first), overlap(other, second)
    return a + b if a and b else 0
