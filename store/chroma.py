"""The one file that knows Chroma: a folder of collections, and a pointer to the ones that are live.

A generation is a pair of collections: the units with their vectors, and the documents as records beside
them. It is written once, pointed to, read, and deleted when the pointer has moved on.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from store.embedder import Vectors
from store.errors import DamagedLibrary, LibraryError
from store.units import Unit

_PREFIX = "review-chat-"
_POINTER = f"{_PREFIX}pointer"
_RECORDS = "-documents"
_BATCH = 5000
"""Chroma takes at most 5,461 records in one `add`."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_CURES = {
    "disk is full": "free some disk space",
    "no space left": "free some disk space",
    "too large": "free some disk space",
    "disk i/o": "free some disk space, or check the disk",
    "locked": "wait until the other program has finished",
    "readonly": "set REVIEW_CHAT_HOME to a folder that you may write",
    "read-only": "set REVIEW_CHAT_HOME to a folder that you may write",
    "permission denied": "set REVIEW_CHAT_HOME to a folder that you may write",
    "unable to open": "set REVIEW_CHAT_HOME to a folder that you may write",
}
"""What is wrong with the surroundings and not with the index, by a part of the message."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The record that names the live generation, and what it was made of."""

    generation: str
    documents: int
    fingerprint: str
    embedder: str
    versions: str
    format: str


