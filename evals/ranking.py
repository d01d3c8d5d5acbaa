"""Retrieval measures over the ranks at which the evidence was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from store.records import Span

COVERED = 0.5
"""A passage is relevant for a quotation when it covers at least this share of its characters."""

Ranks = tuple[int | None, ...]


def covers(passage: Span, quotation: Span) -> bool:
    """Whether `passage` holds at least half of the characters of `quotation`."""
    shared = min(passage.end, quotation.end) - max(passage.start, quotation.start)
    return shared >= max(1.0, COVERED * (quotation.end - quotation.start))


def evidence_ranks(evidence: Sequence[Span], ranking: Sequence[Span]) -> Ranks:
    """Return for each quotation the 1-based rank of the first passage that covers it, `None` without one.

    A passage that covers several quotations fills as many ranks, as a list of the quotations themselves
    would, so that no ranking scores above the ideal one.
    """
    first = [next((i + 1 for i, p in enumerate(ranking) if covers(p, gold)), None) for gold in evidence]
    ranks: list[int | None] = [None] * len(first)
    last = 0
    for i, rank in sorted(((i, r) for i, r in enumerate(first) if r is not None), key=lambda pair: pair[1]):
        last = max(last + 1, rank)
        ranks[i] = last
    return tuple(ranks)


def recall_at(k: int, ranks: Ranks) -> float:
    """Return the share of the relevant items among the first `k` (Manning et al. 2008, ch. 8)."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def all_evidence_at(k: int, ranks: Ranks) -> float:
    """Return 1 when every relevant item is among the first `k`, else 0."""
    return float(all(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks) -> float:
    """Return 1 / the rank of the first relevant item, 0 without one (Voorhees 1999)."""
    found = [rank for rank in ranks if rank is not None]
    return 1 / min(found) if found else 0.0


def ndcg_at(k: int, ranks: Ranks) -> float:
    """Return the nDCG of binary relevance at `k` (Järvelin and Kekäläinen 2002), discount log2(1 + rank)."""
    gain = sum(1 / math.log2(1 + rank) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(k, len(ranks)) + 1))
    return gain / ideal


def document_ranks(relevant: Mapping[str, int], ranking: Sequence[str]) -> Ranks:
    """Return the ranks of the relevant documents of a BEIR query, `None` for those not retrieved."""
    places = {id: i + 1 for i, id in enumerate(ranking)}
    return tuple(places.get(id) for id, grade in relevant.items() if grade > 0)
