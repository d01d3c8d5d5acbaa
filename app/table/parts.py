"""The nouns for a table's own parts: which word of a question means a group, a column's heading, the table as such."""

from __future__ import annotations

from collections.abc import Sequence

from app import vocabulary
from app.table.frame import Frame
from app.table.tokens import Token


def speaks_of_table(words: Sequence[str]) -> bool:
    """Whether the words of a question speak of the table as such, its rows or its columns."""
    return not vocabulary.words("table", "structure").isdisjoint(words)


def is_part(found: Sequence[Token], at: int, frame: Frame, named: bool) -> bool:
    """Whether a noun for a part of anything (`block`, `section`) means the table's groups, and is no verb.

    `named`: a group's name stands before it.
    """
    block = found[at].word in vocabulary.words("table", "blocks")
    if not frame.table.groups or not (block or found[at].word in vocabulary.words("table", "parts")):
        return False
    after = _after(found, at)
    noun = not after or after in vocabulary.words("auxiliaries") | vocabulary.words("table", "behind")
    if speaks_of_table([t.word for t in found]):
        return noun or named or after == "of"
    return block and (named or (noun and not frame.entity_words.isdisjoint(t.stem for t in found)))


def of_columns(found: Sequence[Token], at: int) -> bool:
    """Whether a heading is one of the columns'."""
    if found[at].word not in vocabulary.words("table", "heads"):
        return False
    near = {t.word for t in found[max(0, at - 1) : at + 4]}
    return bool(near & vocabulary.words("table", "columns"))


def falls_in(found: Sequence[Token], at: int) -> bool:
    """Whether a verb of direction says in which group something stands (`falls under`, `fall in`)."""
    placed = found[at].word in vocabulary.words("table", "grouped")
    return placed and _after(found, at) in vocabulary.words("table", "into")


def _after(found: Sequence[Token], at: int) -> str:
    return found[at + 1].word if at + 1 < len(found) else ""
