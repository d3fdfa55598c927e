"""The article's page in a real browser: it asks for nothing, complains of nothing, and a cell opens its quote."""

from casepool.write.article.whole import write_article
from write.article.hostile import build_hostile
from write.article.sample import build_review


def page_of(review: object) -> str:
    return write_article(review, "html").get("review.html").decode()  # type: ignore[arg-type]


def test_a_cell_opens_its_quote(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(page_of(build_review()))
    page = opened.page
    assert page.locator("aside.ev:visible").count() == 0
    page.locator(".wide td a.b").first.click()
    box = page.locator("aside.ev:visible")
    assert box.count() == 1
    assert "58/male" in box.inner_text()
    assert "Varzaru and Oyelaran 2021" in box.inner_text()
    box.locator("a.back").click()
    assert page.locator("aside.ev:visible").count() == 0
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []


def test_nothing_runs_and_nothing_is_asked_for(open_page) -> None:  # type: ignore[no-untyped-def]
    opened = open_page(page_of(build_hostile()))
    assert opened.page.evaluate("window.hit") is None
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []


def test_the_page_does_not_scroll_sideways_and_is_accessible(open_page, axe: str) -> None:  # type: ignore[no-untyped-def]
    for width in (1440, 1000, 420):
        page = open_page(page_of(build_review()), width=width).page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'best-practice']})")
    assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found["violations"]] == []
