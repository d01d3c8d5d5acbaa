"""HTML for messages: questions, answers with their citations, and what leads on from them.

Whatever comes from a review or a person passes through `escape`, so that it is never taken for HTML or
Markdown. The history of a conversation is read back from this HTML; no state lies behind the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from app.page.links import link, link_into, link_to
from store.records import Abbreviation, Answer, Citation, Claim, Document, Reference

_MARKER = re.compile(r"\[\d+\]")
_SAID = re.compile(r'<div class="said">(.*?)</div>', re.S)
_ASKED = re.compile(r'<div class="asked">(.*?)</div>', re.S)
_UNSAID = re.compile(r'<span class="(?:badge|long|sr)">[^<]*</span>')
_AUTHORS = 2
_OPEN = 3
"""How many sources are shown at once; more than that wait behind their number."""

_BADGES = {"table and prose": "table + prose", "table only": "table only", "prose only": "prose only"}
Documents = Mapping[str, Document]


def escape(text: str) -> str:
    """Return `text` with every character that HTML or Markdown might read as its own made an entity."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)


def anchor(href: str, text: str, kind: str = "marker", of: str = "") -> str:
    """Return a link into the source; `of` is what a screen reader says it is the source of."""
    whose = f'<span class="sr"> {escape(of)}</span>' if of else ""
    return f'<a class="{kind}" href="{href}">{escape(text)}{whose}</a>'


def question_html(question: str) -> str:
    """Return a question as it is shown, on one line."""
    return f'<div class="asked">{escape(question)}</div><button type="button" class="act edit">Edit</button>'


def note_html(text: str) -> str:
    """Return a message in which the page speaks of itself: an error with its cure, a wait."""
    return f'<div class="said"><p>{escape(text)}</p></div>'


def answer_html(answer: Answer, documents: Documents, fingerprint: str = "") -> str:
    """Return an answer with its badges, its sources and what can be done with it."""
    own = documents.get(answer.citations[0].passage.document_id) if answer.citations else None
    said = said_html(answer.text, answer, own.abbreviations if own else (), answer.claims, documents)
    listed = _sources(answer.citations, documents)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in answer.notes)
    return f"{_read_as(answer)}{said}{notes}{listed}{_evidence(answer, documents)}{_acts(answer, fingerprint)}"


def said_html(
    text: str,
    answer: Answer,
    abbreviations: Sequence[Abbreviation] = (),
    claims: Sequence[Claim] = (),
    documents: Documents | None = None,
) -> str:
    """Return `text`, the answer's or the beginning of it, with its markers as links into the source."""
    links = {c.marker: link_to(c, documents or {}) for c in answer.citations}
    badges = _badge_ends(text, claims)
    seen: set[str] = set()
    paragraphs, at = [], 0
    for part in text.split("\n\n"):
        pieces = _pieces(part, {end - at: badge for end, badge in badges.items() if at < end <= at + len(part)})
        shown = "".join(_marked(t, links, _finder(abbreviations), seen) + badge for t, badge in pieces)
        paragraphs.append(f"<p>{shown}</p>")
        at += len(part) + 2
    return f'<div class="said">{"".join(paragraphs)}</div>'


def plain(message: str) -> str:
    """Return the question or the answer that `question_html` or `answer_html` made into `message`."""
    found = _SAID.search(message) or _ASKED.search(message)
    body = _UNSAID.sub("", found.group(1) if found else message).replace("</p><p>", "\n\n")
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def reference_html(reference: Reference) -> str:
    """Return a reference in short with its DOI as a link."""
    doi = f" {_doi(reference.doi)}" if reference.doi else ""
    return f"{escape(_short(reference))}{doi}"


def _read_as(answer: Answer) -> str:
    if answer.standalone_question == answer.question:
        return ""
    return f'<p class="read-as">Read as: {escape(answer.standalone_question)}</p>'


def _badge_ends(text: str, claims: Sequence[Claim]) -> dict[int, str]:
    """Return where each claim with its markers ends in `text`, and the badge that belongs there."""
    ends, at = {}, 0
    for claim in claims:
        start = text.find(claim.text, at)
        if start >= 0 and claim.citations:
            run = re.compile(r"(?:\s*\[\d+\])*").match(text, start + len(claim.text))
            at = run.end() if run else start + len(claim.text)
            ends[at] = _badge(claim)
    return ends


def _badge(claim: Claim) -> str:
    said = _BADGES.get(claim.support, claim.support)
    return f'<span class="sr"> Carried by </span><span class="badge">{escape(said)}</span>'


