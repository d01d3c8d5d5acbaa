"""The molecules' tab: choose or type one, or compare up to five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from app.molecules import Card, card, names
from app.opening import Opening
from app.page.cards import cards_html
from app.page.markup import escape
from app.page.routes import chosen
from store.errors import InputError, ReviewChatError
from store.records import Document

_MOST = 5
_HINT = (
    '<p class="hint">One name shows all that the review says of it; two to five stand side by side. '
    "Type a name in any spelling and press Enter.</p>"
)


class Molecules:
    """The components of the tab."""

    def __init__(self, opening: Opening, review: gr.Dropdown) -> None:
        """Build the tab and connect it."""
        with gr.Column(elem_id="molecules", elem_classes="sheet"):
            gr.HTML(_HINT)
            self.names = gr.Dropdown(
                [], multiselect=True, max_choices=_MOST, allow_custom_value=True, label="Molecules", elem_id="names"
            )
            shown = gr.HTML("", elem_id="card")

        def show(wanted: Sequence[str] | None, document_id: str) -> str:
            return _shown(opening, list(wanted or ()), document_id)

        self.names.change(show, [self.names, review], shown, api_visibility="private", show_progress="hidden")

    def update(self, opening: Opening, documents: Mapping[str, Document]) -> Any:
        """Return the names to choose from."""
        try:
            readings = opening.workplace().assistant.readings()
        except ReviewChatError:
            return gr.update(choices=[])
        return gr.update(choices=list(names({id: r for id, r in readings.items() if id in documents})))


def _shown(opening: Opening, wanted: Sequence[str], document_id: str) -> str:
    cards, errors = list[Card](), list[str]()
    for name in wanted:
        try:
            found = card(chosen(opening, document_id), name)
            cards += [found] if found.name not in [c.name for c in cards] else []
        except InputError as error:
            errors.append(str(error))
        except ReviewChatError as error:
            return f'<p class="error">{escape(str(error))}</p>'
    return "".join(f'<p class="error" role="alert">{escape(e)}</p>' for e in errors) + cards_html(cards)
