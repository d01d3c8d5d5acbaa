"""Mixed content flattened to one line of text, with the places of the citations in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.jats_math import mathml, tex
from ingest.jats_xml import contents

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff\u2060]")
_SPACED = frozenset(
    "break p list list-item def-list def-item def title label td th tr table disp-formula disp-quote "
    "preformat caption sec institution addr-line country city verse-line statement entry".split()
)
_SILENT = frozenset("fn graphic inline-graphic media table-wrap fig boxed-text".split())
_FORMULAS = {"math": mathml, "tex-math": tex}
_SCRIPT = re.compile(r"\s?[-−–+]?\s?\d+(?:\s?[,;–−-]\s?\d+)*[,;\s]*")
_SIGN = re.compile(r"^(\s*)[-−–]")
_OPEN = frozenset(" ([{/-–—")
RAISED = str.maketrans("0123456789+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cross-reference to the bibliography: `text[start:end]` of its line, and the ids it names."""

    start: int
    end: int
    rids: tuple[str, ...]
    raised: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """A line of text (white space collapsed) with its citations in order."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    raised: bool = False
    rids: tuple[str, ...] | None = None


def flatten(items: Iterable[str | Element]) -> Inline:
    """Return the text of `items`, strings and elements in order.

    A superscript of digits that would run into the word or number before it is written raised (`10³`,
    `high⁸`): flat, it would say something else. Charges and letters stay flat (`Ca2+`), as people write
    them. Footnotes, pictures and floating things are left out.
    """
    out: list[str] = []
    marks: list[Mark] = []
    length, last = 0, " "
    for piece in _pieces(items, raised=False):
        text = _collapse(piece.text, last)
        if piece.raised:
            text = _raise(text, last, cited=piece.rids is not None)
        if piece.rids is not None:
            start = length + len(text) - len(text.lstrip())
            marks.append(Mark(start, max(start, length + len(text.rstrip())), piece.rids, piece.raised))
        out.append(text)
        length, last = length + len(text), text[-1:] or last
    whole = "".join(out).rstrip()
    return Inline(whole, tuple(_within(mark, len(whole)) for mark in marks))


def line(element: Element | None) -> Inline:
    """Return what is in `element` as one line; an empty one for `None`."""
    return flatten(contents(element)) if element is not None else Inline("")


def is_citation(element: Element) -> bool:
    """Whether `element` is a cross-reference to the bibliography."""
    return element.tag == "xref" and element.get("ref-type") == "bibr"


def _within(mark: Mark, length: int) -> Mark:
    return Mark(min(mark.start, length), min(mark.end, length), mark.rids, mark.raised)


def _pieces(items: Iterable[str | Element], *, raised: bool) -> Iterator[_Piece]:
    for item in items:
        if isinstance(item, str):
            yield _Piece(item, raised)
        elif is_citation(item):
            above = raised or item.find(".//sup") is not None
            yield _Piece("".join(item.itertext()), above, tuple((item.get("rid") or "").split()))
        elif item.tag in _FORMULAS:
            yield _Piece(_FORMULAS[item.tag](item), raised)
        elif item.tag not in _SILENT:
            yield from _child(item, raised=raised or item.tag == "sup")


def _child(item: Element, *, raised: bool) -> Iterator[_Piece]:
    around = " " if item.tag in _SPACED else ""
    yield _Piece(around)
    yield from _pieces(contents(item), raised=raised)
    yield _Piece(around)


def _collapse(text: str, last: str) -> str:
    flat = _SPACE.sub(" ", _INVISIBLE.sub("", text))
    return flat.lstrip(" ") if last == " " else flat


def _raise(text: str, last: str, *, cited: bool) -> str:
    if cited:
        return text.translate(RAISED)
    apart = last in _OPEN or (text.startswith(" ") and not last.isdecimal())
    if apart or not _SCRIPT.fullmatch(text):
        return text
    return _SIGN.sub(r"\1⁻", text).translate(RAISED)
