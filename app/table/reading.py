"""A question over one table as one typed query: subjects, conditions, what is selected, how it is summed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app import vocabulary
from app.table import inside, keyed, naming
from app.table.conditions import Condition, condition, meeting
from app.table.frame import GROUP, Frame
from app.table.marks import Mark, is_thing, marks
from app.table.tokens import tokens
from store.names import fold

NEAR = 4
"""How many tokens lie at most between a negation and what it denies, or between a value and its header."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Rows that the question names, and where it names them."""

    rows: frozenset[int]
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One typed query over the table of `frame`. `empties` are columns that must hold nothing."""

    frame: Frame
    marks: tuple[Mark, ...]
    subjects: tuple[Subject, ...] = ()
    excluded: frozenset[int] = frozenset()
    conditions: tuple[Condition, ...] = ()
    selects: tuple[int, ...] = ()
    named: frozenset[int] = frozenset()
    """The columns that the question says by header or concept, those of the conditions among them."""
    empties: tuple[int, ...] = ()
    thing: bool = False
    operators: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    yes_no: bool = False
    structural: bool = False
    """Whether the question speaks of the table as such."""

    def narrowed(self) -> Ask:
        """Return the query with its one subject kept to the rows that its conditions pick from several."""
        if len(self.subjects) != 1 or not self.conditions or not self.selects or len(self.subjects[0].rows) < 2:
            return self
        rows = self.subjects[0].rows & meeting(self.conditions, self.frame)
        return replace(self, subjects=(replace(self.subjects[0], rows=rows),)) if rows else self

    @property
    def key(self) -> tuple[int, ...]:
        """Return the column whose values, named in the question, set rows of its one subject side by side."""
        if len(self.subjects) != 1 or not self.selects or self.unread:
            return ()
        return keyed.keys(self.conditions, self.subjects[0].rows)

    @property
    def weight(self) -> int:
        """Return how much of the question the table holds."""
        tags = sum(m.end - m.start for m in self.marks if m.kind == "tag")
        return 3 * tags + 2 * (len(self.subjects) + len(self.conditions) + len(self.named)) + self.thing


def read(text: str, frame: Frame, topic: frozenset[str]) -> Ask:
    """Return `text` as a query over the table of `frame`."""
    found = _number_column(naming.named(marks(text, frame, topic), frame), frame)
    subjects = [Subject(_rows(m), m.start, m.text) for m in found if m.of("entity")]
    excluded = [s for s in subjects if _denied(s.start, found)]
    subjects = list({s.rows: s for s in reversed(subjects) if s not in excluded}.values())[::-1]
    headers = [(place, m) for m in found for place in _places(m, frame, bool(subjects))]
    headers = [(p, m) for p, m in headers if not (p == GROUP and _denied(m.start, found))]
    within, column = inside.asked(found, frame)
    counting = [] if subjects else inside.counting(found, frame, headers)
    stated = [replace(c, soft=c.soft or c.start in within) for c in _conditions(found, frame, headers)]
    stated = [*(c for c in stated if c.start not in {n.start for n in counting}), *counting]
    mine = subjects[0].rows if len(subjects) == 1 else frozenset()
    either = {c.place for c in stated if c.either and mine}
    if len({p for p, _ in headers} - either) > 0:
        either -= set(keyed.keys(stated, mine))
    conditions = [c for c in stated if c.place not in either]
    used = {p for c in conditions for p in c.headers}
    empties = _empties(found, frame, headers, conditions)
    named = [*either, *(place for place, _ in headers)]
    governing = {p for p, m in headers for c in conditions if c.start == m.end and c.kind in ("value", "word")}
    selects = [p for p in dict.fromkeys(named) if p not in used | governing and p not in empties]
    told = [frame.entity.index] * bool(subjects) + [c.place for c in conditions if c.kind == "value"]
    selects = list(keyed.beside(selects or list(column), frame, told))
    operators = frozenset(m.name for m in found if m.kind == "operator")
    return Ask(
        frame,
        found,
        tuple(subjects),
        frozenset(r for s in excluded for r in s.rows),
        tuple(conditions),
        _strongest(selects, headers),
        frozenset(named),
        tuple(empties),
        any(m.kind == "thing" or is_thing(m, frame) for m in found),
        operators,
        _unread(found, stated),
        _yes_no(text),
        inside.speaks_of_table(found),
    )


def _number_column(found: tuple[Mark, ...], frame: Frame) -> tuple[Mark, ...]:
    """Read "number of" before a subject as the column that is headed so."""
    out = list(found)
    for i, mark in enumerate(found[:-1]):
        after = next((m for m in found[i + 1 :] if m.kind != "frame"), None)
        head = frame.phrases.get(mark.text.split()[0], ())
        headers = tuple(t for t in head if t.kind == "header")
        if mark.name == "count" and headers and after is not None and after.of("entity"):
            out[i] = replace(mark, kind="tag", name="", tags=headers)
    return tuple(out)


def _places(mark: Mark, frame: Frame, subject: bool) -> tuple[int, ...]:
    """Return the columns that a mark names by header or by concept."""
    if mark.kind == "concept" and mark.name == "grouped":
        return (GROUP,) if subject else ()
    if mark.kind == "concept" and mark.name == "group":
        return (GROUP,) if frame.table.groups else frame.by_concept("group")
    if mark.kind == "concept" and mark.name == "reference":
        return frame.references
    if mark.kind == "concept":
        return frame.by_concept(mark.name)
    if mark.of("entity", "group", "value"):
        return ()
    return tuple(dict.fromkeys(t.place for t in mark.of("header") if t.place != frame.entity.index))


def _rows(mark: Mark) -> frozenset[int]:
    return frozenset(r for t in mark.of("entity") for r in t.rows)


def _strongest(selects: Sequence[int], headers: Sequence[tuple[int, Mark]]) -> tuple[int, ...]:
    """Leave out what only a word like `how` asks for where something else is asked for by name."""
    weak = {p for p, m in headers if m.kind == "concept" and m.name == "mechanism"}
    weak -= {p for p, m in headers if m.kind == "tag"}
    strong = tuple(p for p in selects if p not in weak)
    return strong or tuple(selects)


def _conditions(found: Sequence[Mark], frame: Frame, headers: Sequence[tuple[int, Mark]]) -> list[Condition]:
    out: list[Condition] = []
    cites = bool(frame.references) and any(m.kind == "concept" and m.name == "reference" for m in found)
    for i, mark in enumerate(found):
        before = next((m for m in reversed(found[:i]) if m.kind == "operator"), None)
        made = condition(mark, before, found[i - 1] if i else None, frame, cites)
        if made is None:
            continue
        first = not any(m.kind == "thing" or is_thing(m, frame) for m in found[:i])
        made = _bound(made, mark, headers, frame, first=first)
        out.append(replace(made, negated=_denied(mark.start, found), either=_either(mark, found)))
    return out


def _bound(made: Condition, mark: Mark, headers: Sequence[tuple[int, Mark]], frame: Frame, *, first: bool) -> Condition:
    """Restrict a condition to the columns that the question names beside it.

    A class of names that is the `first` noun for the table's things is one of its subjects, where any bears it.
    """
    near = [(abs(m.start - mark.start), p) for p, m in headers if p in made.by_place and m is not mark]
    if made.kind == "names" and first and frame.entity.index in made.by_place:
        return replace(made, by_place={frame.entity.index: made.by_place[frame.entity.index]})
    if not near:
        return made
    exact = [pair for pair in near if pair[0] <= 2 * NEAR] or near
    place = min(exact)[1]
    return replace(made, by_place={place: made.exact.get(place) or made.by_place[place]}, headers=(place,))


def _denied(start: int, found: Sequence[Mark]) -> bool:
    """Whether a negation stands before what begins at `start`, with nothing between that it denies instead."""
    before = [m for m in found if m.end <= start]
    for mark in reversed(before):
        if mark.kind == "operator" and mark.name in ("not", "without"):
            return start - mark.end <= 2 * NEAR
        if mark.of("entity", "value", "part", "group") or mark.kind in ("class", "word", "names", "number"):
            between = [m for m in found if mark.end <= m.start < start]
            if not any(m.kind == "operator" and m.name == "or" or m.text.casefold() == "nor" for m in between):
                return False
    return False


def _either(mark: Mark, found: Sequence[Mark]) -> bool:
    """Whether an `or` stands between this mark and the one before that it is an alternative to."""
    before = [m for m in found if m.end <= mark.start]
    for other in reversed(before):
        if other.kind == "operator" and other.name == "or":
            return True
        if other.tags or other.kind in ("class", "names", "number"):
            return False
    return False


def _empties(
    found: Sequence[Mark], frame: Frame, headers: Sequence[tuple[int, Mark]], conditions: Sequence[Condition]
) -> list[int]:
    """Return the columns that the question wants empty (`without a target`, `whose target is blank`)."""
    used = {p for c in conditions for p in c.headers}
    out: list[int] = []
    last = found[-1].end if found else 0
    for mark in found:
        if mark.kind != "operator" or mark.name not in ("without", "not") or mark.end == last == mark.start + 1 == 0:
            continue
        near = [(m.start < mark.start, abs(m.start - mark.start), p) for p, m in headers if p not in used]
        near = [n for n in near if n[1] <= NEAR and not (n[0] and mark.name == "not") and n[2] != GROUP]
        if near:
            out.append(min(near)[2])
    return out


def _unread(found: Sequence[Mark], conditions: Iterable[Condition]) -> tuple[str, ...]:
    read_ = {c.start for c in conditions}
    return tuple(
        m.text
        for m in found
        if m.kind == "unread" or (m.kind in ("number", "class", "names", "word") and m.start not in read_)
    )


def _yes_no(text: str) -> bool:
    found = [t.word for t in tokens(text)]
    if not found:
        return False
    tail = fold(text).rstrip(" ?.!")
    tagged = any(tail.endswith(f" {w}") or tail.endswith(f",{w}") for w in vocabulary.words("table", "tag"))
    return found[0] in vocabulary.words("auxiliaries") or tagged
