"""Directions: up or down, of what. `less sensitive` and `more resistant` are the same direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.verify import vocabulary
from app.verify.content import alike
from app.verify.words import Word

_REACH = 7
_CHAIN = 3
_ENDS = frozenset({"and", "or", "which", "that", "by", "with"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "becomes", "become", "remains"})
_JOINS = frozenset({"and", "but", "so", "or", "yet"})
_INSIDE = frozenset({"of", "the", "a", "an", "and", "or", "in", "to", "for", "from", "its", "their", "both", "within"})
_SOON = 5
_INTRODUCE = frozenset({"after", "as", "because", "by", "due", "if", "in", "through", "under", "when", "with"})
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
    is_denied: bool = False
    head: str = ""
    """The root of the noun that is turned, without what it is of or in (`the proliferation` of cells)."""


def read(words: Sequence[Word]) -> tuple[Event, ...]:
    """Return the directions that `words` say, chains (`prevents the downregulation of`) as one."""
    events, i = [], 0
    while i < len(words):
        if words[i].sign or words[i].axis:
            last, sign, axis = _chain(words, i)
            event = _event(words, i, last, sign, axis)
            events.append(replace(event, is_denied=is_denied(words, i), head=_head(words, event.after, i, last)))
            inner = [j for j in range(i + 1, last) if words[j].sign and words[j].is_compound]
            events += [_event(words, j, j, words[j].sign, False) for j in inner]
            i = last
        i += 1
    return tuple(events)


def told(words: Sequence[Word], start: int) -> list[Event]:
    """Return the directions of a proof; what stands before `start` only tells of what the proof itself does not."""
    own = read([w for w in words if w.start >= start])
    before = read([w for w in words if w.start < start])
    return [e for e in before if not any(e.head and alike(e.head, o.head) for o in own if o.head)] + list(own)


def _chain(words: Sequence[Word], i: int) -> tuple[int, int, bool]:
    """Return where the chain that begins at `i` ends, its sign, and whether it ends in resistance."""
    last, sign = i, (words[i].sign or words[i].axis) * (-1 if is_denied(words, i) else 1)
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
        finite = vocabulary.plain(words[j].text).endswith("s") and not _nominal(words[j])
        if words[j].sign and (_nominal(words[j]) or _prevents(words[last])) and not finite:
            return j, -words[j].sign if guards else sign * words[j].sign, False
    return last, sign, axis


def is_denied(words: Sequence[Word], i: int) -> bool:
    """Whether a negation stands right before a verb with a direction (`is not degraded`, `failed to sensitize`)."""
    before = [vocabulary.plain(w.text) for w in words[max(0, i - 2) : i] if w.clause == words[i].clause]
    low = vocabulary.plain(words[i].text)
    verb = (words[i].sign or words[i].axis) and low not in vocabulary.listed("quantities")
    unable = before[-1:] == ["to"] and before[0] in ("fail", "fails", "failed", "unable", "failing")
    only = before[-1:] == ["only"]
    return bool(verb) and not only and (unable or any(w in ("not", "never", "cannot") for w in before))


def _nominal(word: Word) -> bool:
    return vocabulary.plain(word.text).endswith(("tion", "loss", "ment", "gain", "inhibitor", "inhibitors"))


def _prevents(word: Word) -> bool:
    low = vocabulary.plain(word.text)
    return low in vocabulary.listed("preventers") or low in ("keep", "keeps", "keeping", "kept")


def _event(words: Sequence[Word], first: int, last: int, sign: int, axis: bool) -> Event:
    before = _context(reversed(words[_opening(words, first) : first]), words[first].clause)
    after = _context(iter(words[last + 1 : _closing(words, last + 1)]), words[last].clause)
    if _nominal(words[last]) or _particle(words, last):
        before = _context(reversed(words[_comma(words, first) : first]), words[first].clause)
        ahead = [vocabulary.plain(w.text) for w in words[last + 1 : last + 4]]
        of = ahead[:1] == ["of"] or (ahead[:1] in (["and"], ["or"]) and ahead[2:] == ["of"])
        after = _context(iter(words[last + 1 : _phrase_end(words, last + 1)]), words[last].clause) if of else after
        before, after = (before if first < last else frozenset(), after) if of else (before, frozenset())
        if not of and first == last:
            before, after = frozenset(), before
    elif first and (
        _is_said_of(words, first) or vocabulary.plain(words[last].text) in vocabulary.listed("intransitive")
    ):
        before, after = frozenset(), before
        subject = [w for w in _subject(words, first) if w.axis]
        if subject and not axis:
            return Event(words[first].text, sign * subject[-1].axis, True, before, after, subject[-1].root)
    between = frozenset(w.root for w in words[first + 1 : last] if w.is_content and not w.sign)
    after = after or between
    topic = words[last].root if axis else ""
    return Event(words[first].text, sign, axis, before, after, topic)


def _subject(words: Sequence[Word], end: int) -> list[Word]:
    """Return the words before `end` from where its own clause begins, the last first."""
    found = []
    for word in reversed(words[_opening(words, end) : end]):
        low = vocabulary.plain(word.text)
        if word.clause != words[end].clause or low in vocabulary.listed("stops") | vocabulary.listed("relatives"):
            break
        found.append(word)
    return found


def _head(words: Sequence[Word], after: frozenset[str], first: int, last: int) -> str:
    """Return the noun that a direction is said of, before or behind it, without what it is of or in."""
    behind = [w for w in words[last + 1 : last + 1 + _REACH] if w.clause == words[last].clause]
    told = behind if after <= {w.root for w in behind} else list(words[_comma(words, first) : first])
    found = ""
    generic = vocabulary.listed("generic")
    for word in told:
        if found[:1] == "=" and vocabulary.plain(word.text) in generic:
            break
        opens = not found and not word.is_compound
        if word.is_content and word.root in after and (opens or (found and not word.text.endswith("ed"))):
            found = word.root
        elif found:
            break
    return found


def _phrase_end(words: Sequence[Word], start: int) -> int:
    """Return where the noun ends of which a noun of direction is (`the loss of A | leads to B`)."""
    for i in range(start, len(words)):
        low = vocabulary.plain(words[i].text)
        if i > start + 1 and not words[i].is_content and low not in _INSIDE and not low.isdigit():
            return i
    return len(words)


def _closing(words: Sequence[Word], start: int) -> int:
    """Return where another statement begins (`A blocks B, and C blocks D`), from `start` on."""
    for i in range(start, len(words)):
        low = vocabulary.plain(words[i].text)
        joins = low in _JOINS and _states(words[i + 1 : i + _SOON])
        if words[i].is_after_comma and (joins or low.endswith("ing")):
            return i
    return len(words)


def _opening(words: Sequence[Word], end: int) -> int:
    """Return where the statement that holds the word before `end` begins."""
    own = [i for i in range(end) if words[i].clause == words[end].clause]
    if own and vocabulary.plain(words[own[0]].text) in _INTRODUCE:
        commas = [i for i in own if words[i].is_after_comma]
        return commas[0] if commas else own[0]
    joins = [i for i in range(end) if words[i].is_after_comma and vocabulary.plain(words[i].text) in _JOINS]
    return joins[-1] if joins and _states(words[joins[-1] + 1 : joins[-1] + _SOON]) else 0


def _comma(words: Sequence[Word], end: int) -> int:
    """Return where what stands after the last comma before `end` begins."""
    commas = [i for i in range(end) if words[i].is_after_comma]
    return commas[-1] if commas else _opening(words, end)


def _states(words: Sequence[Word]) -> bool:
    relations = vocabulary.listed("relations")
    return any(w.sign or vocabulary.plain(w.text) in relations or vocabulary.plain(w.text) in _BE for w in words)


def _is_said_of(words: Sequence[Word], i: int) -> bool:
    """Whether a word is said of what stands before it: `X is (significantly) lower`."""
    near = words[max(0, i - 2) : i]
    if vocabulary.plain(words[i].text) in ("less", "more", "fewer") and any(w.is_content for w in words[i + 1 : i + 2]):
        return False
    return any(vocabulary.plain(w.text) in _BE for w in near) and not near[-1].sign


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
