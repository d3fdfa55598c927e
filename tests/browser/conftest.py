"""A real browser on written pages. It loads files only; whatever else a page asks for is recorded, and is an error."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support import needs_program

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync"]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Opened:
    """A page in the browser, with everything that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = needs_program("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a written page from disk: `open_page(html, light="dark", width=1024, at="#AGE-01")`."""
    opened: list[Opened] = []

    def open_html(html: str, light: str = "light", width: int = 1440, height: int = 900, at: str = "") -> Opened:
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=light)  # type: ignore[arg-type]
        opened.append(Opened(page))
        opened[-1].watch()
        page.goto(file.as_uri() + at)
        return opened[-1]

    yield open_html
    for item in opened:
        item.page.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of the accessibility checker; skipped by name without it, an error where CI is set."""
    if AXE.exists():
        return AXE.read_text(encoding="utf-8")
    if os.environ.get("CI"):
        pytest.fail("needs axe-core: npm ci --prefix tests/browser")
    pytest.skip("needs axe-core, which is not installed (npm ci --prefix tests/browser)")
