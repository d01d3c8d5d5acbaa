"""The report of a run: one HTML page that fetches nothing, and JSON lines for machines."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Any

from evals import plots, terminal
from evals.bootstrap import Figure
from evals.figures import Latency, by_kind, figures, latency
from evals.kept import Comparison
from evals.runner import Result
from evals.scores import DEPTHS
from evals.suite import Checks
from store.records import Document

_PAGE = Path(__file__).parent / "report.html"


def write(
    folder: Path, document: Document, results: Sequence[Result], checks: Checks | None, comparison: Comparison | None
) -> Path:
    """Write index.html, cases.jsonl and figures.json into `folder` and return the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    systems = by_system(results)
    lines = [json.dumps(record(r, document), ensure_ascii=False, sort_keys=True) for r in results]
    (folder / "cases.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    numbers = {name: {m: asdict(f) for m, f in figures(own).items()} for name, own in systems.items()}
    (folder / "figures.json").write_text(json.dumps(numbers, ensure_ascii=False, indent=2) + "\n", "utf-8")
    path = folder / "index.html"
    path.write_text(page(document, systems, checks, comparison), "utf-8")
    return path


def by_system(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Return the results of each system, ours first."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.system, []).append(result)
    return found


def record(result: Result, document: Document) -> dict[str, Any]:
    """Return a result as one JSON object: question, answer, expected, evidence, scores."""
    case, answer, score = result.case, result.answer, result.score
    return {
        "id": case.id,
        "system": result.system,
        "kind": case.kind,
        "half": case.half,
        "question": case.question,
        "history": [asdict(turn) for turn in case.history],
        "outcome": answer.outcome if answer else "error",
        "answer": answer.text if answer else result.error,
        "cited": [citation.quote for citation in answer.citations] if answer else [],
        "expected": expected(result),
        "evidence": [document.quote(span) for span in case.evidence],
        "scores": {**asdict(score), "right": score.right, "passed": score.passed},
        "milliseconds": result.milliseconds,
    }


def expected(result: Result) -> dict[str, Any]:
    """Return what the case asks for."""
    case = result.case
    return {
        "outcome": list(case.outcomes),
        "must": [list(group) for group in case.must],
        "must_not": list(case.must_not),
        "set": list(case.expected),
        "references": list(case.references),
    }


def page(
    document: Document,
    systems: Mapping[str, Sequence[Result]],
    checks: Checks | None,
    comparison: Comparison | None,
) -> str:
    """Return the page."""
    own = next(iter(systems.values()))
    missed = [r for r in own if not r.score.passed]
    passed = len(own) - len(missed)
    template = Template(_PAGE.read_text("utf-8"))
    return template.substitute(
        title=html.escape(f"Evals: {document.title}"),
        summary=html.escape(f"{len(own)} cases, {passed} passed. Intervals are 95 % bootstrap intervals."),
        tables="".join(_tables(systems)),
        plots="".join(_plots(systems)),
        checks=html.escape(terminal.checks_text(checks) if checks else "not run"),
        comparison=html.escape(terminal.comparison_text(comparison) if comparison else "no kept run"),
        missed=len(missed),
        misses="".join(_miss(r, document) for r in missed),
    )


def _tables(systems: Mapping[str, Sequence[Result]]) -> list[str]:
    columns = {name: figures(own) for name, own in systems.items()}
    kinds = {name: by_kind(own) for name, own in systems.items()}
    halves = {
        f"{name}, {half}": figures([r for r in own if r.case.half == half])
        for name, own in systems.items()
        for half in ("dev", "test")
    }
    return [
        _table("All measures", columns),
        _table("Right answers by kind", kinds),
        _table("The halves", halves),
    ]


def _table(title: str, columns: Mapping[str, Mapping[str, Figure]]) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    names = dict.fromkeys(name for column in columns.values() for name in column)
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td>"
        + "".join(f"<td>{terminal.shown(column.get(name, Figure(None)))}</td>" for column in columns.values())
        + "</tr>"
        for name in names
    )
    body = f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2>{html.escape(title)}</h2><div class="scroll" tabindex="0">{body}</div>'


def _plots(systems: Mapping[str, Sequence[Result]]) -> list[str]:
    kinds = {name: by_kind(own) for name, own in systems.items()}
    groups = {kind: {name: kinds[name][kind] for name in systems} for kind in next(iter(kinds.values()))}
    measured = {name: figures(own) for name, own in systems.items()}
    recall = {name: [(float(k), found[f"recall@{k}"].value or 0.0) for k in DEPTHS] for name, found in measured.items()}
    spent = {name: plots.cumulative([r.milliseconds for r in own]) for name, own in systems.items()}
    return [
        plots.bars(groups, "Right answers by kind of question"),
        plots.lines(recall, "Recall at k", logarithmic=True),
        plots.lines(spent, "Share of answers within so many milliseconds", logarithmic=True),
        f"<pre>{html.escape(terminal.latency_table(latencies(systems)))}</pre>",
    ]


def latencies(systems: Mapping[str, Sequence[Result]]) -> dict[str, Latency]:
    """Return the latency of each system; the baselines find the query's vector computed already."""
    return {name: latency([r.milliseconds for r in own]) for name, own in systems.items()}


def _miss(result: Result, document: Document) -> str:
    case, score = result.case, result.score
    told = record(result, document)
    why = [
        ("missing", ", ".join(score.missing)),
        ("forbidden", ", ".join(score.forbidden)),
        ("outcome", "" if score.outcome else f"{told['outcome']}, not {' or '.join(case.outcomes)}"),
        ("references", "" if score.references is not False else f"not {case.references}"),
        ("citations", "none on the evidence" if score.citation_recall == 0 else ""),
        ("answer", str(told["answer"])),
        ("history", "\n".join(f"{t.user} / {t.assistant}" for t in case.history)),
        ("expected", "; ".join(" | ".join(g) for g in case.must) or ", ".join(case.expected)),
        ("evidence", "\n".join(told["evidence"])),
        ("cited", "\n".join(told["cited"])),
    ]
    items = "".join(f"<dt>{name}</dt><dd>{html.escape(text)}</dd>" for name, text in why if text)
    head = f"{case.id} ({case.kind}, {case.half}): {case.question}"
    return f"<details><summary>{html.escape(head)}</summary><dl>{items}</dl></details>"
