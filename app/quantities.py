"""Amounts in a text as ranges with what they are of: shares, lengths, times, years, large numbers, counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import inf

from store.names import stem

SPELT = {w: n for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_SPELT_OUT = re.compile(rf"\b(?:{'|'.join(SPELT)}|one(?= (?:thousand|million|billion)))\b", re.IGNORECASE)
_TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_UNITS = {
    "nm": ("length", 1e-9), "nanomet": ("length", 1e-9), "µm": ("length", 1e-6), "μm": ("length", 1e-6),
    "micromet": ("length", 1e-6), "mm": ("length", 1e-3), "millimet": ("length", 1e-3), "cm": ("length", 1e-2),
    "centimet": ("length", 1e-2), "day": ("time", 1.0), "week": ("time", 7.0), "month": ("time", 30.5),
    "year": ("time", 365.0), "decad": ("time", 3650.0), "%": ("%", 1.0), "percent": ("%", 1.0), "per": ("%", 1.0),
}  # fmt: skip
_OVER = "more than|over|above|at least|exceeds?|exceeding|greater than|higher than"
_UNDER = "fewer than|less than|under|below|at most|up to|lower than|almost|nearly"
_AMOUNT = re.compile(
    rf"(?:\b(?P<over>{_OVER})\s+|\b(?P<under>{_UNDER})\s+)?(?<![\w.,-])(?P<low>\d+(?:,\d{{3}})*(?:\.\d+)?)"
    r"(?:\s*%?\s*(?:-|–|to)\s*(?P<high>\d+(?:,\d{3})*(?:\.\d+)?))?(?:\s(?P<times>thousand|million|billion)\b)?"
    r"\s?(?P<unit>%|per cent\b|[A-Za-zµμ]\w*)?(?![\w-])",
    re.IGNORECASE,
)
_HALF = re.compile(rf"(?:\b(?P<over>{_OVER})\s+|\b(?P<under>{_UNDER})\s+)?\bhalf\b(?! a\b)", re.IGNORECASE)
_FRACTION = re.compile(r"\b(a|an|one|two|three) (third|quarter|fifth|tenth)s? of\b", re.IGNORECASE)
_PARTS = {"third": 33.3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_NEAR = 0.75
"""The least that `almost 100` tells, as a share of it."""

_ADJECTIVE = r"\w+(?:ly|ant|ent|ive|ful|ous|al|ic|ble|ed|ing|mon|ten)"
_MANY = re.compile(
    rf"\b(?:most(?! {_ADJECTIVE}\b)|majority|usually|mostly|commonly|nearly all|almost all)\b", re.IGNORECASE
)
"""What tells a large share; `most common` is a superlative and tells none."""
_FEW = re.compile(r"\b(?:few|minority|rarely|seldom|hardly)\b", re.IGNORECASE)
_WORDS = frozenset("and or to of in the with for is was by from on at".split())
_LARGE = 1000
_OPEN = 1.5
"""By how much the most that `over 100` tells is more than what it names."""


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` of `kind`: `%`, `length`, `time`, `date`, `large`, or the stem of what is counted."""

    low: float
    high: float
    kind: str
    shown: str

    def meets(self, other: Amount) -> bool:
        """Whether both may be one amount."""
        return self.low <= other.high and other.low <= self.high

    def told(self) -> Amount:
        """Return the amount as a review means it, who says `over` only of what is near."""
        return replace(self, high=self.low * _OPEN) if self.high == inf else self


def amounts(text: str) -> list[Amount]:
    """Return the amounts that stand in a text, in their order."""
    text = re.sub(r"\bhalf a (?=(?:million|billion)\b)", "0.5 ", text, flags=re.IGNORECASE)
    text = re.sub(r"\ba decade\b", "1 decade", text, flags=re.IGNORECASE)
    text = _FRACTION.sub(_share, text)
    text = _SPELT_OUT.sub(lambda m: str(SPELT.get(m.group(0).lower(), 1)), text)
    text = re.sub(r"(?<=\d)-(?=[a-z]{4})", " ", text)
    found = [a for m in _AMOUNT.finditer(text) if (a := _amount(m))]
    return found + [_ranged(50.0, 50.0, "%", m) for m in _HALF.finditer(text)]


def _share(match: re.Match[str]) -> str:
    """Return a fraction as a percentage: `a tenth of` as `10% of`."""
    return f"{SPELT.get(match.group(1).lower(), 1) * _PARTS[match.group(2).lower()]:g}% of"


def shares(text: str) -> list[Amount]:
    """Return what `most` and `few` say at the beginning of a text."""
    head = len(" ".join(text.split()[:4]))
    most = [Amount(50.0, 100.0, "%", m.group(0)) for m in _MANY.finditer(text) if m.end() <= head]
    return most + [Amount(0.0, 50.0, "%", m.group(0)) for m in _FEW.finditer(text) if m.end() <= head]


def _amount(match: re.Match[str]) -> Amount | None:
    low, high = (float(match[g].replace(",", "")) if match[g] else 0.0 for g in ("low", "high"))
    times, unit = _TIMES.get((match["times"] or "").lower(), 1.0), (match["unit"] or "").lower()
    measure = next((m for u, m in _UNITS.items() if unit == u or (len(u) > 2 and unit.startswith(u))), None)
    bare = match["low"].isdigit() and 1900 <= low < 2100 and not measure and times == 1
    if bare:
        return Amount(low, low, "date", match["low"])
    kind, scale = measure or ("large" if low * times >= _LARGE else stem(unit), 1.0)
    if unit in _WORDS and kind != "large" or not kind:
        return None
    return _ranged(low * times * scale, max(low, high) * times * scale, kind, match)


def _ranged(low: float, high: float, kind: str, match: re.Match[str]) -> Amount:
    end = 100.0 if kind == "%" else inf
    under = (match["under"] or "").lower()
    least = _NEAR * low if under in ("almost", "nearly") else 0.0
    low, high = (low, end) if match["over"] else (least, high) if under else (low, high)
    return Amount(low, high, kind, match.group(0).strip())
