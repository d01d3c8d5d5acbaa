"""Questions about the bibliography and about the review itself: entries filtered, fields read off."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from app import vocabulary
from app.drafts import Draft, Evidence, Statement, joined, of_row
from app.lexicon import Lexicon, parts
from app.understanding import Query
from prompts import render
from store.names import fold, key, stem, stop_words
from store.records import Abbreviation, FrontMatter, Reference, Span

_NUMBER = re.compile(
    r"(?:\b(?:refs?|references?|entry|citation|source|paper|study|number|no)\b\.?\s*(?:number|no\.?|#)?\s*|#)\[?(\d{1,4})\]?(?!\d)"
    r"|\[(\d{1,4})\]",
    re.IGNORECASE,
)
MOST_LISTED = 25
"""Entries that are named one by one; more are only counted."""

_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_RANGE = re.compile(r"\b((?:19|20)\d{2})\b\s*(?:-|–|to|and|until|through)\s*\b((?:19|20)\d{2})\b")


def answer(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the bibliography or the front matter answers, or `None` where neither is asked."""
    said = {fold(p.text) for p in parts(query.text)}
    strong = said & vocabulary.words("bibliography", "strong")
    weak = said & vocabulary.words("bibliography", "weak")
    numbers = [int(a or b) for a, b in _NUMBER.findall(query.text)]
    if numbers and (strong or weak or re.search(r"\[\d+\]", query.text)):
        return _by_number(numbers, lexicon)
    people = _people(query, lexicon)
    if not (strong or (weak and (query.rows or people or _YEAR.search(query.text)))) and not (people and "al" in said):
        return None
    if query.rows and (strong or weak) and not people:
        only = all(s in vocabulary.field_stems() for s in query.content)
        return _of_rows(query, lexicon) if only or strong else None
    chosen, wording = _filter(query, lexicon, people, said)
    if not wording:
        return None
    if chosen and any(lexicon.entity_header(t) in query.headers for t in range(len(lexicon.columns))):
        return _rows_behind(chosen, lexicon)
    if not chosen and people and _YEAR.search(query.text):
        return _without_year(query, lexicon, people, said, wording)
    return _entries(query, chosen, wording)


def _rows_behind(chosen: Sequence[Reference], lexicon: Lexicon) -> Draft | None:
    """Return the table's entities that rest on the chosen entries."""
    numbers = {r.number for r in chosen}
    tables = lexicon.document.tables
    found = [
        (t, r) for t, table in enumerate(tables) for r, row in enumerate(table.rows) if numbers & set(row.references)
    ]
    if not found:
        return None
    evidence = tuple(of_row(lexicon.row(at)) for at in found)
    text = render("list", names=joined([lexicon.entity(at) for at in found]))
    return Draft("answered", (Statement(text, evidence, "table only"),))


def _without_year(query: Query, lexicon: Lexicon, people: Sequence[str], said: set[str], wording: str) -> Draft | None:
    """Correct a year: return the entries that meet every other filter."""
    relaxed = replace(query, text=_YEAR.sub(" ", query.text))
    chosen, _ = _filter(relaxed, lexicon, people, said)
    if not chosen or len(chosen) > 2:
        return Draft("not_in_review", (Statement(render("no_entry", filter=wording)),))
    return Draft("corrected", (Statement(render("year_wrong", filter=wording)), *map(_entry, chosen)))


def _by_number(numbers: Sequence[int], lexicon: Lexicon) -> Draft:
    by_number = {r.number: r for r in lexicon.document.references}
    found = [by_number[n] for n in dict.fromkeys(numbers) if n in by_number]
    if not found:
        last = str(max(by_number, default=0))
        text = render("no_entry", filter=f"number {numbers[0]}; it ends at {last}")
        return Draft("not_in_review", (Statement(text),))
    return Draft("answered", tuple(_entry(r) for r in found))


