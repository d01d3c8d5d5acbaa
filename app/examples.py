"""Questions to begin with, made by rule from a review's own table and tried before they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from app.assistant import Assistant
from app.questions import questions
from store.records import Document

_KINDS = ("lookup", "list", "reverse", "compare", "group")
_LONGEST = 90
_TRIES = 12


def examples(assistant: Assistant, document: Document) -> tuple[str, ...]:
    """Return at most one question of each kind; each is answered, with a citation, by `assistant`."""
    found = (next((q for q in asked if _works(assistant, q, document.id)), None) for asked in _candidates(document))
    return tuple(question for question in found if question)


def _candidates(document: Document) -> Iterator[list[str]]:
    """Yield for each kind its questions, those of different kinds about different entities."""
    made = [q for q in questions(document) if len(q.question) <= _LONGEST and q.outcome == "answered"]
    entities = list(dict.fromkeys(entity for q in made if q.kind == "lookup" for entity in q.entities))
    yield [f"Summarise the role of {entity}" for entity in entities][:_TRIES]
    for kind in _KINDS:
        own = [q.question for q in made if q.kind == kind and (q.header or kind == "group")]
        yield own[len(own) // 2 :][:_TRIES]
    yield ["Who wrote this review?"]


def _works(assistant: Assistant, question: str, document_id: str) -> bool:
    answer = assistant.ask(question, (), document_id)
    return answer.outcome == "answered" and bool(answer.citations)
