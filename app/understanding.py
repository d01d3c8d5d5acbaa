"""From a question's words to one typed query, with the names of the review bound."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from app import asking, compounds, vocabulary
from app.aliases import restate
from app.english import is_derived, is_english, rarity, speller
from app.focus import focus
from app.lexicon import Lexicon, Part, Term, is_symbol, parts
from store.names import fold, key, stem, stop_words, words

_PRIORITY = ("entity", "value", "part", "group", "header", "name")
_AMOUNT = re.compile(
    r"\b(?:how (?:many|much|long|large|big|often|old)|what (?:percentage|proportion|fraction|share|rate|size|year)"
    r"|when|percentage|p[- ]value|which year|in what year)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks for. `rows` are the bound entities, (table, row), in the order of mention."""

    text: str
    asked: str = ""
    """The question as it was asked, the numbers of its tables among it."""
    symbols: tuple[str, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    values: tuple[Term, ...] = ()
    groups: tuple[Term, ...] = ()
    concepts: frozenset[str] = frozenset()
    headers: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    operators: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Those of `content` that are no words of common English: names that no lexicon entry holds."""
    unknown: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    ambiguous: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    """The stems of the noun that the question asks for."""
    asks_amount: bool = False
    yes_no: bool = False

    def mend(self, text: str) -> str:
        """Return `text` with the review's spelling in the place of what was typed."""
        for typed, meant in self.corrections:
            text = text.replace(typed, meant)
        return text

    @property
    def respelt(self) -> str:
        """Return the question with the review's spelling, without the words that ask for an overview."""
        text = self.mend(self.text)
        if "overview" in self.operators:
            text = _overview().sub(" ", text)
        return text.strip() or self.text


@cache
def _overview() -> re.Pattern[str]:
    """Return what finds the words that ask for an overview, which say nothing of its subject."""
    words_ = sorted(vocabulary.words("operators", "overview"), key=len, reverse=True)
    return re.compile(
        rf"\b(?:a |an |the |short |brief )*(?:{'|'.join(map(re.escape, words_))})\b(?: of)?", re.IGNORECASE
    )


@dataclass
class _Reading:
    """The slots as they fill up; `understand` alone uses it."""

    rows: dict[tuple[int, int], None] = field(default_factory=dict)
    values: list[Term] = field(default_factory=list)
    groups: list[Term] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    concepts: set[str] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


_HOW = re.compile(r"\bhow (?:big|long|large|small|often|old|high|common|frequent|wide|thick|far|fast)\b", re.IGNORECASE)
_TABLE = re.compile(r"\b(tables?) \d+\b", re.IGNORECASE)
_QUOTED = re.compile('[‘“"][^‘’“”"]{1,80}[’”"]')
_SPELLINGS = tuple(
    (re.compile(rf"\b{spelled}\b(?!\s(?-i:[A-Z]))", re.IGNORECASE), name)
    for spelled, name in (
        ("circular RNAs", "circRNAs"),
        ("circular RNA", "circRNA"),
        ("long[ -]non-?coding RNAs", "lncRNAs"),
        ("long[ -]non-?coding RNA", "lncRNA"),
        ("micro[ -]RNAs", "microRNAs"),
        (r"small[ -]molecules(?!\s+inhibit)", "compounds"),
        ("alfa", "alpha"),
        ("how dose", "how does"),
        ("yrs?", "year"),
        ("wks?", "week"),
        ("hrs?", "hour"),
        ("(?:left|leaved?) out", "excluded"),
    )
)
_WORK = r"(?:paper|article|study|manuscript|publication|document)"
_ITSELF = re.compile(
    rf"(?<=\bthis ){_WORK}\b"
    rf"|(?<=\bthe ){_WORK}(?= (?:also )?(?:says?|tells?|reports?|states?|shows?|finds?|suggests?|concludes?|claims?"
    rf"|mentions?|describes?|discuss(?:es)?|explains?|proposes?|covers?)\b)"
    rf"|(?<=\bin the ){_WORK}(?=\W*$|[,;:?])|(?<=\baccording to the ){_WORK}(?=\W*$|[,;:?])",
    re.IGNORECASE,
)
"""What a question calls the review itself where it speaks, which asks for no entry of its bibliography."""


def _plain(text: str) -> str:
    """Return `text` without markup and turns of phrase, with classes and Greek letters as names have them."""
    text = re.sub(r"<script\b.*?</script>|</?[A-Za-z][^<>]{0,200}>", " ", text, flags=re.IGNORECASE | re.DOTALL)
    for phrase in vocabulary.words("phrases"):
        text = re.sub(rf"\b{phrase}\b", " ", text, flags=re.IGNORECASE)
    for spelled, name in _SPELLINGS:
        text = spelled.sub(name, text)
    return _ITSELF.sub("review", text)


_POSSESSIVE = re.compile(r"['’]s$")
_TLDR = re.compile(r"\btl[;,]? ?dr\b", re.IGNORECASE)


def understand(text: str, lexicon: Lexicon) -> Query:
    """Return the typed query of `text`."""
    text, other_names = restate(text, lexicon)
    said = asking.wished(_TLDR.sub("summary", text))
    asked = _plain(said)
    text = _TABLE.sub(r"\1", asked)
    reading = _Reading()
    taken: list[tuple[int, int]] = []
    for start, end, k in lexicon.find(text):
        taken.append((start, end))
        _bind(reading, lexicon, k)
    quoted = {w for m in _QUOTED.finditer(text) for w in words(m.group(0))}
    for word in _rest(_HOW.sub(lambda m: "how" + " " * (len(m.group(0)) - 3), text), taken):
        if word in quoted and key(word) not in lexicon.prose_keys:
            continue
        _read(reading, lexicon, word)
    lowered = fold(text)
    first = next(iter(re.findall(r"[a-z']+", lowered)), "")
    return Query(
        text=text,
        asked=asked,
        symbols=tuple(dict.fromkeys(key(w) for w in words(text) if is_symbol(w) and key(w) in lexicon.prose_keys)),
        rows=tuple(reading.rows),
        values=tuple(dict.fromkeys(reading.values)),
        groups=tuple(reading.groups),
        concepts=frozenset(reading.concepts),
        headers=tuple(reading.headers),
        classes=tuple(dict.fromkeys(reading.classes)),
        operators=_operators(fold(said)),
        keys=tuple(dict.fromkeys(reading.keys)),
        content=tuple(dict.fromkeys(reading.content)),
        names=tuple(dict.fromkeys(n for n in reading.names if n in reading.content and n not in lexicon.topic)),
        unknown=tuple(dict.fromkeys(reading.unknown)),
        corrections=(*other_names, *reading.corrections),
        ambiguous=tuple(reading.ambiguous),
        focus=focus(text, lexicon.prose_keys.__contains__),
        asks_amount=bool(_AMOUNT.search(text)),
        yes_no=first in vocabulary.words("auxiliaries"),
    )


def _bind(reading: _Reading, lexicon: Lexicon, k: str) -> None:
    reading.keys.append(k)
    terms = sorted(lexicon.terms[k], key=lambda t: _PRIORITY.index(t.kind))
    best = terms[0].kind
    for term in terms:
        if term.kind == "entity":
            reading.rows.update(dict.fromkeys(term.rows))
        elif term.kind in ("value", "part") and best in ("value", "part"):
            _bind_value(reading, term)
        elif term.kind == best == "group":
            reading.groups.append(term)
        elif term.kind == best == "header":
            reading.headers.append(term.header)
            reading.concepts.add(vocabulary.concept_of_header(term.header))
            reading.keys.pop()


def _bind_value(reading: _Reading, term: Term) -> None:
    value_class = vocabulary.value_class(term.name)
    if value_class:
        reading.classes.append(value_class)
    else:
        reading.values.append(term)


def _rest(text: str, taken: list[tuple[int, int]]) -> list[str]:
    """Return the words outside the bound names; a word that overlaps a name gives its free parts."""
    found: list[str] = []
    position = 0
    for word in words(text):
        start = text.index(word, position)
        position = start + len(word)
        inside = [Part(p.text, p.start + start, p.end + start) for p in parts(word)]
        free = [p for p in inside if not any(a <= p.start < b for a, b in taken)]
        if len(free) == len(inside):
            found.append(word)
        else:
            found.extend(p.text for p in free)
    return found


def _read(reading: _Reading, lexicon: Lexicon, word: str) -> None:
    word = _POSSESSIVE.sub("", word)
    folded = fold(word)
    if len(folded) == 1 and not folded.isdigit():
        return
    reading.concepts.update(vocabulary.concepts_of_word(folded))
    if value_class := vocabulary.value_class(key(word)):
        reading.classes.append(value_class)
        reading.content.append(stem(word))
        return
    if folded in stop_words() or folded.isdigit():
        reading.content.extend([folded] if folded.isdigit() else [])
        return
    if pieces := compounds.pieces(word, lexicon):
        for piece in pieces:
            _read(reading, lexicon, piece)
        return
    if len(parts(word)) > 1 and is_symbol(word) and key(word) in lexicon.prose_keys:
        reading.content.append(f"={key(word)}")
        return
    if key(word) in lexicon.prose_keys or stem(word) in lexicon.vocabulary:
        reading.content.extend(s for s in _stems(word) if s not in vocabulary.scaffold())
        if not all(is_english(p.text) for p in parts(word)):
            reading.names.extend(_stems(word))
        return
    _read_strange(reading, lexicon, word)


def _stems(word: str) -> list[str]:
    return [stem(p.text) for p in parts(word) if fold(p.text) not in stop_words()]


def _read_strange(reading: _Reading, lexicon: Lexicon, word: str) -> None:
    """Read a word that the review does not have: a slip, a word of English, or a name it never says."""
    plain = all(_is_plain(p.text) for p in parts(word))
    cited = stem(word) in lexicon.bibliography
    near = () if (plain and (not is_symbol(word) or "-" in word)) or cited else lexicon.guess(word)
    rows = {at for k in near for t in lexicon.terms[k] for at in t.rows}
    if near and len(rows) > 1 and len(near) > 1:
        reading.ambiguous.extend(sorted({lexicon.terms[k][0].name for k in near}))
    elif near:
        reading.corrections.append((word, lexicon.terms[near[0]][0].name))
        _bind(reading, lexicon, near[0])
    elif not plain and _is_drawn_out(word):
        return
    elif not plain and not is_symbol(word) and _slip_of_common(word):
        return
    elif (
        not plain
        and not cited
        and (other := _respelt_name(word, lexicon) if is_symbol(word) else lexicon.respell(word))
    ):
        reading.corrections.append((word, other))
        reading.concepts.update(vocabulary.concepts_of_word(other))
        reading.content.extend(s for s in _stems(other) if s not in vocabulary.scaffold())
    elif stem(word) in vocabulary.scaffold() or (not plain and not is_symbol(word) and _slip_of_plain(word)):
        return
    elif vocabulary.class_of_names(stem(word)):
        reading.content.append(stem(word))
    elif plain or cited:
        reading.content.extend(_stems(word))
    else:
        _read_name(reading, lexicon, word)


def _read_name(reading: _Reading, lexicon: Lexicon, word: str) -> None:
    """Read a word that is no English: made of the review's words, kin to one of them, or a name it never says."""
    known = all(stem(p.text) in lexicon.vocabulary or is_english(p.text) for p in parts(word))
    built = [] if is_symbol(word) else _stems(word) if known else compounds.kin(word, lexicon)[:2]
    reading.content.extend(built)
    reading.unknown.extend([] if built else [word])


def _respelt_name(word: str, lexicon: Lexicon) -> str:
    return lexicon.respell_name(word) or compounds.numbered(word, lexicon)


def _is_plain(word: str) -> bool:
    """Whether `word` is plain language, of English or of the field, and no name."""
    known = (
        is_english(word) or is_derived(word) or fold(word) in vocabulary.plain_words() or compounds.is_combined(word)
    )
    return known or bool(vocabulary.class_of_names(stem(word)))


def _slip_of_common(word: str) -> bool:
    """Whether `word` is a slip of the finger for a word that a question is built with (`teh`, `waht`)."""
    if asking.asking_word(word):
        return True
    near = speller().candidates(fold(word)) or set()
    return any(w in stop_words() or stem(w) in vocabulary.scaffold() for w in near)


def _slip_of_plain(word: str) -> bool:
    """Whether `word` is a slip for a word that says nothing of a topic (`litle`)."""
    return len(word) > 4 and any(rarity(w) == 0 for w in speller().candidates(fold(word)) or ())


def _is_drawn_out(word: str) -> bool:
    """Whether a letter stands three times in a row, as in no word and no name (`arrr`, `pleeease`)."""
    return re.search(r"([a-hj-z])\1\1", word) is not None and len(set(word)) > 1


def _operators(lowered: str) -> frozenset[str]:
    names = ("count", "compare", "list", "negate", "summary", "overview", "common")
    return frozenset(
        name
        for name in names
        if any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", lowered) for w in vocabulary.words("operators", name))
    )
