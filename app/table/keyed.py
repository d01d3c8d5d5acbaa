"""Tables whose rows are keyed by two columns or more: several rows a subject, columns that stand once a key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.drafts import Draft, Statement, of_row
from app.table.conditions import Condition
from app.table.frame import GROUP, Frame
from app.table.support import ONLY
from prompts import render

_AGAIN = re.compile(r"\s*\(\d+\)$")
"""How a header that stands more than once in a table is told from the first."""


def beside(places: Sequence[int], frame: Frame, keys: Sequence[int]) -> tuple[int, ...]:
    """Return `places`, of those with the same header the one that stands behind the last of the columns `keys`."""
    return tuple(dict.fromkeys(_twin(place, frame, max(keys, default=GROUP)) for place in places))


def _twin(place: int, frame: Frame, named: int) -> int:
    if place == GROUP or _AGAIN.search(frame.header(place)):
        return place
    twins = [c.index for c in frame.columns if _AGAIN.sub("", c.header) == frame.header(place)]
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
        cells = "; ".join(f"{frame.cell(r, key)} {frame.cell(r, place) or '(empty)'}" for r in rows)
        header = f"{_AGAIN.sub('', frame.header(place))} ({frame.name(rows[0])})"
        statements.append(Statement(render("column", label=frame.label, header=header, cells=cells), evidence, ONLY))
    return Draft("answered", tuple(statements), entire=True)
