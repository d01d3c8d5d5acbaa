"""Retrieval on a folder in BEIR's form (Thakur et al. 2021), with the retriever that the answers use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evals import ranking
from evals.bootstrap import Figure, mean
from store.bm25 import BM25
from store.embedder import Embedder
from store.errors import InputError
from store.library import Library, Progress
from store.records import Document, Passage, Span
from store.retriever import HybridRetriever

CORPUS = "beir"
DEPTH = 100
_FILES = {"queries": ("queries_train.jsonl", "queries.jsonl"), "qrels": ("qrels_train.tsv", "qrels/train.tsv")}
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Beir:
    """A benchmark: passages whose ids end in the corpus ids, queries, and the relevant ids of each."""

    document: Document
    passages: tuple[Passage, ...]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def read(folder: Path) -> Beir:
    """Read `folder`, which holds corpus.jsonl, the queries and the qrels.

    Raises:
        InputError: A file is missing or is not in BEIR's form.
    """
    try:
        passages, text = _passages(list(_lines(folder / "corpus.jsonl")))
        queries = {str(q["_id"]): str(q["text"]) for q in _lines(_one_of(folder, "queries"))}
        relevant = _qrels(_one_of(folder, "qrels"))
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{folder}: not a folder in BEIR's form ({error}); see evals/scifact.py for it.") from None
    asked = {id: query for id, query in queries.items() if id in relevant}
    return Beir(Document(CORPUS, folder.name, text), passages, asked, relevant)


def searches(beir: Beir, home: Path, embedder: Embedder, progress: Progress | None = None) -> dict[str, Search]:
    """Return the ranking of corpus ids by our retriever and by its parts, from a library in `home`."""
    library = Library(home, embedder, "beir")
    if library.is_new():
        library.add([(beir.document, beir.passages)], progress)
    snapshot = library.snapshot()
    retriever = HybridRetriever(library, embedder)
    bm25 = BM25([unit.text for unit in snapshot.units])

    def ours(query: str) -> Sequence[str]:
        return [_corpus_id(hit.passage) for hit in retriever.search(query, DEPTH)]

    def lexical(query: str) -> Sequence[str]:
        order = np.argsort(-bm25.scores(query), kind="stable")[:DEPTH]
        return [_corpus_id(snapshot.units[i].passage) for i in order]

    def dense(query: str) -> Sequence[str]:
        near = library.nearest(snapshot, embedder.encode([query])[0], DEPTH)
        return [id.rsplit(":", 1)[1] for id, _ in sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))]

    return {"ours": ours, "BM25 alone": lexical, "dense alone": dense}


def evaluate(beir: Beir, search: Search, progress: Callable[[float], None] | None = None) -> dict[str, Figure]:
    """Return nDCG@10 and recall@100 over the queries."""
    ranks = []
    for i, (id, query) in enumerate(beir.queries.items()):
        ranks.append(ranking.document_ranks(beir.relevant[id], search(query)))
        if progress and i % 20 == 0:
            progress(i / len(beir.queries))
    found = [r for r in ranks if r]
    return {
        "nDCG@10": mean([ranking.ndcg_at(10, r) for r in found]),
        "recall@100": mean([ranking.recall_at(100, r) for r in found]),
    }


def _corpus_id(passage: Passage) -> str:
    return passage.id.rsplit(":", 1)[1]


def _passages(entries: Sequence[Mapping[str, object]]) -> tuple[tuple[Passage, ...], str]:
    """Return a passage for each abstract, title first, and the one text that holds them all."""
    texts = [f"{entry.get('title') or ''}. {entry['text']}".strip(". ") for entry in entries]
    found, start = [], 0
    blank = Passage("", CORPUS, "prose", (), Span(0, 0), "")
    for entry, text in zip(entries, texts, strict=True):
        found.append(
            replace(blank, id=f"{CORPUS}:prose:{entry['_id']}", span=Span(start, start + len(text)), text=text)
        )
        start += len(text) + 1
    return tuple(found), "\n".join(texts)


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    relevant: dict[str, dict[str, int]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, corpus, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(query, {})[corpus] = int(grade)
    return relevant


def _lines(path: Path) -> Iterator[dict[str, object]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def _one_of(folder: Path, what: str) -> Path:
    found = next((folder / name for name in _FILES[what] if (folder / name).is_file()), None)
    if found is None:
        raise ValueError(f"it holds none of {', '.join(_FILES[what])}")
    return found
