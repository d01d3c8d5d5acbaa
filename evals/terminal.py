"""What is printed: progress on one line, tables in plain text."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from evals.bootstrap import Figure
from evals.figures import Latency
from evals.kept import Comparison
from evals.pairs import Verdict
from evals.pairs import table as table_of
from evals.suite import Checks


def progress(what: str, done: float) -> None:
    """Show how far `what` is; one line on a terminal that is written over, nothing elsewhere."""
    if sys.stderr.isatty():
        end = "\n" if done >= 1 else ""
        print(f"\r{what:<24.24} {done:>5.0%}", end=end, file=sys.stderr, flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under a head, the first column to the left and the others to the right."""
    widths = [max(len(line[i]) for line in (head, *rows)) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join([cells[0].ljust(widths[0]), *rest]).rstrip()

    return "\n".join([line(head), "  ".join("-" * width for width in widths), *map(line, rows)])


def shown(figure: Figure, digits: int = 3) -> str:
    """Return a figure with its interval: `0.871 [0.84, 0.90]`."""
    if figure.value is None:
        return "-"
    digits = 1 if figure.value > 2 else digits
    return f"{figure.value:.{digits}f} [{figure.low:.{digits - 1}f}, {figure.high:.{digits - 1}f}]"


def figures_table(columns: Mapping[str, Mapping[str, Figure]]) -> str:
    """Return the measures down and the systems across."""
    names = list(next(iter(columns.values())))
    rows = [[name, *(shown(column[name]) if name in column else "-" for column in columns.values())] for name in names]
    return table(["", *columns], rows)


def latency_table(columns: Mapping[str, Latency], head: str = "ms an answer (query vectors shared)") -> str:
    """Return the milliseconds an answer, the systems down (those after the first reuse its query vectors)."""
    rows = [[name, f"{at.p50:.1f}", f"{at.p95:.1f}", f"{at.longest:.1f}"] for name, at in columns.items()]
    return table([head, "p50", "p95", "longest"], rows)


def checks_text(checks: Checks) -> str:
    """Return the checks of our system, a line each, with what failed by name."""
    moved = [r.case for r in checks.mutated if not r.score.right]
    lost = [p for p in checks.probes if p.rank is None]
    lines = [
        _count("mutated cells followed", len(checks.mutated) - len(moved), len(checks.mutated)),
        *(f"    not: {case.question} -> {case.must[0][0] if case.must else case.references}" for case in moved[:20]),
    ]
    for kind, name in (("table_row", "rows"), ("prose", "paragraphs")):
        own = [p for p in checks.probes if p.kind == kind]
        first = sum(p.rank == 1 for p in own)
        found = sum(p.rank is not None for p in own)
        lines.append(f"{_count(f'{name} found in ten', found, len(own))}, {first} of them first")
    lines += [f"    not: {p.question}" for p in lost[:20]]
    for name, repeat in (("two runs", checks.two_runs), ("two ingests", checks.two_ingests)):
        lines.append(_count(f"the same answers in {name}", repeat.asked - len(repeat.different), repeat.asked))
        lines += [f"    not: {id}" for id in repeat.different[:5]]
    return "\n".join(lines)


def comparison_text(comparison: Comparison) -> str:
    """Return what changed against the kept run."""
    right, passed = comparison.right, comparison.passed
    lines = [
        f"against the kept run ({right.n} shared cases): right {right.change:+.3f} (p {right.p:.3f}), "
        f"passed {passed.change:+.3f} (p {passed.p:.3f})",
        f"newly passing: {len(comparison.newly_passing)}, newly failing: {len(comparison.newly_failing)}, "
        f"gone: {len(comparison.gone)}",
        *(f"    newly failing: {id}" for id in comparison.newly_failing),
        *(f"    gone: {id}" for id in comparison.gone),
    ]
    if comparison.fails:
        lines.append("Mend them; or, where the change is meant: review-eval run --keep 'WHY'")
    return "\n".join(lines)


def _count(what: str, good: int, total: int) -> str:
    return f"{what}: {good} of {total}"


def verifier_text(verdicts: Sequence[Verdict]) -> str:
    """Return what the verifier made of labelled claims: by half, then by kind."""
    halves = {half: [v for v in verdicts if v.pair.half == half] for half in ("dev", "test")}
    chosen = {**{h: own for h, own in halves.items() if own}, "both": list(verdicts)}
    head = ["", "true claims", "false claims", "balanced accuracy", "false passes", "false drops"]
    rows = []
    for name, own in chosen.items():
        t = table_of(own)
        shares = (t.balanced_accuracy, t.false_passes, t.false_drops)
        rows.append([name, str(t.supported), str(t.unsupported), *(f"{share:.3f}" for share in shares)])
    kinds = dict.fromkeys(v.pair.kind for v in verdicts)
    by_kind = [[k, *_kind_cells([v for v in verdicts if v.pair.kind == k])] for k in kinds]
    return f"{table(head, rows)}\n\n{table(['right by kind', 'dev', 'test'], by_kind)}"


def _kind_cells(verdicts: Sequence[Verdict]) -> list[str]:
    halves = ([v for v in verdicts if v.pair.half == half] for half in ("dev", "test"))
    return [f"{sum(v.is_right for v in own)}/{len(own)}" if own else "-" for own in halves]


def verdicts_text(verdicts: Sequence[Verdict]) -> str:
    """Return pairs with what the verifier said of them, two lines each."""
    return "\n".join(
        f"\n{v.pair.id}: {v.pair.claim}\n    " + ("; ".join(f"{p.kind}: {p.what}" for p in v.problems) or "passed")
        for v in verdicts
    )
