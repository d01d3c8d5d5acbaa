"""The bibliography of plain text: entries joined over page breaks, and the fields of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.repair import repair
from store.records import Reference, Span

_NUMBERED = re.compile(r"^\s*(?:[-*+•]\s+)?(?:\\?\[(\d{1,4})\\?\]|(\d{1,4})[.)])\s+")
_BULLET = re.compile(r"^\s*[-*+•]\s+")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s<>\"\]]+)")
_PMID = re.compile(r"\bPMID:?\s*(\d{4,9})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})[a-z]?(?![\d/-]|\.\d)")
_HEAD_YEAR = re.compile(r"\W*\(((?:19|20)\d{2})[a-z]?\)[.,:]?\s*")
_EMPHASIS = re.compile(r"(?<![*\w])\*([^*]*[^\W\d_][^*]*)\*(?!\*)|(?<!\w)_([^_]*[^\W\d_][^_]*)_(?!\w)")

_PAGES = r"((?:Article|Art\.?)(?: No\.| ID)? ?[\w-]+|[A-Za-z]{0,3}\d[\w–-]*)"

_WORD = r"[^\W\d_][\w'’-]*"
_UPPER = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ]"
_FAMILY = rf"(?:(?:de|der|del|van|von|la|le|di|da|el|al|ten)\s)*{_WORD}(?:\s[^\W\d_][\w'’-]*){{0,3}}?"
_DOTTED = rf"(?:{_FAMILY}),\s*(?:[^\W\d_]\.[ -]?)+"
_BARE = rf"(?:{_FAMILY})\s{_UPPER}{{1,4}}(?=[,;.]|\sand\s|\s&\s|$)"
_FIRST = rf"(?:[^\W\d_]\.[ -]?)+\s?(?:{_FAMILY})(?=,|;|\.|\sand\s|\s&\s|$)"
_JOIN = r"(?:\s*[,;]?\s*(?:and|&)\s+|\s*[,;]\s*|\s+(?=et al))"
_PEOPLE = tuple(
    re.compile(rf"(?:{person})(?:{_JOIN}(?:{person}|\*?et al\b\.?\*?))*[.,]?", re.UNICODE)
    for person in (_DOTTED, _BARE, _FIRST)
)
_PERSON = re.compile(rf"(?P<family>{_FAMILY}),\s*(?P<initials>(?:[^\W\d_]\.[ -]?)+)")
_PERSON_BARE = re.compile(rf"(?P<family>{_FAMILY})\s(?P<initials>{_UPPER}{{1,4}})\.?")
_PERSON_FIRST = re.compile(rf"(?P<initials>(?:[^\W\d_]\.[ -]?)+)\s?(?P<family>{_FAMILY})\.?")


def parse(text: str, lines: Sequence[Span]) -> tuple[Reference, ...]:
    """Return the entries that stand in `lines`, numbered as the source numbers them.

    A line that opens no entry goes on with the one before, also where a page break gave it a bullet of
    its own. A list without any numbers is numbered in its order.
    """
    entries: list[tuple[int, list[Span]]] = []
    numbered = any(_NUMBERED.match(line.of(text)) for line in lines)
    for line in lines:
        last = entries[-1] if entries else (0, [])
        number = _opens(line.of(text), last[0]) if numbered else _opens_bare(text, line, last)
        if number:
            entries.append((number, [line]))
        elif entries:
            last[1].append(line)
    return tuple(_reference(text, number, parts) for number, parts in entries)


def _opens(words: str, before: int) -> int:
    """Return the number that `words` open an entry with, or 0: `2019.` is no number after 12."""
    match = _NUMBERED.match(words)
    if match is None:
        return 0
    number = int(match.group(1) or match.group(2))
    return number if match.group(1) or before < number <= before + 20 or number == 1 else 0


def _opens_bare(text: str, line: Span, last: tuple[int, Sequence[Span]]) -> int:
    words = line.of(text)
    complete = not last[1] or any(_YEAR.search(part.of(text)) for part in last[1])
    opens = _BULLET.match(words) or any(p.match(words) for p in _PEOPLE) or _YEAR.search(words)
    return last[0] + 1 if complete and opens else 0 if last[1] else 1


def _reference(text: str, number: int, parts: Sequence[Span]) -> Reference:
    raw = " ".join(_BULLET.sub("", part.of(text), count=1).strip() for part in parts)
    raw = _NUMBERED.sub("", raw, count=1)
    span = Span(parts[0].start, parts[0].start + len(text[parts[0].start : parts[-1].end].rstrip()))
    authors, year, rest = _head(raw)
    title, journal, volume, pages = _tail(rest)
    pmid = _PMID.search(raw)
    return Reference(
        number,
        repair(raw),
        span,
        authors,
        title,
        journal,
        year,
        doi(raw),
        pmid.group(1) if pmid else None,
        volume,
        pages,
    )


def doi(raw: str) -> str | None:
    """Return the first DOI in `raw`, without Markdown's escapes and the punctuation behind it."""
    match = _DOI.search(re.sub(r"\\([()\[\]_<>])", r"\1", raw))
    if match is None:
        return None
    found = match.group(1)
    while found.endswith((".", ",", ";")) or (found.endswith(")") and found.count(")") > found.count("(")):
        found = found[:-1]
    return found


