"""Links into the source: each holds the review, the span, the references, and which text the span is counted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote
from zlib import crc32

from store.records import Citation, Document, Span


@lru_cache(maxsize=64)
def edition(text: str) -> str:
    """Return a short sum of a review's text: an offset is good for this text and for no other."""
    return f"{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def link(document_id: str, span: Span, references: Sequence[int] = (), edition: str = "") -> str:
    """Return the fragment that opens the source at `span` with these references under it."""
    which = quote(document_id, safe="") + (f"@{edition}" if edition else "")
    numbers = ",".join(map(str, references))
    return f"#cite={which}:{span.start}-{span.end}{f':{numbers}' if numbers else ''}"


def link_into(document: Document, span: Span, references: Sequence[int] = ()) -> str:
    """Return the fragment that opens `document` at `span`, as long as its text is this one."""
    return link(document.id, span, references, edition(document.text))


def link_to(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return the fragment that opens the source of `citation`."""
    id, numbers = citation.passage.document_id, [r.number for r in citation.references]
    own = documents.get(id)
    return link_into(own, citation.span, numbers) if own else link(id, citation.span, numbers)
