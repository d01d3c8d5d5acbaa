from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from app.examples import examples
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import markup, page
from app.assistant import Assistant
from store.embedder import Embedder
from store.errors import PortInUse
from store.library import Library
from store.records import Answer, Document, Span, Turn
from store.retriever import HybridRetriever

pytestmark = [  # Gradio leaves an event loop and its sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:.*future.no_silent_downcasting"),  # Gradio's queue, an option of pandas
]
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]
_QUESTION = "What is the role of circMED27?"
_HOSTILE = [
    "<img src=x onerror=\"document.title='taken'\"> circMED27",
    "<script>document.title='taken'</script> circMED27",
    "![x](http://127.0.0.1:9/x.png) circMED27",
    "[circMED27](javascript:document.title='taken')",
    "http://127.0.0.1:9/x.png circMED27",
    "</div></div><style>*{display:none}</style> $$x$$ `circMED27` **a** # b",
]


@pytest.fixture(scope="module")
def asked(shipped_library: Library, embedder: Embedder) -> Assistant:
    return Assistant(shipped_library, HybridRetriever(shipped_library, embedder))


@pytest.fixture(scope="module")
def review(asked: Assistant) -> Document:
    return next(iter(asked.readings().values())).lexicon.document


@pytest.fixture(scope="module")
def answer(asked: Assistant) -> Answer:
    return asked.ask(_QUESTION)


