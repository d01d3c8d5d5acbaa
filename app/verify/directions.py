"""Directions: up or down, of what. `less sensitive` and `more resistant` are the same direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.verify import vocabulary
from app.verify.content import overlap
from app.verify.records import Problem
from app.verify.words import Word

_REACH = 7
_CHAIN = 3
_ENDS = frozenset({"and", "or", "which", "that", "by"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "becomes", "become", "remains"})
_FAR = 5
"""How far a verb of prevention reaches: `keeps A from being downregulated`."""


@dataclass(frozen=True, slots=True)
class Event:
    """A direction with what stands before and after it; `axis` where it is one of resistance."""

    word: str
    sign: int
    axis: bool
    before: frozenset[str]
    after: frozenset[str]
    topic: str = ""
    """The root of the word of resistance or sensitivity that stands without a verb."""


def read(words: Sequence[Word]) -> tuple[Event, ...]:
    """Return the directions that `words` say, chains (`prevents the downregulation of`) as one."""
    events, i = [], 0
    while i < len(words):
        if words[i].sign or words[i].axis:
            last, sign, axis = _chain(words, i)
            events.append(_event(words, i, last, sign, axis))
            i = last
        i += 1
    return tuple(events)


def _chain(words: Sequence[Word], i: int) -> tuple[int, int, bool]:
    """Return where the chain that begins at `i` ends, its sign, and whether it ends in resistance."""
    last, sign = i, words[i].sign or words[i].axis
    axis = not words[i].sign
    guards = vocabulary.plain(words[i].text) in vocabulary.listed("guards")
    reach = _FAR if guards or _prevents(words[i]) else _CHAIN
    for j in range(i + 1, len(words)):
        reach -= not (words[j].is_compound and words[j].sign)
        if reach < 0:
            break
        if words[j].clause != words[i].clause or words[j].is_after_comma or vocabulary.plain(words[j].text) in _ENDS:
            break
        if words[j].axis and not axis:
            return j, sign * words[j].axis, True
        if words[j].sign and (_nominal(words[j]) or _prevents(words[last])):
            return j, -words[j].sign if guards else sign * words[j].sign, False
    return last, sign, axis


def _nominal(word: Word) -> bool:
    return vocabulary.plain(word.text).endswith(("tion", "loss", "ment", "gain", "inhibitor", "inhibitors"))


def _prevents(word: Word) -> bool:
    low = vocabulary.plain(word.text)
    return low in vocabulary.listed("preventers") or low in ("keep", "keeps", "keeping", "kept")


def _event(words: Sequence[Word], first: int, last: int, sign: int, axis: bool) -> Event:
    before = _context(reversed(words[:first]), words[first].clause)
    after = _context(iter(words[last + 1 :]), words[last].clause)
    if _nominal(words[last]) or _particle(words, last):
        of = any(vocabulary.plain(w.text) == "of" for w in words[last + 1 : last + 4])
        before, after = (before if first < last else frozenset(), after) if of else (before, frozenset())
    elif first and _is_said_of(words, first):
        before, after = frozenset(), before
    between = frozenset(w.root for w in words[first + 1 : last] if w.is_content and not w.sign)
    after = after or between
    topic = words[last].root if axis else ""
    return Event(words[first].text, sign, axis, before, after, topic)


def _is_said_of(words: Sequence[Word], i: int) -> bool:
    """Whether a word is said of what stands before it: `X is (significantly) lower`."""
    near = [vocabulary.plain(w.text) for w in words[max(0, i - 2) : i]]
    return any(w in _BE for w in near)


def _particle(words: Sequence[Word], i: int) -> bool:
    """Whether a word is the `up` of `goes up`, not that of `up-regulation`."""
    follows = words[i + 1].root if i + 1 < len(words) else ""
    return vocabulary.plain(words[i].text) in ("up", "down") and not follows.startswith("regul")


def _context(words: Iterator[Word], clause: int) -> frozenset[str]:
    found: list[str] = []
    for word in words:
        low = vocabulary.plain(word.text)
        ends = low in vocabulary.listed("relatives") or (low in vocabulary.listed("stops") and found)
        if word.clause != clause or len(found) == _REACH or word.sign or ends:
            break
        if word.is_content or word.text.isdigit():
            found.append(word.root)
    return frozenset(found)


def check(claim: Sequence[Event], evidence: Sequence[Event]) -> Iterator[Problem]:
    """Yield the claim's directions that the evidence says the other way round, or not at all."""
    topics = {e.topic for e in evidence}
    for event in claim:
        if (
            event.topic
            and event.topic in topics
            and vocabulary.root(event.word) == event.topic
            and event.word.endswith(("ance", "ity"))
        ):
            continue  # `resistance` as what is spoken of: no direction is asserted
        rivals = [(likeness(event, e), e) for e in evidence if e.axis == event.axis] or [
            (likeness(event, e), e) for e in evidence
        ]
        best = max((score for score, _ in rivals), default=0)
        if not any(e.sign == event.sign for score, e in rivals if score == best):
            yield Problem("direction", event.word)


def likeness(one: Event, other: Event) -> int:
    """Return how much two directions are about the same thing."""
    straight = 3 * _shared(one.after, other.after) + _shared(one.before, other.before)
    return straight + _shared(one.after, other.before) + _shared(one.before, other.after)


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many roots two contexts share; a name counts twice."""
    return overlap(one, other) + overlap(frozenset(r for r in one if r[:1] == "="), other)
