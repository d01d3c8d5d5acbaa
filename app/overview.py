"""What the review says of a topic in short: the main points of the section on it, or of the sentences on it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence

from app import asking
from app.digest import BUDGET, digest
from app.drafts import Draft, Statement, of_sentence
from app.evidence import Relevance
from app.lexicon import Lexicon
from app.sentences import Indexed, akin, stems
from app.understanding import Query, understand
from store.records import Hit, Span

NEAREST = 20
"""Sentences nearest to the question whose sections count."""

SHARE = 0.5
"""What a section's share of the nearest sentences counts beside its title."""

ENOUGH, NAMED = 0.45, 0.15
"""What a section's title and its share of the nearest sentences make up; less where the question says `section`."""

TITLED = 0.4
"""What the title of a section says of one of the things that an overview joins."""

SHORT = 80
"""Words of an overview of the whole review."""

Path = tuple[str, ...]

_AND = re.compile(r"\s*[,;(]\s*(?:and\s+)?|\s+(?:and|plus|&|as well as)\s+", re.IGNORECASE)


def answer(
    query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit], relevance: Relevance
) -> Draft | None:
    """Return an overview of the section that `query` is about, or `None` where it asks for none."""
    if "overview" not in query.operators or query.rows or query.unknown:
        return None
    stretches = _several(query, lexicon, prose) or [_section(query, lexicon, prose, hits)]
    within = [i for stretch in stretches for i in stretch]
    if not within:
        return None
    chosen = [i for stretch in stretches for i in digest(stretch, lexicon, relevance, BUDGET // len(stretches))]
    statements = tuple(Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in chosen)
    return Draft("answered", statements, tuple(of_sentence(i.sentence) for i in within), entire=True)


def whole(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], relevance: Relevance) -> Draft | None:
    """Return the main points of the abstract where an overview of no part of the review is asked for."""
    if "overview" not in query.operators or query.rows or query.unknown or query.content or query.keys:
        return None
    spans = {s.span for p in lexicon.document.paragraphs if p.kind == "abstract" for s in p.sentences}
    chosen = digest([i for i in prose if i.sentence.span in spans], lexicon, relevance, SHORT)
    statements = tuple(Statement(i.sentence.text, (of_sentence(i.sentence),)) for i in chosen)
    return Draft("answered", statements, entire=True) if statements else None


def _several(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> list[list[Indexed]]:
    """Return the sentences of the sections that an overview of two things is about ("transport and exosomes")."""
    paths = _paths(lexicon)
    known = list(dict.fromkeys(p[:n] for p in paths.values() for n in range(1, len(p) + 1)))
    asked = [_asked(understand(piece, lexicon), lexicon) for piece in _AND.split(query.text)]
    scored = (max(((_titled(p[-1], a, lexicon), p) for p in known), default=(0.0, ())) for a in asked if a)
    best = dict.fromkeys(path for score, path in scored if score >= TITLED)
    outer = [p for p in best if not any(p != o and p[: len(o)] == o for o in best)]
    found = [[i for i in prose if paths.get(i.sentence.span, ())[: len(path)] == path] for path in outer]
    return found if len(best) > 1 else []


def _section(query: Query, lexicon: Lexicon, prose: Sequence[Indexed], hits: Sequence[Hit]) -> list[Indexed]:
    """Return the sentences of the section whose title and sentences are nearest to the question."""
    paths = _paths(lexicon)
    asked = _asked(query, lexicon)
    if not asked:
        return []
    near = _near(hits, paths)
    total = sum(near.values()) or 1.0
    scored = []
    for path in dict.fromkeys(p[:n] for p in paths.values() for n in range(1, len(p) + 1)):
        titled = _titled(path[-1], asked, lexicon)
        own = near[path] if not titled else sum(n for p, n in near.items() if p[: len(path)] == path)
        scored.append((titled + SHARE * own / total, len(path), path))
    score, _, best = max(scored, key=lambda s: s[:2])
    limit = NAMED if asking.says(query.text, "about", "sections") else ENOUGH
    return [i for i in prose if paths.get(i.sentence.span, ())[: len(best)] == best] if score >= limit else []


def _paths(lexicon: Lexicon) -> dict[Span, Path]:
    return {s.span: p.path for p in lexicon.document.paragraphs if p.kind not in ("front", "back") for s in p.sentences}


def _near(hits: Sequence[Hit], paths: dict[Span, Path]) -> dict[Path, float]:
    """Return the weight of the nearest sentences of each section, the first of them the most."""
    spans = [h.passage.sentences[h.sentence].span for h in hits if h.sentence is not None]
    near: dict[Path, float] = defaultdict(float)
    for rank, span in enumerate([s for s in spans if s in paths][:NEAREST]):
        near[paths[span]] += 1 / math.log2(rank + 2)
    return near


def _asked(query: Query, lexicon: Lexicon) -> dict[str, float]:
    """Return the stems of what the question is about, with their weights."""
    names = [t.name for k in query.keys for t in lexicon.terms.get(k, ())]
    own = {s for s in query.content if s[0] not in "=@" and s not in asking.about_stems()}
    found = own.union(*(stems(name, lexicon) for name in names))
    return _weights({s for s in found if s in lexicon.vocabulary or any(akin(s, h) for h in lexicon.headed)}, lexicon)


def _titled(title: str, asked: dict[str, float], lexicon: Lexicon) -> float:
    """Return how far a title and the question say the same: the cosine of their words."""
    said = _weights({s for s in stems(title, lexicon) if not s.isdigit()}, lexicon)
    held = sum(w**2 for s, w in said.items() if any(s == a or akin(s, a) for a in asked))
    whole = sum(w**2 for w in said.values()) * sum(w**2 for w in asked.values())
    return held / whole**0.5 if whole else 0.0


def _weights(found: set[str], lexicon: Lexicon) -> dict[str, float]:
    """Return the idf of stems; the words of a long form weigh no more than the short one that stands for them."""
    weights = {s: lexicon.idf(s) for s in found - lexicon.topic}
    for short, long in lexicon.expansions.items():
        if short in found:
            weights |= {s: min(weights[s], lexicon.idf(short)) for s in long & weights.keys()}
    return weights
