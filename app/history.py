"""What a conversation was about: the entities and references of its turns. Strings are all there is of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import asking, cited, vocabulary
from app.english import is_english
from app.lexicon import Lexicon, parts
from app.sentences import Indexed, akin
from app.understanding import understand
from store.names import fold, key, stem, stop_words, words
from store.records import Turn

_ENTRY = re.compile(r"\breferences? (\d{1,3})\b", re.IGNORECASE)
_BRACKET = re.compile(r"\[(\d{1,3})\]")
_WHICH = re.compile(
    r"\W*(?:and |so |but )?(?:which|who|what)\b(?! (?:is|are|was|were|do|does|did|happens|kinds?|types?|sorts?)\b)",
    re.IGNORECASE,
)
_MOST_WORDS = 6
_COMMON = 2.3
"""The inverse document frequency of what every tenth sentence says."""

_SHORT = 12
_SUBJECT = 4
"""Words in which a longer answer has its subject."""


def entities(text: str, lexicon: Lexicon) -> list[str]:
    """Return the table's entities that `text` names, in the order of mention."""
    return list(dict.fromkeys(lexicon.entity(at) for at in understand(text, lexicon).rows))


def subject(history: Sequence[Turn], lexicon: Lexicon) -> str:
    """Return the entity that was asked about last, else another name, else the one answered with, else nothing.

    The answer's comes before a mere name where the question asked for it ("which molecule ...").
    """
    for turn in reversed(history):
        asked, told = entities(turn.user, lexicon), entities(turn.assistant, lexicon)
        named = [] if _WHICH.match(turn.user) else _own(names(turn.user, lexicon), lexicon)
        if found := [*asked[-1:], *named[:1], *told[:1]]:
            return found[0]
    return ""


def _own(found: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return the names that are not what the whole review is about: its title has them, or every tenth sentence."""
    return [n for n in found if stem(n) not in lexicon.topic and lexicon.idf(stem(n)) > _COMMON]


def answered(turn: Turn, lexicon: Lexicon) -> str:
    """Return the one name that an answer gave to "which" or "who", in full or as its subject, if it is new."""
    said = words(_BRACKET.sub(" ", turn.assistant))
    if not _WHICH.match(turn.user) or len(groups(turn.assistant, lexicon)) > 1:
        return ""
    said = said if len(said) <= _SHORT else said[:_SUBJECT]
    asked = {stem(p.text) for p in parts(turn.user)}
    names = [w for w in said if is_name(w, lexicon) and stem(w) not in asked]
    return names[0] if len(set(names)) == 1 and not entities(turn.assistant, lexicon) else ""


def is_name(word: str, lexicon: Lexicon) -> bool:
    """Whether `word` is no plain English and the review has it."""
    plain = word.isdigit() or all(is_english(p.text) for p in parts(word))
    return not plain and (stem(word) in lexicon.vocabulary or key(word) in lexicon.prose_keys)


def listed(history: Sequence[Turn], lexicon: Lexicon, back: int = 2) -> list[str]:
    """Return the entities of the last text that named several, else those of `back` turns, else other names."""
    for turn in reversed(history):
        for text in (turn.assistant, turn.user):
            if len(found := entities(text, lexicon)) > 1:
                return found
    recent = [text for turn in history[-back:] for text in (turn.user, turn.assistant)]
    found = list(dict.fromkeys(name for text in recent for name in entities(text, lexicon)))
    return found if len(found) > 1 else _named(history, lexicon) or found


def groups(text: str, lexicon: Lexicon) -> list[str]:
    """Return the groups of rows that `text` names."""
    return [term.name for term in understand(text, lexicon).groups]


def fellows(last: Turn, noun: str, lexicon: Lexicon) -> list[str]:
    """Return the entities of the group that was talked of last, those just named apart; of the class `noun` if any."""
    told = {at for text in (last.user, last.assistant) for at in understand(text, lexicon).rows}
    named = {g for text in (last.user, last.assistant) for g in groups(text, lexicon)}
    wanted = named or {lexicon.row(at).group for at in told}
    rows = [at for at in lexicon.rows if lexicon.row(at).group in wanted]
    prefix = vocabulary.class_of_names(stem(noun)) if noun else ""
    return [lexicon.entity(at) for at in rows if at not in told and key(lexicon.entity(at)).startswith(prefix)]


def _named(history: Sequence[Turn], lexicon: Lexicon) -> list[str]:
    """Return the names of no row that the last answer to set two side by side gave, else those that were asked for."""
    for turn in reversed(history):
        given = list(dict.fromkeys(names(turn.assistant, lexicon)))
        if len(given) == 2 and re.search(rf"{re.escape(given[0])},? (?:and|or) {re.escape(given[1])}", turn.assistant):
            return given
    return list(dict.fromkeys(n for turn in history for n in _own(names(turn.user, lexicon), lexicon)))


def references(turn: Turn, lexicon: Lexicon, prose: Sequence[Indexed]) -> list[int]:
    """Return the numbers of the references that a turn was about.

    A bracketed number in an answer is a marker of this assistant's or a reference of the review's: it
    counts as the latter only where the answer quotes no sentence and the numbers do not run from 1 up.
    """
    known = {r.number for r in lexicon.document.references}
    named = [int(n) for n in _ENTRY.findall(turn.assistant)]
    quoted = [n for i in prose if _plain(i.sentence.text) in _plain(turn.assistant) for n in i.sentence.resolved]
    bracketed = [int(n) for n in dict.fromkeys(_BRACKET.findall(turn.assistant))]
    minted = bracketed == list(range(1, len(bracketed) + 1))
    bound = understand(turn.assistant, lexicon).rows or understand(turn.user, lexicon).rows
    rows = [n for at in bound for n in lexicon.row(at).references]
    asked = cited.numbers(turn.user)
    found = named or quoted or ([] if minted else bracketed) or asked or rows or bracketed
    return [n for n in dict.fromkeys(found) if n in known]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(_BRACKET.sub(" ", text))))


def names(question: str, lexicon: Lexicon) -> list[str]:
    """Return the review's names in `question`, headers apart."""
    found = [(question[a:b], k) for a, b, k in lexicon.find(question)]
    known = [n for n, k in found if not n[0].isdigit() and any(t.kind != "header" for t in lexicon.terms[k])]
    return known or [w for w in words(question) if is_name(w, lexicon)]


def says(turn: Turn, content: Sequence[str]) -> bool:
    """Whether a turn said all of `content`, stems and `=keys`, or words of their family."""
    told = {stem(p.text) for text in (turn.user, turn.assistant) for p in parts(text)}
    return all(c.lstrip("=") in told or any(akin(c, s) for s in told) for c in content)


def theme(question: str, lexicon: Lexicon) -> str:
    """Return what `question` was about in a few words: its names and its content words."""
    dropped = asking.asking_stems() | asking.about_stems()
    query = understand(question, lexicon)
    content = {*query.content} - dropped
    said = [
        p.text
        for p in parts(question)
        if fold(p.text) not in stop_words() and stem(p.text) in content and not p.text.isdigit()
    ]
    return " ".join(dict.fromkeys([*names(question, lexicon), *said][:_MOST_WORDS]))
