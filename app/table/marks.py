"""The words of a question, each read once: as a part of the table, as an operator, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from app import vocabulary
from app.sentences import akin
from app.table import parts
from app.table.frame import GROUP, LONGEST, Frame, Tag
from app.table.signs import signed
from app.table.tokens import Token, plain, tokens
from store.names import fold, stem, stop_words

MarkKind = Literal["tag", "class", "concept", "thing", "names", "number", "operator", "word", "frame", "unread"]
Run = tuple[Token, ...]

_OPERATORS = (
    *("count", "not", "without", "or", "largest", "smallest", "newest", "oldest", "least", "most", "more", "less"),
    *("between", "higher", "lower", "only", "universal", "same", "first", "last", "list"),
)
SHARE_OF_GROUP = 0.6
"""The share of a group's name that names it without the word `group` beside it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of tokens and how it was read. `name` is the operator, concept or class."""

    kind: MarkKind
    start: int
    end: int
    text: str
    tags: tuple[Tag, ...] = ()
    name: str = ""
    number: float | None = None

    def of(self, *kinds: str) -> tuple[Tag, ...]:
        """Return the tags of these kinds."""
        return tuple(t for t in self.tags if t.kind in kinds)


def marks(text: str, frame: Frame, topic: frozenset[str]) -> tuple[Mark, ...]:
    """Return the marks of `text` over the table of `frame`, left to right, nothing left out."""
    found = signed(tokens(text), frame)
    out: list[Mark] = []
    at = 0
    while at < len(found):
        mark = _tagged(text, found, at, frame) or _group(text, found, at, frame) or _class_name(found, at)
        mark = mark or _operator(found, at)
        mark = mark or _single(found, at, frame, topic, out[-1] if out else None)
        out.append(mark)
        at = mark.end
    return tuple(_of_class(m) if m.kind == "unread" and any(o.kind == "names" for o in out) else m for m in out)


def _of_class(mark: Mark) -> Mark:
    """Read a part of the name of a class, said beside a class, as no more than that (`RNAs, circular and long`)."""
    inside = any(w.startswith(mark.text.casefold()) for w in vocabulary.nouns_of_names())
    return replace(mark, kind="frame") if inside else mark


def is_thing(mark: Mark, frame: Frame) -> bool:
    """Whether the mark names the table's things, by a class or by the header over them."""
    return mark.kind == "names" or any(t.place == frame.entity.index for t in mark.of("header"))


def _tagged(text: str, found: Run, at: int, frame: Frame) -> Mark | None:
    for n in range(min(LONGEST, len(found) - at), 0, -1):
        run = found[at : at + n]
        if n == 1 and (run[0].word in stop_words() or _operator(found, at)):
            continue
        tags = frame.find(run)
        if tags and not _cut_off(found, at, n):
            said = text[run[0].start : run[-1].end].removesuffix("'s")
            return Mark("tag", at, at + n, said, _wider(tags, run, frame), number=run[0].number if n == 1 else None)
    return None


def _wider(tags: tuple[Tag, ...], run: Run, frame: Frame) -> tuple[Tag, ...]:
    """Add the cells that hold the words among others to the tags of a value."""
    if not any(t.kind in ("value", "part") for t in tags) or not any(c.isalpha() for t in run for c in t.form):
        return tags
    known = {(t.place, r) for t in tags for r in t.rows}
    more = (
        (place, frozenset(r for r in rows if (place, r) not in known)) for place, rows in frame.holding(run).items()
    )
    return (*tags, *(Tag("part", place, run[0].text, rows) for place, rows in more if rows))


def _cut_off(found: Run, at: int, n: int) -> bool:
    """Whether the run is the head of a compound that goes on with a number: another name (`AB-1960`)."""
    if at + n >= len(found) or not any(c.isalpha() for c in found[at + n - 1].text):
        return False
    after = found[at + n]
    return after.hyphened and after.text.isdigit()


def _group(text: str, found: Run, at: int, frame: Frame) -> Mark | None:
    """Read words of one group's name as that group, where it is most of the name or a word says `group`."""
    for n in range(min(6, len(found) - at), 0, -1):
        run = found[at : at + n]
        stems = {t.stem for t in run}
        groups = [g for g, own in frame.group_stems.items() if stems & own and stems <= own | frame.titled[g]]
        if len(groups) != 1 or any(t.word in stop_words() for t in run):
            continue
        share = len(stems) / len(frame.group_stems[groups[0]])
        if (n > 1 and share >= SHARE_OF_GROUP) or _beside_group(found, at, n, frame):
            rows = frozenset(r for r, row in enumerate(frame.rows) if row.group == groups[0])
            return Mark("tag", at, at + n, text[run[0].start : run[-1].end], (Tag("group", GROUP, groups[0], rows),))
    return None


def _beside_group(found: Run, at: int, n: int, frame: Frame) -> bool:
    after = found[at + n].word if at + n < len(found) else ""
    before = {t.word for t in found[max(0, at - 2) : at]}
    nouns = vocabulary.words("table", "group") | vocabulary.words("table", "blocks")
    return after in nouns or stem(after) in frame.things or bool(before & (nouns | vocabulary.words("table", "under")))


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): name for name in reversed(_OPERATORS) for phrase in vocabulary.words("table", name)}


def _operator(found: Run, at: int) -> Mark | None:
    for n in (4, 3, 2, 1):
        run = tuple(t.word for t in found[at : at + n])
        if len(run) == n and run in _phrases():
            return Mark("operator", at, at + n, " ".join(run), name=_phrases()[run])
    ordinals, word = vocabulary.ordered("table", "ordinals"), found[at].word
    if word in ordinals and not (at + 1 < len(found) and found[at + 1].hyphened):
        return Mark("operator", at, at + 1, word, name="nth", number=float(ordinals.index(word) + 1))
    return None


