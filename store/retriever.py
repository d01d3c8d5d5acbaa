"""Hybrid retrieval: BM25 and dense ranks of sentences, rows and passages, fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.bm25 import BM25
from store.embedder import Embedder
from store.library import Library, Snapshot
from store.records import Hit, Kind
from store.units import Unit

CONTENT: frozenset[Kind] = frozenset({"prose", "table_row", "table"})
RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

_DEPTH = 1000
_Floats = NDArray[np.float64]


class HybridRetriever:
    """Ranks the library's passages, or its sentences and rows, for a query. It keeps no state but caches."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        """Search `library`; `embedder` is the one that its vectors were made with."""
        self._library = library
        self._embedder = embedder
        self._bm25: tuple[str, BM25] | None = None

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        kinds: frozenset[Kind] = CONTENT,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `k` best passages of these `kinds`; a passage ranks as its best unit does."""
        best: dict[str, Hit] = {}
        for hit in self._ranked(query, kinds, document_ids, whole=True):
            best.setdefault(hit.passage.id, hit)
            if len(best) == k:
                break
        return tuple(best.values())

    def sentences(
        self,
        query: str,
        k: int = 20,
        *,
        kinds: frozenset[Kind] = CONTENT,
        document_ids: frozenset[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `k` best sentences and rows; a paragraph as a whole is none of them."""
        return tuple(self._ranked(query, kinds, document_ids, whole=False)[:k])

    def _ranked(
        self, query: str, kinds: frozenset[Kind], document_ids: frozenset[str] | None, *, whole: bool
    ) -> list[Hit]:
        snapshot = self._library.snapshot()
        chosen = [
            i
            for i, unit in enumerate(snapshot.units)
            if unit.passage.kind in kinds
            and (whole or unit.sentence is not None or not unit.passage.sentences)
            and (document_ids is None or unit.passage.document_id in document_ids)
        ]
        if not chosen or not query.strip():
            return []
        lexical = self._lexical(snapshot, query)[chosen]
        vector = self._embedder.encode([query])[0]
        near = self._library.nearest(snapshot, vector, _DEPTH, _where(kinds, document_ids))
        dense = np.array([near.get(snapshot.units[i].id, -1.0) for i in chosen])
        return _fuse([snapshot.units[i] for i in chosen], lexical, dense)

    def _lexical(self, snapshot: Snapshot, query: str) -> _Floats:
        if self._bm25 is None or self._bm25[0] != snapshot.collection:
            self._bm25 = (snapshot.collection, BM25([unit.text for unit in snapshot.units]))
        return self._bm25[1].scores(query).astype(np.float64)


def _where(kinds: frozenset[Kind], document_ids: frozenset[str] | None) -> dict[str, Any]:
    clauses: list[dict[str, Any]] = [{"kind": {"$in": sorted(kinds)}}]
    if document_ids is not None:
        clauses.append({"document_id": {"$in": sorted(document_ids)}})
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def _ranks(scores: _Floats, floor: float) -> _Floats:
    """Return 1-based ranks, ties by position; infinity for what scores no more than `floor`."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    ranks[scores <= floor] = np.inf
    return ranks


def _fuse(units: Sequence[Unit], lexical: _Floats, dense: _Floats) -> list[Hit]:
    lexical_ranks, dense_ranks = _ranks(lexical, 0.0), _ranks(dense, -1.0)
    fused = 1 / (RRF_K + lexical_ranks) + 1 / (RRF_K + dense_ranks)
    return [
        Hit(
            units[i].passage,
            round(float(fused[i]), 6),
            units[i].sentence,
            {"bm25": round(float(lexical[i]), 4), "dense": round(float(dense[i]), 4)},
        )
        for i in np.argsort(-fused, kind="stable")
        if fused[i] > 0
    ]
