"""Questions that a table answers, made by rule, each with what its answer must hold.

The page suggests from them and the evals test with them. No header and no name is known here: the kinds of
the columns come from `app.columns`, the wording from `data/questions.json`, which a reader can edit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.columns import Column, columns, is_blank, value_key
from app.near_misses import near_miss
from app.wording import plain, plural, singular
from store.names import key
from store.records import Document, Table, TableRow

LONGEST_VALUE = 120
"""A cell with more characters is asked for, but not quoted in a question."""


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question with its exact answer.

    `values` are the strings that the answer must hold, all of them; `forbidden` those that it must not;
    `rows` index the rows of the table `table_id` that prove it; `header` names the column asked for.
    """

    kind: str
    question: str
    entities: tuple[str, ...]
    values: tuple[str, ...]
    forbidden: tuple[str, ...]
    outcome: str
    references: tuple[int, ...]
    rows: tuple[int, ...]
    table_id: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """An entity of a table with all of its rows (more than one where its cell spans rows)."""

    name: str
    rows: tuple[TableRow, ...]

    def values(self, column: Column) -> tuple[str, ...]:
        """Return the different filled cells of `column` in these rows, without closing punctuation."""
        return tuple({value_key(text): text for row in self.rows if (text := cell(row, column))}.values())

    @property
    def references(self) -> tuple[int, ...]:
        """Return the reference numbers of all rows."""
        return tuple(dict.fromkeys(n for row in self.rows for n in row.references))


@dataclass(frozen=True, slots=True)
class Asked:
    """A table with its entity column, the other columns, and its subjects."""

    table: Table
    entity: Column
    others: tuple[Column, ...]
    subjects: tuple[Subject, ...]
    where: str

    def ask(self, template: str, turn: str = "", **parts: str) -> str:
        """Return one phrasing of `template`, chosen by a hash of what it asks."""
        slots = {"thing": self.thing, "things": self.things, "where": self.where, **parts}
        phrasings = templates()[template]
        digest = hashlib.sha256("\0".join([template, *parts.values()]).encode()).digest()
        return phrasings[(digest[0] + int(turn or 0)) % len(phrasings)].format(**slots)

    @property
    def thing(self) -> str:
        """Return the header of the entity column as one thing."""
        return singular(plain(self.entity.header))

    @property
    def things(self) -> str:
        """Return the header of the entity column as several things."""
        return plural(plain(self.entity.header))