def _class_name(found: Run, at: int) -> Mark | None:
    """Read the noun of a class of names, of several words or of one (`non-coding RNAs`, `miRNAs`)."""
    for n in (4, 3, 2, 1):
        run = found[at : at + n]
        if len(run) == n and (prefixes := vocabulary.class_of_names(stem(plain(run)))):
            return Mark("names", at, at + n, " ".join(t.text for t in run), name=" ".join(prefixes))
    return None


def _single(found: Run, at: int, frame: Frame, topic: frozenset[str], before: Mark | None) -> Mark:
    token = found[at]
    if (direction := _direction(found, at)) and not (_particle(token, before) or parts.falls_in(found, at)):
        return Mark("class", at, at + direction[1], token.text, name=direction[0])
    if _goes_on(found, at, before):
        return Mark("unread", at, at + 1, token.text)
    if token.number is not None or token.form[0] in "<>≤≥":
        return Mark("number", at, at + 1, token.text, number=token.number)
    concept, size = _concept(found, at, frame, before)
    if concept:
        return Mark("concept", at, at + size, token.text, name=concept)
    if token.stem in frame.things:
        return Mark("thing", at, at + 1, token.text, number=token.spelled)
    return _word(found, at, frame, topic)


def _goes_on(found: Run, at: int, before: Mark | None) -> bool:
    """Whether a number goes on with a word that the table does not hold so (`AB-1960`)."""
    return (
        found[at].hyphened
        and found[at].text.isdigit()
        and before is not None
        and before.kind in ("word", "unread", "frame")
        and before.text[:1].isupper()
    )


def _direction(found: Run, at: int) -> tuple[str, int] | None:
    """Return the class of a direction and its tokens (`up-regulated` has two)."""
    if value_class := vocabulary.value_class(found[at].form):
        return value_class, 1
    if at + 1 < len(found) and found[at + 1].start == found[at].end + 1:
        two = vocabulary.value_class(found[at].form + found[at + 1].form)
        return (two, 2) if two else None
    return None


def _particle(token: Token, before: Mark | None) -> bool:
    """Whether `up` or `down` belongs to the verb before it (`shut down`)."""
    return token.word in stop_words() and before is not None and before.kind in ("unread", "word")


def _concept(found: Run, at: int, frame: Frame, before: Mark | None) -> tuple[str, int]:
    """Return the concept that a word asks for, or two of them (`act on`), and how many."""
    word = found[at].word
    if word in vocabulary.words("table", "cites") and frame.references:
        return "reference", 1
    heading = word in vocabulary.words("table", "group") and not parts.of_columns(found, at)
    if heading or parts.is_part(found, at, frame, before is not None and bool(before.of("group"))):
        return "group", 1
    if word in vocabulary.words("table", "grouped") and frame.table.groups:
        return "grouped", 1
    for n in (2, 1):
        run = found[at : at + n]
        concepts = sorted(vocabulary.concepts_of_word(" ".join(t.word for t in run)) - {"group", "reference"})
        if len(run) == n and (named := next((c for c in concepts if frame.by_concept(c)), "")):
            return named, n
    return "", 0


def _of_header(token: Token, frame: Frame) -> tuple[Tag, ...]:
    """Return the one column whose header is of the word's family (`developed` for "Developer")."""
    places = [c.index for c in frame.columns if any(akin(token.stem, t.stem) for t in tokens(c.header))]
    return (Tag("header", places[0], token.text),) if len(places) == 1 else ()


def _word(found: Run, at: int, frame: Frame, topic: frozenset[str]) -> Mark:
    token = found[at]
    if token.spelled is not None:
        return Mark("frame", at, at + 1, token.text, number=token.spelled)
    if token.word in stop_words() or token.stem in _frame_stems() or len(token.form) < 2:
        return Mark("frame", at, at + 1, token.text)
    if token.stem in _plain_concepts() or token.stem in topic:
        return Mark("frame", at, at + 1, token.text)
    if tags := _of_header(token, frame):
        return Mark("tag", at, at + 1, token.text, tags)
    tags = tuple(_in_cells(token.stem, frame))
    if tags:
        return Mark("word", at, at + 1, token.text, tags)
    how = at > 0 and found[at - 1].word == "how"
    if token.stem in frame.caption or token.word.endswith("ly") or how:
        return Mark("frame", at, at + 1, token.text)
    return Mark("unread", at, at + 1, token.text)


def _in_cells(word: str, frame: Frame) -> list[Tag]:
    """Return the places whose cells say the word, or one of its family."""
    rows: dict[int, set[int]] = {}
    for r, places in enumerate(frame.stems):
        for place, said in places.items():
            if word in said or any(akin(word, s) for s in said):
                rows.setdefault(place, set()).add(r)
    return [Tag("part", place, word, frozenset(found)) for place, found in rows.items()]


@cache
def _field_stems() -> frozenset[str]:
    return vocabulary.field_stems() | {stem(fold(w)) for w in vocabulary.words("bibliography", "strong")}


@cache
def _plain_concepts() -> frozenset[str]:
    return vocabulary.concept_stems() - _field_stems()


@cache
def _frame_stems() -> frozenset[str]:
    """Return the stems of words that a question is built with; the fields of an entry are none of them."""
    own = {stem(w) for w in vocabulary.words("table", "frame") | vocabulary.words("auxiliaries")}
    return frozenset((vocabulary.scaffold() - _field_stems()) | own)
