"""What stands before the body: title, authors, DOI, licence, dates, and how to cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.repair import repair
from store.records import FrontMatter, Span

_LABELLED = re.compile(r"^\**([A-Z][A-Za-z ,'-]{2,40}?)\**\s*:\**\s+(?=\S)")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s<>\"\]]+)")
_LICENCE = re.compile(r"\bCC[ -](?:BY(?:-(?:NC|ND|SA))*|0)(?:[ -]\d\.\d)?", re.IGNORECASE)
_LICENCE_URL = re.compile(r"https?://(?:www\.)?creativecommons\.org/[^\s>)\]]+")
_NAME = re.compile(r"^[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,4}$")
_SHORT = {
    "how to cite this paper": "How to cite",
    "how to cite this article": "How to cite",
    "cite as": "How to cite",
}


def items(text: str, spans: Sequence[Span]) -> tuple[FrontMatter, ...]:
    """Return the labelled facts in `spans`, the blocks between the title and the abstract."""
    found = []
    for span in spans:
        raw = span.of(text)
        match = _LABELLED.match(raw)
        label = match.group(1).strip() if match else _guess(raw)
        value = raw[match.end() :] if match else raw
        label = _SHORT.get(label.casefold(), label)
        found.append(FrontMatter(label, repair(value), span))
    return tuple(found)


def _guess(raw: str) -> str:
    if _LICENCE_URL.search(raw) and len(raw.split()) == 1:
        return "Licence URL"
    if _DOI.search(raw) and len(raw.split()) <= 2:
        return "DOI"
    if re.search(r"copyright|©|licen[cs]e", raw, re.IGNORECASE):
        return "Copyright"
    if authors(repair(raw)):
        return "Authors"
    if re.search(
        r"universit|institut|department|hospital|college|school|cent(?:er|re)|laborator", raw, re.IGNORECASE
    ):
        return "Affiliation"
    return "Front matter"


def authors(line: str) -> tuple[str, ...]:
    """Return the names of a line that holds nothing else, without the marks of affiliations."""
    plain = re.sub(r"[*†‡§¶#\d]+|<sup>.*?</sup>", "", line)
    names = [part.strip() for part in re.split(r",\s*(?:and\s+)?|;|\s+and\s+|\s+&\s+", plain) if part.strip()]
    good = bool(names) and all(_NAME.match(n) and n.split()[0][0].isupper() for n in names)
    return tuple(names) if good else ()


def doi(text: str) -> str | None:
    """Return the first DOI of `text`."""
    match = _DOI.search(re.sub(r"\\([()\[\]_])", r"\1", text))
    return match.group(1).rstrip(".,;)") if match else None


def licence(text: str) -> tuple[str, str]:
    """Return the licence's short name and its URL, each empty where the text states none."""
    name, url = _LICENCE.search(text), _LICENCE_URL.search(text)
    return (name.group(0).upper() if name else "", url.group(0).rstrip(".,") if url else "")


def year(values: Sequence[FrontMatter]) -> int | None:
    """Return the year of publication: from the citation, the date of publication, the copyright."""
    for wanted in ("How to cite", "Published", "Date", "Year", "Copyright", "Accepted"):
        for item in values:
            if item.label.startswith(wanted) and (match := re.search(r"\b(?:19|20)\d{2}\b", item.text)):
                return int(match.group(0))
    return None


def journal(text: str, citation: Span | None) -> str:
    """Return the journal named in the line that says how to cite the document."""
    if citation is None:
        return ""
    emphasised = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", citation.of(text))
    return repair(emphasised[-1]) if emphasised else ""
