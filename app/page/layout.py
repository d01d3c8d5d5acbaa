"""The page as a whole: the tabs beside the source, and what is filled in once the library is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import gradio as gr

from app.opening import Opening
from app.page.endpoints import add_endpoints
from app.page.library_tab import IN_VIEW, LibraryTab
from app.page.markup import escape
from app.page.molecules_tab import Molecules
from app.page.table_tab import TableTab
from app.page.talk import Talk
from store.records import Document

_PANE = """<aside id="source" aria-label="Source text">
<div class="bar"><h2 id="source-title">Source</h2><button id="source-close" type="button">Close</button></div>
<p id="source-note" role="status" hidden></p>
<div id="source-text" tabindex="0" role="document" aria-labelledby="source-title" aria-live="off"></div>
<div id="source-references" hidden><h3>References of the marked passage</h3><ol></ol></div></aside>
<p id="announcer" class="sr" role="status" aria-live="polite"></p>"""
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": None}


def build(opening: Opening) -> gr.Blocks:
    """Return the page. Nothing in it is made for one visitor; what a library holds comes when it loads."""
    page = gr.Blocks(title="review-chat", analytics_enabled=False, fill_width=True)
    with page:
        add_endpoints(opening)  # first, so that their names are theirs
        with gr.Row(elem_id="top"):
            heading = gr.HTML(_heading({}, opening.doing), elem_id="heading")
            review = gr.Dropdown([("All reviews", "")], value="", label="Review", visible=False, elem_id="review")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="work"), gr.Tabs(elem_id="tabs"):
                tabs = _Tabs(opening, heading, review)
            gr.HTML(_PANE, elem_id="source-pane")
        tabs.wire(page)
    return page


class _Tabs:
    """The four tabs, and what is filled into them whenever the library opens or changes."""

    def __init__(self, opening: Opening, heading: gr.HTML, review: gr.Dropdown) -> None:
        self.opening, self.heading, self.review = opening, heading, review
        with gr.Tab("Chat", elem_id="tab-chat"):
            self.talk = Talk()
        with gr.Tab("Molecules", elem_id="tab-molecules"):
            self.molecules = Molecules(opening, review)
        with gr.Tab("Table", elem_id="tab-table"):
            self.table = TableTab(opening, review)
        with gr.Tab("Library", elem_id="tab-library"):
            self.library = LibraryTab()

    def wire(self, page: gr.Blocks) -> None:
        """Fill the tabs when the page loads, the library changes or another review is chosen."""
        self.talk.wire(page, self.opening, self.review)
        own = [self.talk.about, self.molecules.names, *self.table.furniture, *self.library.furniture]
        furniture = [self.heading, self.review, *own]
        examples = [self.heading, *self.talk.examples]
        page.load(self.furnish, self.review, furniture, **_PRIVATE)
        page.load(self.exemplify, self.review, examples, **_PRIVATE)
        self.review.input(self.furnish, self.review, furniture, **_PRIVATE)
        self.review.input(self.exemplify, self.review, examples, **_PRIVATE)
        for event in self.library.wire(self.opening):
            filled = event.then(self.furnish, self.review, furniture, **_PRIVATE)
            filled.then(None, None, None, js=IN_VIEW.format("report", "nearest"), **_PRIVATE)
            filled.then(self.exemplify, self.review, examples, **_PRIVATE)

    async def furnish(self, chosen: str) -> list[Any]:
        """Return what the library holds, for every component that shows it."""
        await _opened(self.opening)
        documents = self.opening.documents()
        own = {id: d for id, d in documents.items() if chosen in ("", id)} or documents
        heading = gr.update(value=_heading(documents, self.opening.doing, self.opening.warm, self.opening.model()))
        filled = [self.talk.about_update(documents), self.molecules.update(self.opening, own)]
        tables, shelf = self.table.updates(own), self.library.updates(documents)
        return [heading, _choices(documents, chosen), *filled, *tables, *shelf]

    async def exemplify(self, chosen: str) -> AsyncIterator[list[Any]]:
        """Yield what is being opened, and at last the examples, tried."""
        said = ""
        while not self.opening.warm:
            if said != self.opening.doing:
                said = self.opening.doing
                held = self.opening.documents() if self.opening.done() else {}
                yield [gr.update(value=_heading(held, said)), *[gr.skip()] * len(self.talk.examples)]
            await asyncio.sleep(0.2)
        examples = await asyncio.to_thread(self.talk.example_updates, self.opening, chosen)
        yield [gr.update(value=_heading(self.opening.documents(), "", True, self.opening.model())), *examples]


async def _opened(opening: Opening) -> None:
    while not opening.done():
        await asyncio.sleep(0.1)


def _choices(documents: Mapping[str, Document], chosen: str) -> Any:
    choices = [("All reviews", ""), *((d.title, id) for id, d in documents.items())]
    return gr.update(choices=choices, value=chosen if chosen in documents else "", visible=len(documents) > 1)


def _heading(documents: Mapping[str, Document], doing: str, ready: bool = False, model: str = "") -> str:
    only = next(iter(documents.values())) if len(documents) == 1 else None
    about = only.title if only else f"{len(documents)} reviews" if documents else ""
    first = escape(next(iter(documents), ""))
    status = "" if ready else f'<p id="status" role="status">{escape(doing)} …</p>'
    told = f'<p id="model">{escape(model)}</p>' if model else ""
    return (
        f'<header><h1>review-chat</h1><p id="about" data-document="{first}">{escape(about)}</p>{told}{status}</header>'
    )
