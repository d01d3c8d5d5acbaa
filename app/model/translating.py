"""A question in another language: which one it is, and its English, whose names and numbers must be the asker's."""

from __future__ import annotations

import json
import re
from collections import Counter

from app.model.records import Chat, ModelFailed
from app.verify import Names, vocabulary
from app.verify.names import held, keys_in
from prompts import instruct
from store.names import stop_words

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 600
_LEAST = 2
"""Words of a language from which a question is in it."""


def language(question: str) -> str:
    """Return the language of a question whose claims can be checked in it, or nothing where it is in English."""
    words = [w.casefold() for w in _WORD.findall(question)]
    said = Counter({name: sum(w in set(entry["common"]) for w in words) for name, entry in _languages().items()})
    best, count = said.most_common(1)[0]
    return best if count >= _LEAST and count > sum(w in stop_words() for w in words) else ""


def english(question: str, said_in: str, chat: Chat, names: Names) -> str:
    """Return the model's English of a question, or nothing where it is not the same question.

    Names and numbers must stand in both; what else the model makes of it only directs the search.
    """
    schema = {"title": "Question", "type": "object", "properties": {"question": {"type": "string"}}}
    try:
        message = instruct("translate", question=question[:_LONGEST], language=said_in)
        said = "".join(chat.stream([("user", message)], schema | {"required": ["question"]}))
        found = json.loads(said[said.index("{") : said.rindex("}") + 1])["question"]
    except (ModelFailed, ValueError, KeyError, TypeError):
        return ""
    return found if isinstance(found, str) and _agrees(question, found[:_LONGEST], names) else ""


def _agrees(question: str, found: str, names: Names) -> bool:
    mine, theirs = (set(re.findall(r"\d+", text)) for text in (question, found))
    asked = [n for n in names.read(question) if any(c.isdigit() or c.isupper() for c in n.text[1:])]
    return bool(found.strip()) and mine == theirs and all(held(n, keys_in(found)) for n in asked)


def _languages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = vocabulary.data()["languages"]
    return found
