"""What a follow-up points at in the answers before: "the second", "the other one", "both", the rest of a group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app import history
from app.drafts import joined
from app.lexicon import Lexicon
from app.understanding import Query
from store.records import Turn

_ORDINAL = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "former": 0, "latter": -1}
_ORDINAL_RE = re.compile(
    r"\bthe (first|second|third|fourth|fifth|last|former|latter)(?: one)?(?: of (?:those|them|these))?\b"
    r"(?! (?:author|reference|paper|line|name|section|row|entry|journal))",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\bthe others?(?: one)?\b(?! (?!has|is|was|do|does|did|been)\w)", re.IGNORECASE)
_FELLOWS = re.compile(
    r"\b(?:others?|rest|remaining)(?: (?:ones?|two|three|four))?(?: (?P<noun>[\w-]+?))? (?:in|of|from) "
    r"(?:that|this|the|the same|its) (?:same )?(?:group|category|class|block|section)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:(?:all|each|both) of )?(?:these|those|the) two\b|\b(?:all |each |both )?of (?:these|those|them)(?: two)?\b"
    r"|\bboth\b|\b(?:they|them|their|(?<=which )ones)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """The question with what it points at in names; `told` where the last answer's sentences tell of those."""

    text: str
    told: bool = False


def points(question: str) -> bool:
    """Whether the question points at one of several."""
    return bool(_ORDINAL_RE.search(question) or _OTHER.search(question))


def in_group(question: str, query: Query, past: Sequence[Turn], lexicon: Lexicon) -> Pointed | None:
    """Return the question on groups that were listed, or on the others in the group that was talked of."""
    if query.rows or query.groups:
        return None
    if match := _FELLOWS.search(question):
        names = history.fellows(past[-1], match["noun"] or "", lexicon)
        return Pointed(f"{joined(names)}?") if names else None
    told = past[-1].assistant
    if len(history.groups(told, lexicon)) < 2 or history.entities(told, lexicon):
        return None
    several = _SEVERAL.search(question)
    of = "of the " if several and "of" in several.group(0).lower() else ""
    return Pointed(put(question, several, f"{of}groups")) if several else None


def picked(question: str, query: Query, past: Sequence[Turn], before: str, lexicon: Lexicon) -> Pointed | None:
    """Return the question with an ordinal, "the other one" or "these two" put into names."""
    ordinal = _ORDINAL_RE.search(question)
    names = history.listed(past, lexicon, len(past) if ordinal else 2)
    if query.rows or len(names) < 2:
        return None
    told = any(history.entities(name, lexicon) for name in names)
    if ordinal:
        at = _ORDINAL[ordinal.group(1).lower()]
        return Pointed(put(question, ordinal, names[at]), told) if at < len(names) else None
    if other := _OTHER.search(question):
        asked = history.entities(before, lexicon) or history.names(before, lexicon)
        return Pointed(put(question, other, next((n for n in names if n not in asked), names[1])), told)
    if several := _SEVERAL.search(question):
        of = "of " if re.search(r"\b(?:of|ones)\b", several.group(0)) else ""
        return Pointed(put(question, several, of + joined(names)), told)
    return None


def put(question: str, match: re.Match[str], name: str) -> str:
    """Return the question with `name` in the place of `match`, in the possessive where that was one."""
    possessive = match.group(0).casefold() in ("its", "their")
    return question[: match.start()] + name + ("'s" if possessive else "") + question[match.end() :]
