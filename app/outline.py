"""What the review is made of: its sections and what they cover, where a thing is told, its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app import asking, vocabulary
from app.drafts import Draft, Evidence, Statement, joined, of_sentence
from app.lexicon import Lexicon, parts
from app.nearest import holds
from app.sentences import index
from app.understanding import Query
from prompts import render
from store.names import key, stem, stop_words
from store.records import Section, Table

_NUMBER = re.compile(
    r"\b(?:sub)?(?:section|chapter|part|heading)s?\s+(\d+(?:\.\d+)*)\b|§\s*(\d+(?:\.\d+)*)", re.IGNORECASE
)
_PART = re.compile(r"\b(?:sub)?(?:section|chapter|part|heading|paragraph|passage)\b", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:which|what|in which|in what|under which|under what|name the)\s+(?:\w+\s)?"
    r"(?:sub)?(?:section|part|chapter|heading|paragraph)s?\b|\bwhere\b",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:make up|makes up|belong|within|inside|under|does|do|of the|in the)\b.*\b(?:section|chapter|part)\b"
    r"|\bsub-?(?:section|heading|chapter)s?\b",
    re.IGNORECASE,
)
MOST_PLACES = 3


def answer(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what a section or a table is about, how many there are, or where something is told."""
    text = query.text
    if asking.says(text, "about", "tables") and (found := _tables(query, lexicon)):
        return found
    if divided := _divided(query, lexicon):
        return divided
    if section := _bare(query, lexicon):
        return Draft("answered", (_covers(section, lexicon),))
    if not asking.says(text, "about", "sections"):
        return None
    if number := _NUMBER.search(text):
        return _numbered(number.group(1) or number.group(2), lexicon)
    wanted = [s for s in (*query.content, *(f"={k}" for k in query.keys)) if s not in asking.about_stems()]
    if not wanted or all(s in lexicon.topic for s in wanted):
        return _all(query, lexicon)
    titled = _titled(wanted, lexicon)
    if titled and (_INSIDE.search(text) or not _WHERE.search(text)):
        return Draft("answered", (_covers(titled[0], lexicon),))
    return _where(wanted, titled, lexicon) if _WHERE.search(text) else None


def named(query: Query, lexicon: Lexicon) -> Section | None:
    """Return the section that a question names as one, by its number or its whole title."""
    if number := _NUMBER.search(query.text):
        return numbered(number.group(1) or number.group(2), lexicon)
    terms = [*query.content, *(f"={k}" for k in query.keys)]
    wanted = [t for t in terms if t not in asking.about_stems() | asking.asking_stems()]
    titled = _titled(wanted, lexicon) if wanted and _PART.search(query.text) else []
    return titled[0] if titled and _share(titled[0].title, wanted) == 1 else None


def _bare(query: Query, lexicon: Lexicon) -> Section | None:
    """Return the section of which a question gives the number and little else ("what is 2.5 about")."""
    left = [s for s in query.content if not s.isdigit() and s not in asking.about_stems()]
    given = re.findall(r"(?<![\d.])\d+(?:\.\d+)+(?![\d%])", query.text) if not (left or query.keys) else []
    return numbered(given[0], lexicon) if given else None


