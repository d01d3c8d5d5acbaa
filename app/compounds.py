"""What a word that a review does not have is made of: a name and a plain word, a combining form, a kindred root."""

from __future__ import annotations

import re

from app.english import is_derived, is_english
from app.lexicon import Lexicon
from store.names import fold, key, stem

_COMBINED = re.compile(
    r"(?:aero|angio|anti|auto|bio|cardio|chemo|cryo|cyto|electro|endo|extra|fibro|gastro|hemo|hepato|hetero|histo|homo"
    r"|hydro|hyper|hypo|immuno|infra|inter|intra|iso|macro|mega|meta|micro|milli|mono|multi|myo|nano|neo|nephro|neuro"
    r"|onco|ortho|patho|peri|photo|physio|poly|post|pre|pseudo|psycho|pulmo|radio|retro|semi|stereo|sub|super|supra"
    r"|thermo|thrombo|trans|ultra|vaso)([a-z]{4,})"
)
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ENDING = re.compile(r"(?:um|us|is|on|ae|[aei])$")
_ROOT = 6
"""The least letters of a root by which two words are kin."""


def pieces(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what `word` joins: by a stroke, or a name and a plain word (`ABC-treated`), or a number (`5-year`).

    A number with a word is a name of its own where the review does not say it in letters.
    """
    if "/" in word:
        return tuple(word.split("/"))
    head, _, tail = word.rpartition("-")
    spelled = _NUMBERS[int(head)] if head.isdecimal() and int(head) < len(_NUMBERS) else ""
    if spelled and key(spelled + tail) in lexicon.prose_keys:
        return (spelled, tail)
    joined = len(head) > 2 and len(tail) > 2 and tail.islower() and is_english(tail)
    return (head, tail) if joined and key(word) not in lexicon.prose_keys else ()


def is_combined(word: str) -> bool:
    """Whether `word` is a combining form or more of them before a word of English, as no name is (`isoforms`)."""
    found = _COMBINED.fullmatch(fold(word))
    return found is not None and (
        is_english(found.group(1)) or is_derived(found.group(1)) or is_combined(found.group(1))
    )


def kin(word: str, lexicon: Lexicon) -> list[str]:
    """Return the stems of the review's words that are built on the root of `word` (`infratentorial` on `tentorium`)."""
    root = _ENDING.sub("", stem(word))
    return sorted(s for s in lexicon.vocabulary if root in s) if len(root) >= _ROOT and root.isalpha() else []


def numbered(word: str, lexicon: Lexicon) -> str:
    """Return the one symbol of the review that is `word` with a number behind it, or the empty string."""
    ends = re.compile(rf"{re.escape(key(word))}\d+[a-z]?")
    said = {p for name in lexicon.symbols.values() for p in re.split(r"[/-]", name)} if len(key(word)) > 2 else set()
    found = {key(p): p for p in said if ends.fullmatch(key(p))}
    return next(iter(found.values())) if len(found) == 1 else ""
