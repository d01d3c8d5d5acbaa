"""From files to the library: read, chunk, embed, switch. A bad file never stops the good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import chunking, readers, shipped
from store.errors import InputError
from store.library import Entry, Library, Progress
from store.records import Document, Passage

VERSIONS = f"reader {readers.READER_VERSION}, chunker {chunking.CHUNKER_VERSION}"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: a document with its passages, or the error in one line."""

    path: Path
    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    error: str = ""

    @property
    def rows(self) -> int:
        """Return the number of table rows read."""
        return sum(len(table.rows) for table in self.document.tables) if self.document else 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of the files of one run, in the order they were given."""

    files: tuple[FileReport, ...]

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """Return the files that could not be read."""
        return tuple(file for file in self.files if file.error)

    @property
    def read(self) -> tuple[FileReport, ...]:
        """Return the files that are now in the library."""
        return tuple(file for file in self.files if file.document)


def ingest(paths: Sequence[Path], library: Library, progress: Progress | None = None) -> IngestReport:
    """Read `paths` and put them into `library` in one run; a document already in it is replaced.

    `progress` is called with what is being done and the share of it that is done, from 0 to 1.

    Raises:
        LibraryError: The library cannot be written; what was in it is unharmed.
    """
    reports: list[FileReport] = []
    entries: dict[str, Entry] = {}
    for i, path in enumerate(paths):
        if progress:
            progress(f"reading {path.name}", i / len(paths))
        report = _read(path, entries)
        reports.append(report)
        if report.document:
            entries[report.document.id] = (report.document, report.passages)
    if entries:
        library.add(list(entries.values()), progress)
    return IngestReport(tuple(reports))


def ingest_shipped(library: Library, progress: Progress | None = None) -> IngestReport:
    """Put the shipped review into `library`."""
    return ingest([shipped.path()], library, progress)


def _read(path: Path, entries: Mapping[str, Entry]) -> FileReport:
    try:
        document = _distinct(readers.read(path), entries)
        return FileReport(path, document, chunking.passages(document))
    except InputError as error:
        return FileReport(path, error=str(error))


def _distinct(document: Document, entries: Mapping[str, Entry]) -> Document:
    """Give a second document that has the id of another one in the same run an id of its own."""
    id, n = document.id, 2
    while id in entries and entries[id][0].text != document.text:
        id, n = f"{document.id}-{n}", n + 1
    return replace(document, id=id)
