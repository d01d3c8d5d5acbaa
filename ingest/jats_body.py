"""The blocks of a JATS article (sections, paragraphs, lists, figures, boxes) written into the draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from ingest import jats_terms
from ingest.jats_draft import Draft
from ingest.jats_write import Read, table_wrap
from ingest.jats_xml import contents, words
from ingest.repair import repair
from store.records import Abbreviation, ParagraphKind, Section, Span

_FLOATS = frozenset("fig fig-group table-wrap table-wrap-group boxed-text fn".split())
_BREAKS = frozenset("list def-list disp-quote verse-group preformat code statement speech".split())
_SKIPPED = frozenset("title label caption ref-list sec-meta permissions attrib graphic media subtitle".split())
_DEFAULT_TITLES = {"ack": "Acknowledgements", "glossary": "Abbreviations", "abstract": "Abstract"}
_TITLED = frozenset("sec boxed-text glossary ack notes app app-group bio abstract fn-group".split())
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})+|\d{1,2}(?=\.))\.?\s+(\S.*)", re.S)
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+([^\W\d].*)", re.S)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the article a block stands: the kind of its paragraphs, and the headings above it."""

    kind: ParagraphKind
    path: tuple[str, ...] = ()
    level: int = 1


@dataclass(frozen=True)
class Body:
    """Writes blocks. `floating` holds what stands outside the text, by id, until it is referred to."""

    draft: Draft
    read: Read
    floating: dict[str, Element]

    def blocks(self, elements: Iterable[Element], place: Place) -> None:
        """Write `elements` in order; a section is numbered by its place among its sisters at need."""
        sections = 0
        for element in elements:
            sections += element.tag == "sec"
            self.block(element, place, sections)

    def block(self, element: Element, place: Place, order: int = 0) -> None:
        """Write one block with everything in it."""
        write = self._writers().get(element.tag)
        if element.tag in _SKIPPED:
            return
        if element.tag in _TITLED:
            self.section(element, place, order)
        elif write:
            write(element, place)
        elif any(child.tag in _FLOATS | _BREAKS | _TITLED or child.tag == "p" for child in element):
            self.blocks(element, place)
        else:
            self.paragraph(element, place)

    def _writers(self) -> dict[str, Callable[[Element, Place], None]]:
        return {
            "p": self.paragraph,
            "list": self.list_items,
            "def-list": self.definitions,
            "fig": self.figure,
            "fig-group": self.figure,
            "table-wrap": lambda element, place: table_wrap(self.draft, element, self.read, place.path),
            "fn": self.footnote,
        }

    def section(self, element: Element, place: Place, order: int = 0) -> None:
        """Write a section; without a title of its own, its blocks belong to the section around it."""
        number, title, shown = _heading(element, order)
        if not _has_content(element):
            return
        if not title:
            return self.blocks(element, place)
        self.titled(number, title, shown, place, lambda inner: self.blocks(element, inner))

    def titled(self, number: str, title: str, shown: str, place: Place, write: Callable[[Place], None]) -> None:
        """Write a heading and, by `write`, what it governs."""
        heading = self.draft.write(shown)
        path = (*place.path, f"{number}. {title}" if number else title)
        slot = len(self.draft.sections)
        self.draft.sections.append(Section(number, title, place.level, path, heading, heading))
        write(Place(place.kind, path, place.level + 1))
        end = max(heading.end, self.draft.length - 2)
        whole = replace(self.draft.sections[slot], span=Span(heading.start, end))
        self.draft.sections[slot] = whole

    def paragraph(self, element: Element, place: Place, lead: str = "") -> None:
        """Write a paragraph; lists break it, and what floats in it comes after it."""
        run: list[str | Element] = [lead] if lead else []
        for item in contents(element):
            if not isinstance(item, str) and item.tag in _BREAKS:
                self._text(run, place)
                self.block(item, place)
                run = []
            else:
                run.append(item)
        self._text(run, place)
        for float_ in _outermost(element):
            self.block(float_, place)
        self._referred(element, place)

    def _text(self, items: Sequence[str | Element], place: Place) -> None:
        self.draft.paragraph(self.read(list(items)), place.kind, place.path)

    def _referred(self, element: Element, place: Place) -> None:
        """Write the floating tables and figures that a paragraph is the first to refer to."""
        names = [rid for xref in element.iter("xref") for rid in (xref.get("rid") or "").split()]
        for name in names:
            if (floating := self.floating.pop(name, None)) is not None:
                self.block(floating, place)

    def list_items(self, element: Element, place: Place) -> None:
        """Write each item as a paragraph; the label of an item leads it."""
        place = replace(place, kind="list_item")
        if (title := element.find("title")) is not None:
            self.paragraph(title, place)
        for item in element.findall("list-item"):
            lead = words(item.find("label"))
            for child in (e for e in item if e.tag != "label"):
                if child.tag == "p":
                    self.paragraph(child, place, f"{lead} " if lead else "")
                else:
                    self.block(child, place)
                lead = ""

    def definitions(self, element: Element, place: Place) -> None:
        """Write `term: definition` lines; under a heading that says so they are abbreviations."""
        place = replace(place, kind="list_item")
        heading = " ".join((*place.path[-1:], words(element.find("title"))))
        for item in element.findall("def-item"):
            term, meaning = (self.read(list(item.findall(tag))) for tag in ("term", "def"))
            start = self.draft.length
            colon = "" if term.text.endswith(":") else ":"
            self._text([*item.findall("term"), f"{colon} ", *item.findall("def")], place)
            span = Span(start, self.draft.length - 2)
            short = term.text.rstrip(" :")
            if jats_terms.TITLE.search(heading) and jats_terms.is_short(short):
                self.draft.abbreviations.append(Abbreviation(short, meaning.text.rstrip(" ."), span))
        for inner in element.findall("def-list"):
            self.definitions(inner, place)

    def figure(self, element: Element, place: Place) -> None:
        """Write label, title and caption of a figure as one paragraph."""
        items: list[str | Element] = []
        for part in _caption_parts(element):
            if part.tag == "label":
                items.append(f"{words(part).rstrip(' .:')}: ")
            else:
                items += [*contents(part), " " if words(part).endswith((".", "?", "!", ":")) else ". "]
        caption = replace(place, kind="caption")
        if items:
            self._text(items, caption)
        for child in element:
            if child.tag in ("fig", "p", "table-wrap"):
                self.block(child, caption)

    def footnote(self, element: Element, place: Place) -> None:
        """Write a footnote; a first line all in bold is its heading."""
        paragraphs = [e for e in element if e.tag not in ("label", "title")]
        title = words(element.find("title"))
        if not title and len(paragraphs) > 1 and _bold_line(paragraphs[0]):
            title, paragraphs = words(paragraphs[0]), paragraphs[1:]
        if title:
            title = title.rstrip(" :.")
            self.titled("", title, title, place, lambda inner: self.blocks(paragraphs, inner))
        else:
            self.blocks(paragraphs, place)


