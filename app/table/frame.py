"""One table as something to ask: its subjects, and every phrase that stands for a part of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from app import vocabulary
from app.columns import Column, is_blank
from app.drafts import finished
from app.lexicon import Lexicon, is_symbol
from app.table.tokens import Token, joined, numbers, plain, tokens
from app.wording import plural, singular
from store.names import stem
from store.records import Table, TableRow

Kind = Literal["entity", "group", "header", "value", "part"]
GROUP = -1
"""The place of the group row, which is no column."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SPLIT = re.compile(r"\s*[/,;&+:]\s*|\s+(?:and|or)\s+")
LONGEST = 30
"""The most tokens that a phrase may have."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What a phrase stands for: `place` is the column (or `GROUP`), `rows` are those that hold it."""

    kind: Kind
    place: int
    text: str
    rows: frozenset[int] = frozenset()


class Frame:
    """One table of a review: rows by subject, phrases by their joined tokens."""

    def __init__(self, lexicon: Lexicon, index: int) -> None:
        """Prepare the table number `index` of the review of `lexicon`."""
        self.lexicon = lexicon
        self.index = index
        self.table: Table = lexicon.document.tables[index]
        self.columns: tuple[Column, ...] = lexicon.columns[index]
        self.entity: Column = next((c for c in self.columns if c.role == "entity"), self.columns[0])

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """Return the table's rows."""
        return self.table.rows

    @property
    def label(self) -> str:
        """Return how an answer names the table."""
        return self.table.label if re.search(r"\d", self.table.label) else "the table"

    def cell(self, row: int, place: int) -> str:
        """Return a cell's text, finished; the empty string where it is blank."""
        if place == GROUP:
            return self.rows[row].group
        text = finished(self.rows[row].cells[place].text)
        return "" if is_blank(text) else text

    def number(self, row: int, place: int) -> float | None:
        """Return the first number of a cell, or `None`."""
        return next(iter(numbers(self.cell(row, place))), None)

    def values(self, rows: Iterable[int], place: int) -> str:
        """Return the different cells of `rows` in a column, references by their numbers."""
        if place != GROUP and self.columns[place].role == "reference":
            cited = sorted({n for r in rows for n in self.rows[r].references})
            return f"reference {', '.join(map(str, cited))}" if cited else ""
        return ", ".join(dict.fromkeys(v for r in sorted(rows) if (v := self.cell(r, place))))

    def name(self, row: int) -> str:
        """Return the name of the row's subject."""
        return self.cell(row, self.entity.index)

    def names(self, rows: Iterable[int]) -> list[str]:
        """Return the different subjects of `rows` in the order of the table."""
        return list(dict.fromkeys(n for r in sorted(rows) if (n := self.name(r))))

    def same(self, rows: Iterable[int]) -> frozenset[int]:
        """Return all rows of the subjects of `rows`."""
        wanted = set(self.names(rows))
        return frozenset(r for r in range(len(self.rows)) if self.name(r) in wanted)

    def header(self, place: int) -> str:
        """Return a column's header as an answer says it."""
        return "Group" if place == GROUP else self.columns[place].header

    @property
    def references(self) -> tuple[int, ...]:
        """Return the columns that hold references."""
        return tuple(c.index for c in self.columns if c.role == "reference") or self.by_concept("reference")

    def cited(self, rows: Iterable[int]) -> list[int]:
        """Return `rows`, and for one without references those of its subject that have them."""
        found = set(rows)
        leaning = self.same(r for r in found if not self.rows[r].references)
        return sorted(found | {r for r in leaning if self.rows[r].references})

    def by_concept(self, concept: str) -> tuple[int, ...]:
        """Return the columns whose header names `concept`."""
        return tuple(c.index for c in self.columns if vocabulary.concept_of_header(c.header) == concept)

    @cached_property
    def phrases(self) -> dict[str, tuple[Tag, ...]]:
        """Return every phrase by its joined tokens."""
        found: dict[str, dict[tuple[Kind, int, str], set[int]]] = defaultdict(lambda: defaultdict(set))
        for tag in (*self._headers(), *self._cells(), *self._shortened()):
            own = tokens(tag.text)
            for form in {joined(own), joined([t for t in own if t.form[0] != "^"])} - {""}:
                found[form][(tag.kind, tag.place, tag.text)].update(tag.rows)
        return {k: tuple(Tag(*parts, frozenset(rows)) for parts, rows in v.items()) for k, v in found.items()}

    @cached_property
    def spellings(self) -> dict[str, tuple[Tag, ...]]:
        """Return the review's other names of cells (abbreviations, prefixes, spellings) by their key."""
        found: dict[str, dict[Tag, None]] = defaultdict(dict)
        places = {c.header: c.index for c in self.columns}
        for k, terms in self.lexicon.terms.items():
            for term in terms:
                rows = frozenset(r for t, r in term.rows if t == self.index)
                if not rows or term.kind not in ("entity", "value", "part", "group"):
                    continue
                place = GROUP if term.kind == "group" else places.get(term.header, self.entity.index)
                found[k][Tag(term.kind, place, term.name, rows)] = None
        return {k: tuple(v) for k, v in found.items()}

    def find(self, run: tuple[Token, ...]) -> tuple[Tag, ...]:
        """Return what the tokens `run` stand for."""
        exact = self.phrases.get(joined(run), ())
        if exact or len(run) > 8 or any(t.form[0] in "<>≤≥" for t in run):
            return exact
        name = plain(run)
        return self.spellings.get(name, ()) if any(c.isalpha() for c in name) else ()

    def holding(self, run: tuple[Token, ...]) -> dict[int, frozenset[int]]:
        """Return the rows by the column whose cell has the words of `run` in it, as they stand."""
        wanted = "".join(f" {t.form}" for t in run if t.form[0] != "^") + " "
        found: dict[int, set[int]] = {}
        for r, places in enumerate(self._forms):
            for place, said in places.items():
                if wanted in said:
                    found.setdefault(place, set()).add(r)
        return {place: frozenset(rows) for place, rows in found.items()}

    @cached_property
    def _forms(self) -> tuple[dict[int, str], ...]:
        told = [c for c in self.columns if c.role not in ("reference", "number") and c is not self.entity]
        return tuple(
            {
                c.index: "".join(f" {t.form}" for t in tokens(row.cells[c.index].text) if t.form[0] != "^") + " "
                for c in told
            }
            for row in self.rows
        )

    @cached_property
    def group_stems(self) -> dict[str, frozenset[str]]:
        """Return the stems of each group's name."""
        return {group: _stems(group) for group in self.table.groups}

    @cached_property
    def titled(self) -> dict[str, frozenset[str]]:
        """Return for each group the stems of the headings that have all words of its name."""
        titles = [_stems(s.title) for s in self.lexicon.document.sections]
        return {g: frozenset().union(*(t for t in titles if own <= t)) for g, own in self.group_stems.items()}

    @cached_property
    def stems(self) -> tuple[dict[int, frozenset[str]], ...]:
        """Return for each row the stems of its cells by place, the group's among them."""
        return tuple(
            {
                GROUP: _stems(row.group),
                **{c.index: _stems(row.cells[c.index].text) for c in self.columns if c.role != "reference"},
            }
            for row in self.rows
        )

    @cached_property
    def things(self) -> frozenset[str]:
        """Return the stems of the nouns by which a question means the table's subjects."""
        return self.entity_words | {stem(w) for w in vocabulary.words("table", "things")}

    @cached_property
    def entity_words(self) -> frozenset[str]:
        """Return the stems of the header over the table's subjects."""
        own = tokens(_BRACKETS.sub(" ", self.entity.header))
        return frozenset(stem(w) for t in own for w in (t.text, singular(t.word)))

    @cached_property
    def caption(self) -> frozenset[str]:
        """Return the stems of the table's caption and label."""
        return _stems(f"{self.table.label} {self.table.caption}")

    def _headers(self) -> Iterator[Tag]:
        words = [[t.word for t in tokens(_BRACKETS.sub(" ", c.header)) if len(t.form) > 1] for c in self.columns]
        for column in self.columns:
            short = _BRACKETS.sub(" ", column.header).strip()
            own = short not in {c.header for c in self.columns if c is not column}
            for form in (column.header, *([short] if own else ())):
                for text in (form, singular(form.strip()), plural(singular(form.strip()))):
                    yield Tag("header", column.index, text)
            inside = [w for m in _BRACKETS.findall(column.header) for w in m.strip("()[] ").split() if w.isalpha()]
            for word in {*words[column.index], *inside}:
                shared = sum(word in own for own in words)
                if shared <= 1 and stem(word) not in _loose():
                    for text in (word, singular(word), plural(singular(word))):
                        yield Tag("header", column.index, text)

    def _cells(self) -> Iterator[Tag]:
        for r, row in enumerate(self.rows):
            if row.group:
                yield Tag("group", GROUP, row.group, frozenset([r]))
            for column in self.columns:
                text = self.cell(r, column.index)
                if column.role != "reference" and text:
                    kind: Kind = "entity" if column is self.entity else "value"
                    yield Tag(kind, column.index, text, frozenset([r]))
                    yield from self._pieces(column, text, r)

    def _shortened(self) -> Iterator[Tag]:
        """Yield names of two words under the other's first word where it is shortened (`Ae. aegypti`)."""
        for column in self.columns:
            kind: Kind = "entity" if column is self.entity else "value"
            found: dict[tuple[str, ...], list[tuple[Token, int]]] = defaultdict(list)
            for r in range(len(self.rows)):
                own = [t for t in tokens(self.cell(r, column.index)) if t.form[0] != "^"]
                if len(own) == 2 and column.role != "reference":
                    found[(own[1].text,)].append((own[0], r))
            for (rest,), firsts in found.items():
                for one, _ in firsts:
                    for two, r in firsts:
                        if one.form != two.form and (one.form.startswith(two.form) or two.form.startswith(one.form)):
                            yield Tag(kind, column.index, f"{one.text} {rest}", frozenset([r]))

    def _pieces(self, column: Column, text: str, row: int) -> Iterator[Tag]:
        """Yield the parts of a cell by which a question may mean it."""
        kind: Kind = "entity" if column is self.entity else "part"
        bare = _BRACKETS.sub(" ", text).strip()
        pieces = {bare, *(p.strip() for p in _SPLIT.split(bare))}
        if kind == "part":
            pieces |= {w for w in re.findall(r"[^\s/,;()]+", text) if is_symbol(w)}
        for piece in pieces - {text, ""}:
            if len(piece) > 2 and any(c.isalpha() for c in piece) and len(piece.split()) <= 4:
                yield Tag(kind, column.index, piece, frozenset([row]))


def _stems(text: str) -> frozenset[str]:
    return frozenset(t.stem for t in tokens(text))


def _loose() -> frozenset[str]:
    """Return stems of words that stand in a header without naming it."""
    return frozenset(stem(w) for w in ("no", "of", "the", "and", "or", "in", "per", "total", "name"))
