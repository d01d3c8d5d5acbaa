"""Subjects side by side: two to five rows, a column at a time, with the verdict where one is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Statement, of_row
from app.sentences import Indexed
from app.table.frame import GROUP
from app.table.reading import Ask
from app.table.support import ONLY, disagreeing
from prompts import render

MOST_COMPARED = 5


def compared(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    """Return two subjects or more side by side, in the selected columns or in all."""
    if len(ask.subjects) < 2:
        return None
    told_ = [c.index for c in ask.frame.columns if c is not ask.frame.entity and c.role != "reference"]
    return side_by_side(ask, ask.selects or told_, prose)


def side_by_side(ask: Ask, places: Sequence[int], prose: Sequence[Indexed]) -> Draft:
    """Return one statement a column with the cells of each subject, the verdict that is asked for first."""
    frame, statements = ask.frame, []
    rows = [frozenset(s.rows) for s in ask.subjects[:MOST_COMPARED]]
    evidence = tuple(of_row(frame.rows[r]) for r in sorted(frozenset().union(*rows)))
    for place in places:
        told = [(frame.names(own)[0], frame.values(own, place)) for own in rows]
        cells = "; ".join(f"{name} {value or '(empty)'}" for name, value in told)
        text = render("column", label=frame.label, header=frame.header(place), cells=cells)
        statements.append(Statement(text, evidence, ONLY))
        statements += [d for own in rows if (d := disagreeing(frame, min(own), place, prose))]
    verdict = _winner(ask, places, rows) or _verdict(ask, places, rows)
    return Draft("answered", tuple([*verdict, *statements]))


def _verdict(ask: Ask, places: Sequence[int], rows: Sequence[frozenset[int]]) -> list[Statement]:
    """Return whether the subjects have the same cell, where the question asks for it."""
    if not ask.yes_no or ("same" not in ask.operators and GROUP not in places):
        return []
    values = {ask.frame.values(own, places[0]) for own in rows}
    text = "Yes." if len(values) == 1 else "No."
    return [Statement(text, tuple(of_row(ask.frame.rows[r]) for own in rows for r in sorted(own)), ONLY)]


def _winner(ask: Ask, places: Sequence[int], rows: Sequence[frozenset[int]]) -> list[Statement]:
    """Return which subject has the higher or the lower number, where the question asks for it."""
    frame = ask.frame
    numeric = [p for p in places if p != GROUP and frame.columns[p].role == "number"]
    wants = ask.operators & {"higher", "lower", "largest", "smallest", "more", "less"}
    if not numeric or not wants:
        return []
    scored = [(v, own) for own in rows if (v := frame.number(min(own), numeric[0])) is not None]
    if len(scored) < 2:
        return []
    pick = max if wants & {"higher", "largest", "more"} else min
    own = pick(scored, key=lambda pair: pair[0])[1]
    return [Statement(f"{frame.names(own)[0]}.", tuple(of_row(frame.rows[r]) for r in sorted(own)), ONLY)]
