"""The chat's tab: the conversation, the first screen, the question, and what the buttons do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import gradio as gr

from app.opening import Opening
from app.page.conversation import Chat, answered, resumed, stopped, without_last
from app.page.markup import escape
from app.suggestions import Example, examples
from store.records import Document

_LEAD = "Ask a scientific review. Each sentence of an answer opens on the words of the review that carry it."
_NOT = "It answers from the review alone, and says so when the review has no answer."
_EXAMPLES = 6
_BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
_IDLE: dict[str, Any] = {"submit_btn": "Ask", "stop_btn": False}
_SENT = "(question, chat, review) => [question, window.reviewChat.before(chat), review]"
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_ASKS: dict[str, Any] = {**_PRIVATE, "concurrency_limit": 8, "concurrency_id": "ask"}


class Talk:
    """The components of the tab; built inside a page, wired by `wire`."""

    def __init__(self) -> None:
        """Build the tab."""
        with gr.Column(elem_id="talk"):
            self.chat = _chatbot()
            with gr.Column(elem_id="begin"):
                self.about = gr.HTML(_welcome({}), elem_id="welcome")
                with gr.Column(elem_id="examples"):
                    self.examples = [gr.Button("", elem_classes="example", visible=False) for _ in range(_EXAMPLES)]
                gr.HTML('<div id="earlier"></div>')
            self.question = _question_box()
            with gr.Row(elem_id="tools"):
                self.fresh = gr.Button("New conversation", size="sm", elem_id="fresh", elem_classes="tool")
                self.save = gr.Button("Save as Markdown", size="sm", elem_classes="tool")

    def wire(self, page: gr.Blocks, opening: Opening, review: gr.Dropdown) -> None:
        """Connect the components with what answers."""
        inputs, outputs = [self.question, self.chat, review], [self.question, self.chat]

        def ask(asked: str, chat: Chat, document_id: str) -> Iterator[tuple[Any, Any]]:
            yield from _steps(answered(opening, asked, chat, document_id or None) if asked.strip() else ())

        def ask_example(asked: str, chat: Chat, document_id: str) -> Iterator[tuple[Any, Any]]:
            yield from ask(asked.partition("\n")[2], chat, document_id)

        def ask_option(event: gr.SelectData, chat: Chat, document_id: str) -> Iterator[tuple[Any, Any]]:
            yield from ask(str(event.value), chat, document_id)

        def again(chat: Chat, document_id: str) -> Iterator[tuple[Any, Any]]:
            yield from ask(*without_last(chat), document_id)

        def resume(kept: str) -> Iterator[tuple[Any, Any]]:
            yield from _steps(resumed(opening, kept), keep_draft=True)

        kept = gr.Textbox(visible=False)
        running: list[Any] = [
            self.question.submit(ask, inputs, outputs, js=_SENT, **_ASKS),
            self.chat.option_select(ask_option, [self.chat, review], outputs, **_ASKS),
            self.chat.retry(again, [self.chat, review], outputs, **_ASKS),
            page.load(resume, kept, outputs, js="() => [window.reviewChat.kept()]", **_ASKS),
            *(b.click(ask_example, [b, self.chat, review], outputs, js=_SENT, **_ASKS) for b in self.examples),
        ]
        for event in running:
            event.then(lambda: gr.update(**_IDLE), None, self.question, queue=False, **_PRIVATE)
        halt = self.question.stop(None, None, None, cancels=running, **_PRIVATE)
        halt.then(stopped, self.chat, self.chat, queue=False, **_PRIVATE)
        self._wire_browser(running)

    def _wire_browser(self, running: Sequence[Any]) -> None:
        """Connect what the browser does by itself: it keeps the conversation, begins a new one, saves it."""
        self.chat.change(None, self.chat, None, js="(chat) => window.reviewChat.keep(chat)", **_PRIVATE)
        # By way of the server, so that it comes after whatever an answer on its way still brings.
        anew = [self.chat, self.question]
        emptied = self.fresh.click(lambda: ([], gr.update(**_IDLE)), None, anew, cancels=list(running), **_PRIVATE)
        emptied.then(None, None, None, js="() => window.reviewChat.fresh()", **_PRIVATE)
        self.save.click(None, None, None, js="() => window.reviewChat.saveAll()", **_PRIVATE)

    def about_update(self, documents: Mapping[str, Document]) -> Any:
        """Return what the first screen says of the reviews."""
        return gr.update(value=_welcome(documents))

    def example_updates(self, opening: Opening, review: str) -> list[Any]:
        """Return the examples of a review, or of the first one, as they are shown once they have been tried."""
        found = _found(opening, review)
        shown = [gr.update(value=f"{e.kind}\n{e.question}", visible=True) for e in found]
        return shown + [gr.update(visible=False)] * (_EXAMPLES - len(found))


def _found(opening: Opening, review: str) -> tuple[Example, ...]:
    documents = opening.documents()
    document = documents.get(review) or max(documents.values(), key=_richness, default=None)
    return examples(opening.workplace().assistant, document) if document else ()


def _richness(document: Document) -> tuple[int, int]:
    """Return by how much a review lends itself to examples: its rows, then its references."""
    return sum(len(table.rows) for table in document.tables), len(document.references)


def _steps(chats: Any, keep_draft: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield for each state of the conversation the question box and the conversation."""
    begun = False
    for chat in chats:
        box = gr.skip() if begun else gr.update(**_BUSY, **(dict[str, Any]() if keep_draft else {"value": ""}))
        begun = True
        yield box, chat
    if not begun:
        yield gr.skip(), gr.skip()


def _welcome(documents: Mapping[str, Document]) -> str:
    known = _known(documents) if documents else "Opening the library …"
    said = f'<p class="hint">{escape(_NOT)}</p><p class="hint" id="known">{escape(known)}</p>'
    return f'<p class="lead">{escape(_LEAD)}</p>{said}'


def _known(documents: Mapping[str, Document]) -> str:
    held = documents.values()
    rows = sum(len(t.rows) for d in held for t in d.tables)
    tables, references = sum(len(d.tables) for d in held), sum(len(d.references) for d in held)
    reviews = f"{len(documents)} reviews" if len(documents) > 1 else f"“{next(iter(held)).title}”"
    return f"It knows {reviews}: {rows} rows in {tables} table{'s' * (tables != 1)} and {references} references."


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat", show_label=False, label="Conversation", container=False, buttons=[], layout="panel",
        height="auto", autoscroll=False, latex_delimiters=[], placeholder="", allow_file_downloads=False,
        feedback_options=None, allow_tags=False,
    )  # fmt: skip


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question", label="Your question", show_label=False, container=False, lines=1, max_lines=5,
        placeholder="Ask the review a question", submit_btn="Ask", autofocus=True, max_length=2000,
    )  # fmt: skip
