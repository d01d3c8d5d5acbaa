"""BM25 (Robertson and Zaragoza 2009) over short texts, through bm25s."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from store.names import tokens

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG


class BM25:
    """An index over `texts`; `scores` gives one number a text, higher is better."""

    def __init__(self, texts: Sequence[str], *, k1: float = 1.2, b: float = 0.75) -> None:
        """Index `texts`. An empty text scores 0 on every query."""
        self._size = len(texts)
        corpus = [tokens(text) for text in texts]
        self._vocabulary = {token for document in corpus for token in document}
        self._index = bm25s.BM25(method="lucene", k1=k1, b=b)
        if self._vocabulary:
            self._index.index(corpus, show_progress=False)

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return the scores of all texts for `query`, shape (n,); zeros where no token is known."""
        known = [token for token in tokens(query) if token in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)
