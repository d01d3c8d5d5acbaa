"""`PROVIDER:NAME` made into a chat model, or one line with the cure."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.model.records import Limits, ModelFailed
from prompts import instruct, render
from store.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from app.model.chat import LangChainChat

SMALL = Limits(evidence=8, evidence_characters=1200, characters=480, steps=0, retries=0, claims=3)
"""What a model in this process, on the processor, gets through in bearable time."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider needs: an extra of ours, the module it brings, and a key."""

    extra: str
    module: str
    key: str = ""
    host: str = ""


PROVIDERS = {
    "ollama": Provider("ollama", "langchain_ollama", host="localhost"),
    "openai": Provider("openai", "langchain_openai", "OPENAI_API_KEY", "api.openai.com"),
    "anthropic": Provider("anthropic", "langchain_anthropic", "ANTHROPIC_API_KEY", "api.anthropic.com"),
    "gguf": Provider("gguf", "xllamacpp", host="localhost"),
}
_LOCAL = re.compile(r"localhost|127\.|\[?::1")


@dataclass(frozen=True, slots=True)
class Choice:
    """A model as the user names it; `base_url` is a server's address, or empty for the provider's own."""

    provider: str
    name: str
    base_url: str = ""

    @property
    def label(self) -> str:
        """Return PROVIDER:NAME, a file by its name alone."""
        return f"{self.provider}:{Path(self.name).name if self.provider == 'gguf' else self.name}"

    @property
    def host(self) -> str:
        """Return where the questions go."""
        own = PROVIDERS[self.provider].host if self.provider in PROVIDERS else self.provider
        return urlsplit(self.base_url).hostname or own

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves the machine."""
        return bool(_LOCAL.match(self.host))

    @property
    def limits(self) -> Limits:
        """Return how far the model may go on one question."""
        return SMALL if self.provider == "gguf" else Limits()


def parse(spec: str, base_url: str = "") -> Choice:
    """Return the choice that `PROVIDER:NAME` stands for.

    Raises:
        ModelError: It is not of that form.
    """
    provider, colon, name = spec.strip().partition(":")
    if not colon or not provider or not name.strip():
        raise ModelError(f"{spec!r} names no model; write PROVIDER:NAME, for example ollama:llama3.2.")
    return Choice(provider.casefold(), name.strip(), base_url.strip())


def disclosure(choice: Choice) -> str:
    """Return the sentence that says which model answers and what leaves the machine."""
    if choice.is_local:
        return render("model_local", model=choice.label)
    return render("model_remote", model=choice.label, host=choice.host)


def connect(choice: Choice, *, check: bool = True) -> LangChainChat:
    """Return the chat model of `choice`; `check` asks it for one word first.

    Raises:
        ModelError: An extra, a key, the server or the model is missing; the message states the cure.
    """
    _require_extra(choice)
    from app.model.chat import LangChainChat

    chat = LangChainChat(_model(choice), choice.label, choice.limits)
    if check:
        _check(chat, choice)
    return chat


def _require_extra(choice: Choice) -> None:
    provider = PROVIDERS.get(choice.provider)
    wanted = ("langchain", provider.module) if provider else ("langchain",)
    if any(importlib.util.find_spec(module) is None for module in wanted):
        extra = provider.extra if provider else "openai"
        raise ModelError(f"{choice.label} needs an extra; install it: pip install -e '.[{extra}]'")


def _model(choice: Choice) -> BaseChatModel:
    try:
        if choice.provider == "gguf":
            from app.model.gguf import serve

            return serve(Path(choice.name).expanduser(), choice.limits)
        return _initialised(choice)
    except ImportError as error:
        raise ModelError(f"{choice.label} needs a package that is missing: {_line(error)}") from None
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{choice.label} cannot be used: {_cure(choice, error)}") from None


def _initialised(choice: Choice) -> BaseChatModel:
    """Return LangChain's model; a server of one's own may ask for no key at all."""
    from langchain.chat_models import init_chat_model

    def made(**more: Any) -> BaseChatModel:
        model: BaseChatModel = init_chat_model(choice.name, model_provider=choice.provider, **_options(choice), **more)
        return model

    try:
        return made()
    except Exception as error:
        if choice.provider != "openai" or not choice.base_url or "api_key" not in str(error):
            raise
        return made(api_key="none")


def _options(choice: Choice) -> dict[str, Any]:
    """Return the options of LangChain's model: nothing random, no hidden retries, a time-out."""
    seconds = choice.limits.seconds
    options: dict[str, Any] = {"temperature": 0}
    if choice.provider == "ollama":
        options["client_kwargs"] = {"timeout": seconds}
    else:
        options |= {"timeout": seconds, "max_retries": 0}
    if choice.base_url:
        options["base_url"] = choice.base_url
        if choice.provider == "openai":
            options["stream_usage"] = True
    return options


def _cure(choice: Choice, error: Exception) -> str:
    key = PROVIDERS[choice.provider].key if choice.provider in PROVIDERS else ""
    if key and re.search(r"api[_ ]?key|credential|auth", str(error), re.IGNORECASE):
        return f"there is no key; set {key} in the environment."
    if "provider" in str(error):
        return f"LangChain knows no provider {choice.provider!r}; use one of: {', '.join(PROVIDERS)}."
    return _line(error)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


_FATAL = {
    "cannot be reached": "start the server, or give its address in REVIEW_CHAT_MODEL_URL.",
    "does not accept the key": "check the key in the environment.",
    "is not known to the provider": "check the name; a model of Ollama is fetched with: ollama pull NAME",
}


def _check(chat: LangChainChat, choice: Choice) -> None:
    """Ask for one word; what only an entry point can mend is raised, anything else is left to the answers."""
    try:
        for _ in chat.stream([("user", instruct("check"))], {}):
            return
    except ModelFailed as failed:
        told = str(failed)
        cure = _FATAL.get(told) or (_FATAL["is not known to the provider"] if "Response" in told else "")
        if cure:
            raise ModelError(f"{choice.label} at {choice.host} {told}; {cure}") from None
