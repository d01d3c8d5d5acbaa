"""The review that comes with the program."""

from __future__ import annotations

from pathlib import Path


def path() -> Path:
    """Return the path of the shipped review's text (its licence stands beside it)."""
    return Path(__file__).parent / "reviews" / "qi-2024-lenvatinib-resistance.txt"
