"""The names of one review: its table's entities and values, its abbreviations, its vocabulary."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import OSA

from app import vocabulary
from app.columns import Column, columns, is_blank
from app.english import is_english
from app.wording import plural, singular
from store.names import fold, key, stem, stop_words, words
from store.records import Document, Sentence, Table, TableRow

TermKind = Literal["entity", "value", "part", "group", "header", "name"]

_PART = re.compile(r"[^\W_]+")
_GREEK_END = re.compile(r"(?:alpha|beta|gamma|delta|epsilon|zeta|kappa)$")
_SPLIT = re.compile(r"\s*[/,;&+]\s*|\s+(?:and|or)\s+")
LONGEST = 8
"""The most parts that a name in running text may have (`hypoxia-inducible factor 1 α` has five)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A name that the review uses. `rows` are (table index, row index) pairs where it stands in a table."""

    kind: TermKind
    name: str
    header: str = ""
    rows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A run of letters and digits in a text."""

    text: str
    start: int
    end: int


def parts(text: str) -> list[Part]:
    """Return the runs of letters and digits in `text` with their offsets."""
    return [Part(m.group(0), m.start(), m.end()) for m in _PART.finditer(text)]


def is_symbol(word: str) -> bool:
    """Whether `word` is written as a symbol: a digit with letters, or two capitals and more."""
    letters = [c for c in word if c.isalpha()]
    digit = any(c.isdigit() for c in word)
    return bool(letters) and (digit or sum(c.isupper() for c in letters) >= 2)


