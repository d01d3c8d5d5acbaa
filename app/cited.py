"""What of a question binds to the fields of the bibliography's entries: DOIs, titles, volumes, pages, journals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from app import asking
from app.journals import Bound, journals
from app.lexicon import Lexicon, parts
from store.names import fold
from store.records import Reference

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>,;?]*[^\s\"'<>,;?.)\]]", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:(?P<volume>vol(?:ume|\.)?)|pages?|pp?\.|article(?: (?:number|no\.?))?)\s*(?:number |no\.? )?"
    r"(?P<number>e?\d{1,7})\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('(?<!\\w)[‘“"\'](?=\\w)([^‘“”"]{8,200})[’”"\'](?!\\w)')
_NUMBERS = r"\[?\d{1,3}\]?(?:\s*(?:,|;|and|or|&|to|-|–)\s*\[?\d{1,3}\]?)*"
_NUMBERED = re.compile(
    r"(?:\b(?:refs?|references?|entr(?:y|ies)|citations?|sources?|papers?|stud(?:y|ies)|numbers?|no)\b\.?"
    rf"\s*(?:number|numbers|no\.?|#)?\s*|#)({_NUMBERS})(?!\d)(?!\.\d)|(\[\d{{1,3}}\](?:\s*(?:,|and)?\s*\[\d{{1,3}}\])*)",
    re.IGNORECASE,
)

_SPAN = re.compile(r"(\d+)(?:\s*(?:to|-|–)\s*(\d+))?")
MOST_SPANNED = 12

_TITLE_WORDS = 3
"""The fewest words of a title that stands in a question unquoted."""


@lru_cache(maxsize=4096)
def bound(text: str, lexicon: Lexicon) -> tuple[Bound, ...]:
    """Return the DOIs, the titles, the journals, the volumes and the pages that `text` gives."""
    found: list[Bound] = []
    for given in (*_dois(text), *_titles(text, lexicon), *_places(text, lexicon), *journals(text, lexicon)):
        if all(given.start in (b.start, b.end) or not b.start <= given.start < b.end for b in found):
            found.append(given)
    return tuple(sorted(found, key=lambda b: b.start))


def _dois(text: str) -> Iterator[Bound]:
    for match in DOI.finditer(text):
        doi = match.group(0).lower()
        yield Bound(match.start(), match.end(), f"with the DOI {doi}", partial(_has_doi, doi))


def _has_doi(doi: str, reference: Reference) -> bool:
    return (reference.doi or "").lower() == doi


def _titles(text: str, lexicon: Lexicon) -> Iterator[Bound]:
    """Yield the titles that stand in `text` as they are written, and those that it begins to quote."""
    quotes = [(m.start(1), m.end(1), _plain(m.group(1))) for m in _QUOTED.finditer(text)]
    for r in lexicon.document.references:
        title = _plain(r.title)
        at = text.find(r.title) if len(title.split()) >= _TITLE_WORDS else -1
        begun = [q for q in quotes if len(q[2].split()) >= _TITLE_WORDS]
        spans = [(a, e) for a, e, said in begun if f"{title} ".startswith(f"{said} ")]
        for start, end in spans or ([(at, at + len(r.title))] if at >= 0 else []):
            yield Bound(start, end, f"with the title “{r.title}”", partial(_is_titled, r.title))


def _plain(text: str) -> str:
    return " ".join(fold(p.text) for p in parts(text))


def _is_titled(title: str, reference: Reference) -> bool:
    return reference.title == title


def _places(text: str, lexicon: Lexicon) -> Iterator[Bound]:
    """Yield the volumes, the pages and the numbers of articles that an entry has."""
    for match in _PLACE.finditer(text):
        test = partial(_in_volume if match["volume"] else _on_page, match["number"])
        if any(map(test, lexicon.document.references)):
            yield Bound(match.start(), match.end(), f"with {match.group(0).lower()}", test)


def _in_volume(number: str, reference: Reference) -> bool:
    return reference.volume == number


def _on_page(number: str, reference: Reference) -> bool:
    return len(number) > 2 and number in re.findall(r"\w+", reference.pages)


def numbers(text: str) -> list[int]:
    """Return the reference numbers that `text` names (`references 3, 5 and 7`, `[12]`)."""
    found = (a or b for a, b in _NUMBERED.findall(asking.mended(text)))
    return list(dict.fromkeys(n for run in found for one in _SPAN.finditer(run) for n in _spanned(*one.groups())))


def _spanned(first: str, last: str | None) -> range:
    """Return the numbers from `first` to `last`; the first alone where they are no range."""
    end = int(last or first)
    return (
        range(int(first), end + 1)
        if int(first) <= end < int(first) + MOST_SPANNED
        else range(int(first), int(first) + 1)
    )
