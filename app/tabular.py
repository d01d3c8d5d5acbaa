"""Questions that the tables answer: read as one typed query a table, executed over its rows."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from app import asking
from app.columns import is_blank
from app.drafts import Draft, Statement, joined
from app.lexicon import Lexicon, is_symbol
from app.sentences import Indexed, mentions
from app.table import compare, execute, lookup, superlatives
from app.table.frame import Frame
from app.table.premise import premise
from app.table.reading import Ask, read
from app.understanding import Query
from prompts import render
from store.errors import InputError
from store.names import key, words
from store.records import Document, TableRow

_LABEL = re.compile(r"\btab(?:le|\.)?\s*(?:no\.?\s*)?(\d+|[ivx]+)\b", re.IGNORECASE)


def frames(lexicon: Lexicon) -> tuple[Frame, ...]:
    """Return the tables of a review, prepared for questions."""
    return tuple(Frame(lexicon, t) for t in range(len(lexicon.document.tables)))


def answer(query: Query, asks: Sequence[Ask], prose: Sequence[Indexed]) -> Draft | None:
    """Return what the tables answer to `query`, read as `asks`, or `None` where it is not theirs to answer."""
    if query.unknown:
        return None
    drafts = (_answered(ask, query, prose) for ask in asks)
    return next((draft for draft in drafts if draft is not None), None)


def tells(asks: Sequence[Ask]) -> bool:
    """Whether a table has all that the question says, and the column that it asks for."""
    return any(ask.selects and not ask.unread for ask in asks)


def of_table(query: Query, asks: Sequence[Ask]) -> bool:
    """Whether the question is one on the table itself and not on the text, and the table has all that it says."""
    if not asks or asking.says(query.text, "sides", "text"):
        return False
    if asks[0].key:
        return True
    return asks[0].structural and not asks[0].unread and bool(asks[0].selects or asks[0].conditions)


def readings(query: Query, tables: Sequence[Frame]) -> list[Ask]:
    """Return `query` read over each table that it may mean, the one that holds most of it first."""
    named = {m.casefold() for m in _LABEL.findall(query.asked)}
    chosen = [f for f in tables if any(re.search(rf"\b{n}\b", f.table.label.casefold()) for n in named)]
    text = re.sub(r"(?<=[a-z])\s/\s(?=[a-z])", " or ", _LABEL.sub(" table ", query.mend(query.asked)))
    asks = [read(text, frame, frame.lexicon.topic) for frame in chosen or tables]
    return sorted(asks, key=lambda a: (len(a.unread), -a.weight))


def _answered(ask: Ask, query: Query, prose: Sequence[Indexed]) -> Draft | None:
    wrong = premise(ask, query.asked, prose)
    if wrong:
        return wrong
    if len(ask.subjects) > 1 and _side_by_side(ask, query, prose):
        return compare.compared(ask, prose)
    if missing := unknown_names(ask, query.mend(query.asked)):
        return Draft("not_in_review", (Statement(render("unknown", missing=joined(missing))),), certain=True)
    if ask.unread:
        return None
    ask = ask.narrowed()
    if len(ask.subjects) == 1 and not all(c.rows & ask.subjects[0].rows for c in ask.conditions if not c.soft):
        return None
    return (
        superlatives.groups(ask, prose)
        or superlatives.extremes(ask)
        or execute.shared(ask)
        or lookup.lookup(ask, prose)
        or execute.filtered(ask, prose)
    )


def loosely(asks: Sequence[Ask]) -> list[tuple[int, int]]:
    """Return the rows that a question lists by words in their cells alone, none where it filters by whole cells."""
    ask = next(iter(asks), None)
    if ask is None or ask.unread or ask.subjects or ask.empties or ask.excluded or ask.selects:
        return []
    inside = all(c.kind in ("word", "value") and not (c.negated or c.exact or c.headers) for c in ask.conditions)
    if not ask.conditions or not inside or "count" in ask.operators:
        return []
    return [(ask.frame.index, r) for r in sorted(execute.matching(ask))]


def unknown_names(ask: Ask, text: str) -> list[str]:
    """Return the names that a question gives to a row of this table and that the review never says.

    A name goes on with another number (`AB-1960`), or puts the words of two rows' names together.
    """
    known = ask.frame.lexicon.prose_keys
    if ask.subjects or ask.thing:
        return []
    found = (
        []
        if not ask.selects
        else [w for w in words(text) if is_symbol(w) and any(c.isdigit() for c in w) and not _said(w, known)]
    )
    entity = ask.frame.entity.index
    named = [(m, {r for t in m.tags if t.place == entity for r in t.rows}) for m in ask.marks if m.kind == "word"]
    for (one, first), (two, second) in zip(named, named[1:], strict=False):
        species = one.text[:1].isupper() and two.text.islower() and one.end == two.start
        if species and first and second and not first & second and key(one.text + two.text) not in known:
            found.append(f"{one.text} {two.text}")
    return found


def _said(word: str, known: Container[str]) -> bool:
    """Whether the review has a name, or every one of the names that a hyphen or a slash joins."""
    word = re.sub(r"['’]s$", "", word)
    pieces = re.split(r"[-/–]", word)
    return key(word) in known or (len(pieces) > 1 and all(p[:1].isalpha() and key(p) in known for p in pieces))


def _side_by_side(ask: Ask, query: Query, prose: Sequence[Indexed]) -> bool:
    """Whether the rows of two subjects answer, and no sentence that sets them side by side does."""
    if not ask.unread or len(ask.selects) > 1:
        return "compare" in query.operators or bool(ask.unread)
    rows = [frozenset(k for r in s.rows for k in ask.frame.lexicon.keys_of((ask.frame.index, r))) for s in ask.subjects]
    together = any(sum(mentions(i, keys) for keys in rows) > 1 for i in prose)
    return "compare" in query.operators and (bool(ask.selects) or not together)


def rows_where(document: Document, wanted: Sequence[tuple[str, str]]) -> list[TableRow]:
    """Return the rows whose cell under each header equals or holds the value; `group` is a header too.

    Raises:
        InputError: No table of the document has such a header.
    """
    headers = {key(h) for table in document.tables for h in table.headers} | {"group"}
    unknown = [h for h, _ in wanted if key(h) not in headers]
    if unknown:
        known = ", ".join(dict.fromkeys(h for table in document.tables for h in (*table.headers, "Group")))
        raise InputError(f"No table has the header {unknown[0]!r}; there are: {known or 'none'}")
    return [
        row
        for table in document.tables
        for row in table.rows
        if all(_cell_matches(row, header, value) for header, value in wanted)
    ]


def _cell_matches(row: TableRow, header: str, value: str) -> bool:
    cells = [c.text for c in row.cells if key(c.header) == key(header)]
    cells += [row.group] if key(header) == "group" else []
    return any(key(value) in key(cell) if key(value) else is_blank(cell) for cell in cells)
