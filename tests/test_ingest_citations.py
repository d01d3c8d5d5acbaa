from __future__ import annotations

import pytest

from ingest import citations, shipped


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("rates [1] [2].", (1, 2)),
        ("rates [3-5]", (3, 4, 5)),
        ("rates [3]-[5]", (3, 4, 5)),
        ("rates [3]–[5]", (3, 4, 5)),
        ("rates [3–5]", (3, 4, 5)),
        ("rates [3, 7]", (3, 7)),
        ("rates [7,3]", (7, 3)),
        ("rates [3-5, 9; 4]", (3, 4, 5, 9)),
        ("first [2], again [2]", (2,)),
        ("escaped \\[12\\]", (12,)),
        ("linked [4](#ref-4)", (4,)),
        ("[https://doi.org/10.1016/s0140-6736\\(18\\)30207-1](https://doi.org/x)", ()),
        ("in [2019] and [n = 3] and [a]", ()),
        ("an interval [0, 1]", ()),
        ("Fe[2+] and arr(3)", ()),
        ("", ()),
    ],
)
def test_numbers(raw: str, numbers: tuple[int, ...]) -> None:
    assert citations.numbers(raw) == numbers


def test_every_number_up_to_the_last_reference_is_cited() -> None:
    body = shipped.path().read_text("utf-8").split("\nReferences\n")[0]
    assert set(citations.numbers(body)) == set(range(1, 46))
