"""The bibliography of plain text: entries joined over page breaks, and the fields of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.repair import repair
from store.records import Reference, Span

_NUMBERED = re.compile(r"^\s*(?:[-*+•]\s+)?(?:\[(\d{1,4})\]|(\d{1,4})[.)])\s+")
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s<>\"\]]+)")
_YEAR = re.compile(r"\(((?:19|20)\d{2})[a-z]?\)|\b((?:19|20)\d{2})(?=[;:.,]|\s*$)")
_EMPHASIS = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_PERSON = re.compile(
    r"(?P<family>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’-]*){0,3}),\s*(?P<initials>(?:[^\W\d_]\.[ -]?)+)"
)
_PERSON_BARE = re.compile(r"^(?P<family>[^\W\d_][\w'’ -]+?) (?P<initials>[A-Z]{1,4})$")


def parse(text: str, lines: Sequence[Span]) -> tuple[Reference, ...]:
    """Return the entries that stand in `lines`, numbered as the source numbers them.

    A line that opens no entry goes on with the one before, also where a page break gave it a bullet of
    its own. In a list without any numbers every bullet, or every line, is an entry.
    """
    numbered = any(_NUMBERED.match(line.of(text)) for line in lines)
    entries: list[tuple[int, list[Span]]] = []
    for line in lines:
        match = _NUMBERED.match(line.of(text)) if numbered else None
        if match:
            entries.append((int(match.group(1) or match.group(2)), [line]))
        elif not numbered:
            entries.append((len(entries) + 1, [line]))
        elif entries:
            entries[-1][1].append(line)
    return tuple(_reference(text, number, parts) for number, parts in entries)


def _reference(text: str, number: int, parts: Sequence[Span]) -> Reference:
    raw = " ".join(_BULLET.sub("", part.of(text)).strip() for part in parts)
    raw = _NUMBERED.sub("", raw)
    plain = repair(raw)
    span = Span(parts[0].start, parts[0].start + len(text[parts[0].start : parts[-1].end].rstrip()))
    authors, year, rest = _head(raw)
    title, journal, volume, pages = _tail(rest)
    doi = _doi(raw)
    return Reference(number, plain, span, authors, title, journal, year, doi, None, volume, pages)


def _doi(raw: str) -> str | None:
    match = _DOI.search(re.sub(r"\\([()\[\]_])", r"\1", raw))
    if match is None:
        return None
    doi = match.group(1)
    while doi.endswith((".", ",", ";")) or (doi.endswith(")") and doi.count(")") > doi.count("(")):
        doi = doi[:-1]
    return doi


def _head(raw: str) -> tuple[tuple[str, ...], int | None, str]:
    """Return authors, year and what follows: `Authors (2020) Rest`, else `Authors. Rest ... 2020;`."""
    match = re.search(r"\(((?:19|20)\d{2})[a-z]?\)\.?\s*", raw)
    if match:
        return people(repair(raw[: match.start()])), int(match.group(1)), raw[match.end() :]
    year = next((int(m.group(1) or m.group(2)) for m in _YEAR.finditer(_DOI.sub("", raw))), None)
    first, dot, rest = raw.partition(". ")
    authors = people(first)
    return (authors, year, rest) if authors and dot else ((), year, raw)


def people(text: str) -> tuple[str, ...]:
    """Return the names of an author list: `Kim, D.Y. and Han, K.` or `Kim DY, Han K`."""
    plain = re.sub(r",?\s*\bet al\b\.?,?", "", text).strip()
    plain = re.sub(r",?\s+(?:and|&)\s+", ", ", plain)
    found = [f"{m['family'].strip()}, {m['initials'].strip()}" for m in _PERSON.finditer(plain)]
    if found:
        return tuple(found)
    bare = [_PERSON_BARE.match(part.strip(" .")) for part in plain.split(",")]
    return tuple(f"{m['family']}, {m['initials']}" for m in bare if m) if all(bare) else ()


def _tail(rest: str) -> tuple[str, str, str, str]:
    """Return title, journal, volume and pages of what follows the year."""
    emphasised = [m for m in _EMPHASIS.finditer(rest) if not rest[m.end() :].lstrip()[:1].islower()]
    if emphasised:
        match = emphasised[-1]
        title, journal, after = rest[: match.start()], match.group(1), rest[match.end() :]
    else:
        title, _, after = rest.partition(". ")
        found = re.match(r"([^,.;]+)[,.;]?\s*(.*)", after, re.S)
        journal, after = (found.group(1), found.group(2)) if found else ("", after)
    volume, pages = _where(after)
    return repair(title).strip(" ."), repair(journal).strip(" .,"), volume, pages


def _where(after: str) -> tuple[str, str]:
    """Return volume and pages of `12, 3-9`, `12(4), 3-9`, `2020;12(4):3-9`."""
    plain = repair(re.sub(r"\*|<?https?://.*|\bdoi\b.*", "", _DOI.split(after)[0]))
    match = re.search(
        r"\b(\d{1,5})\s*(?:\([^)]*\))?\s*[,:]\s*([A-Z]?[^,;:]*)", re.sub(r"^\W*\d{4};", "", plain)
    )
    return (match.group(1), match.group(2).strip(" .[(")) if match else ("", "")
