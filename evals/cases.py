"""Cases: a question, what its answer must hold, and the words of the review that prove it.

Written by hand as JSON lines (`load`), or made from a table (`evals.made`). The format of a line is in
`cases/README.md`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from evals.matching import holds, normalise
from store.errors import InputError
from store.records import Outcome, Span, Turn

CaseKind = Literal[
    "lookup",
    "reverse",
    "count",
    "list",
    "filter",
    "group",
    "compare",
    "fact",
    "number",
    "multi",
    "summary",
    "alias",
    "typo",
    "follow_up",
    "unanswerable_near",
    "unanswerable_far",
    "injection",
    "bibliography",
    "contradiction",
    "false_premise",
    "about_review",
]
KINDS: tuple[str, ...] = get_args(CaseKind)
OUTCOMES: tuple[str, ...] = get_args(Outcome)
DECLINED: frozenset[str] = frozenset({"not_in_review", "off_topic", "ask_back"})
"""The outcomes by which a question is not answered."""

HELD_OUT = ("-x-", "-y-")
"""What stands in the ids of the series of which one half has never been looked at; all older ones are development."""

_REQUIRED = {"id", "kind", "question", "outcome", "must", "must_not", "references", "evidence"}
_OPTIONAL = {"history", "derived"}


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its expected answer.

    Attributes:
        outcomes: The acceptable outcomes.
        must: Requirements; each is met by any one of its alternative strings.
        must_not: Strings that the answer must not hold.
        references: The reference numbers that the citations must include.
        evidence: Verbatim quotations, each with the span of the document that it stands at.
        accept: Further spans that a citation may rest on (the same fact told elsewhere).
        derived: Those strings of `must` that the review does not hold.
        names: All names of the table where the answer is an exact set, else empty.
        expected: The names of the set, where there is one.
        row: The asked table and column, for made cases.
    """

    id: str
    kind: str
    question: str
    outcomes: tuple[str, ...]
    history: tuple[Turn, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    references: tuple[int, ...] = ()
    evidence: tuple[Span, ...] = ()
    accept: tuple[Span, ...] = ()
    derived: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    row: tuple[str, str] = ("", "")

    @property
    def half(self) -> str:
        """Return "dev", or "test" where the case is of a held-out series and its id's SHA-256 is odd."""
        held_out = any(series in self.id for series in HELD_OUT)
        return "test" if held_out and hashlib.sha256(self.id.encode()).digest()[-1] % 2 else "dev"

    @property
    def answerable(self) -> bool:
        """Whether every acceptable outcome answers."""
        return not DECLINED & set(self.outcomes)

    @property
    def unanswerable(self) -> bool:
        """Whether every acceptable outcome declines."""
        return set(self.outcomes) <= DECLINED


def load(paths: Iterable[Path], text: str) -> tuple[Case, ...]:
    """Read the case files `paths` about the document whose canonical text is `text`.

    Raises:
        InputError: A line is not a case; the message names file, line and cure.
    """
    cases: dict[str, Case] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            try:
                case = _case(_object(line), text)
                if case.id in cases:
                    raise ValueError(f"the id {case.id!r} is used twice; give this case an id of its own")
            except ValueError as error:
                raise InputError(f"{path}:{number}: {error}.") from None
            cases[case.id] = case
    return tuple(cases.values())


def unsupported(case: Case, text: str) -> tuple[str, ...]:
    """Return the strings of `must` that neither stand in `text` nor are marked `derived`."""
    derived = {normalise(word) for word in case.derived}
    wanted = [word for group in case.must for word in group]
    return tuple(word for word in wanted if normalise(word) not in derived and not holds(text, word))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 ({error}); check the file.") from None


def _object(line: str) -> Mapping[str, Any]:
    try:
        read = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at column {error.colno}); write one object a line") from None
    if not isinstance(read, dict):
        raise ValueError("not a JSON object; write one object a line")
    if unknown := sorted(set(read) - _REQUIRED - _OPTIONAL):
        raise ValueError(f"unknown key {unknown[0]!r}; use {', '.join(sorted(_REQUIRED | _OPTIONAL))}")
    if missing := sorted(_REQUIRED - set(read)):
        raise ValueError(f"the key {missing[0]!r} is missing; add it (an empty list where there is nothing)")
    return read


def _case(read: Mapping[str, Any], text: str) -> Case:
    kind, outcomes = _string(read, "kind"), _strings(read, "outcome")
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; use one of {', '.join(KINDS)}")
    if wrong := [outcome for outcome in outcomes if outcome not in OUTCOMES]:
        raise ValueError(f"unknown outcome {wrong[0]!r}; use one of {', '.join(OUTCOMES)}")
    if not outcomes:
        raise ValueError("no outcome is acceptable; name at least one")
    evidence = tuple(_located(quotation, text) for quotation in _strings(read, "evidence"))
    return Case(
        id=_string(read, "id"),
        kind=kind,
        question=_string(read, "question"),
        outcomes=outcomes,
        history=_history(read),
        must=_must(read),
        must_not=_strings(read, "must_not"),
        references=_numbers(read),
        evidence=evidence,
        derived=_strings(read, "derived"),
    )


def _located(quotation: str, text: str) -> Span:
    start = text.find(quotation) if quotation.strip() else -1
    if start < 0:
        raise ValueError(f"the evidence {quotation[:60]!r} is not in the review; copy its exact characters")
    return Span(start, start + len(quotation))


def _string(read: Mapping[str, Any], key: str) -> str:
    value = read[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key!r} is not a filled string; write one")
    return value


def _strings(read: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = read.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key!r} is not a list of strings; write one")
    return tuple(value)


def _must(read: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    value = read["must"]
    if not isinstance(value, list):
        raise ValueError("'must' is not a list; write a list of lists of alternatives")
    for group in value:
        if not isinstance(group, list) or not group or not all(isinstance(word, str) for word in group):
            raise ValueError("'must' holds something else than lists of alternatives; write [['a', 'b'], ['c']]")
    return tuple(tuple(group) for group in value)


def _numbers(read: Mapping[str, Any]) -> tuple[int, ...]:
    value = read["references"]
    if not isinstance(value, list) or not all(type(number) is int for number in value):
        raise ValueError("'references' is not a list of whole numbers; write the review's numbers")
    return tuple(value)


def _history(read: Mapping[str, Any]) -> tuple[Turn, ...]:
    value = read.get("history", [])
    wrong = ValueError("'history' is not a list of {user, assistant}; write the earlier turns so")
    if not isinstance(value, list):
        raise wrong
    for turn in value:
        if not isinstance(turn, dict) or set(turn) != {"user", "assistant"}:
            raise wrong
    return tuple(Turn(str(turn["user"]), str(turn["assistant"])) for turn in value)
