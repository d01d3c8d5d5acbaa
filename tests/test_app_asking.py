from __future__ import annotations

import pytest

from app.asking import wished


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("sumarise the role of X", "summarise the role of X"),
        ("comapre A and B", "compare A and B"),
        ("an overveiw of X", "an overview of X"),
        ("the interior of a cell", "the interior of a cell"),
        ("a contract on X", "a contract on X"),
    ],
)
def test_slips_in_what_is_wished_are_mended(typed: str, read: str) -> None:
    assert wished(typed) == read
