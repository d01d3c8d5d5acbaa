"""From files to the library: read, chunk, embed, switch. A bad file never stops the good ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import chunking, readers, shipped
from store.errors import InputError
from store.library import Entry, Library, Progress
from store.records import Document

VERSIONS = f"reader {readers.READER_VERSION}, chunker {chunking.CHUNKER_VERSION}"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: a document and its numbers, or the error in one line."""

    path: Path
    document: Document | None = None
    passages: int = 0
    error: str = ""

    @property
    def rows(self) -> int:
        """Return the number of table rows read."""
        return sum(len(table.rows) for table in self.document.tables) if self.document else 0


def ingest(
    paths: Sequence[Path], library: Library, progress: Progress | None = None
) -> tuple[FileReport, ...]:
    """Read `paths` and put them into `library` in one run; a document already in it is replaced."""
    reports: list[FileReport] = []
    entries: dict[str, Entry] = {}
    for path in paths:
        if progress:
            progress(f"reading {path.name}", 0.0)
        try:
            document = _distinct(readers.read(path), entries)
            passages = chunking.passages(document)
        except InputError as error:
            reports.append(FileReport(path, error=str(error)))
            continue
        entries[document.id] = (document, passages)
        reports.append(FileReport(path, document, len(passages)))
    if entries:
        library.add(list(entries.values()), progress)
    return tuple(reports)


def ingest_shipped(library: Library, progress: Progress | None = None) -> tuple[FileReport, ...]:
    """Put the shipped review into `library`."""
    return ingest([shipped.path()], library, progress)


def _distinct(document: Document, entries: dict[str, Entry]) -> Document:
    """Give a second file of the same name in one run an id of its own."""
    id, n = document.id, 2
    while id in entries and entries[id][0].text != document.text:
        id, n = f"{document.id}-{n}", n + 1
    return replace(document, id=id)
