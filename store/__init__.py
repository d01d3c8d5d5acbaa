"""Types, errors, the embedder, the Chroma library, BM25 and hybrid retrieval."""
