"""Hybrid retrieval of passages, or of sentences and rows: BM25 and dense similarity, combined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from store.bm25 import BM25
from store.embedder import Embedder, Vectors
from store.library import Library, Snapshot
from store.records import Hit, Kind
from store.units import Unit

CONTENT: frozenset[Kind] = frozenset({"prose", "table_row", "table"})
"""The kinds that are searched where none are named: no bibliography, no front matter."""

BM25_WEIGHT = 0.4
"""The share of BM25 in the score; chosen on the 809 training claims of SciFact (see `combine`)."""

_NEAREST = 2000
"""How many units Chroma is asked for: all of a small library, for which the search is then exact."""

Level = Literal["passages", "sentences"]
Scores = NDArray[np.float64]


class _Labels:
    """A label for each item, asked which items have one of some labels."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._names, self._codes = np.unique(np.array(labels, dtype=str), return_inverse=True)

    def among(self, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Return for each item whether its label is `wanted`, shape (n,)."""
        return np.isin(self._names, list(wanted))[self._codes]


@dataclass(frozen=True)
class _Ranked:
    """What is ranked at one level, with what is derived from its texts.

    `owners` names for each unit the item that it counts for, as (index, sentence of the passage).
    """

    items: tuple[Unit, ...]
    owners: Mapping[str, tuple[int, int | None]]
    kinds: _Labels
    documents: _Labels
    bm25: BM25


class HybridRetriever:
    """Ranks what the library holds for a query. It keeps no state but what it derives from a snapshot."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        """Search `library`; `embedder` is the one that its vectors were made with."""
        self._library = library
        self._embedder = embedder
        self._derived: tuple[Snapshot, dict[Level, _Ranked]] | None = None
        self._deriving = Lock()

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        kinds: frozenset[Kind] | None = None,
        document_ids: frozenset[str] | None = None,
        vector: Vectors | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `k` best passages, best first.

        A passage's dense similarity is that of its nearest unit, itself or one of its sentences; where
        it is a sentence, `Hit.sentence` names it.

        Args:
            query: What is looked for.
            k: How many hits at most.
            kinds: The kinds of passages; without it `CONTENT`.
            document_ids: The documents to search; without it all.
            vector: The query's vector of shape (d,), where the caller has it already.

        Raises:
            LibraryError: The library is empty, damaged or made with another embedder.
        """
        return self._hits("passages", query, k, kinds or CONTENT, document_ids, vector)

    def sentences(
        self,
        query: str,
        k: int = 20,
        *,
        kinds: frozenset[Kind] | None = None,
        document_ids: frozenset[str] | None = None,
        vector: Vectors | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `k` best sentences of prose and passages without sentences, best first.

        The arguments and errors are those of `search`.
        """
        return self._hits("sentences", query, k, kinds or CONTENT, document_ids, vector)

    def _hits(
        self,
        level: Level,
        query: str,
        k: int,
        kinds: frozenset[Kind],
        document_ids: frozenset[str] | None,
        vector: Vectors | None,
    ) -> tuple[Hit, ...]:
        if not query.strip():
            return ()
        snapshot = self._library.snapshot()
        ranked = self._ranked(snapshot, level)
        chosen = _chosen(ranked, kinds, document_ids)
        if not chosen.size:
            return ()
        vector = self._embedder.encode([query])[0] if vector is None else vector
        near = self._near(snapshot, vector, kinds, document_ids)
        dense, sentences = _dense(ranked, near)
        lexical = ranked.bm25.scores(query).astype(np.float64)
        return _best(ranked.items, sentences, lexical, dense, chosen, k)

    def _near(
        self, snapshot: Snapshot, vector: Vectors, kinds: frozenset[Kind], document_ids: frozenset[str] | None
    ) -> Mapping[str, float]:
        """Return the cosines of the nearest units by id; no filter where all are asked for."""
        where = _where(kinds, document_ids) if len(snapshot.units) > _NEAREST else None
        return self._library.nearest(snapshot, vector, _NEAREST, where)

    def _ranked(self, snapshot: Snapshot, level: Level) -> _Ranked:
        with self._deriving:
            if self._derived is None or self._derived[0] is not snapshot:
                self._derived = (snapshot, {})
            levels = self._derived[1]
            if level not in levels:
                levels[level] = _passages(snapshot) if level == "passages" else _sentences(snapshot)
            return levels[level]


def combine(lexical: Scores, dense: Scores, weight: float = BM25_WEIGHT) -> Scores:
    """Return the convex combination of two score lists, each divided by its maximum, shape (n,).

    Both have 0 as their floor. After Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for
    Hybrid Retrieval", who find it better than reciprocal rank fusion; so it is here.
    """
    return weight * _scaled(lexical) + (1 - weight) * _scaled(dense)


def _scaled(scores: Scores) -> Scores:
    floored = np.maximum(scores, 0.0)
    return np.asarray(floored / (floored.max() or 1.0))


def _passages(snapshot: Snapshot) -> _Ranked:
    position = {passage.id: i for i, passage in enumerate(snapshot.passages)}
    owners = {unit.id: (position[unit.passage.id], unit.sentence) for unit in snapshot.units}
    return _derive([Unit(p.id, p, None, p.text) for p in snapshot.passages], owners)


def _sentences(snapshot: Snapshot) -> _Ranked:
    items = [unit for unit in snapshot.units if unit.is_smallest]
    return _derive(items, {unit.id: (i, unit.sentence) for i, unit in enumerate(items)})


def _derive(items: Iterable[Unit], owners: Mapping[str, tuple[int, int | None]]) -> _Ranked:
    items = tuple(items)
    return _Ranked(
        items,
        owners,
        _Labels([item.passage.kind for item in items]),
        _Labels([item.passage.document_id for item in items]),
        BM25([item.indexed_text for item in items]),
    )


def _chosen(ranked: _Ranked, kinds: frozenset[Kind], document_ids: frozenset[str] | None) -> NDArray[np.intp]:
    mask = ranked.kinds.among(kinds)
    if document_ids is not None:
        mask &= ranked.documents.among(document_ids)
    return np.flatnonzero(mask)


def _where(kinds: frozenset[Kind], document_ids: frozenset[str] | None) -> dict[str, Any] | None:
    """Return Chroma's filter. It costs ten times the search, so there is none where most units pass."""
    clauses: list[dict[str, Any]] = []
    if not kinds >= CONTENT:
        clauses.append({"kind": {"$in": sorted(kinds)}})
    if document_ids is not None:
        clauses.append({"document_id": {"$in": sorted(document_ids)}})
    return {"$and": clauses} if len(clauses) > 1 else next(iter(clauses), None)


def _dense(ranked: _Ranked, near: Mapping[str, float]) -> tuple[Scores, dict[int, int | None]]:
    """Return each item's best cosine, and the sentence that has it.

    What is not `near` gets the cosine of the last that is: it cannot have more.
    """
    dense = np.full(len(ranked.items), min(near.values(), default=0.0))
    sentences: dict[int, int | None] = {}
    for id, cosine in near.items():
        owner = ranked.owners.get(id)
        if owner and (owner[0] not in sentences or cosine > dense[owner[0]]):
            dense[owner[0]], sentences[owner[0]] = cosine, owner[1]
    return dense, sentences


def _best(
    items: tuple[Unit, ...],
    sentences: Mapping[int, int | None],
    lexical: Scores,
    dense: Scores,
    chosen: NDArray[np.intp],
    k: int,
) -> tuple[Hit, ...]:
    """Return hits for the best of the `chosen` items; of equals the one that stands first."""
    lexical, dense = lexical[chosen], dense[chosen]
    scores = combine(lexical, dense).round(6)
    signals = {
        "bm25": lexical.round(4),
        "dense": dense.round(4),
        "bm25_rank": _ranks(lexical),
        "dense_rank": _ranks(dense),
    }
    hits = []
    for i in np.argsort(-scores, kind="stable")[:k]:
        item = items[chosen[i]]
        sentence = sentences.get(int(chosen[i]), item.sentence)
        hits.append(Hit(item.passage, float(scores[i]), sentence, {n: float(s[i]) for n, s in signals.items()}))
    return tuple(hits)


def _ranks(scores: Scores) -> NDArray[np.intp]:
    """Return 1-based ranks, ties in the order of the items."""
    ranks = np.empty(len(scores), dtype=np.intp)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks
