"""The front matter of a JATS article: who wrote what, when, where, and under which licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.jats_inline import flatten, line
from ingest.jats_refs import clean_doi
from ingest.jats_xml import contents, words

_CC_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/([a-z-]+)/(\d\.\d)|publicdomain/zero/(\d\.\d))[^\s)>\]]*",
    re.IGNORECASE,
)
_CC_WORDS = re.compile(
    r"Creative Commons Attribution((?:[ -]+(?:Non-?Commercial|No-?Deriv\w*|Share-?Alike))*)"
    r"(?:[ -]+(?:International|Unported))?(?:[ ,-]+(?:version )?(\d\.\d))?",
    re.IGNORECASE,
)
_PUBLISHED = ("ppub", "collection", "epub", "epub-ppub", "pub", "")
_MONTHS = "January February March April May June July August September October November December".split()
_EVENTS = {"rev-recd": "Revised", "rev-request": "Revision asked", "corrected": "Corrected"}
_NO_TITLE = frozenset(("xref", "fn"))


@dataclass(frozen=True, slots=True)
class Front:
    """The article's own data. `items` are labelled lines in the order in which they are shown."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    doi: str | None
    journal: str
    licence: str
    licence_url: str
    items: tuple[tuple[str, str], ...]


def read(article: Element) -> Front:
    """Return the front matter of `article`; what the source does not state is empty or `None`."""
    front = article.find("front")
    meta = _meta(article)
    journal = words(front.find(".//journal-title")) if front is not None else ""
    ids = {e.get("pub-id-type", ""): words(e) for e in meta.findall("article-id")}
    doi = clean_doi(ids.get("doi", ""))
    date = _published(meta)
    licence, url, statement = _licence(meta)
    authors = tuple(_authors(meta))
    items = [
        ("Authors", ", ".join(authors)),
        *(("Affiliation", text) for text in _affiliations(meta)),
        ("Journal", _place(journal, date, meta)),
        ("DOI", doi or ""),
        ("PMID", ids.get("pmid", "")),
        ("PMCID", _pmcid(ids.get("pmc", "") or ids.get("pmcid", ""))),
        ("Published", _date(date)),
        *((_event(d), _date(d)) for d in meta.findall("history/date")),
        *((label, text) for label, text in _keywords(meta)),
        ("Copyright", words(meta.find("permissions/copyright-statement"))),
        ("Licence", statement),
        *_notes(meta),
    ]
    return Front(
        title=_title(meta),
        authors=authors,
        year=_year(date),
        doi=doi,
        journal=journal,
        licence=licence,
        licence_url=url,
        items=tuple((label, text) for label, text in items if text),
    )


def _pmcid(number: str) -> str:
    return f"PMC{number}" if number.isdecimal() else number


def _meta(article: Element) -> Element:
    found = article.find("front/article-meta")
    return found if found is not None else Element("article-meta")


def _without(element: Element, tags: frozenset[str]) -> list[str | Element]:
    return [item for item in contents(element) if isinstance(item, str) or item.tag not in tags]


def _title(meta: Element) -> str:
    parts = [meta.find(f"title-group/{tag}") for tag in ("article-title", "subtitle")]
    return ": ".join(t for e in parts if e is not None and (t := flatten(_without(e, _NO_TITLE)).text))


def _authors(meta: Element) -> Iterator[str]:
    for contrib in meta.findall("contrib-group/contrib"):
        if contrib.get("contrib-type", "author") not in ("author", "collab"):
            continue
        name = next((e for e in contrib.iter() if e.tag in ("name", "string-name", "collab")), None)
        if name is None:
            continue
        parts = [words(name.find(tag)) for tag in ("given-names", "surname", "suffix")]
        text = " ".join(part for part in parts if part) if parts[1] else _own_words(name)
        if text:
            yield text


def _own_words(name: Element) -> str:
    """Return the name of a group without the members that may be listed inside it."""
    return flatten(_without(name, frozenset(("contrib-group", "contrib", "xref")))).text


