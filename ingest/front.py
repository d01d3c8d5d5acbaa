"""What stands before the body: title, authors, DOI, licence, dates, and how to cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block, known_headings
from ingest.citations import numbers
from ingest.repair import repair
from store.records import FrontMatter, Span

_LABELLED = re.compile(r"\W{0,3}([A-Z][A-Za-z ,/'’-]{2,40}?)\W{0,2}\s*[:：]\W{0,2}\s*(?=\S)")
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")
_LICENCE = re.compile(r"\bCC[ -](?:BY(?:-(?:NC|ND|SA))*|0)(?:[ -]\d\.\d)?", re.IGNORECASE)
_LICENCE_URL = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/zero)(?:/(\d\.\d))?[^\s>)\]]*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,4}")
_CITE = re.compile(r"(?:how to )?cite(?: this)?(?: paper| article| review)?(?: as)?|citation", re.IGNORECASE)
_MARK = "[*†‡§¶#\\d⁰¹²³⁴-⁹]"
_PLACE = re.compile(
    r"universit|institut|department|hospital|college|school|cent(?:er|re)\b|laborator|faculty", re.IGNORECASE
)
_NO_NAME = re.compile(rf"{_PLACE.pattern}|\b(?:access|review|article|research|journal|paper)\b", re.IGNORECASE)


def items(text: str, found: Sequence[Block]) -> tuple[FrontMatter, ...]:
    """Return the labelled facts in the blocks between the title and the abstract.

    The label is the word before the colon, the heading above, or what the line looks like.
    """
    out: list[FrontMatter] = []
    heading = ""
    for block in found:
        if block.kind == "heading":
            heading = block.title
            continue
        for span in block.lines if _each_labelled(text, block) else (block.span,):
            out.append(_item(text, span, heading))
        heading = ""
    return tuple(out)


def _each_labelled(text: str, block: Block) -> bool:
    return len(block.lines) > 1 and all(_LABELLED.match(line.of(text)) for line in block.lines)


def _item(text: str, span: Span, heading: str) -> FrontMatter:
    raw = span.of(text)
    name = heading or label(raw)[0]
    value = repair(raw[label(raw)[1] :])
    if not name:
        name = _guess(raw)
    if _CITE.fullmatch(name):
        name = "How to cite"
    if name.casefold() in ("author", "authors"):
        value = ", ".join(authors(value)) or value
    return FrontMatter(name, value.strip("*†‡ "), span)


def label(raw: str) -> tuple[str, int]:
    """Return the label that `raw` begins with and where its value begins; ("", 0) without one."""
    match = _LABELLED.match(raw)
    return (match.group(1).strip(), match.end()) if match and "http" not in match.group(1) else ("", 0)


def _guess(raw: str) -> str:
    if _LICENCE_URL.search(raw) and len(raw.split()) == 1:
        return "Licence URL"
    if _DOI.search(raw) and len(raw.split()) <= 2:
        return "DOI"
    if re.search(r"copyright|©|licen[cs]e", raw, re.IGNORECASE):
        return "Copyright"
    if authors(repair(raw)):
        return "Authors"
    return "Affiliation" if _PLACE.search(raw) else "Front matter"


def is_prose(text: str, block: Block) -> bool:
    """Whether a block before the first heading is a paragraph to read rather than a fact to file."""
    raw = block.span.of(text)
    if block.kind != "paragraph":
        return False
    name, _ = label(raw)
    if name:
        return known_headings().get(name.casefold()) == "abstract"
    if _guess(raw) == "Affiliation":
        return len(raw.split()) >= 40 and len(re.findall(r"[.!?](?=\s|$)", raw)) >= 2
    ended = len(raw.split()) >= 5 and raw.rstrip().endswith((".", "!", "?"))
    return _guess(raw) == "Front matter" and bool(ended or numbers(raw))


def authors(line: str) -> tuple[str, ...]:
    """Return the names of a line that holds nothing else, without the marks of affiliations."""
    plain = re.sub(rf"<sup>.*?</sup>|{_MARK}+(?:,\s?{_MARK}+)*", "", line)
    names = [part.strip() for part in re.split(r",\s*(?:and\s+)?|;|\s+and\s+|\s+&\s+", plain) if part.strip()]
    if _NO_NAME.search(plain):
        return ()
    good = bool(names) and all(_NAME.fullmatch(n) and n[0].isupper() for n in names)
    return tuple(names) if good else ()


def licence(text: str) -> tuple[str, str]:
    """Return the licence's short name (`CC BY 4.0`) and its URL, each empty where the text has none."""
    name, url = _LICENCE.search(text), _LICENCE_URL.search(text)
    if name:
        short = name.group(0).upper()
    elif url:
        short = " ".join(("CC", (url.group(1) or "0").upper(), url.group(2) or "")).strip()
    else:
        short = ""
    return short, url.group(0).rstrip(".,") if url else ""


def year(values: Sequence[FrontMatter]) -> int | None:
    """Return the year of publication: from the citation, the date of publication, the copyright."""
    for wanted in ("How to cite", "Published", "Date", "Year", "Copyright", "Accepted"):
        for item in values:
            if item.label.startswith(wanted) and (match := re.search(r"\b(?:19|20)\d{2}\b", item.text)):
                return int(match.group(0))
    return None


def journal(text: str, values: Sequence[FrontMatter]) -> str:
    """Return the journal: a labelled one, or what the line on how to cite the document emphasises."""
    for item in values:
        if item.label == "Journal":
            return item.text
        emphasised = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", item.span.of(text))
        if item.label == "How to cite" and emphasised:
            return repair(emphasised[-1])
    return ""
