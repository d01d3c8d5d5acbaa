"""Names that look like a table's own and that the document does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.names import key

_LETTERS = "KDRTNGVPBM"
_MOST_WORDS = 3
_TWO_WORDS = re.compile(r"[A-Z][a-z]{3,} [a-z]{4,}")


def near_miss(name: str, others: Sequence[str], text_key: str) -> str | None:
    """Return a name like `name` that occurs nowhere, or `None` where none was found.

    A digit is altered where a short name has one, a letter of a symbol without digits, and a name of two
    words (`Genus species`) gets the second word of another. A phrase is left alone: another phrase of
    its words may well be in the review in other words.

    Args:
        name: A real name.
        others: The real names that second words are taken from.
        text_key: The canonical key of the whole document.
    """
    if not name[:1].isalpha() or len(name.split()) > _MOST_WORDS:
        return None
    for candidate in (*_digits(name), *_symbols(name), *_second_words(name, others)):
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


def _second_words(name: str, others: Sequence[str]) -> Iterator[str]:
    two = [other.split() for other in others if _TWO_WORDS.fullmatch(other)]
    if _TWO_WORDS.fullmatch(name) and 2 * len(two) > len(others):
        yield from (f"{name.split()[0]} {second}" for first, second in two if first != name.split()[0])