def _entry(reference: Reference) -> Statement:
    name = "entry" if reference.doi else "no_doi"
    text = render(name, number=str(reference.number), text=reference.text)
    return Statement(text, (Evidence(reference.span, (reference.number,)),), "reference")


def _of_rows(query: Query, lexicon: Lexicon) -> Draft | None:
    numbers = dict.fromkeys(n for at in query.rows for n in lexicon.row(at).references)
    found = [r for r in lexicon.document.references if r.number in numbers]
    return Draft("answered", tuple(_entry(r) for r in found)) if found else None


def _people(query: Query, lexicon: Lexicon) -> list[str]:
    """Return the surnames in the question that the bibliography's authors bear."""
    surnames = {fold(a.split(",")[0]): a.split(",")[0] for r in lexicon.document.references for a in r.authors}
    capital = [p.text for p in parts(query.text)]
    return [surnames[fold(w)] for w in capital if fold(w) in surnames and fold(w) not in stop_words()]


def _filter(query: Query, lexicon: Lexicon, people: Sequence[str], said: set[str]) -> tuple[list[Reference], str]:
    """Return the entries that meet every filter the question names, and the filters in words."""
    tests: list[tuple[str, Callable[[Reference], bool]]] = []
    years = _RANGE.search(query.text)
    if years:
        low, high = sorted(map(int, years.groups()))
        tests.append((f"from {low} to {high}", lambda r: low <= (r.year or 0) <= high))
    else:
        tests.extend((f"from {y}", partial(_is_from, int(y))) for y in dict.fromkeys(_YEAR.findall(query.text)))
    first = "first" in said
    for name in dict.fromkeys(people):
        label = f"with {name} as {'first ' if first else ''}author"
        tests.append((label, partial(_has_author, name, first)))
    journal = _journal(query, lexicon)
    if journal:
        tests.append((f"in {journal}", lambda r: r.journal == journal))
    if said & vocabulary.words("bibliography", "missing") and "doi" in said:
        tests.append(("without a DOI", lambda r: not r.doi))
    topic = _topic(query, lexicon, people, journal)
    if topic:
        tests.append(("on " + " ".join(topic), lambda r: set(topic) <= {stem(p.text) for p in parts(r.title)}))
    found = [r for r in lexicon.document.references if all(test(r) for _, test in tests)]
    found = _extreme(found, said)
    plain = not tests and ("count" in query.operators or said & _extremes())
    return found, ", ".join(label for label, _ in tests) or ("in the bibliography" if plain else "")


def _extremes() -> frozenset[str]:
    return vocabulary.words("bibliography", "oldest") | vocabulary.words("bibliography", "newest")


def _extreme(found: list[Reference], said: set[str]) -> list[Reference]:
    years = [r.year for r in found if r.year]
    if not years or not said & _extremes():
        return found
    wanted = min(years) if said & vocabulary.words("bibliography", "oldest") else max(years)
    return [r for r in found if r.year == wanted]


def _is_from(year: int, reference: Reference) -> bool:
    return reference.year == year


def _has_author(name: str, first: bool, reference: Reference) -> bool:
    authors = reference.authors[:1] if first else reference.authors
    return any(fold(a.split(",")[0]) == fold(name) for a in authors)


def _journal(query: Query, lexicon: Lexicon) -> str:
    asked = f" {' '.join(fold(p.text) for p in parts(query.text))} "
    journals = {r.journal for r in lexicon.document.references if len(r.journal.split()) > 1}
    named = [j for j in journals if f" {' '.join(fold(p.text) for p in parts(j))} " in asked]
    return max(named, key=lambda j: (len(j), j), default="")


def _topic(query: Query, lexicon: Lexicon, people: Sequence[str], journal: str) -> list[str]:
    """Return the question's content stems that stand in a title and are no field, name or journal."""
    titles = {stem(p.text) for r in lexicon.document.references for p in parts(r.title)}
    asking = vocabulary.words("bibliography", "strong") | vocabulary.words("bibliography", "weak")
    fields = vocabulary.field_stems() | {stem(w) for w in asking}
    fields |= {stem(w) for w in _extremes() | {"first"}} | {stem(p.text) for p in parts(journal)}
    names = {stem(n) for n in people}
    return [s for s in query.content if s in titles and s not in fields | names and not s.isdigit()]


