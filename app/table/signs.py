"""Comparisons in words, read as the sign that a cell writes: `GCS was under 8` for the row "GCS < 8"."""

from __future__ import annotations

from app import vocabulary
from app.table.frame import LONGEST, Frame
from app.table.tokens import Token, joined

Run = tuple[Token, ...]
_SIGNS = (("less", "<"), ("more", ">"), ("most", "≤"), ("least", "≥"))


def signed(found: Run, frame: Frame) -> Run:
    """Return `found` with each comparison as one token, where a cell of the table has it so."""
    out: list[Token] = []
    at = 0
    while at < len(found):
        token, size = _sign(found, at) or (found[at], 1)
        out.append(token)
        at += size
    return tuple(out) if len(out) < len(found) and _holds(tuple(out), frame) else found


def _sign(found: Run, at: int) -> tuple[Token, int] | None:
    """Return a comparison as one token with how many it takes up, a form of `be` before it among them."""
    first = at + (found[at].word in vocabulary.words("table", "copula") and at > 0)
    for n in (4, 3, 2, 1):
        words = " ".join(t.word for t in found[first : first + n])
        number = found[first + n] if first + n < len(found) else None
        sign = next((s for name, s in _SIGNS if words in vocabulary.words("table", name)), "")
        if sign and number is not None and number.number is not None:
            size = first + n + 1 - at
            return Token(f"{sign}{number.text}", f"{sign}{number.form}", found[at].start, number.end), size
    return None


def _holds(run: Run, frame: Frame) -> bool:
    """Whether a phrase of the table stands in `run` with a sign in it."""
    signs = [i for i, t in enumerate(run) if t.form[0] in "<>≤≥"]
    pieces = (run[a:b] for i in signs for a in range(max(0, i - LONGEST), i + 1) for b in range(i + 1, len(run) + 1))
    return any(joined(piece) in frame.phrases for piece in pieces)
