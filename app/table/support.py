"""What the prose says of a cell: the sentence that says the same, or the one that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app import vocabulary
from app.drafts import Evidence, Statement, of_row, of_sentence
from app.lexicon import parts
from app.sentences import Indexed, mentions
from app.table.frame import GROUP, Frame
from prompts import render
from store.names import key, stem
from store.records import Sentence, Support

BOTH: Support = "table and prose"
ONLY: Support = "table only"

_SHARE = re.compile(r"\d+(?:\.\d+)?(?=\s?%)")


def cell_statement(name: str, frame: Frame, row: int, place: int, prose: Sequence[Indexed], **values: str) -> Statement:
    """Return the sentence `name` on one cell, with the row and what the prose says of it as evidence."""
    text = render(
        name,
        label=frame.label,
        header=frame.header(place),
        entity=frame.name(row),
        value=frame.cell(row, place),
        **values,
    )
    support = agreeing(frame, row, place, prose)
    return Statement(text, (of_row(frame.rows[row]), *support), BOTH if support else ONLY)


def agreeing(frame: Frame, row: int, place: int, prose: Sequence[Indexed]) -> tuple[Evidence, ...]:
    """Return the sentence of the prose that names the row's subject and says the cell's value too."""
    value = frame.cell(row, place)
    wanted = {stem(p.text) for p in parts(value)}
    keys = frame.lexicon.keys_of((frame.index, row))
    classes = {vocabulary.value_class(value)} - {""}
    for item in prose:
        said = {vocabulary.value_class(p.text) for p in parts(item.sentence.text)} & classes
        if value and mentions(item, keys) and (said or (not classes and wanted <= item.stems)):
            return (of_sentence(item.sentence),)
    return ()


def saying(frame: Frame, row: int, text: str, prose: Sequence[Indexed]) -> Sentence | None:
    """Return the sentence that names the row's subject and `text`, be it a name or a direction."""
    keys = frame.lexicon.keys_of((frame.index, row))
    value_class, wanted = vocabulary.value_class(key(text)), key(text)
    for item in prose:
        if says(item, keys, value_class) if value_class else mentions(item, keys) and wanted in item.keys:
            return item.sentence
    return None


def naming(names: Sequence[str], prose: Sequence[Indexed], share: float = 0.6) -> tuple[Evidence, ...]:
    """Return the sentences (two at most) that speak of all `names`, by most of the words of each."""
    wanted = [{stem(p.text) for p in parts(name)} for name in names]
    found = (i for i in prose if all(len(w & i.stems) >= share * len(w) for w in wanted))
    return tuple(of_sentence(i.sentence) for i in found)[:2]


def disagreeing(frame: Frame, row: int, place: int, prose: Sequence[Indexed]) -> Statement | None:
    """Return the sentence that gives another direction or share for the same pair, where none agrees."""
    if place == GROUP or agreeing(frame, row, place, prose):
        return None
    found = _opposed(frame, row, place, prose) or _other_share(frame, row, place, prose)
    if found is None:
        return None
    return Statement(render("disagrees", sentence=found.sentence.text), (of_sentence(found.sentence),), "prose only")


def _opposed(frame: Frame, row: int, place: int, prose: Sequence[Indexed]) -> Indexed | None:
    has = vocabulary.value_class(frame.cell(row, place))
    keys = frame.lexicon.keys_of((frame.index, row))
    against = [c for c in ("up", "down", "yes", "no") if vocabulary.opposite(has, c)]
    return next((i for i in prose for c in against if says(i, keys, c)), None)


def _other_share(frame: Frame, row: int, place: int, prose: Sequence[Indexed]) -> Indexed | None:
    """Return the one sentence that gives the subject a percentage that is not the cell's."""
    header = frame.header(place).casefold()
    if frame.columns[place].role != "number" or not ("percent" in header or "%" in header):
        return None
    keys = frame.lexicon.keys_of((frame.index, row))
    told = [i for i in prose if mentions(i, keys) and _SHARE.search(i.sentence.text)]
    alone = [i for i in told if len(_SHARE.findall(i.sentence.text)) == 1]
    value = frame.cell(row, place)
    if not alone or any(value in _SHARE.findall(i.sentence.text) for i in told):
        return None
    return alone[0]


def says(item: Indexed, keys: frozenset[str], value_class: str) -> bool:
    """Whether the sentence says this direction right beside the name."""
    if not mentions(item, keys):
        return False
    found = parts(item.sentence.text)
    named = {
        i for i in range(len(found)) for n in range(1, 5) if "".join(key(p.text) for p in found[i : i + n]) in keys
    }
    said = {i for i, p in enumerate(found) if vocabulary.value_class(p.text) == value_class}
    return any(abs(i - j) <= 3 for i in named for j in said)
