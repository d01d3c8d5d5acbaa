"""JATS XML parsed safely into a plain tree: no namespaces, no alternatives, nothing that is not read."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from store.errors import UnreadableFile

_DEEPEST = 100
_DROPPED = frozenset(
    "supplementary-material sub-article response front-stub processing-meta object-id alt-text long-desc "
    "annotation annotation-xml index-term institution-id".split()
)
_BEST_ALTERNATIVE = ("table", "math", "textual-form", "tex-math", "name", "string-name", "mixed-citation")
_NAMES = {name[:-1]: value for name, value in html.entities.html5.items() if name.endswith(";")}


def load(path: Path) -> Element:
    """Return the `article` element of the JATS file at `path`.

    Namespaces are gone from tags and attributes, of several alternatives the most readable one is left,
    and supplements, sub-articles and hidden descriptions are dropped. A DOCTYPE may name a DTD, which is
    never fetched; the named characters of that DTD (`&alpha;`) are known here as HTML defines them.

    Raises:
        UnreadableFile: The file is empty, cut off, no JATS article, or declares entities of its own.
    """
    data = path.read_bytes()
    if not data.strip():
        raise UnreadableFile(f"{path}: the file is empty; download the article's JATS XML again.")
    root = _parse(path, data)
    if _deeper(root, _DEEPEST):
        raise UnreadableFile(f"{path}: the XML is nested too deeply for an article; give another file.")
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = {_local(name): value for name, value in element.attrib.items()}
    article = next(root.iter("article"), None)
    if article is None:
        raise UnreadableFile(
            f"{path}: this XML is not a JATS article (its root is <{root.tag}>); "
            "give the article's full text as JATS XML, as PubMed Central offers it."
        )
    _prune(article)
    return article


def _parse(path: Path, data: bytes) -> Element:
    parser = DefusedXMLParser(forbid_entities=True, forbid_external=True)
    parser.entity.update(_NAMES)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise UnreadableFile(
            f"{path}: the XML declares entities of its own, which are never expanded; "
            "remove the [...] part of its DOCTYPE or download the article again."
        ) from None
    except ParseError as error:
        raise UnreadableFile(f"{path}: the XML is cut off or broken ({error}); download the article again.") from None
    except (LookupError, ValueError) as error:
        raise UnreadableFile(f"{path}: the XML's encoding is not supported ({error}); save it as UTF-8.") from None
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _deeper(root: Element, limit: int) -> bool:
    level = [root]
    for _ in range(limit):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _prune(element: Element) -> None:
    for child in list(element):
        if child.tag in _DROPPED:
            _remove(element, child)
        elif child.tag.endswith("alternatives"):
            _keep_best(child)
            _prune(child)
        else:
            _prune(child)


def _keep_best(element: Element) -> None:
    rank = {tag: place for place, tag in enumerate(_BEST_ALTERNATIVE)}
    kept = min(element, key=lambda child: rank.get(child.tag, len(rank)), default=None)
    for child in list(element):
        if child is not kept:
            _remove(element, child)


def _remove(parent: Element, child: Element) -> None:
    """Remove `child` but not the text that follows it."""
    place = list(parent).index(child)
    tail = child.tail or ""
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def contents(element: Element) -> Iterator[str | Element]:
    """Yield what is directly in `element`: its text, its children and the text between them."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def words(element: Element | None) -> str:
    """Return all text in `element` with its white space collapsed; empty for `None`."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip() if element is not None else ""
