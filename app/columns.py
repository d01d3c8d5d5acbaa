"""What kind of thing each column of a table holds, inferred from its values alone.

No header is known here, so that any review's table can be asked. The rules, in their order:

- *reference*: every filled cell is citations and nothing else;
- *entity*: the first column whose filled cells are (nearly) all different names, the things that the
  table is about. A cell that spans rows counts once. One column at most;
- *number*: nearly every filled cell is a number, a range, a share or a number with its unit;
- *category*: short values, each shared by two rows or more on average;
- *text*: the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from store.records import Cell, Table, TableRow

Role = Literal["entity", "category", "text", "number", "reference"]

NEARLY_ALL = 0.8
LONGEST_NAME = 80
LONGEST_CATEGORY = 30
KEY_COLUMNS = 3
"""A column as far left as this may hold the entities although its left neighbour's cells span rows."""

AGAIN = re.compile(r"\s*\(\d+\)$")
"""How a header that stands more than once in a table is told from the first."""

_BLANK = re.compile(r"[\W_]*|n\.?/?[ad]\.?|not (?:available|applicable|reported)", re.IGNORECASE)
_BRACKETED = re.compile(r"(?:[\[(]\s*\d{1,4}(?:\s*[-–—,;]\s*\d{1,4})*\s*[\])][\s,;–-]*)+")
_NUMBERS = re.compile(r"\d{1,4}(?:\s*[-–—,;\s]\s*\d{1,4})*")
_AUTHOR_YEAR = re.compile(r"[^\W\d_][\w' -]+(?:et al\.?|(?:and|&) [^\W\d_][\w' -]+),? \(?(?:19|20)\d\d[a-z]?\)?.*")
_VOLUME_PAGE = re.compile(r"[^\W\d_].*\b\d+\s*(?:\([^)]*\))?\s*:\s*[a-z]?\d*.*", re.DOTALL)
_NUMBER = r"[<>≤≥~≈±+−–-]?\s*\d[\d.,]*"
_UNIT = r"(?:\s*(?:[%‰°]|[^\W\d_]{1,5}\b)(?:/[^\W\d_]{1,5}\b)?)?"
_QUANTITY = re.compile(rf"{_NUMBER}{_UNIT}(?:\s*(?:[-–—±/×]|to)\s*{_NUMBER}{_UNIT})*(?:\s*\([^)]*\))?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's header, what its values are, and its place from the left (0 first)."""

    header: str
    role: Role
    index: int = 0


def columns(table: Table) -> tuple[Column, ...]:
    """Return the columns of `table` from left to right with their inferred roles."""
    filled = [_filled(table.rows, index) for index in range(len(table.headers))]
    plain = [_plain_role(cells) for cells in filled]
    entity = _entity(filled, plain)
    return tuple(
        Column(header, "entity" if index == entity else plain[index], index)
        for index, header in enumerate(table.headers)
    )


def entity_column(table: Table) -> Column | None:
    """Return the column that names what the rows are about, or `None` where no column does."""
    return next((column for column in columns(table) if column.role == "entity"), None)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, a question mark, "n/a"."""
    return _BLANK.fullmatch(text.strip()) is not None


def value_key(text: str) -> str:
    """Return the form under which two cells count as the same value: NFKC, casefolded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _filled(rows: Sequence[TableRow], index: int) -> list[tuple[TableRow, Cell]]:
    pairs = [(row, row.cells[index]) for row in rows if index < len(row.cells)]
    return [(row, cell) for row, cell in pairs if not is_blank(cell.text)]


def _plain_role(cells: Sequence[tuple[TableRow, Cell]]) -> Role:
    if not cells:
        return "text"
    if all(_cites_only(row, cell.text) for row, cell in cells) or _literature([c.text for _, c in cells]):
        return "reference"
    values = [cell.text.strip() for _, cell in cells]
    if _share(_QUANTITY.fullmatch(value) is not None for value in values) >= NEARLY_ALL:
        return "number"
    short = median(len(value) for value in values) <= LONGEST_CATEGORY
    return "category" if short and 2 * len(set(map(value_key, values))) <= len(values) else "text"


def _entity(filled: Sequence[Sequence[tuple[TableRow, Cell]]], roles: Sequence[Role]) -> int | None:
    named = [i for i, cells in enumerate(filled) if roles[i] != "reference" and _named(cells)]
    once = [i for i in named if _different([cell.text for _, cell in filled[i]])]
    spanned = [i for i in named if _different(_spans_once([cell for _, cell in filled[i]]))]
    return next((i for i in once if i < KEY_COLUMNS), next(iter(spanned), None))


def _named(cells: Sequence[tuple[TableRow, Cell]]) -> bool:
    values = [cell.text.strip() for _, cell in cells]
    if len(values) < 2 or median(map(len, values)) > LONGEST_NAME:
        return False
    return _share(any(c.isalpha() for c in value) for value in values) >= NEARLY_ALL


def _spans_once(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in {(cell.span, cell.text): cell for cell in cells}.values()]


def _different(values: Sequence[str]) -> bool:
    return len(set(map(value_key, values))) >= NEARLY_ALL * len(values)


def _cites_only(row: TableRow, text: str) -> bool:
    words = text.strip()
    numbers = {int(number) for number in re.findall(r"\d+", words)}
    bare = _NUMBERS.fullmatch(words) is not None and numbers <= set(row.references)
    return bare or _BRACKETED.fullmatch(words) is not None


def _literature(values: Sequence[str]) -> bool:
    cited = [_AUTHOR_YEAR.fullmatch(v.strip()) or _VOLUME_PAGE.fullmatch(v.strip()) for v in values]
    return len(values) > 1 and _share(hit is not None for hit in cited) >= NEARLY_ALL


def _share(flags: Iterable[bool]) -> float:
    hits = list(flags)
    return sum(hits) / len(hits) if hits else 0.0
