"""What a question takes for granted and the review says otherwise.

Question and sentences are read into claims (`assertions`), and compared: the opposite is said of the same
thing; the two names stand the other way round; the name is tied to another thing of the kind; the number,
the year or the author is another. Nothing is corrected that any sentence of the review affirms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app import asking, vocabulary
from app.asked import Asked
from app.assertions import Claim, Told, told
from app.columns import is_blank
from app.contrasts import compared, contrast, denied, reversed_course
from app.figures import amount, author, beyond, nearest
from app.lexicon import Lexicon, parts
from app.opposed import opposed
from app.polarity import turned
from app.premise import Premise
from app.sentences import Indexed, akin
from app.ties import alike, ends, other_doer, other_role, partner
from app.understanding import Query
from app.units import low
from app.unlike import unlike
from prompts import render

_ALTERNATIVES = frozenset("or whether versus vs contrast unlike compare compared".split())
_FIRST = 3
"""Sentences of an answer that are sure to be about what is asked."""

_SUPPOSED = frozenset("you we one someone if when could can would might may should happens happen once after".split())


def check(query: Query, chosen: Sequence[Indexed], lexicon: Lexicon, prose: Sequence[Indexed] = ()) -> Premise | None:
    """Return what the question has wrong, or `None` where nothing tells against it.

    Args:
        query: The question.
        chosen: The sentences that would answer it, best first; none where they are not known yet.
        lexicon: The review.
        prose: All its sentences.
    """
    asked = Asked(query, lexicon)
    said = {low(p.text) for p in parts(query.text)}
    shown = [told(lexicon)[i.position] for i in chosen]
    answering = shown[:_FIRST]
    if said & _ALTERNATIVES:
        return compared(asked)
    if "than" in said:
        return compared(asked) or amount(asked, shown) or turned(asked, answering)
    rules: tuple[Callable[[Asked], Premise | None], ...] = (
        author,
        compared,
        reversed_course,
        _opposite,
        _swapped,
        contrast,
        denied,
        other_role,
        other_doer,
        partner,
    )
    if found := next((p for rule in rules if (p := rule(asked))), None):
        return found
    wrong = amount(asked, shown or _nearest(asked))
    wrong = wrong or beyond(asked, answering) or turned(asked, answering)
    return wrong or opposed(asked, answering) or unlike(asked, answering)


def _nearest(asked: Asked) -> list[Told]:
    """Return the sentences that say most of the question; one that asks for entries of the bibliography has none."""
    entries = any(asking.says(asked.query.text, "bibliography", n) for n in ("strong", "weak"))
    return [] if entries else nearest(asked)


def role(query: Query, lexicon: Lexicon) -> Premise | None:
    """Return what a name is an inhibitor, an activator, ... of, where the question says another thing in passing."""
    asked = Asked(query, lexicon)
    return other_role(asked) if len(asked.claims) > sum(c.role for c in asked.claims) else None


def _agreement(asked: Asked, mine: Claim, other: Claim) -> int:
    """Return 1 where two claims say the same of one thing, -1 where the opposite, 0 where they say nothing of it."""
    signs = [
        (s, next((o for u, o in other.targets if asked.same(t, u)), 0))
        for t, s in mine.targets
        if not asked.weak(t) or all(asked.weak(x) for x in mine.things)
    ]
    met = [s * o for s, o in signs if o]
    return 0 if not met or 3 * len(met) < 2 * len(signs) else (1 if max(met) > 0 else -1)


def _opposite(asked: Asked) -> Premise | None:
    """Find a sentence that says less where the question says more, or more where it says less."""
    for mine in asked.claims:
        if not any(s for _, s in mine.targets) or mine.role or _supposed(asked, mine) or asked.for_doer(mine):
            continue
        strong = any(not asked.weak(t) for t in mine.things)
        strong_doers = {a for a in mine.actors if not asked.weak(a)}
        doers = strong_doers & asked.names or strong_doers
        named = any(t in asked.names for t in mine.things)
        if not (strong or doers & asked.names) or not (named or doers):
            continue
        against: list[Told] = []
        for sentence in asked.told:
            verdicts = _verdicts(asked, mine, doers, sentence)
            if any(v > 0 for v in verdicts) or (not doers and _beside(asked, mine, sentence)):
                break
            if any(v < 0 for v in verdicts):
                against.append(sentence)
        else:
            if against and not _in_table(asked, mine):
                return Premise(render("premise"), (asked.ranked(against)[0].position,))
    return None


def _verdicts(asked: Asked, mine: Claim, doers: set[str], sentence: Told) -> list[int]:
    """Return how the claims of a sentence agree; those that name the question's doers overrule those that name none."""
    by_them = [c for c in sentence.claims if not doers or asked.any_same(doers, c.actors)]
    by_none = [c for c in sentence.claims if doers and not c.actors and asked.any_same(doers, sentence.terms)]
    theirs = any(asked.any_same(mine.things, c.things) for c in by_them)
    groups = (by_them,) if theirs else (by_them, by_none)
    found = ([v for c in group if (v := _agreement(asked, mine, c))] for group in groups)
    return next((verdicts for verdicts in found if verdicts), [])


