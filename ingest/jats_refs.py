"""The reference list of a JATS article, and which number a cross-reference means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from ingest import citations, references
from ingest.jats_inline import flatten
from ingest.jats_xml import contents, words
from store.records import Reference, Span

_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation", "product")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s<>\"]+")
_PMID = re.compile(r"(?:PMID:?\s*|pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{4,9})\b", re.IGNORECASE)
_LABEL = re.compile(r"\W*(\d{1,4})\W*")
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries in order. `labelled`: their numbers are the labels printed in the source."""

    entries: tuple[Reference, ...]
    by_id: Mapping[str, int]
    labelled: bool

    def numbers(self, rids: tuple[str, ...], mark: str) -> tuple[int, ...]:
        """Return the numbers that a cross-reference to `rids`, printed as `mark`, means.

        The ids decide. Where the mark states more than they do (`3–5` with the id of 3 alone), its
        numbers are counted on from the first; where no id is known, a printed label still is.
        """
        found = tuple(dict.fromkeys(self.by_id[rid] for rid in rids if rid in self.by_id))
        stated = citations.numbers(f"[{mark.strip(' []()')}]")
        if found and len(stated) > len(found):
            shift = found[0] - stated[0]
            return self._known(n + shift for n in stated)
        return found or (self._known(stated) if self.labelled else ())

    def _known(self, numbers: Iterable[int]) -> tuple[int, ...]:
        held = set(self.by_id.values()) | {entry.number for entry in self.entries}
        return tuple(n for n in numbers if n in held)


def read(article: Element) -> Bibliography:
    """Return the bibliography of `article`; the spans of its entries are still to be set.

    An entry's number is its label where all labels are different numbers, else its place from 1 on.
    """
    refs = list(article.iter("ref"))
    labels = [_label(ref) for ref in refs]
    labelled = None not in labels and len(set(labels)) == len(labels) and bool(refs)
    numbers = [n for n in labels if n is not None] if labelled else list(range(1, len(refs) + 1))
    by_id = {
        name: number
        for number, ref in zip(numbers, refs, strict=True)
        for element in ref.iter()
        if (name := element.get("id"))
    }
    entries = tuple(_entry(ref, number) for number, ref in zip(numbers, refs, strict=True))
    return Bibliography(entries, by_id, labelled)


def _label(ref: Element) -> int | None:
    label = ref.find("label")
    label = label if label is not None else ref.find("*/label")
    match = _LABEL.fullmatch(words(label))
    return int(match.group(1)) if match else None


def _entry(ref: Element, number: int) -> Reference:
    cited = [child for child in ref if child.tag in _CITATIONS or child.tag == "citation-alternatives"]
    cited = [next(iter(c), c) if c.tag == "citation-alternatives" else c for c in cited]
    if not cited:
        return _plain(number, flatten(_without_label(ref)).text)
    first = _citation(cited[0], number)
    rest = [_citation(other, number) for other in cited[1:]]
    text = " ".join(entry.text for entry in (first, *rest))
    doi = next((entry.doi for entry in (first, *rest) if entry.doi), None)
    pmid = next((entry.pmid for entry in (first, *rest) if entry.pmid), None)
    return replace(first, text=text, doi=doi, pmid=pmid)


def _without_label(element: Element) -> list[str | Element]:
    return [item for item in contents(element) if isinstance(item, str) or item.tag != "label"]


def _plain(number: int, text: str) -> Reference:
    """Return an entry whose source marks no fields: they are read from its words, if authors are found."""
    found = references.parse(text, [Span(0, len(text))]) if text else ()
    if len(found) != 1 or not found[0].authors:
        return Reference(number, text, _NOWHERE, doi=clean_doi(text), pmid=_pmid_in(text))
    return replace(found[0], number=number, text=text, span=_NOWHERE, pmid=_pmid_in(text))


def _citation(element: Element, number: int) -> Reference:
    running = any(isinstance(item, str) and item.strip() for item in _without_label(element))
    if running and element.find(".//article-title") is None and element.find(".//source") is None:
        return replace(_plain(number, _running(element)), doi=_doi(element), pmid=_pmid(element))
    title, journal = _titles(element)
    entry = Reference(
        number=number,
        text="",
        span=_NOWHERE,
        authors=_people(element),
        title=title,
        journal=journal,
        year=_year(element),
        doi=_doi(element),
        pmid=_pmid(element),
        volume=words(element.find(".//volume")),
        pages=_pages(element),
    )
    return replace(entry, text=_running(element) if running else _composed(element, entry))


