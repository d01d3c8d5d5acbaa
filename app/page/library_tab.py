"""The library's tab: which reviews are in; add some, with a report of what was read; remove one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from app.opening import Opening
from app.page.markup import escape
from app.page.shelf import readable, report_html, shelf_html
from ingest import pipeline, shipped
from store.errors import ReviewChatError
from store.records import Document

_PRIVATE: dict[str, Any] = {"api_visibility": "private"}
IN_VIEW = (
    "() => {{ setTimeout(() => document.getElementById('{}')?.scrollIntoView({{ block: '{}' }}), 200); return [] }}"
)


class LibraryTab:
    """The components of the tab; built inside a page, wired by `wire`."""

    def __init__(self) -> None:
        """Build the tab."""
        with gr.Column(elem_id="library", elem_classes="sheet"):
            self.shelf = gr.HTML(shelf_html({}), elem_id="shelf")
            gr.HTML(f'<h2 class="part">Add reviews</h2>{readable()}')
            self.files = gr.File(file_count="multiple", label="Files", height=140, elem_id="files", show_label=False)
            self.report = gr.HTML("", elem_id="report", min_height=40)
            gr.HTML('<h2 class="part">Remove a review</h2>')
            with gr.Row(elem_id="removal"):
                self.which = gr.Dropdown([], label="Review to remove", elem_id="which")
                self.remove = gr.Button("Remove", size="sm", elem_classes="tool")
            self.back = gr.Button(
                "Bring back the review that came with it", size="sm", elem_classes="tool", visible=False
            )
            with gr.Row(visible=False, elem_id="sure") as self.sure:
                self.doubt = gr.HTML("")
                self.yes = gr.Button("Remove it", size="sm", elem_classes="tool")
                self.no = gr.Button("Keep it", size="sm", elem_classes="tool")

    @property
    def furniture(self) -> list[Any]:
        """Return the components that `updates` fills."""
        return [self.shelf, self.which, self.back]

    def updates(self, documents: Mapping[str, Document]) -> list[Any]:
        """Return the reviews as they are shown, and to choose from."""
        choices = [(document.title, id) for id, document in documents.items()]
        missing = gr.update(visible=shipped.path().stem not in documents)
        return [gr.update(value=shelf_html(documents)), gr.update(choices=choices, value=None), missing]

    def wire(self, opening: Opening) -> list[Any]:
        """Connect the components; return the events after which the library may be another."""

        def upload(paths: Sequence[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[str, None]:  # noqa: B008
            return _uploaded(opening, [Path(p) for p in paths or ()], progress), None

        def bring_back(progress: gr.Progress = gr.Progress()) -> str:  # noqa: B008
            return _uploaded(opening, [shipped.path()], progress)

        def doubt(id: str | None) -> list[Any]:
            document = opening.documents().get(id or "")
            said = f"Remove “{document.title}”? Its file stays where it is." if document else "Choose a review first."
            return [gr.update(visible=True), f'<p role="status">{escape(said)}</p>', gr.update(visible=bool(document))]

        def remove(id: str) -> list[Any]:
            return [gr.update(visible=False), _removed(opening, id)]

        asked = self.remove.click(
            doubt, self.which, [self.sure, self.doubt, self.yes], show_progress="hidden", **_PRIVATE
        )
        asked.then(None, None, None, js=IN_VIEW.format("sure", "end"), **_PRIVATE)
        self.no.click(lambda: gr.update(visible=False), None, self.sure, show_progress="hidden", **_PRIVATE)
        return [
            self.files.upload(upload, self.files, [self.report, self.files], **_PRIVATE),
            self.back.click(bring_back, None, self.report, **_PRIVATE),
            self.yes.click(remove, self.which, [self.sure, self.report], show_progress="hidden", **_PRIVATE),
        ]


def _uploaded(opening: Opening, paths: Sequence[Path], progress: gr.Progress) -> str:
    def tell(doing: str, share: float) -> None:
        progress(share, desc=doing)

    try:
        before = opening.documents()
        return report_html(pipeline.ingest(paths, opening.workplace().library, tell), before)
    except ReviewChatError as error:
        return f'<p class="error" role="alert">{escape(str(error))}</p>'


def _removed(opening: Opening, id: str) -> str:
    try:
        title = opening.documents()[id].title if id in opening.documents() else id
        opening.workplace().library.remove(id)
    except ReviewChatError as error:
        return f'<p class="error" role="alert">{escape(str(error))}</p>'
    return f'<p role="status">{escape(f"Removed {title}.")}</p>'
