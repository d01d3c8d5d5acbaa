"""A GGUF file served on loopback by llama.cpp in this process, through its OpenAI-compatible server."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.model.records import Limits
from store.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONTEXT = 4096
THREADS = 1
"""llama.cpp's threads wait for one another in a spin: on two busy cores, two are ten times slower than one."""


def serve(path: Path, limits: Limits) -> BaseChatModel:
    """Return a chat model over the file at `path`.

    Raises:
        ModelError: The file is missing, or llama.cpp cannot read it.
    """
    from langchain.chat_models import init_chat_model

    if not path.is_file():
        raise ModelError(f"{path}: no such file; give the path of a GGUF file: --model gguf:PATH")
    tokens = limits.characters // 4
    return init_chat_model(
        path.name, model_provider="openai", base_url=f"{address(path)}/v1", api_key="none",
        temperature=0, timeout=limits.seconds, max_retries=0, extra_body={"max_tokens": tokens, "seed": 0},
    )  # fmt: skip


@cache
def _server(path: Path) -> object:
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.port, params.verbosity = CONTEXT, 1, 0, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = THREADS
    try:
        return Server(params)
    except RuntimeError as error:
        raise ModelError(f"{path}: llama.cpp cannot read it ({error}); give a GGUF file.") from None


def address(path: Path) -> str:
    """Return the address of the server of `path`, which is started on the first call and shared after."""
    return str(_server(path.resolve()).listening_address)  # type: ignore[attr-defined]
