"""What a message asks of the review, apart from what it tells the assistant to do: that is never followed."""

from __future__ import annotations

import re
from functools import cache

from app import asking, vocabulary
from app.lexicon import parts
from store.names import fold

_IMAGE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"\b(?:https?://|www\.|javascript:|data:)[^\s'\"<>)]*[^\s'\"<>):;,.!?]", re.IGNORECASE)
_TAG = re.compile(r"<script\b.*?</script>|</?[A-Za-z!][^<>]{0,300}>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_MESSAGE = re.compile(r'"(?:content|text|prompt|question|query|message)"\s*:\s*"((?:[^"\\]|\\.)*)"')
_ASIDE = re.compile(r"\[\[.*?\]\]|\{\{.*?\}\}|```.*?```|<\|.*?\|>", re.DOTALL)
_DOI = re.compile(r"\b10\.\d{4,9}/")
_CLAUSE = re.compile(
    r"(?<=[.!?;:])\s+|\n+|\s+[-–—]{1,2}\s+"
    r"|\s+and\s+(?=(?:tell|say|list|name|what|which|who|how|when|where)\b)"
    r"|(?:,\s*|\s+)(?:and )?(?:then|also|afterwards|but first|instead)[,:]?\s+(?=\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|name|list|compare|summari[sz]e|describe|explain|tell me)\b|\?",
    re.IGNORECASE,
)

_ADDRESS = re.compile(r"([A-Z][\w-]*),\s+")
_QUOTED = re.compile("(?:^|\\s)['‘“\"][^'‘’“”\"]{1,80}['’”\"]")
_QUESTION = re.compile(r"(?:who|whom|whose|what|which|when|where|why|how)$")


def factual(text: str) -> str:
    """Return the part of `text` that asks something; all of it where nothing in it is an instruction."""
    messages = _MESSAGE.findall(text)
    bare = _bare("\n".join(messages) if messages else text)
    clauses = [c.strip() for c in _CLAUSE.split(_printing().sub("\n", bare)) if any(ch.isalnum() for ch in c)]
    sure = [c for c in clauses if _is_order(c)]
    orders = [*sure, *(c for c in clauses if c not in sure and _may_be_order(c))]
    kept = [c for c in clauses if c not in orders]
    asked = [c for c in kept if _ASKS.search(c)] or [c for c in kept if len(c.split()) > 2]
    if asked and orders:
        return _unaddressed(" ".join(asked), " ".join(c for c in clauses if c not in asked))
    if sure and not kept:
        return ""
    return bare if bare.strip() and bare != " ".join(text.split()) else text


@cache
def _printing() -> re.Pattern[str]:
    """Return what finds the blank before an order to print something, wherever in a sentence it stands."""
    verbs, objects = ("|".join(vocabulary.words("instructions", name)) for name in ("prints", "printed"))
    return re.compile(rf"\s+(?=(?:{verbs})\s+(?:(?:the|this|these|a)\s+)?(?:\w+\s+)?(?:{objects})\b)", re.IGNORECASE)


def _unaddressed(asked: str, others: str) -> str:
    """Return the question without the name that it addresses, where the rest gave it to the assistant."""
    match = _ADDRESS.match(asked)
    return asked[match.end() :] if match and asking.phrase_in(others, match.group(1)) else asked


def _bare(text: str) -> str:
    """Return `text` without markup, links (a DOI apart) and what is set off for a machine."""
    text = _IMAGE.sub(" ", _ASIDE.sub(" ", text))
    text = _URL.sub(lambda m: m.group(0) if _DOI.search(m.group(0)) else " ", text)
    lines = (" ".join(line.split()) for line in _TAG.sub(" ", text).splitlines())
    return "\n".join(line for line in lines if line)


def _is_order(clause: str) -> bool:
    """Whether a clause tells the assistant how to be or what to print, rather than asking of the review."""
    first = next((fold(p.text) for p in parts(clause)), "")
    asks = bool(_QUESTION.match(first)) or first in vocabulary.words("auxiliaries")
    return asking.says(clause, "instructions", "own" if asks else "always")


def _may_be_order(clause: str) -> bool:
    """Whether a clause is an imperative about the answer, which may be a question in that form as well."""
    first = next((fold(p.text) for p in parts(clause)), "")
    about = any(asking.says(clause, "instructions", name) for name in ("objects", "printed")) or _QUOTED.search(clause)
    return first in vocabulary.words("instructions", "verbs") and bool(about)