def _running(element: Element) -> str:
    """Return a citation that is written out, its identifiers set off from what stands around them."""
    items: list[str | Element] = []
    for item in _without_label(element):
        apart = not isinstance(item, str) and item.tag == "pub-id"
        items += [" ", item, " "] if apart else [item]
    return re.sub(r" ([.,;)])", r"\1", flatten(items).text)


def _composed(element: Element, entry: Reference) -> str:
    """Return a line for a citation that is fields alone: authors, title, journal, year, place, ids."""
    names = ", ".join(name.replace(",", "") for name in entry.authors)
    names += ", et al" if names and element.find(".//etal") is not None else ""
    issue = words(element.find("issue"))
    place = entry.volume + (f"({issue})" if issue else "") + (f":{entry.pages}" if entry.pages else "")
    when = ";".join(part for part in (str(entry.year or ""), place) if part)
    publisher = ": ".join(
        words(e) for e in (element.find("publisher-loc"), element.find("publisher-name")) if e is not None
    )
    other = [words(e) for tag in ("comment", "conf-name", "conf-loc") for e in element.findall(tag)]
    other += [words(e) for tag in ("ext-link", "uri") for e in element.findall(tag)]
    ids = [f"doi:{entry.doi}" if entry.doi else "", f"PMID: {entry.pmid}" if entry.pmid else ""]
    parts = [names, entry.title, entry.journal, publisher, when, *other, *ids]
    return " ".join(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p)


def _titles(element: Element) -> tuple[str, str]:
    source = flatten([s]).text if (s := element.find(".//source")) is not None else ""
    for tag in ("article-title", "chapter-title", "part-title", "data-title"):
        if (title := element.find(f".//{tag}")) is not None and words(title):
            return flatten([title]).text.rstrip(" ."), source
    return ("", source) if element.get("publication-type") == "journal" else (source, "")


def _people(element: Element) -> tuple[str, ...]:
    groups = [g for g in element.iter("person-group") if g.get("person-group-type", "author") == "author"]
    within = groups or [element]
    names = [person for group in within for person in group.iter() if person.tag in _PERSON]
    return tuple(name for person in names if (name := _PERSON[person.tag](person)))


def _name(person: Element) -> str:
    surname, given = words(person.find("surname")), words(person.find("given-names"))
    suffix = words(person.find("suffix"))
    if not surname:
        return words(person)
    return ", ".join(part for part in (surname, " ".join(p for p in (given, suffix) if p)) if part)


_PERSON = {"name": _name, "string-name": _name, "collab": words, "institution": words}


def _year(element: Element) -> int | None:
    match = re.search(r"(?:1[5-9]|20)\d\d", words(element.find(".//year")))
    return int(match.group(0)) if match else None


def _pages(element: Element) -> str:
    first, last = words(element.find("fpage")), words(element.find("lpage"))
    if first:
        return f"{first}–{last}" if last and last != first else first
    return words(element.find("page-range")) or words(element.find("elocation-id"))


def _doi(element: Element) -> str | None:
    tagged = [words(e) for e in element.iter("pub-id") if e.get("pub-id-type") == "doi"]
    links = [e.get("href", "") for e in element.iter() if e.tag in ("ext-link", "uri")]
    for text in (*tagged, *links, _running(element)):
        if doi := clean_doi(text):
            return doi
    return None


def clean_doi(text: str) -> str | None:
    """Return the first DOI in `text` without the punctuation that follows it."""
    match = _DOI.search(text)
    if match is None:
        return None
    doi = match.group(0)
    while doi.endswith((".", ",", ";", "]")) or (doi.endswith(")") and doi.count(")") > doi.count("(")):
        doi = doi[:-1]
    return doi


def _pmid(element: Element) -> str | None:
    tagged = [words(e) for e in element.iter("pub-id") if e.get("pub-id-type") == "pmid"]
    links = " ".join(e.get("href", "") for e in element.iter("ext-link"))
    return next((t for t in tagged if t.isdigit()), None) or _pmid_in(f"{words(element)} {links}")


def _pmid_in(text: str) -> str | None:
    match = _PMID.search(text)
    return match.group(1) if match else None


def mark_citations(article: Element, bibliography: Bibliography) -> None:
    """Give every cross-reference to an entry the type `bibr`, which some publishers leave out."""
    for xref in article.iter("xref"):
        if any(rid in bibliography.by_id for rid in (xref.get("rid") or "").split()):
            xref.set("ref-type", "bibr")


def lines(entries: Sequence[Reference]) -> list[str]:
    """Return the entries as the lines that the document's text shows."""
    return [f"[{entry.number}] {entry.text}" for entry in entries]