def _pieces(text: str, badges: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    at = 0
    for end, badge in sorted(badges.items()):
        yield text[at:end], badge
        at = end
    yield text[at:], ""


def _finder(abbreviations: Sequence[Abbreviation]) -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    longs = {a.short: a.long for a in abbreviations}
    if not longs:
        return None
    shorts = "|".join(re.escape(short) for short in sorted(longs, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{shorts})(?![\w-])"), longs


def _marked(
    text: str, links: Mapping[str, str], finder: tuple[re.Pattern[str], Mapping[str, str]] | None, seen: set[str]
) -> str:
    parts, at = [], 0
    for match in _MARKER.finditer(text):
        if match.group() in links:
            parts += [_spelled(text[at : match.start()], finder, seen), anchor(links[match.group()], match.group())]
            at = match.end()
    return "".join([*parts, _spelled(text[at:], finder, seen)])


def _spelled(text: str, finder: tuple[re.Pattern[str], Mapping[str, str]] | None, seen: set[str]) -> str:
    """Escape `text`; the first time that an abbreviation stands in an answer, its long form comes with it."""
    parts, at = [], 0
    for match in finder[0].finditer(text) if finder else ():
        if finder and match.group() not in seen:
            seen.add(match.group())
            parts += [escape(text[at : match.start()]), _abbreviation(match.group(), finder[1][match.group()])]
            at = match.end()
    return "".join([*parts, escape(text[at:])])


def _abbreviation(short: str, long: str) -> str:
    return f'<abbr tabindex="0">{escape(short)}<span class="long">{escape(f" {long}")}</span></abbr>'


def _sources(citations: Sequence[Citation], documents: Documents) -> str:
    if not citations:
        return ""
    shown: set[tuple[str, int]] = set()
    listed = "".join(_citation(c, documents, shown) for c in citations)
    title = "1 source" if len(citations) == 1 else f"{len(citations)} sources"
    state = " open" if len(citations) <= _OPEN else ""
    return f'<details class="sources"{state}><summary>{title}</summary><ol class="cites">{listed}</ol></details>'


def _evidence(answer: Answer, documents: Documents) -> str:
    more = [c for c in answer.evidence if c.span not in {own.span for own in answer.citations}]
    if not more:
        return ""
    shown: set[tuple[str, int]] = set()
    listed = "".join(_citation(c, documents, shown) for c in more)
    summary = f"Everything else the review says of it ({len(more)})"
    return f'<details class="sources"><summary>{summary}</summary><ol class="cites">{listed}</ol></details>'


def _citation(citation: Citation, documents: Documents, shown: set[tuple[str, int]]) -> str:
    passage, own = citation.passage, documents.get(citation.passage.document_id)
    path = [own.title] if own and len(documents) > 1 else []
    path += [*passage.path] + ([f"page {passage.page}"] if passage.page else [])
    where = '<span class="step"> › </span>'.join(escape(step) for step in path)
    marker = anchor(link_to(citation, documents), citation.marker or "Open")
    references = "".join(_reference(r, passage.document_id, own, shown) for r in citation.references)
    return (
        f'<li>{marker} <span class="path">{where}</span>'
        f"<blockquote>{escape(citation.quote)}</blockquote>{references}</li>"
    )


def _reference(reference: Reference, document_id: str, own: Document | None, shown: set[tuple[str, int]]) -> str:
    at = link_into(own, reference.span) if own else link(document_id, reference.span)
    entry = anchor(at, f"Ref. {reference.number}")
    if (document_id, reference.number) in shown:
        return f'<p class="reference">{entry} as above</p>'
    shown.add((document_id, reference.number))
    return f'<p class="reference">{entry} {reference_html(reference)}</p>'


def _acts(answer: Answer, fingerprint: str) -> str:
    """Return the row of things that can be done with an answer."""
    buttons = [_button("copy", "Copy"), _button("copy-cited", "Copy with sources"), _button("save", "Markdown")]
    numbers = sorted({r.number for c in answer.citations for r in c.references})
    document_id = answer.citations[0].passage.document_id if answer.citations else ""
    if numbers:
        parts = {"review": document_id, "numbers": ",".join(map(str, numbers))}
        buttons += [_export(parts | {"format": "bibtex"}, "BibTeX"), _export(parts | {"format": "ris"}, "RIS")]
    asked = {"ask": answer.standalone_question, "review": document_id, "index": fingerprint}
    buttons.append(f'<a class="act permalink" href="?{html.escape(urlencode(asked))}">Copy link</a>')
    return f'<div class="acts">{"".join(buttons)}</div>'


def _button(kind: str, label: str) -> str:
    return f'<button type="button" class="act {kind}">{label}</button>'


def _export(parts: Mapping[str, str], label: str) -> str:
    return f'<a class="act" href="export/references?{html.escape(urlencode(parts))}" download>{label}</a>'


def _short(reference: Reference) -> str:
    names = reference.authors[:_AUTHORS] + (("et al.",) if len(reference.authors) > _AUTHORS else ())
    year = f"({reference.year})" if reference.year else ""
    said = [" ".join(part for part in (", ".join(names), year) if part), reference.title, reference.journal]
    known = [part.rstrip(".") for part in said if part]
    return f"{'. '.join(known)}." if reference.title else reference.text


def _doi(doi: str) -> str:
    href = html.escape(f"https://doi.org/{quote(doi, safe='/:;()')}", quote=True)
    return f'<a class="doi" href="{href}" target="_blank" rel="noopener noreferrer">{escape(f"doi:{doi}")}</a>'
