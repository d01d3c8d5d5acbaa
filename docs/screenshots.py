"""Makes README's two screenshots: the page as `review-chat serve` shows it, in Chromium, in both themes.

Run it as `make screenshots`. The question and the molecules come from the page itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PORT = "7899"


def main() -> int:
    """Serve the shipped review from an empty folder and take both pictures."""
    path = shutil.which("chromium")
    if path is None:
        print("screenshots: there is no chromium on the path; install it first.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = _serve(home)
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            _answer(_opened(browser, "light"))
            _comparison(_opened(browser, "dark"))
            browser.close()
        finally:
            server.terminate()
            server.wait()
    return 0


def _serve(home: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app.cli", "serve", "--port", PORT]
    environment = {**os.environ, "REVIEW_CHAT_HOME": home}
    server = subprocess.Popen(command, cwd=DOCS.parent, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    server.stdout.readline()  # "Ready: ..."
    return server


def _opened(browser: Browser, scheme: str) -> Page:
    page = browser.new_page(
        viewport={"width": 1280, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(f"http://127.0.0.1:{PORT}")
    page.wait_for_selector("#examples button:visible", timeout=120_000)
    return page


def _answer(page: Page) -> None:
    """The first example, answered, with a source open."""
    page.locator("#examples button").first.click()
    page.wait_for_selector("#chat .option")
    page.locator("#chat .said a").nth(1).click()
    page.wait_for_selector("#source-text mark")
    _picture(page, "screenshot-light.png")


def _comparison(page: Page) -> None:
    """Two molecules side by side, with a cell's source open."""
    page.get_by_role("tab", name="Molecules").click()
    for place in (1, 2):
        page.locator("#names input").click()
        page.get_by_role("option").nth(-place).click()
    page.keyboard.press("Escape")
    page.wait_for_selector("table.compare")
    page.locator("a.cell").nth(2).click()
    page.wait_for_selector("#source-text mark")
    _picture(page, "screenshot-dark.png")


def _picture(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    page.screenshot(path=DOCS / name)


if __name__ == "__main__":
    sys.exit(main())
