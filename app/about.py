"""Questions about the review itself: its front matter, its aim, its end, how long its lists are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import asking, cited, entries, outline, vocabulary
from app.drafts import Draft, Evidence, Statement, of_sentence
from app.lexicon import Lexicon, parts
from app.understanding import Query
from prompts import render
from store.names import key, stem
from store.records import FrontMatter, Paragraph, Sentence, Span

MOST = 3
"""Labels of front matter, and sentences of an aim or an end, that one answer tells."""


_DESCRIBED = re.compile(
    r"\bthis (?:[\w-]+ ){1,4}(?:review|paper|article)\b"
    r"|\bthe (?:[\w-]+ ){1,4}(?:review|overview)\b(?! (?:they|it|cited|that is cited)\b)",
    re.IGNORECASE,
)
"""The review by what it is about ("this liver imaging paper")."""

_STANCE = re.compile(r"\b(?:do|did|does|have|would|can|could|might) (?:the|its|these) authors?\b", re.IGNORECASE)
"""What the authors do, not who they are."""

_SELDOM = ("Funding", "Conflicts of Interest")
"""Labels that a review may lack, which is then said; their words ask for nothing else."""


def answer(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the review says of itself, where the question asks for that."""
    own = {key(p.text) for name in lexicon.document.authors for p in parts(name)}
    strange = [w for w in query.unknown if stem(w) not in asking.about_stems() and key(w) not in own]
    tally = any(asking.says(query.text, "tallies", name) for name in ("most", "different", "shared"))
    if cited.numbers(query.text) or query.rows or strange or tally:
        return None
    return _passage(query, lexicon) or _labelled(query, lexicon)


def _left(query: Query, lexicon: Lexicon) -> list[str]:
    """Return what the question is about beside the review itself."""
    described = {stem(p.text) for m in _DESCRIBED.finditer(query.text) for p in parts(m.group(0))}
    authors = {s for name in lexicon.document.authors if asking.phrase_in(query.text, name) for s in _stems(name)}
    known = asking.about_stems() | lexicon.topic | described | authors
    names = [k for k in query.keys if not any(_stems(t.name) <= lexicon.topic for t in lexicon.terms[k])]
    left = [s for s in query.content if s not in known and s.lstrip("=") not in known]
    return [s for s in left if not _alike(s, known, lexicon)] + names


def _alike(word_stem: str, known: frozenset[str] | set[str], lexicon: Lexicon) -> bool:
    """Whether a word that the review's prose does not have says the same as one of `known`."""
    return word_stem not in lexicon.vocabulary and not vocabulary.like(word_stem).isdisjoint(known)


def _stems(name: str) -> set[str]:
    return {stem(p.text) for p in parts(name)}


