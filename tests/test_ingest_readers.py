from __future__ import annotations

from pathlib import Path

import pytest

from ingest import readers, shipped
from ingest.text import slug
from store.errors import UnreadableFile


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.md", b"\xef\xbb\xbf \r\n\t\n", "the file is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "a binary file"),
        ("a.txt", "Größe".encode("latin-1"), "not UTF-8; save it as UTF-8"),
        ("a.txt", "Hearts".encode("utf-16"), "not UTF-8; save it as UTF-8"),
        ("a.docx", b"PK\x03\x04", "cannot be read yet; give .txt .md .markdown .xml .nxml"),
        ("a", b"text", "cannot be read yet"),
        ("a.xml", b"", "a.xml"),
        ("a.xml", b"<html></html>", "a.xml"),
    ],
)
def test_a_bad_file_is_one_line_with_the_cure(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        readers.read(path)
    assert says in str(error.value)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file; check the path"):
        readers.read(tmp_path / "none.txt")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="this is a folder; name the files in it"):
        readers.read(tmp_path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened .File name too long.; check its name and permissions"):
        readers.read(tmp_path / f"{'a' * 300}.txt")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".markdown", ".TXT"])
@pytest.mark.parametrize(
    "text", ["Hearts age.\n", "\ufeffHearts age.\r\nThey beat — “so”.\r\n", "Größe, Ñandú, 心臓は老いる。\n"]
)
def test_the_text_is_the_file_character_for_character(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"My review (2)!{suffix}"
    path.write_bytes(text.encode("utf-8"))
    document = readers.read(path)
    assert document.text == text
    assert document.id == "my-review-2"


ARTICLE = """<article><front><article-meta><title-group><article-title>Hearts</article-title></title-group>
</article-meta></front><body><sec><title>Ageing</title><p>Hearts age.</p></sec></body></article>"""


@pytest.mark.parametrize("suffix", [".xml", ".nxml"])
def test_jats_is_read_by_its_own_reader(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hearts{suffix}"
    path.write_text(ARTICLE, "utf-8")
    document = readers.read(path)
    assert (document.id, document.title) == ("hearts", "Hearts")


@pytest.mark.parametrize(
    ("name", "id"),
    [("Qi 2024: review", "qi-2024-review"), ("Ñandú_1", "ñandú_1"), ("...", "document"), ("A--B", "a-b")],
)
def test_slugs(name: str, id: str) -> None:
    assert slug(name) == id


def test_the_shipped_review_is_there() -> None:
    assert shipped.path().is_file()
    assert (shipped.path().parent / "ATTRIBUTION.md").is_file()
