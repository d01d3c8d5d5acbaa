"""What a section says in short: its opening, what answers best, and a sentence on each entity that it tells of."""

from __future__ import annotations

from collections.abc import Sequence

from app.drafts import Draft, Statement, of_sentence
from app.evidence import Relevance
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, mentions
from app.understanding import Query
from store.names import fold, stem, stop_words

SHARE = 0.35
"""The share of a title, by idf, that a question has to say."""

MOST = 9
"""Sentences of an overview."""


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    """Return an overview of the section whose title `query` names, or `None` where it asks for none."""
    if "overview" not in query.operators or query.rows or query.unknown:
        return None
    asked = frozenset(s for s in query.content if s[0] not in "=@") | _short(query, lexicon)
    within = _within(asked - lexicon.topic, lexicon, prose)
    if not within:
        return None
    logits = relevance([i.sentence.text for i in within])
    ranked = [i for _, i in sorted(zip(logits, within, strict=True), key=lambda pair: (-pair[0], pair[1].position))]
    told = {i.position: i for i in (within[0], *ranked[: MOST // 2], *_on_entities(within, lexicon), *ranked)}
    chosen = sorted(list(told.values())[:MOST], key=lambda i: i.position)
    statements = tuple(Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in chosen)
    return Draft("answered", statements, tuple(of_sentence(i.sentence) for i in within))


def _short(query: Query, lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of the names in the question (`EMT`), with those of their long forms."""
    names = [t.name for k in query.keys for t in lexicon.terms.get(k, ())]
    own = {stem(p.text) for name in names for p in parts(name)}
    return frozenset(own.union(*(lexicon.expansions.get(s, frozenset()) for s in own)))


def _within(asked: frozenset[str], lexicon: Lexicon, prose: Sequence[Indexed]) -> list[Indexed]:
    """Return the sentences of the deepest section all of whose title the question says."""
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for paragraph in lexicon.document.paragraphs:
        for depth, title in enumerate(paragraph.path, 1):
            said = {stem(p.text) for p in parts(title) if fold(p.text) not in stop_words() and not p.text.isdigit()}
            weights = {s: lexicon.idf(s) for s in said - lexicon.topic}
            held = sum(w for s, w in weights.items() if s in asked)
            if weights and held >= SHARE * sum(weights.values()):
                best = max(best, (held, paragraph.path[:depth]), key=lambda b: (b[0], -len(b[1])))
    path = best[1]
    spans = [p.span for p in lexicon.document.paragraphs if path and p.path[: len(path)] == path]
    return [i for i in prose if any(s.start <= i.sentence.span.start < s.end for s in spans)]


def _on_entities(within: Sequence[Indexed], lexicon: Lexicon) -> list[Indexed]:
    """Return the first sentence on each of the table's entities."""
    rows = [(t, r) for t, table in enumerate(lexicon.document.tables) for r in range(len(table.rows))]
    firsts = (next((i for i in within if mentions(i, lexicon.keys_of(at))), None) for at in rows)
    return [i for i in firsts if i is not None]
