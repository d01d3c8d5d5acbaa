"""The chat in a browser, as a user does it: asking, checking, going back, losing the line, coming again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import opened, serving
from playwright.sync_api import Browser, Page, expect
from test_app_page import HOSTILE

from app.assistant import Assistant
from app.page import links, markup
from app.settings import Workplace
from app.suggestions import examples
from store.embedder import SentenceEmbedder
from store.library import Library
from store.records import Answer, Document, Turn
from store.retriever import HybridRetriever

pytestmark = pytest.mark.browser
_QUESTION = "What is the role of circMED27?"


class Wordy(Assistant):
    """Answers as `Assistant` does, and then goes on for half a minute."""

    def ask(self, question: str, history: object = (), document_id: str | None = None) -> Answer:
        answer = super().ask(question, tuple(history), document_id)  # type: ignore[arg-type]
        return replace(answer, text=answer.text + " and so on" * 3000)


@pytest.fixture(scope="module")
def answer(asked: Assistant) -> Answer:
    return asked.ask(_QUESTION)


@pytest.fixture(scope="module")
def slow_address(shipped_library: Library, embedder: SentenceEmbedder) -> str:
    retriever = HybridRetriever(shipped_library, embedder)
    return serving(Workplace(shipped_library, Wordy(shipped_library, retriever), retriever))


@pytest.fixture
def slow(chromium: Browser, slow_address: str) -> Iterator[Page]:
    with opened(chromium, slow_address) as page:
        yield page


def ask(view: Page, question: str, answers: int = 1) -> None:
    """Ask, and wait for the whole answer with what leads on from it."""
    view.fill("#question textarea", question)
    view.keyboard.press("Enter")
    expect(view.locator("#chat .asked")).to_have_count(answers, timeout=20_000)
    expect(view.locator("#question textarea")).to_have_value("")
    expect(view.locator("#chat .acts, #chat .ended")).to_have_count(answers, timeout=20_000)
    expect(view.locator("#question .submit-button")).to_be_visible()


def marked(view: Page) -> str:
    """Return the highlighted text of the source."""
    view.wait_for_selector("#source-text mark", state="attached")
    return "".join(view.locator("#source-text mark").evaluate_all("marks => marks.map(m => m.textContent)"))


def test_an_answer_is_cited_down_to_the_doi(view: Page, answer: Answer) -> None:
    ask(view, _QUESTION)
    view.get_by_text("4 sources").click()
    cites = view.locator("#chat .cites > li")
    expect(cites).to_have_count(len(answer.citations))
    for i, citation in enumerate(answer.citations):
        shown, reference = cites.nth(i), citation.references[0]
        assert shown.locator("blockquote").evaluate("e => e.textContent") == citation.quote
        assert shown.locator(".path").text_content() == " › ".join(citation.passage.path)
        if i == 0:
            assert shown.locator(".doi").get_attribute("href") == f"https://doi.org/{reference.doi}"
            assert str(reference.title) in (shown.locator(".reference").text_content() or "")
    view.locator("#chat .reference a[href^='#cite']").first.click()
    assert answer.citations[0].references[0].doi in marked(view).replace("\\", "")


def test_a_marker_opens_the_source_on_the_quotation_with_its_references(view: Page, answer: Answer) -> None:
    ask(view, _QUESTION)
    for citation in [*answer.citations, answer.citations[0]]:
        view.locator("#chat .said a", has_text=citation.marker).click()
        expect(view.locator("#source-text mark").first).to_be_in_viewport()
        assert marked(view) == citation.quote
        link = view.locator("#source-references a.doi").first
        expect(link).to_have_attribute("href", f"https://doi.org/{citation.references[0].doi}")
        lit = view.locator("#source-text .row.lit")
        expect(lit).to_have_count(1 if citation.passage.kind == "table_row" else 0)


def test_the_back_button_returns_to_the_source_before_and_never_loses_the_chat(view: Page, answer: Answer) -> None:
    ask(view, _QUESTION)
    for marker in ("[2]", "[3]"):
        view.locator("#chat .said a", has_text=marker).click()
        assert marked(view) == answer.citations[int(marker[1]) - 1].quote
    view.go_back()
    view.wait_for_function(
        "quote => document.querySelector('mark')?.textContent === quote", arg=answer.citations[1].quote
    )
    view.go_back()
    expect(view.locator("#source-close")).to_be_hidden()
    expect(view.locator("#chat .asked")).to_have_text(_QUESTION)
    view.go_forward()
    assert marked(view) == answer.citations[1].quote


def test_badges_abbreviations_and_the_announcement(view: Page, answer: Answer) -> None:
    ask(view, _QUESTION)
    shown = view.locator("#chat .badge").all_text_contents()
    assert shown == [{"table and prose": "table + prose"}.get(c.support, c.support) for c in answer.claims]
    assert "Carried by table + prose" in re.sub(r"\s+", " ", view.locator("#chat .said p").first.text_content() or "")
    short = view.locator("#chat abbr").first
    assert short.locator(".long").evaluate("e => getComputedStyle(e).clipPath") != "none"
    short.focus()
    assert short.locator(".long").evaluate("e => getComputedStyle(e).clipPath") == "none"
    expect(short.locator(".long")).to_have_text("Hepatocellular carcinoma")
    expect(view.locator("#announcer")).to_contain_text("circMED27")
    expect(view.locator("#chat [aria-label*='<']")).to_have_count(0)


def test_copying_and_exporting(chromium: Browser, address: str, answer: Answer) -> None:
    with opened(chromium, address, permissions=["clipboard-read", "clipboard-write"], accept_downloads=True) as view:
        ask(view, _QUESTION)

        def copied(button: str) -> str:
            view.locator("#chat .act").get_by_text(button, exact=True).click()
            expect(view.locator("#announcer")).to_have_text("Copied.")
            return str(view.evaluate("navigator.clipboard.readText()"))

        def saved(name: str) -> str:
            with view.expect_download() as download:
                view.locator("#chat .act", has_text=name).click()
            return download.value.path().read_text("utf-8")

        assert copied("Copy") == re.sub(r" ?\[\d+\]", "", answer.text)
        with_sources = copied("Copy with sources")
        assert all(marker in with_sources for marker in ("[1]", "[4]"))
        assert str(answer.citations[0].references[0].doi) in with_sources
        assert copied("Copy link").startswith(f"{address}/?ask=What+is+the+role+of+circMED27%3F&review=qi-2024")
        assert "## What is the role of circMED27?" in saved("Markdown")
        assert "@article{" in saved("BibTeX")
        assert "TY  - JOUR" in saved("RIS")
        with view.expect_download() as download:
            view.get_by_role("button", name="Save as Markdown").click()
        assert "USP28" in download.value.path().read_text("utf-8")


def test_a_permalink_reproduces_the_question_in_another_tab(view: Page, address: str, answer: Answer) -> None:
    ask(view, _QUESTION)
    href = str(view.locator("#chat .permalink").get_attribute("href"))
    other = view.context.new_page()
    other.goto(f"{address}/{href}")
    expect(other.locator("#chat .acts")).to_have_count(1, timeout=20_000)
    expect(other.locator("#chat .asked")).to_have_text(_QUESTION)
    expect(other.locator("#chat .note")).to_have_count(0)
    other.goto(f"{address}/{re.sub('index=[0-9a-f]+', 'index=0123456789ab', href)}")
    expect(other.locator("#chat .note")).to_contain_text("was made when the library", timeout=20_000)
    citation = answer.citations[1]
    other.goto("about:blank")
    other.goto(f"{address}/{links.link_to(citation, {})}")
    assert marked(other) == citation.quote


@pytest.mark.parametrize("question", HOSTILE)
def test_a_question_is_only_ever_text(view: Page, question: str) -> None:
    ask(view, question)
    expect(view.locator("#chat .asked")).to_have_text(question, use_inner_text=False)
    assert view.locator("#chat .asked *, #chat img, #chat .said :not(p, a, span, abbr)").count() == 0
    assert view.locator("#chat a[href^='javascript'], #chat a[href^='http']:not(.doi)").count() == 0
    view.reload()
    expect(view.locator("#chat .asked")).to_have_text(question, use_inner_text=False)
    assert view.title() == "review-chat"


def test_the_first_screen_teaches_and_gives_way(view: Page, asked: Assistant, review: Document) -> None:
    expect(view.locator("#known")).to_contain_text("20 rows in 1 table and 45 references")
    found = examples(asked, review)
    expect(view.locator("#examples button:visible")).to_have_count(6)
    for count, example in enumerate(found[::2], start=1):
        view.get_by_role("button", name=example.question).click()
        expect(view.locator("#chat .asked").last).to_have_text(example.question)
        expect(view.locator("#chat .acts")).to_have_count(1, timeout=20_000)
        expect(view.locator("#begin")).to_be_hidden()
        view.get_by_role("button", name="New conversation").click()
        expect(view.locator("#chat .asked")).to_have_count(0)
        expect(view.locator("#earlier li")).to_have_count(count)


def test_follow_ups_are_offered_and_read_in_the_light_of_the_conversation(
    view: Page, asked: Assistant, answer: Answer
) -> None:
    ask(view, _QUESTION)
    expect(view.locator("#chat .option")).to_have_count(3)
    offered = view.locator("#chat .option").first.text_content()
    view.locator("#chat .option").first.click()
    expect(view.locator("#chat .acts")).to_have_count(2, timeout=20_000)
    expect(view.locator("#chat .asked").last).to_have_text(str(offered))
    expect(view.locator("#question .submit-button")).to_be_visible()
    ask(view, "And its target?", 3)
    history = [
        Turn(_QUESTION, answer.text),
        Turn(str(offered), asked.ask(str(offered), [Turn(_QUESTION, answer.text)]).text),
    ]
    expected = asked.ask("And its target?", history)
    expect(view.locator("#chat .read-as").last).to_have_text(f"Read as: {expected.standalone_question}")


def test_markers_of_different_answers_never_mix(view: Page, address: str, asked: Assistant) -> None:
    questions = ["What is the target of NAT10?", "What is the target of KLHL7?"]
    quotes = [asked.ask(q).citations[0].quote for q in questions]
    for n, question in enumerate(questions, start=1):
        ask(view, question, n)

    def check(page: Page) -> None:
        for n in (1, 0, 1):
            page.locator("#chat .bot").nth(n).locator(".said a").first.click()
            assert marked(page) == quotes[n]

    check(view)
    view.reload()
    expect(view.locator("#chat .acts")).to_have_count(2)
    check(view)
    view.locator("#chat .icon-button[aria-label=Retry]").click()
    expect(view.locator("#question .submit-button")).to_be_visible()
    expect(view.locator("#chat .acts")).to_have_count(2, timeout=20_000)
    check(view)
    other = view.context.new_page()
    other.goto(address)
    ask(other, "What is the target of SREBP2?")
    check(view)
    other.reload()
    expect(other.locator("#chat .asked")).to_have_text("What is the target of SREBP2?")


def test_an_edited_question_goes_on_from_there_and_the_old_conversation_stays(view: Page, asked: Assistant) -> None:
    ask(view, "What is the target of NAT10?")
    ask(view, "What is the target of KLHL7?", 2)
    view.locator("#chat .edit").first.click()
    expect(view.locator("#question textarea")).to_have_value("What is the target of NAT10?")
    ask(view, "What is the target of SREBP2?")
    assert asked.ask("What is the target of SREBP2?").citations[0].quote.split()[0] in (
        view.locator("#chat .said").text_content() or ""
    )
    view.get_by_role("button", name="New conversation").click()
    view.locator("#earlier button", has_text="NAT10").click()
    expect(view.locator("#chat .asked")).to_have_text(["What is the target of NAT10?", "What is the target of KLHL7?"])


def test_an_answer_streams_and_can_be_stopped(slow: Page) -> None:
    slow.fill("#question textarea", _QUESTION)
    slow.keyboard.press("Enter")
    said = slow.locator("#chat .said")
    expect(said).to_contain_text("and so on", timeout=20_000)
    before = len(said.text_content() or "")
    slow.wait_for_timeout(400)
    assert len(said.text_content() or "") > before
    slow.locator("#question .stop-button").click()
    expect(slow.locator("#chat .ended")).to_have_text("Stopped.")
    expect(slow.locator("#question .submit-button")).to_be_visible()
    length = len(said.text_content() or "")
    slow.wait_for_timeout(400)
    assert len(said.text_content() or "") == length
    slow.reload()
    expect(slow.locator("#chat .ended")).to_have_text("Stopped.")


def test_a_reload_in_mid_answer_goes_on(slow: Page) -> None:
    slow.fill("#question textarea", _QUESTION)
    slow.keyboard.press("Enter")
    expect(slow.locator("#chat .said")).to_contain_text("and so on", timeout=20_000)
    slow.reload()
    expect(slow.locator("#chat .asked")).to_have_text(_QUESTION)
    expect(slow.locator("#chat .said")).to_contain_text("and so on", timeout=20_000)
    expect(slow.locator("#question .stop-button")).to_be_visible()


def test_a_lost_connection_loses_nothing(view: Page) -> None:
    ask(view, _QUESTION)
    view.context.set_offline(True)
    view.fill("#question textarea", "What is the target of NAT10?")
    view.keyboard.press("Enter")
    expect(view.locator(".toast-body")).to_contain_text("Connection to the server was lost")
    with view.expect_navigation():  # the page comes back by itself
        view.context.set_offline(False)
    expect(view.locator("#chat .asked").first).to_have_text(_QUESTION)
    expect(view.locator("#question textarea")).to_have_value("What is the target of NAT10?")
    ask(view, "What is the target of NAT10?", 2)


def test_twenty_sessions_at_once_see_only_their_own(
    chromium: Browser, address: str, asked: Assistant, review: Document
) -> None:
    names = [row.cells[0].text for row in review.tables[0].rows][:20]
    context = chromium.new_context()
    pages = [context.new_page() for _ in names]
    for page, name in zip(pages, names, strict=True):
        page.goto(address)
        page.fill("#question textarea", f"What is the target of {name}?")
    for page in pages:
        page.press("#question textarea", "Enter")
    for page, name in zip(pages, names, strict=True):
        expect(page.locator("#chat .acts, #chat .ended")).to_have_count(1, timeout=60_000)
        expect(page.locator("#chat .asked")).to_have_text(f"What is the target of {name}?")
        said = page.locator("#chat .said").evaluate("e => e.outerHTML")
        assert markup.plain(said) == asked.ask(f"What is the target of {name}?").text
    context.close()


def test_by_keyboard_alone_on_a_phone(view: Page, answer: Answer) -> None:
    view.set_viewport_size({"width": 360, "height": 740})
    expect(view.locator("#question textarea")).to_be_focused()
    view.keyboard.type(_QUESTION)
    view.keyboard.press("Enter")
    expect(view.locator("#chat .acts")).to_have_count(1, timeout=20_000)
    marker = view.locator("#chat .said a", has_text="[2]")
    for _ in range(30):
        view.keyboard.press("Shift+Tab")
        if marker.evaluate("e => e === document.activeElement"):
            break
    expect(marker).to_be_focused()
    view.keyboard.press("Enter")
    assert marked(view) == answer.citations[1].quote
    expect(view.locator("#source-close")).to_be_visible()
    assert view.evaluate("document.activeElement.id") == "source-text"
    view.keyboard.press("Escape")
    expect(view.locator("#source")).to_be_hidden()
    expect(marker).to_be_focused()
    assert view.evaluate("document.documentElement.scrollWidth") <= 360


def test_kept_conversations_hold_nothing_but_messages(view: Page) -> None:
    ask(view, _QUESTION)
    kept = json.loads(str(view.evaluate("localStorage.getItem('review-chat')")))
    assert [m["role"] for m in kept[0]["chat"]] == ["user", "assistant"]
