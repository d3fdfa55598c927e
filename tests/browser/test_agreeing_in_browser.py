"""Adjudicating and linking by keyboard in a real browser; no serious fault of access on the pages after reading."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from casepool.web.app import create_app
from casepool.web.settings import WebSettings
from web.projects import make_team

RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"
GRAVE = ("serious", "critical")
PAGES = [
    *("/adjudicate", "/link", "/findings", "/pool", "/pool?show=outcome.local_recurrence", "/pool?show=figure.swimmer"),
    *("/compare", "/compare?case=berg-1998/case-1", "/article", "/history", "/history?on=2030-01-01", "/settings"),
]


@dataclass
class Served:
    """A running workbench: its address, and the app with the token of the first address."""

    address: str
    app: FastAPI


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    app = create_app(WebSettings(str(make_team(tmp_path / "team"))))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", app)
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A browser that was let in; whatever a page complains of fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened, complaints = context.new_page(), []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"{served.address}/sign-in#{served.app.state.entry.value}")
    opened.wait_for_url(f"{served.address}/")
    yield opened
    context.close()
    assert complaints == []


def test_three_conflicts_are_settled_by_keyboard(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/adjudicate")
    for left, key in ((3, "2"), (2, "1"), (1, "u")):
        assert page.locator(".crumbs [aria-current]").inner_text() == f"1 of {left}"
        page.keyboard.press(key)
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.get_by_text(f"1 of {left}", exact=True).first.wait_for(state="detached")
        page.wait_for_load_state("networkidle")
    assert page.get_by_role("heading", name="Nothing to adjudicate").is_visible()
    assert len(served.app.state.workspace.project.adjudications()) == 3


def test_another_answer_takes_the_selected_words(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/adjudicate")
    page.keyboard.press("3")
    page.fill("#other-words", "T3-T4")
    page.evaluate(
        """() => {
          const piece = [...document.querySelectorAll("#source .t")].find((t) => t.textContent.includes("T3-T4 who"));
          const at = piece.textContent.indexOf("T3-T4 who");
          const range = document.createRange();
          range.setStart(piece.firstChild, at);
          range.setEnd(piece.firstChild, at + 5);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.click("#use-selection")
    assert page.inner_text("#other-quote") == "“T3-T4”"
    page.check('input[name="why"][value="other_place"]')
    page.click("#settle")
    page.get_by_text("1 of 2", exact=True).first.wait_for()
    (found,) = served.app.state.workspace.project.adjudications()
    text = served.app.state.workspace.project.document("berg-1998").text
    (evidence,) = found.answer.evidence
    assert (evidence.quote, evidence.span.start) == ("T3-T4", text.index("T3-T4 who"))


def test_link_and_unlink_by_keyboard(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/link")
    page.keyboard.press("s")
    page.get_by_text("This patient, in the order of follow-up").wait_for()
    page.wait_for_load_state()
    assert [d.outcome for d in served.app.state.workspace.project.link_decisions()] == ["same"]
    page.keyboard.press("z")
    page.get_by_text("1 pair to decide").wait_for()
    assert served.app.state.workspace.project.link_decisions() == ()


def test_a_finding_is_put_in_the_letter_and_another_set_aside(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/findings")
    page.locator("[data-letter]").first.click()
    page.get_by_text("1 query").wait_for()
    assert page.input_value("#letter-text").startswith("Dear authors,")
    before = page.locator(".fd").count()
    page.locator("[data-aside-open]").first.click()
    page.keyboard.type("the two ages are a year apart")
    page.keyboard.press("Enter")
    page.get_by_text("Not a problem: remembered with its reason.").wait_for()
    assert page.locator(".fd").count() == before - 1


@pytest.mark.parametrize("light", ["light", "dark"])
def test_no_serious_fault_of_access(page: Page, served: Served, axe: str, light: str) -> None:
    page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
    faults = []
    for address in PAGES:
        page.goto(served.address + address)
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        found = page.evaluate(f"axe.run({{exclude: ['iframe']}}, {RULES})")
        faults += [
            f"{address} {v['id']}: {n['html'][:160]}"
            for v in found["violations"]
            if v["impact"] in GRAVE
            for n in v["nodes"]
        ]
    assert faults == []


@pytest.mark.parametrize("width", [1440, 1024])
def test_no_page_is_wider_than_its_window(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    for address in PAGES:
        page.goto(served.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
