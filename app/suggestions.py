"""Questions to begin with and to go on with, made by rule from a review and tried before they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.assistant import Assistant
from app.questions import MadeQuestion, questions
from store.names import key
from store.records import Answer, Document

_LONGEST = 100
_TRIES = 8
_EXAMPLES = 6
_FOLLOW_UPS = 3
_GOOD = ("answered", "corrected")


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the kind of thing that it shows."""

    kind: str
    question: str


def examples(assistant: Assistant, document: Document) -> tuple[Example, ...]:
    """Return six questions of six kinds; each is answered, with a citation, by `assistant`."""
    found: list[Example] = []
    for kind, candidates in _candidates(document).items():
        question = next((q for q in candidates[:_TRIES] if _works(assistant, q, document.id)), None)
        found += [Example(kind, question)] if question else []
    return tuple(found[:_EXAMPLES])


def follow_ups(assistant: Assistant, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
    """Return up to three questions that lead on from `answer`, each executed and answered otherwise."""
    documents = {id: reading.lexicon.document for id, reading in assistant.readings().items()}
    document_id = answer.citations[0].passage.document_id if answer.citations else _named(documents, answer.text)
    if not document_id:
        return ()
    document = documents[document_id]
    candidates = _next(document, answer) if answer.citations else _of_what_is_named(document, answer.text)
    done, said, found = {key(q) for q in asked}, {answer.text}, list[str]()
    for question in list(candidates)[: 2 * _TRIES]:
        if key(question) in done or len(found) == _FOLLOW_UPS:
            continue
        reply = assistant.ask(question, (), document_id)
        if reply.outcome in _GOOD and reply.citations and reply.text not in said:
            found.append(question)
            said.add(reply.text)
    return tuple(found)


def _made(document: Document) -> list[MadeQuestion]:
    return [q for q in questions(document) if len(q.question) <= _LONGEST]


def _candidates(document: Document) -> Mapping[str, list[str]]:
    """Return for each kind its questions, the most telling kinds first."""
    own = _made(document)
    entities = list(dict.fromkeys(entity for q in own if q.kind == "lookup" for entity in q.entities))
    sections = [s.title for s in document.sections if 1 < len(s.title.split()) < 7]
    return {
        "A summary": [f"Summarise the role of {entity}" for entity in entities],
        "The other way round": _middle(own, "reverse"),
        "A list": _middle(own, "list") + _middle(own, "group"),
        "Side by side": _middle(own, "compare"),
        "A wrong premise": _middle(own, "false_premise"),
        "About the review": ["Who wrote this review?", "What is this review about?"],
        "One fact": _middle(own, "lookup"),
        "A count": _middle(own, "count"),
        "An abbreviation": [f"What does {a.short} stand for?" for a in document.abbreviations],
        "A topic": [f"What does the review say about {title}?" for title in sections],
        "Another topic": [f"What is {a.long}?" for a in document.abbreviations],
    }


def _middle(own: Sequence[MadeQuestion], kind: str) -> list[str]:
    """Return the questions of a kind from the middle on, so that examples are about different entities."""
    found = [q.question for q in own if q.kind == kind and (q.header or kind in ("group", "count"))]
    return found[len(found) // 2 :]


def _next(document: Document, answer: Answer) -> Iterator[str]:
    """Yield what one may ask after `answer`: of its entities, of their neighbours, of the whole."""
    own = _made(document)
    rows = {row.span: row for table in document.tables for row in table.rows}
    cited = [rows[c.span] for c in answer.citations if c.span in rows]
    quoted = key(" ".join(c.quote for c in answer.citations))
    near = [q for q in own if any((q.table_id, n) in {(r.table_id, r.index) for r in cited} for n in q.rows)]
    near = near or [q for q in own if any(key(e) in quoted for e in q.entities)]
    summaries = [f"Summarise the role of {e}" for e in dict.fromkeys(e for q in near for e in q.entities[:1])]
    yield from _in_turn([_facts(near), summaries, _of(near, "compare"), _of(near, "group"), _of(near, "list")])
    yield from (f"What does {a.short} stand for?" for a in document.abbreviations if key(a.short) in quoted)
    yield from _in_turn([_of(own, kind) for kind in ("list", "compare", "count", "group")])


def _named(documents: Mapping[str, Document], text: str) -> str:
    """Return the first review with an entity that `text` names, which is what a refusal leads on to."""
    return next((id for id, d in documents.items() if _of_what_is_named(d, text)), "")


def _of_what_is_named(document: Document, text: str) -> list[str]:
    near = [q for q in _made(document) if any(re.search(rf"(?<!\w){re.escape(e)}(?!\w)", text) for e in q.entities)]
    entities = dict.fromkeys(entity for q in near for entity in q.entities[:1] if entity in text)
    return [*(f"Summarise the role of {e}" for e in entities), *_facts(near)]


def _facts(near: Sequence[MadeQuestion]) -> list[str]:
    """Return one question for each header that is not about references."""
    return list({q.header: q.question for q in near if q.kind == "lookup" and q.header and q.values}.values())


def _of(own: Sequence[MadeQuestion], kind: str) -> list[str]:
    return [q.question for q in own if q.kind == kind]


def _in_turn(lists: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the first of each list, then the second of each, and so on."""
    for places in zip_longest(*lists):
        yield from (question for question in places if question)


def _works(assistant: Assistant, question: str, document_id: str) -> bool:
    answer = assistant.ask(question, (), document_id)
    return answer.outcome in _GOOD and bool(answer.citations)
