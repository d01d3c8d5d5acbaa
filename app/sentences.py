"""The sentences of one review, each with the stems and names in it and what it leans on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from app import vocabulary
from app.lexicon import LONGEST, Lexicon, parts
from store.names import fold, key, stem, stop_words
from store.records import Sentence

_LEANS = re.compile(
    r"^(?:however|importantly|notably|intriguingly|moreover|additionally|furthermore|mechanistically"
    r"|this suggests|therefore|thus|more \w+|in addition)?,?\s*"
    r"(?:it|its|they|their|these|this|those|such|the latter|the former|the transition|here|he|she)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Indexed:
    """A sentence with its stems and name keys. `before` is the sentence that it follows, by position."""

    sentence: Sentence
    position: int
    before: int | None
    leans: bool
    stems: frozenset[str]
    roots: frozenset[str]
    keys: frozenset[str]
    path: frozenset[str]
    has_number: bool
    is_row: bool = False
    defines: frozenset[str] = frozenset()
    """The keys of the names of which the sentence says what they are."""


def index(lexicon: Lexicon) -> tuple[Indexed, ...]:
    """Return the sentences of `lexicon`'s document in reading order."""
    found: list[Indexed] = []
    for paragraph in lexicon.document.paragraphs:
        if paragraph.kind in ("front", "back"):
            continue
        path = frozenset().union(*(stems(title, lexicon) for title in paragraph.path))
        for i, sentence in enumerate(paragraph.sentences):
            found.append(_indexed(sentence, len(found), len(found) - 1 if i else None, path, lexicon))
    return tuple(found)


def index_rows(lexicon: Lexicon, first: int) -> tuple[Indexed, ...]:
    """Return the tables' rows as sentences ("X: Header cell; Header cell."), numbered from `first` on."""
    found: list[Indexed] = []
    for t, table in enumerate(lexicon.document.tables):
        path = frozenset(stem(p.text) for title in (*table.path, table.caption) for p in parts(title))
        for r, row in enumerate(table.rows):
            entity = lexicon.entity_header(t)
            shown = [c for c, column in zip(row.cells, lexicon.columns[t], strict=True) if column.role != "reference"]
            cells = (f"{c.header} {c.text.strip(' .,;')}" for c in shown if c.header != entity and c.text.strip())
            group = [row.group] if row.group else []
            text = f"{lexicon.entity((t, r))}: {'; '.join([*group, *cells])}."
            sentence = Sentence(row.span, text, row.references, row.references)
            found.append(replace(_indexed(sentence, first + len(found), None, path, lexicon), is_row=True))
    return tuple(found)


def _indexed(sentence: Sentence, position: int, before: int | None, path: frozenset[str], lexicon: Lexicon) -> Indexed:
    own = stems(sentence.text, lexicon)
    return Indexed(
        sentence,
        position,
        before,
        bool(_LEANS.match(sentence.text)),
        own,
        frozenset(map(root, own)),
        name_keys(sentence.text),
        path,
        bool(re.search(r"(?<![\w-])\d", sentence.text)),
    )


def stems(text: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the content stems of `text`, abbreviations with the stems of their long forms."""
    own = {stem(p.text) for p in parts(text) if fold(p.text) not in stop_words()}
    return frozenset(own.union(*(lexicon.expansions.get(s, frozenset()) for s in own)))


def root(word_stem: str) -> str:
    """Return the first letters of a stem, by which words of one family are looked up."""
    return word_stem[:5]


def akin(first: str, second: str) -> bool:
    """Whether two stems are of one family (`inhibit`, `inhibitor`): three quarters of the shorter are shared."""
    shorter = min(len(first), len(second))
    shared = len(commonprefix([first, second]))
    return shorter > 5 and shared >= max(5, 0.75 * shorter)


def says(item: Indexed, word_stem: str) -> bool:
    """Whether the sentence has the word, or one of its family."""
    return word_stem in item.stems or (
        len(word_stem) > 5 and root(word_stem) in item.roots and any(akin(word_stem, s) for s in item.stems)
    )


def means(item: Indexed, word_stem: str) -> bool:
    """Whether the sentence says the word in another one of the thesaurus."""
    return not vocabulary.like(word_stem).isdisjoint(item.stems)


def name_keys(text: str) -> frozenset[str]:
    """Return the keys of all runs of parts in `text`, so that a name is found however it is spaced."""
    run = [key(p.text) for p in parts(text)]
    return frozenset("".join(run[i : i + n]) for n in range(1, LONGEST) for i in range(len(run) - n + 1))


def mentions(item: Indexed, keys: Sequence[str] | frozenset[str]) -> bool:
    """Whether the sentence names one of `keys`."""
    return any(k in item.keys for k in keys)
