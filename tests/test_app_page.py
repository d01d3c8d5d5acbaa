"""The page without a browser: its HTML, what it reads back, what it links to, how it starts and fails."""

from __future__ import annotations

import json
import re
import socket
import urllib.error
import urllib.request
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest

from app import page
from app.assistant import Assistant
from app.opening import Opening
from app.page import conversation, links, markup, rows, source
from app.settings import Workplace
from app.suggestions import examples, follow_ups
from store.embedder import Embedder
from store.errors import DamagedLibrary, PortInUse, ReviewChatError
from store.library import Library, Progress
from store.records import Abbreviation, Answer, Claim, Document, Span, Turn
from store.retriever import HybridRetriever

_QUESTION = "What is the role of circMED27?"
HOSTILE = [
    "<img src=x onerror=\"document.title='taken'\"> circMED27",
    "<script>document.title='taken'</script> circMED27",
    "![x](http://127.0.0.1:9/x.png) circMED27",
    "[circMED27](javascript:document.title='taken')",
    "http://127.0.0.1:9/x.png circMED27",
    "</div></div><style>*{display:none}</style> $$x$$ `circMED27` **a** # b",
]


@pytest.fixture(scope="module")
def answer(asked: Assistant) -> Answer:
    return asked.ask(_QUESTION)


@pytest.fixture(scope="module")
def opening(shipped_library: Library, asked: Assistant, embedder: Embedder) -> Opening:
    return Opening.of(Workplace(shipped_library, asked, HybridRetriever(shipped_library, embedder)))


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
    leaves = _Leaves(source.source_html(review))
    assert leaves.text == review.text
    assert all(review.text.startswith(text, start) for start, text in leaves.found)


def test_a_source_is_never_html() -> None:
    document = Document("x", "t", "<b>a</b>\r\n![i](http://e/x.png)\n\x0c&amp; \U0001d6fd\n")
    fragment = source.source_html(document)
    assert _Leaves(fragment).text == document.text
    assert set(re.findall(r"</?(\w+)", fragment)) == {"p"}


@pytest.mark.parametrize("text", [*HOSTILE, "a\n\nb\tc", "miR-655-3p 14-3-3ζ Fe²⁺", "&lt;"])
def test_what_is_escaped_has_no_markup_and_reads_the_same(text: str) -> None:
    escaped = markup.escape(text)
    assert not set(re.sub(r"&#\d+;", "", escaped)) & set("<>[]()*_`#!$|~:/\\\"'\n\t.@-")
    assert markup.plain(markup.question_html(text)) == text


@pytest.mark.parametrize(
    "question", [_QUESTION, "Who wrote this review?", "What is HOTAIR?", "Which molecules are down?"]
)
def test_history_is_read_back_from_the_messages(asked: Assistant, review: Document, question: str) -> None:
    answer = asked.ask(question)
    chat = [
        {"role": "user", "content": [{"type": "text", "text": markup.question_html(question)}]},
        {"role": "assistant", "content": markup.answer_html(answer, {review.id: review})},
    ]
    assert conversation.turns(chat) == (Turn(question, answer.text),)


def test_a_rewritten_question_is_shown(asked: Assistant, answer: Answer) -> None:
    follow_up = asked.ask("And its target?", [Turn(_QUESTION, answer.text)])
    assert follow_up.standalone_question != follow_up.question
    assert markup.escape(follow_up.standalone_question) in markup.answer_html(follow_up, {})
    assert "read-as" not in markup.answer_html(answer, {})


def test_a_link_carries_document_span_and_references() -> None:
    assert links.link("a b:c@d", Span(3, 9)) == "#cite=a%20b%3Ac%40d:3-9"
    assert links.link("a", Span(3, 9), [4, 5]) == "#cite=a:3-9:4,5"


def test_a_link_knows_the_text_that_its_span_is_counted_in(answer: Answer, review: Document) -> None:
    one, other = (links.link_into(Document("a", "t", text), Span(3, 9), [4]) for text in ("\ud800 one", "other"))
    assert re.sub("@[0-9a-f]{8}:", ":", one) == re.sub("@[0-9a-f]{8}:", ":", other) == "#cite=a:3-9:4"
    assert one != other
    shown = markup.answer_html(answer, {review.id: review})
    assert set(re.findall(r'"#cite=([^:]+):', shown)) == {f"{review.id}@{links.edition(review.text)}"}