def _supposed(asked: Asked, mine: Claim) -> bool:
    """Whether the question only supposes what it claims (`what happens if`), or asks for it (`how to`)."""
    place = next((i for i, u in enumerate(asked.units) if u.text == mine.word), 0)
    before = [low(u.text) for u in asked.units[max(0, place - 5) : place]]
    return bool(_SUPPOSED & {*before}) or bool({*before[-1:]} & {"by", "to", "without"})


def _beside(asked: Asked, mine: Claim, sentence: Told) -> bool:
    """Whether the sentence has a word of the question's side beside the thing, however they hang together."""
    run = sentence.units
    for i, unit in enumerate(run):
        if unit.term and any(asked.same(unit.term, t) and not asked.weak(t) for t in mine.things):
            signs = [u.sign for u in run[max(0, i - 3) : i + 3] if u.sign]
            wanted = {s for _, s in mine.targets}
            if signs and all(s in wanted for s in signs):
                return True
    return False


def _in_table(asked: Asked, mine: Claim) -> bool:
    """Whether the table's cell for the thing is of the question's side."""
    sides = {"up": 1, "down": -1}
    for at in asked.query.rows:
        if not {t[1:] for t in mine.things} & asked.lexicon.keys_of(at):
            continue
        for cell in asked.lexicon.row(at).cells:
            side = sides.get(vocabulary.value_class(cell.text.strip(" .,;")), 0)
            if not is_blank(cell.text) and side and any(s == side for _, s in mine.targets):
                return True
    return False


def _swapped(asked: Asked) -> Premise | None:
    """Find a sentence in which the doer and the thing are those of the question, the other way round."""
    for mine in asked.claims:
        doers, things = ends(mine, asked.names)
        if not doers or not things or mine.role or asked.for_doer(mine):
            continue
        straight = [t for t in asked.told if any(_joins(c, doers, things) for c in t.claims)]
        turned = [
            t
            for t in asked.told
            for c in t.claims
            if _joins(c, things, doers) and (alike(mine, c) or 0 in {s for _, s in (*mine.targets, *c.targets)})
        ]
        if turned and not straight:
            return Premise(render("premise_swapped"), (asked.ranked(turned)[0].position,))
        if other := _other_end(asked, mine, things):
            return Premise(render("premise_swapped"), (other.position,))
    return None


def _joins(claim: Claim, doers: set[str], things: set[str]) -> bool:
    return bool(claim.actors & doers) and bool((claim.things | claim.aside) & things)


def _other_end(asked: Asked, mine: Claim, things: set[str]) -> Told | None:
    """Find where the same doer does the same to another name of the question."""
    doers = {a for a in mine.actors if not asked.weak(a) and a not in things}
    others = asked.names - things
    found = []
    for sentence in asked.told:
        for c in sentence.claims:
            if (c.verb == mine.verb or akin(c.verb, mine.verb)) and asked.any_same(doers, c.actors):
                if c.things & things:
                    return None
                if c.things & (others - c.actors):
                    found.append(sentence)
    return asked.ranked(found)[0] if found else None
