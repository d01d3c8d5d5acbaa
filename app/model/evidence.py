"""The numbered evidence of one question: what the model may rest a claim on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app import prose, tabular
from app.assistant import Reading
from app.drafts import Evidence, of_row, of_sentence
from app.model import canary
from app.model.records import Limits, LookUp
from app.understanding import understand
from app.verify import Proof
from store.errors import InputError
from store.records import Answer, Citation, Hit, Span, Table, TableRow
from store.retriever import HybridRetriever


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence, row or entry: as evidence, as the verifier reads it, and as the model sees it."""

    evidence: Evidence
    proof: Proof
    shown: str

    @property
    def is_suspicious(self) -> bool:
        """Whether the text reads like an instruction."""
        return not self.proof.is_row and canary.reads_like_an_instruction(self.shown)


class Sources:
    """Makes pieces of one review from spans, rows, hits and look-ups."""

    def __init__(self, reading: Reading, retriever: HybridRetriever) -> None:
        """Take the pieces from `reading`, searched by `retriever`."""
        self._reading = reading
        self._retriever = retriever
        self._document = reading.lexicon.document
        self._rows = {row.span: (table, row) for table in self._document.tables for row in table.rows}
        self._sentences = {i.sentence.span: i for i in reading.prose}

    def of_span(self, span: Span, references: Sequence[int] = ()) -> Piece:
        """Return the piece at `span`: a row, a sentence, or whatever stands there."""
        if span in self._rows:
            return _row_piece(*self._rows[span])
        if span in self._sentences:
            item = self._sentences[span]
            before = self._reading.prose[item.before] if item.leans and item.before is not None else None
            text, cited = item.sentence.text, item.sentence.resolved
            proof = Proof(text, cited, context=before.sentence.text if before else "")
            return Piece(of_sentence(item.sentence), proof, text)
        text = " ".join(self._document.quote(span).split())
        return Piece(Evidence(span, tuple(references)), Proof(text, tuple(references)), text)

    def of_citation(self, citation: Citation) -> Piece:
        """Return the piece that a citation opens on."""
        return self.of_span(citation.span, [r.number for r in citation.references])

    def of_hit(self, hit: Hit) -> Piece:
        """Return the piece that was retrieved."""
        passage = hit.passage
        return self.of_span(passage.span if hit.sentence is None else passage.sentences[hit.sentence].span)

    def search(self, words: str, k: int = 6) -> list[Piece]:
        """Return the sentences and rows nearest to `words`."""
        if not words.strip():
            return []
        return [
            self.of_hit(h) for h in self._retriever.sentences(words, k, document_ids=frozenset({self._document.id}))
        ]

    def look_up(self, asked: LookUp) -> list[Piece]:
        """Return what a tool brings; nothing where the tool or its argument makes no sense."""
        tools: dict[str, Callable[[str], list[Piece]]] = {
            "search": self.search,
            "table": self._table,
            "molecule": self._molecule,
            "references": self._reference,
        }
        tool = tools.get(asked.tool)
        return tool(asked.argument[:300]) if tool else []

    def _table(self, condition: str) -> list[Piece]:
        header, _, value = condition.partition("=")
        try:
            rows = tabular.rows_where(self._document, [(header.strip(), value.strip())])
        except InputError:
            return []
        return [self.of_span(row.span) for row in rows]

    def _molecule(self, name: str) -> list[Piece]:
        lexicon = self._reading.lexicon
        found: list[Piece] = []
        for at in understand(name, lexicon).rows[:2]:
            told = prose.told_of(at, lexicon, self._reading.prose)
            found += [self.of_span(lexicon.row(at).span), *(self.of_span(i.sentence.span) for i in told)]
        return found

    def _reference(self, number: str) -> list[Piece]:
        wanted = {int(n) for n in re.findall(r"\d{1,5}", number)}
        return [self.of_span(r.span, (r.number,)) for r in self._document.references if r.number in wanted]


@dataclass(frozen=True, slots=True)
class Numbered:
    """Pieces in the order of their numbers, from 1."""

    pieces: tuple[Piece, ...] = ()

    def get(self, numbers: Iterable[int]) -> list[Piece] | None:
        """Return the pieces of these numbers, or `None` where one does not exist."""
        wanted = list(numbers)
        known = all(0 < n <= len(self.pieces) for n in wanted)
        return [self.pieces[n - 1] for n in wanted] if wanted and known else None

    def extended(self, more: Iterable[Piece], limits: Limits) -> Numbered:
        """Return these with those of `more` that are new, as far as the limits go.

        What reads like an instruction is no evidence, so a claim that obeys it has nothing to rest on.
        """
        found = {p.evidence.span: p for p in self.pieces}
        for piece in (p for p in more if not p.is_suspicious):
            size = sum(len(p.shown) for p in found.values())
            if len(found) < limits.evidence and size + len(piece.shown) <= limits.evidence_characters:
                found.setdefault(piece.evidence.span, piece)
        return Numbered(tuple(found.values()))

    def shown(self, since: int = 0) -> str:
        """Return the pieces from the number `since` + 1 on as the model sees them."""
        return "\n".join(f"E{i + 1}: {p.shown}" for i, p in enumerate(self.pieces) if i >= since)

    @property
    def boundary(self) -> str:
        """Return a mark that no piece can hold, since it is a hash of them all."""
        return hashlib.sha256(self.shown().encode()).hexdigest()[:10]


def gathered(found: Answer, sources: Sources, limits: Limits) -> Numbered:
    """Return what the answer without a model rests on, then all on its subject, then what was retrieved."""
    pieces = [sources.of_citation(c) for c in found.citations]
    pieces += [sources.of_citation(c) for c in found.evidence]
    pieces += sources.search(found.standalone_question)
    return Numbered().extended(pieces, limits)


def suspicious(found: Answer, sources: Sources) -> list[Piece]:
    """Return what would be offered for `found` but reads like an instruction."""
    pieces = [sources.of_citation(c) for c in (*found.citations, *found.evidence)]
    pieces += sources.search(found.standalone_question)
    return list({p.evidence.span: p for p in pieces if p.is_suspicious}.values())


def without_instructions(found: Answer, sources: Sources) -> Answer:
    """Return an answer without the claims that quote an instruction, as long as others are left."""
    planted = {c.marker for c in found.citations if sources.of_citation(c).is_suspicious}
    kept = tuple(claim for claim in found.claims if planted.isdisjoint(claim.citations))
    cited = {marker for claim in kept for marker in claim.citations}
    citations = tuple(c for c in found.citations if c.marker in cited)
    return replace(found, claims=kept, citations=citations) if kept and planted else found


def _row_piece(table: Table, row: TableRow) -> Piece:
    shown = "; ".join(f"{c.header}: {c.text}" for c in row.cells if c.text.strip())
    where = f"{table.label}, {row.group}" if row.group else table.label
    return Piece(of_row(row), Proof(row_text(table, row), row.references, is_row=True), f"{where}; {shown}")


def row_text(table: Table, row: TableRow) -> str:
    """Return a row as the verifier reads it: its first cell's name before each of the others."""
    name = row.cells[0].text
    cells = "; ".join(f"{name} {c.header} {c.text}" for c in row.cells[1:] if c.text.strip())
    return f"{row.cells[0].header} {name}; {table.label} {name} {row.group}; {cells}"
