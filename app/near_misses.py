"""Names that look like a table's own and that the document does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.names import key

_LETTERS = "KDRTNGVPBM"


def near_miss(name: str, others: Sequence[str], text_key: str) -> str | None:
    """Return a name like `name` that occurs nowhere, or `None` where none was found.

    A digit is altered where the name has one, a letter of a symbol without digits, and a name of words
    gets the ending of another's.

    Args:
        name: A real name.
        others: The real names that endings are taken from.
        text_key: The canonical key of the whole document.
    """
    for candidate in (*_digits(name), *_symbols(name), *_endings(name, others)):
        if key(candidate) not in text_key and len(key(candidate)) > 3:
            return candidate
    return None


def _digits(name: str) -> Iterator[str]:
    places = [m.start() for m in re.finditer(r"\d", name)]
    for place in reversed(places):
        for step in (1, 2, 3, 5):
            yield f"{name[:place]}{(int(name[place]) + step) % 10}{name[place + 1 :]}"


def _symbols(name: str) -> Iterator[str]:
    if re.fullmatch(r"[A-Z]{4,6}", name):
        yield from (name[:-1] + letter for letter in _LETTERS if letter != name[-1])


def _endings(name: str, others: Sequence[str]) -> Iterator[str]:
    first, *rest = name.split()
    for other in others:
        ending = other.split()[1:]
        if rest and ending and ending != rest and first != other.split()[0]:
            yield " ".join([first, *ending])
