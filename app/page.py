"""The page: a chat beside the source, on this machine alone. It keeps nothing between two questions.

The history of a conversation is what its messages say; a marker is a link that carries the document and
the span, and `page.js` opens the source there.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.assistant import Assistant
from app.examples import examples
from app.markup import answer_html, escape, plain, question_html, said_html, source_html
from store.errors import PortInUse, ReviewChatError
from store.records import Answer, Document, Turn

Chat = list[dict[str, Any]]
_HERE = Path(__file__).parent
_WORDS_A_STEP = 6
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'; form-action 'self'"
"""No page of ours may load anything from anywhere else, whatever a message says."""

_LEAD = "Every sentence of an answer opens on the words of the review that carry it."
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")
_PANE = """<aside id="source" aria-label="Source text">
<div class="bar"><h2 id="source-title">Source</h2><button id="source-close" type="button">Close</button></div>
<div id="source-text" tabindex="0" role="document" aria-labelledby="source-title" aria-live="off"></div></aside>"""


def serve(assistant: Assistant, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the page until interrupted; `on_ready` gets its address as soon as it can be opened.

    Raises:
        PortInUse: Nothing can be served at `host` and `port`.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(application(assistant), log_level="warning", timeout_graceful_shutdown=1)
    with listener:
        _Server(config, on_ready).run(sockets=[listener])


def application(assistant: Assistant) -> ASGIApp:
    """Return the page with the sources that it opens, as one web application."""
    app = FastAPI(openapi_url=None)

    @app.get("/source/{document_id:path}")
    def source(document_id: str) -> HTMLResponse:
        document = _documents(assistant).get(document_id)
        return HTMLResponse(_source(document)) if document else HTMLResponse("", status_code=404)

    gr.mount_gradio_app(
        app, build(assistant), path="/", theme=_theme(), css=_read("page.css"), head=_head(),
        footer_links=[], run_history=False, ssr_mode=False, mcp_server=False, pwa=False,
    )  # fmt: skip
    return _guarded(app)


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page: the chat with its examples, and the pane for the source."""
    documents = _documents(assistant)
    page = gr.Blocks(title="review-chat", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(_heading(documents, assistant.about), elem_id="heading")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = _chatbot()
                suggested = _examples(_suggested(assistant, documents))
                with gr.Row(elem_id="ask"):
                    question = _question_box()
                    choice = _choice(documents)
            gr.HTML(_PANE, elem_id="source-pane")

        def reply(asked: str, said: Chat, document_id: str) -> Iterator[tuple[str, Chat]]:
            for messages in _reply(assistant, asked, said, document_id or None):
                yield "", messages

        event: dict[str, Any] = {"outputs": [question, chat], "api_visibility": "private", "show_progress": "hidden"}
        question.submit(reply, [question, chat, choice], **event)
        for button in suggested:
            button.click(reply, [button, chat, choice], **event)
    return page


def turns(chat: Chat) -> tuple[Turn, ...]:
    """Return the exchanges of a conversation, read from the messages that it shows."""
    said = [(str(m["role"]), plain(_content(m["content"]))) for m in chat]
    pairs = zip(said, said[1:], strict=False)
    return tuple(Turn(user, reply) for (one, user), (two, reply) in pairs if (one, two) == ("user", "assistant"))


def _reply(assistant: Assistant, question: str, chat: Chat, document_id: str | None) -> Iterator[Chat]:
    if not question.strip():
        yield chat
        return
    asked = [*chat, _message("user", question_html(question))]
    yield asked
    try:
        answer = assistant.ask(question, turns(chat), document_id)
        titles = {id: d.title for id, d in _documents(assistant).items()}
    except ReviewChatError as error:
        yield [*asked, _message("assistant", f'<div class="said"><p>{escape(str(error))}</p></div>')]
        return
    for text in _beginnings(answer.text):
        yield [*asked, _message("assistant", said_html(text, answer))]
    yield [*asked, _message("assistant", _finished(answer, titles))]


def _finished(answer: Answer, titles: Mapping[str, str]) -> str:
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in answer.notes)
    return answer_html(answer, titles if len(titles) > 1 else {}) + notes


def _beginnings(text: str) -> Iterator[str]:
    """Yield `text` up to each sixth word, which is how an answer is written out."""
    ends = [i for i, c in enumerate(text) if c == " "]
    yield from (text[:end] for end in ends[_WORDS_A_STEP - 1 :: _WORDS_A_STEP])


def _message(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "content": content}


def _content(content: Any) -> str:
    parts = content if isinstance(content, list) else [content]
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in parts)


def _documents(assistant: Assistant) -> dict[str, Document]:
    return {id: reading.lexicon.document for id, reading in assistant.readings().items()}


def _suggested(assistant: Assistant, documents: Mapping[str, Document]) -> Sequence[str]:
    return examples(assistant, next(iter(documents.values()))) if documents else ()


def _examples(questions: Sequence[str]) -> list[gr.Button]:
    with gr.Column(elem_id="examples"):
        gr.HTML(f'<p class="lead">{escape(_LEAD)}</p>')
        return [gr.Button(text, elem_classes="example") for text in questions]


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat", show_label=False, label="Conversation", container=False, buttons=[], layout="panel",
        height="auto", autoscroll=False, latex_delimiters=[], placeholder="", allow_file_downloads=False,
        feedback_options=None,
    )  # fmt: skip


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question", label="Your question", show_label=False, container=False, lines=1, max_lines=5,
        placeholder="Ask the review a question", submit_btn="Ask", autofocus=True, max_length=2000,
    )  # fmt: skip


def _choice(documents: Mapping[str, Document]) -> gr.Dropdown:
    choices = [("All reviews", ""), *((d.title, id) for id, d in documents.items())]
    return gr.Dropdown(choices, value="", label="Review", visible=len(documents) > 1, elem_id="review")


def _heading(documents: Mapping[str, Document], model: str = "") -> str:
    only = next(iter(documents.values())) if len(documents) == 1 else None
    about = only.title if only else f"{len(documents)} reviews"
    first = escape(next(iter(documents), ""))
    told = f'<p id="model">{escape(model)}</p>' if model else ""
    return f'<header><h1>review-chat</h1><p id="about" data-document="{first}">{escape(about)}</p>{told}</header>'


def _source(document: Document) -> str:
    return f'<article data-title="{escape(document.title)}">{source_html(document)}</article>'


def _theme() -> gr.themes.Base:
    return gr.themes.Base(font=_SANS, font_mono=_MONO, primary_hue="teal", neutral_hue="stone")


def _head() -> str:
    return f"<script>{_read('page.js')}</script>"


def _read(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _guarded(app: ASGIApp) -> ASGIApp:
    """Send the policy of this page along with every response."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), (b"content-security-policy", _POLICY.encode())]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, answered)

    return guarded


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        cure = "choose another one: review-chat serve --port N"
        raise PortInUse(f"{host}:{port} cannot be used ({error.strerror}); {cure}") from None


class _Server(uvicorn.Server):
    """A server that tells its address when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and not self.should_exit:
            host, port = sockets[0].getsockname()[:2]
            self._on_ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
