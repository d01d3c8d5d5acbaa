"""The part of the review that a question keeps to: "in the X section", "according to the abstract"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app import asking, outline, vocabulary
from app.drafts import Draft
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, akin, stems
from app.understanding import Query, understand
from store.names import fold, stem, stop_words
from store.records import Paragraph, Span

ENOUGH = 0.6
"""The share of the words of a place that the title of its section has to say."""

AKIN = 0.9
"""What a word of the same family counts in a title, beside the word itself; one of the thesaurus counts `ENOUGH`."""

MOST = 3
"""Places that one question keeps to."""

_PART = r"(?:sub-?)?(?:section|chapter|part|paragraph)s?"
_LEAD = r"(?:\b(?:according to|as per|as|in|from|under|within|of|by|per|at|does|do|did)\s+)?(?:both\s+)?\bthe\s+"
_NAME = r"(?:(?!the\b|and\b)[\w/+-]+\s+){1,4}?"
_BEFORE = re.compile(rf"{_LEAD}(?P<name>{_NAME}(?:and\s+(?:the\s+)?{_NAME})?){_PART}\b", re.IGNORECASE)
_BEHIND = re.compile(
    rf"{_LEAD}{_PART}\s+(?:on|about|covering|concerning|dealing with)\s+(?:the\s+)?(?P<name>(?:[\w/+-]+\s*){{1,5}})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"(?:\b(?:in|from|under|of|per)\s+)?(?:{_PART}|§)\s*(?P<name>\d+(?:\.\d+)*)\b", re.IGNORECASE)


Asking = Callable[[Query, Sequence[Sequence[Indexed]]], Sequence[Draft]]
"""Answers a question from each of some parts of the review by itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a question a part of the review is named, and the spans of that part's sentences."""

    start: int
    end: int
    spans: frozenset[Span]


def kept(
    query: Query,
    lexicon: Lexicon,
    prose: Sequence[Indexed],
    ask: Callable[[Query, Sequence[Sequence[Indexed]]], Sequence[Draft]],
) -> Draft | None:
    """Return what each part of the review that `query` keeps to says by itself, `None` where it keeps to none."""
    table = query.rows and (query.classes or query.values or asking.says(query.text, "about", "tables"))
    found = [] if table or asking.says(query.text, "bibliography", "strong") else _places(query.text, lexicon)
    rest = _without(query.text, found)
    if not found or asking.says(rest, "about", "sections") or not _content(rest):
        return None
    read = understand(rest, lexicon)
    plain = replace(read, content=tuple(s for s in read.content if s not in _speech()))
    drafts = [d for d in ask(plain, [within(prose, place.spans) for place in found]) if d.outcome == "answered"]
    statements = tuple(dict.fromkeys(s for d in drafts for s in d.statements))
    everything = tuple(dict.fromkeys(e for d in drafts for e in d.everything))
    return Draft("answered", statements, everything, entire=True) if statements else None


@cache
def _speech() -> frozenset[str]:
    """Return the stems by which a question says of a text that it says something."""
    return frozenset(map(stem, vocabulary.words("about", "words")))


def within(prose: Sequence[Indexed], spans: frozenset[Span]) -> tuple[Indexed, ...]:
    """Return the sentences at `spans`, numbered anew, as if they were all of the review."""
    own = [i for i in prose if i.sentence.span in spans]
    new = {item.position: n for n, item in enumerate(own)}
    return tuple(
        replace(i, position=n, before=None if i.before is None else new.get(i.before)) for n, i in enumerate(own)
    )


def _content(text: str) -> list[str]:
    said = (fold(p.text) for p in parts(text))
    wish = vocabulary.words("operators", "overview")
    return [w for w in said if w not in stop_words() and w not in wish and stem(w) not in asking.about_stems()]


def _places(text: str, lexicon: Lexicon) -> list[Place]:
    found: list[Place] = []
    for pattern in (_NUMBERED, _BEFORE, _BEHIND, _bare()):
        free = [m for m in pattern.finditer(text) if not any(m.start() < p.end and p.start < m.end() for p in found)]
        found += [place for m in free for place in _named(m, lexicon)]
    return list({p.spans: p for p in found}.values())[:MOST]


