"""The page as a file: complete in itself, its policy lets in its style alone, nothing from a paper becomes markup."""

import base64
import hashlib
import re
from dataclasses import replace
from time import perf_counter

import pytest

from casepool.domain.check import CheckResult
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Finding
from casepool.write.check_page import load_style, write_check_page
from casepool.write.escape import HIDDEN, show_hidden
from write.attacks import build_attacked
from write.draft import Draft
from write.invented_paper import build_result
from write.page_text import PageText, read_page, squeeze

ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "svg", "defs", "symbol", "path", "rect", "circle", "use", "a"),
    *("div", "header", "span", "h1", "h2", "h3", "h4", "h5", "h6", "p", "main", "article", "mark", "br", "table"),
    *("caption", "thead", "tbody", "tr", "th", "td", "ul", "ol", "li", "aside", "fieldset", "legend", "label", "input"),
    *("section", "blockquote", "em", "b", "details", "summary", "footer"),
}


@pytest.fixture(scope="module")
def html() -> str:
    return write_check_page(build_result())


@pytest.fixture(scope="module")
def attacked() -> PageText:
    return read_page(write_check_page(build_attacked()))


def test_the_policy_lets_in_this_style_alone(html: str) -> None:
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\"" in html


def test_the_style_has_no_address_and_no_import() -> None:
    assert re.search(r"url\(|@import|@font-face|expression|</", load_style()) is None


def test_the_same_result_gives_the_same_page(html: str) -> None:
    assert write_check_page(build_result()) == html


def test_no_script_no_inline_style_no_address_outside(html: str) -> None:
    page = read_page(html)
    names = {name for element in page.elements for name in element.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src", "action")]
    addresses = [e.attributes["href"] for e in page.elements if "href" in e.attributes]
    assert all(address.startswith("#") for address in addresses)
    assert {e.tag for e in page.elements} <= ALLOWED


def test_every_link_leads_to_one_element(html: str) -> None:
    page = read_page(html)
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert {e.attributes["href"][1:] for e in page.elements if "href" in e.attributes} <= set(ids)


def test_head_and_title(html: str) -> None:
    assert "<title>lumbar-tumour.xml: 5 errors, 6 warnings · casepool check</title>" in html
    assert (
        '<h1>lumbar-tumour.xml</h1><span class="meta">1 case · 1 review table (4 earlier cases + this one) · 7' in html
    )
    assert "Read: all text, 1 table, 2 legends" in html
    assert "Not looked at: the pictures of 2 figures" in html


def test_a_card_shows_both_sides_with_their_places(html: str) -> None:
    card = html[html.index('<section class="fd" id="AGE-01"') : html.index('<section class="fd" id="SEX-01"')]
    for words in (
        '<span class="rule-id">AGE-01 · TAB-01</span>',
        '<h3 id="AGE-01-h">Age is 52 in 4 places and 53 in 1.</h3>',
        '<span class="rule-id">TAB-01</span> Table 1 says 52/F; the case section says 53.</p>',
        'role="group" aria-label="Age at presentation: 5 mentions in reading order"',
        "<blockquote>“She is a <em>53</em>-year-old weaver”</blockquote>",
        "<blockquote>“<em>52</em>-year-old woman”</blockquote>",
        '<p class="fd-suggest"><b>Suggested wording.</b> State the age once, at admission, and use it',
    ):
        assert words in card
    assert re.search(
        r'and <a href="#m\d+">Introduction</a>, <a href="#m\d+">Discussion</a>, <a href="#m\d+">Table 1', card
    )


def test_gaps_and_notes_are_folded_and_counted(html: str) -> None:
    assert html.count('<details class="fd-fold') == 2
    for words in ("8 gaps", "4 notes", '<span class="n">5</span>', "Searched: all text."):
        assert words in html
    assert "<details open" not in html


def test_problems_stand_before_the_findings() -> None:
    html = write_check_page(build_result((Problem("scan", "Page 3 is a picture.", "Run with --ocr.", "page 3"),)))
    assert "<h3>Page 3 is a picture.</h3><p>Run with --ocr.</p>" in html
    assert html.index("Page 3 is a picture.") < html.index('<section class="fd"')
    assert "Not read: page 3" in html


def test_without_findings_the_page_says_what_was_gone_over() -> None:
    result = build_result()
    html = write_check_page(CheckResult.of(result.extraction, (), "1"))
    assert '<p class="empty">No finding. Rules v1 went over 665 words, ' in html
    assert "<details" not in html


def test_more_places_than_quotes_are_links() -> None:
    result = build_result()
    finding = replace(result.findings[0], evidence=tuple(e for f in result.findings[4:] for e in f.evidence)[:9])
    html = write_check_page(CheckResult.of(result.extraction, (finding,), "1"))
    assert html.count("<blockquote>") == 4
    assert html.count('<p class="more">and <a href="#m') == 1


def test_nothing_from_a_paper_becomes_markup(attacked: PageText) -> None:
    assert {element.tag for element in attacked.elements} <= ALLOWED
    names = {name for element in attacked.elements for name in element.attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src", "srcdoc", "http-equiv ")]
    addresses = [e.attributes["href"] for e in attacked.elements if "href" in e.attributes]
    assert all(re.fullmatch(r"#[\w-]+", address) for address in addresses)
    assert sum(element.tag == "meta" for element in attacked.elements) == 4
    assert sum(element.tag == "h1" for element in attacked.elements) == 1
    assert attacked.deepest_mark == 1


def test_the_attacked_paper_is_still_shown_whole(attacked: PageText) -> None:
    assert squeeze(attacked.paper) == squeeze(show_hidden(build_attacked().document.text))


def test_no_hidden_character_is_left_in_a_page() -> None:
    html = write_check_page(build_attacked())
    assert HIDDEN.search(html) is None
    assert "[U+202E]" in html
    html.encode("utf-8")


def test_attacks_in_plain_text_are_words_too() -> None:
    page = read_page(write_check_page(build_attacked("text/plain")))
    assert {element.tag for element in page.elements} <= ALLOWED
    assert "<script>window.hit = 1</script>" in page.paper


def test_template_code_in_a_paper_is_not_run() -> None:
    assert "{{ 7 * 7 }}{% raw %}{# no #}" in write_check_page(build_attacked())


def test_a_text_of_half_a_megabyte_is_written_in_seconds() -> None:
    draft = Draft(media_type="text/plain")
    draft.section("case", "Case")
    while len(draft.text) < 500_000:
        draft.add("paragraph", "a *lump* of the **flank** in a 36-year-old man <i>beside</i> the spine [1] " * 12)
    document = draft.build()
    places = range(100, 400_000, 1_000)
    findings = tuple(
        Finding(f"X-{n}", SEVERITIES[n % 4], "Something.", evidence=(document.evidence(n, n + 90),)) for n in places
    )
    started = perf_counter()
    html = write_check_page(CheckResult.of(Extraction(document), findings, "1"))
    assert perf_counter() - started < 10
    assert html.count('class="m-ref"') == 400


def test_without_grave_findings_the_page_says_so_above_the_folds() -> None:
    result = build_result()
    gaps = tuple(finding for finding in result.findings if finding.severity == "gap")
    html = write_check_page(CheckResult.of(result.extraction, gaps, "1"))
    assert html.index('<p class="empty">No error and no warning. Rules v1 went over 665 words, ') < html.index(
        '<details class="fd-fold'
    )
