"""Citations: marks of every style, what only looks like one, and when to abstain. All texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.document import Block, Citation, Reference
from casepool.text.citation_marks import expand_numbers
from casepool.text.citations import Scan, find_citations, judge_citations, scan_citations
from casepool.text.references import parse_references
from casepool.text.sections import find_sections
from support import shared_path

NAMES = ("Brandt K, Okoye L", "Lind P", "Moe S, Roe T, Iyer A", "Berg T", "van der Zorn W", "Lopez M")
YEARS = (2004, 1999, 2010, 2010, 2012, 2015)


def listed(count: int) -> tuple[Reference, ...]:
    """A list of so many entries, each with authors and year."""
    return tuple(
        Reference(n, 0, 0, tuple(NAMES[(n - 1) % 6].split(", ")), YEARS[(n - 1) % 6] + (n - 1) // 6)
        for n in range(1, count + 1)
    )


def scan(text: str, count: int = 6) -> Scan:
    return scan_citations(text, (), (), listed(count))


def cited(text: str, count: int = 6) -> list[tuple[str, tuple[int, ...]]]:
    return [(text[c.start : c.end], c.numbers) for c in scan(text, count).citations]


def test_numbers_in_brackets_with_ranges_and_lists() -> None:
    text = "Rare [1]. Seen before[2,3-5]. Also [6,3,1] and [1–3] and [2; 4] and \\[5\\]."
    assert cited(text) == [
        *(("[1]", (1,)), ("[2,3-5]", (2, 3, 4, 5)), ("[6,3,1]", (6, 3, 1)), ("[1–3]", (1, 2, 3))),
        *(("[2; 4]", (2, 4)), ("\\[5\\]", (5,))),
    ]
    style = scan(text).style
    assert (style.kind, style.certain, style.lossy, style.reason) == ("bracket", True, False, "")


@pytest.mark.parametrize(
    "words",
    [
        "in the interval [0, 48]",
        "survival 24 months (95% CI [12, 48])",
        "a median of 24 [12-48] months",
        "was 31 [12, 48]",
        "after [18F]FDG and [18]F-FDG",
        "a ratio of [1.2-3.4]",
        "the label [a] and [5-3]",
        "in 1999 [2010]",
        "a length of [12] mm",
        "see Figure [2]",
    ],
)
def test_brackets_that_cite_nothing(words: str) -> None:
    text = f"Known [1]. Seen [2], and {words}, as others [3] [4] [5] [6] say."
    assert [numbers for _, numbers in cited(text)] == [(1,), (2,), (3,), (4,), (5,), (6,)]


def test_a_year_before_a_pair_of_numbers_is_no_interval() -> None:
    assert cited("Known since 1999 [2,3], in 7 [1, 4].") == [("[2,3]", (2, 3)), ("[1, 4]", (1, 4))]


def test_a_number_outside_the_list_is_kept_and_the_style_is_certain() -> None:
    text = "Rare [1]. Seen [2,3]. Also [4] and [5], [6]. Never [14]."
    found = scan(text)
    assert found.citations[-1].numbers == (14,)
    assert found.style.certain


def test_few_of_many_entries_cited_in_brackets_is_not_certain_but_lossy() -> None:
    style = scan("Rare [1]. Seen [2].", count=20).style
    assert (style.kind, style.certain, style.lossy) == ("bracket", False, True)
    assert style.reason == "some citation numbers may be lost or glued to words"


def test_numbers_in_parentheses_count_where_the_paper_cites_so() -> None:
    text = "Rare (1). Seen before (2, 3). Also (4-6), and in 12 (25%) of patients, on day (3)."
    found = cited(text)
    assert found == [("(1)", (1,)), ("(2, 3)", (2, 3)), ("(4-6)", (4, 5, 6))]
    assert scan(text).style.kind == "parenthesis"


def test_numbers_in_parentheses_do_not_count_where_they_do_not_fit_the_list() -> None:
    text = "There are three steps: (1) open, (2) look, (3) close."
    found = scan(text, count=30)
    assert found.citations == ()
    assert found.style.kind == "none"


@pytest.mark.parametrize(
    "text",
    [
        "Rare<sup>1</sup>. Seen before.<sup>2,3</sup> Also<sup>4–6</sup>.",
        "Rare^1. Seen before.^2,3 Also^4–6^.",
        "Rare¹. Seen before.²,³ Also⁴⁻⁶.",
    ],
)
def test_raised_numbers(text: str) -> None:
    found = scan(text)
    assert [c.numbers for c in found.citations] == [(1,), (2, 3), (4, 5, 6)]
    assert found.style.kind == "superscript"
    assert all(text[c.start : c.end].strip(" .") == text[c.start : c.end] for c in found.citations)


def test_powers_and_isotopes_are_no_citations() -> None:
    powers = "An area of 4 cm<sup>2</sup>, 10<sup>3</sup> cells, 5 m² and <sup>99</sup>Tc."
    text = powers + " Rare<sup>1,2</sup>. Seen<sup>3-5</sup>. So<sup>6</sup>."
    assert [numbers for _, numbers in cited(text)] == [(1, 2), (3, 4, 5), (6,)]


def test_numbers_glued_to_words_make_the_style_unclear() -> None:
    text = "It is rare.1 Others saw it.2,3 It grows4 and returns.5 Some differ.6"
    found = scan(text)
    assert found.citations == ()
    style = found.style
    assert (style.kind, style.certain, style.lossy) == ("unclear", False, True)
    assert style.reason == "numbers hang on words; raised numbers may be lost"


def test_names_and_years_are_resolved_to_numbers() -> None:
    text = (
        "Rare (Brandt and Okoye, 2004; Lind 1999). Moe et al. (2010) saw it. Others agree (van der Zorn, 2012; "
        "see Berg 2010, and Lopez, 2015)."
    )
    found = scan(text)
    assert [(text[c.start : c.end], c.numbers) for c in found.citations] == [
        ("(Brandt and Okoye, 2004; Lind 1999)", (1, 2)),
        ("Moe et al. (2010)", (3,)),
        ("(van der Zorn, 2012; see Berg 2010, and Lopez, 2015)", (5, 4, 6)),
    ]
    assert (found.style.kind, found.style.certain, found.style.lossy) == ("author-year", True, False)


def test_an_author_and_year_outside_the_list_is_left_unresolved() -> None:
    text = "Rare (Brandt and Okoye, 2004; Lind 1999). Never (Ghost, 2001)."
    found = scan(text)
    assert [c.numbers for c in found.citations] == [(1, 2)]
    assert [text[a:b] for a, b in found.style.unresolved] == ["(Ghost, 2001)"]


def test_two_entries_of_one_author_and_year_are_told_apart_by_letter_or_not_at_all() -> None:
    twins = (Reference(1, 0, 0, ("Lind P",), 1999), Reference(2, 0, 0, ("Lind P", "Moe S"), 1999))
    text = "First (Lind, 1999a), second (Lind, 1999b), with Moe (Lind and Moe, 1999), unclear (Lind, 1999)."
    found = scan_citations(text, (), (), twins)
    assert [c.numbers for c in found.citations] == [(1,), (2,), (2,)]
    assert [text[a:b] for a, b in found.style.unresolved] == ["(Lind, 1999)"]


def test_a_single_bracket_does_not_hide_that_names_and_years_cite() -> None:
    text = "Rare (Brandt and Okoye, 2004). Moe et al. (2010) saw 5 [1] of them (Lind, 1999; van der Zorn, 2012)."
    assert scan(text).style.kind == "author-year"


def test_dates_in_parentheses_are_no_citations() -> None:
    found = scan("She came (in May 2010) and left (June 2012).")
    assert found.citations == ()


def test_references_front_matter_and_furniture_are_not_searched() -> None:
    body = "Introduction\nThis is a rare kind of mass, seen by few people so far [1,2].\n"
    text = body + "References\n1. Brandt K [9]. 2004.\n2. Lind P. 1999.\n"
    sections = find_sections(text, ())
    assert [c.numbers for c in find_citations(text, sections, (), listed(2))] == [(1, 2)]
    head = "Page [7] [8]\n"
    blocks = (Block("furniture", 0, len(head) - 1), Block("paragraph", len(head), len(head) + len(text)))
    assert [c.numbers for c in find_citations(head + body, (), blocks, listed(2))] == [(1, 2)]


def test_without_a_list_only_brackets_are_read() -> None:
    found = scan_citations("Rare [1]. Seen (2) and before.<sup>3</sup> Also [4].", (), (), ())
    assert [c.numbers for c in found.citations] == [(1,), (4,)]
    assert (found.style.certain, found.style.reason) == (False, "no reference list was read")


def test_citations_that_the_source_tags_are_judged_as_such() -> None:
    text = "Rare.1 Seen before.2"
    tagged = (Citation(5, 6, (1,)), Citation(19, 20, (2,)))
    style = judge_citations(text, (), (), listed(2), tagged)
    assert (style.kind, style.certain, style.lossy) == ("tagged", True, False)
    assert judge_citations(text, (), (), listed(6), tagged).lossy
    plain = "Rare [1]. Seen [2]."
    assert judge_citations(plain, (), (), listed(2), find_citations(plain, (), (), listed(2))).kind == "bracket"


def test_a_text_without_marks_has_no_style() -> None:
    style = scan("Nothing is cited here.").style
    assert (style.kind, style.certain, style.lossy, style.reason) == ("none", False, True, "no marks that fit the list")


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [("1,3-5", (1, 3, 4, 5)), ("2–4", (2, 3, 4)), ("0, 48", ()), ("5-3", ()), ("3,3", ()), ("1-200", ()), ("7", (7,))],
)
def test_numbers_are_written_out(printed: str, numbers: tuple[int, ...]) -> None:
    assert expand_numbers(printed) == numbers


@given(st.text(alphabet="[]()0123456789,-– aBz.<sup>/^²³", max_size=60))
def test_each_citation_holds_its_numbers(text: str) -> None:
    for citation in scan(text).citations:
        assert 0 <= citation.start < citation.end <= len(text)
        assert citation.numbers
        assert all(number > 0 for number in citation.numbers)


def test_the_citations_of_the_starting_paper() -> None:
    text = shared_path("seed", "idir-2023.txt").read_text("utf-8")
    sections = find_sections(text, ())
    part = next(s for s in sections if s.role == "references")
    references, _ = parse_references(text, part.start, part.end, ())
    found = scan_citations(text, sections, (), references)
    assert {n for c in found.citations for n in c.numbers} == set(range(1, 11))
    assert [c.numbers for c in found.citations if len(c.numbers) > 1] == [(6, 3, 10)]
    assert (found.style.kind, found.style.certain, found.style.lossy) == ("bracket", True, False)
