"""Do two texts turn the same things the same way? The claim's directions against the evidence's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.verify import vocabulary
from app.verify.content import alike, overlap
from app.verify.directions import Event
from app.verify.records import Problem
from app.verify.words import Word


def check(claim: Sequence[Event], evidence: Sequence[Event], said: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Yield the claim's directions that the evidence says the other way round, or not at all.

    `said` are the roots of the evidence's words without a sign: `lethal` says `kills`.
    """
    topics = {e.topic for e in evidence}
    told = [e for e in claim if not _is_topic(e, topics)]
    paired = _paired(told, evidence)
    for i, event in enumerate(told):
        rivals = [(likeness(event, e), e) for e in _rivals(event, evidence)]
        best = max((score for score, _ in rivals), default=0)
        stands = any(e.sign == event.sign for score, e in rivals if score == best)
        if (
            not best
            and not event.axis
            and not event.is_denied
            and any(alike(vocabulary.root(event.word), r) for r in said)
        ):
            continue
        if any(e.sign == event.sign and not e.after and _same_verb(e, event) for e in evidence):
            continue
        wrong = (i in paired and paired[i].sign != event.sign) or _is_of_another(event, [e for _, e in rivals])
        if wrong or not (stands or i in paired):
            yield Problem("direction", event.word)


def _same_verb(one: Event, other: Event) -> bool:
    return alike(vocabulary.root(one.word), vocabulary.root(other.word))


def _is_of_another(event: Event, rivals: Sequence[Event]) -> bool:
    """Whether what an event is said of is only what the evidence turns the other way."""
    signs = {e.sign for e in rivals if event.head and e.head and alike(event.head, e.head)}
    return signs == {-event.sign} and not event.axis


def _is_topic(event: Event, topics: set[str]) -> bool:
    """Whether `resistance` is what is spoken of, so that no direction is asserted."""
    named = bool(event.topic) and event.topic in topics and vocabulary.root(event.word) == event.topic
    return named and event.word.endswith(("ance", "ity"))


def _rivals(event: Event, evidence: Sequence[Event]) -> list[Event]:
    """Return the directions that an event can be compared with: those of its axis, where there are any."""
    return [e for e in evidence if e.axis == event.axis] or list(evidence)


def _paired(claim: Sequence[Event], evidence: Sequence[Event]) -> dict[int, Event]:
    """Return for each event of the claim one of its own in the evidence, the likest pairs first."""
    scored = [
        (likeness(c, e), c.sign == e.sign, -i, -j)
        for i, c in enumerate(claim)
        for j, e in enumerate(evidence)
        if any(e is r for r in _rivals(c, evidence))
    ]
    found: dict[int, int] = {}
    for score, _, i, j in sorted(scored, reverse=True):
        if score and -i not in found and -j not in found.values():
            found[-i] = -j
    return {i: evidence[j] for i, j in found.items()}


def lowers(event: Event) -> bool:
    """Whether a direction takes something away (`blocks the entry of A`), so that a negation may tell it."""
    said = vocabulary.plain(event.word)
    told = said in vocabulary.listed("quantities") | vocabulary.listed("agents")
    return event.sign < 0 and not event.axis and not told


def check_silence(claim: Sequence[Word], events: Sequence[Event], evidence: Sequence[Event]) -> Iterator[Problem]:
    """Yield what the evidence says goes down, where the claim speaks of it without any word of down or not."""
    opposed = vocabulary.listed("negations") | {"against"}
    if any(vocabulary.plain(w.text) in opposed for w in claim):
        return
    roots = frozenset(w.root for w in claim)
    common = frozenset(r for r in roots if r[:1].isalpha())
    for event in (e for e in evidence if e.sign < 0 and not e.axis and _is_active(e.word)):
        told = frozenset(r for r in event.after if overlap(frozenset({r}), roots))
        enough = (
            len(told) > 1
            and 5 * len(told) >= 2 * len(event.after)
            and bool(overlap(frozenset(r for r in told if r[:1].isalpha()), common))
        )
        lowered = any(overlap(told, e.after | e.before) for e in events if e.sign < 0 or e.axis)
        raised = any(overlap(told, e.after) > 1 for e in evidence if e.sign > 0 and not e.axis)
        if enough and not lowered and not raised:
            yield Problem("direction", f"without the evidence's {event.word}")


def _is_active(word: str) -> bool:
    """Whether a word is a verb that acts (`weakens`, `reducing`), not a noun or a participle."""
    low = vocabulary.plain(word)
    return low.endswith(("s", "ing")) and not low.endswith("ors")


def likeness(one: Event, other: Event) -> int:
    """Return how much two directions are about the same thing."""
    straight = 3 * _shared(one.after, other.after) + _shared(one.before, other.before)
    crossed = _shared(one.after, other.before) + _shared(one.before, other.after)
    return straight + (0 if one.after and other.after else crossed) + 2 * _same_verb(one, other)


def _shared(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many roots two contexts share; a name counts twice."""
    return overlap(one, other) + overlap(frozenset(r for r in one if r[:1] == "="), other)
