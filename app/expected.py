"""The kind of thing that has to stand in an answer: a year, a share, a count of something, a person, a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from app import vocabulary
from app.english import rarity
from app.lexicon import is_symbol
from store.names import fold, key, stem, stop_words, words

_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|dozens?|hundreds?|thousands?|millions?|both|single|several|half)"
)
_TIME = r"(?:ms|s|sec\w*|min\w*|h|hours?|days?|weeks?|months?|years?|decades?)"
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b|\bdecades?\b|\bcentury\b|\byears? ago\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\d\s*(?:%|‰|per ?cent)|\b(?:half|thirds?|quarters?|majority|fold)\b"
    rf"|\b{_NUMBER} (?:out of|in|of) (?:the )?{_NUMBER}\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"\d[ -]?(?:{_TIME})\b|\b{_NUMBER}[ -](?:{_TIME})\b|\ban? (?:second|minute|hour|day|week|month|year|decade)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\bet al\b|\b[A-Z][a-z]+ and (?:colleagues|co-?workers)\b")
_SOME = re.compile(rf"(?<![\w-]){_NUMBER}(?![\w-])", re.IGNORECASE)
_UNIT = (
    r"nm|nanomet\w+|[µμu]m|micromet\w+|mm|cm|k?da|kilodaltons?|mg|milligrams?|g|kg|[µμu]g|ml|[nµμum]m|[nµμ]M|k?b|bp|kilobases?"
    r"|nucleotides|amino acids|base pairs|°c|degrees|dollars|euros"
)
_MEASURE = re.compile(rf"\d\s*-?\s*(?:{_UNIT})\b", re.IGNORECASE)
_MUCH = "much|deep|far|fast|high|low|large|small|wide|thick|heavy|big|tall|strong"
_QUANTITY = (
    "size|dose|dosage|concentration|frequency|wavelength|diameter|length|weight|volume|duration|age|cost|price|temperature"
    "|rate|rates|percentage|prevalence|incidence|ratio|amount|dimensions?"
)
_AMOUNT = re.compile(
    rf"{_SOME.pattern}|(?<![\w-])\d[\d.]*[- ]?[a-zµμ°]|\b(?:half|thirds?|quarters?|fold)\b", re.IGNORECASE
)
_OFTEN = re.compile(
    rf"{_AMOUNT.pattern}|\b(?:rare|rarely|common|commonly|frequent\w*|often|usually|always|never|times|every|majority|most|prevalen\w+)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r",[^,]+,[^,]*\band\b|:[^,]+,[^,]*\band\b")
"""Things one after the other, which can be counted."""
_WORKS = re.compile(r"\([^()]*\b(?:1[89]|20)\d\d[a-z]?\b[^()]*\)")
"""Works by author and year: no number of what the sentence tells."""
_SHARE_OF = re.compile(rf"{_NUMBER} ?(?:%|per ?cent|\(|/|out of|of)", re.IGNORECASE)
_NOUN = 3
_LEADS = ("of", "the", "these", "those", "out")
"""Words between `how many` and what is counted."""
_REACH = 6
"""Words between a count and what is counted."""

Test = Callable[[str], bool]


def missing(question: str, evidence: Sequence[str]) -> bool:
    """Whether `question` asks for a kind of thing that none of the texts `evidence` has."""
    test = _test(question)
    return test is not None and not any(test(_told(text, question)) for text in evidence)


def _told(text: str, question: str) -> str:
    """Return a text without the works that it cites and without the numbers that the question has itself."""
    numbers = {n for n in re.findall(r"\d[\d.,]*\d|\d", question)}
    text = _WORKS.sub(" ", text)
    return re.sub(
        r"(?<![\w.,-])(?:\d[\d.,]*\d|\d)(?![\w-])", lambda m: " " if m.group(0) in numbers else m.group(0), text
    )


def _test(question: str) -> Test | None:
    for pattern, make in _TESTS:
        if match := pattern.search(question):
            return make(question, match)
    return None


def _has(pattern: re.Pattern[str]) -> Callable[[str, re.Match[str]], Test]:
    return lambda question, match: lambda text: pattern.search(text) is not None


def _counted(question: str, match: re.Match[str]) -> Test:
    """Return whether a text counts what stands behind `how many`."""
    behind = takewhile(lambda w: fold(w) in _LEADS or fold(w) not in stop_words(), words(question[match.end() :]))
    noun = [w for w in behind if fold(w) not in _LEADS and not w.isdigit()][:_NOUN]
    wanted = {s for w in noun for s in (stem(w), *vocabulary.like(stem(w)))}

    def test(text: str) -> bool:
        for number in _SOME.finditer(text):
            behind = {stem(w) for w in words(text[number.end() :])[:_REACH]}
            before = text[: number.start()]
            if (
                not wanted
                or behind & wanted
                or "number of" in before.lower()
                or ({stem(w) for w in words(before)} & wanted and _SHARE_OF.match(text, number.start()))
            ):
                return True
        return _LISTED.search(text) is not None and bool(wanted & {stem(w) for w in words(text)})

    return test


def _named(question: str, match: re.Match[str]) -> Test:
    """Return whether a text has a name that the question does not."""
    asked = {key(w) for w in words(question)} | {stem(w) for w in words(question)}

    def test(text: str) -> bool:
        return any(key(w) not in asked and stem(w) not in asked and _like_a_name(w) for w in words(text))

    return test


def _like_a_name(word: str) -> bool:
    return is_symbol(word) or (len(word) > 3 and rarity(word) > 0.6) or fold(word) != word.lower()


def _asks(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TESTS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], Test]], ...] = (
    (_asks(rf"\bhow many {_TIME}\b"), _has(_DURATION)),
    (_asks(r"\bhow many\b"), _counted),
    (
        _asks(r"^\s*(?:since )?when (?:is|was|were|did|does|do|has|have|will|are)\b|\b(?:what|which) year\b"),
        _has(_YEAR),
    ),
    (_asks(r"\b(?:percentage|per ?cent|proportion|fraction|share) of\b|\bin per ?cent\b|(?<!\d)\s%"), _has(_SHARE)),
    (_asks(r"\bhow old\b"), lambda question, match: lambda text: bool(_DURATION.search(text) or _YEAR.search(text))),
    (_asks(r"\bhow long\b|\bin (?:minutes|hours|days|weeks|months|years)\b"), _has(_DURATION)),
    (_asks(r"\bhow (?:often|common|frequent|frequently|commonly|prevalent|rare)\b"), _has(_OFTEN)),
    (_asks(rf"\bin (?:{_UNIT})\b|\bhow many (?:{_UNIT})\b"), _has(_MEASURE)),
    (
        _asks(
            rf"\bhow (?:{_MUCH})\b|\b(?:median|average)\b"
            rf"|\b(?:what|which)(?:'s| is| was| are| were)?(?: the)? (?:[\w-]+ ){{0,3}}(?:{_QUANTITY})\b"
        ),
        _has(_AMOUNT),
    ),
    (_asks(r"^\s*who (?:discovered|found|first|described|showed|reported|proposed|coined)\b"), _has(_PERSON)),
    (
        _asks(
            r"^\s*(?:(?:in|to|by|from|with|for|of|at) )?(?:which|what) (?!(?:is|are|was|were|do|does|did|happens?)\b)"
        ),
        _named,
    ),
)
"""What a question's wording asks for; the first that fits counts."""