def _heading(element: Element, order: int) -> tuple[str, str, str]:
    """Return number, title and the line as shown; a plain number counts if it is the section's place."""
    label, title = words(element.find("label")), _title(element)
    if not title:
        title, label = (label or _DEFAULT_TITLES.get(element.tag, "")), ""
    if label and re.fullmatch(r"[\d.]+", label):
        return label.strip("."), _named(title), f"{label} {title}"
    if label:
        title = f"{label.rstrip('.:')}. {title}"
    match = _NUMBER.fullmatch(title)
    if match is None and (bare := _BARE_NUMBER.fullmatch(title)) and bare.group(1) == str(order):
        match = bare
    return (match.group(1), _named(match.group(2)), title) if match else ("", _named(title), title)


def _named(title: str) -> str:
    return repair(title).rstrip(" :")


def _title(element: Element) -> str:
    title = element.find("title")
    title = title if title is not None else element.find("caption/title")
    return words(title)


def _has_content(element: Element) -> bool:
    own = sum(_letters(e) for e in element if e.tag in ("title", "label"))
    return _letters(element) > own


def _letters(element: Element) -> int:
    return len("".join("".join(element.itertext()).split()))


def _caption_parts(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "label" and words(child):
            yield child
        elif child.tag == "caption":
            yield from (part for part in child if words(part))


def _outermost(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _FLOATS:
            yield child
        elif child.tag not in _BREAKS:
            yield from _outermost(child)


def _bold_line(element: Element) -> bool:
    text = words(element)
    return bool(text) and len(text) < 100 and words(element.find("bold")) == text
