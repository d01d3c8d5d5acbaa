"""What the verifier knows of English, as data (`data/claims.json`); no review's own word."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from store.names import fold, stem

_OUR = re.compile(r"(?<=[a-z]{3})our(?=s?$|ed$|ing$|able$|al$)")
_ISE = re.compile(r"(?<=[a-z]{3})is(?=e[sd]?$|ing$|ation$|ations$|er$|ers$)")


@cache
def data() -> dict[str, Any]:
    """Return the whole vocabulary."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "claims.json").read_text("utf-8"))
    return loaded


@cache
def plain(word: str) -> str:
    """Return a word folded and in American spelling: `Tumour` as `tumor`."""
    folded = _ISE.sub("iz", _OUR.sub("or", fold(word)))
    return re.sub(r"(?<=[a-z]{3})ll(?=ing$|ed$)", "l", folded)


@cache
def root(word: str) -> str:
    """Return the stem of a word in American spelling."""
    return stem(plain(word))


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of the list `name`, as they are compared."""
    return frozenset(plain(w) for w in data()[name])


@cache
def sign(word: str) -> int:
    """Return +1 for a word that says up, -1 for one that says down, 0 for any other."""
    low = plain(word)
    if low in listed("up"):
        return 1
    if low in listed("down"):
        return -1
    found = [s for p, s in data()["prefixes"].items() if low.startswith(p) and _is_prefixed(low[len(p) :])]
    return int(found[0]) if found else 0


def _is_prefixed(rest: str) -> bool:
    return rest.startswith(tuple(data()["prefixed"]))


@cache
def axis(word: str) -> int:
    """Return +1 for a word of resistance, -1 for one of sensitivity, 0 for any other."""
    return int({plain(w): s for w, s in data()["axis"].items()}.get(plain(word), 0))


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for i, group in enumerate(data()["synonyms"]):
        for word in group:
            found.setdefault(root(word), set()).add(i)
    return {word: frozenset(groups) for word, groups in found.items()}


@cache
def meanings(word_root: str) -> frozenset[int]:
    """Return the groups of synonyms that a root belongs to."""
    return _groups().get(word_root, frozenset())


@cache
def glue() -> frozenset[str]:
    """Return the roots of the words that assert nothing by themselves."""
    return frozenset(root(w) for w in data()["glue"])


@cache
def number_word(word: str) -> str:
    """Return the number that a word says (`five` as `5`), or the empty string."""
    return str(data()["numbers"].get(plain(word), ""))


@cache
def unit(word: str) -> str:
    """Return the name of a unit, or the empty string."""
    low = plain(word)
    return next((str(group[0]) for group in data()["units"] if low in map(plain, group)), "")


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return a pattern of the phrases of the list `name`."""
    found = sorted(data()[name], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)
