"""The assistant: a question and its history in, one cited `Answer` out.

`ask` is a pure function of the question, the history's strings and the library (timings apart):
stand alone (`followups`), understand (`understanding`), draft (`tabular`, `prose`, `bibliography`),
cite (`citing`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app import (
    about,
    asking,
    bibliography,
    claims,
    compare,
    followups,
    instructions,
    lists,
    nearby,
    overview,
    places,
    premises,
    prose,
    refusing,
    shared,
    sides,
    systems,
    tabular,
)
from app.citing import cite
from app.clauses import clauses, distributed, sentences
from app.drafts import Draft
from app.evidence import WHAT_IS, Relevance
from app.history import entities
from app.kinds import Instance, instances, marked
from app.lexicon import Lexicon
from app.premise import Premise
from app.refusing import ANSWERED
from app.sentences import Indexed, index, index_rows
from app.table.frame import Frame
from app.table.reading import Ask
from app.understanding import Query, understand
from store.library import Library, Snapshot
from store.records import Answer, Hit, Passage, Turn
from store.reranker import Reranker, load_reranker
from store.retriever import HybridRetriever

_RANKS = ("answered", "corrected", "partial", "ask_back", "not_in_review", "off_topic")
_DECLINED = ("not_in_review", "off_topic")
_BROAD = frozenset({"overview", "compare", "common"})
_LONGEST = 2000
"""Characters of a question that are read; what a person types is far shorter."""

_DEPTH = 1000


@dataclass(frozen=True)
class Reading:
    """One review, prepared for questions."""

    lexicon: Lexicon
    prose: tuple[Indexed, ...]
    rows: tuple[Indexed, ...]
    kinds: tuple[Instance, ...]
    passages: tuple[Passage, ...]
    tables: tuple[Frame, ...]


class Assistant:
    """Answers questions over `library`. It keeps no state but what it derives from the library.

    `about` tells readers which chat model answers and what leaves the machine; it is empty where none does.
    """

    about: str = ""

    def __init__(self, library: Library, retriever: HybridRetriever, reranker: Reranker | None = None) -> None:
        """Ask `library` through `retriever`; `reranker` is the bundled one where none is given."""
        self._library = library
        self._retriever = retriever
        self._reranker = reranker or load_reranker()
        self._readings: tuple[str, Mapping[str, Reading]] = ("", {})

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the answer to `question`; `document_id` keeps it to one review of several."""
        started = time.perf_counter()
        readings = self.readings()
        chosen = {id: r for id, r in readings.items() if document_id in (None, id)}
        typed = question[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
        read = instructions.factual(typed)
        aside = typed.replace(read, " ") if read and read in typed else ""
        found = [self._ask_one(read, [*history, *_named(aside, r)], r) for r in chosen.values()]
        best = min(found, key=lambda a: (_RANKS.index(a.outcome), -(a.hits[0].score if a.hits else 0.0)))
        timings = {"total": round((time.perf_counter() - started) * 1000, 3)}
        return replace(best, question=question, timings_ms=timings)

    def stream(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is whole. Without a chat model there is only that one."""
        yield self.ask(question, history, document_id)

    def readings(self) -> Mapping[str, Reading]:
        """Return the library's reviews, prepared; the same objects as long as the library stays."""
        snapshot = self._library.snapshot()
        if self._readings[0] != snapshot.fingerprint:
            self._readings = (snapshot.fingerprint, {id: _reading(snapshot, id) for id in snapshot.documents})
        return self._readings[1]

    def _ask_one(self, question: str, history: Sequence[Turn], reading: Reading) -> Answer:
        lexicon = reading.lexicon
        followed = followups.standalone(question, history, lexicon, reading.prose)
        alone = followed.text
        query = understand(alone, lexicon)
        query = replace(query, asks_amount=query.asks_amount or followed.amount)
        near = nearby.prepared(
            question, followed, query, history, lexicon, reading.prose, self._sentences, self._relevance(question)
        )
        draft, hits = self._draft(query, reading, near)
        draft = (nearby.counted(followed.counted, lexicon) if followed.counted else None) or draft
        draft = self._in_parts(alone, query, draft, reading) or draft
        if draft.outcome == "not_in_review":
            draft = replace(draft, statements=(*draft.statements, *refusing.nearest(query, hits, lexicon)))
        return cite(question, alone, query, draft, reading.lexicon, reading.passages, hits)

    def _sentences(self, text: str, document_id: str) -> tuple[Hit, ...]:
        ids = frozenset({document_id})
        return self._retriever.sentences(text[:_LONGEST], _DEPTH, document_ids=ids) if text.strip() else ()

    def _draft(
        self, query: Query, reading: Reading, near: nearby.Nearby | None = None
    ) -> tuple[Draft, tuple[Hit, ...]]:
        hits = self._sentences(query.respelt, reading.lexicon.document.id)
        kept = partial(places.kept, query, reading.lexicon, reading.prose, partial(self._within, reading))
        return decide(query, reading, hits, self._relevance(query.respelt), near, kept), hits

    def _within(self, reading: Reading, query: Query, parts: Sequence[Sequence[Indexed]]) -> list[Draft]:
        """Answer from each of some parts of the review as if it were all of it."""
        hits = self._sentences(query.respelt, reading.lexicon.document.id)
        relevance = self._relevance(query.respelt)
        return [decide(query, *_part_of(reading, part, hits), relevance) for part in parts]

    def _relevance(self, question: str) -> Relevance:
        return lambda texts: self._reranker.scores(question, texts).tolist()

    def _in_parts(self, question: str, query: Query, whole: Draft, reading: Reading) -> Draft | None:
        """Answer what can be answered of a question that asks several things, and say what cannot.

        Sentences are tried where the whole is refused: one of them may be no question at all.
        """
        refused = whole.outcome in _DECLINED
        if whole.entire:
            return None
        if found := distributed(question) or clauses(question):
            drafts = self._each(found, reading)
            if whole.outcome == "corrected":
                return _merged(drafts, ()) if all(d.outcome == "answered" for d in drafts) else None
            answered = [d for d in drafts if d.outcome in ANSWERED]
            missing = [d for d in drafts if d.outcome == "not_in_review"]
            if answered and (refused or any(d.certain for d in missing)):
                told = answered if refused else [whole]
                return _merged(told, missing)
            plain = whole.outcome == "answered" and all(d.outcome == "answered" for d in drafts)
            if plain and not query.operators & _BROAD:
                return _merged(answered, ())
        if refused:
            drafts = self._each(_asking(sentences(question)), reading)
            return next((d for d in drafts if d.outcome in ANSWERED), None)
        return None

    def _each(self, pieces: Sequence[str], reading: Reading) -> list[Draft]:
        """Return the draft of each piece; a pronoun in a later one stands for a name of those before."""
        drafts: list[Draft] = []
        history: list[Turn] = []
        for piece in pieces:
            alone = followups.standalone(piece, history, reading.lexicon, reading.prose).text
            drafts.append(self._draft(understand(alone, reading.lexicon), reading)[0])
            history.append(Turn(alone, ""))
        return drafts


def _asking(pieces: Sequence[str]) -> Sequence[str]:
    """Return the sentences that ask; what stands beside a question with its mark is none."""
    return [piece for piece in pieces if piece.endswith("?")] or pieces


def _named(aside: str, reading: Reading) -> list[Turn]:
    """Return what instructions name, as a turn before the question, which may lean on it."""
    return [Turn(name, "") for name in entities(aside, reading.lexicon)[:1]] if aside.strip() else []


def _merged(answered: Sequence[Draft], missing: Sequence[Draft]) -> Draft:
    statements = [s for d in (*answered, *missing[:1]) for s in d.statements]
    everything = [e for d in answered for e in d.everything]
    outcome = "partial" if missing else answered[0].outcome
    return Draft(outcome, tuple(dict.fromkeys(statements)), tuple(dict.fromkeys(everything)))


def _reading(snapshot: Snapshot, document_id: str) -> Reading:
    lexicon = Lexicon(snapshot.documents[document_id])
    passages = tuple(p for p in snapshot.passages if p.document_id == document_id)
    indexed = index(lexicon)
    rows = index_rows(lexicon, len(indexed))
    kinds = instances(indexed)
    return Reading(lexicon, marked(indexed, kinds), rows, kinds, passages, tabular.frames(lexicon))


def _part_of(reading: Reading, part: Sequence[Indexed], hits: Sequence[Hit]) -> tuple[Reading, list[Hit]]:
    """Return the sentences `part` as if they were all of the review, with those of `hits` that are on them."""
    spans = {i.sentence.span for i in part}
    near = [h for h in hits if h.sentence is not None and h.passage.sentences[h.sentence].span in spans]
    kinds = instances(part)
    return replace(reading, prose=marked(part, kinds), rows=(), kinds=kinds, tables=()), near


def decide(
    query: Query,
    reading: Reading,
    hits: Sequence[Hit],
    relevance: Relevance,
    near: nearby.Nearby | None = None,
    kept: Callable[[], Draft | None] | None = None,
) -> Draft:
    """Return the draft of the first part of the assistant that can answer `query`, or a refusal.

    `kept` answers from the part of the review that the question keeps to, if it names one.
    """
    lexicon = reading.lexicon
    aside = refusing.aside(query, lexicon)
    if aside:
        return aside
    asks = tabular.readings(query, reading.tables)
    of_table = tabular.of_table(query, asks)
    reason = near is not None and asking.says(query.text, "conversation", "reason")
    drafts: tuple[Callable[[], Draft | None], ...] = (
        lambda: bibliography.long_form(query, lexicon),
        lambda: None if of_table else shared.answer(query, lexicon, reading.prose),
        lambda: _correct(premises.role(query, lexicon), reading),
        lambda: bibliography.named(query, lexicon),
        lambda: claims.of_section(query, lexicon),
        lambda: kept() if kept and not of_table and not lists.asks_entities(query, lexicon) else None,
        lambda: None if of_table else sides.answer(query, lexicon, reading.prose, hits, relevance),
        lambda: None if of_table else lists.of_class(query, lexicon, reading.prose),
        lambda: _compared(query, asks, reading, relevance),
        lambda: _looked_up(query, asks, of_table, reading, hits, relevance),
        lambda: _premise(query, reading),
        lambda: overview.answer(query, lexicon, reading.prose, hits, relevance),
        lambda: lists.named(query, lexicon, reading.prose, reading.rows),
        lambda: about.answer(query, lexicon),
        lambda: claims.cited_for(query, lexicon, reading.prose),
        lambda: claims.source(query, lexicon, reading.prose, hits),
        lambda: bibliography.answer(query, lexicon),
        lambda: refusing.partly(query, lambda known: decide(known, reading, hits, relevance)),
        lambda: lists.counted(query, lexicon, reading.prose, reading.kinds),
        lambda: lists.answer(query, lexicon, reading.prose, reading.rows, reading.kinds),
        lambda: overview.whole(query, lexicon, reading.prose, relevance),
        lambda: prose.card(query, lexicon, reading.prose) if _asks_summary(query, lexicon) and not reason else None,
        lambda: near.answer(hits, relevance) if near else None,
        lambda: _from_prose(query, reading, hits, relevance, near),
        lambda: systems.answer(query, lexicon, reading.prose),
    )
    found = next((d for make in drafts if (d := make()) is not None), None)
    return found or refusing.refuse(query, lexicon)


def _compared(query: Query, asks: Sequence[Ask], reading: Reading, relevance: Relevance) -> Draft | None:
    """Set entities side by side, where a table does not just list the one column that is asked for."""
    if "compare" not in query.operators and tabular.tells(asks):
        return None
    return compare.answer(query, reading.lexicon, reading.prose, relevance)


def _looked_up(
    query: Query, asks: Sequence[Ask], of_table: bool, reading: Reading, hits: Sequence[Hit], relevance: Relevance
) -> Draft | None:
    """Answer from the tables; where a sentence answers a question on one entity far better, it comes along.

    An overview of one entity says all on it; a question on the table itself (`of_table`) has no premise in the prose.
    """
    draft = tabular.answer(query, asks, reading.prose)
    if draft is None:
        return None
    if draft.outcome == "answered" and not of_table and (wrong := _premise(query, reading)):
        return wrong
    if few := tabular.loosely(asks):
        return lists.widened(query, few, reading.lexicon, reading.prose, reading.rows) or draft
    if draft.outcome != "answered":
        return draft
    if len(query.rows) == 1 and "overview" in query.operators:
        return prose.card(query, reading.lexicon, reading.prose)
    single = len(query.rows) == 1 or (not query.rows and WHAT_IS.search(query.text))
    if not single or query.operators & _BROAD:
        return draft
    explained = replace(draft, statements=(*prose.explaining(draft, query, reading.prose), *draft.statements))
    better = prose.better(explained, query, reading.lexicon, reading.prose, hits, relevance)
    return replace(draft, statements=(*better, *draft.statements)) if better else explained


def _from_prose(
    query: Query, reading: Reading, hits: Sequence[Hit], relevance: Relevance, near: nearby.Nearby | None
) -> Draft | None:
    """Return the sentences that answer; those for a follow-up say what it asks for by name."""
    found = prose.answer(query, reading.lexicon, reading.prose, reading.rows, hits, relevance)
    return found if near is None or near.fits(found, reading.lexicon, reading.prose) else None


def _premise(query: Query, reading: Reading) -> Draft | None:
    """Correct what the question has wrong, before any part of the assistant takes it for granted."""
    return _correct(premises.check(query, (), reading.lexicon, reading.prose), reading)


def _correct(wrong: Premise | None, reading: Reading) -> Draft | None:
    return prose.corrected(wrong, reading.prose) if wrong else None


def _asks_summary(query: Query, lexicon: Lexicon) -> bool:
    """Whether the question asks for all on the bound entities: nothing is left of it, or it says so."""
    others = [k for k in query.keys if not any(k in lexicon.keys_of(at) for at in query.rows)]
    left = [s for s in query.content if s not in lexicon.topic]
    return bool(query.rows) and ("overview" in query.operators or not (left or others or query.classes))
