"""From raw source text to the form that is shown. The raw text stays; this stands beside it."""

from __future__ import annotations

import re

from pylatexenc.latex2text import LatexNodes2Text

_GREEK = "α-ωΑ-Ωϵϕ"
_LATEX = LatexNodes2Text(math_mode="text", strict_latex_spaces=False)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[([^\]]*)\]\(https?://[^\s]*\)"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"\\([()\[\]_*#.-])"), r"\1"),
    (re.compile(r"(?<!\*)\*\*(?=\S)(.+?)(?<=\S)\*\*", re.S), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"\s+"), " "),
    (re.compile(rf"([{_GREEK}]) ([-/]\w)"), r"\1\2"),
    (re.compile(rf"(\w/) (?=[{_GREEK}])"), r"\1"),
    (re.compile(rf"(\w*\d|\b[A-Z]{{2,}}) ([{_GREEK}])(?![\w{_GREEK}])"), r"\1\2"),
    (re.compile(r"([A-Z][a-z]?) ([⁰¹²³⁴-⁹]+[⁺⁻]?|[⁺⁻])"), r"\1\2"),
    (re.compile(r"(\S) ([,.;:])(?=\s|$)"), r"\1\2"),
)
_CITATION = re.compile(r"\s*\[\d+(?:\s*[-–,;]\s*\d+)*\](?:\s*[-–]\s*\[\d+\])?")


def _math(match: re.Match[str]) -> str:
    plain = _LATEX.latex_to_text(match.group(0)).strip()
    return _scripts(re.sub(rf"(?<=[{_GREEK}]) (?=\w)", "", plain))


def _scripts(text: str) -> str:
    up = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
    text = re.sub(r"\^\{?([0-9+-]+)\}?", lambda m: m.group(1).translate(up), text)
    return re.sub(r"_\{([0-9]+)\}", r"\1", text)


def repair(raw: str, known: frozenset[str] = frozenset()) -> str:
    """Return the display form of `raw`; repairing it again changes nothing.

    Page breaks become spaces, Markdown emphasis and links plain words, LaTeX Unicode, and a space that
    typesetting put before a Greek letter goes. `known` holds tokens that the same document writes
    closed: `AB 1` becomes `AB1` where `AB1` is one of them.
    """
    text = re.sub(r"\$[^$\n]{1,200}\$", _math, raw)
    text = _scripts(text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return _close(text.strip(), known)


def _close(text: str, known: frozenset[str]) -> str:
    def join(match: re.Match[str]) -> str:
        closed = match.group(1) + match.group(2)
        return closed if closed in known else match.group(0)

    return re.sub(r"\b([A-Za-z]*[A-Z]{2,}[A-Za-z]*) (\d{1,2})\b", join, text) if known else text


def closed_names(text: str) -> frozenset[str]:
    """Return the capitals-and-digits tokens (`AB1`) that `text` writes without a space."""
    return frozenset(re.findall(r"\b[A-Za-z]*[A-Z]{2,}[A-Za-z]*\d{1,2}\b", text))


def without_citations(text: str) -> str:
    """Return repaired `text` without bracketed numeric citations and the spaces before them."""
    return re.sub(r" {2,}", " ", _CITATION.sub("", text)).strip()
