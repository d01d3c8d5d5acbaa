"""A question that asks several things, in its parts: sentences, and clauses that each ask something."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.!?:\n])\s+")
_ASKS = (
    r"(?:(?:also|then|with|in|at|for|by|on|to|from|of|through|under|about)\s+)?"
    r"(?:what|which|who|whom|whose|when|where|why|how)\b"
)
_INVERTED = (
    r"(?:is|are|was|were|does|do|did|can|could|has|have|will)\s+"
    r"(?:there|it|its|they|their|this|these|the|an?|any|he|she)\b"
)
_CLAUSE = re.compile(
    rf"\s*[,;–-]*\s+(?:and|plus|but|&)\s+(?={_ASKS}|{_INVERTED})|\s*[,;]\s+(?={_ASKS})|\s*[,;]?\s+plus\s+"
    rf"|\s*[,;]\s+and\s+(?:also\s+)?(?=the\s)",
    re.IGNORECASE,
)
_WISH = re.compile(
    rf"\b(?:{_ASKS}|(?:give|tell|name|list|show|explain|describe|summari[sz]e|need|want|compare|find|quote|do|does|did"
    r"|is|are|was|were|can|could|has|have|should|will|would)\b)",
    re.IGNORECASE,
)
"""What a clause asks with; one without any is no question of its own."""
_TOPIC = re.compile(rf"\s*((?:[^\s,:;?]+\s+){{0,3}}?[^\s,:;?]+)(?:\s*:|\s+[–—-]|,(?=\s+{_ASKS}))\s+", re.IGNORECASE)
_EACH = re.compile(
    r"\s*(?P<things>[^:?]+?)\s*(?:[:,–—]|\s-)\s+(?P<rest>(?:what|which|who|where|how|when)\b.*)", re.IGNORECASE
)
_DISTRIBUTES = re.compile(r"\b(?:each|either)(?: one| of (?:them|these|the two))?\b", re.IGNORECASE)
_BOTH = re.compile(r"(?P<head>.*?)\bboth\s+(?P<one>.+?)\s+and\s+(?P<other>.+)", re.IGNORECASE | re.DOTALL)
_AND = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|vs\.?|versus|&)\s+", re.IGNORECASE)
_FEWEST, _MARKED = 3, 2
"""Words of a part, and of one with a question mark; a shorter one asks nothing by itself."""


def sentences(question: str) -> list[str]:
    """Return the sentences of a longer message, none where it is just one."""
    return _parts(_SENTENCE.split(question), marked=_FEWEST)


def distributed(question: str) -> list[str]:
    """Return the question for each of the things that it asks the same of ("A or B: what does each block?")."""
    if _DISTRIBUTES.search(question) and (each := _EACH.match(question)):
        rest = _DISTRIBUTES.sub("it", each["rest"])
        return _parts([f"{thing}: {rest}" for thing in _AND.split(each["things"])])
    if both := _BOTH.match(question):
        return _parts([f"{both['head']}{both['one']}?", f"{both['head']}{both['other']}"])
    return []


def clauses(question: str) -> list[str]:
    """Return the clauses of a question that asks several things, none where it asks one.

    What it names first, before a colon or a comma, each of them is about ("X: how large, and what is in it?");
    what else stands before the first asking word (`Under equal costs, what ...`) belongs to the clause behind it.
    """
    topic = _TOPIC.match(question)
    if topic is None or re.match(rf"\s*{_ASKS}", question, re.IGNORECASE):
        return _parts(_asking(question))
    return _parts([f"{topic.group(1)}: {piece}" for piece in _asking(question[topic.end() :])])


def _asking(question: str) -> list[str]:
    pieces: list[str] = []
    for piece in _CLAUSE.split(question):
        joined = f"{pieces.pop()}, {piece}" if pieces and not _asks(pieces[-1]) else piece
        pieces.append(joined)
    return pieces


def _asks(piece: str) -> bool:
    return piece.endswith("?") or _WISH.search(piece) is not None


def _parts(pieces: list[str], marked: int = _MARKED) -> list[str]:
    stripped = (piece.strip() for piece in pieces)
    found = [p for p in stripped if len(p.split()) >= (marked if p.endswith("?") else _FEWEST)]
    return found if len(found) > 1 else []
