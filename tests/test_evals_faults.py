"""Planted faults: each makes its own score fall, and newly failing cases fail the build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import assistant
from app.table import execute
from evals import kept, made, suite
from evals.cases import Case, load
from evals.figures import LOWER_IS_BETTER, by_kind, figures
from evals.runner import Result, run
from evals.systems import Ours, ours
from ingest import pipeline, readers, shipped
from store.embedder import Embedder
from store.library import Library
from store.records import Answer, Citation, Document, Reference

Fault = Callable[[pytest.MonkeyPatch], None]
_cite = assistant.cite
_matching = execute.matching


@pytest.fixture(scope="module")
def document(shipped_library: Library) -> Document:
    return next(iter(shipped_library.snapshot().documents.values()))


@pytest.fixture(scope="module")
def cases(document: Document) -> list[Case]:
    """Return some of every kind that the faults touch."""
    found = [*made.cases(document), *load(suite.case_files(document), document.text)]
    kinds = ("lookup", "reverse", "unanswerable_near", "unanswerable_far", "fact", "group")
    return [case for kind in kinds for case in [c for c in found if c.kind == kind][::4]]


@pytest.fixture(scope="module")
def system(shipped_library: Library, embedder: Embedder) -> Ours:
    return ours(shipped_library, embedder)


@pytest.fixture(scope="module")
def honest(system: Ours, cases: list[Case], document: Document) -> tuple[Result, ...]:
    return run(system, cases, {document.id: document}, document.id)


def _the_row_below(patch: pytest.MonkeyPatch) -> None:
    """Answer from the row below each that meets the conditions."""
    patch.setattr(execute, "matching", lambda ask: frozenset((r + 1) % len(ask.frame.rows) for r in _matching(ask)))


def _cited(patch: pytest.MonkeyPatch, change: Callable[[Answer, Document], Answer]) -> None:
    """Change every answer as it leaves `cite`, where markers are minted."""

    def cite(*given: object) -> Answer:
        lexicon = next(part for part in given if hasattr(part, "document"))
        return change(_cite(*given), lexicon.document)  # type: ignore[arg-type]

    patch.setattr(assistant, "cite", cite)


def _each_citation(change: Callable[[Citation, Document], Citation]) -> Callable[[Answer, Document], Answer]:
    return lambda answer, document: replace(answer, citations=tuple(change(c, document) for c in answer.citations))


def _next(reference: Reference, document: Document) -> Reference:
    return next((r for r in document.references if r.number == reference.number + 1), document.references[0])


def _shifted_reference(patch: pytest.MonkeyPatch) -> None:
    def change(citation: Citation, document: Document) -> Citation:
        return replace(citation, references=tuple(_next(r, document) for r in citation.references))

    _cited(patch, _each_citation(change))


def _neighbours_doi(patch: pytest.MonkeyPatch) -> None:
    def change(citation: Citation, document: Document) -> Citation:
        references = tuple(replace(r, doi=_next(r, document).doi) for r in citation.references)
        return replace(citation, references=references)

    _cited(patch, _each_citation(change))


def _wrong_sentence(patch: pytest.MonkeyPatch) -> None:
    def change(citation: Citation, document: Document) -> Citation:
        span = document.paragraphs[1].sentences[0].span
        return replace(citation, span=span, quote=document.quote(span))

    _cited(patch, _each_citation(change))


def _altered_quotation(patch: pytest.MonkeyPatch) -> None:
    def change(citation: Citation, document: Document) -> Citation:
        return replace(citation, quote=citation.passage.text + " ")

    _cited(patch, _each_citation(change))


def _never_refuses(patch: pytest.MonkeyPatch) -> None:
    def change(answer: Answer, document: Document) -> Answer:
        return replace(answer, outcome="answered", text=answer.hits[0].passage.text if answer.hits else "Yes.")

    _cited(patch, lambda answer, document: change(answer, document) if answer.abstained else answer)


FAULTS: list[tuple[Fault, str]] = [
    (_the_row_below, "reverse"),
    (_shifted_reference, "right references"),
    (_neighbours_doi, "right DOIs"),
    (_wrong_sentence, "citation recall (overlap)"),
    (_altered_quotation, "verbatim quotations"),
    (_never_refuses, "abstention recall"),
]


@pytest.mark.parametrize(("fault", "measure"), FAULTS)
def test_a_fault_lowers_its_own_score_and_fails_the_build(
    monkeypatch: pytest.MonkeyPatch,
    system: Ours,
    cases: list[Case],
    document: Document,
    honest: tuple[Result, ...],
    fault: Fault,
    measure: str,
) -> None:
    fault(monkeypatch)
    faulty = run(system, cases, {document.id: document}, document.id)
    _assert_caught(honest, faulty, measure)


def test_a_dropped_row_is_caught(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    shipped_home: Path,
    embedder: Embedder,
    cases: list[Case],
    document: Document,
    honest: tuple[Result, ...],
) -> None:
    """The reader loses the third row; the cases are still made from the true table."""
    whole = readers.read

    def read(path: Path) -> Document:
        table, *rest = whole(path).tables
        return replace(document, tables=(replace(table, rows=(*table.rows[:2], *table.rows[3:])), *rest))

    monkeypatch.setattr(readers, "read", read)
    home = tmp_path / "home"
    shutil.copytree(shipped_home, home)
    library = Library(home, embedder, pipeline.VERSIONS)
    pipeline.ingest([shipped.path()], library)
    faulty = run(ours(library, embedder), cases, {document.id: document}, document.id)
    _assert_caught(honest, faulty, "group")


def test_the_honest_run_does_not_fail_the_build(
    system: Ours, cases: list[Case], document: Document, honest: tuple[Result, ...]
) -> None:
    again = run(system, cases, {document.id: document}, document.id)
    assert kept.compare(kept.keep(honest, ""), kept.keep(again, "")).newly_failing == ()


def _assert_caught(honest: tuple[Result, ...], faulty: tuple[Result, ...], measure: str) -> None:
    before, after = ({**figures(run), **by_kind(run)}[measure].value for run in (honest, faulty))
    assert measure not in LOWER_IS_BETTER
    assert before is not None
    assert after is not None
    assert after < before
    found = kept.compare(kept.keep(honest, ""), kept.keep(faulty, ""))
    assert found.newly_failing
    assert found.passed.change < 0
