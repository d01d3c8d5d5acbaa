"""What a question asks for: the noun that its answer has to be about ("which drug", "the dose of")."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from app import vocabulary
from store.names import fold, key, stem, stop_words, words

_ASKS = re.compile(r"\b(?:which|what|whose|how (?:many|much))\b(?:'s)?", re.IGNORECASE)
_OF = re.compile(
    r"(?:\b(?:(?:what|which)(?:'s| is| are| was| were)|give(?: me)?|tell me|name|state)\s+|^)"
    r"(?:(?:the|a|an|its|their)\s+)?"
    r"((?:[\w-]+\s+){0,2}[\w-]+)\s+(?:of|for|in|from)\b",
    re.IGNORECASE,
)
_LIKE_A_VERB = re.compile(r"(?:[^s]s|ed)$")
_MOST = 2


def focus(question: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the stems of the noun that `question` asks for, none where it asks for no thing by name.

    `is_known` says of a key whether the review has it: `cell lines` is a noun where it does.
    """
    if (match := _OF.search(question)) and (found := _phrase(match)):
        return found
    behind = (_after(question[match.end() :], is_known) for match in _ASKS.finditer(question))
    return next(filter(None, behind), ())


def _phrase(match: re.Match[str]) -> tuple[str, ...]:
    found = words(match.group(1))
    return () if any(map(_closes, found)) else _content(found)


def _after(rest: str, is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the words behind `which` up to the verb, at most two."""
    found = list(takewhile(lambda word: not _closes(word), words(rest)))[:_MOST]
    if len(found) > 1 and _LIKE_A_VERB.search(fold(found[1])) and not is_known(key("".join(found))):
        found = found[:1]
    return _content(found)


def _closes(word: str) -> bool:
    return fold(word) in stop_words() or fold(word) in vocabulary.words("auxiliaries")


def _content(found: list[str]) -> tuple[str, ...]:
    stems = dict.fromkeys(map(stem, found))
    return tuple(s for s in stems if s not in vocabulary.scaffold() and not s.isdigit())
