"""Entries of the bibliography: which of them a question means, and how they are worded."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app import asking, vocabulary
from app.drafts import Draft, Evidence, Statement, joined
from app.lexicon import Lexicon, parts
from app.sentences import akin, name_keys
from app.understanding import Query
from prompts import render
from store.names import fold, key, stem, stop_words
from store.records import Reference

YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_RANGE = re.compile(r"\b((?:19|20)\d{2})\b\s*(?:-|–|to|and|until|through)\s*\b((?:19|20)\d{2})\b")
_BOUND = re.compile(
    r"\b(before|prior to|older than|earlier than|until|up to|after|later than|newer than|since|from)\s+((?:19|20)\d{2})"
    r"(\s+on(?:wards?\b|(?=\W*$)))?",
    re.IGNORECASE,
)
_ET_AL = re.compile(r"['’]?s?\s+(?:et al\b|and (?:colleagues|co-?workers|co-?authors)\b)", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:on|about|of|into|regarding|concerning)\b", re.IGNORECASE)
_NAME_LENGTH = 3
"""The most parts of a surname (`El-Serag` has two)."""

TOPIC = 0.6
"""The share of a question's topic that a title has to say, by weight, for its entry to be meant."""

UNSEEN = 0.4
"""What a word of the topic weighs that no title says."""

LIKE = 0.6
"""What a word of the topic counts where a title says it in another word."""

MOST_LISTED = 25
"""Entries that are named one by one; more are only counted."""

