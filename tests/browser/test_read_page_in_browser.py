"""The page of what was read in a real browser: pictures load, boxes lie on letters, kinds can be put away."""

import pytest
from tests.read.pdf.made_pdf import make_pdf
from tests.read.pdf.reading import prose_page

from casepool.pipeline.reading import read_stream, write_page

RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"


@pytest.fixture(scope="module")
def html() -> str:
    return write_page(read_stream(make_pdf([prose_page(), prose_page()]), "made.pdf"))


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 420])
def test_nothing_is_asked_for_nothing_is_complained_of_nothing_is_hard_to_use(
    html: str, open_page, axe: str, light: str, width: int
) -> None:
    opened = open_page(html, light=light, width=width)
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    opened.page.evaluate(axe)
    assert opened.page.evaluate(f"axe.run(document, {RULES}).then(r => r.violations.map(v => v.id))") == []
    assert opened.complaints == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width


def test_pictures_are_shown_and_a_click_on_a_box_leads_to_its_text(html: str, open_page) -> None:
    page = open_page(html).page
    loaded = "Promise.all([...document.querySelectorAll('image')].map(i => i.decode())).then(d => d.length)"
    assert page.evaluate(loaded) == 2
    page.locator(".page a").nth(1).click()
    assert page.locator(".rd-entry:target .rd-words").inner_text().startswith("The woman was seen")


def test_a_kind_that_is_unchecked_is_put_away(html: str, open_page) -> None:
    page = open_page(html).page
    assert page.locator(".page a.k-paragraph").first.is_visible()
    page.locator("label", has_text="Paragraph").click()
    assert not page.locator(".page a.k-paragraph").first.is_visible()
    assert not page.locator(".rd-entry.k-paragraph").first.is_visible()
