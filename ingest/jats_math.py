"""Formulas as a line of text: MathML read from its structure, TeX through `repair`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from ingest.repair import repair

_UP = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SPACE = re.compile(r"\s+")
_SPACED = frozenset("= < > ≤ ≥ ≈ ≠ ± × → ∼ ≡ ∝".split())
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")


def mathml(element: Element) -> str:
    """Return a MathML `element` as text: `a/b`, `x²`, `√(x)`; indices are written on."""
    return _SPACE.sub(" ", _node(element)).strip()


def _node(node: Element) -> str:
    parts = [_node(child) for child in node]
    if not parts:
        return _leaf(node)
    if node.tag == "mfrac" and len(parts) == 2:
        return f"{_closed(parts[0])}/{_closed(parts[1])}"
    if node.tag in ("msup", "mover") and len(parts) == 2:
        return _power(*parts) if node.tag == "msup" else parts[0]
    if node.tag == "msubsup" and len(parts) == 3:
        return _power(parts[0] + parts[1], parts[2])
    if node.tag == "msqrt":
        return f"√{_closed(''.join(parts))}"
    if node.tag == "mfenced":
        return node.get("open", "(") + ", ".join(parts) + node.get("close", ")")
    return ("; " if node.tag == "mtable" else " " if node.tag == "mtr" else "").join(parts)


def _leaf(node: Element) -> str:
    text = (node.text or "").translate(_INVISIBLE)
    if node.tag == "mspace":
        return " "
    if node.tag == "mo":
        text = text.strip()
        return f" {text} " if text in _SPACED else text
    return text if node.tag == "mtext" else text.strip()


def _closed(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[\w.]*", text) else f"({text})"


def _power(base: str, exponent: str) -> str:
    exponent = exponent.strip()
    if re.fullmatch(r"[-−+]?\d+", exponent):
        return base + exponent.translate(_UP)
    return f"{base}^{_closed(exponent)}"


def tex(element: Element) -> str:
    """Return the formula of a `tex-math` element, without the preamble some publishers put before it."""
    source = "".join(element.itertext())
    body = re.search(r"\\begin\{document\}(.*?)\\end\{document\}", source, re.S)
    formula = _SPACE.sub(" ", (body.group(1) if body else source).strip().strip("$")).strip()
    return repair(f"${formula}$") if formula else ""
