"""Questions about the bibliography: whether one is asked, and which entries answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import asking, cited, entries, tallies, vocabulary
from app.drafts import Draft, Evidence, Statement, joined, of_row
from app.lexicon import Lexicon, parts
from app.sentences import name_keys
from app.understanding import Query
from prompts import render
from store.names import key, stem
from store.records import Abbreviation, Reference

_WHICH = re.compile(
    r"\b(?:which|what|whose|any|how many|list|name|all)\s+(?:[\w-]+\s+){0,2}"
    r"(?:papers?|articles?|stud(?:y|ies)|works?|trials?|items?)\b",
    re.IGNORECASE,
)
"""A question for the paper itself, not for something that it found."""

_OF_TABLE = re.compile(r"\b(?:according to|per|by) (?:the )?table\b", re.IGNORECASE)
_WHICH_ONE = re.compile(
    r"\b(?:which|what|whose)\s+(?:[\w-]+\s+)?(?:papers?|articles?|stud(?:y|ies)|works?|trials?)\b"
    r"(?! (?:is|are) needed)",
    re.IGNORECASE,
)


def answer(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the bibliography answers, or `None` where it is not asked."""
    said = asking.said(query.text)
    named = cited.numbers(_ungiven(query.text, lexicon))
    strong, weak = asks(query.text)
    if named and (strong or weak or re.search(r"\[\d+\]", query.text)):
        return _by_number(named, query, lexicon)
    wanted = entries.topic(query, lexicon)
    if cited.bound(query.text, lexicon):
        return _chosen(query, lexicon, said, wanted)
    if not strong and (_asks_a_thing(query) or _is_foreign(wanted, lexicon)):
        return None
    persons = entries.people(query.text, lexicon)
    spoken = lexicon.vocabulary if _in_prose(persons, lexicon) else frozenset(wanted)
    of_person = persons and spoken.intersection(wanted) and not _WHICH.search(query.text)
    of_person = of_person and not said & {"published", "appeared"}
    if not strong and (of_person or not (weak and _has_filter(query, lexicon, persons))):
        return _of_person(query, lexicon, persons, wanted)
    if not strong and query.rows and not persons and wanted:
        return None
    if tally := tallies.answer(query, lexicon, said):
        return tally
    return _chosen(query, lexicon, said, wanted)


