"""The cells of the rows that a question names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.drafts import Draft, Statement, of_row
from app.entries import entry
from app.sentences import Indexed
from app.table import keyed
from app.table.compare import side_by_side
from app.table.frame import GROUP, Frame
from app.table.inside import items
from app.table.reading import Ask
from app.table.support import ONLY, cell_statement, disagreeing
from prompts import render


def lookup(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    """Return the cells of the named subjects that the question selects."""
    places = ask.empties or ask.selects or _amounts(ask)
    if not ask.subjects or not places or "count" in ask.operators and ask.thing:
        return None
    if "count" in ask.operators and (counted := _items(ask, places[0])):
        return counted
    if len(ask.subjects) > 1 or "same" in ask.operators:
        return side_by_side(ask, places, prose)
    rows = sorted(ask.subjects[0].rows)
    if key := ask.key:
        return keyed.compared(ask.frame, rows, key[0], places)
    statements = [s for place in places for s in _cells(ask, rows, place, prose)]
    return Draft("answered", tuple(statements)) if statements else None


def _amounts(ask: Ask) -> tuple[int, ...]:
    """Return the first column of plain numbers for `how many` of a subject that is itself what is counted."""
    if "count" not in ask.operators or ask.thing:
        return ()
    numeric = [c for c in ask.frame.columns if c.role == "number" and "percent" not in c.header.casefold()]
    return tuple(c.index for c in numeric if "%" not in c.header)[:1]


def _items(ask: Ask, place: int) -> Draft | None:
    """Count the things that one cell names."""
    rows = sorted(ask.subjects[0].rows)
    if place == GROUP or ask.frame.columns[place].role in ("reference", "number"):
        return None
    value = ask.frame.values(rows, place)
    count = len(items(value))
    where = f"{ask.frame.label}, {ask.frame.header(place)} of {ask.frame.name(rows[0])}"
    text = render("counted", count=str(count), filter=where, names=value or "none")
    return Draft("answered", (Statement(text, tuple(of_row(ask.frame.rows[r]) for r in rows), ONLY),))


def _cells(ask: Ask, rows: Sequence[int], place: int, prose: Sequence[Indexed]) -> list[Statement]:
    frame = ask.frame
    if place != GROUP and frame.columns[place].role == "reference":
        return _references(frame, rows, place)
    by_name: dict[str, dict[str, int]] = {}
    for r in rows:
        if value := frame.cell(r, place):
            by_name.setdefault(frame.name(r), {}).setdefault(value, r)
    if not by_name:
        header, evidence = frame.header(place), tuple(of_row(frame.rows[r]) for r in rows)
        return [
            Statement(render("empty", label=frame.label, header=header, entity=frame.name(rows[0])), evidence, ONLY)
        ]
    if len(by_name) == 1 and len(values := next(iter(by_name.values()))) == 1:
        row = next(iter(values.values()))
        found = [_one(ask, row, place, prose)]
        return found + [d for d in [disagreeing(frame, row, place, prose)] if d]
    told = "; ".join(f"{name} {', '.join(values)}" for name, values in by_name.items())
    text = render("column", label=frame.label, header=frame.header(place), cells=told)
    used = [r for values in by_name.values() for r in values.values()]
    return [Statement(text, tuple(of_row(frame.rows[r]) for r in used), ONLY)]


def _one(ask: Ask, row: int, place: int, prose: Sequence[Indexed]) -> Statement:
    if place == GROUP:
        text = render("group", label=ask.frame.label, entity=ask.frame.name(row), group=ask.frame.cell(row, place))
        return Statement(text, (of_row(ask.frame.rows[row]),), ONLY)
    return cell_statement("cell", ask.frame, row, place, prose)


def _references(frame: Frame, rows: Sequence[int], place: int) -> list[Statement]:
    numbers = {n for r in rows for n in frame.rows[r].references}
    entries = [r for r in frame.lexicon.document.references if r.number in numbers]
    if not entries:
        return [cell_statement("cell", frame, rows[0], place, ())] if frame.cell(rows[0], place) else []
    first = tuple(of_row(frame.rows[r]) for r in rows)
    return [replace(said, evidence=(*first, *said.evidence)) for said in map(entry, entries)]
