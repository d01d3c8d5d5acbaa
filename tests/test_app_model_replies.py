from __future__ import annotations

import pytest

from app.model.records import DraftClaim, LookUp
from app.model.replies import read

ONE = DraftClaim("A blocks B.", (1, 2))

REPLIES = [
    pytest.param('{"claims": [{"text": "A blocks B.", "evidence": [1, 2]}], "look_up": []}', [ONE], id="as asked"),
    pytest.param('Sure!\n```json\n{"claims": [{"text": "A blocks B.", "evidence": [1, 2]}]}\n```', [ONE], id="fenced"),
    pytest.param('[{"text": "A blocks B.", "evidence": "E1, E2"}]', [ONE], id="a bare list, numbers as text"),
    pytest.param('{"claims": [{"text": "A blocks B. [E1][E2]"}]}', [ONE], id="markers of its own inside"),
    pytest.param('{"claims": [{"text": "A blocks B.", "evidence": [1, 2]}, {"text": "B is', [ONE], id="half a JSON"),
    pytest.param('{"claims": {"text": "A blocks B."', [], id="nothing whole"),
    pytest.param("A blocks B in all the cells. [E1]", [DraftClaim("A blocks B in all the cells.", (1,))], id="prose"),
    pytest.param("I am sorry, I cannot help with that.", [], id="a refusal"),
    pytest.param("", [], id="nothing"),
    pytest.param("{" * 500, [], id="rubbish"),
    pytest.param('{"claims": [{"text": 7, "evidence": null}, 3, null]}', [], id="wrong types"),
    pytest.param('{"claims": [{"text": "A blocks B.", "evidence": [1, 2, true, 99999999]}]}', [ONE], id="odd numbers"),
]


@pytest.mark.parametrize(("text", "claims"), REPLIES)
def test_a_reply_is_read_as_far_as_it_can_be(text: str, claims: list[DraftClaim]) -> None:
    assert list(read(text).claims) == claims


def test_look_ups_are_read() -> None:
    told = read('{"claims": [], "look_up": [{"tool": "Search", "argument": " iron "}, {"argument": "x"}]}')
    assert told.look_ups == (LookUp("search", "iron"),)


def test_a_growing_reply_never_takes_a_claim_back() -> None:
    text = '{"claims": [{"text": "A blocks B.", "evidence": [1]}, {"text": "C and {D}.", "evidence": [2]}]}'
    counts = [len(read(text[:end]).claims) for end in range(len(text) + 1)]
    assert counts == sorted(counts)
    assert counts[-1] == 2