def named(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the bibliography answers to a question that gives a field of one of its entries."""
    if cited.numbers(_ungiven(query.text, lexicon)):
        return None
    strong, weak = asks(query.text)
    if strong and (found := _entitled(query, lexicon)):
        found = entries.on_topic(entries.topic(query, lexicon), found, lexicon) or found
        return entries.worded(query, found, "on " + joined([lexicon.entity(at) for at in query.rows]))
    given = cited.bound(query.text, lexicon)
    bound = given or ((strong or weak) and entries.people(query.text, lexicon))
    bound = bound or (strong and entries.strange(query, lexicon))
    free = not query.rows or (given and (strong or weak))
    return answer(query, lexicon) if bound and free else None


def _entitled(query: Query, lexicon: Lexicon) -> list[Reference]:
    """Return the entries whose titles have all of several entities, which the table can only set side by side."""
    if len(query.rows) < 2 or "compare" in query.operators:
        return []
    return [
        r for r in lexicon.document.references if all(lexicon.keys_of(at) & name_keys(r.title) for at in query.rows)
    ]


def _ungiven(text: str, lexicon: Lexicon) -> str:
    """Return `text` without the DOIs, volumes and the like that it gives, whose numbers are no entry's."""
    for given in reversed(cited.bound(text, lexicon)):
        text = text[: given.start] + " " + text[given.end :]
    return text


def _asks_a_thing(query: Query) -> bool:
    """Whether the noun that the question asks for is no entry's field: which cell lines, how many patients."""
    entry = vocabulary.field_stems() | {stem(w) for w in vocabulary.words("bibliography", "weak")}
    return bool(query.focus) and not entry & set(query.focus)


def _is_foreign(wanted: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the question is about something, and the review and its titles have hardly a word of it."""
    known = {*lexicon.vocabulary, *entries.told(wanted, "", lexicon)}
    return sum(w not in known and w[0] != "=" for w in wanted) > len(wanted) / 2


def asks(text: str) -> tuple[bool, bool]:
    """Return whether `text` asks for entries or their fields for certain, and whether it may."""
    if _OF_TABLE.search(text):
        return False, False
    said = asking.said(asking.without_stance(text))
    strong, weak = (bool(said & vocabulary.words("bibliography", name)) for name in ("strong", "weak"))
    whose = bool(said & {"who", "whose"}) and bool(said & vocabulary.words("bibliography", "work"))
    reads = asking.says(text, "bibliography", "reading")
    return strong or whose or reads or _WHICH_ONE.search(text) is not None, weak


def _has_filter(query: Query, lexicon: Lexicon, persons: Sequence[str]) -> bool:
    journal = cited.bound(query.text, lexicon)
    ends = any(asking.says(query.text, "bibliography", end) for end in ("oldest", "newest"))
    return bool(query.rows or persons or journal or ends or entries.YEAR.search(query.text))


def _of_person(query: Query, lexicon: Lexicon, persons: Sequence[str], wanted: Sequence[str]) -> Draft | None:
    """Return the entries of the persons named; the prose is asked where it names them, or of a topic."""
    if not persons:
        return None
    if wanted and _in_prose(persons, lexicon):
        return None
    said = asking.said(query.text)
    if wanted and not entries.on_topic(wanted, lexicon.document.references, lexicon):
        return None
    return _chosen(query, lexicon, said, wanted)


def _in_prose(persons: Sequence[str], lexicon: Lexicon) -> bool:
    return any(stem(p.text) in lexicon.vocabulary for name in persons for p in parts(name))


def _chosen(query: Query, lexicon: Lexicon, said: frozenset[str], wanted: Sequence[str]) -> Draft | None:
    """Return the entries that meet every filter and are on the topic, as far as the question has them."""
    conditions, found = _filtered(query, lexicon, said)
    if not found and "first" in said:
        conditions, found = _filtered(query, lexicon, said - {"first"})
    labels = [c.label for c in conditions]
    wanted = entries.told(wanted, query.text, lexicon) if conditions else wanted
    topical = entries.on_topic(wanted, found, lexicon) if wanted else []
    if topical:
        found = topical
        labels.append("on " + _topic_words(query, wanted))
    elif wanted and not conditions:
        return None
    elif wanted and not (query.rows or entries.people(query.text, lexicon) or cited.bound(query.text, lexicon)):
        found, labels = [], [*labels, "on " + _topic_words(query, wanted)]
    ends = any(asking.says(query.text, "bibliography", end) for end in ("oldest", "newest"))
    whole = not labels and ("count" in query.operators or ends or asking.says(query.text, "bibliography", "size"))
    if not labels and not whole:
        return None
    found = entries.extreme(found, query.text)
    if found and not topical and _asks_entities(query, lexicon):
        return _rows_behind(found, lexicon, query.text)
    wording = ", ".join(labels) or "in the bibliography"
    if not found and len(conditions) > 1 and (wrong := entries.loosened(query, lexicon)):
        return _otherwise(wrong, lexicon, said, wording)
    if whole and not ends:
        return _all(found)
    return entries.worded(query, found, wording)


def _filtered(query: Query, lexicon: Lexicon, said: frozenset[str]) -> tuple[list[entries.Filter], list[Reference]]:
    conditions = entries.filters(query, lexicon, said)
    return conditions, [r for r in lexicon.document.references if all(c.test(r) for c in conditions)]


def _all(found: Sequence[Reference]) -> Draft:
    evidence = tuple(Evidence(r.span, (r.number,)) for r in (found[0], found[-1])) if found else ()
    text = render("bibliography_size", count=str(len(found)))
    return Draft("answered", (Statement(text, evidence, "reference"),))


def _topic_words(query: Query, wanted: Sequence[str]) -> str:
    """Return the topic as the question words it."""
    stems = {w.lstrip("=") for w in wanted}
    said = [p.text for p in parts(query.text) if stem(p.text) in stems or key(p.text) in stems]
    return " ".join(said) or " ".join(w.lstrip("=") for w in wanted)


def _asks_entities(query: Query, lexicon: Lexicon) -> bool:
    headed = any(lexicon.entity_header(t) in query.headers for t in range(len(lexicon.columns)))
    return headed or asking.says(_ungiven(query.text, lexicon), "bibliography", "rows")


def _rows_behind(chosen: Sequence[Reference], lexicon: Lexicon, text: str) -> Draft | None:
    """Return the table's entities that rest on the chosen entries, and the entry where its fields are asked too."""
    cited = {r.number for r in chosen}
    tables = lexicon.document.tables
    found = [
        (t, r) for t, table in enumerate(tables) for r, row in enumerate(table.rows) if cited & set(row.references)
    ]
    if not found:
        return None
    evidence = tuple(of_row(lexicon.row(at)) for at in found)
    names = render("list", names=joined([lexicon.entity(at) for at in found]))
    asks_field = asking.fields_asked(text) & {"authors", "journal", "doi", "title"}
    told = tuple(map(entries.entry, chosen)) if len(chosen) == 1 and asks_field else ()
    return Draft("answered", (Statement(names, evidence, "table only"), *told))


def _otherwise(loosened: Sequence[Query], lexicon: Lexicon, said: frozenset[str], wording: str) -> Draft:
    """Correct a year or a journal: return the entries that meet every other filter."""
    kept = [_filtered(query, lexicon, said)[1] for query in loosened]
    found = next((some for some in kept if 0 < len(some) <= entries.MOST_IN_FULL), [])
    if not found:
        return Draft("not_in_review", (Statement(render("no_entry", filter=wording)),))
    return Draft("corrected", (Statement(render("year_wrong", filter=wording)), *map(entries.entry, found)))


def _by_number(named: Sequence[int], query: Query, lexicon: Lexicon) -> Draft:
    """Return the entries with these numbers; the question is corrected where it has another year or journal."""
    by_number = {r.number: r for r in lexicon.document.references}
    found = [by_number[n] for n in named if n in by_number]
    if not found:
        last = str(max(by_number, default=0))
        text = render("no_entry", filter=f"number {named[0]}; it ends at {last}")
        return Draft("not_in_review", (Statement(text),))
    told = tuple(entries.entry(r) for r in found)
    wrong = [c.label for c in entries.stated(query, lexicon) if not any(map(c.test, found))]
    if wrong and len(found) == 1:
        said = Statement(render("year_wrong", filter=f"{found[0].number} {', '.join(wrong)}"))
        return Draft("corrected", (said, *told))
    return Draft("answered", told)


def long_form(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what an abbreviation stands for, where the question asks for that."""
    if not asking.says(query.text, "expansion"):
        return None
    asked = set(query.keys) | set(query.symbols)
    found = [a for a in lexicon.document.abbreviations if key(a.short) in asked or key(a.long) in asked]
    statements = [_long_form(a) for a in found[:3]]
    return Draft("answered", tuple(statements)) if statements else None


def _long_form(abbreviation: Abbreviation) -> Statement:
    text = render("abbreviation", short=abbreviation.short, long=" ".join(abbreviation.long.split()))
    return Statement(text, (Evidence(abbreviation.span),))
