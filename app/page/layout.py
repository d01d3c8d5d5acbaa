"""The page as a whole: the tabs beside the source, and what is filled in once the library is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import gradio as gr

from app.opening import Opening
from app.page.endpoints import add_endpoints
from app.page.library_tab import LibraryTab
from app.page.markup import escape
from app.page.molecules_tab import Molecules
from app.page.table_tab import TableTab
from app.page.talk import Talk
from store.records import Document

_PANE = """<aside id="source" aria-label="Source text">
<div class="bar"><h2 id="source-title">Source</h2><button id="source-close" type="button">Close</button></div>
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
                with gr.Tab("Chat", elem_id="tab-chat"):
                    talk = Talk()
                with gr.Tab("Molecules", elem_id="tab-molecules"):
                    molecules = Molecules(opening, review)
                with gr.Tab("Table", elem_id="tab-table"):
                    table = TableTab(opening, review)
                with gr.Tab("Library", elem_id="tab-library"):
                    library = LibraryTab()
            gr.HTML(_PANE, elem_id="source-pane")
        talk.wire(page, opening, review)

        async def furnish(chosen: str) -> list[Any]:
            await _opened(opening)
            documents = opening.documents()
            own = {id: d for id, d in documents.items() if chosen in ("", id)} or documents
            head = [gr.update(value=_heading(documents, opening.doing, opening.warm)), _choices(documents, chosen)]
            return [*head, talk.about_update(documents), molecules.update(opening, own), *table.updates(own),
                    *library.updates(documents)]  # fmt: skip

        async def exemplify() -> AsyncIterator[Any]:
            while not opening.warm:
                yield [gr.update(value=_heading(opening.documents() if opening.done() else {}, opening.doing)),
                       *[gr.skip()] * len(talk.examples)]  # fmt: skip
                await asyncio.sleep(0.3)
            heading = gr.update(value=_heading(opening.documents(), opening.doing, True))
            yield [heading, *await asyncio.to_thread(talk.example_updates, opening)]

        furniture = [heading, review, talk.about, molecules.names, *table.furniture, *library.furniture]
        page.load(furnish, review, furniture, **_PRIVATE)
        page.load(exemplify, None, [heading, *talk.examples], **_PRIVATE)
        changed = library.wire(opening)
        for event in changed:
            event.then(furnish, review, furniture, **_PRIVATE).then(
                exemplify, None, [heading, *talk.examples], **_PRIVATE
            )
        review.input(furnish, review, furniture, **_PRIVATE)
    return page


async def _opened(opening: Opening) -> None:
    while not opening.done():
        await asyncio.sleep(0.1)


def _choices(documents: Mapping[str, Document], chosen: str) -> Any:
    choices = [("All reviews", ""), *((d.title, id) for id, d in documents.items())]
    return gr.update(choices=choices, value=chosen if chosen in documents else "", visible=len(documents) > 1)


def _heading(documents: Mapping[str, Document], doing: str, ready: bool = False) -> str:
    only = next(iter(documents.values())) if len(documents) == 1 else None
    about = only.title if only else f"{len(documents)} reviews" if documents else ""
    first = escape(next(iter(documents), ""))
    status = "" if ready else f'<p id="status" role="status">{escape(doing)} …</p>'
    return f'<header><h1>review-chat</h1><p id="about" data-document="{first}">{escape(about)}</p>{status}</header>'