def _divided(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return the parts into which the review divides a thing: those of the section that has its name."""
    divides = asking.says(query.text, "about", "divided")
    if not (divides or "count" in query.operators) or not asking.says(query.text, "self") or query.rows:
        return None
    wanted = [s for s in query.content if s not in asking.about_stems() or s in lexicon.topic]
    wanted = [s for s in wanted if not (s.isdigit() or s in vocabulary.scaffold())]
    holders = [s for s in _own(lexicon) if any(t is not s and _within(t, s) for t in lexicon.document.sections)]
    shares = [(_share(s.title, wanted, vocabulary.like), s) for s in holders] if wanted else []
    share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or share < (0.5 if divides else 1):
        return None
    return Draft("answered", (_covers(best, lexicon, "count" in query.operators),), entire=True)


def numbered(number: str, lexicon: Lexicon) -> Section | None:
    """Return the section of that number."""
    return next((s for s in lexicon.document.sections if s.number.rstrip(".") == number), None)


def heading(section: Section) -> str:
    """Return a section's number and title."""
    return f"{section.number} {section.title}".strip()


def _own(lexicon: Lexicon) -> list[Section]:
    """Return the sections of the body: all but those that hold front or back matter."""
    bodies = {p.path[: i + 1] for p in lexicon.document.paragraphs if p.kind == "body" for i in range(len(p.path))}
    return [s for s in lexicon.document.sections if s.number or s.path in bodies]


def _all(query: Query, lexicon: Lexicon) -> Draft | None:
    own = _own(lexicon)
    tops = [s for s in own if s.level == min((t.level for t in own), default=1)]
    if not tops:
        return None
    names = "; ".join(f"{s.number}. {s.title}" if s.number else s.title for s in tops)
    label = f"{len(tops)} sections" if "count" in query.operators else "Sections"
    text = render("front", label=label, text=names)
    return Draft("answered", (Statement(text, tuple(Evidence(s.heading) for s in tops), "front matter"),))


def _numbered(number: str, lexicon: Lexicon) -> Draft:
    found = numbered(number, lexicon)
    if found is None:
        last = next((s.number for s in reversed(lexicon.document.sections) if s.number), "none")
        return Draft("not_in_review", (Statement(render("no_section", number=number, last=last)),))
    return Draft("answered", (_covers(found, lexicon),))


def _covers(section: Section, lexicon: Lexicon, counted: bool = False) -> Statement:
    """Return the headings inside a section; where it has none, the sentence that opens it."""
    sections = lexicon.document.sections
    inside = [s for s in sections if s is not section and _within(s, section)]
    children = [s for s in inside if s.level == min(t.level for t in inside)]
    if children:
        names = "; ".join(map(heading, children))
        told = {"section": heading(section), "names": names}
        text = render("section_parts", count=str(len(children)), **told) if counted else render("section", **told)
        return Statement(text, tuple(Evidence(s.heading) for s in (section, *children)), "front matter")
    sentences = [
        s
        for p in lexicon.document.paragraphs
        for s in p.sentences
        if p.kind in ("body", "abstract", "list_item") and section.span.start <= s.span.start < section.span.end
    ]
    opening = sentences[0].text if sentences else section.title
    evidence = (Evidence(section.heading), *(of_sentence(s) for s in sentences[:1]))
    return Statement(render("section_text", section=heading(section), text=opening), evidence)


def _titled(wanted: Sequence[str], lexicon: Lexicon) -> list[Section]:
    """Return the deepest sections whose titles, with those inside them, say the most of what is wanted."""
    own = _own(lexicon)
    shares = [(_share(" ".join(t.title for t in own if _within(t, s)), wanted), s) for s in own]
    best = max((share for share, _ in shares), default=0.0)
    found = [s for share, s in shares if share == best >= 0.5]
    return [s for s in found if not any(t is not s and _within(t, s) for t in found)]


def _within(inner: Section, outer: Section) -> bool:
    return outer.span.start <= inner.heading.start < outer.span.end


def _share(title: str, wanted: Sequence[str], like: Callable[[str], frozenset[str]] = lambda _: frozenset()) -> float:
    """Return the share of `wanted` that a title says, be it in a word that is `like` it."""
    stems = {stem(p.text) for p in parts(title) if p.text.lower() not in stop_words()}
    joined_key = key(title)
    said = [w in stems or (w[0] == "=" and w[1:] in joined_key) or not stems.isdisjoint(like(w)) for w in wanted]
    return sum(said) / len(wanted)


def _where(wanted: Sequence[str], titled: Sequence[Section], lexicon: Lexicon) -> Draft | None:
    """Return the sections that tell of what is wanted: by their title, else where most sentences say it."""
    found = list(titled[:1]) or _by_sentences(wanted, lexicon)
    if not found:
        return None
    text = render("where", names=joined([heading(s) for s in found]))
    return Draft("answered", (Statement(text, tuple(Evidence(s.heading) for s in found), "front matter"),))


def _by_sentences(wanted: Sequence[str], lexicon: Lexicon) -> list[Section]:
    counts: Counter[tuple[str, ...]] = Counter()
    for item in index(lexicon):
        said = sum(holds(item, w, lexicon) for w in wanted) / len(wanted)
        path = _path_of(item.sentence.span.start, lexicon)
        if said >= 0.5 and path:
            counts[path] += 1 + (said == 1)
    by_path = {s.path: s for s in lexicon.document.sections}
    best = [p for p, n in counts.most_common(MOST_PLACES) if p in by_path and 2 * n >= max(counts.values())]
    return sorted((by_path[p] for p in best), key=lambda s: s.span.start)


def _path_of(offset: int, lexicon: Lexicon) -> tuple[str, ...]:
    holding = [s for s in lexicon.document.sections if s.span.start <= offset < s.span.end]
    return max(holding, key=lambda s: s.span.start).path if holding else ()


def _tables(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return how many tables there are, or what they are about."""
    tables = lexicon.document.tables
    left = [s for s in query.content if s not in asking.about_stems() and s not in lexicon.topic]
    if not tables or left or query.rows or query.values or query.groups or query.classes:
        return None
    numbered = [t for t in tables if asking.phrase_in(query.asked, t.label)]
    if "count" in query.operators and asking.says(query.text, "table", "columns"):
        return Draft("answered", tuple(_headers(t) for t in (numbered or list(tables))[:MOST_PLACES]))
    if "count" in query.operators and not asking.says(query.text, "about", "of_a_table"):
        text = render("front", label="Tables", text=f"{len(tables)} ({'; '.join(t.label for t in tables)})")
        return Draft("answered", (Statement(text, tuple(Evidence(t.span) for t in tables), "front matter"),))
    if "count" in query.operators or not asking.says(query.text, "about", "subject"):
        return None
    return Draft("answered", tuple(_table(t) for t in (numbered or list(tables))[:MOST_PLACES]))


def _headers(table: Table) -> Statement:
    text = render("front", label=f"{table.label}, columns", text=f"{len(table.headers)} ({', '.join(table.headers)})")
    return Statement(text, (Evidence(table.span),), "front matter")


def _table(table: Table) -> Statement:
    caption = table.caption.rstrip(". ") + "." if table.caption else ""
    text = render("table_about", label=table.label, caption=caption, columns=", ".join(table.headers))
    return Statement(" ".join(text.split()), (Evidence(table.span),), "front matter")
