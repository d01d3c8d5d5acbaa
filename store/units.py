"""What is embedded and ranked: passages as a whole, and the sentences of prose by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    def indexed_text(self) -> str:
        """Return what is embedded and what BM25 reads: of prose, its heading path comes first."""
        prose = self.passage.kind == "prose" and self.passage.path
        return f"{self.passage.section}. {self.text}" if prose else self.text

    @property
    def is_smallest(self) -> bool:
        """Whether no other unit is a part of it: a sentence, a row, any passage without sentences."""
        return self.sentence is not None or not self.passage.sentences


def units(passages: Iterable[Passage]) -> tuple[Unit, ...]:
    """Return the units of `passages` in their order: the passage, then its sentences.

    A passage of one sentence is that sentence alone, so that nothing is ranked twice.
    """
    return tuple(unit for passage in passages for unit in _units(passage))


def _units(passage: Passage) -> Iterator[Unit]:
    if len(passage.sentences) != 1:
        yield Unit(passage.id, passage, None, passage.text)
    for i, sentence in enumerate(passage.sentences):
        yield Unit(f"{passage.id}#{i}", passage, i, sentence.text)
