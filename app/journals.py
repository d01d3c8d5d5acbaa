"""Which journals a question names: in full, shortened (`Redox Biol`), by their initials, by their first words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from app import asking, vocabulary
from app.lexicon import Lexicon, Part, parts
from store.names import fold, key, stem, stop_words
from store.records import Reference

_LED = re.compile(r"\b(?:in|from|by|journal)\s+(?:the )?$", re.IGNORECASE)
_FOLLOWED = re.compile(r" (?:\d{4} )?(?:papers?|articles?|stud(?:y|ies)|references?)\b", re.IGNORECASE)
"""What stands before or behind the name of a journal that is a common word."""

_LONGER = re.compile(r"(?:[ -]|\s?&\s?)(?:(?:of|and|in|for|the) )*[A-Z][a-z]{2}")
"""A capital behind a name, which shows that it is longer (`Cancer` Cell)."""

_JOURNAL = re.compile(r"\b(?:[A-Z][a-z]+ )*Journal of (?:the )?[A-Z]\w+(?: (?:and |of |& )*[A-Z]\w+)*")


@dataclass(frozen=True, slots=True)
class Bound:
    """A run of a question, what it says of an entry, and which entries that is true of."""

    start: int
    end: int
    label: str
    test: Callable[[Reference], bool]


def journals(text: str, lexicon: Lexicon) -> list[Bound]:
    """Return the journals that `text` names, those that the bibliography lacks among them."""
    known = [*_journals(text, lexicon)]
    strange = [*_strange(text, known, lexicon)]
    return [*strange, *(b for b in known if not any(s.start <= b.start < s.end for s in strange))]


@lru_cache(maxsize=16)
def _known_journals(lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each journal of the bibliography with its words, small ones apart."""
    known = dict.fromkeys(r.journal for r in lexicon.document.references if r.journal)
    return tuple((j, tuple(fold(p.text) for p in parts(j) if fold(p.text) not in stop_words())) for j in known)


def _journals(text: str, lexicon: Lexicon) -> Iterator[Bound]:
    """Yield the journals that `text` names, the longest name first from the left."""
    said, at = parts(text), 0
    while at < len(said):
        runs = [(*_run(said, at, name), name, journal) for journal, name in _known_journals(lexicon)]
        good = [run for run in runs if run[0] and _names(text, said, at, run, lexicon)]
        full = [run for run in good if run[0] == len(run[2])] or good
        best = [run for run in full if run[0] == max(r[0] for r in full)]
        if best:
            start, end = said[at].start, said[best[0][1] - 1].end
            journals = tuple(sorted(run[3] for run in best))
            label = f"in {' or '.join(journals)}" if len(journals) < 3 else f"in {text[start:end]}"
            yield Bound(start, end, label, partial(_is_in, journals))
        at = best[0][1] if best else at + 1


def _strange(text: str, journals: Sequence[Bound], lexicon: Lexicon) -> Iterator[Bound]:
    """Yield what is called a journal and is none of the bibliography's, nor the review's own."""
    own = " ".join(i.text for i in lexicon.document.front)
    for match in _JOURNAL.finditer(text):
        known = any(b.start <= match.start() < b.end for b in journals)
        if not known and not asking.phrase_in(own, match.group(0)):
            yield Bound(match.start(), match.end(), f"in {match.group(0)}", lambda _: False)


def _is_in(journals: Sequence[str], reference: Reference) -> bool:
    return reference.journal in journals


_Run = tuple[int, int, tuple[str, ...], str]
"""How many of a journal's words a run of the question has, where it ends, the words, the journal."""


def _run(said: Sequence[Part], at: int, name: tuple[str, ...]) -> tuple[int, int]:
    """Return how many of the words of `name` stand in `said` from `at` on, and behind which part they end."""
    size, end = 0, at
    if fold(said[at].text) in stop_words():
        return 0, at
    if said[at].text.isupper() and len(name) > 2 and fold(said[at].text) == "".join(w[0] for w in name):
        return len(name), at + 1
    for i in range(at, len(said)):
        word = fold(said[i].text)
        if size and word in stop_words():
            continue
        if size == len(name) or not _shortens(word, name[size]):
            break
        size, end = size + 1, i + 1
    return size, end


def _shortens(word: str, full: str) -> bool:
    """Whether one of two words of a journal's name is the other, shortened (`J`, `Biol`)."""
    short, long = sorted((word, full), key=len)
    return long.startswith(short)


def _names(text: str, said: Sequence[Part], at: int, run: _Run, lexicon: Lexicon) -> bool:
    """Whether a run of the question's words is meant as the journal's name, and not as words of the review."""
    size, end, name, journal = run
    words = [p.text for p in said[at:end] if fold(p.text) not in stop_words()]
    cased = all(not w[0].islower() or w in journal for w in words)
    if _LONGER.match(text[said[end - 1].end :]):
        return False
    if len(name) < 3 and any(len(w) == 1 and w not in "Jj" for w in words):
        return False
    own = any(foreign(w, lexicon) for w in words)
    if size < len(name):
        lone = size == 1 and not _several(journal, words[0], lexicon)
        return cased and own and (lone or size > 1 or "journals" in fold(text))
    led = _LED.search(text[: said[at].start]) or _FOLLOWED.match(text[said[end - 1].end :])
    asks = bool(asking.said(text) & vocabulary.words("bibliography", "in_journal"))
    if len(words) == 1 and len(name) > 2:
        return key(words[0]) not in lexicon.prose_keys
    if len(name) == 1:
        return own or (cased and asks and led is not None)
    free = "".join(map(key, words)) not in lexicon.prose_keys
    return (cased and (free or asks)) or (asks and (own or len(name) > 2))


def foreign(word: str, lexicon: Lexicon) -> bool:
    """Whether neither the review nor a title has `word`: then it is what the one field of an entry has."""
    return stem(word) not in lexicon.vocabulary and stem(word) not in _title_stems(lexicon) and len(word) > 2


def _several(journal: str, word: str, lexicon: Lexicon) -> bool:
    return any(j != journal and fold(word) in name for j, name in _known_journals(lexicon))


@lru_cache(maxsize=16)
def _title_stems(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(stem(p.text) for r in lexicon.document.references for p in parts(r.title))
