"""Table cases over any folder of reviews, and how much of each file was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from evals import suite
from evals.runner import Progress, Result, run
from ingest import pipeline, readers
from store.embedder import Embedder
from store.errors import InputError
from store.library import Library
from store.records import Document


@dataclass(frozen=True, slots=True)
class Read:
    """How many of each part the reader found, and how many the XML has (`None` for other formats)."""

    sections: tuple[int, int | None]
    tables: tuple[int, int | None]
    cells: tuple[int, int | None]
    references: tuple[int, int | None]


@dataclass(frozen=True)
class Paper:
    """A file with what was read of it and the results of its table cases, or its error."""

    path: Path
    read: Read | None = None
    results: tuple[Result, ...] = ()
    error: str = ""


def evaluate(
    folder: Path, home: Path, embedder: Embedder, *, ours_only: bool = False, progress: Progress | None = None
) -> tuple[Paper, ...]:
    """Ingest the files of `folder` into one library in `home` and run their cases, made and written.

    Raises:
        InputError: There is no such folder, or no file in it that a reader knows.
    """
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in _suffixes()) if folder.is_dir() else []
    if not paths:
        raise InputError(f"{folder}: no file to read here; name a folder with {' '.join(_suffixes())} files.")
    library = Library(home, embedder, pipeline.VERSIONS)
    report = pipeline.ingest(paths, library, progress)
    papers = []
    for file in report.files:
        if file.document is None:
            papers.append(Paper(file.path, error=file.error))
            continue
        review = suite.Review(library, embedder, file.document)
        papers.append(Paper(file.path, count(file.path, file.document), _results(review, ours_only, progress)))
    return tuple(papers)


def count(path: Path, document: Document) -> Read:
    """Return the parts read beside those that the file has."""
    root = ElementTree.parse(path).getroot() if path.suffix.lower() in (".xml", ".nxml") else None
    filled = sum(bool(c.text.strip()) for t in document.tables for row in t.rows for c in row.cells)
    groups = sum(len(t.groups) for t in document.tables)
    return Read(
        (len(document.sections), _count(root, "sec")),
        (len(document.tables), _count(root, "table-wrap")),
        (filled + groups, _cells(root)),
        (len(document.references), _count(root, "ref")),
    )


def _results(review: suite.Review, ours_only: bool, progress: Progress | None) -> tuple[Result, ...]:
    cases = suite.cases(review.document)
    documents = review.library.snapshot().documents
    which = suite.systems(review, ours_only=ours_only) if cases else ()
    return tuple(r for s in which for r in run(s, cases, documents, review.document.id, progress))


def _suffixes() -> tuple[str, ...]:
    return tuple(s for s in readers.READERS if s != ".pdf")


def _count(root: Element | None, tag: str) -> int | None:
    return None if root is None else sum(1 for _ in root.iter(tag))


def _cells(root: Element | None) -> int | None:
    """Return the number of filled cells of the tables' bodies, each as often as it spans rows and columns.

    A row of one filled cell is a group row, whose cell counts once.
    """
    if root is None:
        return None
    rows = [list(row) for body in root.iter("tbody") for row in body.iter("tr")]
    filled = [[cell for cell in row if "".join(cell.itertext()).strip()] for row in rows]
    return sum(1 if len(row) == 1 else sum(map(_span, row)) for row in filled)


def _span(cell: Element) -> int:
    sizes = [cell.get(name, "1") for name in ("rowspan", "colspan")]
    rows, columns = (int(size) if size.isdigit() else 1 for size in sizes)
    return rows * columns
