"""A sentence as units: its words, names, phrases and marks, each with the class that it belongs to.

The classes are data (`data/opposites.txt`): what raises a thing, what lowers it, what is directed at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from app.lexicon import Lexicon, is_symbol
from store.names import fold, key, stem, stop_words

_TOKEN = re.compile(r"[^\W_]+(?:[-_'’.+][^\W_]+)*[⁺+]?|[,;:.()?!/–—]")
_PREFIX = re.compile(r"\b(down|up|over|under|re|de|in|un|dis|hyper)-(?=[a-z]{4})", re.IGNORECASE)
_JOINT = re.compile(
    r"(?<=\w)-(?=(?:mediated|dependent|derived|related|associated|driven|specific|lowering|like|inducible)\b)"
)
_IZE = re.compile(r"(?<![ao])is(?=(?:e|es|ed|ing|er|ers|ation|ations)$)")
_NUMBER = re.compile(r"\d[\d,.]*$")
ASIDE = frozenset("in at on for with against from into within during under among via through by to between as".split())
"""Prepositions: what stands behind them is beside the point of a verb."""

COMPOUND = "inducing"
"""What stands for the end of `X-induced`: its doer is X alone."""


@lru_cache(maxsize=65536)
def low(text: str) -> str:
    """Return `text` folded; the words of a language come again and again."""
    return fold(text)


@cache
def _classes() -> dict[str, frozenset[str]]:
    lines = (Path(__file__).parent / "data" / "opposites.txt").read_text("utf-8").splitlines()
    found = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, _, rest = line.partition(":")
            words = {a or b for a, b in re.findall(r'"([^"]+)"|(\S+)', rest)}
            whole = name in ("against", "for", "plain", "not", "break", "equal", "apart")
            found[name] = frozenset(w if whole or " " in w else reduced(w) for w in words)
    return found


@lru_cache(maxsize=65536)
def reduced(word: str) -> str:
    """Return the stem of `word` in one spelling: `stabilises` as `stabilizing`, an adverb as itself."""
    folded = low(word)
    if folded in ("n't", "fed") or folded.endswith("ly"):
        return folded
    return stem(_IZE.sub("iz", folded)) if len(folded) > 5 else stem(folded)


def is_a(name: str, term: str) -> bool:
    """Whether `term` is of the class `name` of `data/opposites.txt`."""
    return term in _classes()[name]


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, name or mark of a sentence. A name's `term` is `=` and its key, a mark has none."""

    text: str
    term: str = ""
    sign: int = 0
    verb: bool = False
    role: bool = False


def units(text: str, lexicon: Lexicon) -> list[Unit]:
    """Return the units of `text`, names and phrases joined."""
    text = _JOINT.sub(" ", _PREFIX.sub(r"\1", text.replace("*", "")).replace("-induced ", f" {COMPOUND} "))
    hits = ((start, end, k, "-" if re.match(r"-\w", text[end:]) else "") for start, end, k in lexicon.find(text))
    names = {start: (end, k) for start, end, k, more in hits if _is_name(text[start:end] + more, k, lexicon)}
    found: list[Unit] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue
        if match.start() in names:
            end, k = names[match.start()]
            found.append(
                Unit(text[match.start() : end], f"={aliases(lexicon).get(k) or _bare(text[match.start() : end])}")
            )
        else:
            end = match.end()
            unit = _unit(match.group(0), lexicon)
            measured = bool(found) and low(found[-1].text) == "how"
            found.append(replace(unit, sign=0, verb=False) if measured else unit)
    return _phrases(found)


def _is_name(text: str, k: str, lexicon: Lexicon) -> bool:
    kinds = {t.kind for t in lexicon.terms[k]}
    pieces = [reduced(w) for w in re.findall(r"[^\W_]+", text)]
    signed = any(is_a(c, p) for c in ("plus", "minus", "directed", "against", "for") for p in pieces)
    plain = len(pieces) == 1 and not is_symbol(text) and not kinds & {"entity", "name"}
    several = re.search(r"[,/;]|\band\b|-$", text)
    return not signed and not plain and not several and kinds != {"header"}


def _bare(text: str) -> str:
    """Return the key of a name without the words that do not tell it from another (`X protein`)."""
    pieces = re.findall(r"[^\W_]+", text)
    return key("".join(w for w in pieces if not is_a("generic", reduced(w))) or text)


@lru_cache(maxsize=16)
def aliases(lexicon: Lexicon) -> dict[str, str]:
    """Return the one key for the keys of each abbreviation, its long form, and each row's entity."""
    found = {key(form): key(a.short) for a in lexicon.document.abbreviations for form in (a.long, a.short)}
    for t, table in enumerate(lexicon.document.tables):
        for r in range(len(table.rows)):
            keys = sorted(lexicon.keys_of((t, r)), key=lambda k: (len(k), k))
            owned = [k for k in keys if all(x.rows == ((t, r),) for x in lexicon.terms[k] if x.kind == "entity")]
            found.update({k: owned[0] for k in owned[1:] if k.endswith(owned[0])})
    return {k: found.get(v, v) for k, v in found.items()}


def _unit(word: str, lexicon: Lexicon) -> Unit:
    if not word[0].isalnum():
        return Unit(word)
    term = reduced(word)
    if is_symbol(word) and not word.isdigit():
        k = key(word)
        one = k.removesuffix("s")
        return Unit(word, f"={aliases(lexicon).get(k) or (one if one in aliases(lexicon) else k)}")
    return _signed(word, term)


def _signed(word: str, term: str) -> Unit:
    folded = low(word)
    agent = folded.removesuffix("s")
    if is_a("against", agent) or is_a("for", agent):
        return Unit(word, term, -1 if is_a("against", agent) else 1, role=True)
    if is_a("plain", folded):
        return Unit(word, folded)
    sign = is_a("plus", term) - is_a("minus", term)
    return Unit(word, term, sign, verb=bool(sign) or is_a("directed", term))


def _phrases(run: list[Unit]) -> list[Unit]:
    """Join the phrases of the data (`speed up`, `rather than`) to one unit each."""
    found: list[Unit] = []
    i = 0
    while i < len(run):
        size = next((n for n in (3, 2) if _phrase(run[i : i + n], n)), 1)
        if size > 1:
            text = low(" ".join(u.text for u in run[i : i + size]))
            sign = is_a("plus", text) - is_a("minus", text)
            found.append(Unit(text, text, sign, verb=not is_a("not", text)))
        else:
            found.append(run[i])
        i += size
    return found


def _phrase(run: Sequence[Unit], size: int) -> bool:
    text = low(" ".join(u.text for u in run))
    return len(run) == size and any(is_a(c, text) for c in ("plus", "minus", "directed", "not"))


def content(unit: Unit) -> bool:
    """Whether `unit` is a word or name that tells one thing from another."""
    folded = low(unit.text)
    empty = folded in stop_words() or folded in ASIDE or folded.endswith("ly") or _NUMBER.match(unit.text)
    return bool(unit.term) and (unit.term[0] == "=" or not empty) and not is_a("generic", unit.term)


def ends(unit: Unit) -> bool:
    """Whether a clause ends at `unit`."""
    return unit.text in ";:.?!()–—" or is_a("break", low(unit.text))
