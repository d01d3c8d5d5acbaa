"""Cases from the questions that a table answers, for any document that has one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from app.questions import MadeQuestion, questions
from evals.cases import Case
from evals.matching import alternatives, any_holds
from store.records import Document, Span, Table

SETS = frozenset({"list", "filter", "group"})
"""The kinds whose answer is an exact set of names."""

CITED = frozenset({"lookup", "reverse", "compare", "false_premise"})
"""The kinds whose citations must carry the references of the rows."""

_MAX_NAMES = 3
_LONGEST_NAME = 30


def cases(document: Document) -> tuple[Case, ...]:
    """Return a case for each question that can be made from the tables of `document`."""
    return tuple(case(document, made) for made in questions(document))


def case(document: Document, made: MadeQuestion) -> Case:
    """Return `made` as a case; its evidence is the rows, or what else the review says of them."""
    table = next(table for table in document.tables if table.id == made.table_id)
    exact = made.kind in SETS
    return Case(
        id=f"{made.kind}-{hashlib.sha256(f'{made.table_id} {made.question}'.encode()).hexdigest()[:10]}",
        kind=made.kind,
        question=made.question,
        outcomes=_outcomes(made),
        must=() if exact else tuple(_said(document, value) for value in made.values),
        must_not=() if exact else made.forbidden,
        references=made.references if made.kind in CITED else (),
        evidence=tuple(table.rows[index].span for index in made.rows),
        accept=tuple(_elsewhere(document, table, made)),
        names=(*made.values, *made.forbidden) if exact else (),
        expected=made.values if exact else (),
        row=(made.table_id, made.header),
    )


def _outcomes(made: MadeQuestion) -> tuple[str, ...]:
    declined = made.outcome == "not_in_review"
    return ("not_in_review", "ask_back") if declined else (made.outcome,)


def _said(document: Document, value: str) -> tuple[str, ...]:
    """Return `value`, the words that say the same, and its other spellings in the document."""
    return tuple(dict.fromkeys((*alternatives(value), *spellings(document.text, value))))


def spellings(text: str, name: str) -> tuple[str, ...]:
    """Return the spellings of a short `name` in `text` that differ in case, spaces and hyphens only."""
    letters = [re.escape(c) for c in name if c.isalnum()]
    if not 2 < len(letters) <= _LONGEST_NAME:
        return ()
    pattern = re.compile(rf"(?<![^\W_]){'[ _-]{0,2}'.join(letters)}(?![^\W_])", re.IGNORECASE)
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(text)))


def _elsewhere(document: Document, table: Table, made: MadeQuestion) -> Iterable[Span]:
    """Yield the table as a whole for sets and counts, and the sentences that name the entity asked for."""
    if made.kind in SETS or made.kind == "count":
        yield table.span
    if 0 < len(made.entities) <= _MAX_NAMES:
        names = {n for entity in made.entities for n in (entity, *spellings(document.text, entity))}
        for paragraph in document.paragraphs:
            for sentence in paragraph.sentences:
                if any_holds(sentence.text, names):
                    yield sentence.span
