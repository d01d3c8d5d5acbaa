"""The executor: one typed query over the rows of one table, the answer with the filter that was used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app import vocabulary
from app.drafts import Draft, Evidence, Statement, joined, of_row, of_sentence
from app.sentences import Indexed
from app.table import keyed
from app.table.conditions import Condition, meeting
from app.table.frame import GROUP, Frame
from app.table.reading import Ask
from app.table.support import BOTH, ONLY, saying
from app.table.tokens import tokens
from prompts import render

MOST_CELLS = 12
"""Rows whose cells are told one by one; of more, the names alone."""

MOST_AT_A_GLANCE = 3
"""Names that need no counting."""

MOST_CITED = 3
"""Rows for which the prose is cited beside the table."""


def filtered(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    """Return the subjects of the rows that meet every condition: listed, counted, or with a column of theirs."""
    if ask.subjects or not _asks_rows(ask) or ask.operators & {"largest", "smallest", "newest", "oldest"}:
        return None
    if ask.yes_no and ask.conditions and ask.thing and _of_all(ask):
        return _universal(ask)
    rows = matching(ask)
    counted = "count" in ask.operators
    if not rows:
        return _none(ask)
    select = [p for p in ask.selects if p != GROUP] or _bearing(ask)
    if select and len(rows) > MOST_CELLS and not ask.conditions:
        return _distinct(ask, select[0], rows)
    if counted:
        return _said(ask, rows, _count_text(ask, rows, select))
    if select and len(ask.frame.names(rows)) <= MOST_CELLS:
        return _with(_said(ask, rows, _pairs(ask, rows, select)), _told(ask, rows, prose))
    listed = _said(ask, rows, _list_text(ask, rows))
    said = _told(ask, rows, prose)
    if len(rows) == 1 and said and not any(c.headers for c in ask.conditions):
        return replace(listed, statements=(*listed.statements, *said))
    return _with(listed, said)


def _bearing(ask: Ask) -> list[int]:
    """Return the column whose cells bear the names that are asked for (`which microRNAs`), where no subject does."""
    first = next((m for m in ask.marks if m.kind in ("thing", "names")), None)
    found = [c for c in ask.conditions if first is not None and c.start == first.start and c.kind == "names"]
    return [c.place for c in found if ask.frame.entity.index not in c.by_place]


def _told(ask: Ask, rows: frozenset[int], prose: Sequence[Indexed]) -> list[Statement]:
    """Return the sentences that say of a few rows what the conditions ask of them."""
    stated = [c for c in ask.conditions if c.kind in ("value", "class") and not c.negated]
    few = sorted(rows) if len(rows) <= MOST_CITED else []
    found = (saying(ask.frame, r, c.text, prose) for r in few for c in stated)
    return [Statement(s.text, (of_sentence(s),)) for s in dict.fromkeys(s for s in found if s is not None)]


def _with(draft: Draft, said: Sequence[Statement]) -> Draft:
    """Return `draft` with the sentences `said` cited beside its rows."""
    first = draft.statements[0]
    more = tuple(e for s in said for e in s.evidence)
    return replace(draft, statements=(Statement(first.text, (*first.evidence, *more), BOTH if more else ONLY),))


def _of_all(ask: Ask) -> bool:
    """Whether the question asks whether all rows meet a condition; `list all` behind it asks no such thing."""
    return any(m.name == "universal" and m.start < ask.conditions[-1].start for m in ask.marks)


def _universal(ask: Ask) -> Draft | None:
    """Return whether all rows that meet the other conditions meet the last one too."""
    last, others = ask.conditions[-1], ask.conditions[:-1]
    domain = matching(replace(ask, conditions=others))
    rest = domain - matching(ask)
    if not domain:
        return None
    if not rest:
        return _said(ask, domain, render("all", filter=told(ask)))
    told_ = [
        f"{n} ({ask.frame.values([r for r in rest if ask.frame.name(r) == n], last.place)})"
        for n in ask.frame.names(rest)
    ]
    return replace(_said(ask, rest, render("not_all", names=joined(told_), filter=told(ask))), outcome="corrected")


def shared(ask: Ask) -> Draft | None:
    """Return the other subjects that have the same cell as the named one."""
    if len(ask.subjects) != 1 or not ask.selects or not _asks_others(ask):
        return None
    if not (ask.thing or ask.structural or "list" in ask.operators):
        return None
    frame, place, mine = ask.frame, ask.selects[0], ask.subjects[0].rows
    values = {frame.cell(r, place) for r in mine} - {""}
    rows = frozenset(r for r in range(len(frame.rows)) if frame.cell(r, place) in values) - frame.same(mine)
    where = f"{frame.label}, {frame.header(place)}: {'; '.join(sorted(values)) or '(empty)'}"
    if not rows:
        return _said(ask, mine, render("none", filter=where))
    return _said(ask, rows, render("rows", names=joined(frame.names(rows)), filter=where))


def _asks_others(ask: Ask) -> bool:
    """Whether the question is for what else there is of the kind of its subject."""
    others = vocabulary.words("table", "others")
    return "same" in ask.operators or any(m.text.casefold() in others for m in ask.marks)


def _asks_rows(ask: Ask) -> bool:
    """Whether the question is for rows: it filters them, or wants all of them or of a column."""
    columns = [p for p in ask.selects if p != GROUP and ask.frame.columns[p].role != "reference"]
    if any(c.kind == "year" for c in ask.conditions) and not _names_things(ask):
        return False
    if ask.conditions or ask.empties or ask.excluded:
        plain = all(c.kind in ("group", "class", "names") for c in ask.conditions)
        return bool(ask.thing or ask.structural or (columns and plain) or ask.operators & {"count", "list"})
    if columns and any(m.text.casefold() in vocabulary.words("table", "columns") for m in ask.marks):
        return True
    return bool(ask.operators & {"count", "list"}) and (ask.thing and not ask.selects or bool(columns))


def _names_things(ask: Ask) -> bool:
    """Whether a noun means the table's subjects, and not any list's entries."""
    listing = vocabulary.words("table", "listing")
    return any(m.kind in ("thing", "names", "tag") and m.text.casefold() not in listing for m in ask.marks)


def matching(ask: Ask) -> frozenset[int]:
    """Return the rows that meet the conditions, the excluded and the filled ones left out."""
    frame = ask.frame
    rows = meeting(ask.conditions, frame) - frame.same(ask.excluded)
    for place in ask.empties:
        rows = frozenset(r for r in rows if _nothing(frame.cell(r, place)))
    return rows


def _nothing(cell: str) -> bool:
    """Whether a cell is blank or says that there is nothing (`None`)."""
    first = next((t.word for t in tokens(cell)), "")
    return not cell or first in vocabulary.words("table", "nothing")


def _emptiness(frame: Frame, place: int) -> str:
    said = any(_nothing(cell) for r in range(len(frame.rows)) if (cell := frame.cell(r, place)))
    return "none" if said else "empty"


def _count_text(ask: Ask, rows: frozenset[int], select: Sequence[int]) -> str:
    names = ask.frame.names(rows)
    return render("counted", count=str(len(names)), names=joined(names), filter=told(ask))


def _list_text(ask: Ask, rows: frozenset[int]) -> str:
    """Return the subjects of `rows`, how many they are where there are more than one sees at a glance."""
    names = ask.frame.names(rows)
    count = f"{len(names)}; " if len(names) > MOST_AT_A_GLANCE else ""
    names = names if count else keyed.names(ask.frame, rows)
    return render("rows", names=joined(names), filter=count + told(ask))


def _distinct(ask: Ask, place: int, rows: frozenset[int]) -> Draft:
    values = list(dict.fromkeys(v for r in sorted(rows) if (v := ask.frame.cell(r, place))))
    name = "counted" if "count" in ask.operators else "rows"
    count = {"count": str(len(values))} if name == "counted" else {}
    text = render(name, names=joined(values), filter=f"{ask.frame.label}, {ask.frame.header(place)}", **count)
    return Draft("answered", (Statement(text, (Evidence(ask.frame.table.span),), ONLY),))


def _pairs(ask: Ask, rows: frozenset[int], places: Sequence[int]) -> str:
    frame = ask.frame
    told_ = []
    for name in frame.names(rows):
        own = [r for r in rows if frame.name(r) == name]
        cells = [frame.values(own, p) or "(empty)" for p in places]
        told_.append(f"{name}: {', '.join(cells)}")
    return render("pairs", cells="; ".join(told_), filter=told(ask))


def _none(ask: Ask) -> Draft | None:
    """Say that no row meets the conditions, where each alone is one of the table's own values."""
    if any(c.kind == "word" for c in ask.conditions) or ask.excluded:
        return None
    text = render("none", filter=told(ask))
    return Draft("answered", (Statement(text, (Evidence(ask.frame.table.span),), ONLY),))


def _said(ask: Ask, rows: Iterable[int], text: str) -> Draft:
    evidence = tuple(of_row(ask.frame.rows[r]) for r in ask.frame.cited(rows))
    return Draft("answered", (Statement(text, evidence, ONLY),))


def told(ask: Ask) -> str:
    """Return the filter in words: the table, then each condition with its column."""
    frame = ask.frame
    found = [frame.label]
    found += [_condition_words(c, frame) for c in ask.conditions if c.kind not in ("names", "word") or c.headers]
    found += [f"{frame.header(p)}: {_emptiness(frame, p)}" for p in ask.empties]
    return ", ".join(found)


def _condition_words(c: Condition, frame: Frame) -> str:
    value = c.text
    if c.kind == "class":
        rows = sorted(c.by_place[c.place])
        value = frame.cell(rows[0], c.place) if rows else vocabulary.value_class(c.text)
    elif c.kind == "group":
        value = frame.cell(min(c.rows), GROUP)
    return f"{frame.header(c.place)}: {'not ' if c.negated else ''}{value}"