def _entries(query: Query, found: Sequence[Reference], wording: str) -> Draft:
    if not found:
        return Draft("not_in_review", (Statement(render("no_entry", filter=wording)),))
    if len(found) <= 2 and "count" not in query.operators:
        return Draft("answered", tuple(_entry(r) for r in found))
    evidence = tuple(Evidence(r.span, (r.number,)) for r in found)
    names = joined([f"{r.number} ({_short(r)})" for r in found])
    if len(found) > MOST_LISTED:
        names, evidence = "...", evidence[:1]
    text = render("entries", count=str(len(found)), filter=wording, names=names)
    return Draft("answered", (Statement(text, evidence, "reference"),))


def _short(reference: Reference) -> str:
    return f"{reference.authors[0].split(',')[0] if reference.authors else reference.journal}, {reference.year}"


def long_form(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what an abbreviation stands for, where the question asks for that."""
    if not any(phrase in fold(query.text) for phrase in vocabulary.words("expansion")):
        return None
    asked = set(query.keys) | set(query.symbols)
    found = [a for a in lexicon.document.abbreviations if key(a.short) in asked or key(a.long) in asked]
    statements = [_long_form(a) for a in found[:3]]
    return Draft("answered", tuple(statements)) if statements else None


def _long_form(abbreviation: Abbreviation) -> Statement:
    text = render("abbreviation", short=abbreviation.short, long=" ".join(abbreviation.long.split()))
    return Statement(text, (Evidence(abbreviation.span),))


def about(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the front matter says of the review itself, where the question asks for that."""
    document = lexicon.document
    asks_entry = _NUMBER.search(query.text) or _YEAR.search(query.text)
    if query.rows or query.values or query.keys or query.unknown or asks_entry:
        return None
    words = vocabulary.words("front")
    said = {fold(p.text) for p in parts(query.text)}
    known = {stem(w) for label in words for w in vocabulary.front_words(label)}
    left = [s for s in query.content if s not in known and s not in lexicon.topic and not s.isdigit()]
    if left:
        return None
    labels = [label for label in vocabulary.front_labels() if said & vocabulary.front_words(label)]
    statements = [s for label in labels for s in _front(label, document.front, lexicon, query)]
    own = any(phrase in fold(query.text) for phrase in vocabulary.words("self")) or len(said) <= 6
    return Draft("answered", tuple(statements[:3])) if statements and own else None


def _front(label: str, items: Sequence[FrontMatter], lexicon: Lexicon, query: Query) -> list[Statement]:
    document = lexicon.document
    if label == "Title":
        at = document.text.find(document.title)
        span = Span(at, at + len(document.title)) if at >= 0 else Span(0, 0)
        return [Statement(render("front", label="Title", text=document.title), (Evidence(span),), "front matter")]
    if label == "Sections":
        tops = [s for s in document.sections if s.number]
        listed = [s for s in tops if s.level == min((t.level for t in tops), default=1)] or list(document.sections)
        names = "; ".join(f"{s.number}. {s.title}" if s.number else s.title for s in listed)
        evidence = tuple(Evidence(s.heading) for s in listed)
        return [Statement(render("front", label="Sections", text=names), evidence, "front matter")] if listed else []
    if label == "References":
        if "count" not in query.operators or not document.references:
            return []
        last = document.references[-1]
        text = render("front", label="References", text=f"{len(document.references)} entries")
        return [Statement(text, (Evidence(last.span, (last.number,)),), "reference")]
    found = [i for i in items if i.label.casefold().startswith(label.casefold())]
    return [
        Statement(render("front", label=i.label, text=i.text), (Evidence(i.span),), "front matter") for i in found[:1]
    ]