def test_each_claim_has_its_badge_behind_its_markers(answer: Answer) -> None:
    claims = (Claim("One.", ("[1]",), "table only"), Claim("Two.", ("[2]",), "table and prose"), Claim("No.", ()))
    said = markup.said_html("One. [1] Two. [2]", answer, (), claims)
    order = [said.index(part) for part in ("One", "[1]".replace("[", "&#91;")[:5], "table only", "Two", "table &#43;")]
    assert order == sorted(order)
    assert said.count('class="badge"') == 2
    assert markup.plain(said) == "One. [1] Two. [2]"


def test_an_abbreviation_brings_the_long_form_of_the_review_once(answer: Answer) -> None:
    said = markup.said_html("HCC, HCC-1 and HCC", answer, [Abbreviation("HCC", "hepato<b>", Span(0, 1))])
    assert said.count('<span class="long"> hepato&#60;b&#62;</span>') == 1
    assert markup.plain(said) == "HCC, HCC-1 and HCC"


def test_everything_else_that_the_review_says_is_listed(answer: Answer, review: Document) -> None:
    short = replace(answer, citations=answer.citations[:1], evidence=answer.citations)
    assert "Everything else the review says of it (3)" in markup.answer_html(short, {review.id: review})


def test_the_examples_are_six_of_six_kinds_and_answered(asked: Assistant, review: Document) -> None:
    found = examples(asked, review)
    assert len(found) == len({e.kind for e in found}) == len({e.question for e in found}) == 6
    for example in found:
        answer = asked.ask(example.question)
        assert answer.outcome in ("answered", "corrected")
        assert answer.citations


@pytest.mark.parametrize("question", [_QUESTION, "Which molecules are down?", "Who wrote this review?"])
def test_three_follow_ups_are_answered_and_new(asked: Assistant, question: str) -> None:
    answer = asked.ask(question)
    found = follow_ups(asked, answer, [question])
    assert len(found) == len(set(found)) == 3
    replies = [asked.ask(q) for q in found]
    assert all(r.outcome in ("answered", "corrected") and r.citations for r in replies)
    assert len({answer.text, *(r.text for r in replies)}) == 4


def test_a_refusal_leads_on_to_what_it_names(asked: Assistant) -> None:
    answer = asked.ask("What is the half-life of EGFR in plasma?")
    assert answer.abstained
    found = follow_ups(asked, answer, [])
    assert found
    assert all("EGFR" in question and asked.ask(question).citations for question in found)


def test_nothing_follows_a_refusal_that_names_nothing(asked: Assistant) -> None:
    assert follow_ups(asked, asked.ask("What is the capital of France?"), []) == ()


def test_a_taken_port_is_one_line_with_the_cure(opening: Opening) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=rf"{port} .*serve --port N$"):
            page.serve(opening, "127.0.0.1", port, print)


def test_a_library_that_cannot_be_opened_ends_the_server() -> None:
    def broken(_: Progress) -> Workplace:
        raise DamagedLibrary("move it away")

    raised: list[BaseException] = []

    def serve() -> None:
        try:
            page.serve(Opening(broken), "127.0.0.1", 0, print)
        except ReviewChatError as error:
            raised.append(error)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    thread.join(60)
    assert [str(e) for e in raised] == ["move it away"]


@pytest.mark.parametrize(
    "kept", ["", "null", "[]", "{", '{"chat": 1}', '{"chat": [{"role": "user"}]}', '{"chat": [3]}']
)
def test_what_a_browser_kept_and_is_not_ours_begins_anew(opening: Opening, kept: str) -> None:
    assert list(conversation.resumed(opening, kept)) == []


def test_a_conversation_broken_off_is_completed(opening: Opening) -> None:
    chat = [{"role": "user", "content": markup.question_html(_QUESTION)}]
    *_, whole = conversation.resumed(opening, json.dumps({"chat": chat}))
    assert [m["role"] for m in whole] == ["user", "assistant"]
    assert not conversation.unfinished(whole)
    assert len(whole[-1]["options"]) == 3
    assert list(conversation.resumed(opening, json.dumps({"chat": whole}))) == [whole]


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ({"ask": _QUESTION, "index": "0123456789ab"}, "was made when the library"),
        ({"ask": _QUESTION, "review": "gone"}, "is not in the library now; add it again under Library"),
    ],
)
def test_a_permalink_says_what_has_changed(opening: Opening, search: dict[str, str], said: str) -> None:
    *_, chat = conversation.resumed(opening, json.dumps({"search": f"?{urlencode(search)}"}))
    assert markup.escape(said) in chat[-1]["content"]


