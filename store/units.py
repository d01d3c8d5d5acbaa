"""What is embedded and ranked: each passage, and each sentence of prose by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from store.records import Passage


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage as a whole (`sentence` is `None`) or one of its sentences."""

    id: str
    passage: Passage
    sentence: int | None
    text: str

    @property
    def embedding_text(self) -> str:
        """Return the text with its heading path before it, which is for the embedding alone."""
        return f"{self.passage.section}. {self.text}" if self.passage.kind == "prose" else self.text


def units(passages: Iterable[Passage]) -> tuple[Unit, ...]:
    """Return the units of `passages`: the passage, then its sentences where it has more than one."""
    found: list[Unit] = []
    for passage in passages:
        found.append(Unit(passage.id, passage, None, passage.text))
        for i, sentence in enumerate(passage.sentences):
            found.append(Unit(f"{passage.id}#{i}", passage, i, sentence.text))
    return tuple(found)
