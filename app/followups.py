"""A follow-up made into a question that stands alone: what it leaves open is filled in from the history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app import about, asking, bibliography, cited, entries, history, pointing, vocabulary
from app.drafts import joined
from app.lexicon import Lexicon, parts
from app.sentences import Indexed
from app.swaps import swapped
from app.understanding import Query, understand
from store.names import fold, stem
from store.records import Turn

_PRONOUN = re.compile(
    r"\b(?:(?:this|that|the same) (?:one|molecule|gene|protein|lncrna|circrna|factor)|its|it|their|they|them|he|she)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\bthe ([a-z]{4,})\b(?! of\b)")
SHORT = 6
"""Words up to which a question that names nothing is taken for a fragment."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The question that stands alone; `leans` where it is about what was said just before."""

    text: str
    leans: bool = False
    amount: bool = False
    """Whether the question before asked for a number and this one goes on from it."""
    counted: tuple[str, ...] = ()
    """The entities that the question asks to count, where that is all it asks."""


def standalone(question: str, past: Sequence[Turn], lexicon: Lexicon, prose: Sequence[Indexed]) -> Followed:
    """Return `question` with what it leaves open filled in from `past`; unchanged without need."""
    if not past or any(asking.phrase_in(question, w) for w in vocabulary.words("conversation", "change")):
        return Followed(question)
    query = understand(question, lexicon)
    before = standalone(past[-1].user, past[:-1], lexicon, prose).text
    picked = _pointed(pointing.picked(question, query, past, before, lexicon))
    return (
        _counted(question, query, past, lexicon)
        or _pointed(pointing.in_group(question, query, past, lexicon))
        or (picked if pointing.points(question) else None)
        or _of_review(question, query, past, before, lexicon)
        or _cited(question, query, past, before, lexicon, prose)
        or _swap(question, query, before, lexicon)
        or picked
        or _about(question, query, past, before, lexicon)
        or Followed(question)
    )


def _pointed(found: pointing.Pointed | None) -> Followed | None:
    return Followed(found.text, found.told) if found else None


def leans(question: str, query: Query, last: Turn, lexicon: Lexicon) -> bool:
    """Whether a question cannot be read without the one before it, as one on what was just said cannot."""
    said = {fold(p.text) for p in parts(question)}
    if said & vocabulary.words("conversation", "leaning"):
        return True
    named = query.rows or query.keys or query.names or query.unknown or query.values
    own = [*query.content, *query.names]
    if own and len(said) <= SHORT and not (query.rows or query.unknown) and history.says(last, own):
        return True
    if not named and _takes_up(question, last):
        return True
    few = len(query.content) <= 2 and not _on_review(question, query, lexicon)
    return _continues(question) or (not named and (few or len(said) <= SHORT))


def _takes_up(question: str, last: Turn) -> bool:
    """Whether the question has "the" before a noun of the last answer."""
    told = {stem(p.text) for p in parts(last.assistant)}
    return any(stem(m.group(1)) in told for m in _THE.finditer(question))


def _on_review(question: str, query: Query, lexicon: Lexicon) -> bool:
    """Whether the question is on the review itself: it names it, and can be answered as one on it."""
    pointing = vocabulary.words("conversation", "leaning")
    names = any(asking.phrase_in(question, w) for w in vocabulary.words("self") - pointing)
    return names and about.answer(query, lexicon) is not None


def _continues(question: str) -> bool:
    """Whether the question begins like the rest of another one, what is said first to be polite apart."""
    return _rest(question) != question


def _rest(question: str) -> str:
    """Return what follows the words by which a question goes on from another one (`thanks, how about ...`)."""
    opening, going_on = (
        _alternatives(vocabulary.words(*name)) for name in (("conversation", "opening"), ("ellipsis",))
    )
    found = re.match(rf"\s*(?:(?:{opening})\b[\s,.!:-]*)*(?:{going_on})\b[\s,]*", question, re.IGNORECASE)
    return question[found.end() :] if found else question


