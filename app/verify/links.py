"""Links: does the evidence let the claim's doer act on what the claim says? Order and voice decide, not the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.verify import vocabulary
from app.verify.names import Name
from app.verify.records import Problem
from app.verify.roles import Text, acts, is_agent, is_passive, pairs, same
from app.verify.words import Word

_HOLDS = frozenset({"express"})
"""Verbs whose doer is only where the thing is (`stem cells express A`)."""

_AGAINST = re.compile(rf"{vocabulary.phrases('then').pattern}\s+(?:the\s+)?$", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|for)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)


def check(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield who acts on whom in the claim, where the evidence names both and never lets the one act on the other."""
    for pair in (p for p in pairs(claim, neighbours=True) if p.is_sure and p.is_direct):
        named = all(_names(keys, evidence) for keys in (pair.one, pair.other))
        if pair.verbs <= _HOLDS or not named:
            continue
        acted_on = any(n.keys == pair.one and (_is_acted_on(n, claim) or is_agent(n, claim)) for n in claim.names)
        if not any(_carries(pair.one, pair.other, t, acted_on=acted_on) for t in evidence):
            yield Problem("role", f"{pair.shown}, not told")


def _names(keys: frozenset[str], evidence: Sequence[Text]) -> bool:
    return any(same(keys, n.keys) for text in evidence for n in text.names)


def _is_acted_on(name: Name, text: Text) -> bool:
    """Whether it is what is done to a name that acts (`inhibiting A lowers B`)."""
    return any(w.sign for w in [w for w in text.words if w.end <= name.start][-2:])


def _carries(one: frozenset[str], other: frozenset[str], text: Text, *, acted_on: bool) -> bool:
    """Whether the text lets the one act on the other; `acted_on`: it may be what an inhibitor is one of."""
    doers = [n for n in text.names if same(one, n.keys) and (acted_on or not is_agent(n, text))]
    things = [n for n in text.names if same(other, n.keys)]
    return any(_acts_on(d, t, text) for d in doers for t in things if d is not t)


def _acts_on(doer: Name, thing: Name, text: Text) -> bool:
    """Whether the words between two names let the first act on the second, in either order."""
    if _is_undergoing(thing, text) or _AGAINST.search(text.text[: thing.start]):
        return True
    first, last = sorted((doer, thing), key=lambda n: n.start)
    between = [w for w in text.words if first.end <= w.start and w.end <= last.start]
    passive = is_passive(text.text[first.end : last.start])
    if not any(acts(w) for w in between) and not passive:
        return False
    return passive if first is thing else not passive


def _is_undergoing(name: Name, text: Text) -> bool:
    """Whether something else acts on a name by a noun, or hangs on it (`an A inhibitor`, `A-dependent growth`)."""
    if is_agent(name, text) or "-dependent" in text.text[name.start : name.end + 10]:
        return True
    before = [w for w in text.words if w.end <= name.start]
    return bool(_OF.search(text.text[: name.start])) and any(map(_is_doing, before[-4:]))


def _is_doing(word: Word) -> bool:
    return vocabulary.plain(word.text) in vocabulary.listed("agents") | vocabulary.listed("decoys")