def _head(raw: str) -> tuple[tuple[str, ...], int | None, str]:
    """Return authors, year and what follows them: `Authors (2020) Rest` or `Authors. Rest ... 2020`."""
    names = max((m.end() for p in _PEOPLE if (m := p.match(raw))), default=0)
    if match := _HEAD_YEAR.match(raw, names):
        return people(raw[: match.start()]), int(match.group(1)), raw[match.end() :]
    match = re.search(_HEAD_YEAR.pattern, raw)
    if match and not names and len(raw[: match.start()].split()) <= 12:
        return people(raw[: match.start()]), int(match.group(1)), raw[match.end() :]
    years = [m.group(1) for m in _YEAR.finditer(re.sub(r"https?://\S+", " ", _DOI.sub(" ", raw[names:])))]
    bracketed = re.search(r"\(((?:19|20)\d{2})\)", raw[names:])
    year = bracketed.group(1) if bracketed else years[-1] if years else None
    return people(raw[:names]), int(year) if year else None, raw[names:].lstrip(" .")


def people(text: str) -> tuple[str, ...]:
    """Return the names of an author list as `Family, Initials`; it may be `Kim, D.Y.` or `Kim DY`."""
    plain = re.sub(r"[,;\s]*\bet al\b\.?", "", repair(text)).strip()
    plain = re.sub(r"^(?:and|&)\s+|[,;]?\s+(?:and|&)\s+", ", ", plain).strip(", ;")
    parts = [part.strip() for part in re.split("[,;]", plain)]
    found = [m for part in parts if (m := _PERSON_FIRST.fullmatch(part))]
    if len(found) < len(parts):
        bare = [m for part in parts if (m := _PERSON_BARE.fullmatch(part))]
        found = list(_PERSON.finditer(plain)) or bare
    return tuple(f"{m['family'].strip()}, {m['initials'].strip()}" for m in found)


def _tail(rest: str) -> tuple[str, str, str, str]:
    """Return title, journal, volume and pages of what follows authors and year."""
    emphasised = [m for m in _EMPHASIS.finditer(rest) if not rest[m.end() :].lstrip()[:1].islower()]
    if emphasised:
        match = emphasised[-1]
        title, journal = rest[: match.start()], match.group(1) or match.group(2)
        after = rest[match.end() :]
    else:
        parts = re.match(r"(.+?[.?!])\s+(.*)", rest, re.S)
        title, after = parts.groups() if parts else (rest, "")
        found = re.match(r"((?:[^,.;\d]|\.(?= [A-Z]))+)[,.;]?\s*(.*)", after, re.S)
        journal, after = found.groups() if found else ("", after)
    volume, pages = _where(after)
    return repair(_DOI.sub("", title)).strip(" .,"), repair(journal).strip(" .,"), volume, pages


def _where(after: str) -> tuple[str, str]:
    """Return volume and pages of `12, 3-9`, `12(4), 3-9`, `2020;12(4):3-9`, `2020, 12, 3-9`."""
    plain = repair(re.sub(r"\*|<?https?://.*|\bdoi\b.*", "", _DOI.split(after)[0], flags=re.IGNORECASE))
    plain = re.sub(r"^\W*(?:19|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?[;,.]\s*", "", plain)
    match = re.search(r"\b(\d{1,5})\s*(?:\([^)]*\))?\s*[,:]\s*(?:pp?\.\s*)?" + _PAGES, plain)
    return (match.group(1), match.group(2)) if match else ("", "")
