from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor

from store.names import stem

_ENDS = ("ational", "ing", "ness", "fulness", "ously", "ed", "izations", "ies", "ements", "ally")


def test_threads_do_not_get_each_others_stems() -> None:
    letters = random.Random(7)
    words = ["".join(letters.choices("bcdfgaeiou", k=8)) + letters.choice(_ENDS) for _ in range(5_000)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(stem, words))
    finally:
        sys.setswitchinterval(before)
    assert found == [stem.__wrapped__(word) for word in words]
