"""Puts the checks together: what of a claim does its evidence not carry?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.verify import content, directions, negations, numbers, roles, rows, vocabulary, words
from app.verify.names import Name, Names, held, keys_in
from app.verify.records import Problem, Proof
from app.verify.words import Word

_REFERENCE = re.compile(r"\[(\d+(?:[\s,–-]+\d+)*)\]|\bref(?:erence|\.)?s? (\d+)\b", re.IGNORECASE)


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
    yield from _numbers(said, told)
    yield from _content(said, told, places, names)
    yield from _directions(said, told)
    yield from _negations(said, told)
    yield from roles.check_actors(said, told)
    yield from roles.check_downstream(said, told)
    yield from roles.check_compared(said, told)
    yield from roles.check_change(said, told)
    yield from roles.check_likeness(said, told)
    yield from rows.check_owners(said.words, said.names, places)
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
        if not held(name, keys) and not (name.text.isalpha() and vocabulary.root(name.text) in stems):
            yield Problem("name", name.text)


def _numbers(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    evidence = [n for t in told for n in _outside(t)]
    yield from numbers.check(_outside(said), evidence)


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
        if low in vocabulary.listed("certain") and not any(content.alike(word.root, r) for r in certain):
            yield Problem("certainty", word.text)
        if not word.is_content or _inside(word, said.names) or vocabulary.number_word(word.text):
            continue
        if (word.sign in signs if word.sign else word.axis and signs) or vocabulary.unit(word.text):
            continue
        if content.said(word, evidence, names.lexicon):
            matched += 1
        else:
            unsaid.append(word)
    if len(unsaid) == 1 and matched >= ENOUGH and content.is_general(unsaid[0].text):
        return
    yield from (Problem("beyond", word.text) for word in unsaid)


def _directions(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    yield from directions.check(directions.read(said.words), [e for t in told for e in directions.read(t.words)])


def _negations(said: roles.Text, told: Sequence[roles.Text]) -> Iterator[Problem]:
    roots = frozenset(w.root for w in said.words)
    evidence = [denied for t in told for denied in negations.read(t.words)]
    yield from negations.check(negations.read(said.words), evidence, roots)
