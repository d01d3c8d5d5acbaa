"""The page in a browser when something is unusual: a wide screen, a second tab, what others left behind."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import opened
from playwright.sync_api import Browser, Page, expect
from test_app_page_chat import ask, marked
from test_app_page_tabs import own, tab  # noqa: F401

from store.records import Document

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


@pytest.mark.parametrize(("width", "height"), [(740, 360), (1280, 400), (320, 568)])
def test_a_low_or_narrow_screen_still_shows_what_there_is_to_do(view: Page, width: int, height: int) -> None:
    view.set_viewport_size({"width": width, "height": height})
    expect(view.locator("#examples button").first).to_be_in_viewport()
    expect(view.locator("#question .submit-button")).to_be_in_viewport()
    ask(view, "What is the role of circMED27?")
    expect(view.locator("#chat .said a").first).to_be_in_viewport()
    assert view.evaluate("document.documentElement.scrollWidth") <= width


def test_each_row_of_the_table_has_a_link_of_its_own_name(view: Page, review: Document) -> None:
    tab(view, "Table")
    for row in review.tables[0].rows[:5]:
        expect(view.locator("#frame").get_by_role("link", name=f"Open {row.cells[0].text}", exact=True)).to_have_count(
            1
        )


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


_NOTE = """# Notes

## 1. Introduction

{}Alphatin raises the level of betatin in mice.

