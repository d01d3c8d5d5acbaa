"""The assistant with a chat model: the same questions, the same answers' form, the model's words where they stand."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.assistant import Assistant, Reading
from app.citing import cite
from app.drafts import Draft, Evidence, Statement
from app.model import translating, wishes
from app.model.evidence import Sources, gathered, suspicious, without_instructions
from app.model.merging import Merger, own_statements
from app.model.records import Chat, Limits, ModelFailed, Usage
from app.model.synthesis import Desk, Talk, opened, talk
from app.understanding import Query, understand
from app.verify import Names
from prompts import fingerprint, render
from store.library import Library
from store.records import Answer, Turn
from store.reranker import Reranker
from store.retriever import HybridRetriever


class ModelAssistant(Assistant):
    """Asks the assistant first, then the model for claims over the evidence.

    What refuses, corrects, asks back or quotes the bibliography is the assistant's alone: the model is
    not even asked, and nothing is sent.
    """

    def __init__(
        self,
        library: Library,
        retriever: HybridRetriever,
        chat: Chat,
        limits: Limits | None = None,
        about: str = "",
        reranker: Reranker | None = None,
    ) -> None:
        """Ask `library` through `retriever`, and `chat` for the words; `about` tells readers of the model."""
        super().__init__(library, retriever, reranker)
        self._chat = chat
        self._limits = limits or Limits()
        self.about = about

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the answer to `question`; `document_id` keeps it to one review of several."""
        *_, last = self.stream(question, history, document_id)
        return last

    def stream(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, by a claim that has passed at a time; the last one is whole."""
        started = time.perf_counter()
        before = self._chat.usage()
        wish = self._wished(question, history, document_id)
        found = replace(super().ask(wish.question, history, document_id), question=question)
        if not _is_for_a_model(found):
            yield found
            return
        reading = self.readings()[found.citations[0].passage.document_id]
        yield from self._told(found, reading, wish, started, before)

    def _wished(self, question: str, history: Sequence[Turn], document_id: str | None) -> wishes.Wish:
        """Return what is asked, in English, and how it is to be answered: in the language of the question."""
        language = translating.language(question)
        readings = self.readings() if language else {}
        reading = readings.get(document_id or "", next(iter(readings.values()), None))
        if reading and (found := translating.english(question, language, self._chat, Names(reading.lexicon))):
            return replace(wishes.read(found, history), said=(f"in {language}",), language=language)
        return wishes.read(question, history)

    def _told(
        self, found: Answer, reading: Reading, wish: wishes.Wish, started: float, before: Usage
    ) -> Iterator[Answer]:
        lexicon = reading.lexicon
        query, names = understand(found.standalone_question, lexicon), Names(lexicon)
        sources = Sources(reading, self._retriever)
        canaries = [p.shown for p in suspicious(found, sources)]
        found = self._without_instructions(found, sources, query, reading)
        merger = Merger(found, query, reading, names)
        numbered = gathered(found, sources, self._limits)
        so_far = opened(found.standalone_question, " ".join(c.text for c in found.claims), numbered, wish)
        first, shown = 0.0, []
        try:
            for statement in talk(so_far, Desk(self._chat, sources, names, self._limits, wish)):
                if merger.is_on_the_question(statement):
                    first = first or time.perf_counter()
                    shown.append(statement)
                    yield self._cited(found, tuple(shown), query, reading)
            answer = self._merged(found, so_far, merger, wish, query, reading)
        except ModelFailed as failed:
            note = render("model_failed", model=self._chat.name, reason=str(failed))
            answer = replace(found, notes=(note,))
        spent = _spent(self._chat.usage(), before)
        timings = {**found.timings_ms, "total": _since(started)}
        if first:
            timings["first_claim"] = round((first - started) * 1000, 3)
        notes = (*answer.notes, *(render("model_canary", passage=c[:160]) for c in canaries[:2]))
        yield replace(answer, prompt=fingerprint(), usage=spent.record(), timings_ms=timings, notes=notes)

    def _without_instructions(self, found: Answer, sources: Sources, query: Query, reading: Reading) -> Answer:
        """Return an answer without the claims that quote an instruction, as long as others are left."""
        kept = without_instructions(found, sources)
        if kept is found:
            return found
        return replace(self._cited(kept, own_statements(kept), query, reading), model=found.model, notes=found.notes)

    def _merged(
        self, found: Answer, so_far: Talk, merger: Merger, wish: wishes.Wish, query: Query, reading: Reading
    ) -> Answer:
        """Return the answer of what passed, with what it leaves out, and notes on what did not."""
        statements = merger.merged(so_far.passed, wish)
        notes = []
        if so_far.dropped:
            notes.append(render("model_dropped", count=str(so_far.dropped)))
        if statements == merger.own:
            notes += [render("model_unsupported")] if not so_far.passed else []
            return replace(found, notes=tuple(notes))
        if wish.language:
            notes.append(render("model_translated", language=wish.language))
            notes += [render("model_untranslated")] if so_far.untranslated else []
        return replace(self._cited(found, statements, query, reading), notes=tuple(notes))

    def _cited(self, found: Answer, statements: tuple[Statement, ...], query: Query, reading: Reading) -> Answer:
        everything = tuple(Evidence(c.span, tuple(r.number for r in c.references)) for c in found.evidence)
        draft = Draft(found.outcome, statements, everything)
        made = cite(
            found.question, found.standalone_question, query, draft, reading.lexicon, reading.passages, found.hits
        )
        return replace(made, model=self._chat.name, timings_ms=found.timings_ms, suggestions=found.suggestions)


def _is_for_a_model(found: Answer) -> bool:
    """Whether an answer is one of prose or rows that a model may put in words."""
    quoted = any(claim.support in ("reference", "front matter") for claim in found.claims)
    front = any(c.passage.kind in ("reference", "front_matter") for c in found.citations)
    return found.outcome == "answered" and bool(found.citations) and not quoted and not front


def _spent(now: Usage, before: Usage) -> Usage:
    return Usage(now.calls - before.calls, now.sent - before.sent, now.received - before.received)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
