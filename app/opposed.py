"""Where a question says the opposite of the sentence that answers it, both read as the verifier reads a claim.

`premises` compares the question with the whole review, and so must be strict; here a sentence is known to be
about what is asked, and most of the question's words stand in it: what differs is what the question has wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app import vocabulary
from app.asked import Asked
from app.assertions import Claim, Told
from app.lexicon import Lexicon
from app.premise import Premise
from app.sentences import akin
from app.units import is_a
from app.verify import directions, roles, words
from app.verify import vocabulary as signs
from app.verify.content import overlap
from app.verify.directions import Event
from app.verify.names import Names
from app.verify.roles import Text
from app.verify.words import Word
from prompts import render

UNSAID = 0.6
"""The largest share of the question's words that the sentence may lack."""

_NO_VERB = re.compile(r"(?:ion|loss|ment|gain|ors?|most|least|more|less|fewer)$")
_ASKING = frozenset("what which who whose".split())
_HELPERS = frozenset("do does did is are was were why how the that".split())
_SUPPOSED = frozenset("if when could can would might may should once after or".split())


@dataclass(frozen=True, slots=True)
class Against:
    """The question and a sentence that answers it, read; `shared` are the roots of the question that it has."""

    asked: Asked
    mine: Text
    sentence: Told
    theirs: Text
    shared: frozenset[str]

    def wanted(self, word: Word) -> bool:
        """Whether a word of the question belongs to what it asks for (`which tick species`)."""
        before = [w.text.casefold() for w in self.mine.words if w.start < word.start][-3:]
        return bool(_ASKING & {*before})


@lru_cache(maxsize=16)
def _names(lexicon: Lexicon) -> Names:
    return Names(lexicon)


@lru_cache(maxsize=4096)
def read(text: str, lexicon: Lexicon) -> Text:
    """Return a text as the verifier reads it, each name one word."""
    bare = words.bare(text)
    found = _names(lexicon).read(bare)
    spans = [(n.start, n.end, "=" + "|".join(sorted(n.keys))) for n in found]
    return Text(bare, words.merged(words.read(bare), spans), found)


def contents(text: Text) -> frozenset[str]:
    """Return the roots of the words that tell one thing from another, save those of a direction."""
    return frozenset(w.root for w in text.words if w.is_content and not w.sign and not w.axis)


def about(asked: Asked, chosen: Sequence[Told]) -> Iterator[Against]:
    """Yield the question beside each of the sentences that has enough of its words."""
    mine = read(asked.query.text, asked.lexicon)
    if asked.query.yes_no and mine.text.split()[0].casefold() in vocabulary.words("auxiliaries"):
        return
    said = frozenset(r for r in contents(mine) if r not in vocabulary.scaffold())
    for sentence in chosen:
        theirs = read(sentence.sentence.text, asked.lexicon)
        here = contents(theirs)
        shared = frozenset(r for r in said if overlap(frozenset({r}), here))
        if len(shared) > 1 and len(said - shared) <= UNSAID * len(said):
            yield Against(asked, mine, sentence, theirs, shared)


def opposed(asked: Asked, chosen: Sequence[Told]) -> Premise | None:
    """Find a chosen sentence in which a thing of the question goes the other way, or doer and thing change places."""
    for against in about(asked, chosen):
        if _turned(against, chosen) or _sole(against):
            return Premise(render("premise"), (against.sentence.position,))
        if _swapped(against) or _crossed(against, chosen) or _as_another(against):
            return Premise(render("premise_swapped"), (against.sentence.position,))
    return None


def _turned(against: Against, chosen: Sequence[Told]) -> bool:
    """Whether the sentence turns a thing the other way, and no sentence the question's way."""
    events = directions.read(against.theirs.words)
    for event in _asserted(against):
        for other in (e for e in events if e.sign == -event.sign and not e.axis):
            things = frozenset(r for r in event.after if overlap(frozenset({r}), other.after))
            if any(not against.asked.weak(r) for r in things) and not _agreed(against, event.sign, things, chosen):
                return True
    return False


def _agreed(against: Against, sign: int, things: frozenset[str], chosen: Sequence[Told]) -> bool:
    """Whether an answering sentence, or one that has as much of the question, turns the things that way."""
    for sentence in against.asked.told:
        text = read(sentence.sentence.text, against.asked.lexicon)
        answers = any(sentence is t for t in chosen)
        if not answers and overlap(against.shared, contents(text)) < len(against.shared):
            continue
        least = (len(things) + 1) // 2 if answers else len(things)
        if any(
            e.sign == sign and not e.axis and overlap(things, e.after) >= least for e in directions.read(text.words)
        ):
            return True
    return False


def _asserted(against: Against) -> Iterator[Event]:
    """Yield the directions that the question takes for granted: not what it asks for, supposes or only names."""
    for event in directions.read(against.mine.words):
        at = next(w for w in against.mine.words if w.text == event.word)
        before = {w.text.casefold() for w in against.mine.words if w.start < at.start}
        superlative = event.word.casefold().endswith("est") and before & _ASKING
        asks = superlative or (before & _ASKING and not before & _HELPERS) or _aims(against.mine, at)
        wanted = {w.root for w in against.mine.words if against.wanted(w)}
        if not (_NO_VERB.search(event.word.casefold()) or event.axis or asks or before & _SUPPOSED):
            if left := event.after - wanted:
                yield Event(event.word, event.sign, False, event.before, left)


