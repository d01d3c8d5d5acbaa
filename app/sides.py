"""Whether the review agrees with itself: a row beside the prose, or two sentences that say different things.

A question that sets places of the review, or alternatives, against each other gets what each of them says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app import asking, field, vocabulary
from app.asked import Asked, kin
from app.assertions import Told, told
from app.drafts import Draft, Statement, finished, of_row, of_sentence
from app.entries import entry
from app.evidence import Relevance, Scored, Terms, rank, required, terms
from app.lexicon import Lexicon, parts
from app.prose import told_of
from app.sentences import Indexed
from app.sentences import says as says_word
from app.support import is_supported
from app.table.support import says
from app.understanding import Query
from app.units import content, ends, is_a, low
from prompts import render
from store.names import fold, stem
from store.records import Hit

At = tuple[int, int]
NEW = 4.0
"""What a sentence gains that says nothing of what the row says already, in logits of the cross-encoder."""

FOCUS = 2.0
"""What it gains that has the noun asked for."""

POOL = 24
LEAST = 0.5
"""A sentence counts as one side that scores at least this share of the best one."""

MOST = 3
NEAR = 6
"""Words between a thing and the word that says more, less or as much of it."""

_REFERENCE = re.compile(r"\b(?:ref(?:erence)?|entry|citation)s?\.? ?(\d{1,4})\b|\[(\d{1,4})\]", re.IGNORECASE)
_SECTIONS = ("abstract", "introduction", "conclusion")


def answer(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit], relevance: Relevance
) -> Draft | None:
    """Return what the review says on both sides, or `None` where the question sets nothing against each other."""
    if query.unknown or not _sets_against(query) or field.unmet(query.text, lexicon.texts):
        return None
    if asking.says(query.text, "sides", "title") and (entry := _entries(query, lexicon)):
        return _title_and_text(query, entry, lexicon, prose, hits, relevance)
    if len(query.rows) == 1 and _row_matters(query, lexicon):
        return _row_and_text(query, lexicon, prose, relevance)
    return None if query.rows else _two_sentences(query, lexicon, prose, hits, relevance)


def _sets_against(query: Query) -> bool:
    """Whether the question names two places, asks whether the review agrees, or offers alternatives."""
    text = query.text
    if asking.says(text, "sides", "else"):
        return False
    places = [n for n in ("table", "text", "title", *_SECTIONS) if asking.says(text, "sides", n)]
    return len(places) > 1 or asking.says(text, "sides", "agree") or _offers(query) or _ranks(query)


def _ranks(query: Query) -> bool:
    """Whether the question asks which of two does better."""
    return query.yes_no and asking.says(query.text, "sides", "ranks")


def _offers(query: Query) -> bool:
    words = fold(query.text).replace(",", " ").split()
    asks = query.yes_no or any(w in vocabulary.words("auxiliaries") for w in words)
    return "or" in words and asks


def _row_matters(query: Query, lexicon: Lexicon) -> bool:
    """Whether the row is one of the sides, and not all that is asked (`up or down?`)."""
    named = asking.says(query.text, "sides", "table")
    text = asking.says(query.text, "sides", "text")
    values = {vocabulary.value_class(p.text) for p in parts(query.text)} - {""}
    offered = _offers(query) and len(values) == 1
    alone = not query.names and all(k in lexicon.keys_of(query.rows[0]) for k in query.keys)
    return (named and text) or offered or (alone and asking.says(query.text, "sides", "agree"))


def _row_and_text(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    at = query.rows[0]
    own = told_of(at, lexicon, prose)
    if not own:
        return None
    row = Statement(_row(at, lexicon), (of_row(lexicon.row(at)),), "table only")
    best = _newest(query, at, own, lexicon, relevance)
    silent = _silent(query, at, own, lexicon)
    return Draft(
        "answered", (row, *silent, *_with_ground(best, prose)), tuple(of_sentence(i.sentence) for i in own), entire=True
    )


def _row(at: At, lexicon: Lexicon) -> str:
    row = lexicon.row(at)
    shown = [c for c in lexicon.columns[at[0]] if c.role not in ("entity", "reference")]
    cells = "; ".join(f"{c.header} {finished(row.cells[c.index].text) or 'empty'}" for c in shown)
    return render("row", label=lexicon.document.tables[at[0]].label, entity=lexicon.entity(at), cells=cells)


def _newest(query: Query, at: At, own: Sequence[Indexed], lexicon: Lexicon, relevance: Relevance) -> Indexed:
    """Return the sentence that answers best, where it does not only repeat the row."""
    said = {stem(p.text) for c in lexicon.row(at).cells for p in parts(c.text)}
    logits = relevance([i.sentence.text for i in own])
    new = [1 - len(said & i.stems) / max(1, len(said)) for i in own]
    wanted = [sum(says_word(i, f) for f in query.focus) for i in own]
    scores = [logit + NEW * n + FOCUS * w for logit, n, w in zip(logits, new, wanted, strict=True)]
    return max(zip(scores, own, strict=True), key=lambda x: (x[0], -x[1].position))[1]


def _silent(query: Query, at: At, own: Sequence[Indexed], lexicon: Lexicon) -> list[Statement]:
    """Return the word that the prose does not give the direction that the row gives, where it is asked about."""
    cells = lexicon.row(at).cells
    found = [(c.header, v) for c in cells if (v := vocabulary.value_class(c.text.strip(" .,;"))) in ("up", "down")]
    values = {vocabulary.value_class(p.text) for p in parts(query.text)}
    if not found or not values & {"up", "down"}:
        return []
    header, value = found[0]
    keys = lexicon.keys_of(at)
    told_so = any(says(i, keys, v) for i in own for v in (value, "up", "down"))
    return [] if told_so else [Statement(render("text_silent", header=header.casefold()))]


def _with_ground(item: Indexed, prose: Sequence[Indexed]) -> list[Statement]:
    """Return the sentence, the one before it first where it points back to it."""
    run = [prose[item.before], item] if item.leans and item.before is not None else [item]
    return [Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in run]


def _entries(query: Query, lexicon: Lexicon) -> list[Statement]:
    """Return the bibliographic entry that the question names, or that its row rests on."""
    asked = {int(a or b) for a, b in _REFERENCE.findall(query.text)}
    wanted = asked or {n for at in query.rows[:1] for n in lexicon.row(at).references}
    found = [r for r in lexicon.document.references if r.number in wanted][:1]
    return list(map(entry, found))


def _title_and_text(
    query: Query,
    entry: list[Statement],
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    hits: Sequence[Hit],
    relevance: Relevance,
) -> Draft | None:
    """Set the title of an entry beside the sentence that rests on it and says most of what is asked."""
    numbers = {n for s in entry for e in s.evidence for n in e.references}
    asked = terms(query, lexicon)
    ranked = rank(query, asked, lexicon, prose, hits, relevance)
    resting = [s for s in ranked if numbers & set(s.item.sentence.resolved)]
    if not resting:
        return None
    named = [s for s in resting if any(s.held.get(t) for t in required(query, asked))] or resting
    said = [Statement(s.item.sentence.text, (of_sentence(s.item.sentence),)) for s in _in_order(named[:2])]
    return Draft("answered", (*said, *entry), entire=True)


def _two_sentences(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit], relevance: Relevance
) -> Draft | None:
    """Return the best sentence of each section named, or of each side that the prose takes on one of the terms."""
    asked = terms(query, lexicon)
    ranked = rank(query, asked, lexicon, prose, hits, relevance)[:POOL] if asked else []
    if not ranked:
        return None
    enough = [s for s in ranked if s.score >= LEAST * ranked[0].score]
    found = _by_section(query, asked, ranked, lexicon) or _by_stance(query, enough, lexicon)
    if dual := [s for s in enough if asking.says(s.item.sentence.text, "sides", "dual") and not _ranks(query)][:1]:
        found = [*dual, *(s for s in found if s is not dual[0])]
        return Draft("answered", tuple(t for s in found[:MOST] for t in _with_ground(s.item, prose)), entire=True)
    if len(found) < 2 or not is_supported(query, found, asked, lexicon):
        return None
    statements = [t for s in _in_order(found[:MOST]) for t in _with_ground(s.item, prose)]
    everything = tuple(of_sentence(s.item.sentence) for s in _in_order(enough))
    return Draft("answered", (Statement(render("both_sides")), *dict.fromkeys(statements)), everything, entire=True)


def _in_order(found: Sequence[Scored]) -> list[Scored]:
    return sorted(found, key=lambda s: s.item.position)


def _by_section(query: Query, asked: Terms, ranked: Sequence[Scored], lexicon: Lexicon) -> list[Scored]:
    """Return the best sentence of each section that the question names, where it names two."""
    named = [vocabulary.words("sides", n) for n in _SECTIONS if asking.says(query.text, "sides", n)]
    inside = ([s for s in ranked if s.item.path & set(map(stem, words))] for words in named)
    found = [next((s for s in own if _takes_side(s, query, asked, lexicon)), own[0]) for own in inside if own]
    return found if len(named) > 1 else []


def _takes_side(scored: Scored, query: Query, asked: Terms, lexicon: Lexicon) -> bool:
    return any(_sides(t, c, [scored], lexicon) for t in asked if t not in lexicon.topic for c in _modes(query))


def _by_stance(query: Query, ranked: Sequence[Scored], lexicon: Lexicon) -> list[Scored]:
    """Return the best sentence of each side that the prose takes on one of the terms, the weightiest first."""
    own = Asked(query, lexicon)
    things = {u.term for u in own.units if content(u) and not u.sign and not own.weak(u.term)}
    for term in sorted(things, key=lambda t: (sum(t in s.terms for s in own.told), t)):
        for compares in _modes(query):
            sides = _sides(term, compares, ranked, lexicon)
            if len(sides) > 1 and (not compares or _ranks(query) or 0 in sides):
                return list({s.item.position: s for s in sides.values()}.values())
    return []


def _modes(query: Query) -> tuple[bool, ...]:
    """Return whether to look at what stands above what, at what is done to a thing, or at both."""
    if asking.says(query.text, "sides", "ranks"):
        return (True,)
    if not asking.says(query.text, "sides", "agree"):
        return (False,)
    return (False, True)


def _sides(term: str, compares: bool, ranked: Sequence[Scored], lexicon: Lexicon) -> dict[int, Scored]:
    """Return the best sentence by its stance on `term`."""
    same = kin(lexicon, term) | kin(lexicon, f"={term.lstrip('=')}")
    best: dict[int, Scored] = {}
    for scored in ranked:
        for stance in _stances(told(lexicon)[scored.item.position], same, compares):
            best.setdefault(stance, scored)
    return best


def _stances(sentence: Told, same: frozenset[str], compares: bool) -> Iterator[int]:
    """Yield what a sentence says of a thing: more (1), less (-1), as much as of another or none needed (0)."""
    run = sentence.units
    for i, unit in enumerate(run):
        if unit.term not in same:
            continue
        near = run[max(0, i - NEAR) : i]
        last = max((j for j, u in enumerate(near) if u.text == "," or (ends(u) and u.text not in "()")), default=-1)
        words = [low(u.text) for u in near[last + 1 :]]
        if any(is_a("equal", w) or is_a("apart", w) for w in words):
            yield 0
        elif compares:
            yield from (u.sign for u in near[last + 1 :] if u.sign)
    if not compares:
        outcome = next((s for c in sentence.claims for t, s in c.targets if t == "resistance" and s), 1)
        turned = 1 if "resistance" in same else outcome
        yield from (s * turned for c in sentence.claims for t, s in c.targets if t in same and s)
