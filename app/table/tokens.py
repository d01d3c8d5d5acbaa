"""A text as tokens that keep what tells two cells apart: comparators, decimals, superscripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from app import vocabulary
from store.names import fold, key, stem

_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TOKEN = re.compile(
    rf"[<>≤≥]\s*\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)+|[{_SUPER}]+(?:,[{_SUPER}]+)*|[^\W_{_SUPER}]+(?:'[a-z]{{1,2}}\b)?"
)
_TIES = frozenset("-–/_")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: as it stands, its canonical form, and its offsets."""

    text: str
    form: str
    start: int
    end: int
    hyphened: bool = False
    """Whether a hyphen or a slash ties it to the token before."""

    @property
    def word(self) -> str:
        """Return the folded word without a possessive or a negation's tail."""
        return fold(self.text)

    @property
    def stem(self) -> str:
        """Return the stem of the word."""
        return stem(re.sub(r"['’]s?$", "", self.text))

    @property
    def number(self) -> float | None:
        """Return the number that the token is, or `None`."""
        return float(self.form) if _NUMBER.fullmatch(self.form) else None

    @property
    def spelled(self) -> float | None:
        """Return the small number that the token spells out, or `None`."""
        known = vocabulary.ordered("table", "numbers")
        return float(known.index(self.word)) if self.word in known else None


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text` in order."""
    text = text.replace("’", "'")
    return tuple(
        Token(m.group(0), _form(m.group(0)), m.start(), m.end(), text[max(0, m.start() - 1) : m.start()] in _TIES)
        for m in _TOKEN.finditer(text)
    )


def _form(text: str) -> str:
    if text[0] in "<>≤≥":
        return text[0] + _bare(text[1:])
    if text[0] in _SUPER:
        return "^" + unicodedata.normalize("NFKC", text)
    text = re.sub(r"'s?$", "", text)
    return _bare(text) if text[0].isdigit() and not text.isalnum() else key(text)


def _bare(number: str) -> str:
    number = number.strip()
    return number.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number) else number


def joined(found: Sequence[Token]) -> str:
    """Return one string for a run of tokens: spaces and hyphens fall away, two numbers stay two."""
    out = ""
    for token in found:
        out += ("·" if out and not (out[-1].isalpha() or token.form[0].isalpha()) else "") + token.form
    return out


def plain(found: Sequence[Token]) -> str:
    """Return the canonical key of a run of tokens, footnote marks left out."""
    return "".join(key(t.form) for t in found if t.form[0] != "^")


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers that stand in `text`, in order."""
    found = (re.fullmatch(r"[<>≤≥]?(\d+(?:\.\d+)?)", t.form) for t in tokens(text))
    return tuple(float(m.group(1)) for m in found if m)