def _aims(text: Text, word: Word) -> bool:
    """Whether a word tells what something is done for (`to keep it from dying`), guards it, or asks how much of it."""
    if word.text.casefold() in signs.listed("guards"):
        return True
    before = [w.text.casefold() for w in text.words if w.start < word.start]
    return before[-1:] in (["to"], ["by"], ["without"], ["how"])


def _sign(verb: str) -> int:
    return is_a("plus", verb) - is_a("minus", verb)


def _claims(against: Against) -> Iterator[Claim]:
    """Yield what the question claims of a doer, without what it asks for or supposes."""
    for claim in against.asked.claims:
        at = against.mine.text.find(claim.word)
        before = {w.text.casefold() for w in against.mine.words if w.start < at}
        if claim.actors and not (claim.role or against.asked.for_doer(claim) or before & _SUPPOSED):
            yield claim


def _sole(against: Against) -> bool:
    """Whether all that the review tells of the question's doer is that it does the opposite."""
    for mine in _claims(against):
        doers, sign = mine.actors & against.asked.names, _sign(mine.verb)
        if len(doers) == 1 and sign and mine.sign == sign:
            signs = {_sign(c.verb) for t in against.asked.told for c in t.claims if doers & c.actors and not c.role}
            here = {_sign(c.verb) for c in against.sentence.claims if doers & c.actors and not c.role}
            if signs - {0} == {-sign} and -sign in here and 0 not in signs:
                return True
    return False


def _swapped(against: Against) -> bool:
    """Whether the sentence has one name act on the other, and the question the other way round."""
    told = roles.pairs(against.theirs, neighbours=False)
    nouns = {w.root for w in against.mine.words if _NO_VERB.search(w.text.casefold())}
    for mine in (p for p in roles.pairs(against.mine, neighbours=True) if p.is_sure):
        if any(against.asked.weak(f"={k}") for k in mine.one | mine.other):
            continue
        straight = any(p.one & mine.one and p.other & mine.other for p in told)
        turned = (p for p in told if p.is_sure and p.one & mine.other and p.other & mine.one)
        if not straight and any(overlap(mine.verbs - nouns, p.verbs) for p in turned):
            return True
    return False


def _crossed(against: Against, chosen: Sequence[Told]) -> bool:
    """Whether the sentence's claim has doer and thing the other way round, and no answering one has the question's."""
    same = against.asked.any_same
    for mine in _claims(against):
        claims = [c for c in against.sentence.claims if not c.role and (c.verb == mine.verb or akin(c.verb, mine.verb))]
        turned = any(same(mine.actors, c.things) and same(mine.things, c.actors) for c in claims)
        told = (c for t in chosen for c in t.claims)
        if turned and not any(same(mine.actors, c.actors) and same(mine.things, c.things) for c in told):
            return True
    return False


def _as_another(against: Against) -> bool:
    """Whether the sentence has another act as what the question makes of one, who is told to act as something else."""
    told, borne = list(_parts(against.theirs)), set(_bearers(against.theirs))
    if any((b, a) in borne and (a, b) not in borne for a, b in _bearers(against.mine)):
        return True
    for who, what in _parts(against.mine):
        players = frozenset(a for a, b in told if overlap(frozenset({b}), frozenset({what})))
        others = frozenset(a for a, _ in told) - players
        if players and not overlap(frozenset({who}), players) and overlap(frozenset({who}), others):
            return True
    return False


def _parts(text: Text) -> Iterator[tuple[str, str]]:
    """Yield who is told to be what: `A acts as an N, and B as an M`."""
    for i, word in enumerate(text.words):
        before = next((w for w in reversed(text.words[:i]) if w.is_content), None)
        what = list(_phrase(text.words[i + 1 : i + 6]))
        if word.text.casefold() == "as" and before and what:
            yield before.root, what[-1]


def _bearers(text: Text) -> Iterator[tuple[str, str]]:
    """Yield which name is told to be something to which other: `A acts as an N for B`, `as an N for B, A ...`."""
    names = [w for w in text.words if w.root[:1] == "="]
    for word in (w for w in text.words if w.text.casefold() == "as"):
        before = [w for w in names if w.start < word.start]
        behind = [w for w in names if w.start > word.start and not w.is_compound]
        if before and behind:
            yield before[-1].root, behind[-1].root
            yield from ((before[-1].root, b.root) for b in behind[:-1])
        elif len(behind) > 1:
            yield from ((b.root, a.root) for a, b in pairwise(behind) if b.is_after_comma)


def _phrase(run: Sequence[Word]) -> Iterator[str]:
    for word in run:
        if word.is_after_comma or word.text.casefold() in ("and", "or", "of", "for", "that", "which", "in"):
            return
        if word.is_content:
            yield word.root