def _alternatives(phrases: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _of_review(question: str, query: Query, past: Sequence[Turn], before: str, lexicon: Lexicon) -> Followed | None:
    """Return a question on the review itself after another one on it ("who wrote this review?", "where?")."""
    if not leans(question, query, past[-1], lexicon) or about.answer(understand(before, lexicon), lexicon) is None:
        return None
    found = f"{question.rstrip(' ?.')} (this review)?"
    return Followed(found) if about.answer(understand(found, lexicon), lexicon) else None


def _cited(
    question: str, query: Query, past: Sequence[Turn], before: str, lexicon: Lexicon, prose: Sequence[Indexed]
) -> Followed | None:
    """Return a question on the references of the answer before, where it asks for them or their fields."""
    strong, weak = bibliography.asks(question)
    again = bibliography.asks(before)[0]
    filtered = entries.YEAR.search(question) or entries.people(question, lexicon)
    narrows = asking.says(question, "conversation", "plural") and not asking.fields_asked(question)
    if again and narrows and not query.rows:
        return Followed(f"{before.rstrip(' ?.')} ({question.rstrip(' ?.')})?")
    if again and not strong and filtered and len(query.content) <= 2 and not query.rows:
        return Followed(f"{question.rstrip(' ?.')} (references)?")
    own = query.rows or entries.people(question, lexicon) or entries.YEAR.search(question) or cited.numbers(question)
    if own or not leans(question, query, past[-1], lexicon):
        return None
    if "surname" in asking.said(question) and (named := entries.people(past[-1].assistant, lexicon)):
        return Followed(f"{question.rstrip(' ?.')} ({named[0]})?")
    wanted = entries.topic(query, lexicon)
    asks = strong or asking.says(question, "claims", "noun") or (weak and not {"who", "when"} & asking.said(question))
    again = again and not wanted
    numbers = history.references(past[-1], lexicon, prose)
    if not numbers or not (asks or again) or (wanted and not strong) or len(wanted) > 1:
        return None
    label = "references" if len(numbers) > 1 else "reference"
    return Followed(f"{question.rstrip(' ?.')} ({label} {joined([str(n) for n in numbers])})?")


def _swap(question: str, query: Query, before: str, lexicon: Lexicon) -> Followed | None:
    """Return the question before about another name, where only a name was said."""
    rest = _rest(question)
    again = understand(rest, lexicon) if rest != question else query
    short = len(question.split()) <= SHORT and not query.operators - {"summary", "list"}
    if not (rest != question or short) or again.concepts - {""} or again.headers:
        return None
    found = swapped(rest, again, before, lexicon)
    return Followed(found) if found else None


def _counted(question: str, query: Query, past: Sequence[Turn], lexicon: Lexicon) -> Followed | None:
    found = history.entities(past[-1].assistant, lexicon)
    said = {fold(p.text) for p in parts(question)}
    asks = "count" in query.operators and said & vocabulary.words("conversation", "leaning")
    if len(found) < 2 or not asks or query.content or query.rows or query.classes:
        return None
    return Followed(f"{question.rstrip(' ?.')} ({joined(found)})?", counted=tuple(found))


def _about(question: str, query: Query, past: Sequence[Turn], before: str, lexicon: Lexicon) -> Followed | None:
    """Return the question with the subject of the conversation."""
    if query.rows or not leans(question, query, past[-1], lexicon) or _on_review(question, query, lexicon):
        return None
    column = _asks_column(question, query)
    name = ("" if column else history.answered(past[-1], lexicon)) or _last_subject(past, lexicon)
    named = history.names(before, lexicon)
    match = _PRONOUN.search(question)
    if match and " " in match.group(0) and not re.search(rf"\b{match.group(0).split()[-1]}\b", past[-1].user):
        name = _last_subject(past, lexicon) or (named[0] if named else name)
    if match and (name or named) and not query.keys and match.group(0).lower() != "they":
        return Followed(pointing.put(question, match, name or named[0]), True)
    if name and not query.keys and column:
        return Followed(f"{question.rstrip(' ?.')} of {name}?", True)
    own = query.content or query.keys
    theme = name or (" ".join(named[:2]) if own else "")
    amount = _continues(question) and understand(before, lexicon).asks_amount
    return replace(_themed(question, before, lexicon, theme), amount=amount)


def _themed(question: str, before: str, lexicon: Lexicon, theme: str = "") -> Followed:
    """Return the question with what the one before was about behind it."""
    theme = theme or history.theme(before, lexicon)
    text = question if not theme or _known(question, theme) else f"{question.rstrip(' ?.')} ({theme})?"
    return Followed(text, True)


def _last_subject(past: Sequence[Turn], lexicon: Lexicon) -> str:
    """Return the entity of the last turn; that of an earlier one only where the last has no theme of its own."""
    last = history.subject(past[-1:], lexicon)
    return last or ("" if history.theme(past[-1].user, lexicon) else history.subject(past, lexicon))


def _known(question: str, theme: str) -> bool:
    said = {fold(p.text) for p in parts(question)}
    return {fold(p.text) for p in parts(theme)} <= said


def _asks_column(question: str, query: Query) -> bool:
    """Whether the question names a column and little else ("and the target?")."""
    why = asking.says(question, "conversation", "reason")
    asks = bool(query.concepts - {""}) and len(query.content) <= 1 and not query.values and not why
    return asks and len(question.split()) <= SHORT and "count" not in query.operators
