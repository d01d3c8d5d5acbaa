"""A table meant by its caption (`the table of infected birds`), and the noun for its rows beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from app import vocabulary
from app.sentences import akin
from app.table.frame import Frame
from app.table.marks import Mark
from store.names import stem, stop_words

_HELD = ("unread", "word", "frame")


def named(found: tuple[Mark, ...], frame: Frame) -> tuple[Mark, ...]:
    """Return `found`, the words that say which table is meant read as no more than that.

    They are the table's if one of them is the caption's. The noun that such a question asks for is the rows' own.
    """
    at = next((i for i, m in enumerate(found) if m.text.casefold() == "table"), None)
    if at is None:
        return found
    run = _beside(found, at)
    ours = any(_of_caption(found[i], frame) for i in run)
    asked = _asked(found)
    out = list(found)
    for i in run if ours else ():
        out[i] = replace(found[i], kind="frame", tags=())
    if asked is not None and found[asked].kind == "unread" and (ours or not run):
        out[asked] = replace(found[asked], kind="thing")
    return tuple(out)


def _beside(found: Sequence[Mark], at: int) -> list[int]:
    """Return the words right before `table` and those behind `table of`, articles and the like left out."""
    before = list(takewhile(lambda i: _content(found[i]), range(at - 1, -1, -1)))
    of = at + 1 < len(found) and found[at + 1].text.casefold() in ("of", "on", "with")
    return before + (list(takewhile(lambda i: _content(found[i]), range(at + 2, len(found)))) if of else [])


def _content(mark: Mark) -> bool:
    return mark.kind in _HELD and mark.text.casefold() not in stop_words() | vocabulary.words("auxiliaries")


def _of_caption(mark: Mark, frame: Frame) -> bool:
    return any(akin(stem(mark.text), word) or stem(mark.text) == word for word in frame.caption)


def _asked(found: Sequence[Mark]) -> int | None:
    """Return where the noun stands that `which` or `what` asks for."""
    first = next((i for i, m in enumerate(found) if m.text.casefold() in ("which", "what")), None)
    return first + 1 if first is not None and first + 1 < len(found) else None
