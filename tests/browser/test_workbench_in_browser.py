"""The workbench, the grid and the tables in a real browser: a pass by keyboard, correction, undo, signing."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from casepool.store import Project, open_project
from casepool.web.app import create_app
from casepool.web.settings import WebSettings
from support import ROOT
from web.papers import PAPERS
from web.projects import make_project

RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"
CHECK = f"axe.run(document, {RULES}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 99)]))"
CHONDRO = ROOT / "examples" / "papers" / "clean-mesenchymal-chondrosarcoma.xml"
CASE = "/workbench/berg-1998?case=case-1"


@dataclass
class Served:
    """A running workbench and a page that was let in."""

    page: Page
    address: str
    folder: Path
    complaints: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def project(self) -> Project:
        return open_project(self.folder)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def wait(self, words: str) -> None:
        """Wait until the live region says it."""
        self.page.wait_for_function("w => document.getElementById('live').textContent.includes(w)", arg=words)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = {**PAPERS, "chondro.xml": CHONDRO.read_text(encoding="utf-8")}
    return make_project(tmp_path_factory.mktemp("made") / "p", papers)


@pytest.fixture
def served(browser: Browser, made: Path, tmp_path: Path) -> Iterator[Served]:
    folder = shutil.copytree(made, tmp_path / "p")
    app = create_app(WebSettings(str(folder), user="anna"))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/sign-in#{app.state.entry.value}")
    page.wait_for_url(f"{address}/")
    yield Served(page, address, folder, complaints)
    page.close()
    server.should_exit = True
    thread.join()


def test_a_pass_through_the_grid_by_keyboard(served: Served) -> None:
    page = served.open("/grid")
    assert page.locator("#grid-count").inner_text() == "0 of 128 verified"
    started, row = time.perf_counter(), page.locator("#cell-0-0")
    assert row.get_attribute("aria-selected") == "true"
    for field in ("Year of publication", "Age at presentation", "Sex"):
        assert page.locator("#answer-name").inner_text() == field
        served.press("Space")
    served.wait("Sex accepted.")
    expect(page.locator("#grid-count")).to_have_text("3 of 128 verified")
    served.press("Shift+Space")
    served.wait("The row is not accepted at once")
    served.press("z")
    served.wait("taken back")
    expect(page.locator("#grid-count")).to_have_text("2 of 128 verified")
    assert time.perf_counter() - started < 20
    with served.project() as project:
        own = {a.field: a.state for a in project.answers("berg-1998", "case-1", reader="A")}
    assert own == {"publication_year": "not_reported", "age_years": "reported"}
    assert served.complaints == []


def test_a_value_is_corrected_with_new_evidence_and_taken_back(served: Served) -> None:
    page = served.open(f"{CASE}&field=radiotherapy_dose_gy")
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.getElementById('paper'), NodeFilter.SHOW_TEXT);
          for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            const at = text.data.indexOf('adjuvant radiotherapy');
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text.parentElement.closest('p').lastChild, 0);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return;
          }
        }"""
    )
    assert page.locator("#use-evidence").is_visible()
    served.press("q")
    page.locator("#edit-value").fill("five hundred")
    page.wait_for_selector("#edit-canonical.error-text")
    page.locator("#edit-value").fill("54 Gy")
    expect(page.locator("#edit-canonical")).to_have_text("= 54 Gy")
    served.press("Enter")
    page.wait_for_selector("#edit-error")
    assert "does not stand in the quote" in page.locator("#edit-error").inner_text()
    page.locator("#edit-note").fill("the authors wrote to us")
    served.press("Enter")
    served.wait("saved")
    with served.project() as project:
        (kept,) = project.answers("berg-1998", "case-1", "radiotherapy_dose_gy", "A")
    assert (kept.printed, kept.note) == ("54 Gy", "the authors wrote to us")
    assert kept.evidence[0].quote.startswith("adjuvant radiotherapy")
    served.press("z")
    served.wait("taken back")
    with served.project() as project:
        assert project.answers("berg-1998", "case-1", "radiotherapy_dose_gy", "A") == ()
    assert served.complaints == ["Failed to load resource: the server responded with a status of 400 (Bad Request)"]


def test_absent_asks_for_its_quote_and_a_case_is_signed_only_when_it_is_done(served: Served) -> None:
    page = served.open(f"{CASE}&field=sphincter")
    served.press("a")
    words = "Say where the paper states it. If it does not, choose Not reported."
    assert page.locator("#edit-error").inner_text() == words
    served.press("Escape", "n")
    served.wait("not reported")
    served.press("Control+Enter")
    served.wait("Not assessed yet: Age at presentation")
    for _ in range(20):
        if "Every critical field" in page.locator("#rail-sign").inner_text():
            break
        before = page.locator("#rail-sign").inner_text()
        served.press("Space")
        page.wait_for_function("t => document.getElementById('rail-sign').innerText !== t", arg=before)
        served.press("Control+Enter")
    served.wait("Signed.")
    assert page.locator("#notices h2").inner_text() == "Signed by you"
    served.press("n")
    assert "You have signed this case" in page.locator("#toasts").inner_text()
    with served.project() as project:
        assert [(s.case, s.reader, s.user) for s in project.signatures()] == [("case-1", "A", "anna")]
    page.get_by_role("button", name="Withdraw the signature").click()
    served.wait("withdrawn")


def test_a_table_is_confirmed_row_by_row_and_at_once(served: Served) -> None:
    page = served.open("/tables")
    served.press("Space")
    expect(page.locator("#confirmed")).to_have_text("1 of 5")
    served.press("ArrowRight", "e")
    page.locator("#cell-words").fill("42/F")
    served.press("Enter")
    served.wait("Cell saved.")
    served.press("Shift+Space")
    expect(page.locator("#confirmed")).to_have_text("5 of 5")
    served.press("z")
    expect(page.locator("#confirmed")).to_have_text("1 of 5")
    with served.project() as project:
        kept = {d.row: (d.confirmed, d.cells) for d in project.table_decisions()}
    assert kept[1] == (True, ())
    assert kept[2] == (False, ((1, "42/F"),))


def test_answers_given_while_the_line_is_down_are_sent_later(served: Served) -> None:
    page = served.open(f"{CASE}&field=sphincter")
    page.route("**/api/answers", lambda route: route.abort())
    served.press("n")
    expect(page.locator("#saved")).to_contain_text("offline, 1 answer kept")
    page.unroute("**/api/answers")
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=15_000)
    with served.project() as project:
        (kept,) = project.answers("berg-1998", "case-1", "sphincter", "A")
    assert kept.state == "not_reported"


def test_the_pages_are_accessible_in_both_lights(served: Served, axe: str) -> None:
    found = {}
    for light in ("light", "dark"):
        served.page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        for path in (f"{CASE}&field=age_years", "/grid", "/tables"):
            page = served.open(path)
            page.evaluate(axe)
            check = (
                f"axe.run(document, {RULES}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 120)]))"
            )
            found[light, path] = page.evaluate(check)
    assert {key: told for key, told in found.items() if told} == {}
    page = served.open(f"{CASE}&field=age_years")
    served.press("e")
    page.evaluate(axe)
    assert page.evaluate(CHECK) == []
