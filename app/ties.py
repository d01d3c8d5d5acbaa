"""To what a question ties a name that the review ties to something else: its role, its doer, its partner."""

from __future__ import annotations

from collections.abc import Iterator

from app.asked import Asked
from app.assertions import Claim
from app.premise import Premise
from app.sentences import akin
from app.units import content, low, units
from prompts import render

_THROUGH = frozenset("through via by".split())


def ends(claim: Claim, names: set[str]) -> tuple[set[str], set[str]]:
    """Return the names at either end of a claim."""
    targets = {t for t in claim.things | (claim.aside if not any(s for _, s in claim.targets) else set()) if t in names}
    return {a for a in claim.actors if a in names} - targets, targets


def alike(first: Claim, second: Claim) -> bool:
    """Whether two claims are of one verb, or of one side."""
    signs = {s for _, s in first.targets}, {s for _, s in second.targets}
    return first.verb == second.verb or akin(first.verb, second.verb) or (signs[0] == signs[1] and {0} != signs[0])


def other_role(asked: Asked) -> Premise | None:
    """Find what the name is an inhibitor, activator, ... of, where the question says another thing."""
    for mine in (c for c in asked.claims if c.role):
        theirs = [(t, c) for t in asked.told for c in t.claims if c.role and c.actors & mine.actors]
        together = [t for t in asked.told if mine.actors & t.terms and asked.any_same(mine.things, t.terms)]
        if (
            theirs
            and not any(asked.any_same(mine.things, c.things) for _, c in theirs)
            and not (together and mine.things & asked.names)
        ):
            return Premise(render("premise"), (theirs[0][0].position,))
    return None


def other_doer(asked: Asked) -> Premise | None:
    """Find who does it to a name, where the question has it done by what the review never names beside it."""
    run = asked.units
    for mine in asked.claims:
        by = next(
            (i for i, u in enumerate(run) if low(u.text) == "by" and i and run[i - 1].text == mine.word), len(run)
        )
        doer = next((u for u in run[by + 1 :] if content(u)), None)
        things = mine.things & asked.names
        if not doer or doer.term in asked.names or not things or any(s for _, s in mine.targets):
            continue
        if any(asked.has(t, doer.term) and things & t.terms for t in asked.told):
            continue
        verbs = asked.alike(mine.verb)
        theirs = [t for t in asked.told for c in t.claims if c.verb in verbs and things & c.things and c.actors]
        if theirs:
            return Premise(render("premise"), (asked.ranked(theirs)[0].position,))
    return None


def partner(asked: Asked) -> Premise | None:
    """Find what the doer does, where the review never tells of it and the question's thing together."""
    if asked.query.operators & {"list", "count", "compare"}:
        return None
    for doer, thing, verb in _pairs(asked):
        if _together(asked, doer, thing):
            continue
        theirs = [(t, c) for t in asked.told for c in t.claims if doer in c.actors and _fits(c, verb)]
        naming = [t for t, c in theirs if any(term[0] == "=" for term in c.things)]
        if found := naming or [t for t, _ in theirs]:
            text = render("premise_apart", first=_shown(asked, doer), second=_shown(asked, thing))
            return Premise(text, (asked.ranked(found)[0].position,))
    return None


def _fits(claim: Claim, verb: Claim | None) -> bool:
    """Whether a claim is what the question's might have been mistaken for."""
    if verb is None:
        return bool(claim.things)
    return alike(verb, claim)


def _pairs(asked: Asked) -> Iterator[tuple[str, str, Claim | None]]:
    """Yield the pairs of names that the question ties, by a verb or by `through`."""
    for mine in asked.claims:
        doers, things = ends(mine, asked.names)
        for doer in sorted(doers) if len(doers) == 1 else ():
            for thing in sorted(things) if len(things) == 1 else ():
                yield doer, thing, mine
    run = asked.units
    for i, unit in enumerate(run):
        if low(unit.text) in _THROUGH and i + 1 < len(run):
            near = [u.term for u in run[i + 1 : i + 3] if u.term in asked.names]
            before = [u.term for u in run[:i] if u.term in asked.names]
            if len(asked.names) == 2 and near and before:
                yield before[0], near[0], None


def _together(asked: Asked, first: str, second: str) -> bool:
    """Whether a sentence, or two that follow each other, or a row of a table has both names."""
    held = [t.terms for t in asked.told]
    near = any({first, second} <= here | there for here, there in zip(held, [*held[1:], frozenset()], strict=True))
    rows = (" ".join(c.text for c in r.cells) for t in asked.lexicon.document.tables for r in t.rows)
    return near or any({first, second} <= {u.term for u in units(row, asked.lexicon)} for row in rows)


def _shown(asked: Asked, term: str) -> str:
    return next(u.text for u in asked.units if u.term == term)
