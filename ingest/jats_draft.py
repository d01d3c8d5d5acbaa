"""The document's text while it is being written, with everything that points into it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest import jats_terms
from ingest.jats_cites import Cited, sentences
from store.records import Abbreviation, Paragraph, ParagraphKind, Section, Span, Table


@dataclass
class Draft:
    """What has been written so far. One reader uses it, from the first line to the last."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    sections: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    abbreviations: list[Abbreviation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text written so far."""
        return "".join(self.parts)

    def write(self, text: str, end: str = "\n\n") -> Span:
        """Write `text` and `end`; return where `text` stands."""
        span = Span(self.length, self.length + len(text))
        self.parts += [text, end]
        self.length += len(text) + len(end)
        return span

    def gap(self) -> None:
        """End a block of lines with an empty one."""
        self.write("", end="\n")

    def paragraph(self, cited: Cited, kind: ParagraphKind, path: tuple[str, ...]) -> None:
        """Write a paragraph, if there is anything in it."""
        if not cited.text:
            return
        span = self.write(cited.text)
        self.paragraphs.append(Paragraph(kind, path, span, sentences(cited, span.start)))
        titled = bool(path) and bool(jats_terms.TITLE.search(path[-1]))
        self.abbreviations += jats_terms.listed(cited.text, span.start, titled=titled)
