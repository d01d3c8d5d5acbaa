"""Counts over a field of the bibliography: its most frequent value, its different ones, the shared ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from app import asking, entries
from app.authors import surname
from app.drafts import Draft, Evidence, Statement, joined
from app.lexicon import Lexicon
from app.understanding import Query
from prompts import render
from store.records import Reference

_MOST_SHARED = 12


def answer(query: Query, lexicon: Lexicon, said: frozenset[str]) -> Draft | None:
    """Return the tally of a field that the question asks for, or `None` where it asks for none."""
    field = _field(query.text, said)
    if any(asking.says(query.text, "bibliography", end) for end in ("oldest", "newest")):
        return None
    if not field or entries.topic(query, lexicon) or query.rows or entries.people(query.text, lexicon):
        return None
    groups = _groups(field, lexicon.document.references, "first" in said)
    if asking.says(query.text, "tallies", "most"):
        top = max(map(len, groups.values()), default=0)
        return _worded(field, {v: g for v, g in groups.items() if len(g) == top}, "tally_most", str(top))
    if asking.says(query.text, "tallies", "shared"):
        shared = {v: g for v, g in groups.items() if len(g) > 1}
        shared = dict(sorted(shared.items(), key=lambda pair: -len(pair[1]))[:_MOST_SHARED])
        return _worded(field, shared, "tally_shared", str(len(shared)))
    if asking.says(query.text, "tallies", "different") and "count" in query.operators:
        count = str(len(groups))
        first = {v: g[:1] for v, g in list(groups.items())[:1]}
        return _worded(field, first, "tally_different", count)
    return None


def _field(text: str, said: frozenset[str]) -> str:
    asked = [f for f in ("journal", "year", "surname", "author") if said & {f, f"{f}s"}]
    return asked[0] if asked else ""


def _groups(field: str, references: Sequence[Reference], first: bool) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = defaultdict(list)
    for reference in references:
        for value in _values(field, reference, first):
            found[value].append(reference)
    return found


def _values(field: str, reference: Reference, first: bool) -> Sequence[str]:
    if field == "journal":
        return [reference.journal] if reference.journal else []
    if field == "year":
        return [str(reference.year)] if reference.year else []
    authors = reference.authors[:1] if first else reference.authors
    return list(dict.fromkeys(surname(a) if field == "surname" else a for a in authors))


def _worded(field: str, groups: dict[str, list[Reference]], template: str, count: str) -> Draft:
    values = joined([f"{v} ({', '.join(str(r.number) for r in g)})" for v, g in groups.items()])
    evidence = tuple(Evidence(r.span, (r.number,)) for r in {r.number: r for g in groups.values() for r in g}.values())
    text = render(template, field=field, values=values, count=count)
    return Draft("answered", (Statement(text, evidence, "reference"),))