Gammatin lowers the level of deltatin in rats.
"""


def _upload(view: Page, path: Path, text: str, told: str) -> None:
    path.write_text(text, encoding="utf-8")
    tab(view, "Library")
    view.locator("#files input[type=file]").set_input_files(str(path))
    expect(view.locator("#report")).to_contain_text(told, timeout=30_000)
    tab(view, "Chat")


def test_a_review_that_was_replaced_is_marked_anew_and_never_in_the_old_place(own: Page, tmp_path: Path) -> None:  # noqa: F811
    _upload(own, tmp_path / "notes.md", _NOTE.format(""), "added")
    ask(own, "What does Alphatin raise?")
    own.locator("#chat .said a").first.click()
    assert "Alphatin raises" in marked(own)
    _upload(own, tmp_path / "notes.md", _NOTE.format("A sentence that was not there before. "), "replaced")
    own.reload()
    own.locator("#chat .said a").first.click()
    expect(own.locator("#source-note")).to_contain_text("This review has changed since the link was made")
    expect(own.locator("#source-text mark")).to_have_count(0)
    ask(own, "What does Alphatin raise in mice?", 2)
    tab(own, "Library")
    _upload(own, tmp_path / "notes.md", _NOTE.format("Another sentence stands here now. "), "replaced")
    ask(own, "What does Alphatin raise the level of?", 3)
    own.locator("#chat .bot").last.locator(".said a").first.click()
    assert "Alphatin raises" in marked(own)
    expect(own.locator("#source-note")).to_be_hidden()


def test_what_was_read_is_in_view_however_many_reviews_there_are(own: Page, tmp_path: Path) -> None:  # noqa: F811
    files = [tmp_path / f"note{n}.md" for n in range(6)]
    for n, file in enumerate(files):
        file.write_text(f"# Note {n}\n\nAlphatin raises betatin.\n", encoding="utf-8")
    tab(own, "Library")
    own.locator("#files input[type=file]").set_input_files([str(file) for file in files])
    expect(own.locator("#shelf .reviews > li")).to_have_count(7, timeout=60_000)
    expect(own.locator("#report h3")).to_be_in_viewport()
    expect(own.locator("#examples button:not(.hidden)")).to_have_count(6)
    expect(own.locator("#report li").first).to_contain_text("no sections · no tables · no references")


def test_a_question_that_is_too_long_is_told_so(view: Page) -> None:
    view.locator("#question textarea").focus()
    view.keyboard.insert_text("NAT10 " * 500)
    expect(view.locator("#question")).to_have_attribute(
        "data-full", "A question has at most 2000 characters; the rest is left out."
    )
    expect(view.locator("#announcer")).to_contain_text("at most 2000 characters")
    view.keyboard.press("Enter")
    expect(view.locator("#chat .acts")).to_have_count(1, timeout=20_000)
    view.keyboard.type("NAT10")
    expect(view.locator("#question")).to_have_attribute("data-full", "")


@pytest.mark.parametrize(
    ("place", "source", "said"),
    [
        ("%zz:1-2", "beside", ""),
        ("", "beside", ""),
        ("gone:1-2", "open", "“gone” is not in the library now"),
        ("{id}:99999999-99999999", "open", ""),
        ("{id}:99999998-99999999", "open", "a place that this review does not have"),
        ("{id}@00000000:1-9:4", "open", "This review has changed since the link was made"),
    ],
)
def test_a_link_that_leads_nowhere_says_so(
    chromium: Browser, address: str, review: Document, place: str, source: str, said: str
) -> None:
    with opened(chromium, address) as view:
        view.evaluate("hash => { location.hash = hash }", f"cite={place.format(id=quote(review.id))}")
        expect(view.locator("html")).to_have_attribute("data-source", source)
        expect(view.locator("#source")).to_contain_text(said)
        expect(view.locator("#source-text mark")).to_have_count(0)
        expect(view.locator("#source-references")).to_be_hidden()


_LINE = """(() => {
  const real = window.fetch;
  window.away = 3; // how many times the server does not answer
  window.fetch = (asked, ...more) => {
    if (String(asked).includes("queue/data?test")) {
      return Promise.resolve(new Response(new ReadableStream({ start: (line) => { window.line = line } })));
    }
    if (String(asked).endsWith("app_id") && window.away-- > 0) return Promise.reject(new TypeError("network error"));
    return real(asked, ...more);
  };
})()"""


@pytest.mark.parametrize(
    ("end", "comes_back"),
    [
        ("line.error(new TypeError('network error'))", True),
        ("line.error(new DOMException('left', 'AbortError'))", False),
        ("line.close()", False),
    ],
)
def test_the_page_comes_back_by_itself_when_its_line_broke(view: Page, end: str, comes_back: bool) -> None:
    view.add_init_script(_LINE)
    view.reload()
    ask(view, _ASKED.format("NAT10"))
    view.fill("#question textarea", "half a question")
    view.evaluate("fetch('x/queue/data?test').then((reply) => { window.theirs = reply; window.left = false })")
    view.wait_for_function("window.left === false")
    view.evaluate(end)
    view.wait_for_timeout(800)
    assert view.evaluate("window.left") is False  # the server is not there yet
    if comes_back:
        view.wait_for_function("window.left === undefined", timeout=20_000)
    view.wait_for_timeout(1500)
    assert view.evaluate("window.left") is (None if comes_back else False)
    expect(view.locator("#chat .asked")).to_have_text(_ASKED.format("NAT10"))
    expect(view.locator("#question textarea")).to_have_value("half a question")


def test_a_question_sent_before_its_conversation_is_back_goes_on_with_it(view: Page) -> None:
    first, second = (_ASKED.format(name) for name in ("NAT10", "KLHL7"))
    ask(view, first)
    view.reload(wait_until="domcontentloaded")
    kept = view.wait_for_function("window.reviewChat && window.reviewChat.before([])").json_value()
    assert [m["role"] for m in kept] == ["user", "assistant"]
    expect(view.locator("#chat .asked")).to_have_text(first)
    assert view.evaluate("window.reviewChat.before([])") == []
    view.get_by_role("button", name="New conversation").click()
    expect(view.locator("#chat .asked")).to_have_count(0)
    ask(view, second)
    assert _asked(view) == [second]


@pytest.mark.parametrize("pause", [0, 60, 120])
def test_a_question_sent_while_its_forerunner_is_left_is_asked_in_the_new_conversation(view: Page, pause: int) -> None:
    first, second = (_ASKED.format(name) for name in ("NAT10", "KLHL7"))
    box = view.locator("#question textarea")
    box.fill(first)
    box.press("Enter")
    view.wait_for_selector("#chat .bot .said p")
    view.get_by_role("button", name="New conversation").click()
    view.wait_for_timeout(pause)
    box.fill(second)
    box.press("Enter")
    expect(view.locator("#chat .asked")).to_have_text([second], timeout=20_000)
    expect(view.locator("#chat .acts")).to_have_count(1, timeout=20_000)
    expect(box).to_have_value("")
