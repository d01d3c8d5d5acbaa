"""A conversation as the list of its messages: how a question is answered into it, and how it is read back."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from app.model.assistant import ModelAssistant
from app.opening import Opening
from app.page.markup import answer_html, escape, note_html, plain, question_html, said_html
from app.suggestions import follow_ups
from store.errors import ReviewChatError, UnknownDocument
from store.records import Answer, Turn

_log = logging.getLogger(__name__)
Chat = list[dict[str, Any]]
_WORDS_A_STEP = 6
_PAUSE = 0.02
"""Seconds between two steps of writing an answer out: fast to read along, slow enough to be stopped."""

_FINISHED = ('class="acts"', 'class="ended"')
_ENDED = '<p class="ended">{}</p>'


def turns(chat: Chat) -> tuple[Turn, ...]:
    """Return the exchanges of a conversation, read from the messages that it shows."""
    said = [(str(m["role"]), plain(content(m))) for m in chat]
    pairs = zip(said, said[1:], strict=False)
    return tuple(Turn(user, reply) for (one, user), (two, reply) in pairs if (one, two) == ("user", "assistant"))


def content(message: Mapping[str, Any]) -> str:
    """Return the HTML of a message, in whichever form Gradio gives it."""
    found = message["content"]
    parts = found if isinstance(found, list) else [found]
    return "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in parts)


def answered(
    opening: Opening, question: str, chat: Chat, document_id: str | None = None, note: str = ""
) -> Iterator[Chat]:
    """Yield the conversation again and again while the answer to `question` is written out into it."""
    asked = [*chat, _message("user", question_html(question))]
    yield asked
    for doing in _waiting(opening):
        yield [*asked, _message("assistant", note_html(f"Your question is next. {doing} …"))]
    shown = ""
    try:
        documents = _documents(opening, document_id)
        for grown in _growing(opening, question, turns(chat), document_id):
            answer = grown
            for text in _beginnings(answer.text, shown):
                yield [*asked, _message("assistant", said_html(text, answer, documents=documents))]
                time.sleep(_PAUSE)
            shown = answer.text
    except Exception as error:  # whatever it is, the conversation goes on
        yield [*asked, _message("assistant", note_html(_why(error)) + _ENDED.format("No answer."))]
        return
    finished = _noted(note) + answer_html(answer, documents, opening.fingerprint())
    yield [*asked, _message("assistant", finished)]
    options = [{"value": q} for q in _next(opening, answer, asked)]
    yield [*asked, _message("assistant", finished) | {"options": options}]


def stopped(chat: Chat) -> Chat:
    """Return the conversation with a word that its last answer was stopped."""
    if not chat or chat[-1]["role"] != "assistant" or _is_finished(chat[-1]):
        return [*chat, _message("assistant", _ENDED.format("Stopped."))] if chat and _is_open(chat) else chat
    return [*chat[:-1], _message("assistant", content(chat[-1]) + _ENDED.format("Stopped."))]


def without_last(chat: Chat) -> tuple[str, Chat]:
    """Return the last question of a conversation, and the conversation before it."""
    last = max((i for i, m in enumerate(chat) if m["role"] == "user"), default=None)
    return ("", chat) if last is None else (plain(content(chat[last])), chat[:last])


def unfinished(chat: Chat) -> bool:
    """Whether the last question of a conversation has no whole answer yet."""
    return bool(chat) and (_is_open(chat) or not _is_finished(chat[-1]))


def resumed(opening: Opening, kept: str) -> Iterator[Chat]:
    """Yield what the browser kept of a conversation, its last answer completed, or a permalink's answer.

    `kept` is JSON: the messages under `chat`, and the address's query under `search`.
    """
    chat, search = _kept(kept)
    if chat and not unfinished(chat):
        yield chat
    elif chat:
        yield from answered(opening, *without_last(chat))
    elif "ask" in search:
        yield from _linked(opening, search)


def _linked(opening: Opening, search: Mapping[str, str]) -> Iterator[Chat]:
    made, now = search.get("index", ""), opening.fingerprint()
    changed = f"This link was made when the library's index was {made}; it is {now} now, so the answer may differ."
    note = changed if made and made != now else ""
    yield from answered(opening, search["ask"], [], search.get("review") or None, note)


def _kept(kept: str) -> tuple[Chat, dict[str, str]]:
    try:
        read = json.loads(kept or "{}")
        chat = [_read_back(message) for message in read.get("chat", [])]
        return chat, {name: values[0] for name, values in parse_qs(str(read.get("search", "")).lstrip("?")).items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return [], {}  # another version's, or not ours: begin anew


def _read_back(message: Mapping[str, Any]) -> dict[str, Any]:
    role = "user" if message["role"] == "user" else "assistant"
    options = [{"value": str(option["value"])} for option in message.get("options") or []]
    return _message(role, str(message["content"])) | ({"options": options} if options else {})


def _why(error: Exception) -> str:
    if isinstance(error, ReviewChatError):
        return str(error)
    _log.error("a question could not be answered", exc_info=error)
    return "This went wrong here, which is no fault of yours; ask it in other words. The server's output tells more."


def _waiting(opening: Opening) -> Iterator[str]:
    """Yield what the opening is doing, as long as it is not done."""
    said = ""
    while not opening.warm and not opening.failure():
        if opening.doing != said:
            said = opening.doing
            yield said
        time.sleep(0.1)


def _documents(opening: Opening, document_id: str | None) -> Mapping[str, Any]:
    documents = opening.workplace().library.snapshot().documents
    if document_id is not None and document_id not in documents:
        cure = "add it again under Library, or ask the reviews that are here with “Ask again”"
        raise UnknownDocument(f"The review “{document_id}” is not in the library now; {cure}.")
    return documents


def _growing(opening: Opening, question: str, history: Sequence[Turn], document_id: str | None) -> Iterator[Answer]:
    """Yield the answer: with a chat model again and again, a claim longer each time."""
    assistant = opening.workplace().assistant
    if isinstance(assistant, ModelAssistant):
        yield from assistant.stream(question, history, document_id)
    else:
        yield assistant.ask(question, history, document_id)


def _next(opening: Opening, answer: Answer, chat: Chat) -> tuple[str, ...]:
    asked = [plain(content(m)) for m in chat if m["role"] == "user"]
    try:
        return follow_ups(opening.workplace().assistant, answer, asked)
    except (ReviewChatError, KeyError):  # the review has gone in the meantime
        return ()


def _is_open(chat: Chat) -> bool:
    return bool(chat[-1]["role"] == "user")


def _is_finished(message: Mapping[str, Any]) -> bool:
    return any(mark in content(message) for mark in _FINISHED)


def _noted(note: str) -> str:
    return f'<p class="note">{escape(note)}</p>' if note else ""


def _beginnings(text: str, shown: str = "") -> Iterator[str]:
    """Yield `text` up to each sixth word, which is how an answer is written out; what is `shown` already, not again."""
    same = next((i for i, (a, b) in enumerate(zip(text, shown, strict=False)) if a != b), min(len(text), len(shown)))
    ends = [i for i, c in enumerate(text) if c == " " and i >= same]
    yield from (text[:end] for end in ends[_WORDS_A_STEP - 1 :: _WORDS_A_STEP])


def _message(role: str, html: str) -> dict[str, Any]:
    return {"role": role, "content": html}
