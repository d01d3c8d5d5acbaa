"""Conditions: which rows meet what one mark of a question says, by the column that says it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app import vocabulary
from app.table.frame import GROUP, Frame, Tag
from app.table.marks import Mark
from app.table.tokens import numbers, tokens
from store.names import key

TESTS: Mapping[str, Callable[[float, float], bool]] = {
    "more": operator.gt,
    "least": operator.ge,
    "less": operator.lt,
    "most": operator.le,
    "": operator.eq,
}

SIGNS = {"more": ">", "least": "≥", "less": "<", "most": "≤", "": ""}


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows must meet: the rows by the place that says so. `headers` were named beside it."""

    kind: str
    text: str
    start: int
    by_place: Mapping[int, frozenset[int]]
    headers: tuple[int, ...] = ()
    negated: bool = False
    either: bool = False
    soft: bool = False
    exact: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """The rows whose whole cell it is."""
    value: float | None = None

    @property
    def rows(self) -> frozenset[int]:
        """Return the rows that meet it in any of its places."""
        return frozenset(r for rows in self.by_place.values() for r in rows)

    @property
    def place(self) -> int:
        """Return the place that most of its rows meet it in."""
        return max(self.by_place, key=lambda p: (len(self.by_place[p]), -p))


def condition(mark: Mark, before: Mark | None, previous: Mark | None, frame: Frame, cites: bool) -> Condition | None:
    """Return the condition that `mark` states, or `None` where it states none; `cites`: references are meant."""
    if mark.of("entity") or mark.kind in ("frame", "thing"):
        return None
    if cites and mark.number is not None and 1900 <= mark.number < 2100:
        return _year(mark, test_name(mark, before), frame)
    if cites and mark.number is not None and previous is not None and previous.name == "reference":
        return _cited(mark, frame)
    if mark.number is not None or mark.kind == "number":
        return _numeric(mark, before, frame)
    if mark.kind == "class":
        return _made("class", mark, _of_class(frame, mark.name))
    if mark.kind == "names":
        return _made("names", mark, _of_names(frame, tuple(mark.name.split())))
    if tags := mark.of("group"):
        return _made("group", mark, {GROUP: frozenset(r for t in tags for r in t.rows)})
    if mark.of("header") and not mark.of("value"):
        return None
    if tags := mark.of("value", "part"):
        by_place, exact = _united(tags), _united(mark.of("value"))
        soft = mark.kind == "word" and previous is not None and previous.kind == "tag" and bool(previous.tags)
        return _made(mark.kind if mark.kind == "word" else "value", mark, by_place, soft, exact)
    return None


