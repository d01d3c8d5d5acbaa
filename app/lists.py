"""Lists gathered over the whole review: the things of a class, or the table's entities, of which the prose says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from app import vocabulary
from app.drafts import Draft, Statement, joined, of_sentence
from app.evidence import Relevance, Terms, held, terms
from app.kinds import Instance
from app.lexicon import Lexicon, parts
from app.prose import told_of
from app.sentences import Indexed
from app.understanding import Query
from prompts import render
from store.names import key, stem

At = tuple[int, int]
T = TypeVar("T")
ENOUGH = 0.6
"""The share of a list's conditions that one sentence and its neighbours have to say."""

BESIDE = 0.6
"""What a condition counts that a neighbour of the sentence, or its heading, says."""

NEAR_BEST = 0.8
"""A member says at least this share of what the best one says."""


def answer(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], kinds: Sequence[Instance], relevance: Relevance
) -> Draft | None:
    """Return the members that `query` asks to be listed, each with its sentence, or `None` where it asks for none."""
    if query.rows or query.unknown or not (query.operators & {"list", "count", "overview"} or query.focus):
        return None
    return _of_kind(query, lexicon, prose, kinds) or _of_table(query, lexicon, prose, relevance)


def of_class(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """List the names of a class that are no table's entities (`which microRNAs`), with the sentences that say it."""
    prefix = next((p for s in query.focus if (p := vocabulary.class_of_names(s))), "")
    rows = ((t, r) for t, table in enumerate(lexicon.document.tables) for r in range(len(table.rows)))
    if not prefix or query.rows or any(k.startswith(prefix) for at in rows for k in lexicon.keys_of(at)):
        return None
    conditions = _conditions(query, terms(query, lexicon), lexicon, set(query.focus))
    told: dict[str, tuple[str, list[int]]] = {}
    for item in prose:
        for name in re.split(r"[\s/,;()]+", item.sentence.text):
            if (k := key(name)).startswith(prefix) and k[len(prefix) :][:1].isdigit():
                told.setdefault(k, (name.strip("."), []))[1].append(item.position)
    found = dict(_meeting(list(told.values()), conditions, lexicon, prose))
    if not found:
        return None
    evidence = tuple(dict.fromkeys(of_sentence(prose[p].sentence) for p in found.values()))
    return Draft("answered", (Statement(render("list", names=joined(list(found))), evidence),))


def _of_kind(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], kinds: Sequence[Instance]) -> Draft | None:
    """List the things that the prose puts in the class asked for (`drugs`: inhibitors, antagonists ...)."""
    heads = {i.head for i in kinds}
    plain = {n for n in query.content if n in heads or n in _classes()} if not query.focus else set()
    nouns = set(query.focus) & _classes() or plain
    spoken_of = lexicon.topic | set(query.content)
    members = [
        i for i in kinds if any(i.head in vocabulary.hyponyms(n) for n in nouns) and stem(i.name) not in spoken_of
    ]
    conditions = _conditions(query, terms(query, lexicon), lexicon, nouns)
    told = [(i, [p.position for p in prose if key(i.name) in p.keys]) for i in members]
    found = _meeting(told, conditions, lexicon, prose)
    names = {key(i.name): i.name for i, _ in found}
    if len(names) < 2:
        return None
    count = [Statement(render("tally", count=str(len(names))))] if "count" in query.operators else []
    return Draft("answered", (*count, *_members(found, prose)))


def _classes() -> frozenset[str]:
    """Return the stems of the nouns that name a class of things rather than a concept."""
    return frozenset(stem(w) for w in vocabulary.words("hyponyms"))


def _members(found: Sequence[tuple[Instance, int]], prose: Sequence[Indexed]) -> list[Statement]:
    """Return each member once with what it is, cited by the sentences that say it."""
    statements = []
    for instance, position in {key(i.name): (i, p) for i, p in found}.values():
        evidence = [of_sentence(prose[p].sentence) for p in dict.fromkeys((instance.position, position))]
        text = render("member", thing=instance.name, kind=instance.words)
        statements.append(Statement(text, tuple(evidence)))
    return statements


def _of_table(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    """List the table's entities of which row or prose says what is asked."""
    rows = _rows_asked(query, lexicon)
    if not rows:
        return None
    asked = terms(query, lexicon)
    used = {s for s in query.content if s in _entity_words(lexicon) or vocabulary.class_of_names(s)}
    conditions = _conditions(query, asked, lexicon, used)
    if not conditions:
        return None
    told = [(at, [i.position for i in told_of(at, lexicon, prose)]) for at in rows]
    found = _meeting(told, conditions, lexicon, prose)
    if not found:
        return None
    evidence = tuple(dict.fromkeys(of_sentence(prose[p].sentence) for _, p in found))
    text = render("list", names=joined([lexicon.entity(at) for at, _ in found]))
    return Draft("answered", (Statement(text, evidence, "prose only"),))


def _rows_asked(query: Query, lexicon: Lexicon) -> list[At]:
    """Return the rows whose entities are of the class that the question names, all for `which molecules`."""
    prefixes = [p for s in query.content if (p := vocabulary.class_of_names(s))]
    named = {lexicon.entity_header(t) for t in range(len(lexicon.columns))} & set(query.headers)
    if not prefixes and not named and not set(query.content) & _entity_words(lexicon):
        return []
    rows = [(t, r) for t, table in enumerate(lexicon.document.tables) for r in range(len(table.rows))]
    return [at for at in rows if not prefixes or any(k.startswith(p) for k in lexicon.keys_of(at) for p in prefixes)]


def _entity_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the stems by which people ask for the things of a table, whatever its header says."""
    headers = [lexicon.entity_header(t) for t in range(len(lexicon.columns))]
    return frozenset(
        {stem(p.text) for h in headers for p in parts(h)} | {stem(w) for w in vocabulary.words("entities")}
    )


def _conditions(query: Query, asked: Terms, lexicon: Lexicon, used: set[str]) -> dict[str, float]:
    return {t: w for t, w in asked.items() if t not in used and t not in lexicon.topic}


def _meeting(
    candidates: Sequence[tuple[T, Sequence[int]]], conditions: Terms, lexicon: Lexicon, prose: Sequence[Indexed]
) -> list[tuple[T, int]]:
    """Return the candidates one of whose sentences meets the conditions, with the sentence that does best."""
    scored = []
    for candidate, positions in candidates:
        shares = [(_share(p, conditions, lexicon, prose), -p) for p in positions]
        if shares:
            share, position = max(shares)
            scored.append((candidate, -position, share))
    limit = max(ENOUGH, NEAR_BEST * max((s for *_, s in scored), default=0.0))
    return [(candidate, position) for candidate, position, share in scored if share >= limit]


def _share(position: int, conditions: Terms, lexicon: Lexicon, prose: Sequence[Indexed]) -> float:
    """Return how much of the conditions the sentence says; what its neighbours say counts less."""
    if not conditions:
        return 1.0
    own = held(prose[position], conditions, lexicon)
    near = [p for p in (prose[position].before, position + 1) if p is not None and p < len(prose)]
    near = [p for p in near if p < position or prose[p].before == position]
    around = [held(prose[p], conditions, lexicon) for p in near]
    path = {t: 1.0 for t in conditions if t in prose[position].path}
    best = {t: max([own.get(t, 0.0), *(BESIDE * a.get(t, 0.0) for a in (*around, path))]) for t in conditions}
    return sum(conditions[t] * best[t] for t in conditions) / (sum(conditions.values()) or 1.0)
