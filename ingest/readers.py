"""From a path to a `Document`, by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.jats import read_jats
from ingest.text import read_text
from store.errors import UnreadableFile
from store.records import Document

READER_VERSION = 3
"""Raised with every change that makes a reader read the same file differently."""

READERS: Mapping[str, Callable[[Path], Document]] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".xml": read_jats,
    ".nxml": read_jats,
}
"""The reader of each suffix."""


def read(path: Path) -> Document:
    """Return the document that stands at `path`.

    Raises:
        UnreadableFile: There is no such file, or it cannot be read as a review.
    """
    try:
        return _reader(path)(path)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise UnreadableFile(f"{path}: cannot be opened ({cause}); check its name and permissions.") from error


def _reader(path: Path) -> Callable[[Path], Document]:
    if not path.exists():
        raise UnreadableFile(f"{path}: there is no such file; check the path.")
    if path.is_dir():
        raise UnreadableFile(f"{path}: this is a folder; name the files in it.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path}: this kind of file cannot be read yet; give {' '.join(READERS)}.")
    return reader