MOST_IN_FULL = 2


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on entries, and its words in an answer."""

    label: str
    test: Callable[[Reference], bool]


def people(text: str, lexicon: Lexicon) -> list[str]:
    """Return the surnames in `text` that the bibliography's authors bear, the longest match first.

    A surname begins with a capital, or is followed by `et al`.
    """
    surnames = {key(surname(a)): surname(a) for r in lexicon.document.references for a in r.authors}
    found, named, at = parts(text), [], 0
    while at < len(found):
        runs = ((n, key("".join(p.text for p in found[at : at + n]))) for n in range(_NAME_LENGTH, 0, -1))
        size, name = next(((n, k) for n, k in runs if k in surnames and at + n <= len(found)), (1, ""))
        written = found[at].text[0].isupper() or _ET_AL.match(text, found[min(at + size, len(found)) - 1].end)
        if name and written and fold(found[at].text) not in stop_words():
            named.append(surnames[name])
        at += size
    return list(dict.fromkeys(named))


def surname(author: str) -> str:
    """Return the surname of an author as a bibliography writes him (`Wang, J.`)."""
    return author.split(",")[0].strip()


def filters(query: Query, lexicon: Lexicon, said: frozenset[str]) -> list[Filter]:
    """Return the conditions that a question sets, its topic apart."""
    first = "first" in said
    found = _years(query.text)
    for name in people(query.text, lexicon):
        leads = first or bool(re.search(rf"\b{re.escape(name)}{_ET_AL.pattern}", query.text, re.IGNORECASE))
        label = f"with {name} as {'first ' if leads else ''}author"
        found.append(Filter(label, partial(_has_author, name, leads)))
    if named := journals(query, lexicon, said):
        found.append(Filter(f"in {' or '.join(named)}", lambda r: r.journal in named))
    if said & vocabulary.words("bibliography", "missing") and "doi" in said:
        found.append(Filter("without a DOI", lambda r: not r.doi))
    if asking.says(query.text, "bibliography", "alone"):
        found.append(Filter("with a single author", lambda r: len(r.authors) == 1 and not abridged(r)))
    if query.rows:
        numbers = {n for at in query.rows for n in lexicon.row(at).references}
        names = {k for at in query.rows for k in lexicon.keys_of(at)}
        label = "on " + joined(list(dict.fromkeys(lexicon.entity(at) for at in query.rows)))
        found.append(Filter(label, lambda r: r.number in numbers or bool(names & name_keys(r.title))))
    return found


def stated(query: Query, lexicon: Lexicon) -> list[Filter]:
    """Return the year and the journal that a question takes an entry to have."""
    named = journals(query, lexicon, frozenset(asking.said(query.text)))
    journal = [Filter(f"in {' or '.join(named)}", lambda r: r.journal in named)] if named else []
    return [*_years(query.text), *journal]


def _years(text: str) -> list[Filter]:
    if years := _RANGE.search(text):
        low, high = sorted(map(int, years.groups()))
        return [Filter(f"from {low} to {high}", lambda r: low <= (r.year or 0) <= high)]
    if bound := _BOUND.search(text):
        word, year = bound.group(1).lower(), int(bound.group(2))
        if word in ("before", "prior to", "older than", "earlier than"):
            return [Filter(f"before {year}", lambda r: 0 < (r.year or 0) < year)]
        if word in ("after", "later than", "newer than"):
            return [Filter(f"after {year}", lambda r: (r.year or 0) > year)]
        if word in ("until", "up to"):
            return [Filter(f"until {year}", lambda r: 0 < (r.year or 0) <= year)]
        if word == "since" or bound.group(3):
            return [Filter(f"since {year}", lambda r: (r.year or 0) >= year)]
    return [Filter(f"from {y}", partial(_is_from, int(y))) for y in dict.fromkeys(YEAR.findall(text))]


def _is_from(year: int, reference: Reference) -> bool:
    return reference.year == year


def _has_author(name: str, first: bool, reference: Reference) -> bool:
    authors = reference.authors[:1] if first else reference.authors
    return any(fold(surname(a)) == fold(name) for a in authors)


def abridged(reference: Reference) -> bool:
    """Whether the source leaves authors out with `et al.`."""
    return bool(re.search(r"\bet al\b", reference.text.split(reference.title or "\0")[0]))


def journals(query: Query, lexicon: Lexicon, said: frozenset[str]) -> tuple[str, ...]:
    """Return the journals that a question names as they are written; one of one word only where one is asked for.

    Three words and more are a journal in small letters too: `liver cancer` is none.
    """
    known = {r.journal for r in lexicon.document.references if r.journal}
    asks = bool(said & vocabulary.words("bibliography", "in_journal"))
    named = [j for j in known if len(j.split()) > 1 and _names_journal(query.text, j, asks)]
    if not named and asks:
        named = [j for j in known if re.search(rf"\b(?:in|from|by|journal)\s+(?:the )?{re.escape(j)}\b", query.text)]
    return tuple(sorted(j for j in named if not any(j != other and j in other for other in named)))


def _names_journal(text: str, name: str, asks: bool) -> bool:
    written = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
    return written or (asks and len(name.split()) > 2 and asking.phrase_in(text, name))


def topic(query: Query, lexicon: Lexicon, said: frozenset[str]) -> tuple[str, ...]:
    """Return what a question is about beside the fields, names, years and journals of entries."""
    dropped = asking.asking_stems() | {stem(p.text) for j in journals(query, lexicon, said) for p in parts(j)}
    dropped |= {stem(p.text) for n in people(query.text, lexicon) for p in parts(f"{n} et al")}
    bound = {k for at in query.rows for k in lexicon.keys_of(at)}
    titles = {k for r in lexicon.document.references for k in name_keys(r.title)} if query.unknown else set()
    names = [f"={k}" for k in (*query.keys, *(key(u) for u in query.unknown if key(u) in titles)) if k not in bound]
    content = [s for s in query.content if s not in dropped and s.lstrip("=") not in bound and not YEAR.fullmatch(s)]
    return tuple(dict.fromkeys([*content, *names]))


def on_topic(wanted: Sequence[str], found: Sequence[Reference], lexicon: Lexicon) -> list[Reference]:
    """Return the entries whose titles say the most of `wanted`, where they say enough of it."""
    held = {r.number: {t: d for t in wanted if (d := _says(r.title, t))} for r in lexicon.document.references}
    counts = Counter(t for terms in held.values() for t in terms)
    weight = {t: math.log(1 + len(held) / (1 + counts[t])) * (1 if counts[t] else UNSEEN) for t in wanted}
    total = sum(weight.values())
    shares = {r.number: sum(weight[t] * d for t, d in held[r.number].items()) / total for r in found}
    best = max(shares.values(), default=0.0)
    return [r for r in found if best >= TOPIC and shares[r.number] >= best - 1e-9]


def told(wanted: Sequence[str], text: str, lexicon: Lexicon) -> Sequence[str]:
    """Return `wanted`, or nothing where no title says any of it and no `on` or `about` leads to it (`printed in`)."""
    titles = [r.title for r in lexicon.document.references]
    return wanted if _ABOUT.search(text) or any(_says(title, t) for title in titles for t in wanted) else ()


def _says(title: str, term: str) -> float:
    """Return how far a title says a term: 1, or `LIKE` in another word of the thesaurus."""
    if term.startswith("="):
        return float(term[1:] in name_keys(title))
    said = {stem(p.text) for p in parts(title)}
    if any(term == s or akin(term, s) for s in said):
        return 1.0
    return 0.0 if vocabulary.like(term).isdisjoint(said) else LIKE


def extreme(found: Sequence[Reference], text: str) -> list[Reference]:
    """Return the oldest or the newest of the entries where the question asks for them, else all."""
    years = [r.year for r in found if r.year]
    oldest = asking.says(text, "bibliography", "oldest")
    if not years or not (oldest or asking.says(text, "bibliography", "newest")):
        return list(found)
    wanted = min(years) if oldest else max(years)
    return [r for r in found if r.year == wanted]


def worded(query: Query, found: Sequence[Reference], wording: str) -> Draft:
    """Return the entries as an answer: a few in full, many by number, more than that only counted."""
    if not found:
        return Draft("not_in_review", (Statement(render("no_entry", filter=wording)),))
    if len(found) <= MOST_IN_FULL and "count" not in query.operators:
        return Draft("answered", tuple(entry(r) for r in found))
    evidence = tuple(Evidence(r.span, (r.number,)) for r in found)
    names = joined([f"{r.number} ({short(r, query.text)})" for r in found])
    if len(found) > MOST_LISTED:
        last = len(found) - 1
        names, evidence = f"{found[0].number} to {found[last].number}", (evidence[0], evidence[last])
    template = "entries" if len(found) > 1 else "one_entry"
    text = render(template, count=str(len(found)), filter=wording, names=names)
    return Draft("answered", (Statement(text, evidence, "reference"),))


def entry(reference: Reference) -> Statement:
    """Return an entry in full, and a plain word where it has no DOI."""
    name = "entry" if reference.doi else "no_doi"
    text = render(name, number=str(reference.number), text=reference.text)
    return Statement(text, (Evidence(reference.span, (reference.number,)),), "reference")


def short(reference: Reference, question: str = "") -> str:
    """Return first author and year of an entry, with the fields that `question` asks for."""
    name = surname(reference.authors[0]) if reference.authors else reference.journal
    asked = asking.fields_asked(question) - ({"journal"} if "journal" not in fold(question) else set())
    fields = {"title": reference.title, "journal": reference.journal, "doi": reference.doi or "no DOI"}
    place = f"{reference.volume}, {reference.pages}".strip(", ")
    more = [value for field, value in (*fields.items(), ("pages", place)) if field in asked and value]
    return ", ".join([name, str(reference.year or "no year"), *more])


def loosened(query: Query, lexicon: Lexicon, said: frozenset[str]) -> list[Query]:
    """Return the query without its years, and without its journals."""
    found = [replace(query, text=YEAR.sub(" ", query.text))] if YEAR.search(query.text) else []
    for name in journals(query, lexicon, said):
        found.append(replace(query, text=re.sub(re.escape(name), " ", query.text, flags=re.IGNORECASE)))
    return found
