"""What the parts of the model's side hand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]
Message = tuple[Role, str]


class ModelFailed(Exception):
    """The model gave no usable reply; the message completes "The model ...". It never leaves `app.model`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a model may go on one question."""

    seconds: float = 120.0
    """For one reply; what streams on for longer is cut off."""
    characters: int = 8000
    """Of one reply; an endless one is cut off there."""
    steps: int = 3
    """Rounds of look-ups."""
    retries: int = 1
    evidence: int = 24
    """Pieces of evidence that are offered at most."""
    evidence_characters: int = 9000
    claims: int = 12


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more replies, counted by the provider, or estimated at four characters each."""

    calls: int = 0
    sent: int = 0
    received: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Return the sum of both."""
        return Usage(self.calls + other.calls, self.sent + other.sent, self.received + other.received)

    def record(self) -> dict[str, int]:
        """Return the counts by name."""
        return {"calls": self.calls, "tokens_sent": self.sent, "tokens_received": self.received}


class Chat(Protocol):
    """A chat model as the assistant sees it."""

    @property
    def name(self) -> str:
        """Return PROVIDER:NAME."""

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[str]:
        """Yield the reply in pieces; the schema is followed where the provider can make it so.

        Raises:
            ModelFailed: There is no reply, or it broke off.
        """

    def usage(self) -> Usage:
        """Return what all replies so far cost."""


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A claim as the model wrote it. `said` is its translation, where one was asked for."""

    text: str
    evidence: tuple[int, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class LookUp:
    """A tool that the model asks for."""

    tool: str
    argument: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What was read from a reply."""

    claims: tuple[DraftClaim, ...] = ()
    look_ups: tuple[LookUp, ...] = ()


def schema(*, translated: bool = False) -> Mapping[str, Any]:
    """Return the JSON schema of a reply; `translated` where each claim is wanted in another language too."""
    text = {"type": "string", "maxLength": 400}
    claim = {"text": text, "evidence": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 6}}
    claim |= {"said": text} if translated else {}
    tools = {"type": "string", "enum": ["search", "table", "molecule", "references"]}
    look_up = {"tool": tools, "argument": {"type": "string", "maxLength": 100}}
    return {
        "title": "Reply",
        "description": "Claims over numbered evidence, and look-ups where it is not enough.",
        **_object({"claims": _array(_object(claim), 12), "look_up": _array(_object(look_up), 3)}),
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": dict(items), "maxItems": most}
