"""What a finding was shown in: a sentence that limits it to cell lines tells whether it was studied in animals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.drafts import Draft, Statement, of_sentence
from app.lexicon import Lexicon
from app.premise import Premise
from app.prose import corrected, told_of
from app.sentences import Indexed
from app.understanding import Query
from prompts import render

_SYSTEMS = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        r"(?:cell )?cultures?|cell lines?|in vitro|cultured cells",
        r"animals?|mice|mouse|rats?|in vivo|xenografts?|rodents?|monkeys?|zebrafish|organisms?",
        r"patients?|humans?|people|clinic|clinical(?:ly)? (?:trials?|stud(?:y|ies)|setting)|volunteers?",
    )
)
"""What a study is done in, from the cell to the patient."""

_LIMITED = re.compile(r"\b(?:only|exclusively|solely|merely|so far|until now|to date)\b([^.;,]{0,60})", re.IGNORECASE)
_SHOWN = re.compile(
    r"\b(?:confirm|prov|show|demonstrat|test|studi|study|verif|validat|investigat|examin|observ|experiment|evidence|work"
    r"|hold|report|true|done|tried)\w*",
    re.IGNORECASE,
)


def answer(query: Query, lexicon: Lexicon, prose: Sequence[Indexed]) -> Draft | None:
    """Return the sentence that limits what the question names to another system than the one that it asks for."""
    asked = _of(query.text)
    if len(query.rows) != 1 or not asked or not _SHOWN.search(query.text):
        return None
    told = told_of(query.rows[0], lexicon, prose)
    limit = next((i for i in told if (limits := _limits(i.sentence.text)) and not asked & limits), None)
    if limit is None:
        return None
    if query.yes_no:
        return Draft("answered", (Statement(limit.sentence.text, (of_sentence(limit.sentence),)),))
    return corrected(Premise(render("premise"), (limit.position,)), prose)


def _of(text: str) -> set[int]:
    return {n for n, system in enumerate(_SYSTEMS) if system.search(text)}


def _limits(text: str) -> set[int]:
    """Return the systems that the text says something was shown in alone."""
    limited = " ".join(m.group(1) for m in _LIMITED.finditer(text))
    return _of(limited) if _SHOWN.search(limited) else set()
