"""What holds for the project as a whole: its names, its shipped review, its README, its generality."""

from __future__ import annotations

import ast
import hashlib
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from ingest.shipped import path
from ingest.text import read_text

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "ingest", "store", "prompts", "evals")
SHA256 = "69e2d54de4f90e50b0394915eb8a6cddba10b4ca70b0da9a685a4e867492fed1"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_a_package_of_ours(package: str) -> None:
    owners = {name.replace("_", "-").casefold() for name in packages_distributions().get(package, [])}
    assert owners <= {"review-chat"}
    assert Path(__import__(package).__file__ or "").parent == ROOT / package


def test_the_shipped_review_is_byte_for_byte_the_source() -> None:
    assert hashlib.sha256(path().read_bytes()).hexdigest() == SHA256


def test_the_shipped_review_comes_with_its_attribution() -> None:
    said = (path().parent / "ATTRIBUTION.md").read_text("utf-8")
    document = read_text(path())
    for part in (document.title, document.doi or "?", "creativecommons.org/licenses/by/4.0", "CC BY 4.0"):
        assert part in said
    assert all(author.split()[-1] in said for author in document.authors)


def _file_map(readme: str) -> list[str]:
    """Return the paths that README's list of files names: "- `app/cli.py`: ..." or a table's first cell."""
    return re.findall(r"^(?:[-*]|\|) *\[?`((?:[\w.-]+/)*[\w.-]+/?)`", readme, re.MULTILINE)


def test_every_file_that_the_readme_maps_exists() -> None:
    listed = [name for name in _file_map((ROOT / "README.md").read_text("utf-8")) if "/" in name]
    if not listed:
        pytest.skip("README.md has no file map yet")
    bases = [ROOT, *(ROOT / package for package in PACKAGES)]
    assert [name for name in listed if not any((base / name).exists() for base in bases)] == []


PLAIN = re.compile(r"[A-Z]?[a-z-]+\.?")
"""What may be a word of plain English (`Target`, `Ref.`): no capital and no digit inside."""


def _names() -> set[str]:
    """Return the shipped review's names: its table's entities, targets and groups, its titles."""
    document = read_text(path())
    cells = {
        part.strip()
        for table in document.tables
        for row in table.rows
        for cell in (row.cells[0].text, row.group, *(c.text for c in row.cells if c.header == "Target"))
        for part in re.split(r"[/,]| and ", cell)
    }
    titles = {section.title for section in document.sections} | {t.caption for t in document.tables}
    headers = {header for table in document.tables for header in table.headers}
    return {n for n in cells | titles | headers if len(n) > 2 and not PLAIN.fullmatch(n)} - {"Conflicts of Interest"}


def _code() -> list[Path]:
    return [file for package in PACKAGES[:-1] for file in sorted((ROOT / package).rglob("*.py"))]


def test_there_are_names_to_look_for() -> None:
    assert {"NAT10", "TM4SF1", "HCC cell plasticity", "Summary and Prospect"} <= _names()


@pytest.mark.parametrize("file", _code(), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_code_knows_nothing_of_the_shipped_review(file: Path) -> None:
    text = file.read_text("utf-8")
    ast.parse(text)
    found = [n for n in _names() if re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE)]
    assert found == []
