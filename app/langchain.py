"""The retriever and the assistant as LangChain components, for use in somebody else's chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import Field

from app.assistant import Assistant
from store.errors import InputError
from store.library import Library
from store.records import Answer, Document, Hit, Turn
from store.retriever import HybridRetriever

Question = str | Mapping[str, Any]
"""A question, or a mapping with `question` and, where there is one, `history`."""


class ReviewRetriever(BaseRetriever):
    """Retrieves passages of the reviews in `library`, best first.

    A document's text is the passage as it is shown. Its metadata hold `document_id`, `kind`, `section`,
    `page`, `start` and `end` (character offsets into the review's text), `references` (number, text and
    DOI of each) and `score`.
    """

    library: Library
    retriever: HybridRetriever
    k: int = Field(default=10, gt=0)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.retriever.search(query, self.k)
        documents = self.library.snapshot().documents
        return [_document(hit, documents[hit.passage.document_id]) for hit in hits]


def _document(hit: Hit, source: Document) -> LangChainDocument:
    passage = hit.passage
    metadata = {
        "document_id": passage.document_id,
        "kind": passage.kind,
        "section": passage.section,
        "page": passage.page,
        "start": passage.span.start,
        "end": passage.span.end,
        "references": [
            {"number": r.number, "text": r.text, "doi": r.doi}
            for r in source.references
            if r.number in passage.references
        ],
        "score": hit.score,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)


def as_runnable(assistant: Assistant) -> Runnable[Question, Answer]:
    """Return `assistant` as a runnable from a `Question` to an `Answer`.

    For the JSON of the command line put `app.export.answer_record` behind it: `runnable | answer_record`.

    Raises:
        InputError: (the runnable) The input is no question, or its history no list of exchanges.
    """

    def ask(asked: Question) -> Answer:
        return assistant.ask(*_question(asked))

    return RunnableLambda(ask, name="review-chat")


def _question(asked: Question) -> tuple[str, tuple[Turn, ...]]:
    if isinstance(asked, str):
        return asked, ()
    try:
        return str(asked["question"]), tuple(_turn(turn) for turn in asked.get("history") or ())
    except (AttributeError, KeyError, TypeError):
        raise InputError(
            'Give a string, or {"question": "...", "history": [{"user": "...", "assistant": "..."}]}.'
        ) from None


def _turn(turn: Turn | Mapping[str, Any]) -> Turn:
    return turn if isinstance(turn, Turn) else Turn(str(turn["user"]), str(turn["assistant"]))
