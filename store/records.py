"""The types that every package shares. Standard library only.

Offsets are character offsets into `Document.text`, the canonical source text. A `Span` is the proof of
a quotation: `document.text[span.start:span.end]` is the quotation, character for character. A field
named `text` beside a span is the repaired form that is shown; it never replaces the span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["prose", "table_row", "table", "reference", "front_matter"]
ParagraphKind = Literal["abstract", "body", "caption", "list_item", "front", "back"]
Outcome = Literal["answered", "corrected", "partial", "ask_back", "not_in_review", "off_topic"]
Support = Literal["table and prose", "table only", "prose only", "reference", "front matter"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets, `start` included and `end` not."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it stands, how it is shown, and which references it cites.

    `text` is the repaired form without the bracketed citations. `references` holds the numbers cited
    inside the sentence; `resolved` holds the same or, where it cites none, those of the next citation in
    its paragraph, which is the one that such a sentence leans on.
    """

    span: Span
    text: str
    references: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what it governs. `path` holds the titles from the top down to this one."""

    number: str
    title: str
    level: int
    path: tuple[str, ...]
    span: Span
    heading: Span


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose, joined again over page breaks (its span then covers the break)."""

    kind: ParagraphKind
    path: tuple[str, ...]
    span: Span
    sentences: tuple[Sentence, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its header, its repaired text (empty where the cell is) and its span."""

    header: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class TableRow:
    """One data row; `group` is the group row above it (empty where the table has none)."""

    table_id: str
    index: int
    group: str
    cells: tuple[Cell, ...]
    span: Span
    references: tuple[int, ...] = ()

    def get(self, header: str) -> str:
        """Return the text under `header`, or the empty string."""
        return next((cell.text for cell in self.cells if cell.header == header), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its typed rows. `footnotes` are repaired texts."""

    id: str
    label: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    span: Span
    path: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the group names in the order of the table."""
        return tuple(dict.fromkeys(row.group for row in self.rows if row.group))


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the bibliography. What the source does not state is empty or `None`."""

    number: int
    text: str
    span: Span
    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    volume: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form with the long form that the document itself gives, and where it gives it."""

    short: str
    long: str
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A labelled fact about the document itself: a licence line, keywords, a date, an affiliation."""

    label: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A review as it was read. Everything else is derived from it."""

    id: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    doi: str | None = None
    journal: str = ""
    licence: str = ""
    licence_url: str = ""
    front: tuple[FrontMatter, ...] = ()
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    notes: tuple[str, ...] = ()
    """What the reader could not do, one plain line each (a reference without a DOI, for example)."""

    def quote(self, span: Span) -> str:
        """Return the exact characters of the source that `span` covers."""
        return span.of(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved as one thing: a stretch of prose, a row, a table, a reference, front matter.

    `text` is the repaired form. `sentences` is empty for all kinds but prose.
    """

    id: str
    document_id: str
    kind: Kind
    path: tuple[str, ...]
    span: Span
    text: str
    sentences: tuple[Sentence, ...] = ()
    references: tuple[int, ...] = ()
    page: int | None = None

    @property
    def section(self) -> str:
        """Return the heading path as one line."""
        return " > ".join(self.path)


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. `sentence` indexes `passage.sentences` where one sentence was the match.

    `score` is the fused score (higher is better); `signals` holds what went into it by name.
    """

    passage: Passage
    score: float
    sentence: int | None = None
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker minted by the code and what it opens on: a span of a passage, and its references."""

    marker: str
    passage: Passage
    span: Span
    quote: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer with the markers that carry it."""

    text: str
    citations: tuple[str, ...]
    support: Support = "prose only"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation, as the strings that were shown."""

    user: str
    assistant: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says: the one object behind the page, the command line, JSON and the evals."""

    question: str
    standalone_question: str
    outcome: Outcome
    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    evidence: tuple[Citation, ...] = ()
    """All that the review says about the subject, in the review's order ("everything it says")."""
    suggestions: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    model: str = ""
    """PROVIDER:NAME of the chat model that wrote the claims, empty where none did."""
    prompt: str = ""
    """The hash of what the model was told, empty where none was asked."""
    notes: tuple[str, ...] = ()
    """What the reader should know beside the answer: that a model failed, that a passage held an instruction."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """Calls and tokens of the model, by name."""

    @property
    def abstained(self) -> bool:
        """Whether the review does not answer the question."""
        return self.outcome in ("not_in_review", "off_topic")