class Lexicon:
    """What the names of `document` are and where they stand. Built once a document, then only read."""

    def __init__(self, document: Document) -> None:
        """Collect the names of `document`."""
        self.document = document
        self.columns: tuple[tuple[Column, ...], ...] = tuple(columns(t) for t in document.tables)
        self.sentences: tuple[Sentence, ...] = tuple(
            s for p in document.paragraphs if p.kind not in ("front", "back") for s in p.sentences
        )
        self._sets: dict[str, dict[tuple[TermKind, str], set[tuple[int, int]]]] = defaultdict(lambda: defaultdict(set))
        for t, table in enumerate(document.tables):
            self._add_table(t, table)
        self._add_spellings()
        self._add_abbreviations()
        self.terms: dict[str, tuple[Term, ...]] = {
            k: tuple(
                Term(kind, name.split("\0")[0], name.split("\0")[1], tuple(sorted(rows)))
                for (kind, name), rows in v.items()
            )
            for k, v in self._sets.items()
        }

    @cached_property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """Return where each row of the tables stands, as (table index, row index)."""
        return tuple((t, r) for t, table in enumerate(self.document.tables) for r in range(len(table.rows)))

    def row(self, at: tuple[int, int]) -> TableRow:
        """Return the row at (table index, row index)."""
        return self.document.tables[at[0]].rows[at[1]]

    def entity_header(self, table: int) -> str:
        """Return the header of the column that names what the rows of `table` are about."""
        return next(
            (c.header for c in self.columns[table] if c.role == "entity"),
            self.document.tables[table].headers[0],
        )

    def entity(self, at: tuple[int, int]) -> str:
        """Return the name of the row at `at`."""
        return self.row(at).get(self.entity_header(at[0]))

    def keys_of(self, at: tuple[int, int]) -> frozenset[str]:
        """Return every key under which the row's entity may stand in the prose."""
        return self._keys_by_row.get(at, frozenset())

    @cached_property
    def _keys_by_row(self) -> dict[tuple[int, int], frozenset[str]]:
        found: dict[tuple[int, int], set[str]] = defaultdict(set)
        for k, terms in self.terms.items():
            for term in terms:
                if term.kind == "entity":
                    for at in term.rows:
                        found[at].add(k)
        return {at: frozenset(keys) for at, keys in found.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return the stems of the prose and the tables."""
        return frozenset(self._frequencies)

    @cached_property
    def surface(self) -> dict[str, str]:
        """Return the folded words of prose and tables by themselves (for spelling)."""
        return {fold(p.text): p.text for text in self.texts for p in parts(text)}

    @cached_property
    def _spelt(self) -> dict[str, str]:
        """Return the words that a slip is mended to: the review's, and those that questions are made of."""
        return {w: w for w in vocabulary.plain_words()} | self.surface

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the texts of all sentences, then of all cells."""
        cells = (c.text for t in self.document.tables for r in t.rows for c in r.cells)
        return (*(s.text for s in self.sentences), *cells)

    @cached_property
    def _frequencies(self) -> Counter[str]:
        texts = [s.text for s in self.sentences] + [
            " ".join(c.text for c in r.cells) for t in self.document.tables for r in t.rows
        ]
        return Counter(s for text in texts for s in {stem(p.text) for p in parts(text)})

    def idf(self, word_stem: str) -> float:
        """Return the inverse document frequency of a stem over sentences and rows (Robertson 2004)."""
        n, df = len(self.sentences) + 1, self._frequencies.get(word_stem, 0)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    @cached_property
    def topic(self) -> frozenset[str]:
        """Return the stems of the title: what the whole review is about, so no word to find a part by."""
        return frozenset(stem(p.text) for p in parts(self.document.title))

    @cached_property
    def headed(self) -> frozenset[str]:
        """Return the stems of what has a heading, a group of rows or an abbreviation: what parts are about."""
        groups = [r.group for t in self.document.tables for r in t.rows]
        texts = {*(s.title for s in self.document.sections), *groups, *(a.long for a in self.document.abbreviations)}
        found = {p.text for text in texts for p in parts(text) if fold(p.text) not in stop_words()}
        return frozenset({stem(w) for w in found if not w.isdigit()} | set(self.expansions)) - self.topic

    @cached_property
    def expansions(self) -> dict[str, frozenset[str]]:
        """Return, for the stem of each abbreviation and of its plural, the stems of its long form."""
        return {
            stem(short): frozenset(stem(p.text) for p in parts(a.long) if fold(p.text) not in stop_words())
            for a in self.document.abbreviations
            for short in (f"{a.short}s", a.short)
        }

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, key) of the names in `text`, the longest match first from the left."""
        found = parts(text)
        i = 0
        while i < len(found):
            size = next((n for n in range(min(LONGEST, len(found) - i), 0, -1) if self._at(found, i, n)), 0)
            if size:
                yield found[i].start, found[i + size - 1].end, self._at(found, i, size)
            i += size or 1

    def _at(self, found: list[Part], i: int, n: int) -> str:
        joined = "".join(key(p.text) for p in found[i : i + n])
        k = next((c for c in spellings(joined) if c in self.terms), "")
        if not k and n > 1 and joined.endswith("s"):
            k = joined[:-1] if joined[:-1] in self.terms else ""
        plain = n == 1 and (fold(found[i].text) in stop_words())
        return "" if plain else k

    def guess(self, word: str) -> tuple[str, ...]:
        """Return the keys nearest to a misspelt name, more than one where they tie, none where none is near.

        Digits never count as a slip of the finger: a name with another number is another thing.
        """
        wanted = key(word)
        shortened = self._shortened(wanted)
        if shortened or len(wanted) < 4:
            return shortened
        if len(wanted) <= 4:
            return tuple(sorted(k for k in self.terms if sorted(k) == sorted(wanted) and _digits(k) == _digits(wanted)))
        limit = 1 if len(wanted) < 8 and not any(_digits(wanted)) else 2
        scored = [
            (OSA.distance(wanted, k, score_cutoff=limit), k)
            for k in self.terms
            if abs(len(k) - len(wanted)) <= limit
            and _digits(k) == _digits(wanted)
            and len(k) >= 5
            and k[0] == wanted[0]
        ]
        near = sorted(pair for pair in scored if pair[0] <= limit)
        return tuple(k for d, k in near if d == near[0][0])

    def _shortened(self, wanted: str) -> tuple[str, ...]:
        """Return the entity whose key is `wanted` and a number behind it, where there is just one row."""
        tail = re.compile(re.escape(wanted) + r"v?\d+(?:alpha|beta|gamma)?$")
        rows = {at: k for at, keys in self._keys_by_row.items() for k in keys if len(wanted) > 2 and tail.match(k)}
        return (next(iter(rows.values())),) if len(rows) == 1 else ()

    @cached_property
    def prose_keys(self) -> frozenset[str]:
        """Return the keys of all runs of up to four parts in prose and tables."""
        texts = (*self.texts, *(s.title for s in self.document.sections))
        found = [[key(p.text) for p in parts(text)] for text in texts]
        joined = {"".join(run[i : i + n]) for run in found for n in range(1, 5) for i in range(len(run) - n + 1)}
        return frozenset(joined | {_GREEK_END.sub("", k) for k in joined})

    @cached_property
    def bibliography(self) -> frozenset[str]:
        """Return the stems of the reference entries and of the front matter."""
        texts = [r.text for r in self.document.references] + [f"{f.label} {f.text}" for f in self.document.front]
        return frozenset(stem(p.text) for text in texts for p in parts(text))

    def respell(self, word: str) -> str:
        """Return the review's word that `word` is a slip of the finger for, or the empty string."""
        folded = fold(word)
        limit = 1 if len(folded) < 8 else 2 if len(folded) < 12 else 3
        near = sorted(
            (OSA.distance(folded, w, score_cutoff=limit), w)
            for w in self._spelt
            if len(folded) >= 4 and w[0] == folded[0] and abs(len(w) - len(folded)) <= limit and len(w) >= 4
        )
        if near and near[0][0] <= limit and _digits(near[0][1]) == _digits(folded):
            return self._spelt[near[0][1]]
        return self._begun(folded)

    def respell_name(self, word: str) -> str:
        """Return the one symbol of the review that `word` is with a letter too few, too many or out of its place.

        Another letter makes another name (`HSP90AB1`).
        """
        wanted = key(word)
        near = {
            k: name
            for k, name in self.symbols.items()
            if min(len(k), len(wanted)) >= 5 and k[0] == wanted[0] and _digits(k) == _digits(wanted)
            if OSA.distance(wanted, k, score_cutoff=1) == 1 and (len(k) != len(wanted) or sorted(k) == sorted(wanted))
        }
        return next(iter(near.values())) if len(near) == 1 else ""

    @cached_property
    def symbols(self) -> dict[str, str]:
        """Return the symbols of prose and tables, and the classes of names that a question asks for."""
        found = {key(w): w for text in self.texts for w in words(text) if is_symbol(w)}
        return {c: c for c in vocabulary.nouns_of_names()} | found

    def _begun(self, folded: str) -> str:
        """Return the one name of the review that begins with `folded`, which is short for it (`lenva`)."""
        longer = [w for w in self.surface if len(folded) >= 4 and w.startswith(folded) and len(w) >= len(folded) + 3]
        names = {stem(w): w for w in longer if not is_english(w)}
        return self.surface[next(iter(names.values()))] if len(names) == 1 else ""

    def _put(self, kind: TermKind, text: str, header: str, rows: Iterable[tuple[int, int]]) -> None:
        for k in spellings(key(text)):
            if len(k) > 1:
                self._sets[k][(kind, f"{text}\0{header}")].update(rows)

    def _add_table(self, t: int, table: Table) -> None:
        for column in self.columns[t]:
            for form in (column.header, singular(column.header), plural(singular(column.header))):
                self._put("header", form, column.header, ())
            for r, row in enumerate(table.rows):
                text = row.cells[column.index].text.strip(" .,;")
                if column.role != "reference" and not is_blank(text):
                    self._add_cell(column, text, (t, r))
        for r, row in enumerate(table.rows):
            if row.group:
                self._put("group", row.group, "", [(t, r)])

    def _add_cell(self, column: Column, text: str, at: tuple[int, int]) -> None:
        kind: TermKind = "entity" if column.role == "entity" else "value"
        self._put(kind, text, column.header, [at])
        if column.role == "entity":
            for piece in [
                *_SPLIT.split(text),
                *re.findall(r"\(([^)]+)\)", text),
                re.sub(r"\([^)]*\)", "", text),
            ]:
                if len(key(piece)) > 2:
                    self._put("entity", piece.strip(), column.header, [at])
        elif column.role == "text":
            pieces = {w for w in re.findall(r"[^\s/,;()]+", text) if is_symbol(w)} | set(_SPLIT.split(text))
            for piece in pieces:
                if len(key(piece)) > 2 and len(piece.split()) <= 4:
                    self._put("part", piece.strip(), column.header, [at])

    def _add_spellings(self) -> None:
        """Give an entity that the prose never spells so the one spelling of the prose that is near."""
        prose = {key(p.text) for s in self.sentences for p in parts(s.text) if is_symbol(p.text)}
        entities = {k: v for k, v in self._sets.items() if any(kind == "entity" for kind, _ in v)}
        for k, v in entities.items():
            if k in prose or len(k) < 6:
                continue
            near = [p for p in prose - set(entities) if _digits(p) == _digits(k) and OSA.distance(p, k) == 1]
            if len(near) == 1:
                for (kind, name), rows in list(v.items()):
                    self._sets[near[0]][(kind, name)].update(rows)

    def _add_abbreviations(self) -> None:
        for a in self.document.abbreviations:
            short, long = key(a.short), key(a.long)
            for here, there in ((short, long), (long, short)):
                if here in self._sets and there not in self._sets:
                    for pair, rows in self._sets[here].items():
                        self._sets[there][pair] = set(rows)
            self._put("name", a.short, "", ())
            for pair, rows in list(self._sets[short].items()):
                self._sets[long].setdefault(pair, set(rows))


def spellings(k: str) -> tuple[str, ...]:
    """Return the keys that are the same name as `k`: `lnc` may be left out, `circRNA` is `circ`."""
    dropped, same = vocabulary.prefixes()
    found = [k, *_greek(k)]
    for prefix, other in same.items():
        if k.startswith(prefix) and len(k) > len(prefix) + 2:
            found.append(other + k[len(prefix) :])
    for prefix in dropped:
        for form in list(found):
            if form.startswith(prefix) and len(form) > len(prefix) + 2:
                found.append(form[len(prefix) :])
    return tuple(dict.fromkeys(found))


def _greek(k: str) -> list[str]:
    """Return `k` with a Latin letter at its end for the Greek one that people cannot type (`PKCa`, `IL-1b`)."""
    letters = {"a": "alpha", "b": "beta", "g": "gamma", "d": "delta", "e": "epsilon", "z": "zeta", "k": "kappa"}
    ends = re.fullmatch(r"(.*[a-z]\d+|[a-z]{3,4})([abgdezk])", k)
    return [ends.group(1) + letters[ends.group(2)]] if ends else []


def _digits(k: str) -> tuple[str, ...]:
    """Return the digits of a key and what stands behind the last of them, which both tell names apart."""
    tail = re.search(r"\d([a-z]*)$", k)
    return (*re.findall(r"\d+", k), tail.group(1) if tail else "")
