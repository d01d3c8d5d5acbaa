"""HTML for the page: answers with their citations, questions, and the source text with its offsets.

Whatever comes from a review or a person passes through `escape`, so that it is never taken for HTML or
Markdown. The history of a conversation is read back from this HTML; no state lies behind the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from store.records import Answer, Citation, Document, Reference, Section, Span, TableRow

_MARKER = re.compile(r"\[\d+\]")
_SAID = re.compile(r'<div class="said">(.*?)</div>', re.S)
_AUTHORS = 2


def escape(text: str) -> str:
    """Return `text` with every character that HTML or Markdown might read as its own made an entity."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in text)


def link(document_id: str, span: Span) -> str:
    """Return the fragment that opens the source at `span`."""
    return f"#cite={quote(document_id, safe='')}:{span.start}-{span.end}"


def question_html(question: str) -> str:
    """Return a question as it is shown, on one line."""
    return f'<div class="asked">{escape(question)}</div>'


def answer_html(answer: Answer, titles: Mapping[str, str]) -> str:
    """Return an answer with its citations; `titles` names the reviews where there are several."""
    cites = "".join(_citation(citation, titles) for citation in answer.citations)
    listed = f'<ol class="cites" aria-label="Sources">{cites}</ol>' if cites else ""
    return f"{_read_as(answer)}{said_html(answer.text, answer)}{listed}"


def said_html(text: str, answer: Answer) -> str:
    """Return `text`, the answer's or the beginning of it, with its markers as links into the source."""
    links = {c.marker: link(c.passage.document_id, c.span) for c in answer.citations}
    paragraphs = "".join(f"<p>{_marked(p, links)}</p>" for p in text.split("\n\n"))
    return f'<div class="said">{paragraphs}</div>'


def plain(message: str) -> str:
    """Return the question or the answer that `question_html` or `answer_html` made into `message`."""
    said = _SAID.search(message)
    body = said.group(1).replace("</p><p>", "\n\n") if said else message
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def source_html(document: Document) -> str:
    """Return the source text of `document`, every character of it inside an element that tells its offset.

    The elements with `data-start` hold one stretch of text each and stand in the order of the text.
    """
    return "".join(_lines(document))


def _read_as(answer: Answer) -> str:
    if answer.standalone_question == answer.question:
        return ""
    return f'<p class="read-as">Read as: {escape(answer.standalone_question)}</p>'


def _marked(text: str, links: Mapping[str, str]) -> str:
    parts, at = [], 0
    for match in _MARKER.finditer(text):
        if match.group() in links:
            parts += [escape(text[at : match.start()]), _anchor(links[match.group()], match.group())]
            at = match.end()
    return "".join([*parts, escape(text[at:])])


def _anchor(href: str, text: str) -> str:
    return f'<a class="marker" href="{href}">{escape(text)}</a>'


def _citation(citation: Citation, titles: Mapping[str, str]) -> str:
    passage = citation.passage
    path = [titles[passage.document_id]] if passage.document_id in titles else []
    path += [*passage.path] + ([f"page {passage.page}"] if passage.page else [])
    where = '<span class="step"> › </span>'.join(escape(step) for step in path)
    marker = _anchor(link(passage.document_id, citation.span), citation.marker)
    references = "".join(_reference(r, passage.document_id) for r in citation.references)
    return (
        f'<li>{marker} <span class="path">{where}</span>'
        f"<blockquote>{escape(citation.quote)}</blockquote>{references}</li>"
    )


def _reference(reference: Reference, document_id: str) -> str:
    entry = _anchor(link(document_id, reference.span), f"Ref. {reference.number}")
    doi = f" {_doi(reference.doi)}" if reference.doi else ""
    return f'<p class="reference">{entry} {escape(_short(reference))}{doi}</p>'


def _short(reference: Reference) -> str:
    names = reference.authors[:_AUTHORS] + (("et al.",) if len(reference.authors) > _AUTHORS else ())
    year = f"({reference.year})" if reference.year else ""
    said = [" ".join(part for part in (", ".join(names), year) if part), reference.title, reference.journal]
    known = [part.rstrip(".") for part in said if part]
    return f"{'. '.join(known)}." if reference.title else reference.text


def _doi(doi: str) -> str:
    href = html.escape(f"https://doi.org/{quote(doi, safe='/:;()')}", quote=True)
    return f'<a class="doi" href="{href}" target="_blank" rel="noopener noreferrer">{escape(f"doi:{doi}")}</a>'


def _lines(document: Document) -> Iterator[str]:
    headings = {s.heading.start: s for s in document.sections}
    rows = {row.span.start: row for table in document.tables for row in table.rows}
    at = 0
    for line in document.text.splitlines(keepends=True):
        end = at + len(line)
        first = next((i for i in range(at, end) if i in headings or i in rows), at)
        yield _line(document.text, Span(at, end), headings.get(first), rows.get(first))
        at = end


def _line(text: str, line: Span, section: Section | None, row: TableRow | None) -> str:
    if row and row.cells and row.span.end <= line.end:
        starts = [line.start, *(cell.span.start for cell in row.cells[1:]), line.end]
        return f'<div class="row">{_leaves("span", text, starts)}</div>'
    if section and text[section.heading.end : line.end].strip():
        head, rest = section.heading.end, _leaf("span", text, section.heading.end, line.end)
        return f"<p>{_leaf('b', text, line.start, head)}{rest}</p>"
    return _leaf(f"h{min(section.level + 2, 6)}" if section else "p", text, line.start, line.end)


def _leaves(tag: str, text: str, starts: Sequence[int]) -> str:
    return "".join(_leaf(tag, text, a, b) for a, b in zip(starts, starts[1:], strict=False))


def _leaf(tag: str, text: str, start: int, end: int) -> str:
    blank = "" if text[start:end].strip() else ' class="blank"'
    return f'<{tag} data-start="{start}"{blank}>{escape(text[start:end])}</{tag}>'
