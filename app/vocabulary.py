"""The field vocabulary, as data: words for kinds of columns, values, operators. No review's own word."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from store.names import fold, stem


@cache
def _data() -> dict[str, Any]:
    folder = Path(__file__).parent / "data"
    return {
        **json.loads((folder / "vocabulary.json").read_text("utf-8")),
        **json.loads((folder / "asking.json").read_text("utf-8")),
        **json.loads((folder / "sides.json").read_text("utf-8")),
    }


@cache
def words(section: str, name: str = "") -> frozenset[str]:
    """Return the folded words of `section`, or of the list `name` in it."""
    found = _data()[section]
    return frozenset(fold(word) for word in (found[name] if name else found))


@cache
def ordered(section: str, name: str) -> tuple[str, ...]:
    """Return the words of the list `name` in `section` in their order."""
    return tuple(_data()[section][name])


@cache
def scaffold() -> frozenset[str]:
    """Return the stems that a question is built with and that carry no content of their own."""
    return frozenset(stem(word) for word in _data()["scaffold"])


@cache
def concept_of_header(header: str) -> str:
    """Return the concept that a table's header names ("target", "direction"), or the empty string."""
    parts = fold(header).replace(".", " ").replace("/", " ").split()
    concepts = _data()["concepts"].items()
    return next((name for name, entry in concepts if any(p in entry["headers"] for p in parts)), "")


@cache
def concepts_of_word(word: str) -> frozenset[str]:
    """Return the concepts that a question's word may ask for."""
    return frozenset(name for name, entry in _data()["concepts"].items() if fold(word) in entry["words"])


@cache
def value_class(word: str) -> str:
    """Return the class of a category's value ("up" for `overexpressed`), or the empty string."""
    return next((name for name, entry in _data()["values"].items() if fold(word) in entry), "")


def opposite(first: str, second: str) -> bool:
    """Whether two value classes exclude each other."""
    return [first, second] in _data()["opposites"] or [second, first] in _data()["opposites"]


@cache
def prefixes() -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the prefixes of names that may be left out, and those that are the same as another."""
    found = _data()["prefixes"]
    return tuple(found["dropped"]), dict(found["same"])


@cache
def concept_stems() -> frozenset[str]:
    """Return the stems of all words that ask for a concept."""
    return frozenset(stem(w) for entry in _data()["concepts"].values() for w in entry["words"])


@cache
def front_labels() -> tuple[str, ...]:
    """Return the labels of front matter that a question may ask for."""
    return tuple(_data()["front"])


@cache
def front_words(label: str) -> frozenset[str]:
    """Return the words that ask for the front matter under `label` (in any case)."""
    found = next(words for name, words in _data()["front"].items() if fold(name) == fold(label))
    return frozenset(map(fold, found))


@cache
def class_of_names(word_stem: str) -> tuple[str, ...]:
    """Return the prefixes that the names of a class bear (`circ` for circRNAs); none where it is no class."""
    classes = _data()["classes_of_names"].items()
    return tuple(prefix for prefix, entry in classes if word_stem in {stem(w) for w in entry})


@cache
def nouns_of_names() -> frozenset[str]:
    """Return the nouns, written as one word, of all classes of names."""
    return frozenset(w for entry in _data()["classes_of_names"].values() for w in entry)


@cache
def value_stems() -> frozenset[str]:
    """Return the stems of all words that name a category's value."""
    return frozenset(stem(w) for entry in _data()["values"].values() for w in entry)


@cache
def field_stems() -> frozenset[str]:
    """Return the stems of the words that ask for a field of a bibliographic entry."""
    return frozenset(stem(w) for entry in _data()["fields"].values() for w in entry)


@cache
def _likes() -> dict[str, frozenset[str]]:
    lines = (Path(__file__).parent / "data" / "thesaurus.txt").read_text("utf-8").splitlines()
    found: dict[str, set[str]] = {}
    for line in lines:
        same = {stem(word) for word in line.split()} if not line.startswith("#") else set()
        for word in same:
            found.setdefault(word, set()).update(same)
    return {word: frozenset(same - {word}) for word, same in found.items()}


def like(word_stem: str) -> frozenset[str]:
    """Return the stems that say the same as `word_stem` in a question about a review."""
    return _likes().get(word_stem, frozenset())


@cache
def plain_words() -> frozenset[str]:
    """Return the words of the thesaurus and those that name a category's value."""
    lines = (Path(__file__).parent / "data" / "thesaurus.txt").read_text("utf-8").splitlines()
    same = {fold(word) for line in lines if not line.startswith("#") for word in line.split() if word.isalpha()}
    return frozenset(same | {fold(w) for entry in _data()["values"].values() for w in entry})


@cache
def lists(section: str) -> dict[str, tuple[str, ...]]:
    """Return the folded words and phrases of `section` by the name of their list."""
    return {name: tuple(map(fold, entry)) for name, entry in _data()[section].items()}


@cache
def hyponyms(word_stem: str) -> frozenset[str]:
    """Return the stems of the nouns whose things are of the class that `word_stem` names (drug: inhibitor ...)."""
    found: list[str] = next((kinds for noun, kinds in _data()["hyponyms"].items() if stem(noun) == word_stem), [])
    return frozenset(map(stem, found)) | {word_stem}
