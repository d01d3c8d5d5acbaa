"""Puts the checks together: what of a claim does its evidence not carry?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.verify import content, directions, frames, links, negations, numbers, roles, rows, turns, vocabulary, words
from app.verify.names import Name, Names, held, keys_in
from app.verify.records import Problem, Proof
from app.verify.words import Word
from store.names import stop_words

_REFERENCE = re.compile(r"\[(\d+(?:[\s,–-]+\d+)*)\]|\bref(?:erence|\.)?s? (\d+)\b", re.IGNORECASE)


_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*% (?:are|were|is|was) ")
_RUN = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)\b")

SHORTEST = 3
"""Words of a claim; a name alone states nothing."""


ENOUGH = 3
"""Content words that the evidence must say for one word of general English to be let through unsaid."""


def verify(claim: str, proofs: Sequence[Proof], names: Names) -> tuple[Problem, ...]:
    """Return what in `claim` its `proofs` do not carry; nothing where it stands."""
    if not proofs or not claim.strip():
        return (Problem("citation", "no evidence" if not proofs else "no claim"),)
    if len(words.bare(claim).split()) < SHORTEST:
        return (Problem("citation", "no statement"),)
    return tuple(dict.fromkeys(_problems(claim, proofs, names)))


def _problems(claim: str, proofs: Sequence[Proof], names: Names) -> Iterator[Problem]:
    yield from _references(claim, proofs)
    said = _text(words.bare(claim), names)
    told = [_text(words.bare(f"{p.context} {p.text}" if p.context else p.text), names) for p in proofs]
    places = [rows.Place(t.words, keys_in(t.text), p.is_row) for t, p in zip(told, proofs, strict=True)]
    yield from _names(said, places)
    yield from _runs(said, told)
    yield from _numbers(said, told)
    yield from _content(said, told, places, names)
    yield from _directions(said, told, [len(words.bare(f"{p.context} ")) if p.context else 0 for p in proofs])
    yield from _negations(said, told)
    yield from roles.check_actors(said, told)
    yield from links.check(said, told)
    yield from frames.check(frames.read(said.words), [f for t in told for f in frames.read(t.words)])
    yield from roles.check_agents(said, told)
    yield from roles.check_downstream(said, told)
    yield from roles.check_compared(said, told)
    yield from roles.check_change(said, told)
    yield from roles.check_likeness(said, told)
    yield from rows.check_owners(said.words, said.names, places)
    yield from rows.check_places(said.words, said.names, places)
    yield from rows.check_clauses(said.words, places, sharp=any("whereas" in p.text for p in proofs))


def _text(text: str, names: Names) -> roles.Text:
    found = names.read(text)
    spans = [(n.start, n.end, "=" + "|".join(sorted(n.keys))) for n in found]
    return roles.Text(text, words.merged(words.read(text), spans), found)


def _references(claim: str, proofs: Sequence[Proof]) -> Iterator[Problem]:
    known = {n for p in proofs for n in p.references}
    for match in _REFERENCE.finditer(claim):
        for number in re.findall(r"\d+", match.group(1) or match.group(2)):
            if int(number) not in known:
                yield Problem("reference", number)


def _names(said: roles.Text, places: Sequence[rows.Place]) -> Iterator[Problem]:
    keys = frozenset().union(*(p.keys for p in places))
    stems = {vocabulary.root(w) for p in places for w in p.keys}
    for name in said.names:
        word = vocabulary.root(name.text) if name.text.isalpha() else ""
        if not held(name, keys) and not (word and any(content.alike(word, s) for s in stems)):
            yield Problem("name", name.text)


def _runs(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    """Yield names of two words (`East Africa`) whose words the evidence has only apart."""
    evidence = " ".join(t.text for t in told)
    for match in _RUN.finditer(said.text):
        one, other = match.groups()
        if one.lower() in stop_words():
            continue
        apart = rf"\b{one}\b(?:,? (?:and|or) [\w-]+| [\w-]+,? (?:and|or))?[ -]{other}"
        both = all(re.search(rf"\b{w}", evidence, re.IGNORECASE) for w in (one, other))
        if both and not re.search(apart, evidence, re.IGNORECASE):
            yield Problem("name", match.group(0))


def _numbers(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    evidence = [n for t in told for n in _outside(t)]
    yield from numbers.check(_outside(said), evidence)
    yield from numbers.check_counted(_outside(said), evidence)
    keys = keys_in(said.text)
    for text in told:
        for number, name in _shares(text):
            if number in {n.value for n in _outside(said) if n.unit == "%"} and not held(name, keys):
                yield Problem("number", f"{number} %")


def _shares(text: roles.Text) -> Iterator[tuple[str, Name]]:
    """Yield the shares of a text with the name that each is of (`80% are A`)."""
    for match in _SHARE.finditer(text.text):
        if found := next((n for n in text.names if n.start == match.end()), None):
            yield match.group(1), found


def _outside(text: roles.Text) -> tuple[numbers.Number, ...]:
    """Return the numbers of a text that are no part of a name."""
    found = numbers.read(text.text, text.words)
    return tuple(n for n in found if not any(name.start <= n.start < name.end for name in text.names))


def _inside(word: Word, names: Sequence[Name]) -> bool:
    return any(n.start <= word.start < n.end for n in names)


def _content(
    said: roles.Text, told: Sequence[roles.Text], places: Sequence[rows.Place], names: Names
) -> Iterator[Problem]:
    own = tuple(w for t in told for w in t.words)
    unmerged = tuple(w for t in told for w in words.read(t.text))
    evidence = content.roots((*own, *unmerged), names.lexicon)
    signs = {w.sign for w in own} | {w.axis for w in own}
    certain = {w.root for w in own if vocabulary.plain(w.text) in vocabulary.listed("certain")}
    unsaid: list[Word] = []
    matched = len(said.names) + sum(bool(w.sign or w.axis) for w in said.words)
    for word in said.words:
        low = vocabulary.plain(word.text)
        if low in vocabulary.listed("certain") and not (_sums_up(word, said) or _has_like(word, certain)):
            yield Problem("certainty", word.text)
        if not word.is_content or _inside(word, said.names) or _counts(low):
            continue
        if (word.sign in signs if word.sign else word.axis and signs) or vocabulary.unit(word.text):
            continue
        if content.said(word, evidence, names.lexicon):
            matched += 1
        else:
            unsaid.append(word)
    if len(unsaid) <= matched // ENOUGH and all(content.is_general(w.text) for w in unsaid):
        return
    yield from (Problem("beyond", word.text) for word in unsaid)


def _counts(low: str) -> bool:
    return bool(vocabulary.number_word(low)) or low in vocabulary.data()["fractions"]


def _has_like(word: Word, roots: set[str]) -> bool:
    return any(content.alike(word.root, r) for r in roots)


def _sums_up(word: Word, said: roles.Text) -> bool:
    """Whether `all` only sums up a list that stands before it (`A, B and C all raise D`)."""
    before = [vocabulary.plain(w.text) for w in said.words if w.clause == word.clause and w.end <= word.start]
    named = before[-1:] in (["above"], ["after"], ["at"], ["of"]) or "and" in before[-4:]
    return vocabulary.plain(word.text) == "all" and named


def _directions(said: roles.Text, told: Sequence[roles.Text], starts: Sequence[int]) -> Iterator[Problem]:
    events = [e for t, start in zip(told, starts, strict=True) for e in directions.told(t.words, start)]
    unsigned = frozenset(w.root for t in told for w in t.words if w.is_content and not w.sign and not w.axis)
    asserted = directions.read(said.words)
    yield from turns.check(asserted, events, unsigned)
    yield from turns.check_silence(said.words, asserted, events)


def _negations(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    roots = frozenset(w.root for w in said.words)
    evidence = [denied for t in told for denied in negations.read(t.words)]
    lowered = [e.after | e.before for t in told for e in directions.read(t.words) if turns.lowers(e)]
    own = frozenset(w.root for t in told for w in t.words)
    yield from negations.check(negations.read(said.words), evidence, roots, lowered, own)
