"""From a path to a `Document`, by the file's suffix."""

from __future__ import annotations

from pathlib import Path

from ingest.text import read_text
from store.errors import UnreadableFile
from store.records import Document

READER_VERSION = 1
"""Raised with every change that makes a reader read the same file differently."""

TEXT_SUFFIXES = (".txt", ".md", ".markdown")


def read(path: Path) -> Document:
    """Return the document that stands at `path`.

    Raises:
        UnreadableFile: There is no such file, or it cannot be read as a review.
    """
    if not path.exists():
        raise UnreadableFile(f"{path}: there is no such file; check the path.")
    if path.is_dir():
        raise UnreadableFile(f"{path}: this is a folder; name the files in it.")
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise UnreadableFile(f"{path}: this kind of file cannot be read yet; give {' '.join(TEXT_SUFFIXES)}.")
    try:
        return read_text(path)
    except OSError as error:
        raise UnreadableFile(
            f"{path}: cannot be opened ({error.strerror}); check its permissions."
        ) from error
