"""A reply of a model read as look-ups and claims, whatever shape it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.model.records import DraftClaim, LookUp, Reply

_NUMBER = re.compile(r"\d+")
_MARKER = re.compile(r"\s*[\[(]\s*E\s*\d+(?:\s*[,;]\s*E?\s*\d+)*\s*[\])]", re.IGNORECASE)
_LINE = re.compile(
    r"(?:^|(?<=[.!?\]]))\s*(?:[-*]|\d+\.)?\s*(?P<text>[^\n\[\]{}]{12,600}?[.!?]?)(?P<marks>(?:\s*\[\s*E\d+[^\]]*\])+)"
)
_DECODER = json.JSONDecoder(strict=False)


def read(text: str) -> Reply:
    """Return the look-ups and the claims of a reply, or of as much of it as has arrived.

    Read are whole JSON objects, wherever they stand: in a fence, in prose, in a list that never ends.
    Where there are none, sentences with markers `[E1]` are claims too.
    """
    objects = list(_objects(text))
    claims = [c for found in objects for c in _claims(found)]
    look_ups = [x for found in objects for x in _look_ups(found)]
    if not objects:
        claims = list(_lines(text))
    return Reply(tuple(dict.fromkeys(claims)), tuple(dict.fromkeys(look_ups)))


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the JSON objects of `text` that are whole, the outermost of each."""
    at = text.find("{")
    while at >= 0:
        try:
            found, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(found, dict):
                yield found
        at = text.find("{", end)


def _claims(found: Mapping[str, Any]) -> Iterator[DraftClaim]:
    listed = found.get("claims")
    for one in listed if isinstance(listed, list) else [found]:
        if isinstance(one, dict) and isinstance(one.get("text"), str) and one["text"].strip():
            marks = "".join(_MARKER.findall(one["text"]))
            numbers = [*_numbers(one.get("evidence")), *_numbers(marks)]
            yield DraftClaim(_bare(one["text"]), tuple(dict.fromkeys(numbers)), _bare(str(one.get("said") or "")))


def _look_ups(found: Mapping[str, Any]) -> Iterator[LookUp]:
    listed = found.get("look_up")
    for one in listed if isinstance(listed, list) else [found]:
        if isinstance(one, dict) and isinstance(one.get("tool"), str):
            yield LookUp(one["tool"].strip().casefold(), str(one.get("argument") or "").strip())


def _numbers(value: Any) -> list[int]:
    """Return the numbers in `3`, `"E3"`, `"[1][2]"`, `[1, "E2"]`."""
    if isinstance(value, list):
        return [n for one in value for n in _numbers(one)]
    if isinstance(value, bool) or not isinstance(value, int | str):
        return []
    return [int(n) for n in _NUMBER.findall(str(value)) if len(n) < 7]


def _bare(text: str) -> str:
    return " ".join(_MARKER.sub("", text).split())


def _lines(text: str) -> Iterator[DraftClaim]:
    for match in _LINE.finditer(text):
        yield DraftClaim(_bare(match["text"]), tuple(_numbers(match["marks"])))