@pytest.fixture(scope="module")
def address(asked: Assistant) -> str:
    ready, found = threading.Event(), []

    def on_ready(url: str) -> None:
        found.append(url)
        ready.set()

    threading.Thread(target=page.serve, args=(asked, "127.0.0.1", 0, on_ready), daemon=True).start()
    assert ready.wait(60)
    return found[0]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def view(chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh page, which may ask nobody but its own server for anything."""
    elsewhere: list[str] = []
    view = chromium.new_page(viewport={"width": 1280, "height": 800})
    view.on("request", lambda r: r.url.startswith((address, "data:", "blob:")) or elsewhere.append(r.url))
    view.goto(address)
    view.wait_for_selector("#source-text article", state="attached")
    yield view
    view.close()
    assert elsewhere == []


def _ask(view: Page, question: str, answers: int = 1) -> None:
    view.fill("#question textarea", question)
    view.keyboard.press("Enter")
    expect(view.locator("#chat .asked")).to_have_count(answers, timeout=20_000)
    expect(view.locator("#question textarea")).to_have_value("")
    expect(view.locator("#chat .said")).to_have_count(answers, timeout=20_000)


def _marked(view: Page) -> str:
    view.wait_for_selector("#source-text mark", state="attached")
    return "".join(view.locator("#source-text mark").evaluate_all("marks => marks.map(m => m.textContent)"))


class _Leaves(HTMLParser):
    """The text of an HTML fragment, and of each element with `data-start` the offset and the text."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.text = ""
        self.found: list[tuple[int, str]] = []
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = dict(attrs).get("data-start")
        if start is not None:
            self.found.append((int(start), ""))

    def handle_data(self, data: str) -> None:
        self.text += data
        self.found[-1] = (self.found[-1][0], self.found[-1][1] + data)


def test_the_source_holds_every_character_at_its_offset(review: Document) -> None:
    leaves = _Leaves(markup.source_html(review))
    assert leaves.text == review.text
    assert all(review.text.startswith(text, start) for start, text in leaves.found)


def test_a_source_is_never_html() -> None:
    document = Document("x", "t", "<b>a</b>\r\n![i](http://e/x.png)\n\x0c&amp; \U0001d6fd\n")
    fragment = markup.source_html(document)
    assert _Leaves(fragment).text == document.text
    assert set(re.findall(r"</?(\w+)", fragment)) == {"p"}


@pytest.mark.parametrize("text", [*_HOSTILE, "a\n\nb\tc", "miR-655-3p 14-3-3ζ Fe²⁺", "&lt;"])
def test_what_is_escaped_has_no_markup_and_reads_the_same(text: str) -> None:
    escaped = markup.escape(text)
    assert not set(re.sub(r"&#\d+;", "", escaped)) & set("<>[]()*_`#!$|~:/\\\"'\n\t.@-")
    assert markup.plain(markup.question_html(text)) == text


@pytest.mark.parametrize(
    "question", [_QUESTION, "Who wrote this review?", "What is HOTAIR?", "Which molecules are down?"]
)
def test_history_is_read_back_from_the_messages(asked: Assistant, question: str) -> None:
    answer = asked.ask(question)
    chat = [
        {"role": "user", "content": [{"type": "text", "text": markup.question_html(question)}]},
        {"role": "assistant", "content": markup.answer_html(answer, {})},
    ]
    assert page.turns(chat) == (Turn(question, answer.text),)


def test_a_rewritten_question_is_shown(asked: Assistant, answer: Answer) -> None:
    follow_up = asked.ask("And its target?", [Turn(_QUESTION, answer.text)])
    assert follow_up.standalone_question != follow_up.question
    assert markup.escape(follow_up.standalone_question) in markup.answer_html(follow_up, {})
    assert "read-as" not in markup.answer_html(answer, {})


def test_a_link_carries_document_and_span() -> None:
    assert markup.link("a b:c/d", Span(3, 9)) == "#cite=a%20b%3Ac%2Fd:3-9"


def test_the_examples_are_of_several_kinds_and_answered(asked: Assistant, review: Document) -> None:
    found = examples(asked, review)
    assert 4 <= len(found) == len(set(found))
    assert all(asked.ask(q).outcome == "answered" and asked.ask(q).citations for q in found)


def test_a_taken_port_is_one_line_with_the_cure(asked: Assistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"{port} .*serve --port N$"):
            page.serve(asked, "127.0.0.1", port, print)


@pytest.mark.browser
def test_an_answer_is_cited_down_to_the_doi(view: Page, answer: Answer) -> None:
    _ask(view, _QUESTION)
    cites = view.locator("#chat .cites > li")
    expect(cites).to_have_count(len(answer.citations))
    for i, citation in enumerate(answer.citations):
        shown, reference = cites.nth(i), citation.references[0]
        assert shown.locator("blockquote").evaluate("e => e.textContent") == citation.quote
        assert shown.locator(".path").text_content() == " › ".join(citation.passage.path)
        assert shown.locator(".doi").get_attribute("href") == f"https://doi.org/{reference.doi}"
        assert str(reference.title) in (shown.locator(".reference").text_content() or "")


@pytest.mark.browser
def test_a_marker_opens_the_source_on_the_quotation(view: Page, answer: Answer) -> None:
    _ask(view, _QUESTION)
    expect(view.locator("#chat .cites > li")).to_have_count(len(answer.citations))
    for citation in [*answer.citations, answer.citations[0]]:
        view.locator("#chat .said a", has_text=citation.marker).click()
        expect(view.locator("#source-text mark").first).to_be_in_viewport()
        assert _marked(view) == citation.quote


@pytest.mark.browser
def test_a_reference_opens_its_entry(view: Page, answer: Answer) -> None:
    _ask(view, _QUESTION)
    view.locator("#chat .reference a.marker, #chat .reference a[href^='#cite']").first.click()
    assert answer.citations[0].references[0].doi in _marked(view).replace("\\", "")


@pytest.mark.browser
def test_a_permalink_opens_the_source(view: Page, address: str, answer: Answer) -> None:
    citation = answer.citations[1]
    view.goto("about:blank")
    view.goto(f"{address}/{markup.link(citation.passage.document_id, citation.span)}")
    expect(view.locator("#source-text mark").first).to_be_in_viewport()
    assert _marked(view) == citation.quote


@pytest.mark.browser
@pytest.mark.parametrize("question", _HOSTILE)
def test_a_question_is_only_ever_text(view: Page, question: str) -> None:
    _ask(view, question)
    expect(view.locator("#chat .asked")).to_have_text(question, use_inner_text=False)
    assert view.locator("#chat .asked *, #chat img, #chat .said :not(p, a)").count() == 0
    assert view.title() == "review-chat"


@pytest.mark.browser
def test_every_example_is_answered_and_gives_way(view: Page, asked: Assistant, review: Document) -> None:
    for example in examples(asked, review):
        view.reload()
        view.get_by_role("button", name=example, exact=True).click()
        expect(view.locator("#chat .asked")).to_have_text(example)
        expect(view.locator("#chat .cites > li").first).to_be_visible(timeout=20_000)
        expect(view.locator("#examples")).to_be_hidden()


@pytest.mark.browser
def test_a_follow_up_is_read_in_the_light_of_the_conversation(view: Page, asked: Assistant, answer: Answer) -> None:
    _ask(view, _QUESTION)
    expect(view.locator("#chat .cites")).to_have_count(1)
    _ask(view, "And its target?", 2)
    expected = asked.ask("And its target?", [Turn(_QUESTION, answer.text)])
    expect(view.locator("#chat .read-as")).to_have_text(f"Read as: {expected.standalone_question}")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_the_source_over_the_chat_and_the_keyboard_works(view: Page, answer: Answer, scheme: str) -> None:
    view.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    view.set_viewport_size({"width": 360, "height": 740})
    _ask(view, _QUESTION)
    marker = view.locator("#chat .said a", has_text="[2]")
    marker.focus()
    view.keyboard.press("Enter")
    assert _marked(view) == answer.citations[1].quote
    expect(view.locator("#source-close")).to_be_visible()
    assert view.evaluate("document.activeElement.id") == "source-text"
    view.keyboard.press("Escape")
    expect(view.locator("#source")).to_be_hidden()
    expect(marker).to_be_focused()
    assert view.evaluate("document.documentElement.scrollWidth") <= 360
    box = view.locator("#talk").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.mark.browser
def test_messages_are_not_labelled_with_their_html(view: Page) -> None:
    _ask(view, _QUESTION)
    expect(view.locator("#chat .cites")).to_have_count(1)
    expect(view.locator("#chat [aria-label*='<']")).to_have_count(0)


def test_nothing_of_the_page_names_another_host() -> None:
    folder = Path(page.__file__).parent
    assert not re.search(
        r"https?://|@import|url\(", (folder / "page.css").read_text() + (folder / "page.js").read_text()
    )
