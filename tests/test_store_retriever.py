from __future__ import annotations

import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.embedder import SentenceEmbedder
from store.errors import EmptyLibrary
from store.library import Library
from store.records import Document, Kind, Passage, Sentence, Span
from store.retriever import CONTENT, HybridRetriever, combine


@pytest.fixture(scope="module")
def retriever(shipped_library: Library, embedder: SentenceEmbedder) -> HybridRetriever:
    return HybridRetriever(shipped_library, embedder)


@pytest.fixture
def two(library: Library, embedder: SentenceEmbedder) -> HybridRetriever:
    """Return a retriever over two short documents with the same words in another order of merit."""
    texts = {"iron": ["Iron kills cells.", "Copper is a metal."], "gold": ["Gold is inert.", "Iron rusts."]}
    for id, sentences in texts.items():
        records = tuple(Sentence(Span(0, 1), text) for text in sentences)
        prose = Passage(f"{id}:p", id, "prose", (), Span(0, 1), " ".join(sentences), records)
        listed = Passage(f"{id}:b", id, "reference", (), Span(0, 1), f"Nobody (2020) Iron and {id}.")
        library.add([(Document(id, id, ""), (prose, listed))])
    return HybridRetriever(library, embedder)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("How does circPAK1 work?", "14-3-3"),
        ("circMED27", "miR-655-3p"),
        ("Which protein keeps iron from killing the cells?", "ferroptosis"),
        ("β-catenin", "β-catenin"),
        ("beta catenin", "β-catenin"),
    ],
)
def test_the_sentence_that_answers_is_near_the_top(retriever: HybridRetriever, query: str, words: str) -> None:
    hits = retriever.sentences(query, 5)
    texts = [h.passage.text if h.sentence is None else h.passage.sentences[h.sentence].text for h in hits]
    assert any(words in text for text in texts)


def test_hits_come_best_first_and_each_once(retriever: HybridRetriever) -> None:
    sentences, passages = retriever.sentences("exosomes", 50), retriever.search("exosomes", 50)
    for hits in (sentences, passages):
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
        assert all(0 <= h.score <= 1 for h in hits)
    assert len({(h.passage.id, h.sentence) for h in sentences}) == len(sentences) == 50
    assert len({h.passage.id for h in passages}) == len(passages) == 50


def test_k_is_the_most_that_comes_back(retriever: HybridRetriever) -> None:
    assert len(retriever.search("exosomes", 3)) == 3
    assert retriever.search("exosomes", 3) == retriever.search("exosomes", 30)[:3]


def test_the_score_and_its_parts_are_what_they_are_called(
    retriever: HybridRetriever, embedder: SentenceEmbedder
) -> None:
    query = "How does circPAK1 work?"
    hits = retriever.sentences(query, 10_000)
    [vector] = embedder.encode([query])
    for rank in ("bm25_rank", "dense_rank"):
        assert sorted(h.signals[rank] for h in hits) == list(range(1, len(hits) + 1))
    bm25, dense = (np.array([h.signals[name] for h in hits]) for name in ("bm25", "dense"))
    assert [h.score for h in hits] == pytest.approx(combine(bm25, dense), abs=1e-3)
    row = next(h for h in hits if h.passage.kind == "table_row")
    assert row.signals["dense"] == pytest.approx(float(embedder.encode([row.passage.text])[0] @ vector), abs=1e-4)


def test_sentences_are_the_smallest_units_of_the_content(retriever: HybridRetriever, shipped_library: Library) -> None:
    hits = retriever.sentences("resistance", 10_000)
    assert {h.passage.kind for h in hits} == CONTENT
    assert all((h.sentence is None) == (not h.passage.sentences) for h in hits)
    passages = [p for p in shipped_library.snapshot().passages if p.kind in CONTENT]
    assert len(hits) == sum(max(1, len(p.sentences)) for p in passages)


def test_a_passage_is_found_by_its_nearest_sentence(retriever: HybridRetriever, embedder: SentenceEmbedder) -> None:
    hit = next(h for h in retriever.search("exosomes carry RNA", 10) if h.sentence is not None)
    [vector] = embedder.encode(["exosomes carry RNA"])
    texts = [f"{hit.passage.section}. {sentence.text}" for sentence in hit.passage.sentences]
    cosines = embedder.encode(texts) @ vector
    assert hit.sentence == int(np.argmax(cosines))
    assert hit.signals["dense"] == pytest.approx(float(cosines.max()), abs=1e-4)


@pytest.mark.parametrize("kinds", [{"reference"}, {"front_matter"}, {"table_row"}, {"prose", "reference"}, {"table"}])
def test_other_kinds_are_found_where_they_are_asked_for(retriever: HybridRetriever, kinds: set[Kind]) -> None:
    for hits in (
        retriever.search("resistance", 500, kinds=frozenset(kinds)),
        retriever.sentences("resistance", 500, kinds=frozenset(kinds)),
    ):
        assert {h.passage.kind for h in hits} == kinds


