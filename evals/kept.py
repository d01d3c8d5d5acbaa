"""The kept run in `baseline.json`: what a new run is compared with, case by case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bootstrap import Difference, Figure, paired
from evals.figures import figures
from evals.runner import Result
from store.errors import InputError

BASELINE = Path(__file__).parent / "baseline.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept run: why it was kept, its figures, and which cases passed and were right."""

    why: str
    figures: dict[str, float]
    passed: dict[str, bool]
    right: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed against the kept run.

    The build fails where a case newly fails, and where a kept case is gone: a reader that drops a row
    drops the questions made from it too.
    """

    newly_failing: tuple[str, ...]
    newly_passing: tuple[str, ...]
    gone: tuple[str, ...]
    right: Difference
    passed: Difference

    @property
    def fails(self) -> bool:
        """Whether the build fails."""
        return bool(self.newly_failing or self.gone)


def keep(results: Sequence[Result], why: str, checks: Mapping[str, bool] | None = None) -> Kept:
    """Return `results`, which are ours, as a run to keep; `checks` are further named yes-or-no results."""
    values = {name: f.value for name, f in figures(results).items() if f.value is not None}
    passed = {**{r.case.id: r.score.passed for r in results}, **(checks or {})}
    return Kept(why, values, passed, {**passed, **{r.case.id: r.score.right for r in results}})


def compare(kept: Kept, now: Kept, *, whole: bool = True) -> Comparison:
    """Return what changed from `kept` to `now`; only a `whole` run can miss cases."""
    failing = [id for id, passed in now.passed.items() if not passed and kept.passed.get(id)]
    passing = [id for id, passed in now.passed.items() if passed and kept.passed.get(id) is False]
    gone = [id for id in kept.passed if whole and id not in now.passed]
    return Comparison(
        tuple(failing),
        tuple(passing),
        tuple(gone),
        _paired(kept.right, now.right),
        _paired(kept.passed, now.passed),
    )


def _paired(before: dict[str, bool], after: dict[str, bool]) -> Difference:
    numbers = [{id: float(flag) for id, flag in flags.items()} for flags in (before, after)]
    return paired(numbers[0], numbers[1])


def write(kept: Kept, path: Path) -> None:
    """Write `kept` as JSON, a case a line, so that a change of it can be read."""
    cases = {id: [int(kept.right[id]), int(kept.passed[id])] for id in sorted(kept.passed)}
    lines = ",\n".join(f"    {json.dumps(id)}: {json.dumps(flags)}" for id, flags in cases.items())
    values = {name: round(value, 4) for name, value in kept.figures.items()}
    head = json.dumps({"why": kept.why, "figures": values}, ensure_ascii=False, indent=2)
    path.write_text(f'{head[:-2]},\n  "cases": {{\n{lines}\n  }}\n}}\n', "utf-8")


def read(path: Path) -> Kept | None:
    """Return the kept run, or `None` where there is none.

    Raises:
        InputError: The file is broken.
    """
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        cases = {str(id): (bool(right), bool(passed)) for id, (right, passed) in found["cases"].items()}
        right, passed = ({id: flags[i] for id, flags in cases.items()} for i in (0, 1))
        return Kept(str(found["why"]), dict(found["figures"]), passed, right)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: not a kept run ({error}); make it again: review-eval run --keep 'WHY'") from None


def markdown(kept: Kept, by_kind: dict[str, Figure]) -> str:
    """Return the short report that stands beside the kept run."""
    rows = [f"| {name} | {value:.3f} |" for name, value in kept.figures.items()]
    kinds = [f"| {kind} | {f.n} | {f.value:.3f} |" for kind, f in by_kind.items() if f.value is not None]
    return "\n".join(
        [
            "# The kept run",
            "",
            f"Kept because: {kept.why}. {len(kept.passed)} cases, of which {sum(kept.passed.values())} pass.",
            "Written by `review-eval run --keep WHY`; CI compares with `baseline.json`.",
            "",
            "| measure | value |",
            "| --- | --- |",
            *rows,
            "",
            "| kind | cases | right |",
            "| --- | --- | --- |",
            *kinds,
            "",
        ]
    )
