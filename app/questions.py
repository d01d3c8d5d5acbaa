"""Questions that a table answers, made by rule, each with what its answer must hold.

The page suggests from them and the evals test with them. No header and no name is known here: the kinds
of the columns come from `app.columns`, the wording from `data/questions.json`, which a reader can edit.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.columns import Column, value_key
from app.near_misses import near_miss
from app.topics import LONGEST_VALUE, MadeQuestion, Subject, Topic, topics
from app.wording import plain
from store.names import key
from store.records import Document

__all__ = ["MadeQuestion", "questions"]

PHRASINGS = 2
"""How many phrasings a lookup of one cell gets."""


def questions(document: Document) -> tuple[MadeQuestion, ...]:
    """Return the questions of every table of `document` that has a column of names, in a fixed order."""
    text_key = key(document.text)
    makers = (_lookups, _reverses, _counts, _lists, _filters, _groups, _compares, _false_premises)
    found = [
        made
        for topic in topics(document)
        for made in (*(m for maker in makers for m in maker(topic)), *_near_misses(topic, text_key))
    ]
    return tuple({made.question: made for made in found}.values())


def _lookups(topic: Topic) -> Iterator[MadeQuestion]:
    for subject in topic.subjects:
        for column in topic.others:
            yield from _lookup(topic, subject, column)
        if subject.group:
            asked = topic.say("lookup_group", 0, {"entity": subject.name})
            yield topic.made("lookup", asked, [subject], [subject.group])


def _lookup(topic: Topic, subject: Subject, column: Column) -> Iterator[MadeQuestion]:
    values = subject.values(column)
    cited = column.role == "reference"
    parts = {"header": plain(column.header), "entity": subject.name}
    for turn in range(PHRASINGS if values else 0):
        asked = topic.say("lookup_reference" if cited else "lookup", turn, parts)
        yield topic.made("lookup", asked, [subject], () if cited else values, header=column.header)


def _reverses(topic: Topic) -> Iterator[MadeQuestion]:
    for column in topic.others:
        for value, found in topic.by_value(column).items():
            if len(found) == 1 and column.role != "reference" and key(found[0].name) not in key(value):
                asked = topic.say("reverse", 0, {"header": plain(column.header), "value": value})
                yield topic.made("reverse", asked, found, [found[0].name], header=column.header)


def _counts(topic: Topic) -> Iterator[MadeQuestion]:
    yield topic.made("count", topic.say("count_all", 0, {}), topic.subjects, [str(len(topic.subjects))])
    for column, value, found in topic.shared(numbers=True):
        asked = topic.say("count_value", 0, {"header": plain(column.header), "value": value})
        yield topic.made("count", asked, found, [str(len(found))], header=column.header)
    for group, found in topic.by_group().items():
        yield topic.made("count", topic.say("count_group", 0, {"group": group}), found, [str(len(found))])


def _lists(topic: Topic) -> Iterator[MadeQuestion]:
    for column, value, found in topic.shared(numbers=True):
        parts = {"header": plain(column.header), "value": value}
        yield topic.named("list", topic.say("list_value", 0, parts), found, column.header)
        rest = [s for s in topic.subjects if s not in found and s.values(column)]
        if column.role == "category" and rest:
            yield topic.named("list", topic.say("list_not", 0, parts), rest, column.header)


def _filters(topic: Topic) -> Iterator[MadeQuestion]:
    shared = list(topic.shared())
    for group, members in topic.by_group().items():
        for column, value, having in shared:
            found = [s for s in members if s in having]
            parts = {"header": plain(column.header), "value": value, "group": group}
            if found:
                yield topic.named("filter", topic.say("filter", 0, parts), found, column.header)
    for (first, value, having), (second, other, also) in zip(shared, shared[1:], strict=False):
        found = [s for s in having if s in also]
        parts = {
            "value": value,
            "header": plain(first.header),
            "other": other,
            "second": plain(second.header),
        }
        if found and first != second:
            yield topic.named("filter", topic.say("filter_two", 0, parts), found, second.header)


def _groups(topic: Topic) -> Iterator[MadeQuestion]:
    for group, found in topic.by_group().items():
        for turn in range(PHRASINGS):
            yield topic.named("group", topic.say("group", turn, {"group": group}), found)


def _compares(topic: Topic) -> Iterator[MadeQuestion]:
    asked = [column for column in topic.others if column.role != "reference"]
    pairs = zip(topic.subjects[::2], topic.subjects[1::2], strict=False)
    for i, (one, two) in enumerate(pairs if asked else ()):
        column = asked[i % len(asked)]
        values = [*one.values(column), *two.values(column)]
        if one.values(column) and two.values(column):
            parts = {"header": plain(column.header), "entity": one.name, "other": two.name}
            said = topic.say("compare", 0, parts)
            yield topic.made("compare", said, [one, two], values, header=column.header)


def _false_premises(topic: Topic) -> Iterator[MadeQuestion]:
    """Yield, for each subject, another value of every category, and another's cell of one other column."""
    told = [c for c in topic.others if c.role in ("text", "number")]
    categories = [c for c in topic.others if c.role == "category"]
    for i, subject in enumerate(topic.subjects):
        for column in [*categories, *(told[i % len(told)] for _ in told[:1])]:
            wrong, values = _other_value(topic, i, column), subject.values(column)
            if wrong and values:
                parts = {"header": plain(column.header), "entity": subject.name, "value": wrong}
                said = topic.say("false_premise", 0, parts)
                yield topic.made("false_premise", said, [subject], values, outcome="corrected", header=column.header)


def _other_value(topic: Topic, i: int, column: Column) -> str | None:
    """Return the next subject's value that shares no word with this one's, or `None`."""
    own = {word for value in topic.subjects[i].values(column) for word in value_key(value).split()}
    following = [*topic.subjects[i + 1 :], *topic.subjects[:i]]
    values = (value for subject in following for value in subject.values(column))
    return next((v for v in values if len(v) <= LONGEST_VALUE and not own & set(value_key(v).split())), None)


def _near_misses(topic: Topic, text_key: str) -> Iterator[MadeQuestion]:
    names = [subject.name for subject in topic.subjects]
    asked = [column for column in topic.others if column.role != "reference"]
    for i, subject in enumerate(topic.subjects if asked else ()):
        column = asked[i % len(asked)]
        name = near_miss(subject.name, [*names[i + 1 :], *names[:i]], text_key)
        if name:
            said = topic.say("near_miss", 0, {"header": plain(column.header), "entity": name})
            wrong = [v for v in subject.values(column) if column.role == "text"]
            yield topic.made("unanswerable_near", said, [], (), forbidden=wrong, outcome="not_in_review")
