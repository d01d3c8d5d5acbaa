"""Does a translation agree with its claim? In names, numbers, directions and negations, no further."""

from __future__ import annotations

import re
from functools import cache

from app.verify import words
from app.verify.names import Names, held, keys_in
from app.verify.vocabulary import data
from store.names import fold


def agrees(claim: str, said: str, language: str, names: Names) -> bool:
    """Whether `said`, in `language`, holds each name and number of `claim`, its directions and negations."""
    if language not in data()["languages"] or not said.strip() or len(said) > 3 * len(claim) + 40:
        return False
    keys = keys_in(said)
    named = all(held(n, keys) for n in names.read(claim) if any(c.isdigit() or c.isupper() for c in n.text[1:]))
    extra = [n for n in names.read(said) if any(c.isdigit() for c in n.text) and not held(n, keys_in(claim))]
    return named and not extra and _numbers(claim) == _numbers(said) and _signs(claim, said, language)


def _numbers(text: str) -> list[str]:
    """Return the digits of `text`; 865.269 and 865,269 are one number."""
    return sorted(re.sub(r"[.,]", "", n) for n in re.findall(r"\d+(?:[.,]\d+)*", text))


def _signs(claim: str, said: str, language: str) -> bool:
    here = words.read(words.bare(claim))
    up, down = any(w.sign > 0 for w in here), any(w.sign < 0 for w in here)
    there = re.findall(r"[^\W\d_]+", fold(said))
    told_up, told_down = (any(w in _listed(language, name) for w in there) for name in ("up", "down"))
    negated = any(w in _listed(language, "negations") for w in there)
    denied = any(fold(w.text) in data()["negations"] for w in here)
    wrong_way = (up and not down and told_down and not told_up) or (down and not up and told_up and not told_down)
    return not wrong_way and negated == denied


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    return frozenset(fold(w) for w in data()["languages"][language][name])
