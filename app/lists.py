"""Lists gathered over the whole review: the things of a class, or the table's entities, of which the prose says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import asking, vocabulary
from app.drafts import Draft, Statement, joined, of_sentence
from app.kinds import Instance
from app.lexicon import Lexicon, parts
from app.prose import told_of
from app.sentences import Indexed
from app.understanding import Query
from app.wanted import meeting, wanted
from app.wording import singular
from prompts import render
from store.names import fold, key, stem, words

At = tuple[int, int]


def answer(
    query: Query,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    rows: Sequence[Indexed],
    kinds: Sequence[Instance],
) -> Draft | None:
    """Return the members that `query` asks to be listed, each with its sentence, or `None` where it asks for none."""
    if query.rows or query.unknown or not _asks_list(query, lexicon):
        return None
    return _of_kind(query, lexicon, prose, kinds) or of_table(query, lexicon, prose, rows)


def counted(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], kinds: Sequence[Instance]) -> Draft | None:
    """Count what one sentence names of the class asked for (`how many complexes`: "complexes (A, B and C)")."""
    if "count" not in query.operators or query.unknown:
        return None
    told: dict[tuple[int, str], list[Instance]] = {}
    for i in kinds:
        if i.head in (_noun(query) or query.content[:2]):
            told.setdefault((i.position, i.head), []).append(i)
    runs = [(found, [prose[at]]) for (at, _), found in told.items() if len(found) > 1]
    conditions = wanted(query, lexicon, {head for _, head in told})
    best = next(iter(meeting(runs, conditions, lexicon, prose)), None)
    if best is None:
        return None
    found, item = best
    names = joined([i.name for i in found])
    text = render("counted", count=str(len(found)), filter=found[0].words, names=names)
    return Draft("answered", (Statement(text, (of_sentence(item.sentence),)),))


def _asks_list(query: Query, lexicon: Lexicon) -> bool:
    """Whether the question lists or counts, names what it asks for, or begins with the noun for a table's things."""
    if query.operators & {"list", "count", "overview"} or query.focus:
        return True
    word = fold(next(iter(words(query.text)), ""))
    first = stem(word)
    if word.endswith("s") and first in _classes():
        return True
    return first in _entity_words(lexicon) or asking.says(query.text, "entities", "any")


def of_class(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """List the names of a class that are no table's entities (`which microRNAs`), with the sentences that say it."""
    prefixes = tuple(p for s in query.focus for p in vocabulary.class_of_names(s))
    bear = any(k.startswith(prefixes) for at in lexicon.rows for k in lexicon.keys_of(at))
    if not prefixes or query.rows or bear:
        return None
    conditions = wanted(query, lexicon, set(query.focus))
    told: dict[str, tuple[str, list[Indexed]]] = {}
    for item in prose:
        for name in re.split(r"[\s/,;()]+", item.sentence.text):
            if any((k := key(name)).startswith(p) and k[len(p) :][:1].isdigit() for p in prefixes):
                told.setdefault(k, (name.strip("."), []))[1].append(item)
    found = dict(meeting(list(told.values()), conditions, lexicon, prose))
    if not found:
        return None
    evidence = tuple(dict.fromkeys(of_sentence(i.sentence) for i in found.values()))
    return Draft("answered", (Statement(render("list", names=joined(list(found))), evidence),))


def _of_kind(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], kinds: Sequence[Instance]) -> Draft | None:
    """List the things that the prose puts in the class asked for (`drugs`: inhibitors, antagonists ...)."""
    heads = {i.head for i in kinds}
    named = {stem(w) for w in words(fold(query.text)) if singular(w) in vocabulary.words("hyponyms")}
    plain = {n for n in query.content if n in heads or n in named} if not query.focus else set()
    nouns = set(query.focus) & _classes() or plain
    conditions = wanted(query, lexicon, nouns)
    spoken_of = set(query.content) | (lexicon.topic if conditions else set())
    members = [
        i for i in kinds if any(i.head in vocabulary.hyponyms(n) for n in nouns) and stem(i.name) not in spoken_of
    ]
    told = [(i, [p for p in prose if key(i.name) in p.keys]) for i in members]
    found = meeting(told, conditions, lexicon, prose)
    names = {key(i.name): i.name for i, _ in found}
    if len(names) < (2 if conditions else 1):
        return None
    count = [Statement(render("tally", count=str(len(names))))] if "count" in query.operators else []
    return Draft("answered", (*count, *_members(found, lexicon, prose)))


def _classes() -> frozenset[str]:
    """Return the stems of the nouns that name a class of things rather than a concept."""
    return frozenset(stem(w) for w in vocabulary.words("hyponyms"))


