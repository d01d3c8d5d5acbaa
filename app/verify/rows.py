"""Whose value it is: what a claim says of a row's entity must stand in that row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.verify import directions
from app.verify.content import overlap
from app.verify.names import Name, held
from app.verify.records import Problem
from app.verify.words import Word

HALF = 0.67
"""The share of a clause's content that one clause of a contrasting evidence must hold."""


LEAST = 3
"""Content words from which a clause is traced to one proof."""


@dataclass(frozen=True, slots=True)
class Place:
    """One proof: its words, the keys in it, and whether it is a row."""

    words: tuple[Word, ...]
    keys: frozenset[str]
    is_row: bool


def check_owners(words: Sequence[Word], names: Sequence[Name], places: Sequence[Place]) -> Iterator[Problem]:
    """Yield the names and directions that stand in a row of another entity than the claim says."""
    rows = [p for p in places if p.is_row]
    owners = [(n, own) for n in names if (own := _rows_of(n, rows))]
    if len(rows) < 2 or len({id(r) for _, own in owners for r in own}) < 2:
        return
    prose = frozenset().union(*(p.keys for p in places if not p.is_row))
    for name, own, inside, span in _segments(words, names, owners):
        for other in inside:
            if not held(other, prose) and not any(held(other, row.keys) for row in own):
                yield Problem("role", f"{other.text} for {name.text}")
        told = [e for row in own for e in directions.read(row.words)]
        for event in directions.read(span):
            if told and not any(e.sign == event.sign for e in told):
                yield Problem("direction", f"{event.word} for {name.text}")


def check_places(words: Sequence[Word], names: Sequence[Name], places: Sequence[Place]) -> Iterator[Problem]:
    """Yield the names of which a clause says what only a proof without them says (`A, whose target is B, is C`)."""
    for subject, own in _statements(words, names) if len(places) > 1 else ():
        said = frozenset(w.root for w in own if w.is_content and w.root[:1] != "=" and not w.sign)
        mine = frozenset(w.root for p in places if held(subject, p.keys) for w in p.words)
        others = [frozenset(w.root for w in p.words) for p in places if not held(subject, p.keys)]
        best = max((overlap(said, o) for o in others), default=0)
        known = overlap(said, mine)
        if len(said) >= LEAST and mine and known < best and known < HALF * len(said) <= best:
            yield Problem("role", f"{subject.text}: {' '.join(sorted(said))}")


def _statements(words: Sequence[Word], names: Sequence[Name]) -> Iterator[tuple[Name, list[Word]]]:
    """Yield each clause with its first name, and what follows `, which` with the name before it."""
    for clause in {w.clause for w in words}:
        own = [w for w in words if w.clause == clause]
        turn = next((i for i, w in enumerate(own) if w.is_after_comma and w.text.lower() in ("which", "who")), len(own))
        first = next((n for n in names if own[0].start <= n.start <= own[-1].start), None)
        if first:
            yield first, own[:turn]
        if own[turn:] and (before := [n for n in names if n.end <= own[turn].start]):
            yield before[-1], own[turn:]


def _rows_of(name: Name, rows: Sequence[Place]) -> list[Place]:
    """Return the rows that begin with the name: those of its entity."""
    return [row for row in rows if row.words and held(name, _opening(row))]


def _opening(row: Place) -> frozenset[str]:
    first = [w.text for w in row.words if w.clause == row.words[0].clause]
    return frozenset(k for k in row.keys if k in "".join(_key(first)) and len(k) > 2)


def _key(texts: Sequence[str]) -> list[str]:
    from store.names import key

    return [key(t) for t in texts]


def _segments(
    words: Sequence[Word], names: Sequence[Name], owners: Sequence[tuple[Name, list[Place]]]
) -> Iterator[tuple[Name, list[Place], list[Name], list[Word]]]:
    """Yield each owner with what the claim says until the next; what follows a list belongs to all of it."""
    ends = [n.start for n, _ in owners[1:]] + [10**9]
    waiting: list[tuple[Name, list[Place]]] = []
    for (name, own), end in zip(owners, ends, strict=True):
        inside = [n for n in names if name.end <= n.start < end and n is not name]
        span = [w for w in words if name.end <= w.start < end]
        waiting.append((name, own))
        if any(w.is_content or w.sign for w in span):
            for each, rows in waiting:
                yield each, rows, inside, span
            waiting = []


def check_clauses(words: Sequence[Word], places: Sequence[Place], *, sharp: bool) -> Iterator[Problem]:
    """Yield the half of a contrast (`A is x, whereas B is y`) that no one clause of the evidence carries.

    `sharp`: the evidence sets one thing against another (`whereas`), so that a plain claim is of one side too.
    """
    halves = _sides(words)
    told = [half for place in places for half in _sides(place.words)]
    whole = frozenset(r for half in told for r in half)
    if len(places) > 1 or len(told) < 2 or (len(halves) < 2 and not sharp):
        return
    for half in halves:
        known = [r for r in half if overlap(frozenset({r}), whole)]
        best = max(told, key=lambda other: overlap(frozenset(known), frozenset(other)))
        share = overlap(frozenset(known), frozenset(best))
        subject = not known or overlap(frozenset(known[:1]), frozenset(best))
        if len(known) > 2 and (share < HALF * len(known) or not subject):
            yield Problem("role", " ".join(known))


def _sides(words: Sequence[Word]) -> list[tuple[str, ...]]:
    """Return the content of each side of a contrast, in the order of its words."""
    found: dict[int, dict[str, None]] = {}
    for word in words:
        if word.is_content and not word.sign:
            found.setdefault(word.side, {})[word.root] = None
    return [tuple(roots) for roots in found.values()]
