"""The wording of made questions: the editable templates, and a table's headers as words in a sentence."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

TEMPLATES = Path(__file__).parent / "data" / "questions.json"


@cache
def templates() -> Mapping[str, tuple[str, ...]]:
    """Return the phrasings of each kind of question, as they stand in `data/questions.json`."""
    read = json.loads(TEMPLATES.read_text("utf-8"))
    return MappingProxyType({name: tuple(phrasings) for name, phrasings in read.items()})


def phrase(template: str, turn: int, parts: Mapping[str, str]) -> str:
    """Return a phrasing of `template` filled with `parts`.

    The phrasing follows from a hash of the parts, so a table's questions use them all; the next `turn`
    gives the next phrasing.
    """
    known = templates()[template]
    digest = hashlib.sha256("\0".join([template, *parts.values()]).encode()).digest()
    return known[(digest[0] + turn) % len(known)].format_map(parts)


def plain(header: str) -> str:
    """Return a header as it stands inside a sentence: "Common Name" as "common name", "MT" as it is."""
    words = " ".join(header.replace("_", " ").split()).rstrip(".:;*†‡ ")
    return " ".join(w.lower() if re.fullmatch(r"[A-Z]?[a-z]+(?:-[a-z]+)*", w) else w for w in words.split())


def singular(noun: str) -> str:
    """Return an English noun as one thing: "molecules" as "molecule", "species" as it is."""
    if re.search(r"(?:ss|us|is|species|series)$", noun) or not re.search(r"[a-z]s$", noun):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-2] if re.search(r"(?:ches|shes|sses|xes|oes)$", noun) else noun[:-1]


def plural(noun: str) -> str:
    """Return an English noun as several things: "strain" as "strains", "molecules" as it is."""
    if re.search(r"(?:[^su]s|species|series)$", noun) and not noun.endswith("is"):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|ch|sh)$", noun) else "s")


def quoted(value: str) -> str:
    """Return a cell's text as it stands inside a question, without closing punctuation."""
    return " ".join(value.split()).rstrip(" .,;:")