def test_documents_can_be_chosen(two: HybridRetriever) -> None:
    assert two.search("Which metal kills cells?")[0].passage.document_id == "iron"
    hits = two.search("iron", document_ids=frozenset({"gold"}))
    assert [h.passage.id for h in hits] == ["gold:p"]
    assert two.sentences("iron", document_ids=frozenset({"gold"}))[0].sentence == 1
    assert two.search("iron", document_ids=frozenset({"nothing"})) == ()
    assert two.search("iron", document_ids=frozenset()) == ()


def test_equal_hits_keep_the_order_of_the_documents(library: Library, embedder: SentenceEmbedder) -> None:
    for id in ("b", "a", "c"):
        row = Passage(f"{id}:r", id, "table_row", (), Span(0, 1), "Metal: iron")
        library.add([(Document(id, id, ""), (row,))])
    hits = HybridRetriever(library, embedder).sentences("iron")
    assert [h.passage.document_id for h in hits] == ["a", "b", "c"]


def test_a_vector_at_hand_is_not_made_again(
    retriever: HybridRetriever, embedder: SentenceEmbedder, shipped_library: Library
) -> None:
    class Silent:
        name, fingerprint = embedder.name, embedder.fingerprint

        def encode(self, texts: object) -> np.ndarray:
            raise AssertionError("the vector was given")

    silent = HybridRetriever(shipped_library, Silent())
    vector = embedder.encode(["exosomes"])[0]
    assert silent.search("exosomes", vector=vector) == retriever.search("exosomes")
    assert silent.sentences("exosomes", vector=vector) == retriever.sentences("exosomes")


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_no_question_has_no_hits(retriever: HybridRetriever, query: str) -> None:
    assert retriever.search(query) == retriever.sentences(query) == ()


@pytest.mark.parametrize("query", ["the of and", "?!", "\u0000", "🙂", "x" * 20_000])
def test_a_question_without_known_words_is_ranked_by_meaning_alone(retriever: HybridRetriever, query: str) -> None:
    hits = retriever.sentences(query, 500)
    assert {h.signals["bm25"] for h in hits} == {0.0}
    cosines = [max(h.signals["dense"], 0.0) for h in hits]
    assert cosines == sorted(cosines, reverse=True)
    assert cosines[0] > 0


def test_what_is_added_is_found_by_the_same_retriever(two: HybridRetriever, library: Library) -> None:
    assert all("Tin" not in h.passage.text for h in two.sentences("tin"))
    row = Passage("tin:r", "tin", "table_row", (), Span(0, 1), "Tin is soft.")
    library.add([(Document("tin", "tin", ""), (row,))])
    assert two.sentences("tin")[0].passage == row


def test_an_empty_library_is_an_error(library: Library, embedder: SentenceEmbedder) -> None:
    with pytest.raises(EmptyLibrary):
        HybridRetriever(library, embedder).search("iron")


def test_another_build_of_the_index_ranks_alike(
    tmp_path: Path, embedder: SentenceEmbedder, shipped_home: Path, retriever: HybridRetriever
) -> None:
    again = Library(Path(shutil.copytree(shipped_home, tmp_path / "home")), embedder)
    snapshot = again.snapshot()
    [document] = snapshot.documents.values()
    again.add([(document, snapshot.passages[::-1])])
    again.add([(document, snapshot.passages)])
    assert again.snapshot().generation != snapshot.generation
    assert HybridRetriever(again, embedder).sentences("autophagy", 99) == retriever.sentences("autophagy", 99)


def test_retrieval_takes_milliseconds(retriever: HybridRetriever, embedder: SentenceEmbedder) -> None:
    vector = embedder.encode(["exosomes"])[0]
    retriever.sentences("exosomes", vector=vector)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        retriever.sentences("exosomes", vector=vector)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05


SCORES = st.lists(st.tuples(st.floats(0, 50), st.floats(-1, 1)), min_size=1, max_size=30)


@given(SCORES, st.floats(0, 1))
def test_combined_scores_are_shares_and_keep_an_agreed_order(pairs: list[tuple[float, float]], weight: float) -> None:
    lexical, dense = np.array(pairs).T
    scores = combine(lexical, dense, weight)
    assert np.all((scores >= 0) & (scores <= 1 + 1e-9))
    best = np.flatnonzero((lexical == lexical.max()) & (dense == dense.max()))
    assert np.all(scores[best] >= scores.max() - 1e-9)


@pytest.mark.parametrize(
    ("lexical", "dense", "combined"),
    [
        ([2.0, 1.0, 0.0], [0.4, 0.8, 0.2], [0.7, 0.8, 0.15]),
        ([0.0, 0.0], [0.5, 0.25], [0.6, 0.3]),
        ([3.0, 0.0], [-0.5, -0.1], [0.4, 0.0]),
    ],
)
def test_combine(lexical: list[float], dense: list[float], combined: list[float]) -> None:
    assert combine(np.array(lexical), np.array(dense), 0.4) == pytest.approx(combined)
