"""The library on disk: one persistent Chroma that holds everything, replaced by a switch.

Each write builds a new pair of collections (units with their vectors, and the documents as records) and
then moves the pointer, a collection of one record, to it. A reader looks at the pointer for each question.
A write that is killed half-way leaves the old pair live; the next write sweeps what no one points to.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from pydantic import TypeAdapter

from store.embedder import Embedder, Vectors
from store.errors import DamagedLibrary, EmbedderMismatch, EmptyLibrary, LibraryError, UnknownDocument
from store.records import Document, Passage
from store.units import Unit, units

FORMAT = "1"
_POINTER = "review-chat-pointer"
_BATCH = 5000
"""Chroma takes at most 5,461 records in one `add`."""

Entry = tuple[Document, tuple[Passage, ...]]
Progress = Callable[[str, float], None]
_ENTRY: TypeAdapter[Entry] = TypeAdapter(tuple[Document, tuple[Passage, ...]])


@dataclass(frozen=True)
class Snapshot:
    """What the library holds at one moment; `collection` is where its vectors are."""

    fingerprint: str
    collection: str
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    units: tuple[Unit, ...] = field(repr=False)


class Library:
    """The reviews in the folder `home`, read and written through `embedder`'s vectors."""

    def __init__(self, home: Path, embedder: Embedder, versions: str = "") -> None:
        """Open the library in `home`, making the folder if need be.

        Args:
            home: The folder that holds the library.
            embedder: What its vectors are made with.
            versions: The versions of reader and chunker; part of the fingerprint.

        Raises:
            LibraryError: The folder cannot be written.
            DamagedLibrary: What is in it is broken or not ours.
        """
        self._embedder = embedder
        self._versions = versions
        self._home = home
        self._folder = home / "chroma"
        _check_writable(home, self._folder)
        self._lock = FileLock(home / "write.lock", timeout=600)
        with _damage_named(home):
            self._client: ClientAPI = chromadb.PersistentClient(
                path=str(self._folder), settings=Settings(anonymized_telemetry=False)
            )
            names = {c.name for c in self._client.list_collections()}
        if names and not any(name.startswith("review-chat") for name in names):
            raise DamagedLibrary(
                f"{self._folder} holds another program's Chroma index; set REVIEW_CHAT_HOME elsewhere."
            )
        self._snapshot: Snapshot | None = None

    def is_new(self) -> bool:
        """Whether nothing was ever written here."""
        return self._pointer() is None

    def snapshot(self) -> Snapshot:
        """Return what is live now; the same object as long as the pointer stays.

        Raises:
            EmptyLibrary: It holds no document.
            EmbedderMismatch: It was made with another embedder.
        """
        pointer = self._pointer()
        if pointer is None or not pointer["documents"]:
            raise EmptyLibrary("The library is empty; add a review with: review-chat ingest PATH")
        self._check_embedder(pointer)
        if self._snapshot is None or self._snapshot.collection != pointer["collection"]:
            entries = self._entries(pointer)
            passages = tuple(p for _, ps in entries.values() for p in ps)
            documents = MappingProxyType({id: d for id, (d, _) in entries.items()})
            self._snapshot = Snapshot(
                str(pointer["fingerprint"]), str(pointer["collection"]), documents, passages, units(passages)
            )
        return self._snapshot

    def add(self, entries: Sequence[Entry], progress: Progress | None = None) -> None:
        """Put `entries` in, in place of those with the same ids; all of them or none."""
        with self._writing():
            merged = self._live_entries()
            merged.update({document.id: (document, passages) for document, passages in entries})
            self._switch(merged, progress)

    def remove(self, document_id: str) -> None:
        """Take a document out.

        Raises:
            UnknownDocument: There is none with this id.
        """
        with self._writing():
            entries = self._live_entries()
            if document_id not in entries:
                raise UnknownDocument(f"No document has the id {document_id!r}; see: review-chat list")
            del entries[document_id]
            self._switch(entries, None)

    def nearest(
        self, snapshot: Snapshot, vector: Vectors, n: int, where: dict[str, Any] | None = None
    ) -> dict[str, float]:
        """Return the cosine of the `n` units nearest to `vector` (shape (d,)), by unit id."""
        with _damage_named(self._home):
            collection = self._client.get_collection(snapshot.collection, embedding_function=None)
            found = collection.query(
                query_embeddings=[vector.tolist()],
                n_results=min(n, len(snapshot.units)),
                where=where,
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return {id: 1.0 - float(d) for id, d in zip(found["ids"][0], distances, strict=True)}

    def _pointer(self) -> Mapping[str, Any] | None:
        with _damage_named(self._home):
            if _POINTER not in {c.name for c in self._client.list_collections()}:
                return None
            found = self._client.get_collection(_POINTER, embedding_function=None).get(ids=["live"])
        metadatas = found["metadatas"]
        return metadatas[0] if metadatas else None

    def _check_embedder(self, pointer: Mapping[str, Any]) -> None:
        if pointer.get("format") != FORMAT:
            raise DamagedLibrary(
                f"{self._home} was written by another version; move it away and ingest again."
            )
        if pointer["embedder"] != self._embedder.fingerprint:
            raise EmbedderMismatch(
                f"The library in {self._home} was made with {pointer['embedder']}, not with "
                f"{self._embedder.fingerprint}; set REVIEW_CHAT_EMBEDDER back, or REVIEW_CHAT_HOME to a new folder."
            )

    def _live_entries(self) -> dict[str, Entry]:
        pointer = self._pointer()
        if pointer is None or not pointer["documents"]:
            return {}
        self._check_embedder(pointer)
        return self._entries(pointer)

    def _entries(self, pointer: Mapping[str, Any]) -> dict[str, Entry]:
        with _damage_named(self._home):
            records = self._client.get_collection(
                f"{pointer['collection']}-documents", embedding_function=None
            )
            found = records.get(include=["documents"])
            pairs = sorted(zip(found["ids"], found["documents"] or [], strict=True))
            entries = [_ENTRY.validate_json(text) for _, text in pairs]
        if len(entries) != pointer["documents"]:
            raise DamagedLibrary(f"{self._home} is incomplete; move it away and ingest again.")
        return {document.id: (document, passages) for document, passages in entries}

    def _switch(self, entries: Mapping[str, Entry], progress: Progress | None) -> None:
        name = f"review-chat-{uuid.uuid4().hex[:16]}"
        texts = {id: _ENTRY.dump_json(entry).decode() for id, entry in sorted(entries.items())}
        try:
            self._write_units(name, entries, progress)
            records = self._client.create_collection(f"{name}-documents", embedding_function=None)
            if texts:
                flat = np.zeros((len(texts), 1), dtype=np.float32)
                records.add(ids=list(texts), documents=list(texts.values()), embeddings=flat)
            self._point(name, texts)
        except (chromadb.errors.ChromaError, OSError, RuntimeError) as error:
            raise LibraryError(
                f"{self._home} could not be written ({_line(error)}); free some disk space. What was there is unharmed."
            ) from error

    def _write_units(self, name: str, entries: Mapping[str, Entry], progress: Progress | None) -> None:
        size = sum(len(units(passages)) for _, passages in entries.values())
        collection = self._client.create_collection(
            name,
            embedding_function=None,
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_construction": 200,
                    "ef_search": max(200, min(size + 50, 4000)),
                }
            },
        )
        known = self._known_vectors()
        for position, (_, passages) in enumerate(entries.values()):
            found = units(passages)
            vectors = self._vectors(found, known, progress, position / len(entries), 1 / len(entries))
            for start in range(0, len(found), _BATCH):
                part = found[start : start + _BATCH]
                collection.add(
                    ids=[u.id for u in part],
                    embeddings=vectors[start : start + _BATCH],
                    documents=[u.embedding_text for u in part],
                    metadatas=[_metadata(u) for u in part],
                )

    def _vectors(
        self,
        found: Sequence[Unit],
        known: Mapping[str, Vectors],
        progress: Progress | None,
        done: float,
        share: float,
    ) -> Vectors:
        missing = sorted({u.embedding_text for u in found} - set(known))
        fresh: dict[str, Vectors] = {}
        for start in range(0, len(missing), 64):
            part = missing[start : start + 64]
            fresh.update(zip(part, self._embedder.encode(part), strict=True))
            if progress:
                progress("embedding", done + share * min(1.0, (start + 64) / len(missing)))
        vectors = {**known, **fresh}
        return np.stack([vectors[u.embedding_text] for u in found])

    def _known_vectors(self) -> dict[str, Vectors]:
        pointer = self._pointer()
        if pointer is None or pointer["embedder"] != self._embedder.fingerprint:
            return {}
        collection = self._client.get_collection(str(pointer["collection"]), embedding_function=None)
        found = collection.get(include=["documents", "embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["documents"] or [], vectors, strict=True))

    def _point(self, name: str, texts: Mapping[str, str]) -> None:
        digest = hashlib.sha256(
            "\0".join([FORMAT, self._versions, self._embedder.fingerprint, *texts.values()]).encode()
        )
        pointer = self._client.get_or_create_collection(_POINTER, embedding_function=None)
        pointer.upsert(
            ids=["live"],
            embeddings=np.zeros((1, 1), dtype=np.float32),
            metadatas=[
                {
                    "format": FORMAT,
                    "collection": name,
                    "documents": len(texts),
                    "embedder": self._embedder.fingerprint,
                    "fingerprint": digest.hexdigest(),
                }
            ],
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock, and sweep before the work what no pointer names."""
        try:
            with self._lock:
                self._sweep()
                yield
        except Timeout:
            raise LibraryError(
                f"Another program is writing to {self._home}; wait until it has finished."
            ) from None

    def _sweep(self) -> None:
        pointer = self._pointer()
        live = str(pointer["collection"]) if pointer else "-"
        for collection in self._client.list_collections():
            if collection.name != _POINTER and not collection.name.startswith(live):
                self._client.delete_collection(collection.name)


def _metadata(unit: Unit) -> dict[str, str]:
    kind = "passage" if unit.sentence is None else "sentence"
    return {"document_id": unit.passage.document_id, "kind": unit.passage.kind, "unit": kind}


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _check_writable(home: Path, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"{home} cannot be made ({error.strerror}); set REVIEW_CHAT_HOME to a folder of yours."
        ) from None
    files = [home, folder, *folder.glob("*.sqlite3")]
    if not all(os.access(path, os.W_OK) for path in files):
        raise LibraryError(f"{home} cannot be written; set REVIEW_CHAT_HOME to a folder of yours.")


@contextmanager
def _damage_named(home: Path) -> Iterator[None]:
    """Name the cure where Chroma fails on what lies on disk."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:  # Chroma raises what its Rust core and sqlite raise, without a common root
        raise DamagedLibrary(
            f"The library in {home} cannot be read ({_line(error)}); move that folder away and ingest again."
        ) from error
