"""The benchmark tells an answer's time beside the least that retrieval costs."""

from __future__ import annotations

from evals.bench import bench
from evals.made import cases
from ingest import shipped
from ingest.readers import read
from store.embedder import load_embedder


def test_the_parts_of_an_answer_add_up(tmp_path):
    some = list(cases(read(shipped.path())))[:5]
    found = bench(shipped.path(), tmp_path, load_embedder, some)
    assert 0 < found.least.p50 <= found.retrieval.longest
    assert 0 < found.without_reranker.p50 <= found.answers.p50
    assert found.ingest_seconds > 0
    assert found.peak_mib > 0
