"""The most and the least: groups by size, rows by a number, by the year of their reference, by order."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Evidence, Statement, joined, of_row
from app.sentences import Indexed
from app.table.execute import matching, told
from app.table.frame import GROUP
from app.table.reading import Ask
from app.table.support import ONLY, naming
from prompts import render


def groups(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    """Return the groups asked for: all with their sizes, the largest, those of the rows that fit."""
    frame = ask.frame
    if GROUP not in ask.selects or ask.subjects or not frame.table.groups:
        return None
    plain_ = [c for c in ask.conditions if c.kind != "number"]
    rows = matching(ask) if len(plain_) == len(ask.conditions) else frozenset(range(len(frame.rows)))
    sizes = {g: len(frame.names(r for r in rows if frame.cell(r, GROUP) == g)) for g in frame.table.groups}
    sizes = {g: n for g, n in sizes.items() if n}
    chosen = _chosen(ask, sizes)
    if not chosen:
        return None
    cells = joined([f"{g} ({n})" for g, n in chosen.items()])
    narrowed = bool(plain_) or len(chosen) < len(frame.table.groups)
    if narrowed and "count" not in ask.operators:
        text = render("rows", names=cells, filter=told(ask))
    else:
        text = render("groups", label=frame.label, count=str(len(chosen)), names=cells)
    rows = frozenset(r for r in rows if frame.cell(r, GROUP) in chosen)
    evidence = (
        tuple(of_row(frame.rows[r]) for r in sorted(rows))
        if narrowed
        else (Evidence(frame.table.span), *naming(list(chosen), prose))
    )
    return Draft("answered", (Statement(text, evidence, ONLY),))


def _chosen(ask: Ask, sizes: dict[str, int]) -> dict[str, int]:
    wanted = [c for c in ask.conditions if c.kind == "number"]
    if ask.operators & {"largest", "smallest"} and sizes:
        size = (max if "largest" in ask.operators else min)(sizes.values())
        return {g: n for g, n in sizes.items() if n == size}
    if (place := _nth(ask, len(sizes))) is not None:
        return dict([list(sizes.items())[place]])
    numbers = [c.value for c in wanted] or [m.number for m in ask.marks if m.kind == "frame" and m.number is not None]
    fitting = {g: n for g, n in sizes.items() if n in numbers}
    return fitting if ask.thing and numbers else sizes


def _nth(ask: Ask, size: int) -> int | None:
    """Return which of `size` things in order the question asks for: the first, the third, the last."""
    wanted = next((m for m in ask.marks if m.name in ("first", "last", "nth")), None)
    if wanted is None or not size:
        return None
    place = {"first": 0, "last": size - 1}.get(wanted.name, int(wanted.number or 0))
    return place if place < size else None


def _by_order(ask: Ask, rows: Sequence[int]) -> Draft | None:
    """Return the row that stands first, third, last in the table, or among those that fit."""
    place = _nth(ask, len(rows)) if ask.thing and (ask.structural or ask.conditions) else None
    if place is None or ask.operators & {"count", "newest", "oldest", "largest", "smallest"}:
        return None
    row = rows[place]
    cells = [ask.frame.values([row], p) or "(empty)" for p in ask.selects]
    name = ": ".join([ask.frame.name(row), *([", ".join(cells)] if cells else [])])
    text = render("rows", names=name, filter=told(ask))
    return Draft("answered", (Statement(text, (of_row(ask.frame.rows[row]),), ONLY),))


def extremes(ask: Ask) -> Draft | None:
    """Return the row by its order, those with the highest or lowest number, with the newest or oldest reference."""
    frame = ask.frame
    if ask.subjects:
        return None
    rows = sorted(matching(ask))
    if found := _by_order(ask, rows):
        return found
    if set(ask.selects) & set(frame.references) and ask.operators & {"largest", "smallest"} and ask.thing:
        return _by_reference(ask, rows, by_year=False)
    if ask.operators & {"newest", "oldest"} and not any(c.kind == "year" for c in ask.conditions):
        return _by_reference(ask, rows, by_year=True) if ask.thing or ask.conditions else None
    if not ask.operators & {"largest", "smallest"}:
        return None
    places = [p for p in ask.selects if p != GROUP and frame.columns[p].role == "number"]
    places += [c.index for c in frame.columns if c.role == "number" and not ask.selects]
    if not places:
        return None
    scored = [(v, r) for r in rows if (v := frame.number(r, places[0])) is not None]
    if not scored:
        return None
    best = (max if "largest" in ask.operators else min)(v for v, _ in scored)
    chosen = [r for v, r in scored if v == best]
    header = frame.header(places[0])
    cells = "; ".join(f"{frame.name(r)}: {frame.cell(r, places[0])}" for r in chosen)
    text = render("pairs", cells=cells, filter=", ".join([told(ask), header]))
    return Draft("answered", (Statement(text, tuple(of_row(frame.rows[r]) for r in chosen), ONLY),))


def _by_reference(ask: Ask, rows: Sequence[int], *, by_year: bool) -> Draft | None:
    """Return the rows whose reference is the newest or oldest, or has the highest or lowest number."""
    frame = ask.frame
    years = {r.number: r.year if by_year else r.number for r in frame.lexicon.document.references if r.year}
    scored = [(y, n, row) for row in rows for n in frame.rows[row].references if (y := years.get(n))]
    if not scored:
        return None
    best = (max if ask.operators & {"newest", "largest"} else min)(y for y, _, _ in scored)
    chosen = sorted({(row, n) for y, n, row in scored if y == best})
    by_name: dict[str, list[int]] = {}
    for row, number in chosen:
        by_name.setdefault(frame.name(row), []).append(number)
    told_ = [f"{name} (reference {', '.join(map(str, numbers_))})" for name, numbers_ in by_name.items()]
    if by_year:
        text = render("year", names=joined(told_), year=str(best), filter=told(ask))
    else:
        text = render("rows", names=joined(told_), filter=told(ask))
    return Draft("answered", (Statement(text, tuple(of_row(frame.rows[row]) for row, _ in chosen), ONLY),))
