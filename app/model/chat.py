"""A LangChain chat model as a `Chat`: streamed, bounded, its errors told in words."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from langchain_core import exceptions as langchain_errors
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableSequence

from app.model.records import Limits, Message, ModelFailed, Usage

_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (langchain_errors.ModelTimeoutError, "timed out"),
    (langchain_errors.ModelRateLimitError, "is rate-limited"),
    (langchain_errors.ModelRefusalError, "refused"),
    (langchain_errors.ContextOverflowError, "cannot hold this much evidence"),
    (langchain_errors.ModelAuthenticationError, "does not accept the key"),
    (langchain_errors.ModelPermissionDeniedError, "does not accept the key"),
    (langchain_errors.ModelNotFoundError, "is not known to the provider"),
    (langchain_errors.ModelConnectionError, "cannot be reached"),
    (TimeoutError, "timed out"),
    (ConnectionError, "cannot be reached"),
)
_BY_NAME = (("timeout", "timed out"), ("ratelimit", "is rate-limited"), ("connect", "cannot be reached"))
_REFUSALS = frozenset({"refusal", "content_filter"})


def reason(error: BaseException) -> str:
    """Return what is said of an error: "timed out"."""
    known = next((said for kind, said in _REASONS if isinstance(error, kind)), "")
    name = type(error).__name__.casefold()
    return known or next((said for part, said in _BY_NAME if part in name), f"broke off ({type(error).__name__})")


class LangChainChat:
    """A chat model of LangChain. It counts what it was sent, and keeps nothing else."""

    def __init__(self, model: BaseChatModel, name: str, limits: Limits | None = None) -> None:
        """Ask `model`; `name` is PROVIDER:NAME."""
        self._model = model
        self._limits = limits or Limits()
        self._usage = Usage()
        self._structured = True
        self.name = name

    def usage(self) -> Usage:
        """Return what all replies so far cost."""
        return self._usage

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[str]:
        """Yield the reply in pieces, until it ends or the limits are reached.

        Raises:
            ModelFailed: There is no reply, or it broke off.
        """
        runnable = self._bound(schema) if schema and self._structured else None
        if runnable is None:
            yield from self._pieces(self._model, messages)
            return
        try:
            yield from self._pieces(runnable, messages)
        except _BadRequest:
            self._structured = False  # this server knows no structured output
            yield from self._pieces(self._model, messages)

    def _bound(self, schema: Mapping[str, Any]) -> Runnable[Any, Any] | None:
        """Return the model bound to its provider's structured output, or `None` where it has none.

        It is the first step of what `with_structured_output` makes: the parser behind it would hold
        back the stream until its end.
        """
        try:
            made = self._model.with_structured_output(dict(schema))
        except (NotImplementedError, ValueError, TypeError):
            return None
        return made.first if isinstance(made, RunnableSequence) else None

    def _pieces(self, runnable: Runnable[Any, Any], messages: Sequence[Message]) -> Iterator[str]:
        started, length, counted = time.monotonic(), 0, Usage(1)
        try:
            for chunk in runnable.stream(list(messages)):
                counted = _counted(counted, chunk)
                text = _text(chunk)
                length += len(text)
                yield text
                if getattr(chunk, "response_metadata", {}).get("finish_reason") in _REFUSALS:
                    raise ModelFailed("refused")
                if time.monotonic() - started > self._limits.seconds:
                    raise ModelFailed("timed out")
                if length > self._limits.characters:
                    break
        except (ModelFailed, GeneratorExit):
            raise
        except langchain_errors.ModelInvalidRequestError as error:
            if runnable is self._model:
                raise ModelFailed(reason(error)) from None
            raise _BadRequest from None
        except Exception as error:  # whatever a provider raises, the reader gets the answer without it
            if not (length and "Length" in type(error).__name__):  # it was cut off: what has arrived counts
                raise ModelFailed(reason(error)) from None
        finally:
            self._usage += _estimated(counted, messages, length)


class _BadRequest(Exception):
    """The server does not take the request with structured output."""


def _text(chunk: Any) -> str:
    """Return the text of a chunk: its content, or the arguments of a tool call that carries the schema."""
    calls = "".join(str(c.get("args") or "") for c in getattr(chunk, "tool_call_chunks", ()) or ())
    content = getattr(chunk, "content", chunk)
    if isinstance(content, list):
        content = "".join(p if isinstance(p, str) else str(p.get("text", "")) for p in content)
    return str(content) + calls


def _counted(usage: Usage, chunk: Any) -> Usage:
    told = getattr(chunk, "usage_metadata", None)
    if not told:
        return usage
    return Usage(1, max(usage.sent, int(told["input_tokens"])), max(usage.received, int(told["output_tokens"])))


def _estimated(usage: Usage, messages: Sequence[Message], received: int) -> Usage:
    """Return the provider's count, or one at four characters a token where it gave none."""
    sent = usage.sent or sum(len(text) for _, text in messages) // 4
    return Usage(usage.calls, sent, usage.received or received // 4)
