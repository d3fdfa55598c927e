"""The check page as a person meets it: day and night, keyboard, filters, links, print, and hostile papers."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from casepool.domain.check import CheckResult
from casepool.domain.errors import Problem
from casepool.domain.set_aside import SetAside
from casepool.pipeline.check import Choices, check_stream
from casepool.write.check_page import write_check_page
from write.attacks import build_attacked
from write.invented_paper import build_result
from write.page_text import squeeze

UNREAD = Problem("picture", "Table 2 is a picture.", "Type its rows by hand.", "Table 2")
DRAFT = (
    "# A lump in the arm: a case report\n\n## Case report\n\nA 36-year-old man presented with a lump for 2 months. "
    "The 35-year-old man had no fever.\n\n## Discussion\n\nSuch lumps are rare.\n"
)
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def html() -> str:
    return write_check_page(build_result((UNREAD,)))


def find_faults(page: Page, axe: str) -> list[str]:
    """What axe calls serious or critical: rule and element."""
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {RULES})")
    return [f"{v['id']}: {n['html']}" for v in found["violations"] if v["impact"] in GRAVE for n in v["nodes"]]


def count_visible(page: Page, selector: str) -> int:
    return sum(item.is_visible() for item in page.locator(selector).all())


@pytest.mark.parametrize("light", ["light", "dark"])
def test_nothing_is_asked_for_and_nothing_complained_of(open_page, html: str, light: str) -> None:
    opened = open_page(html, light)
    opened.page.click("#AGE-01 .place a")
    opened.page.click(".fold-gap > summary")
    assert [url.partition("#")[0] for url in opened.requests] == [opened.page.url.partition("#")[0]]
    assert opened.complaints == []


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 720])
def test_no_serious_fault_of_access(open_page, axe: str, html: str, light: str, width: int) -> None:
    opened = open_page(html, light, width)
    for fold in opened.page.locator("summary").all():
        fold.click()
    assert find_faults(opened.page, axe) == []


@pytest.mark.parametrize("light", ["light", "dark"])
def test_no_serious_fault_of_access_without_findings(open_page, axe: str, light: str) -> None:
    result = build_result()
    opened = open_page(write_check_page(CheckResult.of(result.extraction, (), "1")), light)
    assert find_faults(opened.page, axe) == []


def test_the_checker_of_access_can_fail(open_page, axe: str, html: str) -> None:
    opened = open_page(html.replace("<h1>", '<img src="data:,"><h1>'))
    assert any(fault.startswith("image-alt") for fault in find_faults(opened.page, axe))


def test_the_style_is_let_in_and_a_foreign_one_is_not(open_page, html: str) -> None:
    opened = open_page(html.replace("<h1>", '<h1 style="color: rgb(1, 2, 3)">'))
    page = opened.page
    assert page.evaluate("getComputedStyle(document.querySelector('.ck')).display") == "grid"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(1, 2, 3)"
    assert "Content Security Policy" in opened.complaints[0]


def test_day_and_night_differ(open_page, html: str) -> None:
    colours = [
        open_page(html, light).page.evaluate("getComputedStyle(document.body).backgroundColor")
        for light in ("light", "dark")
    ]
    assert colours == ["rgb(246, 247, 247)", "rgb(16, 20, 22)"]


@pytest.mark.parametrize(("severity", "cards"), [("error", 5), ("warning", 6)])
def test_a_filter_hides_cards_and_links_and_brings_them_back(open_page, html: str, severity: str, cards: int) -> None:
    page = open_page(html).page
    card, link = f'.fd[data-sv="{severity}"]', f'.m-ref[data-sv="{severity}"]'
    links = count_visible(page, link)
    assert (count_visible(page, card), links > 0) == (cards, True)
    page.uncheck(f"#show-{severity}")
    assert (count_visible(page, card), count_visible(page, link)) == (0, 0)
    page.check(f"#show-{severity}")
    assert (count_visible(page, card), count_visible(page, link)) == (cards, links)


@pytest.mark.parametrize("severity", ["gap", "note"])
def test_a_filter_hides_a_fold(open_page, html: str, severity: str) -> None:
    page = open_page(html).page
    page.uncheck(f"#show-{severity}")
    assert count_visible(page, f".fold-{severity}") == 0
    page.check(f"#show-{severity}")
    assert count_visible(page, f".fold-{severity}") == 1


def test_a_mark_of_two_severities_hands_its_line_on(open_page, html: str) -> None:
    page = open_page(html).page
    line = "getComputedStyle(document.querySelector('mark[data-sv=\"error warning\"]')).textDecoration"
    assert page.evaluate(line).startswith("underline 1.5px double")
    page.uncheck("#show-error")
    assert page.evaluate(line).startswith("underline 1px wavy")
    page.uncheck("#show-warning")
    assert page.evaluate(line).startswith("none")


def test_a_link_in_the_paper_opens_the_folded_finding(open_page, html: str) -> None:
    page = open_page(html).page
    assert not page.locator("#ONC-03").is_visible()
    page.click('mark:has-text("removal of the foraminal part") + .m-ref')
    page.wait_for_selector("#ONC-03", state="visible")
    assert page.locator("#ONC-03 h3").inner_text() == "Two parts were excised, but extent and margin are not stated."


def test_a_place_leads_to_its_words(open_page, html: str) -> None:
    page = open_page(html).page
    target = page.locator("mark", has_text="52/F")
    assert not in_view(page, target)
    page.click('#AGE-01 .more a:has-text("Table 1")')
    assert in_view(page, target)
    assert page.locator("#AGE-01").is_visible()


def in_view(page: Page, locator) -> bool:
    box, size = locator.bounding_box(), page.viewport_size
    return 0 <= box["y"] <= size["height"] - box["height"]


def test_the_page_can_be_used_by_keyboard(open_page, html: str) -> None:
    page = open_page(html).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the findings"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "show-error"
    page.keyboard.press("Space")
    assert count_visible(page, '.fd[data-sv="error"]') == 0


def test_copying_the_paper_gives_the_paper_alone(open_page, html: str) -> None:
    page = open_page(html).page
    copied = page.evaluate(
        "(() => { const s = getSelection(); s.selectAllChildren(document.querySelector('article'));"
        " return s.toString(); })()"
    )
    assert squeeze(copied) == squeeze(build_result().document.text)


@pytest.mark.parametrize("width", [1440, 1024, 720, 400])
def test_the_page_never_scrolls_sideways(open_page, html: str, width: int) -> None:
    for text in (html, write_check_page(build_attacked())):
        page = open_page(text, width=width).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_hostile_paper_runs_nothing_and_asks_for_nothing(open_page) -> None:
    for media_type in ("application/xml", "text/plain"):
        opened = open_page(write_check_page(build_attacked(media_type)))
        assert opened.page.evaluate("window.hit") is None
        assert opened.page.locator("h1").count() == 1
        assert opened.page.evaluate("getComputedStyle(document.body).display") == "block"
        assert len(opened.requests) == 1
        assert opened.complaints == []


def test_print_shows_the_findings_first_and_everything_open(open_page, html: str, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    open_page(html, light="dark").page.pdf(path=file, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        size = document[0].get_size()
    text = squeeze("".join(pages))
    assert [round(side) for side in size] == [595, 842]
    assert 4 <= len(pages) <= 8
    for words in ("5 errors", "4 notes", "statement of consent to publish.", "Thoracic levels are printed"):
        assert squeeze(words) in text
    assert text.index("AGE-01") < text.index("Thoraciclevels") < text.index("Ossifyingfibromyxoidtumourisararegrowth")
    assert "Noscriptruns" not in text


def test_a_family_takes_its_cards_and_links_away_and_brings_them_back(open_page, html: str) -> None:
    page = open_page(html).page
    card = '.fd[data-family="patient"]'
    cards, others = count_visible(page, card), count_visible(page, '.fd:not([data-family="patient"])')
    links = count_visible(page, ".m-ref")
    assert (cards > 0, others > 0) == (True, True)
    page.click(".families > summary")
    page.uncheck("#family-patient")
    assert count_visible(page, card) == 0
    assert count_visible(page, '.fd:not([data-family="patient"])') == others
    assert count_visible(page, ".m-ref") < links
    page.check("#family-patient")
    assert (count_visible(page, card), count_visible(page, ".m-ref")) == (cards, links)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_checklist_journal_and_what_was_set_aside_on_the_page(open_page, axe: str, light: str) -> None:
    choices = Choices("bmj_cr", ("care_2013",))
    (first,) = check_stream(DRAFT.encode(), "draft.md", choices=choices).results
    chosen = next(item for item in first.keyed if item.finding.rule == "AGE-01")
    aside = SetAside(chosen.key, "AGE-01", "Two <b>visits</b>.")
    (result,) = check_stream(DRAFT.encode(), "draft.md", choices=replace(choices, aside=(aside,))).results
    opened = open_page(write_check_page(result), light, 720)
    page = opened.page
    assert page.locator(".cl-item").count() == 30
    assert page.locator(".fold-aside > summary").inner_text().startswith("1 finding set aside")
    page.click(".families > summary")
    for fold in page.locator("summary").all()[1:]:
        fold.click()
    assert "Set aside: Two <b>visits</b>." in page.locator(".fold-aside").inner_text()
    assert find_faults(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.complaints == []
