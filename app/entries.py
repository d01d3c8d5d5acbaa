"""Entries of the bibliography: which of them a question means, and how they are worded."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app import asking, vocabulary
from app.authors import ET_AL, is_by, persons
from app.cited import bound
from app.drafts import Draft, Evidence, Statement, joined
from app.english import rarity
from app.journals import Bound
from app.lexicon import Lexicon, parts
from app.sentences import akin, name_keys
from app.understanding import Query
from prompts import render
from store.names import fold, key, stem
from store.records import Reference

YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_RANGE = re.compile(r"\b((?:19|20)\d{2})\b\s*(?:-|–|to|and|until|through)\s*\b((?:19|20)\d{2})\b")
_BOUND = re.compile(
    r"\b(before|prior to|older than|earlier than|until|up to|after|later than|newer than|since|from)\s+((?:19|20)\d{2})"
    r"(\s+on(?:wards?\b|(?=\W*$)))?",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:on|about|of|into|regarding|concerning) (?=\w)", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\b(?:article|volume|page|issue) numbers?\b", re.IGNORECASE)

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
    """Return the surnames in `text` that the bibliography's authors bear."""
    return list(dict.fromkeys(p.name for p in persons(text, lexicon)))


def filters(query: Query, lexicon: Lexicon, said: frozenset[str]) -> list[Filter]:
    """Return the conditions that a question sets, its topic apart."""
    found = [*_years(query.text), *_by(query.text, "first" in said, lexicon), *_given(query.text, lexicon)]
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


def _by(text: str, first: bool, lexicon: Lexicon) -> list[Filter]:
    """Return the condition that each person sets; of those joined with "or" any one will do."""
    found = []
    for person in persons(text, lexicon):
        leads = first or bool(ET_AL.match(text, person.end))
        name = f"{person.name}, {person.initial}." if person.initial else person.name
        label = f"with {name} as {'first ' if leads else ''}author"
        found.append(Bound(person.start, person.end, label, partial(is_by, person, leads)))
    return _either(text, found)


def _given(text: str, lexicon: Lexicon) -> list[Filter]:
    return _either(text, bound(text, lexicon))


def _either(text: str, given: Sequence[Bound]) -> list[Filter]:
    """Return the conditions; those with "or" between them are one."""
    found: list[Filter] = []
    for before, now in zip((None, *given), given, strict=False):
        if before is not None and re.search(r"\bor\b", text[before.end : now.start]):
            last = found.pop()
            found.append(Filter(f"{last.label} or {now.label}", partial(_one_of, (last.test, now.test))))
        else:
            found.append(Filter(now.label, now.test))
    return found


def _one_of(tests: Sequence[Callable[[Reference], bool]], reference: Reference) -> bool:
    return any(test(reference) for test in tests)


def stated(query: Query, lexicon: Lexicon) -> list[Filter]:
    """Return the year, the journal and the like that a question takes an entry to have."""
    return [*_years(query.text), *_given(query.text, lexicon)]


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


def abridged(reference: Reference) -> bool:
    """Whether the source leaves authors out with `et al.`."""
    return bool(re.search(r"\bet al\b", reference.text.split(reference.title or "\0")[0]))


def topic(query: Query, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what a question is about beside the fields of entries and what it gives of them."""
    spans = [(p.start, p.end) for p in persons(query.text, lexicon)]
    spans += [(b.start, b.end) for b in bound(query.text, lexicon)]
    dropped = asking.asking_stems() | {stem(p.text) for a, b in spans for p in parts(query.text[a:b])}
    taken = {k for at in query.rows for k in lexicon.keys_of(at)}
    named = "\0".join(key(query.text[a:b]) for a, b in spans)
    names = [k for k in (*query.keys, *strange(query, lexicon)) if k not in taken]
    content = [s for s in query.content if s not in dropped and s.lstrip("=") not in taken and not YEAR.fullmatch(s)]
    return tuple(dict.fromkeys([*content, *(f"={k}" for k in names if k not in named and k not in content)]))


def strange(query: Query, lexicon: Lexicon) -> list[str]:
    """Return the keys of the names that the review never says, but a title does."""
    rare = [s for s in query.content if s not in lexicon.vocabulary and rarity(s) == 1]
    titles = {k for r in lexicon.document.references for k in name_keys(r.title)} if query.unknown or rare else set()
    return [k for k in (*map(key, query.unknown), *rare) if k in titles]


def on_topic(wanted: Sequence[str], found: Sequence[Reference], lexicon: Lexicon) -> list[Reference]:
    """Return the entries whose titles say the most of `wanted`, where they say enough of it."""
    held = {r.number: {t: d for t in wanted if (d := _says(r.title, t))} for r in lexicon.document.references}
    counts = Counter(t for terms in held.values() for t in terms)
    weight = {t: math.log(1 + len(held) / (1 + counts[t])) * (1 if counts[t] else UNSEEN) for t in wanted}
    total = sum(weight.values())
    shares = {r.number: sum(weight[t] * d for t, d in held[r.number].items()) / total for r in found}
    best = max(shares.values(), default=0.0)
    return [r for r in found if best >= TOPIC and shares[r.number] >= best - 1e-9]


def told(wanted: Sequence[str], text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what of `wanted` a title says; all of it where `on` or `about` leads to it (but not `printed in`)."""
    titles = [r.title for r in lexicon.document.references]
    return tuple(t for t in wanted if _ABOUT.search(text) or any(_says(title, t) for title in titles))


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
    if len(found) <= MOST_IN_FULL and ("count" not in query.operators or _NUMBER_OF.search(query.text)):
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
    name = reference.authors[0] if reference.authors else reference.journal
    asked = asking.fields_asked(question) - ({"journal"} if "journal" not in fold(question) else set())
    fields = {"title": reference.title, "journal": reference.journal, "doi": reference.doi or "no DOI"}
    place = f"{reference.volume}, {reference.pages}".strip(", ")
    more = [value for field, value in (*fields.items(), ("pages", place)) if field in asked and value]
    return ", ".join([name, str(reference.year or "no year"), *more])


def loosened(query: Query, lexicon: Lexicon) -> list[Query]:
    """Return the query without its years, and without what else it gives of an entry."""
    found = [replace(query, text=YEAR.sub(" ", query.text))] if YEAR.search(query.text) else []
    given = bound(query.text, lexicon)
    return [*found, *(replace(query, text=query.text[: b.start] + " " + query.text[b.end :]) for b in given)]
