"""What a reader wishes of the form of an answer: how long, for whom, as what, in which language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.verify import vocabulary
from store.names import stop_words
from store.records import Turn


@dataclass(frozen=True, slots=True)
class Wish:
    """A question without its wishes, and the wishes. `sentences` is 0 where no length is asked for."""

    question: str
    said: tuple[str, ...] = ()
    sentences: int = 0
    language: str = ""


def read(question: str, history: Sequence[Turn] = ()) -> Wish:
    """Return the wishes that `question` holds; a question of wishes alone is the one before, anew."""
    said: list[str] = []
    rest = question
    for pattern in (_LENGTH, _language(), _READER, _FORM):
        if match := pattern.search(rest):
            said.append(" ".join(match.group(0).split()).strip(" ,"))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    rest = re.sub(r"\s+([?.!,])", r"\1", " ".join(rest.split())).strip(" ,")
    if not said:
        return Wish(question)
    if history and _is_empty(rest):
        rest = read(history[-1].user, history[:-1]).question
    return Wish(rest or question, tuple(said), _sentences(said), _named_language(said))


_COUNT = r"(?P<count>one|two|three|four|five|six|a single|\d)"
_LENGTH = re.compile(
    rf",?\s*\b(?:in|with|using|at most|within)\s+(?:about\s+|at most\s+|exactly\s+)?"
    rf"{_COUNT}\s+(?:short\s+)?sentences?\b"
    r"|,?\s*\b(?:in|as)\s+(?:a|one)\s+(?:short\s+|single\s+)?sentence\b",
    re.IGNORECASE,
)
_READER = re.compile(
    r",?\s*\b(?:for|to)\s+(?:an?|my|the)\s+(?:[\w-]+\s+){0,3}?(?:students?|layperson|child|beginner|expert|undergraduate"
    r"|year-old)\b|,?\s*\bfor\s+(?:beginners|laypersons|laypeople|undergraduates|[\w-]+\s+students)\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r",?\s*\bas\s+(?:an?\s+)?(?:short\s+|single\s+)?(?:paragraph|abstract|summary|list|bullet points?)"
    r"(?:\s+for\s+(?:my|an?|the)\s+\w+)?\b",
    re.IGNORECASE,
)


def _language() -> re.Pattern[str]:
    names = [n for entry in vocabulary.data()["languages"].values() for n in entry["names"]]
    return re.compile(rf",?\s*\b(?:in|into|auf|en)\s+(?:{'|'.join(names)})\b", re.IGNORECASE)


def _sentences(said: Sequence[str]) -> int:
    for phrase in said:
        if match := _LENGTH.fullmatch(phrase):
            count = (match.group("count") or "one").casefold()
            return int(vocabulary.number_word(count) or (count if count.isdigit() else 1))
    return 0


def _named_language(said: Sequence[str]) -> str:
    for phrase in said:
        last = phrase.split()[-1].casefold()
        for language, entry in vocabulary.data()["languages"].items():
            if last in entry["names"]:
                return str(language)
    return ""


def _is_empty(text: str) -> bool:
    """Whether nothing is left to ask ("now", "again please")."""
    glue = vocabulary.glue() | {
        vocabulary.root(w) for w in ("please", "say", "write", "shorter", "answer", "it", "that")
    }
    left = [w for w in re.findall(r"[^\W_]+", text.casefold())]
    return all(w in stop_words() or vocabulary.root(w) in glue for w in left)