class ChromaStore:
    """The collections in `folder`. Every failure of the disk or of Chroma comes out as a `LibraryError`."""

    def __init__(self, folder: Path) -> None:
        """Open the collections in `folder`, or begin there.

        Raises:
            LibraryError: The folder cannot be used as it is.
            DamagedLibrary: What is in it is broken, or another program's.
        """
        self._folder = folder
        if not (folder / "chroma.sqlite3").exists() and any(folder.iterdir()):
            raise DamagedLibrary(
                f"{folder} holds files but no library; move it away, or set REVIEW_CHAT_HOME to another folder."
            )
        with self._named_errors():
            self._client = _open(folder)
            names = [collection.name for collection in self._client.list_collections()]
        if not all(name.startswith(_PREFIX) for name in names):
            raise DamagedLibrary(
                f"{folder} holds another program's Chroma collections; set REVIEW_CHAT_HOME to another folder."
            )

    def pointer(self) -> Pointer | None:
        """Return what is live, or `None` where nothing was ever written."""
        with self._named_errors():
            try:
                found = self._collection(_POINTER).get(ids=["live"], include=["metadatas"])
            except NotFoundError:
                return None
            metadatas = found["metadatas"]
            return Pointer(**metadatas[0]) if metadatas else None  # type: ignore[arg-type]

    def point(self, pointer: Pointer) -> None:
        """Make `pointer.generation` the live one, in one write."""
        with self._named_errors(otherwise=LibraryError):
            collection = self._client.get_or_create_collection(_POINTER, embedding_function=None)
            collection.upsert(ids=["live"], embeddings=_no_vectors(1), metadatas=[asdict(pointer)])

    def write(self, generation: str, units: Sequence[Unit], vectors: Vectors, records: Mapping[str, str]) -> None:
        """Write a new generation: `units` with `vectors` (shape (n, d)) and `records` by document id.

        Raises:
            LibraryError: It cannot be written, most likely for want of disk space.
        """
        with self._named_errors(otherwise=LibraryError):
            collection = self._client.create_collection(
                generation, embedding_function=None, configuration=_exact(len(units))
            )
            for start in range(0, len(units), _BATCH):
                part = units[start : start + _BATCH]
                collection.add(
                    ids=[unit.id for unit in part],
                    embeddings=vectors[start : start + _BATCH],
                    documents=[unit.indexed_text for unit in part],
                    metadatas=[_metadata(unit) for unit in part],
                )
            kept = self._client.create_collection(generation + _RECORDS, embedding_function=None)
            ids = list(records)
            for start in range(0, len(ids), _BATCH):
                some = ids[start : start + _BATCH]
                kept.add(ids=some, documents=[records[id] for id in some], embeddings=_no_vectors(len(some)))

    def records(self, pointer: Pointer) -> list[str]:
        """Return the documents' records in the order of their ids.

        Raises:
            DamagedLibrary: They are gone, or some are missing.
        """
        with self._named_errors():
            found = self._collection(pointer.generation + _RECORDS).get(include=["documents"])
            pairs = sorted(zip(found["ids"], found["documents"] or [], strict=True))
            if len(pairs) != pointer.documents:
                raise LookupError(f"{len(pairs)} of {pointer.documents} documents")
        return [text for _, text in pairs]

    def vectors(self, pointer: Pointer) -> dict[str, Vectors]:
        """Return the vectors of the live generation by the text that each was made from."""
        with self._named_errors():
            found = self._collection(pointer.generation).get(include=["documents", "embeddings"])
            vectors = np.asarray(found["embeddings"], dtype=np.float32)
            return dict(zip(found["documents"] or [], vectors, strict=True))

    def nearest(self, generation: str, vector: Vectors, n: int, where: Mapping[str, Any] | None) -> dict[str, float]:
        """Return the cosines of the `n` units nearest to `vector` by unit id, nearest first.

        Raises:
            DamagedLibrary: It is gone, cannot be searched, or holds fewer than `n` units (without a filter).
        """
        with self._named_errors():
            found = self._collection(generation).query(
                query_embeddings=[vector.tolist()],
                n_results=n,
                where=dict(where) if where else None,
                include=["distances"],
            )
            ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
            if where is None and len(ids) < n:
                raise LookupError(f"{len(ids)} of {n} vectors")
        return {id: 1.0 - float(d) for id, d in zip(ids, distances, strict=True)}

    def sweep(self) -> None:
        """Delete every generation but the live one. Only for who holds the library's write lock."""
        pointer = self.pointer()
        live = {pointer.generation, pointer.generation + _RECORDS} if pointer else set()
        with self._named_errors(otherwise=LibraryError):
            for collection in self._client.list_collections():
                if collection.name not in {_POINTER, *live}:
                    self._client.delete_collection(collection.name)
            self._sweep_folders()

    def _sweep_folders(self) -> None:
        """Remove the folders of deleted collections, which Chroma 1.5 leaves behind."""
        with closing(sqlite3.connect(self._folder / "chroma.sqlite3")) as database:
            kept = {id for (id,) in database.execute("SELECT id FROM segments")}
        for folder in self._folder.iterdir():
            if _UUID.fullmatch(folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _reopen(self) -> None:
        """Open anew: after a write that failed for want of space, the same client may wait for ever."""
        self._client.close()
        with suppress(Exception):
            self._client = _open(self._folder)

    def _collection(self, name: str) -> Collection:
        return self._client.get_collection(name, embedding_function=None)

    @contextmanager
    def _named_errors(self, otherwise: type[LibraryError] = DamagedLibrary) -> Iterator[None]:
        """Turn what Chroma's Rust core, sqlite and the system raise into one line with the cure."""
        try:
            yield
        except (LibraryError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # a panic of the Rust core is no `Exception`
            if otherwise is LibraryError:
                self._reopen()
            raise _named(self._folder, error, otherwise) from error


def _open(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False)
    return cast(Client, chromadb.PersistentClient(path=str(folder), settings=settings))


def _named(folder: Path, error: BaseException, otherwise: type[LibraryError]) -> LibraryError:
    line = (str(error).splitlines() or [type(error).__name__])[0][:200]
    cure = next((cure for part, cure in _CURES.items() if part in str(error).lower()), None)
    if cure or otherwise is not DamagedLibrary:
        cure = cure or _CURES["disk is full"]
        return LibraryError(f"The library in {folder.parent} cannot be used now ({line}); {cure}.")
    return DamagedLibrary(
        f"The library in {folder.parent} is damaged ({line}); move that folder away and ingest again."
    )


def _exact(size: int) -> CreateCollectionConfiguration:
    """Return settings under which the search of a graph of `size` nodes is all but exhaustive.

    The vectors have length 1 already; under `cosine` Chroma would scale them again, and a copied vector
    would no longer be the same to the bit.
    """
    ef_search = max(200, min(size + 50, 4000))
    return {"hnsw": {"space": "ip", "ef_construction": 200, "ef_search": ef_search}}


def _metadata(unit: Unit) -> dict[str, str]:
    level = "passage" if unit.sentence is None else "sentence"
    return {"document_id": unit.passage.document_id, "kind": unit.passage.kind, "unit": level}


def _no_vectors(n: int) -> Vectors:
    """Return what Chroma wants where nothing is to be searched by its vector."""
    return np.zeros((n, 1), dtype=np.float32)
