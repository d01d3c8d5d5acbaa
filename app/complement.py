"""The sentence that completes an answer: read together with the first one, it answers better than that one alone.

The cross-encoder reads the two as one text. What a sentence says of "this process" or "it" scores low by itself and
high behind the sentence that it leans on; what only repeats the first adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.evidence import Relevance, Scored
from app.sentences import Indexed

NEXT, OTHER = 0.7, 1.5
"""By how many logits the pair has to answer better where the sentence follows the first one, and where it does not."""

READ = 4
"""Of how many of the best sentences pairs are read."""

LONGEST = 90
"""Words that an answer of sentences has at most with the one that completes it."""


def complement(
    chosen: Sequence[Scored], ranked: Sequence[Scored], prose: Sequence[Indexed], relevance: Relevance, narrow: bool
) -> list[Indexed]:
    """Return the sentence that completes the first of `chosen` best, if one does.

    Where the question is not `narrow`, the answer has many sentences already, and only the next one is tried.
    """
    first = chosen[0]
    if first.item.is_row:
        return []
    follows = prose[first.item.position + 1 : first.item.position + 2]
    following = [i for i in follows if i.before == first.item.position]
    others = [s.item for s in ranked[:READ] if not s.item.is_row] if narrow else []
    said = {s.item.position for s in chosen}
    tried = list({i.position: i for i in (*following, *others) if i.position not in said}.values())
    logits = relevance([_together(first.item, i) for i in tried])
    left = LONGEST - sum(_length(s.item) for s in chosen)
    gains = [
        (logit - first.logit, -i.position, i)
        for i, logit in zip(tried, logits, strict=True)
        if logit - first.logit > (NEXT if i in following else OTHER) and _length(i) <= left
    ]
    return [max(gains, key=lambda g: g[:2])[2]] if gains else []


def _together(one: Indexed, other: Indexed) -> str:
    first, second = sorted((one, other), key=lambda i: i.position)
    return f"{first.sentence.text} {second.sentence.text}"


def _length(item: Indexed) -> int:
    return len(item.sentence.text.split())
