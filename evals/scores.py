"""What one answer is worth against its case: facts, sets, citations, references, refusing, ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evals import ranking
from evals.cases import DECLINED, Case
from evals.matching import any_holds, holds, named, plain, words
from store.records import Answer, Citation, Document, Span

Documents = Mapping[str, Document]
DEPTHS = (1, 2, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of one answer; `None` where a measure has nothing to measure.

    `right`: an acceptable outcome with every fact. `passed`: right, cited on the evidence, the quotations
    verbatim, no marker without a citation, the reference numbers and DOIs the review's own; a build is
    held to this.
    """

    outcome: bool
    facts: bool
    words: int
    declined: bool
    exact_set: bool | None = None
    citation_recall: float | None = None
    citation_precision: float | None = None
    verbatim: float | None = None
    references: bool | None = None
    doi: bool | None = None
    dangling: tuple[str, ...] = ()
    ranks: ranking.Ranks = ()
    missing: tuple[str, ...] = field(default=())
    forbidden: tuple[str, ...] = field(default=())

    @property
    def right(self) -> bool:
        """Whether the outcome is acceptable and every required fact is there, and no forbidden one."""
        return self.outcome and self.facts

    @property
    def passed(self) -> bool:
        """Whether nothing at all is wrong with the answer."""
        proven = self.verbatim in (None, 1.0) and self.doi is not False and self.references is not False
        return self.right and proven and not self.dangling and self.citation_recall != 0.0


def score(case: Case, answer: Answer, documents: Documents, document_id: str) -> Score:
    """Return the scores of `answer` to `case`, whose evidence lies in the document `document_id`."""
    text = plain(answer)
    missing, wrong = missing_facts(case, text), forbidden_facts(case, text)
    declined = answer.outcome in DECLINED
    proven = bool(case.evidence) and not declined
    gold = (*case.evidence, *case.accept, *_entries(case, documents[document_id]))
    hits = [hit.passage.span for hit in answer.hits if hit.passage.document_id == document_id]
    return Score(
        outcome=answer.outcome in case.outcomes,
        facts=not missing and not wrong,
        words=words(answer),
        declined=declined,
        exact_set=exact_set(case, text) if case.names else None,
        citation_recall=citation_recall(answer, gold, document_id) if proven else None,
        citation_precision=citation_precision(answer, gold, document_id) if proven else None,
        verbatim=verbatim(answer, documents),
        references=right_references(case, answer) if case.references else None,
        doi=right_dois(answer, documents),
        dangling=dangling(answer),
        ranks=ranking.evidence_ranks(case.evidence, hits),
        missing=missing,
        forbidden=wrong,
    )


def missing_facts(case: Case, text: str) -> tuple[str, ...]:
    """Return the requirements that `text` does not meet, each by its first alternative."""
    absent = [group[0] for group in case.must if not any_holds(text, group)]
    held = named(text, case.names) if case.expected else frozenset()
    return (*absent, *(name for name in case.expected if name not in held))


def forbidden_facts(case: Case, text: str) -> tuple[str, ...]:
    """Return the forbidden strings that `text` holds, a name outside the expected set among them."""
    extra = sorted(named(text, case.names) - set(case.expected)) if case.expected else []
    return (*(word for word in case.must_not if holds(text, word)), *extra)


def exact_set(case: Case, text: str) -> bool:
    """Whether the names of the table that `text` holds are exactly the expected ones."""
    return named(text, case.names) == set(case.expected)


def overlaps(span: Span, gold: Sequence[Span]) -> bool:
    """Whether `span` shares half of the shorter one's characters with a span of `gold`."""
    return any(_shared(span, other) >= max(1.0, 0.5 * min(_length(span), _length(other))) for other in gold)


def citation_recall(answer: Answer, gold: Sequence[Span], document_id: str) -> float:
    """Return ALCE's citation recall (Gao et al. 2023, section 4.3), by overlap.

    The share of the statements whose citations, taken together, support them. In place of an entailment
    model: a citation supports a statement when its span overlaps the case's evidence.
    """
    supported = [bool(_supporting(answer, marks, gold, document_id)) for marks in _statements(answer)]
    return sum(supported) / len(supported) if supported else 0.0


def citation_precision(answer: Answer, gold: Sequence[Span], document_id: str) -> float:
    """Return ALCE's citation precision (Gao et al. 2023, section 4.3), by overlap.

    The share of the citations that are not irrelevant: one is irrelevant when its statement is not
    supported, or when it does not support the statement alone and the others do without it.
    """
    cited = [
        marker in _supporting(answer, marks, gold, document_id) for marks in _statements(answer) for marker in marks
    ]
    return sum(cited) / len(cited) if cited else 0.0


def verbatim(answer: Answer, documents: Documents) -> float | None:
    """Return the share of the citations whose quote is, character for character, the text at its span."""
    exact = [
        c.passage.document_id in documents and documents[c.passage.document_id].quote(c.span) == c.quote != ""
        for c in answer.citations
    ]
    return sum(exact) / len(exact) if exact else None


def right_references(case: Case, answer: Answer) -> bool:
    """Whether the citations carry every reference number that the case asks for."""
    cited = {reference.number for citation in answer.citations for reference in citation.references}
    return set(case.references) <= cited


def right_dois(answer: Answer, documents: Documents) -> bool | None:
    """Whether each cited reference is the document's own of that number, with its DOI."""
    known = {(id, r.number): r.doi for id, d in documents.items() for r in d.references}
    cited = [(c.passage.document_id, r.number, r.doi) for c in answer.citations for r in c.references]
    dois = [known.get((id, number), "no such reference") == doi for id, number, doi in cited]
    return all(dois) if dois else None


def dangling(answer: Answer) -> tuple[str, ...]:
    """Return the markers of the claims that no citation resolves."""
    known = {citation.marker.strip("[]") for citation in answer.citations}
    used = [marker.strip("[]") for claim in answer.claims for marker in claim.citations]
    return tuple(dict.fromkeys(m for m in used if m not in known))


def _entries(case: Case, document: Document) -> tuple[Span, ...]:
    """Return where the bibliography holds the references that the case asks for."""
    return tuple(reference.span for reference in document.references if reference.number in case.references)


def _statements(answer: Answer) -> tuple[tuple[str, ...], ...]:
    return tuple(claim.citations for claim in answer.claims)


def _supporting(answer: Answer, markers: Sequence[str], gold: Sequence[Span], document_id: str) -> frozenset[str]:
    found = {citation.marker: citation for citation in answer.citations}
    return frozenset(m for m in markers if m in found and _supports(found[m], gold, document_id))


def _supports(citation: Citation, gold: Sequence[Span], document_id: str) -> bool:
    return citation.passage.document_id == document_id and overlaps(citation.span, gold)


def _shared(one: Span, two: Span) -> int:
    return min(one.end, two.end) - max(one.start, two.start)


def _length(span: Span) -> int:
    return span.end - span.start