@cache
def _bare() -> re.Pattern[str]:
    """Return what finds a part that every article has, by its name alone: "the abstract"."""
    names = "|".join(sorted(vocabulary.words("about", "bare"), key=len, reverse=True))
    return re.compile(rf"{_LEAD}(?:\w+\s+)?(?P<name>{names})\b(?:\s+{_PART}\b)?", re.IGNORECASE)


def _named(m: re.Match[str], lexicon: Lexicon) -> list[Place]:
    """Return the places that one phrase names ("the X and Y sections"), each with the text that it takes up."""
    found = []
    for name in re.split(r"\s+(?:and|or)\s+(?:the\s+)?", m["name"].strip()):
        path, last = _section(name, lexicon)
        if path:
            end = m.start("name") + m["name"].index(name) + last if m.re is _BEHIND else m.end()
            found.append(Place(m.start(), end, _spans(path, lexicon)))
    return found


def _section(name: str, lexicon: Lexicon) -> tuple[tuple[str, ...], int]:
    """Return the section whose title says most of `name`, and where in `name` the last word of it ends."""
    if name[0].isdigit():
        section = outline.numbered(name, lexicon)
        return section.path if section else (), len(name)
    said = [(stem(p.text), p.end) for p in parts(name) if fold(p.text) not in stop_words()]
    scored = [(*_match(said, path[-1], lexicon), path) for path in _paths(lexicon)]
    most = max((s[0] for s in scored), default=0.0)
    best = [s for s in scored if s[0] == most]
    outer = [s for s in best if not any(s[-1][: len(o[-1])] == o[-1] and s is not o for o in best)]
    if most >= ENOUGH:
        *_, last, path = max(outer, key=lambda s: s[1])
        return path, last
    if any(fold(p.text) in vocabulary.words("about", "last_part") for p in parts(name)):
        return _last(lexicon), len(name)
    return (), 0


def _match(said: Sequence[tuple[str, int]], title: str, lexicon: Lexicon) -> tuple[float, float, int]:
    """Return the share of the first words of a place that a title has, that of the title, and where the words end."""
    has = {stem(p.text) for p in parts(title)}
    long = stems(title, lexicon)
    alike = {s: _alike(s, long, lexicon) for s, _ in said}
    held = [(s, end) for s, end in said if alike[s]]
    run = [s for s in said if held and s[1] <= held[-1][1]]
    total = sum(lexicon.idf(s) for s, _ in run)
    own = sum(lexicon.idf(s) * alike[s] for s, _ in held)
    return (own / total if total else 0.0), own / (sum(map(lexicon.idf, has)) or 1.0), held[-1][1] if held else 0


def _alike(word: str, title: frozenset[str], lexicon: Lexicon) -> float:
    """Return how far a title says a word: itself, as one of its family, in another word of the thesaurus."""
    if word in title or lexicon.expansions.get(word, {""}) <= title:
        return 1.0
    if any(akin(word, t) for t in title):
        return AKIN
    return ENOUGH if not title.isdisjoint(vocabulary.like(word)) else 0.0


def _paths(lexicon: Lexicon) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(p.path[:n] for p in _prose(lexicon) for n in range(1, len(p.path) + 1)))


def _last(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the section that concludes, or the last one."""
    tops = [p.path[:1] for p in _prose(lexicon) if p.kind == "body" and p.path]
    named = [path for path in tops if asking.says(path[0], "about", "concluding")]
    return (named or tops or [()])[-1]


def _spans(path: tuple[str, ...], lexicon: Lexicon) -> frozenset[Span]:
    return frozenset(s.span for p in _prose(lexicon) if p.path[: len(path)] == path for s in p.sentences)


def _prose(lexicon: Lexicon) -> list[Paragraph]:
    return [p for p in lexicon.document.paragraphs if p.kind not in ("front", "back") and p.sentences]


def _without(text: str, places: Sequence[Place]) -> str:
    for start, end in sorted({(p.start, p.end) for p in places}, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return re.sub(r"\s+([,.;:?!])", r"\1", " ".join(text.split())).strip(" ,;:")