class Broken(Assistant):
    """Breaks where it is told to."""

    def ask(self, question: str, history: object = (), document_id: str | None = None) -> Answer:
        if question == "Break":
            raise ZeroDivisionError
        return super().ask(question, tuple(history), document_id)  # type: ignore[arg-type]


def test_what_goes_wrong_is_said_and_the_conversation_goes_on(
    shipped_library: Library, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    retriever = HybridRetriever(shipped_library, embedder)
    opening = Opening.of(Workplace(shipped_library, Broken(shipped_library, retriever), retriever))
    *_, chat = conversation.answered(opening, "Break", [])
    assert "ask it in other words" in markup.plain(chat[-1]["content"])
    assert not conversation.unfinished(chat)
    assert "ZeroDivisionError" in caplog.text
    *_, chat = conversation.answered(opening, _QUESTION, chat)
    assert [m["role"] for m in chat] == ["user", "assistant"] * 2


def test_a_permalink_of_this_index_says_nothing(opening: Opening) -> None:
    search = {"ask": _QUESTION, "index": opening.fingerprint()}
    *_, chat = conversation.resumed(opening, json.dumps({"search": f"?{urlencode(search)}"}))
    assert 'class="note"' not in chat[-1]["content"]


def test_rows_are_searched_and_filtered(review: Document) -> None:
    table = review.tables[0]
    down = rows.kept(table, "", ["Expression: Down"])
    assert {row.get("Expression") for row in down} == {"Down"}
    assert len(rows.kept(table, "", ["Expression: Down", "Expression: Up"])) == len(table.rows)
    one = rows.kept(table, "nat 10 up", ())
    assert [row.cells[0].text for row in one] == ["NAT10"]
    groups = [f for f in rows.filters(table) if f.startswith("Group: ")]
    assert len(groups) == len(table.groups)
    assert rows.kept(table, "", [groups[0], groups[-1]]) == [r for r in table.rows if r.group in groups[0] + groups[-1]]


def test_rows_are_put_in_order_numbers_by_size(review: Document) -> None:
    table = review.tables[0]
    references = [row.get("Ref.") for row in rows.ordered(table.rows, "+Ref.")]
    assert references == sorted(references, key=lambda text: int(re.sub(r"\D", "", text) or 0))
    assert rows.ordered(table.rows, "") == list(table.rows)
    assert rows.ordered(table.rows, "-Ref.")[0].get("Ref.") == references[-1]


def _get(url: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as reply:
            return reply.status, reply.headers["content-disposition"] or "", reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, "", error.read().decode()


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("references?numbers=44,29&format=bibtex", "@article{"),
        ("references?numbers=44,29&format=ris", "TY  - JOUR"),
        ("molecules?names=NAT10%0AKLHL7&format=csv", "HSP90AA1"),
        ("molecules?names=NAT10%0AKLHL7&format=md", "# KLHL7"),
        ("molecules?names=NAT10&format=bibtex", "10.1038/s41420-023-01355-8"),
        ("molecules?names=NAT10&format=ris", "DO  - 10.1038"),
        ("table?search=nat10", "NAT10"),
    ],
)
def test_exports_are_files(address: str, review: Document, path: str, holds: str) -> None:
    more = {"at": f"{review.id}/{review.tables[0].id}"} if path.startswith("table") else {"review": review.id}
    status, disposition, text = _get(f"{address}/export/{path}&{urlencode(more)}")
    assert (status, disposition.startswith("attachment")) == (200, True)
    assert holds in text


@pytest.mark.parametrize("path", ["references?review=x&numbers=1&format=ris", "molecules?names=x&format=md",
                                  "molecules?names=NAT10&format=exe", "table?at=x"])  # fmt: skip
def test_an_export_of_nothing_says_so(address: str, path: str) -> None:
    status, _, text = _get(f"{address}/export/{path}")
    assert status == 404
    assert "ask again on the page" in text


def test_nothing_of_the_page_names_another_host() -> None:
    for file in Path(page.__file__).parent.glob("*.[cj]s*"):
        assert not re.search(r"https?://|@import|url\(", file.read_text("utf-8")), file
