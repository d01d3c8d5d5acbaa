"""From raw source text to the form that is shown. The raw text stays; this stands beside it."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

from ingest.citations import CITATION

_GREEK = "α-λν-ωΑ-Ωϵϕ"
_LATEX = LatexNodes2Text(math_mode="text", strict_latex_spaces=False)
_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUBSCRIPT = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")

# A dollar sign opens a formula as in Pandoc's Markdown: `$5 and $6` is money.
_FORMULA = re.compile(r"(?<!\\)(\$\$?)(?=\S)([^$]{1,300}?)(?<=\S)\1(?!\d)")
_COMMAND = re.compile(r"\\[a-zA-Z]+(?:\{[^{}]{0,200}\})*")
_SCRIPT = re.compile(r"(?<=[\w)\]])([\^_])\{([\d+−-]+)\}|(?<=[\w)\]])(\^)([\d+−-]+)")
_TAG_SCRIPT = re.compile(r"<(sup|sub)>\s*([\d+−-]+)\s*</\1>", re.IGNORECASE)
_CARETS = re.compile(r"(?<=[\w)\]])\^([\d,+−-]{1,12})\^")

_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\ufeff\u00ad\u200b-\u200d\u2060]"), ""),
    (re.compile(r"(\r?\n)> ?"), r"\1"),
    (re.compile(r"<!--.{0,5000}?-->", re.S), " "),
    (re.compile(r"(\[[\d,;– -]+\])\(#[^\s)]*\)"), r"\1"),
    (re.compile(r"!?\[([^\[\]]{0,400})\]\((?:https?://|mailto:|#|\.{0,2}/)\S*\)"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^>\s]+|[^<>@\s]+@[^<>@\s]+)>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"</?(?:i|b|u|em|strong|span|sup|sub|small|a|p)(?:\s[^<>]*)?>", re.IGNORECASE), ""),
    (re.compile(r"(?<!\*)\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*", re.S), r"\1"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*]+?)(?<=[^\s\\])\*(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s\\])_(?!\w)"), r"\1"),
    (re.compile(r"\\([()\[\]{}_*#.$&%+~|-])"), r"\1"),
)
# Typesetting puts spaces around symbols of another font: `β -catenin`, `NF- κ B`, `HIF-1 α /HIF-2 α`.
_SPACING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"(?<=\d) ([μµ]) (?=(?:m|g|l|L|M|mol)\b)"), r" \1"),
    (re.compile(rf"(\w-) ([{_GREEK}]) ([A-Z\d])(?!\w)"), r"\1\2\3"),
    (re.compile(rf"(\w[-/]) (?=[{_GREEK}])"), r"\1"),
    (re.compile(rf"([{_GREEK}]) ([-/]\w)"), r"\1\2"),
    (re.compile(rf"(\d|\b[A-Z]{{2,}}) ([{_GREEK}])(?![\w{_GREEK}]| cells?\b)"), r"\1\2"),
    (re.compile(r"\b([A-Z][a-z]?) ([⁰¹²³⁴-⁹]*[⁺⁻])"), r"\1\2"),
    (re.compile(r"(\S) ([,.;:)])(?=[\s,.;:)]|$)"), r"\1\2"),
)


def repair(raw: str, known: frozenset[str] = frozenset()) -> str:
    """Return the display form of `raw`; repairing it again changes nothing.

    Page breaks become spaces, Markdown emphasis and links plain words, LaTeX Unicode, and a space that
    typesetting put before a Greek letter goes. `known` holds tokens that the same document writes
    closed: `AB 1` becomes `AB1` where `AB1` is one of them.
    """
    for _ in range(8):
        repaired = _close(_once(raw), known)
        if repaired == raw:
            break
        raw = repaired
    return raw


def _once(text: str) -> str:
    text = _FORMULA.sub(_formula, text)
    text = _COMMAND.sub(lambda m: _LATEX.latex_to_text(m.group(0)).strip() or m.group(0), text)
    text = re.sub(r"&#?\w{1,8};", lambda m: html.unescape(m.group(0)), text)
    text = _TAG_SCRIPT.sub(lambda m: _script(m.group(1).lower() == "sup", m.group(2)), text)
    text = _CARETS.sub(lambda m: _script(True, m.group(1)), text)
    text = _SCRIPT.sub(lambda m: _script("^" in (m.group(1), m.group(3)), m.group(2) or m.group(4)), text)
    for pattern, replacement in (*_MARKUP, *_SPACING):
        text = pattern.sub(replacement, text)
    return text.strip()


def _formula(match: re.Match[str]) -> str:
    plain = _LATEX.latex_to_text(match.group(2)).strip()
    plain = re.sub(r"_(\d)(?!\d)", lambda m: _script(False, m.group(1)), plain)
    plain = _SCRIPT.sub(lambda m: _script("^" in (m.group(1), m.group(3)), m.group(2) or m.group(4)), plain)
    return re.sub(r"(?<=[α-ωΑ-Ω]) (?=\w)", "", plain)


def _script(raised: bool, characters: str) -> str:
    return characters.translate(_SUPERSCRIPT if raised else _SUBSCRIPT)


def closed_names(text: str) -> frozenset[str]:
    """Return the names of letters and digits (`AB1`, `ac4C`) that `text` writes without a space."""
    found = re.findall(r"(?<![\w/.])[A-Za-z]{2,}\d{1,2}[A-Z]?(?!\w)", text)
    return frozenset(name for name in found if len(re.findall("[A-Z]", name)) > 1 or name[-1].isupper())


def _close(text: str, known: frozenset[str]) -> str:
    """Join `AB 1` where `AB1` is known, and the other parts of a compound with it (`AB 1-CD 2`)."""
    if not known:
        return text

    def join(match: re.Match[str]) -> str:
        parts = [part.replace(" ", "") for part in match.group(0).split("-")]
        compound = len(parts) > 1 and any(part.casefold() in _folded(known) for part in parts)
        return "-".join(parts) if compound or any(p in known for p in parts) else match.group(0)

    part = r"[A-Za-z]{2,} \d{1,2}[A-Z]?(?![\w.]\w|\w)"
    return re.sub(rf"(?<![\w/]){part}(?:-{part})*", join, text)


@lru_cache(maxsize=16)
def _folded(known: frozenset[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in known)


def without_citations(text: str) -> str:
    """Return the repaired form of `text` without bracketed numeric citations and what they leave."""
    text = CITATION.sub("", repair(text))
    return repair(re.sub(r"\(\s*\)", "", text))
