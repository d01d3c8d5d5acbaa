"""The library on disk: documents, passages and vectors in one folder, replaced by a switch.

Each write builds a new generation of collections and then moves the pointer to it. A reader looks at the
pointer for each question. A write that is killed half-way leaves the old generation live, and what it has
left behind is swept by whoever next gets the write lock.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from store.chroma import ChromaStore, Pointer
from store.embedder import Embedder, Vectors
from store.errors import DamagedLibrary, EmbedderMismatch, EmptyLibrary, LibraryError, UnknownDocument
from store.records import Document, Passage
from store.units import Unit, units

FORMAT = "2"
"""Raised with every change of what is written, or of the text that is embedded."""

Entry = tuple[Document, tuple[Passage, ...]]
Progress = Callable[[str, float], None]
_ENTRY: TypeAdapter[Entry] = TypeAdapter(tuple[Document, tuple[Passage, ...]])
_PATIENCE = 600
"""How many seconds a write waits for another program's."""


@dataclass(frozen=True)
class Snapshot:
    """What the library holds at one moment; `generation` is where its vectors are.

    Two snapshots with the same `fingerprint` are the same: it is taken over the documents, the versions
    of reader and chunker, and the embedder.
    """

    fingerprint: str
    generation: str
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
        _check_writable(home)
        self._home = home
        self._embedder = embedder
        self._versions = versions
        with self._lock("open", 60):  # two that begin the same folder at once would break it
            self._store = ChromaStore(home / "chroma")
        self._snapshot: Snapshot | None = None
        self._sweep_if_idle()

    def is_new(self) -> bool:
        """Whether nothing was ever written here."""
        return self._store.pointer() is None

    def is_outdated(self) -> bool:
        """Whether it was written with other versions of reader and chunker than these."""
        pointer = self._store.pointer()
        return pointer is not None and pointer.versions != self._versions

    def snapshot(self) -> Snapshot:
        """Return what is live now; the same object as long as the pointer stays.

        Raises:
            EmptyLibrary: It holds no document.
            EmbedderMismatch: It was made with another embedder.
            DamagedLibrary: It cannot be read.
        """
        pointer, cached = self._store.pointer(), self._snapshot
        if pointer is None or not pointer.documents:
            raise EmptyLibrary("The library is empty; add a review with: review-chat ingest PATH")
        if cached is None or cached.generation != pointer.generation:
            cached = self._snapshot = self._read(pointer)
        return cached

    def add(self, entries: Sequence[Entry], progress: Progress | None = None) -> None:
        """Put `entries` in, in place of those with the same ids; all of them or none.

        Raises:
            LibraryError: It cannot be written; what was there is unharmed.
            EmbedderMismatch: It was made with another embedder.
        """
        with self._writing():
            pointer = self._store.pointer()
            merged = self._entries(pointer)
            merged.update({document.id: (document, passages) for document, passages in entries})
            self._switch(pointer, merged, progress)

    def remove(self, document_id: str) -> None:
        """Take a document out.

        Raises:
            UnknownDocument: There is none with this id.
            LibraryError: It cannot be written; what was there is unharmed.
        """
        with self._writing():
            pointer = self._store.pointer()
            entries = self._entries(pointer)
            if entries.pop(document_id, None) is None:
                raise UnknownDocument(f"No document has the id {document_id!r}; see: review-chat list")
            self._switch(pointer, entries, None)

    def nearest(
        self, snapshot: Snapshot, vector: Vectors, n: int, where: Mapping[str, Any] | None = None
    ) -> dict[str, float]:
        """Return the cosines of the `n` units nearest to `vector` (shape (d,)) by unit id."""
        n_held = min(n, len(snapshot.units))
        try:
            return self._store.nearest(snapshot.generation, vector, n_held, where)
        except DamagedLibrary:
            live = self.snapshot()
            if live.generation == snapshot.generation:
                raise
            return self.nearest(live, vector, n, where)  # a unit has the same vector in each generation

    def _read(self, pointer: Pointer) -> Snapshot:
        try:
            entries = self._entries(pointer)
        except DamagedLibrary:
            if self._store.pointer() == pointer:
                raise
            return self.snapshot()  # what the pointer named was swept while it was being read
        passages = tuple(passage for _, own in entries.values() for passage in own)
        documents = MappingProxyType({id: document for id, (document, _) in entries.items()})
        return Snapshot(pointer.fingerprint, pointer.generation, documents, passages, units(passages))

    def _entries(self, pointer: Pointer | None) -> dict[str, Entry]:
        if pointer is None or not pointer.documents:
            return {}
        self._check(pointer)
        try:
            entries = [_ENTRY.validate_json(text) for text in self._store.records(pointer)]
        except ValidationError:
            raise _foreign(self._home) from None
        return {document.id: (document, passages) for document, passages in entries}

    def _check(self, pointer: Pointer) -> None:
        if pointer.format != FORMAT:
            raise _foreign(self._home)
        if pointer.embedder != self._embedder.fingerprint:
            raise EmbedderMismatch(
                f"The library in {self._home} was made with {pointer.embedder}, not with "
                f"{self._embedder.fingerprint}; set REVIEW_CHAT_EMBEDDER back, or REVIEW_CHAT_HOME to a new folder."
            )

    def _switch(self, old: Pointer | None, entries: Mapping[str, Entry], progress: Progress | None) -> None:
        entries = dict(sorted(entries.items()))
        found = units(passage for _, passages in entries.values() for passage in passages)
        known = self._store.vectors(old) if old and old.documents else {}
        vectors = self._vectors([unit.indexed_text for unit in found], known, progress)
        records = {id: _ENTRY.dump_json(entry).decode() for id, entry in entries.items()}
        name = f"review-chat-{uuid.uuid4().hex[:16]}"
        embedder = self._embedder.fingerprint
        fingerprint = _digest([FORMAT, self._versions, embedder, *records.values()])
        _tell(progress, "storing", 0.0)
        self._store.write(name, found, vectors, records)
        _tell(progress, "storing", 1.0)
        self._store.point(Pointer(name, len(records), fingerprint, embedder, self._versions, FORMAT))

    def _vectors(self, texts: Sequence[str], known: Mapping[str, Vectors], progress: Progress | None) -> Vectors:
        """Return the vectors of `texts`, shape (n, d); only those that are not `known` are computed."""
        vectors = dict(known)
        missing = sorted(set(texts) - set(known))
        for start in range(0, len(missing), 64):
            part = missing[start : start + 64]
            vectors.update(zip(part, self._embedder.encode(part), strict=True))
            _tell(progress, "embedding", (start + len(part)) / len(missing))
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    @contextmanager
    def _lock(self, name: str, timeout: float) -> Iterator[None]:
        try:
            with FileLock(self._home / f"{name}.lock", timeout=timeout):
                yield
        except Timeout:
            raise LibraryError(f"Another program is writing to {self._home}; wait until it has finished.") from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock; sweep what no pointer names, before the work and where it fails."""
        with self._lock("write", _PATIENCE):
            self._store.sweep()
            try:
                yield
            except BaseException:
                with suppress(LibraryError):
                    self._store.sweep()
                raise

    def _sweep_if_idle(self) -> None:
        """Sweep, unless somebody is writing: then what no pointer names yet is theirs."""
        with suppress(LibraryError), self._lock("write", 0):
            self._store.sweep()


def _tell(progress: Progress | None, doing: str, share: float) -> None:
    if progress:
        progress(doing, share)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _foreign(home: Path) -> DamagedLibrary:
    return DamagedLibrary(f"{home} was written by another version of this program; move it away and ingest again.")


def _check_writable(home: Path) -> None:
    folder = home / "chroma"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"{home} cannot be made ({error.strerror}); set REVIEW_CHAT_HOME to a folder that you may write."
        ) from None
    files = [home, *home.glob("*.lock"), folder, *folder.glob("*.sqlite3")]
    if not all(os.access(path, os.W_OK) for path in files):
        raise LibraryError(f"{home} cannot be written; set REVIEW_CHAT_HOME to a folder that you may write.")
