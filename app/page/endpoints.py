"""What other programs call: named endpoints of Gradio's API, which its MCP server offers as tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api
from mcp.types import TextContent

from app import export, molecules
from app.opening import Opening
from app.page.routes import chosen
from app.tabular import rows_where
from store.errors import InputError, ReviewChatError, UnknownDocument
from store.records import Turn

_MOST = 50
T = TypeVar("T")


def add_endpoints(opening: Opening) -> None:
    """Add `ask`, `molecule`, `search` and `table` to the page that is being built."""
    for make in (_ask, _molecule, _search, _table):
        function = make(opening)
        api(function, api_name=function.__name__, concurrency_limit=4, concurrency_id="ask")


def tell_in_json(server: Any) -> None:
    """Have the MCP server answer in JSON; by itself it writes Python's notation, which other programs cannot read."""

    def content(data: Sequence[Any], root_url: str) -> list[TextContent]:
        return [TextContent(type="text", text=json.dumps(output, ensure_ascii=False)) for output in data]

    server.postprocess_output_data = content


def _ask(opening: Opening) -> Callable[..., dict[str, Any]]:
    def ask(question: str, review: str = "", history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question from the scientific reviews in the library, and from nothing else.

        Every sentence of the answer carries markers; each marker comes with the exact quotation from the
        review, its character offsets, and the review's own references with their DOIs. A question that the
        reviews do not answer is refused: `abstained` is then true.

        Args:
            question: The question in plain English, for example about a molecule, a number or a reference.
            review: The id of one review, to ask it alone; empty asks all of them.
            history: The earlier exchanges, oldest first, each with the keys "user" and "assistant", so that
                a follow-up such as "and its target?" is understood.
        """
        turns = [Turn(str(t.get("user", "")), str(t.get("assistant", ""))) for t in history or []]
        return _or_error(lambda: export.answer_record(_asked(opening, question, turns, review)))

    return ask


def _asked(opening: Opening, question: str, turns: list[Turn], review: str) -> Any:
    if not question.strip():
        raise InputError("The question is empty; write one.")
    _check(opening, review)
    return opening.workplace().assistant.ask(question, turns, review or None)


def _molecule(opening: Opening) -> Callable[..., dict[str, Any]]:
    def molecule(name: str, review: str = "") -> dict[str, Any]:
        """Return all that a review says of one entity of its tables, such as a molecule.

        The result holds the table rows by column; the sentences of the prose in parts (what is downstream,
        what reverses it, its limits, what else is said), each with its character offsets and reference
        numbers; and the references with their DOIs. Spelling and case of the name do not matter.

        Args:
            name: The entity's name as in a table, or one of its spellings.
            review: The id of one review, to look there alone; empty looks in all of them.
        """

        def found() -> dict[str, Any]:
            _check(opening, review)
            return _card_record(molecules.card(chosen(opening, review), name))

        return _or_error(found)

    return molecule


def _search(opening: Opening) -> Callable[..., list[dict[str, Any]]]:
    def search(query: str, limit: int = 10, review: str = "") -> list[dict[str, Any]]:
        """Return the passages of the reviews that fit a query best, best first.

        A passage is a paragraph, a table row, a reference or front matter, as it stands in the source, with
        its section, character offsets, reference numbers and score.

        Args:
            query: Words or a question.
            limit: How many passages to return, from 1 to 50.
            review: The id of one review, to search it alone; empty searches all of them.
        """

        def found() -> list[dict[str, Any]]:
            _check(opening, review)
            ids = frozenset({review}) if review else None
            hits = opening.workplace().retriever.search(query, max(1, min(limit, _MOST)), document_ids=ids)
            return [_hit_record(hit) for hit in hits]

        return _or_error(found)

    return search


def _table(opening: Opening) -> Callable[..., list[dict[str, Any]]]:
    def table(where: dict[str, str] | None = None, review: str = "") -> list[dict[str, Any]]:
        """Return the rows of the reviews' tables, all of them or those with certain values.

        Each row holds its review, table and group, its cells by header, and where it stands in the source.

        Args:
            where: Values by header that a row must have, for example {"Group": "..."}; an empty value finds
                empty cells.
            review: The id of one review, to take its tables alone; empty takes all of them.
        """

        def found() -> list[dict[str, Any]]:
            _check(opening, review)
            return _rows(opening, list((where or {}).items()), review)

        return _or_error(found)

    return table


def _rows(opening: Opening, wanted: list[tuple[str, str]], review: str) -> list[dict[str, Any]]:
    found, errors = list[dict[str, Any]](), list[InputError]()
    documents = [d for id, d in opening.documents().items() if review in ("", id)]
    for document in documents:
        try:
            found += [_row_record(document.id, row) for row in rows_where(document, wanted)]
        except InputError as error:
            errors.append(error)
    if errors and len(errors) == len(documents):
        raise errors[0]
    return found


def _row_record(document_id: str, row: Any) -> dict[str, Any]:
    cells = {cell.header: cell.text for cell in row.cells}
    place = {"start": row.span.start, "end": row.span.end, "references": list(row.references)}
    return {"document_id": document_id, "table": row.table_id, "group": row.group, "cells": cells, **place}


def _card_record(card: molecules.Card) -> dict[str, Any]:
    return {
        "name": card.name,
        "document_id": card.document.id,
        "rows": [_row_record(card.document.id, row) for row in card.rows],
        "parts": {part: [_told_record(t) for t in told] for part, told in card.parts.items()},
        "references": [{"number": r.number, "text": r.text, "doi": r.doi} for r in card.references],
    }


def _told_record(told: molecules.Told) -> dict[str, Any]:
    numbers = [r.number for r in told.references]
    return {"text": told.text, "start": told.span.start, "end": told.span.end, "references": numbers}


def _hit_record(hit: Any) -> dict[str, Any]:
    p = hit.passage
    place = {"section": p.section, "start": p.span.start, "end": p.span.end, "references": list(p.references)}
    return {"document_id": p.document_id, "kind": p.kind, "text": p.text, **place, "score": hit.score}


def _check(opening: Opening, review: str) -> None:
    known = opening.workplace().library.snapshot().documents
    if review and review not in known:
        raise UnknownDocument(f"No review has the id {review!r}; there are: {', '.join(known)}")


def _or_error(made: Callable[[], T]) -> T:
    try:
        return made()
    except ReviewChatError as error:
        raise gr.Error(str(error), print_exception=False) from None