def _united(tags: Sequence[Tag]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for tag in tags:
        found[tag.place] = found.get(tag.place, frozenset()) | tag.rows
    return found


def _made(
    kind: str,
    mark: Mark,
    by_place: Mapping[int, frozenset[int]],
    soft: bool = False,
    exact: Mapping[int, frozenset[int]] | None = None,
) -> Condition | None:
    filled = {p: rows for p, rows in by_place.items() if rows}
    return Condition(kind, mark.text, mark.start, filled, soft=soft, exact=exact or {}) if filled else None


def _year(mark: Mark, name: str, frame: Frame) -> Condition | None:
    """Return the rows with a reference of that year."""
    years = {r.number: float(r.year) for r in frame.lexicon.document.references if r.year}
    test, value = TESTS[name], mark.number or 0.0
    rows = frozenset(
        i for i, row in enumerate(frame.rows) if any(n in years and test(years[n], value) for n in row.references)
    )
    place = frame.references[0]
    return Condition("year", f"{SIGNS[name]}{mark.text}", mark.start, {place: rows}, (place,), value=value)


def _cited(mark: Mark, frame: Frame) -> Condition:
    """Return the rows with the reference of that number."""
    rows = frozenset(i for i, row in enumerate(frame.rows) if mark.number in row.references)
    place = frame.references[0]
    return Condition("year", mark.text, mark.start, {place: rows}, (place,), value=mark.number)


def _of_class(frame: Frame, value_class: str) -> dict[int, frozenset[int]]:
    return {
        c.index: frozenset(
            r for r in range(len(frame.rows)) if vocabulary.value_class(key(frame.cell(r, c.index))) == value_class
        )
        for c in frame.columns
        if c.role == "category"
    }


def _of_names(frame: Frame, prefixes: tuple[str, ...]) -> dict[int, frozenset[int]]:
    """Return the rows whose cells bear a name of a class (`circ…`), the subjects' own names before others."""
    found: dict[int, set[int]] = {}
    for r, row in enumerate(frame.rows):
        for column in frame.columns:
            said = {t.form for t in tokens(row.cells[column.index].text)}
            said |= frame.lexicon.keys_of((frame.index, r)) if column is frame.entity else set()
            if any(s.startswith(prefixes) for s in said):
                found.setdefault(column.index, set()).add(r)
    return {place: frozenset(rows) for place, rows in found.items()}


def _numeric(mark: Mark, before: Mark | None, frame: Frame) -> Condition | None:
    value = mark.number if mark.number is not None else numbers(mark.text)[0]
    name = test_name(mark, before)
    test, year = TESTS[name], 1900 <= value < 2100
    places: dict[int, frozenset[int]] = {}
    for column in frame.columns:
        if column.role == "reference" or column.role != "number" and not (year and column is not frame.entity):
            continue
        rows = [r for r in range(len(frame.rows)) if _holds(frame.cell(r, column.index), value, test, column.role)]
        if rows or column.role == "number":
            places[column.index] = frozenset(rows)
    exact = mark.of("value", "part")
    for tag in exact:
        if not name:
            places[tag.place] = frozenset(r for t in exact if t.place == tag.place for r in t.rows)
    sign = SIGNS[name] if mark.text[0] not in "<>≤≥" else ""
    return Condition("number", f"{sign}{mark.text}", mark.start, places, value=value) if places else None


def test_name(mark: Mark, before: Mark | None) -> str:
    """Return the comparison that stands before a number, or in it."""
    if mark.text[0] in "<>≤≥":
        return {"<": "less", ">": "more", "≤": "most", "≥": "least"}[mark.text[0]]
    near = before is not None and mark.start - before.end <= 1
    return before.name if before is not None and near and before.name in TESTS else ""


def _holds(cell: str, value: float, test: Callable[[float, float], bool], role: str) -> bool:
    found = numbers(cell)[:1] if role == "number" else numbers(cell)
    return any(test(n, value) for n in found)


def meeting(conditions: Sequence[Condition], frame: Frame) -> frozenset[int]:
    """Return the rows that meet all `conditions`, alternatives joined."""
    rows = _all_met(conditions, frame)
    places = [c.place for c in conditions if c.kind in ("value", "class", "group", "names") and not c.negated]
    if not rows and len(places) == len(conditions) > 1 == len(set(places)):
        return frozenset(r for c in conditions for r in c.rows)
    return rows


def _all_met(conditions: Sequence[Condition], frame: Frame) -> frozenset[int]:
    rows = frozenset(range(len(frame.rows)))
    for group in _alternatives(conditions):
        found = frozenset(r for c in group for r in _met(c, frame))
        narrowed = rows & found
        if narrowed or not all(c.soft for c in group):
            rows = narrowed
    return rows


def _alternatives(conditions: Sequence[Condition]) -> list[list[Condition]]:
    groups: list[list[Condition]] = []
    for c in conditions:
        if c.either and groups and not c.negated:
            groups[-1].append(c)
        else:
            groups.append([c])
    return groups


def _met(c: Condition, frame: Frame) -> frozenset[int]:
    if not c.negated:
        return c.rows
    place = c.place
    wrong = set(frame.names(c.rows))
    return frozenset(r for r in range(len(frame.rows)) if frame.name(r) not in wrong and frame.cell(r, place))
