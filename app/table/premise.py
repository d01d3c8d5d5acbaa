"""What a question takes for granted of a row, held against the row: confirmed, or corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app import vocabulary
from app.drafts import Draft, Statement, joined, of_row, of_sentence
from app.entries import entry
from app.sentences import Indexed, mentions
from app.table.conditions import Condition, meeting
from app.table.frame import GROUP, Frame
from app.table.reading import Ask
from app.table.support import BOTH, ONLY, agreeing, cell_statement, says
from app.table.tokens import tokens
from prompts import render
from store.names import key, stop_words

MOST_OWNERS = 3
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "this", "these"})
"""What begins the object of a verb; a direction before it is what the subject does, not how it stands."""

_REFERENCE = re.compile(r"\[(\d{1,4})\]|\b(?:ref(?:erence)?|citation|entry)s?\.? (?:no\.? )?(\d{1,4})\b", re.IGNORECASE)


def premise(ask: Ask, text: str, prose: Sequence[Indexed]) -> Draft | None:
    """Return the correction of what the question takes for granted, or its confirmation."""
    if len(ask.subjects) != 1 or {t.word for t in tokens(text)} & vocabulary.words("operators", "compare"):
        return None
    return _reference(ask, text) or _swapped(ask, prose) or _value(ask, prose)


def _value(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    found = [c for c in ask.conditions if c.kind in ("value", "number", "group", "class") and not c.soft]
    places = [c.place for c in found]
    if any(c.either and places.count(c.place) > 1 for c in found):
        return None
    for c in found:
        wrong = not _held(ask, c)
        if wrong and _asserted(ask, c, found, prose):
            return _corrected(ask, c, prose)
    if "only" in ask.operators and found and ask.yes_no and not ask.unread:
        return _sole(ask, found, prose)
    if len(found) == 1 and (found[0].headers or ask.yes_no) and not ask.unread and not ask.selects:
        return _confirmed(ask, found[0], prose)
    return None


def _sole(ask: Ask, found: Sequence[Condition], prose: Sequence[Indexed]) -> Draft | None:
    """Confirm that the subject alone meets the conditions, or say which others do."""
    frame, mine = ask.frame, frame_rows(ask)
    others = meeting(found, frame) - mine
    if not others:
        return _confirmed(ask, found[0], prose)
    names = frame.names(others)
    shown = names[:MOST_OWNERS] + ([f"{len(names) - MOST_OWNERS} more"] if len(names) > MOST_OWNERS else [])
    text = render("not_sole", label=frame.label, names=joined(shown))
    rows = [*sorted(mine), *sorted(others)[:MOST_OWNERS]]
    return Draft("corrected", (Statement(text, tuple(of_row(frame.rows[r]) for r in rows), ONLY),))


def frame_rows(ask: Ask) -> frozenset[int]:
    """Return all rows of the one subject."""
    return ask.frame.same(ask.subjects[0].rows)


def _held(ask: Ask, c: Condition) -> bool:
    """Whether a row of the subject meets the condition, or says it in another cell."""
    mine = ask.subjects[0].rows
    if c.rows & mine:
        return True
    said = key(" ".join(cell.text for r in mine for cell in ask.frame.rows[r].cells))
    return c.kind == "value" and not c.headers and key(c.text) in said


def _asserted(ask: Ask, c: Condition, found: Sequence[Condition], prose: Sequence[Indexed]) -> bool:
    """Whether the question gives the condition to the subject, and no sentence does so too."""
    frame, mine = ask.frame, ask.subjects[0].rows
    keys = frozenset(k for r in mine for k in frame.lexicon.keys_of((frame.index, r)))
    if c.kind == "number":
        return bool(c.headers)
    if _paired(ask, c):
        return False
    header = any(t.place in c.headers for m in ask.marks for t in m.of("header"))
    if c.kind == "class":
        if _of_another(ask, c):
            return False
        alone = (len(found) == 1 and not ask.unread) or _beside(ask, c)
        classes = {vocabulary.value_class(key(frame.cell(min(c.rows), c.place)))} if c.rows else set()
        return bool(c.rows) and alone and (header or not any(says(i, keys, name) for i in prose for name in classes))
    if c.kind == "group":
        first = ask.marks[0].text.casefold() in vocabulary.words("table", "copula")
        return GROUP in ask.named or (first and not ask.unread)
    if header and (ask.yes_no or c.exact):
        return True
    if any(mentions(i, keys) and mentions(i, [key(c.text)]) for i in prose):
        return False
    return ask.yes_no or header or bool(set(ask.named) & set(c.by_place)) or _joined(ask, c)


def _of_another(ask: Ask, c: Condition) -> bool:
    """Whether the condition stands behind the subject and right before what it is said of (`X to lower the Y`)."""
    behind = next((m for m in ask.marks if m.start > c.start), None)
    if behind is None or c.start < ask.subjects[0].start:
        return False
    if behind.text.casefold() in _DETERMINERS:
        return True
    return behind.text.casefold() not in stop_words() and not behind.of("header") and behind.text[0].isalpha()


def _paired(ask: Ask, c: Condition) -> bool:
    """Whether the condition and the subject are two things of which the question asks the same (`A and B`)."""
    first, last = sorted([ask.subjects[0].start, c.start])
    between = [m.text.casefold() for m in ask.marks if first < m.start < last]
    return c.kind == "value" and between == ["and"]


def _beside(ask: Ask, c: Condition) -> bool:
    """Whether the condition stands right before the subject, or behind it with nothing but auxiliaries between."""
    first, last = sorted([ask.subjects[0].start, c.start])
    between = {m.text.casefold() for m in ask.marks if first < m.start < last}
    behind = first == ask.subjects[0].start
    return between <= (vocabulary.words("auxiliaries") if behind else frozenset())


def _joined(ask: Ask, c: Condition) -> bool:
    """Whether nothing but a verb stands between the subject and the value behind it."""
    start, end = ask.subjects[0].start, c.start
    between = [m for m in ask.marks if start < m.start < end]
    words = [m.text.casefold() for m in between]
    links = vocabulary.words("joins") | {"of", "in", "is", "are"}
    return bool(between) and len(between) <= 3 and not links & set(words) and not any(m.tags for m in between)


def _corrected(ask: Ask, c: Condition, prose: Sequence[Indexed]) -> Draft:
    frame, mine = ask.frame, sorted(ask.subjects[0].rows)
    place = c.place
    owners = frame.names(c.rows)
    asked = c.text if c.kind != "class" else frame.cell(min(c.rows), place)
    names = owners[:MOST_OWNERS] + (["others"] if len(owners) > MOST_OWNERS else [])
    values = list(dict.fromkeys(v for r in mine for p in _shown(c) if (v := frame.cell(r, p))))
    base = {"label": frame.label, "entity": frame.name(mine[0]), "value": "; ".join(values) or "empty", "asked": asked}
    if c.kind == "group":
        asked = frame.cell(min(c.rows), GROUP)
        text = render("group_wrong", label=frame.label, entity=base["entity"], group=base["value"], asked=asked)
    elif c.kind == "class" or not names:
        text = render("direction_wrong", header=frame.header(place), **base)
    else:
        header = " and ".join(frame.header(p) for p in _shown(c))
        text = render("value_wrong", header=header, owner=joined(names), **base)
    support = agreeing(frame, mine[0], place, prose) if place != GROUP else ()
    rows = [*mine, *([] if c.kind == "class" else sorted(c.rows)[:MOST_OWNERS])]
    evidence = (*(of_row(frame.rows[r]) for r in rows), *support)
    return Draft("corrected", (Statement(text, evidence, BOTH if support else ONLY),))


def _shown(c: Condition) -> list[int]:
    """Return the columns that a correction tells: the named one, else all in which the value stands."""
    return sorted(c.by_place) if c.kind == "value" and not c.headers else [c.place]


def _confirmed(ask: Ask, c: Condition, prose: Sequence[Indexed]) -> Draft | None:
    mine = sorted(c.rows & ask.subjects[0].rows)
    if not mine or c.negated:
        return None
    if c.place == GROUP:
        text = render(
            "group", label=ask.frame.label, entity=ask.frame.name(mine[0]), group=ask.frame.cell(mine[0], GROUP)
        )
        return Draft("answered", (Statement(text, (of_row(ask.frame.rows[mine[0]]),), ONLY),))
    name = "yes" if ask.yes_no else "cell"
    places = [p for p in c.by_place if mine[0] in c.by_place[p]]
    return Draft("answered", (cell_statement(name, ask.frame, mine[0], places[0], prose),))


def _swapped(ask: Ask, prose: Sequence[Indexed]) -> Draft | None:
    """Correct a question that lets the target act on the subject that acts on it."""
    frame, subject = ask.frame, ask.subjects[0]
    targets = frame.by_concept("target")
    for c in ask.conditions:
        place = next((p for p in targets if c.by_place.get(p, frozenset()) & subject.rows), None)
        if c.kind != "value" or place is None or not _acts_backwards(ask, c):
            continue
        row = min(c.by_place[place] & subject.rows)
        said = cell_statement("swapped", frame, row, place, prose)
        keys = frame.lexicon.keys_of((frame.index, row))
        both = next((i.sentence for i in prose if mentions(i, keys) and mentions(i, [key(c.text)])), None)
        told = [Statement(both.text, (of_sentence(both),))] if both else []
        return Draft("corrected", (said, *told))
    return None


def _acts_backwards(ask: Ask, c: Condition) -> bool:
    first, second = sorted([c.start, ask.subjects[0].start])
    between = [m for m in ask.marks if first < m.start < second]
    words = [m.text.casefold() for m in between]
    if not between or len(between) > 4 or any(m.tags and m.kind == "tag" and not m.of("header") for m in between):
        return False
    target = any(w in vocabulary.words("table", "targets") for w in words)
    passive = "by" in words or (target and "of" in words)
    before = next((m.text.casefold() for m in reversed(ask.marks) if m.start < first), "")
    verb = words[0] not in stop_words() and words[0] not in vocabulary.words("table", "mutual")
    acts = target or (before in ("does", "do", "did", "can", "could") and verb)
    return acts and (passive if first == ask.subjects[0].start else not passive)


def _reference(ask: Ask, text: str) -> Draft | None:
    """Correct the reference, or its year, that the question gives to a row."""
    frame, mine = ask.frame, sorted(ask.subjects[0].rows)
    own = sorted({n for r in mine for n in frame.rows[r].references})
    asked = [int(a or b) for a, b in _REFERENCE.findall(text)]
    if not own or not asked or set(asked) & set(own):
        return None
    keys = frozenset(k for r in mine for k in frame.lexicon.keys_of((frame.index, r)))
    cited = {n for s in frame.lexicon.sentences for n in s.references if any(k in key(s.text) for k in keys)}
    if set(asked) & cited:
        return None
    owners = [r for r in range(len(frame.rows)) if asked[0] in frame.rows[r].references]
    value = ", ".join(map(str, own))
    if owners:
        names = joined(frame.names(owners))
        said = render(
            "reference_wrong",
            label=frame.label,
            entity=frame.name(mine[0]),
            value=value,
            asked=str(asked[0]),
            owner=names,
        )
    else:
        said = render(
            "reference_other", label=frame.label, entity=frame.name(mine[0]), value=value, asked=str(asked[0])
        )
    evidence = tuple(of_row(frame.rows[r]) for r in (*mine, *owners[:MOST_OWNERS]))
    return Draft("corrected", (Statement(said, evidence, ONLY), *_entries(frame, own)))


def _entries(frame: Frame, numbers: Iterable[int]) -> list[Statement]:
    entries = [r for r in frame.lexicon.document.references if r.number in set(numbers)]
    return list(map(entry, entries[:1]))
