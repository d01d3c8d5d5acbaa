"""Runs systems over cases."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.cases import Case
from evals.scores import Documents, Score, score
from evals.systems import System
from store.records import Answer

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Result:
    """One case as one system answered it; `answer` is `None` where it raised, with `error` in its place."""

    system: str
    case: Case
    score: Score
    milliseconds: float
    answer: Answer | None = None
    error: str = ""


def run(
    system: System,
    cases: Sequence[Case],
    documents: Documents,
    document_id: str,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Ask `system` every case about the document `document_id`, in order, and score the answers."""
    results = []
    for i, case in enumerate(cases):
        results.append(_result(system, case, documents, document_id))
        if progress and (i % 10 == 9 or i + 1 == len(cases)):
            progress(system.name, (i + 1) / len(cases))
    return tuple(results)


def _result(system: System, case: Case, documents: Documents, document_id: str) -> Result:
    started = time.perf_counter()
    try:
        answer = system.ask(case.question, case.history, document_id)
    except Exception as error:  # a crash is a wrong answer to this case, not the end of the run
        failed = Score(outcome=False, facts=False, words=0, declined=False)
        return Result(system.name, case, failed, _since(started), error=f"{type(error).__name__}: {error}")
    spent = _since(started)
    return Result(system.name, case, score(case, answer, documents, document_id), spent, answer)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
