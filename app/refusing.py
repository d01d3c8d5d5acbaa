"""What is not answered: no question for a review, a name that it never says, and what it does not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app import cited, field, vocabulary
from app.drafts import Draft, Statement, joined
from app.languages import is_foreign
from app.lexicon import Lexicon, parts
from app.understanding import Query
from prompts import render
from store.names import fold, stem, stop_words
from store.records import Hit

ANSWERED = ("answered", "corrected", "partial")
"""The outcomes that tell something of the review."""

MOST = 3
"""Statements of the half that is answered of a question of which the review answers half."""

NEAR = 0.35
"""The cosine from which on a sentence is near enough to a refused question to be pointed at."""

_AND = (
    r"\s*(?:,|/|&|\band\b|\bor\b|\bversus\b|\bvs\b\.?|\bthan\b|\bwith\b)+\s*"
    r"(?:(?:of|with|the|by|to|for|in|from|about)\s+)?"
)


def aside(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return the reply to what is no question for a review: nothing, another language, small talk."""
    title = lexicon.document.title
    said = [fold(p.text) for p in parts(query.text)]
    if not any(c.isalpha() for w in said for c in w) and not cited.numbers(query.text):
        return Draft("off_topic", (Statement(render("empty_question", title=title)),))
    if query.ambiguous and not query.rows:
        return Draft("ask_back", (Statement(render("ask_back", options=" or ".join(query.ambiguous))),))
    if is_foreign(query.text) and not query.rows:
        return Draft("off_topic", (Statement(render("language", title=title)),))
    talk = vocabulary.words("smalltalk") | stop_words()
    if all(w in talk for w in said) and not query.keys:
        return Draft("off_topic", (Statement(render("off_topic", title=title)),))
    return None


def partly(query: Query, decided: Callable[[Query], Draft]) -> Draft | None:
    """Refuse a name that the review never says; where it stands in a row with one that it does, answer on that."""
    if not query.unknown:
        return None
    said = Statement(render("unknown", missing=joined(list(query.unknown))))
    if query.rows and _in_a_row(query):
        known = decided(
            replace(query, text=_without(query), unknown=(), operators=query.operators - {"compare", "common"})
        )
        if known.outcome == "corrected":
            return known
        if known.outcome in ANSWERED:
            return Draft("partial", (*known.statements[:MOST], said), known.everything)
    return Draft("not_in_review", (said,), certain=True)


def _in_a_row(query: Query) -> bool:
    """Whether an unknown name is joined with something else: "X and Y", "X versus Y"."""
    joins = (rf"\w{_AND}{re.escape(name)}|{re.escape(name)}{_AND}\w" for name in query.unknown)
    return any(re.search(join, query.text, re.IGNORECASE) for join in joins)


def _without(query: Query) -> str:
    """Return the question without the unknown names and what joins them to the others."""
    text = query.text
    for name in query.unknown:
        text = re.sub(rf"(?:{_AND})?{re.escape(name)}", " ", text, count=1, flags=re.IGNORECASE)
    return text


def nearest(query: Query, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[Statement, ...]:
    """Return where the review comes nearest to the question, and a question that it can answer."""
    if query.rows:
        return (Statement(render("nearest_name", entity=lexicon.entity(query.rows[0]))),)
    near = (h for h in hits if h.passage.kind == "prose" and h.passage.path and h.signals["dense"] >= NEAR)
    titles = [re.sub(r"^[\d.]+ ", "", hit.passage.path[-1]) for hit in near]
    return (Statement(render("nearest_section", section=titles[0])),) if titles else ()


def refuse(query: Query, lexicon: Lexicon) -> Draft:
    """Return the refusal: the words of the question that the review has no answer to."""
    foreign = field.unmet(query.text, lexicon.texts)
    wanted = [p.text for p in parts(query.text) if fold(p.text) not in stop_words() and not p.text.isdigit()]
    content = [w for w in wanted if stem(w) not in vocabulary.scaffold()]
    field_words = {s for phrase in foreign for s in phrase.split()}
    strange = [w for w in content if stem(w) not in lexicon.vocabulary]
    missing = [w for w in wanted if stem(w) in field_words] or strange
    if missing or not content:
        text = render("not_in_review", missing=" ".join(missing[:6]) or "this")
    else:
        text = render("not_told", known=" ".join(content[:6]))
    return Draft("not_in_review", (Statement(text),), certain=bool(foreign))
