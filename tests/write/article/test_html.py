"""The page: one file, no script, nothing remote; every text stays text; every value opens what it rests on."""

import re
from html.parser import HTMLParser

from casepool.write.article.whole import write_article
from write.article.hostile import build_hostile
from write.article.sample import build_review

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "a", "span", "b", "i", "sup"),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "aside", "ul", "ol", "li", "q", "figure"),
    *("figcaption", "details", "summary", "footer", "img", "svg", "g", "path", "circle", "text", "rect", "desc"),
}  # fmt: skip


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]


def read_tags(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    return parser


def page(review: object = None, **more: object) -> str:
    files = write_article(review or build_review(), "html", **more)  # type: ignore[arg-type]
    return files.get("review.html").decode()


def test_nothing_of_a_hostile_review_becomes_markup() -> None:
    found = read_tags(page(build_hostile()))
    assert set(found.tags) <= ALLOWED
    assert [item for item in found.attributes if item[1].startswith("on") or item[1] in ("style", "srcdoc")] == []
    links = [value for _, name, value in found.attributes if name in ("href", "src", "xlink:href")]
    assert [link for link in links if not (link or "").startswith(("#", "data:image/"))] == []


def test_the_policy_names_the_style_and_nothing_else() -> None:
    html = page(figures=())
    assert re.search(r"default-src 'none'; img-src data:; style-src 'sha256-[\w+/=]+'; base-uri 'none'", html)
    assert "http" not in re.sub(r"https?://doi\.org|http-equiv|http://www\.w3\.org/2000/svg", "", html)


def test_every_link_leads_somewhere() -> None:
    found = read_tags(page())
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {(value or "")[1:] for tag, name, value in found.attributes if tag == "a" and name == "href"}
    assert targets - set(ids) == set()
    assert len(targets) > 200


def test_a_cell_opens_its_quote_place_and_status() -> None:
    html = page(figures=())
    box = re.search(r"<aside[^>]*>(?:(?!</aside>).)*Halvorsen and Brekke 1996: Age at presentation.*?</aside>", html)
    assert box
    assert "<q>58/male</q>" in box[0]
    assert "(Varzaru and Oyelaran 2021)" in box[0]
    assert "not verified by a person" in box[0]


def test_silence_has_words_for_those_who_cannot_see_the_sign() -> None:
    html = page(figures=())
    assert '<span aria-hidden="true">–</span><span class="vh">not reported</span>' in html
    assert '<span aria-hidden="true">●</span><span class="vh">given</span>' in html


def test_figures_stand_inline_with_their_data() -> None:
    html = page()
    assert html.count("<svg") >= 4
    assert html.count("Data of Figure 1 (Table S3, fig1.csv)") == 1
    assert "<!DOCTYPE svg" not in html
