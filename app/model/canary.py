"""Does a passage read like an instruction? It is quoted all the same, but the reader is told."""

from __future__ import annotations

import re
from functools import cache

from app.verify import vocabulary
from store.names import fold

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_MARKED = re.compile(
    r"<!--|</?[a-z_]+>|<\|\w+|\[/?inst\]|^\W*#{2,}\s|!\["
    r"|(?:^|[.!?]\s)\W*(?:system|assistant|user|human|ai|developer|model)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
"""Markup and speakers of a conversation with a model: no review has them in its sentences."""
_SPACED = re.compile(r"\b[A-Za-z](?: [A-Za-z]){3,}\b")
_CLAUSE = re.compile(r"[,:;]\s+|\s[-–—]\s|\b(?:please|must|should|ha[sv]e? to)\s+")
_LEET = str.maketrans("013457", "oieast")


def reads_like_an_instruction(text: str) -> bool:
    """Whether a sentence of `text` speaks to its reader, or to a model: by its form, its verb or its words."""
    if _MARKED.search(text):
        return True
    return any(_speaks(sentence.group(0).strip()) for sentence in _SENTENCE.finditer(_undisguised(text)))


def _undisguised(text: str) -> str:
    """Return `text` with spaced words closed up; `1gn0re` is read as `ignore` where its words are read."""
    return _SPACED.sub(lambda m: m.group(0).replace(" ", ""), text)


def _speaks(sentence: str) -> bool:
    low = fold(sentence)
    asks = sentence.endswith("?") and len(low.split()) > 2
    return asks or _addresses(low) or _addresses(low.translate(_LEET))


def _addresses(low: str) -> bool:
    words = re.findall(r"[^\W\d_']+", low)
    opens = [w for w in words[:3] if w not in ("please", "now", "then", "also", "and", "just", "kindly")][:1]
    imperative = bool(opens) and (opens[0] in _listed("imperatives") or opens[0] in _foreign())
    later = any(_first(clause) in _listed("orders") for clause in _CLAUSE.split(low)[1:])
    told = not _listed("addressed").isdisjoint(words)
    machine = any(m in low for m in _listed("machines")) and not (
        _listed("orders") | _listed("imperatives")
    ).isdisjoint(words)
    return imperative or later or told or machine or any(phrase in low for phrase in _listed("to_a_model"))


def _first(clause: str) -> str:
    return next(iter(re.findall(r"[a-z']+", clause)), "")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(vocabulary.data()[name])


@cache
def _foreign() -> frozenset[str]:
    return frozenset(fold(w) for entry in vocabulary.data()["languages"].values() for w in entry["imperatives"])