def _labelled(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return the labelled facts before and behind the body: who, where, when, under which licence."""
    if _left(query, lexicon) or entries.YEAR.search(query.text) or query.values:
        return None
    said = asking.said(query.text)
    labels = [label for label in vocabulary.front_labels() if _asks_for(label, query, said, lexicon)]
    labels = _narrowed([label for label in labels if label != "Authors" or not _STANCE.search(query.text)], said)
    told = [s for label in labels for s in _front(label, lexicon, query)]
    own = not query.keys and lexicon.topic.isdisjoint(query.content)
    if not labels or not (asking.says(query.text, "self") or own):
        return None
    if not told and labels[0] in _SELDOM:
        return Draft("not_in_review", (Statement(render("no_front", label=labels[0].lower())),))
    return Draft("answered", tuple(dict.fromkeys(told))[:MOST]) if told else None


def _asks_for(label: str, query: Query, said: frozenset[str], lexicon: Lexicon) -> bool:
    words = vocabulary.front_words(label)
    stems = {stem(w) for w in words}
    return any(asking.phrase_in(query.text, w) or w in said for w in words) or any(
        _alike(s, stems, lexicon) for s in query.content
    )


def _narrowed(labels: Sequence[str], said: frozenset[str]) -> list[str]:
    """Drop the labels that share their word with one that is asked for more closely."""
    if seldom := [label for label in labels if label in _SELDOM]:
        return seldom
    dates = [label for label in labels if label in ("Received", "Accepted")]
    if dates and not said & {"published", "publication"}:
        labels = [label for label in labels if label != "Published"]
    if "Email" in labels or "Affiliation" in labels:
        labels = [label for label in labels if label not in ("Authors", "How to cite")]
    if "where" in said and "Published" in labels:
        labels = [*labels, "How to cite"]
    if said & {"journal", "where"} and "when" not in said:
        labels = [label for label in labels if label != "Published"]
    if "Copyright" in labels:
        labels = [label for label in labels if label not in ("Authors", "Published", "How to cite")]
    return list(labels)


def _front(label: str, lexicon: Lexicon, query: Query) -> list[Statement]:
    document = lexicon.document
    if label == "Title":
        at = document.text.find(document.title)
        span = Span(at, at + len(document.title)) if at >= 0 else Span(0, 0)
        return [_told("Title", document.title, (Evidence(span),))]
    if label == "References":
        return [_size(lexicon)] if "count" in query.operators and document.references else []
    found = [i for name in asking.front_names(label) for i in document.front if _labels(i, name)]
    kept = found if label in ("Affiliation", "Email") else found[:1]
    return [_told(i.label, _value(i, query, lexicon), (Evidence(i.span),)) for i in kept[:MOST]]


def _labels(item: FrontMatter, name: str) -> bool:
    return item.label.casefold().startswith(name.casefold())


def _value(item: FrontMatter, query: Query, lexicon: Lexicon) -> str:
    if item.label == "Authors" and "count" in query.operators:
        return f"{len(lexicon.document.authors)} ({item.text})"
    return item.text


def _size(lexicon: Lexicon) -> Statement:
    first, last = lexicon.document.references[0], lexicon.document.references[-1]
    text = render("bibliography_size", count=str(len(lexicon.document.references)))
    return Statement(text, tuple(Evidence(r.span, (r.number,)) for r in (first, last)), "reference")


def _told(label: str, text: str, evidence: tuple[Evidence, ...]) -> Statement:
    return Statement(render("front", label=label, text=text), evidence, "front matter")


def _passage(query: Query, lexicon: Lexicon) -> Draft | None:
    """Return what the review says that it does, or how it ends, or the frame of its abstract."""
    if outlined := outline.answer(query, lexicon):
        return outlined
    if asking.says(query.text, "about", "corresponding") and (found := _corresponding(lexicon)):
        return Draft("answered", found)
    left = _left(query, lexicon)
    for name, told in (("abstract", _abstract), ("motive", _motive), ("aim", _aim), ("end", _end)):
        if asking.says(query.text, "about", name) and (name == "abstract" or not left):
            said = told(lexicon)
            return Draft("answered", tuple(Statement(s.text, (of_sentence(s),)) for s in said)) if said else None
    return None


def _paragraphs(lexicon: Lexicon, *kinds: str) -> list[Paragraph]:
    return [p for p in lexicon.document.paragraphs if p.kind in kinds and p.sentences]


def _abstract(lexicon: Lexicon) -> list[Sentence]:
    sentences = [s for p in _paragraphs(lexicon, "abstract") for s in p.sentences]
    return [sentences[0], sentences[-1]] if len(sentences) > 1 else sentences


def _aim(lexicon: Lexicon) -> list[Sentence]:
    """Return the first sentence that says what the review does, from the abstract if it is there."""
    for kinds in (("abstract",), ("body",)):
        for p in _paragraphs(lexicon, *kinds):
            found = [s for s in p.sentences if asking.says(s.text, "about", "itself")]
            if found:
                return found[-1:]
    return []


def _motive(lexicon: Lexicon) -> list[Sentence]:
    """Return what leads up to the aim of the review, and the aim."""
    aim = _aim(lexicon)
    run = next((p.sentences for p in _paragraphs(lexicon, "abstract", "body") if aim and aim[0] in p.sentences), ())
    at = run.index(aim[0]) if aim else 0
    return list(run[max(0, at - 1) : at + 1])


def _corresponding(lexicon: Lexicon) -> tuple[Statement, ...]:
    """Return the author whom the review marks with an asterisk, and the address."""
    text = lexicon.document.text
    marked = [(a, m) for a in lexicon.document.authors if (m := re.search(rf"{re.escape(a)}[\d,\s]*\*", text))]
    mail = [i for i in lexicon.document.front if any(_labels(i, name) for name in asking.front_names("Email"))][:1]
    named = [_told("Corresponding author", a, (Evidence(Span(m.start(), m.start() + len(a))),)) for a, m in marked[:1]]
    return tuple([*named, *(_told(i.label, i.text, (Evidence(i.span),)) for i in mail)] if named else ())


def _end(lexicon: Lexicon) -> list[Sentence]:
    """Return the last sentences of the part that concludes, or of the body."""
    body = _paragraphs(lexicon, "body")
    named = [p for p in body if p.path and asking.says(p.path[0], "about", "concluding")]
    last = (named or body)[-1:]
    return [s for p in last for s in p.sentences[-2:]]
