"""The table's tab: searched, filtered, sorted by its headers, every row leading to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from app.opening import Opening
from app.page import rows
from app.page.markup import escape
from store.records import Document

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "always_last"}


class TableTab:
    """The components of the tab."""

    def __init__(self, opening: Opening, review: gr.Dropdown) -> None:
        """Build the tab and connect it."""
        with gr.Column(elem_id="table", elem_classes="sheet"):
            self.at = gr.Dropdown([], label="Table", elem_id="which-table", visible=False)
            with gr.Row(elem_id="sieve"):
                self.search = gr.Textbox(label="Search", placeholder="Any words of a row", elem_id="search")
                self.only = gr.Dropdown([], multiselect=True, label="Keep only", elem_id="only")
                self.order = gr.Dropdown([("As in the review", "")], value="", label="Order", elem_id="order")
            with gr.Row(elem_id="count"):
                self.count = gr.HTML("")
                self.csv = gr.Button("Download CSV", link="export/table", size="sm", elem_classes="tool")
            self.frame = _frame()
        shown = [self.frame, self.count, self.csv]

        def show(at: str, search: str, only: Sequence[str] | None, order: str | None) -> list[Any]:
            return _shown(opening.documents(), at or "", search or "", list(only or ()), order or "")

        def change_table(at: str) -> list[Any]:
            documents = opening.documents()
            return [*_ways(documents, at), *_shown(documents, at, "", (), "")]

        for change in (self.search.change, self.only.change, self.order.change):
            change(show, [self.at, self.search, self.only, self.order], shown, **_PRIVATE)
        self.at.input(change_table, self.at, [self.search, self.only, self.order, *shown], **_PRIVATE)

    @property
    def furniture(self) -> list[Any]:
        """Return the components that `updates` fills."""
        return [self.at, self.search, self.only, self.order, self.frame, self.count, self.csv]

    def updates(self, documents: Mapping[str, Document]) -> list[Any]:
        """Return the tables of `documents` with the first of them shown."""
        found = rows.tables(documents)
        first = next(iter(found), "")
        choices = [(rows.title(d, t, len(documents) > 1), at) for at, (d, t) in found.items()]
        at = gr.update(choices=choices, value=first or None, visible=len(found) > 1)
        return [at, *_ways(documents, first), *_shown(documents, first, "", (), "")]


def _ways(documents: Mapping[str, Document], at: str) -> list[Any]:
    """Return an empty search, and the filters and orders of the table at `at`."""
    table = rows.tables(documents)[at][1] if at in rows.tables(documents) else None
    only = gr.update(choices=rows.filters(table) if table else [], value=[])
    order = gr.update(choices=rows.orders(table) if table else [("As in the review", "")], value="")
    return ["", only, order]


def _shown(documents: Mapping[str, Document], at: str, search: str, only: Sequence[str], order: str) -> list[Any]:
    found = rows.tables(documents).get(at)
    if not found:
        return [gr.update(visible=False), "<p class='none'>No review here has a table.</p>", gr.update(visible=False)]
    document, table = found
    kept = rows.ordered(rows.kept(table, search, only), order)
    headers = rows.headers(table)
    every = rows.shown(document, table, table.rows)
    frame = gr.update(
        value={"headers": headers, "data": rows.shown(document, table, kept)}, visible=True,
        datatype=["html", *["str"] * (len(headers) - 1)], column_widths=_widths(every, headers),
    )  # fmt: skip
    address = urlencode({"at": at, "search": search, "only": "\n".join(only), "order": order})
    said = f"{len(kept)} of {len(table.rows)} rows"
    count = f'<p role="status"><b>{escape(table.label)}</b> {escape(table.caption)} <span>{said}</span></p>'
    return [frame, count, gr.update(link=f"export/table?{address}", visible=True)]


def _widths(shown: Sequence[Sequence[str]], headers: Sequence[str]) -> list[str]:
    """Return a width for each column: room for its header, and more for longer texts."""
    texts = [[row[i] for row in shown] for i in range(1, len(headers))]
    longest = [
        max([len(h) + 3, *(min(len(t), 34) for t in column)]) for h, column in zip(headers[1:], texts, strict=True)
    ]
    return ["84px", *(f"{max(88, 8 * n)}px" for n in longest)]


def _frame() -> gr.Dataframe:
    return gr.Dataframe(
        elem_id="frame", interactive=False, buttons=[], wrap=True, show_label=False, label="Table", type="array",
        max_height=100_000, datatype="str",
    )  # fmt: skip
