"""From a claim to the sentence of the review that makes it, and on to the references of that sentence; and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import asking, bibliography, cited, entries, outline, vocabulary
from app.drafts import Draft, Evidence, Statement, of_sentence
from app.lexicon import Lexicon
from app.nearest import Near, holds, rank
from app.sentences import Indexed
from app.understanding import Query
from prompts import render
from store.records import Hit, Reference

COVERED, NAMED = 0.45, 0.3
SUPPORTED = 0.75
"""Coverage, that with a name of the question, and with half the cosine, that a claim's sentence needs."""

CITED, _LOOKED_AT = 0.3, 8
"""A sentence that cites a reference comes before one that cites none and is better by up to this score."""

MOST_IN_FULL = 2

_ITSELF = re.compile(r"\b(?:this|our) (?:study|paper|article|review|work)\b", re.IGNORECASE)
_WHICH = re.compile(
    r"\b(?:which|what|whose) (?:refs?|references?|papers?|stud(?:y|ies)|sources?|entr(?:y|ies)|articles?)\b", re.I
)


def of_section(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return the references that a section cites, where the question asks for those."""
    if not (asking.said(query.text) & vocabulary.words("claims", "noun")):
        return None
    section = outline.named(query, lexicon)
    inside = [s for s in lexicon.sentences if section and section.span.start <= s.span.start < section.span.end]
    numbers = {n for s in inside for n in s.resolved}
    found = [r for r in lexicon.document.references if r.number in numbers]
    return entries.worded(query, found, f"in {outline.heading(section)}") if section and found else None


def source(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit]) -> Draft | None:
    """Return the references behind the sentence that makes the claim of the question, where it asks for them."""
    said = asking.said(_ITSELF.sub(" ", query.text))
    terms = _terms(query, lexicon, said)
    if not lexicon.document.references or not terms or not _asked(query, lexicon, said):
        return None
    ranked = rank(terms, prose, lexicon, hits)
    names = [t for t in terms if t[0] == "="]
    named = [n for n in ranked if names and all(holds(n.item, t, lexicon) for t in names)]
    near = [n for n in (named or ranked)[:_LOOKED_AT] if n.score > (named or ranked)[0].score - CITED]
    best = next((n for n in near if n.item.sentence.resolved), near[0] if near else None)
    if best is None or best.coverage < (NAMED if named else COVERED) or best.score < SUPPORTED:
        return None
    return _behind(best, lexicon)


def _asked(query: Query, lexicon: Lexicon, said: frozenset[str]) -> bool:
    """Whether the question goes from a claim to its reference, not from a name or a title to an entry."""
    origin = all(asking.says(query.text, "claims", name) for name in ("origin", "figure"))
    if not (said & vocabulary.words("claims", "noun") or origin) or cited.numbers(query.text):
        return False
    if "count" in query.operators or entries.people(query.text, lexicon) or cited.bound(query.text, lexicon):
        return False
    if entries.YEAR.search(query.text) and asking.says(query.text, "bibliography", "rows"):
        return False
    if origin or asking.says(query.text, "claims", "cue"):
        return True
    wanted = entries.topic(query, lexicon)
    strong, _ = bibliography.asks(query.text)
    titled = entries.on_topic(wanted, lexicon.document.references, lexicon) if wanted else []
    return strong and not titled and not query.rows and not entries.YEAR.search(query.text)


def _terms(query: Query, lexicon: Lexicon, said: frozenset[str]) -> list[str]:
    names = [f"={k}" for k in query.keys]
    dropped = asking.asking_stems()
    return list(dict.fromkeys([*(s for s in query.content if s not in dropped), *names]))


def _behind(best: Near, lexicon: Lexicon) -> Draft:
    sentence = best.item.sentence
    found = [r for r in lexicon.document.references if r.number in sentence.resolved]
    if not found:
        text = render("no_source", text=sentence.text)
        return Draft("answered", (Statement(text, (of_sentence(sentence),)),), entire=True)
    if len(found) > MOST_IN_FULL:
        return Draft("answered", (_several(found, best),), entire=True)
    return Draft("answered", tuple(_one(r, best) for r in found), entire=True)


def _one(reference: Reference, best: Near) -> Statement:
    """Return an entry in full, resting on the sentence that cites it and on the entry itself."""
    full = entries.entry(reference)
    return Statement(full.text, (Evidence(best.item.sentence.span, (reference.number,)), *full.evidence), full.support)


def _several(found: Sequence[Reference], best: Near) -> Statement:
    text = "; ".join(f"Reference {r.number}: {entries.short(r, 'doi')}" for r in found) + "."
    own = tuple(Evidence(r.span, (r.number,)) for r in found)
    return Statement(text, (of_sentence(best.item.sentence), *own), "reference")


def cited_for(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """Return the sentences that cite a numbered reference, where the question asks what it is cited for."""
    named = cited.numbers(query.text)
    known = {r.number for r in lexicon.document.references}
    asks = asking.says(query.text, "claims", "cited_for") and not asking.fields_asked(query.text)
    if _WHICH.search(query.text) or len(named) != 1 or named[0] not in known or not asks:
        return None
    citing = [i for i in prose if named[0] in i.sentence.references]
    if not citing:
        return Draft("answered", (Statement(render("not_cited", number=str(named[0]))),), entire=True)
    run = [i for i in prose if named[0] in i.sentence.resolved]
    everything = tuple(of_sentence(i.sentence) for i in run)
    first, *rest = [run[0], *(i for i in citing if i is not run[0])][:2]
    opening = render("cited_for", number=str(named[0]), text=first.sentence.text)
    statements = [Statement(opening, (of_sentence(first.sentence),))]
    statements += [Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in rest]
    return Draft("answered", tuple(statements), everything, entire=True)
