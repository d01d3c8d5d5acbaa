"""Roles: who acts on whom, from what to what, compared with what, and whose value it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.sentences import akin
from app.verify import vocabulary
from app.verify.content import overlap
from app.verify.names import Name
from app.verify.records import Problem
from app.verify.words import Word

_PASSIVE = re.compile(
    r"(?:^|,)\W*\w+ed\s+by\s+(?:the\s+|an?\s+)?$"
    r"|\b(?:is|are|was|were|been|being|be)\b.*\bby\b(?!\s+\w+ing\b)|\bunder the control of\b"
    r"|\bdownstream (?:\w+ )?(?:of|from)\s+(?:the\s+|an?\s+)?$"
    r"|\b(?:target|substrate|product|ligand|part|component|subunit) of\s+(?:the\s+|an?\s+)?$"
    r"|\b(?:because of|due to|(?:result|aris|stem|originat)\w* from)\s+(?:[\w-]+\s+){0,6}$",
    re.IGNORECASE | re.DOTALL,
)
_DOWNSTREAM = re.compile(r"\bdownstream\b(?:\s+\w+){0,2}?\s+(?:of|from)\b|\bregulator of\b", re.IGNORECASE)
_ASIDE = frozenset({"for", "in", "with", "through", "via", "against", "into", "from", "within", "towards"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_THINGS = frozenset({"targets", "target", "controls", "functions", "results"})
_AFTER_THAN = 6
_AROUND = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the roles are read from it."""

    text: str
    words: tuple[Word, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One name acting on another; `one` and `other` hold every key of each."""

    one: frozenset[str]
    other: frozenset[str]
    shown: str
    verbs: frozenset[str] = frozenset()
    is_sure: bool = True
    is_direct: bool = True
    """Whether nothing but the verb stands between the two (not `rises in`)."""


def pairs(text: Text, *, neighbours: bool) -> tuple[Pair, ...]:
    """Return who acts on whom in `text`; of all names before and after a verb, or of neighbours only."""
    found = []
    for i, one in enumerate(text.names):
        if neighbours and is_aside(one, text):
            one = next((n for n in reversed(text.names[:i]) if not is_aside(n, text)), one)
        for other in text.names[i + 1 : i + 2] if neighbours else text.names[i + 1 :]:
            between = [w for w in text.words if one.end <= w.start and w.end <= other.start]
            if one.keys & other.keys or not any(map(acts, between)) or _apart(between, text, one):
                continue
            beside = not text.text[between[-1].end : other.start].strip()
            agent = beside and vocabulary.plain(between[-1].text) in vocabulary.listed("agents")
            passive = agent or is_passive(text.text[one.end : other.start])
            if not passive and is_aside(one, text):
                continue
            a, b = (other, one) if passive else (one, other)
            compound = text.text[one.end : one.end + 1] == "-"
            apart = any(vocabulary.plain(w.text) in vocabulary.listed("relatives") for w in between)
            sure = passive or not (compound or apart or (i and _other_subject(between)))
            verbs = frozenset(w.root for w in between if acts(w))
            direct = passive or not (is_aside(other, text) or _is_subject(other, text))
            found.append(Pair(a.keys, b.keys, f"{a.text} on {b.text}", verbs, sure, direct))
    return tuple(found)


def is_passive(between: str) -> bool:
    """Whether what stands between two names makes the second the doer."""
    return bool(_PASSIVE.search(re.split(r"\.\s", between)[-1]))


def _is_subject(name: Name, text: Text) -> bool:
    """Whether a verb follows a name at once, so that it is what acts."""
    following = next((w for w in text.words if w.start >= name.end), None)
    return following is not None and acts(following) and not following.is_compound and not following.is_after_comma


def is_aside(name: Name, text: Text) -> bool:
    """Whether a name hangs on a preposition, so that the verb behind it has another subject (`a decoy for A`)."""
    before = [vocabulary.plain(w.text) for w in text.words if w.end <= name.start][-2:]
    return bool(before) and (before[-1] in _ASIDE or (before[-1] in ("the", "a", "an") and before[0] in _ASIDE))


def _other_subject(between: Sequence[Word]) -> bool:
    """Whether the verb between two names has another subject than the first (`A blocks B and drives C`)."""
    for i, word in enumerate(between):
        low = vocabulary.plain(word.text)
        following = next((w for w in between[i + 1 :] if w.is_content or w.sign or acts(w)), None)
        if word.is_after_comma and acts(word):
            return True
        if (
            low == "by"
            or low in vocabulary.listed("relatives")
            or (low in ("and", "or", "so") and following and acts(following))
        ):
            return True
    return False


def acts(word: Word) -> bool:
    """Whether a word says that one thing does something to another."""
    low = vocabulary.plain(word.text)
    noun = low.endswith(("tion", "loss", "gain", "ment"))
    moves = word.sign and not noun and low not in vocabulary.listed("quantities")
    return bool(moves) or low in (vocabulary.listed("relations") | vocabulary.listed("change")) - {"from"}


def _apart(between: Sequence[Word], text: Text, one: Name) -> bool:
    own = next((w.clause for w in text.words if w.start >= one.start), 0)
    return any(w.clause != own for w in between)


def check_actors(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield the pairs of the claim that the evidence has the other way round only."""
    told = [p for text in evidence for p in pairs(text, neighbours=False)]
    for pair in (p for p in pairs(claim, neighbours=True) if p.is_sure):
        alike = [p for p in told if same(pair.one, p.one) and same(pair.other, p.other)]
        reverse = any(same(pair.one, p.other) and same(pair.other, p.one) and p.is_sure for p in told)
        if (reverse and not alike) or _acts_on_another(pair, told, alike):
            yield Problem("role", pair.shown)


def check_agents(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield who acts in the claim, where the evidence has it only as what is acted on (`an A inhibitor lowers B`)."""
    for name in claim.names:
        if not _is_followed_by_act(name, claim) or is_agent(name, claim):
            continue
        told = [(n, text) for text in evidence for n in text.names if n.keys & name.keys]
        if told and all(is_agent(n, text) for n, text in told):
            yield Problem("role", name.text)


def _is_followed_by_act(name: Name, text: Text) -> bool:
    """Whether a verb of which the name is the doer follows it (not `A is blocked`, not `A targets` as a thing)."""
    following = [w for w in text.words if w.start >= name.end][:2]
    if not following or following[0].is_after_comma or vocabulary.plain(following[0].text) in _BE:
        return False
    return any(acts(w) and not w.is_after_comma and vocabulary.plain(w.text) not in _THINGS for w in following)


def is_agent(name: Name, text: Text) -> bool:
    """Whether a name only says of what something is an inhibitor, an activator."""
    following = next((w for w in text.words if w.start >= name.end), None)
    return following is not None and vocabulary.plain(following.text) in vocabulary.listed("agents")


def _acts_on_another(pair: Pair, told: Sequence[Pair], alike: Sequence[Pair]) -> bool:
    """Whether the evidence has the first name do the same to another name, and not to the second."""
    if any(overlap(pair.verbs, p.verbs) for p in alike):
        return False
    others = [p for p in told if p.is_sure and pair.verbs & p.verbs and not _is_part(pair.other, p.other)]
    return any(same(pair.one, p.one) or same(pair.other, p.other) for p in others)


def _is_part(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a name is a part of another (`AB1` of `CD2/AB1`)."""
    return not one & other and any(len(a) > 2 and b.endswith(a) for a in one for b in other)


def same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names are one, or two forms of one word (`autophagy`, `autophagic`)."""
    return bool(one & other) or any(a.isalpha() and b.isalpha() and akin(a, b) for a in one for b in other)


def check_downstream(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield what the claim puts downstream of another thing than the evidence does."""
    told = [name for text in evidence for name in _after(text, _DOWNSTREAM)]
    for name in _after(claim, _DOWNSTREAM):
        if told and not any(name.keys & other.keys for other in told):
            yield Problem("role", f"downstream of {name.text}")


def _after(text: Text, pattern: re.Pattern[str]) -> list[Name]:
    found = [next((n for n in text.names if n.start >= m.end()), None) for m in pattern.finditer(text.text)]
    return [name for name in found if name]


def check_compared(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield what the claim compares with, where the evidence compares with something else."""
    told = [found for text in evidence for found in _compared(text)]
    for against in _compared(claim):
        elsewhere = [w.root for w in claim.words if w.is_content]
        near = frozenset(r for r in against[:2] if elsewhere.count(r) < 2) or frozenset(against[:2])
        if told and near and not any(overlap(near, frozenset(other)) for other in told):
            yield Problem("role", "compared with " + " ".join(against[:2]))


def _compared(text: Text) -> list[list[str]]:
    found = []
    for match in vocabulary.phrases("then").finditer(text.text):
        after = [w for w in text.words if w.start >= match.end()]
        if not after or after[0].text.isdigit():
            continue
        opens = not text.text[: match.start()].strip() or text.text[: match.start()].rstrip().endswith(",")
        stop = next((i for i, w in enumerate(after) if i and w.is_after_comma), len(after)) if opens else len(after)
        found.append([w.root for w in after[:stop] if w.is_content][:_AFTER_THAN])
    return [roots for roots in found if roots]


def check_likeness(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield what the claim calls alike where the evidence calls it different."""
    like = vocabulary.phrases("likenesses").search(claim.text)
    differs = any(vocabulary.phrases("differences").search(t.text) for t in evidence)
    if like and differs and not vocabulary.phrases("differences").search(claim.text):
        yield Problem("role", like.group(0))
    told = " ".join(t.text for t in evidence)
    compares = vocabulary.phrases("compares")
    equal = vocabulary.phrases("equals").search(told)
    if compares.search(claim.text) and equal and not compares.search(told):
        yield Problem("role", equal.group(0))


def check_change(claim: Text, evidence: Sequence[Text]) -> Iterator[Problem]:
    """Yield a change from A to B that the evidence tells from B to A."""
    told = [found for text in evidence for found in _changes(text)]
    for a, b in _changes(claim):
        straight = max((overlap(a - b, x - y) + overlap(b - a, y - x) for x, y in told), default=0)
        crossed = max((overlap(a - b, y - x) + overlap(b - a, x - y) for x, y in told), default=0)
        if crossed > straight:
            yield Problem("role", f"from {' '.join(sorted(a))} to {' '.join(sorted(b))}")


def _changes(text: Text) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for i, word in enumerate(text.words):
        before = [w for w in text.words[max(0, i - 8) : i] if w.clause == word.clause]
        starts = [k for k, w in enumerate(before) if vocabulary.plain(w.text) in vocabulary.listed("change")]
        if vocabulary.plain(word.text) not in ("to", "into") or not starts:
            continue
        source = [w.root for w in before[starts[-1] + 1 :] if w.is_content]
        goal = [w.root for w in text.words[i + 1 : i + 7] if w.is_content and w.clause == word.clause]
        if source and goal:
            yield frozenset(source[-_AROUND:]), frozenset(goal[: len(source)])
