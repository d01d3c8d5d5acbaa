"""The page in a browser when something is unusual: a wide screen, a second tab, what others left behind."""

from __future__ import annotations

import pytest
from conftest import opened
from playwright.sync_api import Browser, Page, expect
from test_app_page_chat import ask

pytestmark = pytest.mark.browser
_ASKED = "What is the target of {}?"
_TOP = "e => e.getBoundingClientRect().top - document.getElementById('chat').getBoundingClientRect().top"


def test_a_new_question_stands_at_the_top_however_soon_it_comes(chromium: Browser, address: str) -> None:
    with opened(chromium, address) as view:
        view.set_viewport_size({"width": 360, "height": 740})
        for n, name in enumerate(("NAT10", "KLHL7", "SREBP2"), start=1):
            ask(view, _ASKED.format(name), n)
            expect(view.locator("#chat .option").first).to_be_visible()
            view.wait_for_timeout(400)
            assert 0 <= view.locator("#chat .asked").last.evaluate(_TOP) < 30
            expect(view.locator("#chat .said").last).to_be_in_viewport()


def test_nothing_scrolls_back_once_the_reader_has_moved(view: Page) -> None:
    view.set_viewport_size({"width": 1280, "height": 500})
    ask(view, "What is the role of circMED27?")
    expect(view.locator("#chat .option")).to_have_count(3)
    view.locator("#chat .option").last.focus()
    view.keyboard.press("Shift+Tab")
    before = view.locator("#chat .asked").evaluate(_TOP)
    view.locator("#chat .act.copy").evaluate("e => e.click()")  # its label changes twice
    view.wait_for_timeout(1700)
    assert before < 0
    assert view.locator("#chat .asked").evaluate(_TOP) == before


@pytest.mark.parametrize("width", [1280, 1920, 2560])
def test_the_page_stands_in_the_middle_of_any_screen(view: Page, width: int) -> None:
    view.set_viewport_size({"width": width, "height": 900})
    box = view.locator("#desk").bounding_box()
    assert box
    assert abs(box["x"] - (width - box["x"] - box["width"])) <= 1