def _affiliations(meta: Element) -> list[str]:
    found = (flatten(_without(aff, frozenset(("label", "sup", "email")))).text for aff in meta.iter("aff"))
    return [text for text in dict.fromkeys(re.sub(r" ,", ",", text) for text in found) if text]


def _published(meta: Element) -> Element | None:
    dates = [d for d in meta.findall("pub-date") if words(d.find("year"))]
    rank = {kind: place for place, kind in enumerate(_PUBLISHED)}
    kind = {id(d): d.get("pub-type") or d.get("date-type") or "" for d in dates}
    return min(dates, key=lambda d: rank.get(kind[id(d)], len(rank)), default=None)


def _year(date: Element | None) -> int | None:
    match = re.search(r"\d{4}", words(date.find("year"))) if date is not None else None
    return int(match.group(0)) if match else None


def _date(date: Element | None) -> str:
    if date is None:
        return ""
    month = words(date.find("month"))
    named = _MONTHS[int(month) - 1] if month.isdecimal() and 1 <= int(month) <= 12 else month
    return " ".join(p for p in (words(date.find("day")), named, words(date.find("year"))) if p)


def _event(date: Element) -> str:
    kind = date.get("date-type", "")
    return _EVENTS.get(kind, kind.capitalize() or "Date")


def _place(journal: str, date: Element | None, meta: Element) -> str:
    volume, issue = words(meta.find("volume")), words(meta.find("issue"))
    first, last = words(meta.find("fpage")), words(meta.find("lpage"))
    pages = f"{first}–{last}" if first and last and first != last else first or words(meta.find("elocation-id"))
    place = volume + (f"({issue})" if issue else "") + (f":{pages}" if pages else "")
    year = str(_year(date) or "")
    return ". ".join(p for p in (journal, ";".join(x for x in (year, place) if x)) if p)


def _keywords(meta: Element) -> Iterator[tuple[str, str]]:
    for group in meta.findall("kwd-group"):
        label = "Abbreviations" if "abbrev" in group.get("kwd-group-type", "").lower() else "Keywords"
        terms = [text for kwd in group.iter() if kwd.tag in ("kwd", "compound-kwd") and (text := line(kwd).text)]
        yield label, "; ".join(terms)


def _licence(meta: Element) -> tuple[str, str, str]:
    """Return the short name, the URL and the statement; the name from the URL, else from the words."""
    licences = meta.findall("permissions/license")
    statement = " ".join(line(licence).text for licence in licences)
    links = [e.get("href", "") for licence in licences for e in licence.iter()]
    links += [words(e) for e in meta.findall("permissions//license_ref")]
    for text in (*links, statement):
        if match := _CC_URL.search(text):
            return _cc_name(match.group(1), match.group(2) or match.group(3)), match.group(0).rstrip(".,"), statement
    url = next((link for link in links if link.startswith("http")), "")
    match = _CC_WORDS.search(statement)
    return (_cc_spelled(match) if match else "", url, statement)


def _cc_name(kind: str | None, version: str) -> str:
    return f"CC {kind.upper()} {version}" if kind else f"CC0 {version}"


def _cc_spelled(match: re.Match[str]) -> str:
    short = {"nonc": "NC", "node": "ND", "shar": "SA"}
    parts = re.findall(r"non-?c|no-?de|shar", match.group(1).lower())
    kind = "-".join(["BY", *(short[part.replace("-", "")] for part in parts)])
    return " ".join(p for p in ("CC", kind, match.group(2) or "") if p)


def _notes(meta: Element) -> Iterator[tuple[str, str]]:
    for element in meta.findall("author-notes/corresp"):
        yield "Correspondence", flatten(_without(element, frozenset(("label",)))).text.lstrip("* ")
    for element in meta.findall("author-notes/fn"):
        yield "Note", flatten(_without(element, frozenset(("label",)))).text
    for element in meta.findall("funding-group/funding-statement"):
        yield "Funding", line(element).text
