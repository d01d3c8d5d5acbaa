"""One executor for every question that the table answers: (select, filter, aggregate) over typed rows."""

from __future__ import annotations

from collections.abc import Sequence

from app import vocabulary
from app.columns import Column, is_blank
from app.drafts import Draft, Evidence, Statement, finished, joined, of_row, of_sentence
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, akin, mentions, says
from app.understanding import Query
from prompts import render
from store.errors import InputError
from store.names import key, stem
from store.records import Document, Support, TableRow

At = tuple[int, int]
BOTH: Support = "table and prose"
ONLY: Support = "table only"


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """Return what the tables answer to `query`, or `None` where it is not theirs to answer."""
    if not lexicon.document.tables:
        return None
    if query.rows:
        return _about_rows(query, lexicon, prose)
    return _over_rows(query, lexicon) or _over_prose(query, lexicon, prose)


def _about_rows(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    wrong = _wrong_direction(query, lexicon, prose) or _wrong_value(query, lexicon, prose)
    if wrong:
        return wrong
    wanted = _wanted(query, lexicon, query.rows[0][0])
    if "compare" in query.operators or len(query.rows) > 1:
        return _compare(query, lexicon, wanted) if _covered(query, lexicon) else None
    at = query.rows[0]
    if "group" in query.concepts and lexicon.row(at).group and _covered(query, lexicon):
        label, group = lexicon.document.tables[at[0]].label, lexicon.row(at).group
        text = render("group", label=label, entity=lexicon.entity(at), group=group)
        return Draft("answered", (Statement(text, (of_row(lexicon.row(at)),), ONLY),))
    if not wanted or not _covered(query, lexicon):
        return None
    statements = [_cell(lexicon, at, column, prose, query) for column in wanted]
    return Draft("answered", tuple(statements))


def _wanted(query: Query, lexicon: Lexicon, table: int) -> list[Column]:
    """Return the columns that the question asks for by header, by concept, or by a value's class."""
    concepts = set(query.concepts)
    if query.classes and query.yes_no:
        concepts.add("direction")
    found = []
    for column in lexicon.columns[table]:
        concept = vocabulary.concept_of_header(column.header)
        if column.role != "entity" and (column.header in query.headers or (concept and concept in concepts)):
            found.append(column)
    named = [c for c in found if c.header in query.headers or vocabulary.concept_of_header(c.header) != "mechanism"]
    return named or found


def _covered(query: Query, lexicon: Lexicon, share: float = 0.75) -> bool:
    """Whether the bound rows hold nearly all that the question says beside its operators."""
    text = " ".join(f"{r.group} {' '.join(c.text for c in r.cells)}" for r in map(lexicon.row, query.rows))
    have = {stem(p.text) for p in parts(text)} | {key(p.text) for p in parts(text)}
    asked = [s for s in query.content if s not in lexicon.topic and not vocabulary.concepts_of_word(s)]
    asked = [s for s in asked if s not in vocabulary.value_stems() and s not in vocabulary.concept_stems()]
    total = sum(lexicon.idf(s) for s in asked)
    held = sum(lexicon.idf(s) for s in asked if s in have)
    names = [k for k in query.keys if not any(k in lexicon.keys_of(at) for at in query.rows)]
    return (total == 0 or held >= share * total) and all(k in key(text) for k in names)


def _cell(lexicon: Lexicon, at: At, column: Column, prose: Sequence[Indexed], query: Query) -> Statement:
    row, entity = lexicon.row(at), lexicon.entity(at)
    label = lexicon.document.tables[at[0]].label
    value = finished(row.cells[column.index].text)
    if is_blank(value):
        return Statement(render("empty", label=label, header=column.header, entity=entity), (of_row(row),), ONLY)
    if column.role == "reference":
        return _reference_cell(lexicon, row, entity)
    supporting = _supporting(lexicon, at, value, prose)
    confirmed = query.yes_no and vocabulary.value_class(value) in query.classes
    name = "yes" if confirmed else "cell"
    text = render(name, label=label, header=column.header, entity=entity, value=value)
    return Statement(text, (of_row(row), *supporting), BOTH if supporting else ONLY)


def _reference_cell(lexicon: Lexicon, row: TableRow, entity: str) -> Statement:
    entries = [r for r in lexicon.document.references if r.number in row.references]
    texts = [render("entry", number=str(r.number), text=r.text) for r in entries]
    evidence = tuple(Evidence(r.span, (r.number,)) for r in entries)
    return Statement(f"{entity}: {' '.join(texts)}" if texts else entity, (of_row(row), *evidence), "reference")


def _supporting(lexicon: Lexicon, at: At, value: str, prose: Sequence[Indexed]) -> tuple[Evidence, ...]:
    """Return the sentence of the prose that names the entity and says the cell's value too."""
    wanted = {stem(p.text) for p in parts(value)}
    keys = lexicon.keys_of(at)
    classes = {vocabulary.value_class(value)} - {""}
    for item in prose:
        said = {vocabulary.value_class(p.text) for p in parts(item.sentence.text)} & classes
        if mentions(item, keys) and (said or (not classes and wanted <= item.stems)):
            return (of_sentence(item.sentence),)
    return ()


def _wrong_direction(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    if len(query.rows) != 1 or len(query.classes) != 1 or query.values:
        return None
    at, asked = query.rows[0], query.classes[0]
    for column in lexicon.columns[at[0]]:
        value = finished(lexicon.row(at).cells[column.index].text)
        has = vocabulary.value_class(value)
        if column.role != "category" or not vocabulary.opposite(has, asked):
            continue
        if any(_says(item, lexicon.keys_of(at), asked) for item in prose):
            return None
        text = render(
            "direction_wrong",
            label=lexicon.document.tables[at[0]].label,
            header=column.header,
            entity=lexicon.entity(at),
            value=value,
            asked=_class_words(lexicon, at[0], column, asked)[0],
        )
        support = _supporting(lexicon, at, value, prose)
        return Draft("corrected", (Statement(text, (of_row(lexicon.row(at)), *support), BOTH if support else ONLY),))
    return None


def _class_words(lexicon: Lexicon, table: int, column: Column, asked: str) -> list[str]:
    cells = [finished(r.cells[column.index].text) for r in lexicon.document.tables[table].rows]
    return [c for c in cells if vocabulary.value_class(c) == asked] or [asked]


def _says(item: Indexed, keys: frozenset[str], value_class: str) -> bool:
    """Whether the sentence says this direction right beside the name."""
    if not mentions(item, keys):
        return False
    found = parts(item.sentence.text)
    named = {
        i for i in range(len(found)) for n in range(1, 5) if "".join(key(p.text) for p in found[i : i + n]) in keys
    }
    said = {i for i, p in enumerate(found) if vocabulary.value_class(p.text) == value_class}
    return any(abs(i - j) <= 3 for i in named for j in said)


def _wrong_value(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """Correct a cell of another row that the question gives to this one, where the prose does not join them."""
    if len(query.rows) != 1:
        return None
    at = query.rows[0]
    mine = key(" ".join(c.text for c in lexicon.row(at).cells))
    for term in query.values:
        k = key(term.name)
        asked = vocabulary.concept_of_header(term.header) in query.concepts or query.yes_no
        joined_in_prose = any(mentions(i, lexicon.keys_of(at)) and mentions(i, [k]) for i in prose)
        if not asked or not term.rows or at in term.rows or k in mine or joined_in_prose:
            continue
        column = next((c for c in lexicon.columns[at[0]] if c.header == term.header), None)
        if column is None:
            continue
        value = finished(lexicon.row(at).cells[column.index].text) or "empty"
        text = render(
            "value_wrong",
            label=lexicon.document.tables[at[0]].label,
            header=term.header,
            entity=lexicon.entity(at),
            value=value,
            asked=term.name,
            owner=joined([lexicon.entity(r) for r in term.rows]),
        )
        rows = [lexicon.row(at), *(lexicon.row(r) for r in term.rows)]
        return Draft("corrected", (Statement(text, tuple(of_row(r) for r in rows), ONLY),))
    return None


def _compare(query: Query, lexicon: Lexicon, wanted: list[Column]) -> Draft:
    statements = []
    for at in query.rows[:5]:
        row = lexicon.row(at)
        chosen = wanted or [c for c in lexicon.columns[at[0]] if c.role not in ("entity", "reference")]
        cells = "; ".join(f"{c.header} {finished(row.cells[c.index].text) or 'empty'}" for c in chosen)
        statements.append(Statement(render("compare", entity=lexicon.entity(at), cells=cells), (of_row(row),), ONLY))
    return Draft("answered", tuple(statements))


def _over_rows(query: Query, lexicon: Lexicon) -> Draft | None:
    """Answer a reverse lookup, a filter, a count or a list over the rows of the first table that fits."""
    classes = any(vocabulary.class_of_names(s) for s in query.content)
    asks_rows = query.operators & {"count", "list"} or query.headers or query.groups or classes
    if not asks_rows:
        return None
    table = max(range(len(lexicon.document.tables)), key=lambda t: len(_matching(query, lexicon, t) or ()))
    if "group" in query.concepts and not query.groups and not query.values and not query.classes:
        if _all_read(query, lexicon, set()):
            return _groups(query, lexicon, table)
    rows = _matching(query, lexicon, table)
    if not rows:
        return None
    return _listed(query, lexicon, table, rows)


def _over_prose(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """List the entities of which the prose says what the question asks, each with its sentence."""
    asks = {h for t in range(len(lexicon.columns)) for h in [lexicon.entity_header(t)]} & set(query.headers)
    asked = [s for s in query.content if s not in lexicon.topic and s not in vocabulary.concept_stems()]
    names = [k for k in query.keys if any(t.kind != "header" for t in lexicon.terms[k])]
    if not asks or not (asked or names) or "list" not in query.operators and "count" not in query.operators:
        return None
    found: dict[At, Indexed] = {}
    for t, table in enumerate(lexicon.document.tables):
        for r in range(len(table.rows)):
            keys = lexicon.keys_of((t, r))
            fits = (i for i in prose if mentions(i, keys) and _says_all(i, asked, names))
            if item := next(fits, None):
                found.setdefault((t, r), item)
    if not found:
        return None
    evidence = tuple(dict.fromkeys(of_sentence(i.sentence) for i in found.values()))
    text = render("list", names=joined([lexicon.entity(at) for at in found]))
    return Draft("answered", (Statement(text, evidence, "prose only"),))


def _says_all(item: Indexed, asked: Sequence[str], names: Sequence[str]) -> bool:
    return all(says(item, s) for s in asked) and all(k in item.keys for k in names)


def _matching(query: Query, lexicon: Lexicon, table: int) -> list[At] | None:
    """Return the rows that meet every condition, or `None` where the question holds something else."""
    rows = {(table, r) for r in range(len(lexicon.document.tables[table].rows))}
    conditions: list[set[At]] = []
    by_key: dict[str, set[At]] = {}
    for term in (*query.values, *query.groups):
        by_key.setdefault(key(term.name), set()).update(at for at in term.rows if at in rows)
    conditions.extend(by_key.values())
    conditions.extend(_of_class(lexicon, table, c) for c in query.classes)
    used: set[str] = set()
    for word_stem in query.content:
        if (
            word_stem in lexicon.topic
            or word_stem in vocabulary.concept_stems()
            or word_stem in vocabulary.value_stems()
        ):
            continue
        if found := _of_word(lexicon, table, word_stem):
            conditions.append(found)
            used.add(word_stem)
    if not _all_read(query, lexicon, used):
        return None
    whole = query.headers and lexicon.entity_header(table) in query.headers
    if not conditions and not whole:
        return None
    for condition in conditions:
        rows = rows - condition if "negate" in query.operators and condition is conditions[-1] else rows & condition
    return sorted(rows)


def _of_class(lexicon: Lexicon, table: int, value_class: str) -> set[At]:
    return {
        (table, r)
        for r, row in enumerate(lexicon.document.tables[table].rows)
        for c in lexicon.columns[table]
        if c.role == "category" and vocabulary.value_class(finished(row.cells[c.index].text)) == value_class
    }


def _of_word(lexicon: Lexicon, table: int, word_stem: str) -> set[At]:
    """Return the rows one of whose cells says the word, or bears a name of the class that it names."""
    prefix = vocabulary.class_of_names(word_stem)
    found = set()
    for r, row in enumerate(lexicon.document.tables[table].rows):
        roles = zip(row.cells, lexicon.columns[table], strict=True)
        cells = [row.group, *(c.text for c, column in roles if column.role != "reference")]
        said = {stem(p.text) for text in cells for p in parts(text)}
        names = {key(p.text) for text in cells for p in parts(text)} | lexicon.keys_of((table, r))
        if word_stem in said or any(akin(word_stem, s) for s in said):
            found.add((table, r))
        elif prefix and any(n.startswith(prefix) for n in names):
            found.add((table, r))
    return found


def _all_read(query: Query, lexicon: Lexicon, used: set[str]) -> bool:
    left = [
        s
        for s in query.content
        if s not in used
        and s not in lexicon.topic
        and s not in vocabulary.concept_stems()
        and s not in vocabulary.value_stems()
        and not s.isdigit()
    ]
    return not left and all(any(t.kind != "name" for t in lexicon.terms[k]) for k in query.keys)


def _listed(query: Query, lexicon: Lexicon, table: int, rows: Sequence[At]) -> Draft:
    names = [lexicon.entity(at) for at in rows]
    evidence = tuple(of_row(lexicon.row(at)) for at in rows)
    label = lexicon.document.tables[table].label
    wanted = [c for c in _wanted(query, lexicon, table) if c.role == "text" and not _is_filter(c, query)]
    if "count" in query.operators:
        text = render("count", count=str(len(rows)), label=label, names=joined(names))
    elif wanted and len(rows) <= 5:
        text = (
            "; ".join(
                f"{n}: {finished(lexicon.row(at).cells[wanted[0].index].text)}"
                for n, at in zip(names, rows, strict=True)
            )
            + "."
        )
    else:
        text = render("list", names=joined(names))
    return Draft("answered", (Statement(text, evidence, ONLY),))


def _is_filter(column: Column, query: Query) -> bool:
    return any(term.header == column.header for term in query.values)


def _groups(query: Query, lexicon: Lexicon, table: int) -> Draft | None:
    found = lexicon.document.tables[table]
    if not found.groups:
        return None
    sizes = [f"{g} ({sum(r.group == g for r in found.rows)})" for g in found.groups]
    text = render("groups", label=found.label, count=str(len(sizes)), names=joined(sizes))
    return Draft("answered", (Statement(text, (Evidence(found.span),), ONLY),))


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
