"""One question put to a model: look-ups, claims, each verified, one retry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.drafts import Statement
from app.model.evidence import Numbered, Piece, Sources
from app.model.records import Chat, DraftClaim, Limits, LookUp, Message, ModelFailed, schema
from app.model.replies import read
from app.model.wishes import Wish
from app.verify import Names, Problem, translation, verify
from prompts import instruct
from store.records import Support


@dataclass(frozen=True, slots=True)
class Failure:
    """A claim that did not stand, and what its evidence does not carry."""

    claim: DraftClaim
    problems: tuple[Problem, ...]


@dataclass
class Talk:
    """What was said so far on one question; `talk` alone changes it."""

    numbered: Numbered
    messages: list[Message]
    passed: list[Statement] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    dropped: int = 0
    untranslated: int = 0
    steps: int = 0
    tries: int = 0
    seen: set[DraftClaim] = field(default_factory=set)


@dataclass(frozen=True)
class Desk:
    """The means of one question."""

    chat: Chat
    sources: Sources
    names: Names
    limits: Limits
    wish: Wish


def opened(question: str, answer: str, numbered: Numbered, wish: Wish) -> Talk:
    """Return a talk with the instruction and the question, not yet sent."""
    wished = [instruct("wish", wish=", ".join(wish.said))] if wish.said else []
    wished += [instruct("language", language=wish.language)] if wish.language else []
    asked = instruct(
        "question",
        boundary=numbered.boundary,
        evidence=numbered.shown(),
        answer=answer,
        wish="\n".join(wished),
        question=question,
    )
    return Talk(numbered, [("system", instruct("claims")), ("user", asked)])


def talk(so_far: Talk, desk: Desk) -> Iterator[Statement]:
    """Yield each claim as soon as it has passed; `so_far` holds the rest at the end.

    Raises:
        ModelFailed: The model gave no usable reply.
    """
    form = schema(translated=bool(desk.wish.language))
    while True:
        said = ""
        for piece in desk.chat.stream(so_far.messages, form):
            said += piece
            if "}" in piece or "]" in piece:
                yield from _judged(so_far, desk, read(said).claims)
        reply = read(said)
        yield from _judged(so_far, desk, reply.claims)
        if not reply.claims and not reply.look_ups and not so_far.passed:
            raise ModelFailed("gave nothing that can be read" if said.strip() else "gave an empty answer")
        so_far.messages.append(("assistant", said))
        following = _after_look_ups(so_far, desk, reply.look_ups) or _retry(so_far, desk)
        if following is None:
            return
        so_far.messages.append(("user", following))


def _judged(so_far: Talk, desk: Desk, claims: Sequence[DraftClaim]) -> Iterator[Statement]:
    """Yield the claims that pass, each judged once; keep those that fail for the retry."""
    for claim in claims:
        if claim in so_far.seen or len(so_far.seen) >= desk.limits.claims:
            continue
        so_far.seen.add(claim)
        pieces = so_far.numbered.get(claim.evidence)
        problems = verify(claim.text, [p.proof for p in pieces], desk.names) if pieces else (_unresolved(claim),)
        if problems or not pieces:
            so_far.failed.append(Failure(claim, problems))
            continue
        statement = _statement(claim, pieces, so_far, desk)
        so_far.passed.append(statement)
        yield statement


def _unresolved(claim: DraftClaim) -> Problem:
    return Problem("citation", ", ".join(f"E{n}" for n in claim.evidence) or "no evidence named")


def _statement(claim: DraftClaim, pieces: Sequence[Piece], so_far: Talk, desk: Desk) -> Statement:
    text = claim.text
    if desk.wish.language:
        if translation.agrees(claim.text, claim.said, desk.wish.language, desk.names):
            text = claim.said
        else:
            so_far.untranslated += 1
    rows = [p.proof.is_row for p in pieces]
    support: Support = "table only" if all(rows) else "table and prose" if any(rows) else "prose only"
    return Statement(text, tuple(p.evidence for p in pieces), support)


def _after_look_ups(so_far: Talk, desk: Desk, asked: Sequence[LookUp]) -> str | None:
    """Return the next message where look-ups brought something new and steps are left."""
    if not asked or so_far.steps >= desk.limits.steps:
        return None
    so_far.steps += 1
    before = len(so_far.numbered.pieces)
    brought = [p for one in asked[:3] for p in desk.sources.look_up(one)]
    so_far.numbered = so_far.numbered.extended(brought, desk.limits)
    if len(so_far.numbered.pieces) == before:
        return None
    return instruct(
        "more",
        boundary=so_far.numbered.boundary,
        evidence=so_far.numbered.shown(before),
        left=str(desk.limits.steps - so_far.steps),
    )


def _retry(so_far: Talk, desk: Desk) -> str | None:
    """Return the message that asks for the failed claims again, once."""
    failed, so_far.failed = so_far.failed, []
    if not failed or so_far.tries >= desk.limits.retries:
        so_far.dropped += len(failed)
        return None
    so_far.tries += 1
    lines = [f"- {f.claim.text[:300]}\n  {_told(f.problems)}" for f in failed]
    return instruct("retry", failures="\n".join(lines))


def _told(problems: Sequence[Problem]) -> str:
    return "; ".join(f"{p.kind}: {p.what}" for p in problems[:5])
