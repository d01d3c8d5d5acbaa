"""A follow-up made into a question that stands alone: pronouns and ellipses filled from the history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import vocabulary
from app.lexicon import Lexicon
from app.understanding import Query, understand
from store.names import fold
from store.records import Turn

_ORDINAL = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_ORDINAL_RE = re.compile(r"\bthe (first|second|third|fourth|fifth|last)(?: one)?(?: of (?:those|them|these))?\b", re.I)
_OTHER = re.compile(r"\bthe other(?: one)?\b", re.I)
_PRONOUN = re.compile(
    r"\b(?:(?:this|that|the same) (?:one|molecule|gene|protein|lncrna|circrna|factor|drug)"
    r"|its|their|it|they|them|this|that|these|those|he|she)\b",
    re.I,
)


def standalone(question: str, history: Sequence[Turn], lexicon: Lexicon) -> str:
    """Return `question` with what it leaves open filled in from `history`; unchanged without need."""
    if not history:
        return question
    query = understand(question, lexicon)
    before = _question_before(history, lexicon)
    if query.rows and _elliptic(question, query):
        return _same_question(question, query, before, lexicon)
    names = _names(history, lexicon)
    if query.rows:
        return question
    if (match := _ORDINAL_RE.search(question)) and (listed := _listed(history, lexicon)):
        at = _ORDINAL[match.group(1).lower()]
        return _put(question, match, listed[at]) if -1 <= at < len(listed) else question
    if (match := _OTHER.search(question)) and (listed := _listed(history, lexicon)):
        asked = set(_entities(before, lexicon))
        others = [n for n in listed if n not in asked]
        return _put(question, match, others[0]) if others else question
    if not names:
        return question
    if query.keys or query.symbols:
        return question
    if match := _PRONOUN.search(question):
        return _put(question, match, names[0])
    return _with_subject(question, query, names[0])


def _with_subject(question: str, query: Query, name: str) -> str:
    """Give a bare fragment ("and the target?") the subject of the conversation."""
    starts = any(fold(question).startswith(w) for w in vocabulary.words("ellipsis"))
    asks_column = bool(query.concepts - {""}) and len(query.content) <= 1 and not query.keys and not query.values
    fragment = len(question.split()) <= 5 and not query.keys and not query.unknown
    bare = (starts and len(question.split()) <= 8) or (asks_column and len(question.split()) <= 6) or fragment
    return f"{question.rstrip(' ?.')} of {name}?" if bare and "count" not in query.operators else question


def _question_before(history: Sequence[Turn], lexicon: Lexicon) -> str:
    return standalone(history[-1].user, history[:-1], lexicon)


def _entities(text: str, lexicon: Lexicon) -> list[str]:
    return list(dict.fromkeys(lexicon.entity(at) for at in understand(text, lexicon).rows))


def _names(history: Sequence[Turn], lexicon: Lexicon) -> list[str]:
    """Return what the conversation is about: the entity asked for last, else the one answered with."""
    for i in range(len(history) - 1, -1, -1):
        asked = _entities(history[i].user, lexicon)
        if asked:
            return asked[-1:]
        told = _entities(history[i].assistant, lexicon)
        if told:
            return told[:1]
    return []


def _listed(history: Sequence[Turn], lexicon: Lexicon) -> list[str]:
    """Return the entities of the last answer that named several, else those of its question."""
    for turn in reversed(history):
        for text in (turn.assistant, turn.user):
            found = _entities(text, lexicon)
            if len(found) > 1:
                return found
    return []


def _elliptic(question: str, query: Query) -> bool:
    starts = any(re.match(rf"{re.escape(w)}\b", fold(question)) for w in vocabulary.words("ellipsis"))
    short = len(question.split()) <= 6 and not query.concepts - {""} and not query.operators - {"summary"}
    return (starts or short) and not query.content and not query.concepts - {""}


def _same_question(question: str, query: Query, before: str, lexicon: Lexicon) -> str:
    """Return the question before with the new name in the place of the old."""
    old = understand(before, lexicon)
    new = next((question[a:b] for a, b, k in lexicon.find(question) if _is_entity(lexicon, k)), "")
    if not new and query.corrections:
        new = query.corrections[0][1]
    spans = [(a, b) for a, b, k in lexicon.find(before) if _is_entity(lexicon, k)]
    if not new or not spans or not old.rows:
        return question
    start, end = spans[-1]
    return before[:start] + new + before[end:]


def _is_entity(lexicon: Lexicon, k: str) -> bool:
    return any(t.kind == "entity" for t in lexicon.terms[k])


def _put(question: str, match: re.Match[str], name: str) -> str:
    possessive = match.group(0).casefold() in ("its", "their")
    return question[: match.start()] + name + ("'s" if possessive else "") + question[match.end() :]
