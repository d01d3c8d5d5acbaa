"""The page in a browser when something is unusual: a wide screen, a second tab, what others left behind."""

from __future__ import annotations

import json

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


def _asked(view: Page) -> list[str]:
    view.reload()
    expect(view.locator("#chat .acts").first).to_be_visible()
    return view.locator("#chat .asked").all_text_contents()


def test_a_tab_and_its_double_go_on_each_by_itself(view: Page) -> None:
    first, second, third = (_ASKED.format(name) for name in ("NAT10", "KLHL7", "SREBP2"))
    ask(view, first)
    with view.expect_popup() as opening:
        view.evaluate("window.open(location.href)")  # as a browser's "Duplicate", with what the tab remembers
    double = opening.value
    expect(double.locator("#chat .asked")).to_have_text(first)
    ask(double, second, 2)
    assert _asked(view) == [first]
    ask(view, third, 2)
    assert _asked(double) == [first, second]
    assert _asked(view) == [first, third]


def test_an_earlier_conversation_in_two_tabs_is_not_lost_in_either(view: Page, address: str) -> None:
    first, second, third = (_ASKED.format(name) for name in ("NAT10", "KLHL7", "SREBP2"))
    ask(view, first)
    other = view.context.new_page()
    other.goto(address)
    other.locator("#earlier button", has_text=first).click()
    expect(other.locator("#chat .asked")).to_have_text(first)
    ask(view, second, 2)
    ask(other, third, 2)
    assert (_asked(view), _asked(other)) == ([first, second], [first, third])


@pytest.mark.parametrize("kept", ["{}", "[{}]", "[null]", '"x"', "[", '[{"id": "a", "chat": [{"content": 5}]}]'])
def test_what_else_a_browser_holds_under_our_name_does_no_harm(chromium: Browser, address: str, kept: str) -> None:
    with opened(chromium, address) as view:
        view.evaluate(f"localStorage.setItem('review-chat', {json.dumps(kept)})")
        view.reload()
        ask(view, _ASKED.format("NAT10"))
        assert _asked(view) == [_ASKED.format("NAT10")]


def test_where_storage_is_denied_the_page_works_all_the_same(chromium: Browser, address: str) -> None:
    denied = "get() { throw new DOMException('denied', 'SecurityError') }"
    with opened(chromium, address) as view:
        view.add_init_script(
            f"for (const n of ['localStorage', 'sessionStorage']) Object.defineProperty(window, n, {{ {denied} }})"
        )
        view.reload()
        ask(view, _ASKED.format("NAT10"))
        view.get_by_role("button", name="New conversation").click()
        expect(view.locator("#chat .asked")).to_have_count(0)
