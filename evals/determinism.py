"""Are two runs the same? Two assistants over one library, and two libraries of the same files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from evals.cases import Case
from evals.systems import System
from store.records import Answer


@dataclass(frozen=True, slots=True)
class Repeat:
    """How many answers were compared, and the ids of those that differ."""

    asked: int
    different: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every answer came out the same."""
        return not self.different


def answer_bytes(answer: Answer) -> bytes:
    """Return everything in `answer` but its timings, as JSON."""
    bare = replace(answer, timings_ms={}, hits=tuple(replace(h, signals=dict(h.signals)) for h in answer.hits))
    return json.dumps(asdict(bare), ensure_ascii=False, sort_keys=True).encode()


def digests(system: System, cases: Sequence[Case], document_id: str) -> dict[str, str]:
    """Return the SHA-256 of the answer to each case."""
    asked = {case.id: system.ask(case.question, case.history, document_id) for case in cases}
    return {id: hashlib.sha256(answer_bytes(answer)).hexdigest() for id, answer in asked.items()}


def compare(first: dict[str, str], second: dict[str, str]) -> Repeat:
    """Return which of the answers with the digests `first` differ in `second`."""
    return Repeat(len(first), tuple(id for id, digest in first.items() if second.get(id) != digest))
