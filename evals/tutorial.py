"""The pipeline of the tutorials: characters cut by a splitter, one embedding a chunk, Chroma, the top four."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import chromadb
from chromadb.api.models.Collection import Collection
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.baselines import extract, with_history
from ingest.citations import numbers
from store.embedder import Embedder
from store.records import Answer, Document, Hit, Passage, Span, Turn

CHUNK, OVERLAP, TOP = 1000, 200, 4


@dataclass(frozen=True)
class Tutorial:
    """Retrieves four chunks and shows the first of them, which is fair to answers of some ninety words."""

    collection: Collection
    embedder: Embedder
    documents: Mapping[str, Document]
    chunks: Mapping[str, Passage]
    name: str = "tutorial"

    def ask(self, question: str, history: Sequence[Turn] = (), document_id: str | None = None) -> Answer:
        """Return the best chunk; it never refuses."""
        query = with_history(question, history)
        found = self.collection.query(
            query_embeddings=[self.embedder.encode([query])[0]],
            n_results=TOP,
            where={"document": document_id} if document_id else None,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        ranked = zip(found["ids"][0], distances, strict=True)
        hits = [Hit(self.chunks[id], 1.0 - float(distance)) for id, distance in ranked]
        return extract(question, query, hits[:1], hits, self.documents)


def tutorial(documents: Mapping[str, Document], embedder: Embedder) -> Tutorial:
    """Return the pipeline over `documents`, its chunks embedded now."""
    chunks = {chunk.id: chunk for document in documents.values() for chunk in split(document)}
    digest = hashlib.sha256("\0".join(chunks).encode()).hexdigest()[:16]
    client = chromadb.EphemeralClient()
    collection = client.get_or_create_collection(
        f"tutorial-{digest}", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for start in range(0, len(chunks), 64):
        part = list(chunks.values())[start : start + 64]
        collection.upsert(
            ids=[chunk.id for chunk in part],
            embeddings=embedder.encode([chunk.text for chunk in part]),
            metadatas=[{"document": chunk.document_id} for chunk in part],
        )
    return Tutorial(collection, embedder, documents, chunks)


def split(document: Document) -> tuple[Passage, ...]:
    """Return LangChain's chunks of the document's text; each is a span of it."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    found = splitter.create_documents([document.text])
    blank = Passage("", document.id, "prose", (), Span(0, 0), "")
    chunks = []
    for i, chunk in enumerate(found):
        text, start = chunk.page_content, int(chunk.metadata["start_index"])
        id, span = f"{document.id}:chunk:{i}", Span(start, start + len(text))
        chunks.append(replace(blank, id=id, span=span, text=text, references=numbers(text)))
    return tuple(chunks)
