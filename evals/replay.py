"""A chat model whose replies are kept in a file, so that a run can be repeated without asking it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.model.records import Chat, Message, Usage


class Replayed:
    """Asks `chat` for what the file does not hold, and adds it: a JSON line a reply, by a hash of what was said."""

    def __init__(self, chat: Chat, path: Path) -> None:
        """Keep the replies of `chat` in the file at `path`."""
        self._chat = chat
        self._path = path
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        self._known: dict[str, str] = {r["key"]: r["reply"] for r in map(json.loads, lines)}
        self._usage = Usage()
        self.name = chat.name

    def usage(self) -> Usage:
        """Return what the replies would have cost, at four characters a token."""
        return self._usage

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[str]:
        """Yield the kept reply, or the model's.

        Raises:
            ModelFailed: There is no reply, or it broke off.
        """
        said = json.dumps([self.name, list(messages), schema], ensure_ascii=False)
        key = hashlib.sha256(said.encode()).hexdigest()
        if key not in self._known:
            self._known[key] = "".join(self._chat.stream(messages, schema))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, "reply": self._known[key]}, ensure_ascii=False) + "\n")
        reply = self._known[key]
        self._usage += Usage(1, sum(len(text) for _, text in messages) // 4, len(reply) // 4)
        yield reply
