"""Where a question has one word other than the sentence that answers it: its opposite, its like, another place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.asked import Asked
from app.assertions import Told
from app.opposed import Against, about, contents, read
from app.premise import Premise
from app.verify.content import overlap
from app.verify.roles import Text
from app.verify.words import Word
from prompts import render

_PREFIXES = (
    ("in", ""), ("un", ""), ("im", ""), ("ir", ""), ("non", ""), ("dis", ""), ("supra", "infra"), ("intra", "extra"),
    ("intra", "inter"), ("hyper", "hypo"), ("over", "under"), ("pro", "anti"), ("up", "down"), ("endo", "exo"),
    ("macro", "micro"), ("homo", "hetero"), ("mono", "poly"), ("pre", "post"), ("in", "ex"), ("uni", "multi"),
)  # fmt: skip
"""Beginnings that make two words opposites, whatever they begin."""

_SHORTEST = 4
_ADJECTIVE = re.compile(r"(?<=\w{3})(?:al|ic|ar|ary|ous|ive)$")
_BEHIND = 4
_STOPS = frozenset("and by of that which for from with".split())


def unlike(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find a chosen sentence that has another word in the place of one of the question's."""
    for against in about(asked, chosen):
        if _contrary(against, chosen) or _qualified(against) or _placed(against):
            return Premise(render("premise"), (against.sentence.position,))
    return None


def _contrary(against: Against, chosen: Sequence[Told]) -> bool:
    """Whether the sentence has the opposite of a word that stands between two of those it shares."""
    told = frozenset(w.root for t in chosen for w in read(t.sentence.text, against.asked.lexicon).words)
    shared = [w.start for w in against.mine.words if w.root in against.shared and not against.wanted(w)]
    for word in against.mine.words:
        inside = any(at < word.start for at in shared) and any(at > word.start for at in shared)
        if inside and word.is_content and not word.axis and word.root not in told:
            if any(_opposites(word, other) for other in against.theirs.words):
                return True
    return False


def _opposites(one: Word, other: Word) -> bool:
    """Whether two words differ in their beginnings alone, and those are opposites (`intracellular`)."""
    pairs = (p for a, b in _PREFIXES for p in ((a, b), (b, a)))
    cut = ((one.root.removeprefix(a), other.root.removeprefix(b), a, b) for a, b in pairs)
    return any(
        x == y and len(x) >= _SHORTEST and one.root == a + x and other.root == b + y and not one.sign == other.sign != 0
        for x, y, a, b in cut
    )


def _qualified(against: Against) -> bool:
    """Whether the sentence has another adjective of the kind before a noun of the question (`lysosomal membrane`)."""
    theirs = list(_phrases(against.theirs))
    mine = frozenset(w.root for w in against.mine.words)
    said = frozenset(w.root for w in against.theirs.words)
    for first, noun in _phrases(against.mine):
        of = frozenset({noun.root})
        strong = (r for r in against.shared if not overlap(frozenset({r}), of))
        if overlap(frozenset({first.root}), said) or against.wanted(first) or all(map(against.asked.weak, strong)):
            continue
        rivals = (a.root for a, b in theirs if overlap(of, frozenset({b.root})) and _ending(a) == _ending(first))
        if any(not overlap(frozenset({r}), mine) for r in rivals):
            return True
    return False


def _phrases(text: Text) -> Iterator[tuple[Word, Word]]:
    """Yield the adjectives with the nouns that they stand before."""
    for one, other in pairwise(text.words):
        plain = one.is_content and other.is_content and not one.sign and not one.axis and other.root[:1] != "="
        if plain and _ADJECTIVE.search(one.text) and text.text[one.end : other.start] == " ":
            yield one, other


def _ending(word: Word) -> str:
    found = _ADJECTIVE.search(word.text)
    return found.group() if found else ""


def _placed(against: Against) -> bool:
    """Whether the sentence has the question's name in another place, where none has both name and place."""
    lexicon = against.asked.lexicon
    for things, place in _places(against.mine):
        names = frozenset(r for r in things if r[:1] == "=")
        if not names or not any(r[:1] == "=" and not against.asked.weak(r) for r in place):
            continue
        told = [contents(read(t.sentence.text, lexicon)) for t in against.asked.told]
        known = [t for t in told if overlap(place, t) == len(place)]
        elsewhere = any(overlap(names, a) and not overlap(place, b) for a, b in _places(against.theirs))
        if known and elsewhere and not any(overlap(names, t) for t in known):
            return True
    return False


def _places(text: Text) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield what stands right before and right behind each `in`."""
    for i, word in enumerate(text.words):
        if word.text.casefold() == "in":
            before = frozenset(w.root for w in text.words[max(0, i - _BEHIND) : i] if w.is_content)
            behind = frozenset(_behind(text.words[i + 1 : i + 1 + _BEHIND]))
            if before and behind:
                yield before, behind


def _behind(run: Sequence[Word]) -> Iterator[str]:
    for word in run:
        if word.is_after_comma or word.text.casefold() in _STOPS:
            return
        if word.is_content:
            yield word.root