def _members(found: Sequence[tuple[Instance, Indexed]], lexicon: Lexicon, prose: Sequence[Indexed]) -> list[Statement]:
    """Return each member once with what it is, cited by the sentences that say it."""
    statements = []
    for instance, item in {key(i.name): (i, item) for i, item in found}.values():
        evidence = [of_sentence(prose[p].sentence) for p in dict.fromkeys((instance.position, item.position))]
        text = render("member", thing=_in_full(instance.name, lexicon), kind=instance.words)
        statements.append(Statement(text, tuple(evidence)))
    return statements


def named(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], rows: Sequence[Indexed]) -> Draft | None:
    """List the table's entities where the question has their noun, whatever place of the review it names besides."""
    asks = set(query.focus) & _entity_words(lexicon) and "list" in query.operators
    return of_table(query, lexicon, prose, rows) if asks and not query.rows and not query.unknown else None


def widened(
    query: Query, few: Sequence[At], lexicon: Lexicon, prose: Sequence[Indexed], rows: Sequence[Indexed]
) -> Draft | None:
    """Return the list of the rows `few`, which say what is asked in a cell, with those of which the prose says it."""
    if query.rows or not {at for at, _ in members(query, lexicon, prose, rows)} > set(few):
        return None
    return of_table(query, lexicon, prose, rows)


def _in_full(name: str, lexicon: Lexicon) -> str:
    """Return an abbreviation with its long form."""
    long = next((a.long for a in lexicon.document.abbreviations if key(a.short) == key(name)), "")
    return f"{long} ({name})" if long else name


def of_table(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], rows: Sequence[Indexed]) -> Draft | None:
    """List the table's entities of which a row, a sentence or the heading above it says what is asked."""
    found = members(query, lexicon, prose, rows)
    if not found:
        return None
    evidence = tuple(dict.fromkeys(of_sentence(i.sentence) for _, i in found))
    names = list(dict.fromkeys(lexicon.entity(at) for at, _ in found))
    count = [Statement(render("tally", count=str(len(names))))] if "count" in query.operators else []
    return Draft("answered", (*count, Statement(render("list", names=joined(names)), evidence)))


def members(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], rows: Sequence[Indexed]
) -> list[tuple[At, Indexed]]:
    """Return the rows of the table that `query` asks for, each with what says it best."""
    asked = _rows_asked(query, lexicon)
    used = {s for s in query.content if s in _entity_words(lexicon) or vocabulary.class_of_names(s)}
    conditions = wanted(query, lexicon, used) if asked else ()
    if not conditions:
        return []
    own = dict(zip(lexicon.rows, rows, strict=True))
    return meeting([(at, [*told_of(at, lexicon, prose), own[at]]) for at in asked], conditions, lexicon, prose)


def _rows_asked(query: Query, lexicon: Lexicon) -> list[At]:
    """Return the rows whose entities are of the class that the question names, all for `which molecules`."""
    prefixes = tuple(p for s in query.content for p in vocabulary.class_of_names(s))
    if not prefixes and not asks_entities(query, lexicon):
        return []
    return [at for at in lexicon.rows if not prefixes or any(k.startswith(prefixes) for k in lexicon.keys_of(at))]


def asks_entities(query: Query, lexicon: Lexicon) -> bool:
    """Whether the question asks for the things of a table, by what they are or by a column of theirs."""
    if asking.says(query.text, "entities", "any"):
        return True
    if query.focus:
        return bool(_noun(query) & (_entity_words(lexicon) | _columns_asked(query, lexicon)))
    named = {lexicon.entity_header(t) for t in range(len(lexicon.columns))} & set(query.headers)
    return bool(named or set(query.content) & _entity_words(lexicon))


def _noun(query: Query) -> set[str]:
    """Return the stems of what the question asks for, with the word behind, which may belong to it."""
    run = [stem(w) for w in words(query.text)]
    return {*query.focus, *(b for a, b in zip(run, run[1:], strict=False) if a in query.focus[-1:])}


def _columns_asked(query: Query, lexicon: Lexicon) -> set[str]:
    """Return the stems of a mechanism's header that the question has in the plural (`which mechanisms involve X`)."""
    headers = {c.header for table in lexicon.columns for c in table}
    found = {stem(p.text) for h in headers if vocabulary.concept_of_header(h) == "mechanism" for p in parts(h)}
    return {stem(w) for w in words(fold(query.text)) if w.endswith("s")} & found


def _entity_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the stems by which people ask for the things of a table, whatever its header says."""
    headers = [lexicon.entity_header(t) for t in range(len(lexicon.columns))]
    return frozenset(
        {stem(p.text) for h in headers for p in parts(h)} | {stem(w) for w in vocabulary.words("entities", "nouns")}
    )
