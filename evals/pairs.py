"""How good is the verifier? Labelled claims with their evidence, and what it makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.assistant import Reading
from app.model.evidence import Sources
from app.verify import Names, Problem, verify
from store.errors import InputError
from store.records import Document, Span
from store.retriever import HybridRetriever

FOLDER = Path(__file__).parent / "claims"


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the quotations that it rests on, whether they carry it, and its half: `dev` or `test`."""

    id: str
    kind: str
    claim: str
    evidence: tuple[str, ...]
    supported: bool
    half: str = "dev"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier said of a pair."""

    pair: Pair
    problems: tuple[Problem, ...]

    @property
    def is_right(self) -> bool:
        """Whether the claim passed as it is labelled."""
        return (not self.problems) == self.pair.supported


@dataclass(frozen=True, slots=True)
class Table:
    """Counts over pairs; the rates are shares of what should have passed and what should not."""

    passed: int
    supported: int
    stopped: int
    unsupported: int

    @property
    def balanced_accuracy(self) -> float:
        """Return the mean of the shares of true claims passed and of false ones stopped."""
        return (1 - self.false_drops + 1 - self.false_passes) / 2

    @property
    def false_drops(self) -> float:
        """Return the share of the true claims that were stopped."""
        return 1 - self.passed / self.supported if self.supported else 0.0

    @property
    def false_passes(self) -> float:
        """Return the share of the false claims that passed."""
        return 1 - self.stopped / self.unsupported if self.unsupported else 0.0


def load(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a file.

    Raises:
        InputError: A line is not one.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            r = json.loads(line)
            found.append(Pair(r["id"], r["kind"], r["claim"], tuple(r["evidence"]), bool(r["supported"]), r["half"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}, line {number}: no pair ({error}); see README.md beside it.") from None
    return tuple(found)


def of(document: Document, folder: Path = FOLDER) -> tuple[Pair, ...]:
    """Return the pairs about `document`: those in the files, one a folder, that its id begins with."""
    files = [f for f in sorted(folder.rglob("*.jsonl")) if document.id.startswith(f.stem)]
    return tuple(pair for file in files for pair in load(file))


def judge(pairs: Sequence[Pair], reading: Reading, retriever: HybridRetriever) -> tuple[Verdict, ...]:
    """Return what the verifier says of each pair, over evidence as the assistant would give it."""
    names, sources = Names(reading.lexicon), Sources(reading, retriever)
    spans = [s for s, _ in _smallest(reading)]
    return tuple(
        Verdict(
            pair,
            verify(pair.claim, [sources.of_span(_around(q, reading, spans)).proof for q in pair.evidence], names),
        )
        for pair in pairs
    )


def table(verdicts: Iterable[Verdict]) -> Table:
    """Return the counts over `verdicts`."""
    told = list(verdicts)
    true = [v for v in told if v.pair.supported]
    false = [v for v in told if not v.pair.supported]
    return Table(sum(v.is_right for v in true), len(true), sum(v.is_right for v in false), len(false))


def _smallest(reading: Reading) -> list[tuple[Span, str]]:
    rows = [(r.span, "row") for t in reading.lexicon.document.tables for r in t.rows]
    return rows + [(i.sentence.span, "sentence") for i in reading.prose]


def _around(quotation: str, reading: Reading, spans: Sequence[Span]) -> Span:
    """Return the row or sentence that holds most of a quotation.

    Raises:
        InputError: The review does not hold it just once.
    """
    text = reading.lexicon.document.text
    if text.count(quotation) != 1:
        raise InputError(f"The review does not hold {quotation!r} just once; mend the pair.")
    start = text.index(quotation)
    end = start + len(quotation)
    return max(spans, key=lambda s: min(s.end, end) - max(s.start, start))
