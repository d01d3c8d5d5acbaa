"""Answers, molecules and tables as JSON, Markdown, CSV, BibTeX and RIS."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from store.records import Answer, Citation, Document, Reference, TableRow


def answer_record(answer: Answer, id: str = "") -> dict[str, Any]:
    """Return `answer` as the JSON of the command line."""
    return {
        "id": id,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "outcome": answer.outcome,
        "abstained": answer.abstained,
        "answer": answer.text,
        "claims": [{"text": c.text, "support": c.support, "citations": list(c.citations)} for c in answer.claims],
        "citations": [citation_record(c) for c in answer.citations],
        "passages": [
            {
                "id": hit.passage.id,
                "kind": hit.passage.kind,
                "section": hit.passage.section,
                "text": hit.passage.text,
                "score": hit.score,
            }
            for hit in answer.hits
        ],
        "timings_ms": dict(answer.timings_ms),
        "model": answer.model,
        "prompt": answer.prompt,
        "notes": list(answer.notes),
        "usage": dict(answer.usage),
    }


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return `citation` as JSON."""
    return {
        "marker": citation.marker,
        "document_id": citation.passage.document_id,
        "passage_id": citation.passage.id,
        "kind": citation.passage.kind,
        "section": citation.passage.section,
        "page": citation.passage.page,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
        "references": [{"number": r.number, "text": r.text, "doi": r.doi} for r in citation.references],
    }


def references_of(answer: Answer) -> tuple[Reference, ...]:
    """Return the references behind the answer's citations, each once, by number."""
    found = {r.number: r for c in answer.citations for r in c.references}
    return tuple(found[n] for n in sorted(found))


def as_text(answer: Answer) -> str:
    """Return the answer with its citations under it, for a terminal."""
    lines = [answer.text]
    if answer.standalone_question != answer.question:
        lines.insert(0, f"({answer.standalone_question})")
    for citation in answer.citations:
        quote = " ".join(citation.quote.split())
        lines.append(f"\n{citation.marker} {citation.passage.section}\n    “{quote}”")
        lines.extend(f"    → {r.text}" for r in citation.references)
    lines.extend(f"\n({note})" for note in answer.notes)
    return "\n".join(lines)


def as_markdown(answer: Answer) -> str:
    """Return the answer as Markdown with quotations and linked DOIs."""
    lines = [f"# {escape(answer.standalone_question)}", "", answer.text, ""]
    for citation in answer.citations:
        lines.append(
            f"- {citation.marker} {escape(citation.passage.section)}: “{escape(' '.join(citation.quote.split()))}”"
        )
        for r in citation.references:
            link = f" <https://doi.org/{r.doi}>" if r.doi else ""
            lines.append(f"  - {r.number}. {escape(re.sub(r' *https?://doi.org/[^ ]*', '', r.text))}{link}")
    return "\n".join(lines)


def escape(text: str) -> str:
    """Return `text` with what Markdown would take for markup escaped."""
    return re.sub(r"([\\`*_\[\]<>#|!])", r"\\\1", text)


def as_bibtex(references: Sequence[Reference]) -> str:
    """Return `references` as BibTeX, one `@article` each."""
    return "\n\n".join(_bibtex(r) for r in references) + "\n"


def _bibtex(reference: Reference) -> str:
    surname = reference.authors[0].split(",")[0] if reference.authors else "anon"
    key = re.sub(r"[^A-Za-z0-9]", "", f"{surname}{reference.year or ''}n{reference.number}")
    fields = {
        "author": " and ".join((*reference.authors, *(["others"] if _abridged(reference) else []))),
        "title": reference.title,
        "journal": reference.journal,
        "year": str(reference.year or ""),
        "volume": reference.volume,
        "pages": "--".join(_pages(reference)),
        "doi": reference.doi or "",
        "note": "" if reference.title else reference.text,
    }
    body = ",\n".join(f"  {name} = {_braced(name, value)}" for name, value in fields.items() if value)
    return f"@article{{{key},\n{body}\n}}"


def _pages(reference: Reference) -> list[str]:
    """Return the first page and the last, or what the source has in their place (`Article No. 66`)."""
    return [p.strip() for p in re.split(r"[-\u2010-\u2015]+", reference.pages, maxsplit=1) if p.strip()]


def _abridged(reference: Reference) -> bool:
    """Whether the source leaves authors out with `et al.`, which BibTeX spells `and others`."""
    return bool(re.search(r"\bet al\b", reference.text.split(reference.title or "\0")[0]))


def _braced(name: str, value: str) -> str:
    """Return a field's value as TeX; a title keeps its capitals, a DOI every character."""
    tex = re.sub(r"[{}]", "", value) if name == "doi" else value.translate(_TEX)
    return f"{{{{{tex}}}}}" if name == "title" else f"{{{tex}}}"


_TEX = str.maketrans(
    {
        **{c: f"\\{c}" for c in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def as_ris(references: Sequence[Reference]) -> str:
    """Return `references` as RIS, one `JOUR` each."""
    return "\n".join(_ris(r) for r in references)


def _ris(reference: Reference) -> str:
    start, end = (*_pages(reference), "", "")[:2]
    pairs = [
        ("TY", "JOUR"),
        *(("AU", author) for author in reference.authors),
        ("TI", reference.title or reference.text),
        ("JO", reference.journal),
        ("PY", str(reference.year or "")),
        ("VL", reference.volume),
        ("SP", start),
        ("EP", end),
        ("DO", reference.doi or ""),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in pairs if value or tag == "ER")


def rows_as_json(rows: Sequence[tuple[Document, TableRow]]) -> str:
    """Return table rows as a JSON list of objects."""
    return json.dumps([_row(document, row) for document, row in rows], ensure_ascii=False, indent=1)


def _row(document: Document, row: TableRow) -> dict[str, Any]:
    cells: Mapping[str, str] = {c.header: c.text for c in row.cells}
    return {"document_id": document.id, "table": row.table_id, "group": row.group, **cells}


def rows_as_csv(rows: Sequence[tuple[Document, TableRow]]) -> str:
    """Return table rows as CSV, one header line for each table."""
    out = io.StringIO()
    headers: list[str] | None = None
    for document, row in rows:
        record = _row(document, row)
        if list(record) != headers:
            headers = list(record)
            csv.writer(out, lineterminator="\n").writerow(headers)
        csv.writer(out, lineterminator="\n").writerow([_safe(str(v)) for v in record.values()])
    return out.getvalue()


def _safe(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def rows_as_text(rows: Sequence[tuple[Document, TableRow]]) -> str:
    """Return table rows as lines, each group under its name."""
    lines: list[str] = []
    group = ""
    for _, row in rows:
        if row.group and row.group != group:
            group = row.group
            lines.append(f"\n{group}")
        lines.append("  " + " | ".join(c.text or "–" for c in row.cells))
    return "\n".join(lines).strip("\n")


def rows_as_markdown(rows: Sequence[tuple[Document, TableRow]]) -> str:
    """Return table rows as Markdown tables."""
    lines: list[str] = []
    headers: list[str] = []
    for _, row in rows:
        names = ["Group", *(c.header for c in row.cells)]
        if names != headers:
            headers = names
            lines += ["", f"| {' | '.join(map(escape, names))} |", "|" + " --- |" * len(names)]
        lines.append(f"| {' | '.join(escape(t) for t in (row.group, *(c.text for c in row.cells)))} |")
    return "\n".join(lines).strip("\n")
