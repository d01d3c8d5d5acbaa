"""A table as something that can be asked: what its rows are about, what they say, how to word it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.columns import AGAIN, Column, columns, is_blank, value_key
from app.wording import phrase, plain, plural, quoted, singular
from store.names import key
from store.records import Document, Table, TableRow

LONGEST_VALUE = 100
"""A cell with more characters is asked for, but not quoted in a question."""


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question with its exact answer.

    `values` are the strings that the answer must hold, all of them; `forbidden` those that it must not;
    `rows` index the rows of the table `table_id` that prove it; `header` is the column asked for.
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
    """What rows are about: a name, and its rows (several where its cell spans them)."""

    name: str
    rows: tuple[TableRow, ...]

    def values(self, column: Column) -> tuple[str, ...]:
        """Return the different filled cells of `column` in these rows, without closing punctuation."""
        texts = [quoted(row.cells[column.index].text) for row in self.rows]
        return tuple({value_key(text): text for text in texts if not is_blank(text)}.values())

    @property
    def group(self) -> str:
        """Return the group that all the rows stand in, or the empty string."""
        groups = {row.group for row in self.rows}
        return groups.pop() if len(groups) == 1 else ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A table with a column of names; `where` is " in Table 2", or nothing where there is one table."""

    table: Table
    entity: Column
    others: tuple[Column, ...]
    subjects: tuple[Subject, ...]
    where: str

    def say(self, template: str, turn: int, parts: Mapping[str, str]) -> str:
        """Return the phrasing number `turn` of `template` with `parts` and this table's words."""
        header = plain(self.entity.header)
        words = {"thing": singular(header), "things": plural(header), "where": self.where}
        return phrase(template, turn, {**parts, **words})

    def made(
        self,
        kind: str,
        question: str,
        about: Sequence[Subject],
        values: Sequence[str],
        *,
        forbidden: Sequence[str] = (),
        outcome: str = "answered",
        header: str = "",
    ) -> MadeQuestion:
        """Return a question that the rows of the subjects `about` prove."""
        rows = {row.index: row for subject in about for row in subject.rows}
        references = tuple(dict.fromkeys(n for row in rows.values() for n in row.references))
        names = tuple(subject.name for subject in about)
        said, wrong = tuple(dict.fromkeys(values)), tuple(forbidden)
        return MadeQuestion(kind, question, names, said, wrong, outcome, references, tuple(rows), self.table.id, header)

    def named(self, kind: str, question: str, found: Sequence[Subject], header: str = "") -> MadeQuestion:
        """Return a question whose answer is exactly the names of the subjects `found`."""
        names = [subject.name for subject in found]
        wrong = [subject.name for subject in self.subjects if subject not in found]
        return self.made(kind, question, found, names, forbidden=wrong, header=header)

    def by_value(self, column: Column) -> Mapping[str, list[Subject]]:
        """Return the subjects that have each value of `column`, in the order of the table."""
        found: dict[str, tuple[str, list[Subject]]] = {}
        for subject in self.subjects:
            for value in subject.values(column):
                found.setdefault(key(value) or value_key(value), (value, []))[1].append(subject)
        return {value: subjects for value, subjects in found.values() if len(value) <= LONGEST_VALUE}

    def by_group(self) -> Mapping[str, list[Subject]]:
        """Return the subjects of each group row."""
        found: dict[str, list[Subject]] = {}
        for subject in self.subjects:
            if subject.group:
                found.setdefault(subject.group, []).append(subject)
        return found

    def shared(self, *, numbers: bool = False) -> Iterator[tuple[Column, str, list[Subject]]]:
        """Yield column, value and subjects of what two subjects share or a category column holds."""
        for column in self.others:
            if column.role == "reference" or (column.role == "number" and not numbers):
                continue
            for value, found in self.by_value(column).items():
                if len(found) > 1 or column.role == "category":
                    yield column, value, found


def topics(document: Document) -> tuple[Topic, ...]:
    """Return the tables of `document` that have a column of names."""
    found = []
    for table in document.tables:
        typed = columns(table)
        entity = next((column for column in typed if column.role == "entity"), None)
        if entity is not None:
            others = tuple(c for c in typed if c is not entity and _asked(c, typed, table))
            where = f" in {table.label}" if len(document.tables) > 1 and re.search(r"\d", table.label) else ""
            found.append(Topic(table, entity, others, _subjects(table, entity), where))
    return tuple(found)


def _asked(column: Column, typed: Sequence[Column], table: Table) -> bool:
    """Whether a question can name this column: its header is its own, and it does not count the rows."""
    values = list(dict.fromkeys(row.cells[column.index].text.strip(" .") for row in table.rows))
    ordinal = values == [str(i + 1) for i in range(len(values))]
    others = (AGAIN.sub("", other.header) for other in typed if other is not column)
    own = all(value_key(other) != value_key(column.header) for other in others)
    return own and not ordinal


def _subjects(table: Table, entity: Column) -> tuple[Subject, ...]:
    rows: dict[str, list[TableRow]] = {}
    for row in table.rows:
        if not is_blank(name := quoted(row.cells[entity.index].text)):
            rows.setdefault(value_key(name), []).append(row)
    return tuple(Subject(quoted(r[0].cells[entity.index].text), tuple(r)) for r in rows.values())
