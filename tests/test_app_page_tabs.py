"""The other tabs in a browser, as a user does it; how the page looks to a screen reader, a phone and the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import opened, serving
from playwright.sync_api import Browser, Page, expect
from test_app_page_chat import ask, marked

from app.assistant import Assistant
from app.settings import Workplace
from ingest import pipeline
from store.embedder import SentenceEmbedder
from store.library import Library
from store.records import Document
from store.retriever import HybridRetriever

pytestmark = pytest.mark.browser
_TABS = ("Chat", "Molecules", "Table", "Library")
_PAYLOAD = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
_HOSTILE = f"""# {_PAYLOAD} ![x](http://127.0.0.1:9/x.png) [y](javascript:alert(1))

## 1. Introduction

Alphatin raises the level of betatin in cells {_PAYLOAD} [1]. Alphatin was first described in mice [1].

Table 1. Agents ![x](http://127.0.0.1:9/t.png)

| Agent | Effect | Ref. |
| --- | --- | --- |
| Alphatin {_PAYLOAD} | Up ![x](http://127.0.0.1:9/c.png) | [1] |
| Gammatin | Down [z](javascript:alert(2)) | [2] |
| Deltatin | Down | [2] |

## References

[1] Smith, A. (2020) {_PAYLOAD} On Alphatin. Journal of Tests, 1, 1-2. https://doi.org/10.1000/xyz1
[2] Jones, B. (2021) On Gammatin. Journal of Tests, 2, 3-4. https://doi.org/10.1000/xyz2
"""


def tab(view: Page, name: str) -> None:
    view.get_by_role("tab", name=name).click()
    expect(view.get_by_role("tabpanel", name=name).or_(view.locator(f"#tab-{name.lower()}"))).to_be_visible()


def choose(view: Page, name: str) -> None:
    """Type the name of a molecule and press Enter, as the page says."""
    view.fill("#names input", name)
    view.keyboard.press("Enter")
    view.keyboard.press("Escape")


def test_a_molecule_has_its_card(view: Page) -> None:
    tab(view, "Molecules")
    choose(view, "nat 10")
    card = view.locator(".molecule")
    expect(card.locator("h2")).to_have_text("NAT10")
    expect(card.locator("dd", has_text="HSP90AA1")).to_be_visible()
    expect(card.locator("h3", has_text="What reverses it").locator("+ ul")).to_contain_text("Remodelin")
    expect(card.locator(".references a.doi")).to_have_text("doi:10.1038/s41420-023-01355-8")
    card.locator("a.cell", has_text="HSP90AA1").click()
    assert marked(view) == "HSP90AA1"
    expect(view.locator("#source-text .row.lit")).to_have_count(1)
    view.locator("#source-close").click()
    expect(view.locator("#source")).to_be_hidden()


def test_molecules_stand_side_by_side_and_are_exported(view: Page) -> None:
    tab(view, "Molecules")
    for name in ("NAT10", "KLHL7", "no such thing"):
        choose(view, name)
    expect(view.locator("#card .error")).to_have_text("No table names “no such thing”; choose one from the list.")
    table = view.locator("table.compare")
    expect(table.locator("thead th")).to_have_text(["NAT10", "KLHL7"])
    expect(table.locator("tr", has=view.locator("th", has_text="Target")).locator("td")).to_have_text(
        ["HSP90AA1", "RASA2"]
    )
    table.locator("a.cell", has_text="RASA2").click()
    assert marked(view) == "RASA2"
    with view.expect_download() as download:
        view.locator("#card .act", has_text="CSV").click()
    text = download.value.path().read_text("utf-8")
    assert "HSP90AA1" in text
    assert "RASA2" in text


def test_the_table_is_searched_filtered_sorted_opened_and_saved(view: Page, review: Document) -> None:
    tab(view, "Table")
    rows = view.locator("#frame .virtual-row")
    expect(view.locator("#count")).to_contain_text("20 of 20 rows")
    view.fill("#search textarea", "pathway up")
    expect(view.locator("#count")).not_to_contain_text("20 of 20")
    view.fill("#search textarea", "")
    expect(view.locator("#count")).to_contain_text("20 of 20 rows")
    view.locator("#only input").click()
    view.get_by_role("option", name="Group: Metabolism").click()
    view.keyboard.press("Escape")
    group = [row for row in review.tables[0].rows if row.group == "Metabolism"]
    expect(view.locator("#count")).to_contain_text(f"{len(group)} of 20 rows")
    expect(rows).to_have_count(len(group))
    with view.expect_download() as download:
        view.get_by_role("link", name="Download CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == len(group) + 1
    view.locator("#order input").click()
    view.get_by_role("option", name="Molecules, Z to A").click()
    names = sorted((row.cells[0].text for row in group), key=str.casefold, reverse=True)
    expect(rows.first.locator("[data-col='1']")).to_have_text(names[0])
    rows.nth(1).locator("[data-col='3']").click()
    assert marked(view).startswith(names[1])


def test_a_row_opens_by_keyboard(view: Page, review: Document) -> None:
    tab(view, "Table")
    view.locator("#frame a.open:visible").first.focus()
    view.keyboard.press("Enter")
    assert marked(view) == review.quote(review.tables[0].rows[0].span)
    assert view.evaluate("document.activeElement.id") == "source-text"


@pytest.fixture
def own(chromium: Browser, shipped_home: Path, tmp_path: Path, embedder: SentenceEmbedder) -> Iterator[Page]:
    """The page over a library of the test's own."""
    library = Library(Path(shutil.copytree(shipped_home, tmp_path / "home")), embedder, pipeline.VERSIONS)
    retriever = HybridRetriever(library, embedder)
    with opened(chromium, serving(Workplace(library, Assistant(library, retriever), retriever))) as page:
        yield page


def test_the_last_review_goes_and_comes_back(own: Page) -> None:
    tab(own, "Library")
    expect(own.get_by_role("button", name="Bring back")).to_be_hidden()
    own.locator("#which input").click()
    own.get_by_role("option").first.click()
    own.get_by_role("button", name="Remove", exact=True).click()
    own.get_by_role("button", name="Remove it").click()
    expect(own.locator("#shelf")).to_contain_text("The library is empty. Add a review below to ask it.")
    tab(own, "Chat")
    own.fill("#question textarea", "What is the target of NAT10?")
    own.keyboard.press("Enter")
    expect(own.locator("#chat .said")).to_contain_text(
        "The library is empty; add a review with: review-chat ingest PATH"
    )
    tab(own, "Library")
    own.get_by_role("button", name="Bring back").click()
    expect(own.locator("#shelf .reviews > li")).to_have_count(1, timeout=30_000)
    tab(own, "Chat")
    own.locator("#chat .icon-button[aria-label=Retry]").click()
    expect(own.locator("#chat .said")).to_contain_text("HSP90AA1", timeout=20_000)


def test_reviews_come_and_go_and_are_only_ever_text(own: Page, tmp_path: Path) -> None:
    (tmp_path / "hostile.md").write_text(_HOSTILE, encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    tab(own, "Library")
    expect(own.locator("#library")).to_contain_text("PDF, Word and web pages cannot be read yet")
    own.locator("#files input[type=file]").set_input_files([str(tmp_path / n) for n in ("hostile.md", "scan.pdf")])
    report = own.locator("#report")
    expect(report).to_contain_text("hostile.md: added", timeout=30_000)
    expect(report).to_contain_text("3 rows in 1 table · 2 references, 2 with a DOI")
    expect(report.locator(".error")).to_have_text(
        "scan.pdf: this kind of file cannot be read yet; give .txt .md .markdown .xml .nxml."
    )
    expect(own.locator("#shelf .reviews > li")).to_have_count(2)

    own.locator("#review input").click()
    own.get_by_role("option").nth(1).click()
    tab(own, "Molecules")
    choose(own, "Gammatin")
    expect(own.locator(".molecule dd").first).to_have_text("Down [z](javascript:alert(2))")
    own.locator(".molecule a.cell").first.click()
    expect(own.locator("#source-title")).to_contain_text("<img src=x")
    tab(own, "Table")
    expect(own.locator("#frame")).to_contain_text("onerror")
    tab(own, "Chat")
    ask(own, "What is the effect of Gammatin?")
    expect(own.locator("#chat .said")).to_contain_text("Down")
    assert own.locator("#chat img, #source img, #frame img, #card img, #shelf img, #report img").count() == 0
    assert own.locator("a[href^='javascript']").count() == 0
    assert own.title() == "review-chat"

    tab(own, "Library")
    own.locator("#which input").click()
    own.get_by_role("option", name="<img").click()
    own.get_by_role("button", name="Remove", exact=True).click()
    expect(own.locator("#sure")).to_contain_text("Its file stays where it is")
    own.get_by_role("button", name="Remove it").click()
    expect(own.locator("#shelf .reviews > li")).to_have_count(1)
    expect(report).to_contain_text("Removed")
    own.reload()
    own.locator("#chat .said a").first.click()
    expect(own.locator("#source-title")).to_contain_text("is not in the library now")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_any_tab(chromium: Browser, address: str, scheme: str, width: int) -> None:
    found = {}
    with opened(chromium, address, color_scheme=scheme) as view:
        view.set_viewport_size({"width": width, "height": 760})
        for name in _TABS:
            tab(view, name)
            if name == "Chat":
                found["first screen"] = _violations(view)
                ask(view, "What is the target of NAT10?")
            if name == "Molecules":
                choose(view, "NAT10")
                choose(view, "KLHL7")
                expect(view.locator("table.compare")).to_be_visible()
            found[name] = _violations(view)
            assert view.evaluate("document.documentElement.scrollWidth") <= width
        tab(view, "Chat")
        view.locator("#chat .said a").first.click()
        found["source"] = _violations(view)
    assert found == dict.fromkeys(["first screen", *_TABS, "source"], [])


def _violations(view: Page) -> list[str]:
    view.wait_for_timeout(250)
    violations = Axe().run(view).response["violations"]
    return [f"{v['id']}: {node['html'][:150]}" for v in violations for node in v["nodes"]]


def test_the_first_load_is_small_and_stays_at_home(chromium: Browser, address: str) -> None:
    """`opened` itself checks that no request goes elsewhere; this one says how many there are and how heavy."""
    sizes: list[int] = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("requestfinished", lambda r: sizes.append(r.sizes()["responseBodySize"]))
    page.goto(address)
    page.wait_for_selector("#examples button:visible")
    context.close()
    assert len(sizes) < 160
    assert sum(sizes) < 6_000_000
