"""Tables whose rows are keyed by two columns or more: several rows a subject, columns that stand once a key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.columns import AGAIN, Column
from app.drafts import Draft, Statement, of_row
from app.table.conditions import Condition
from app.table.frame import GROUP, Frame
from app.table.support import ONLY
from app.table.tokens import tokens
from app.wording import singular
from prompts import render

_NOTES = re.compile(r"(?<=[^\W\d])[†‡]?,?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
"""Footnote marks behind a word of a cell."""


def beside(places: Sequence[int], frame: Frame, keys: Sequence[int]) -> tuple[int, ...]:
    """Return `places`, of those with the same header the one that stands behind the last of the columns `keys`."""
    return tuple(dict.fromkeys(_twin(place, frame, max(keys, default=GROUP)) for place in places))


def _twin(place: int, frame: Frame, named: int) -> int:
    if place == GROUP or AGAIN.search(frame.header(place)):
        return place
    twins = [c.index for c in frame.columns if AGAIN.sub("", c.header) == frame.header(place)]
    return next((twin for twin in twins if twin > named), place)


def keys(conditions: Sequence[Condition], rows: frozenset[int]) -> tuple[int, ...]:
    """Return the column of which the question names several values that tell `rows` of one subject apart."""
    own: dict[int, set[frozenset[int]]] = {}
    for c in conditions:
        if c.kind == "value" and not (c.negated or c.soft) and c.rows & rows:
            own.setdefault(c.place, set()).add(c.rows & rows)
    return tuple(place for place, told in own.items() if len(told) > 1)[:1]


def compared(frame: Frame, rows: Sequence[int], key: int, places: Sequence[int]) -> Draft:
    """Return the cells of one subject's `rows`, each under its value in the column `key`."""
    evidence = tuple(of_row(frame.rows[r]) for r in rows)
    statements = []
    for place in places:
        cells = "; ".join(f"{frame.cell(r, key)} {_bare(frame.cell(r, place)) or '(empty)'}" for r in rows)
        header = f"{AGAIN.sub('', frame.header(place))} ({_bare(frame.name(rows[0]))})"
        statements.append(Statement(render("column", label=frame.label, header=header, cells=cells), evidence, ONLY))
    return Draft("answered", tuple(statements), entire=True)


def _bare(cell: str) -> str:
    return _NOTES.sub("", cell)


def names(frame: Frame, rows: frozenset[int]) -> list[str]:
    """Return the different subjects of `rows`, each with its other name where the column behind has one."""
    also = _other_names(frame)
    told = {frame.name(r): frame.cell(r, also.index) if also else "" for r in sorted(rows)}
    return [f"{name} ({other})" if other else name for name, other in told.items() if name]


def _other_names(frame: Frame) -> Column | None:
    """Return the column right behind the subjects' that is headed as a name too (`Common name`)."""
    behind = next((c for c in frame.columns if c.index == frame.entity.index + 1), None)
    if behind is None or behind.role not in ("text", "category"):
        return None
    return behind if any(singular(t.word) == "name" for t in tokens(behind.header)) else None
