"""Sections and roles: by structure, by known headings, by wording. Invented texts, but for those of ../shared."""

import json
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepool.domain.document import CASE_SUBS, ROLES, Block, Section
from casepool.text.flatten import flatten
from casepool.text.sections import find_sections
from support import shared_path

STORY = (
    "A 47-year-old woman was admitted with a slowly growing swelling of the back. She denied fever. On examination a "
    "firm mass was felt. MRI showed a lesion beside the spine. She underwent resection and recovered without incident. "
)
GENERAL = (
    "Chordomas are rare tumours [1,2]. In the literature only few cases have been reported [3]. They usually occur in "
    "older patients, and the prognosis is poor [4-6]. Several authors recommend wide excision, which may be difficult. "
)
ABSTRACT = (
    "We report a patient with an unusual swelling of the back, and discuss what is known of it from earlier papers. "
)
ENTRIES = (
    "1. Brandt K, Okoye L. A swelling of the back. J Invented Surg. 2004;12:33-9.\n"
    "2. Lind P. On masses. Acta Fict. 1999;3:1-4.\n"
)


def roles(text: str, blocks: tuple[Block, ...] = ()) -> list[str]:
    """The roles in order, neighbours of the same role once."""
    found = [s.role for s in find_sections(text, blocks)]
    return [role for index, role in enumerate(found) if not index or role != found[index - 1]]


def section(text: str, words: str, blocks: tuple[Block, ...] = ()) -> Section:
    """The section that holds these words."""
    at = text.index(words)
    return next(s for s in find_sections(text, blocks) if s.start <= at < s.end)


def blocks_of(*items: tuple[str, str] | tuple[str, str, int]) -> tuple[str, tuple[Block, ...]]:
    """A text of blocks (kind, words, level) apart by blank lines, and the blocks."""
    text, blocks = "", []
    for kind, words, *level in items:
        blocks.append(Block(kind, len(text), len(text) + len(words), level=level[0] if level else 0))
        text += words + "\n\n"
    return text, tuple(blocks)


def check_cover(text: str, found: tuple[Section, ...]) -> None:
    assert [s.start for s in found] == [0, *(s.end for s in found[:-1])]
    assert found[-1].end == len(text)
    assert all(s.start < s.end and s.role in ROLES and s.sub in ("", *CASE_SUBS) for s in found)


def test_an_article_in_markdown_gets_the_roles_of_its_headings() -> None:
    text = (
        "# Journal of Invented Surgery\n\n### CASE REPORT\n\n#### A strange swelling beside the spine of a woman\n\n"
        f"A. Writer, B. Author\n\nReceived: 3 May 2020\n\n#### Abstract\n\n{ABSTRACT}\n\n#### Introduction:\n\n"
        f"{GENERAL}\n\n"
        f"#### Case Report\n\n{STORY}\n\n**Discussion:**\n\n{GENERAL}\n\n**Conclusion:**\n\nThink of it early.\n\n"
        "- The authors confirm that they have no conflict of interest\n\n**Fig.1:-** Sagittal image of the lesion\n\n"
        f"**Bibliographie:**\n\n{ENTRIES}"
    )
    found = find_sections(text, ())
    check_cover(text, found)
    expected = ["front", "title", "front", "abstract", "introduction", "case", "discussion", "conclusion"]
    assert roles(text) == [*expected, "ethics", "caption", "references"]
    assert section(text, "A strange").role == "title"
    assert section(text, "A 47-year-old").title == "Case Report"
    assert section(text, "1. Brandt").title == "Bibliographie"


def test_plain_lines_that_are_known_headings_open_sections() -> None:
    opening = ["A strange swelling beside the spine", ABSTRACT * 3, "1. Introduction", GENERAL]
    body = ["2. Case Presentation", STORY, "3. Discusion", GENERAL]
    text = "\n".join([*opening, *body, "Acknowledgements", "We thank nobody.", "References", ENTRIES])
    assert roles(text) == ["title", "abstract", "introduction", "case", "discussion", "other", "references"]


def test_a_structured_abstract_without_its_heading_ends_where_the_introduction_begins_again() -> None:
    lines = [
        "A strange swelling beside the spine",
        "Background",
        GENERAL,
        "Case presentation",
        STORY,
        "Conclusions",
        ABSTRACT,
    ]
    text = "\n".join([*lines, "Background", GENERAL, "Case presentation", STORY, "Discussion", GENERAL])
    assert roles(text) == ["title", "abstract", "introduction", "case", "discussion"]


def test_run_in_headings_of_an_abstract_stay_in_it() -> None:
    text, blocks = blocks_of(
        ("heading", "ABSTRACT"),
        ("paragraph", f"Background: {GENERAL}"),
        ("paragraph", f"Case presentation: {STORY}"),
        ("paragraph", "Conclusion: Think of it."),
        ("paragraph", "Keywords: swelling, spine"),
        ("heading", "INTRODUCTION"),
        ("paragraph", GENERAL),
        ("heading", "CASE REPORT"),
        ("paragraph", STORY),
    )
    assert roles(text, blocks) == ["abstract", "front", "introduction", "case"]


def test_labels_within_one_paragraph_part_it() -> None:
    text = f"Background: {GENERAL}Case presentation: {STORY}Conclusions: Think of it early."
    assert roles(text) == ["introduction", "case", "conclusion"]
    text = f"Case 1. {STORY}Case 2. {STORY}In case 2: no. {STORY}"
    assert [s.title for s in find_sections(text, ())] == ["Case 1", "Case 2"]


def test_numbers_inside_an_unnumbered_part_do_not_open_a_new_part() -> None:
    text, blocks = blocks_of(
        ("heading", "Case report", 1),
        ("paragraph", STORY),
        ("heading", "Discussion", 1),
        ("paragraph", GENERAL),
        ("heading", "1) Imaging findings", 2),
        ("paragraph", STORY),
        ("heading", "Conclusion", 1),
        ("paragraph", "Think of it."),
    )
    assert roles(text, blocks) == ["case", "discussion", "conclusion"]


def test_capitals_run_in_with_their_text_open_sections() -> None:
    text = f"ABSTRACT\n{ABSTRACT}\nINTRODUCTION {GENERAL}\nCASE REPORT A man came. {STORY}\nDISCUSSION {GENERAL}"
    assert roles(text) == ["abstract", "introduction", "case", "discussion"]


@pytest.mark.parametrize(
    ("heading", "sub"),
    [
        ("Clinical history", "history"),
        ("Imaging findings", "imaging"),
        ("Pathological findings", "pathology"),
        ("Operation", "treatment"),
        ("Follow-up", "outcome"),
        ("Timeline", "timeline"),
    ],
)
def test_headings_inside_the_case_give_sub_roles(heading: str, sub: str) -> None:
    text, blocks = blocks_of(
        ("heading", "Case presentation", 1),
        ("paragraph", STORY),
        ("heading", heading, 2),
        ("paragraph", "It was seen."),
    )
    found = section(text, "It was seen", blocks)
    assert (found.role, found.sub, found.title) == ("case", sub, heading)


def test_sub_headings_of_a_case_stay_general_below_the_discussion() -> None:
    text, blocks = blocks_of(
        ("heading", "1. Case report"),
        ("paragraph", STORY),
        ("heading", "2. Discussion"),
        ("paragraph", GENERAL),
        ("heading", "2.1. Imaging findings"),
        ("paragraph", GENERAL),
        ("heading", "2.2. Patient 1"),
        ("paragraph", "The variant of this patient is known from a database."),
    )
    assert section(text, "The variant", blocks).role == "discussion"
    assert [s.role for s in find_sections(text, blocks)] == ["case", "discussion", "discussion", "discussion"]


def test_an_unknown_heading_has_the_role_around_it() -> None:
    text, blocks = blocks_of(
        ("heading", "Discussion", 1),
        ("paragraph", GENERAL),
        ("heading", "Why the back?", 2),
        ("paragraph", GENERAL),
        ("heading", "Conclusion", 1),
        ("paragraph", "Think of it."),
    )
    assert section(text, "Why the back", blocks).role == "discussion"


def test_an_unknown_heading_at_the_top_opens_a_case_if_a_patient_is_told_below() -> None:
    text, blocks = blocks_of(
        ("heading", "Introduction", 1),
        ("paragraph", GENERAL),
        ("heading", "The woman with the swelling", 1),
        ("paragraph", STORY),
        ("heading", "What we know", 1),
        ("paragraph", GENERAL),
        ("heading", "Discussion", 1),
        ("paragraph", GENERAL),
    )
    assert section(text, "A 47-year-old", blocks).role == "case"
    assert section(text, "What we know", blocks).role == "case" or section(text, "What we know", blocks).role == "other"


def test_two_headings_that_a_reader_took_for_one_have_the_role_of_the_first() -> None:
    text, blocks = blocks_of(
        ("heading", "Introduction", 2),
        ("paragraph", GENERAL),
        ("heading", "Materials and methods Drugs and doses", 2),
        ("paragraph", "Doses were weighed."),
        ("heading", "Discussion with the family", 2),
        ("paragraph", "Doses were weighed again."),
    )
    assert section(text, "Doses were weighed.", blocks).role == "methods"
    assert section(text, "again", blocks).role == "methods"


def test_an_ethical_approval_among_the_methods_covers_one_paragraph() -> None:
    text, blocks = blocks_of(
        ("heading", "Methods"),
        ("paragraph", "We looked for variants."),
        ("heading", "Ethical approval"),
        ("paragraph", "The board agreed to it."),
        ("paragraph", "Primers were ordered."),
    )
    assert section(text, "The board", blocks).role == "ethics"
    assert section(text, "Primers", blocks).role == "methods"


def test_an_abstract_in_one_paragraph_ends_with_it() -> None:
    text, blocks = blocks_of(
        ("title", "A strange swelling beside the spine"),
        ("paragraph", "Abstract " + ABSTRACT * 4),
        ("paragraph", GENERAL * 3),
        ("heading", "Case report"),
        ("paragraph", STORY),
    )
    assert roles(text, blocks) == ["title", "abstract", "introduction", "case"]


def test_dates_in_the_middle_of_an_abstract_do_not_end_it() -> None:
    text, blocks = blocks_of(
        ("heading", "Abstract", 1),
        ("heading", "Background", 3),
        ("paragraph", GENERAL),
        ("heading", "Open access", 3),
        ("paragraph", "Received: 3 May 2020"),
        ("heading", "Conclusion", 3),
        ("paragraph", "Think of it."),
        ("heading", "Introduction", 2),
        ("paragraph", GENERAL),
    )
    assert section(text, "Think of it", blocks).role == "abstract"
    assert section(text, "Received", blocks).role == "front"
    assert roles(text, blocks)[-1] == "introduction"


def test_a_label_above_a_marked_title_opens_nothing() -> None:
    text, blocks = blocks_of(
        ("heading", "Hypothesis", 2),
        ("title", "A strange swelling beside the spine"),
        ("heading", "A. Writer and B. Author", 4),
        ("heading", "Introduction", 4),
        ("paragraph", GENERAL),
    )
    assert roles(text, blocks) == ["front", "title", "front", "introduction"]


def test_several_cases_keep_their_titles() -> None:
    text = f"Introduction\n{GENERAL}\nCase 1\n{STORY}\nCase 2: a man\n{STORY}\nDiscussion\n{GENERAL}"
    cases = [s.title for s in find_sections(text, ()) if s.role == "case"]
    assert cases == ["Case 1", "Case 2: a man"]


def test_the_kind_of_article_above_the_title_is_no_case() -> None:
    text, blocks = blocks_of(
        ("heading", "Case Report", 2),
        ("title", "A strange swelling beside the spine"),
        ("paragraph", "A. Writer and B. Author"),
        ("heading", "Abstract", 2),
        ("paragraph", ABSTRACT),
        ("heading", "Case Report", 2),
        ("paragraph", STORY),
    )
    assert roles(text, blocks) == ["front", "title", "front", "abstract", "case"]


def test_a_title_that_begins_with_case_report_is_a_title() -> None:
    text = f"Case report: a strange swelling beside the spine\nAbstract\n{ABSTRACT}\nCase report\n{STORY}"
    assert roles(text) == ["title", "abstract", "case"]


def test_front_matter_in_the_middle_of_a_case_does_not_end_it() -> None:
    text, blocks = blocks_of(
        ("heading", "Case report"),
        ("paragraph", STORY),
        ("paragraph", "Corresponding Author:- A. Writer"),
        ("paragraph", "Address:- Department of Surgery, Sampletown"),
        ("paragraph", STORY),
    )
    assert roles(text, blocks) == ["case", "front", "case"]


def test_captions_and_tables_are_sections_of_their_own_and_extend_nothing() -> None:
    text, blocks = blocks_of(
        ("heading", "Case report"),
        ("paragraph", STORY),
        ("caption", "Image of the mass"),
        ("paragraph", STORY),
        ("heading", "Conclusion"),
        ("paragraph", "Think of it."),
        ("paragraph", "Fig. 2: The specimen"),
        ("caption", "Table 1. Earlier cases"),
        ("cell", "Brandt 2004"),
        ("cell", "43/F"),
    )
    assert roles(text, blocks) == ["case", "caption", "case", "conclusion", "caption", "table"]


def test_a_sentence_that_begins_with_a_figure_is_no_caption() -> None:
    text, blocks = blocks_of(
        ("heading", "Case report"), ("paragraph", STORY), ("paragraph", "Figure 1 shows the mass of her back.")
    )
    assert roles(text, blocks) == ["case"]


def test_declarations_end_with_their_paragraph_or_at_the_next_heading() -> None:
    text, blocks = blocks_of(
        ("heading", "Conclusion"),
        ("paragraph", "Think of it."),
        ("heading", "Consent"),
        ("paragraph", "The patient agreed to this publication in writing. " * 8),
        ("heading", "Authors’ contributions"),
        ("paragraph", "AW wrote, BA read. " * 20),
        ("heading", "References"),
        ("reference", "1. Brandt K. A swelling. J Invented Surg. 2004;12:33-9."),
    )
    assert roles(text, blocks) == ["conclusion", "ethics", "other", "references"]


def test_a_list_of_references_is_found_without_its_heading() -> None:
    text = f"Discussion\n{GENERAL}\n{ENTRIES}3. Moe T, Roe S. A third one. Acta Fict. 2001;5:6-9.\n"
    assert section(text, "1. Brandt").role == "references"
    assert section(text, "3. Moe").role == "references"


def test_legends_under_an_empty_reference_heading_are_other_text() -> None:
    legend = "The picture shows the mass from behind, with its capsule and the vessels around it."
    text = f"Discussion\n{GENERAL}\nReferences\n{legend}\n"
    assert section(text, "The picture").role == "other"


def test_a_text_that_only_tells_a_patient_is_case_from_beginning_to_end() -> None:
    for text in (
        STORY,
        STORY * 5,
        STORY.replace(". ", ".\n"),
        f"{STORY}\n\n{STORY}One similar case is known to us. {STORY}",
    ):
        assert find_sections(text, ()) == (Section("", "case", 0, len(text)),)


def test_wording_opens_and_closes_the_case_where_no_heading_does() -> None:
    text = f"{GENERAL * 2}\n\nWe report a further case. {STORY * 3}\n\n{GENERAL * 3}"
    assert roles(text) == ["introduction", "case", "discussion"]
    assert section(text, "A 47-year-old").role == "case"
    assert text.index("Chordomas", 1000) >= section(text, "A 47-year-old").end - 5


def test_a_text_that_opens_with_its_patient_is_case_also_after_we_report() -> None:
    opening = (
        "We report the case of a 16-year-old girl who had a mass. It was cut out, as seen before in the literature."
    )
    text = f"{opening} {STORY}"
    assert roles(text) == ["case"]


def test_one_general_remark_does_not_end_a_case() -> None:
    text = f"{STORY}\n\nSuch masses are rare. {STORY}\n\n{STORY}"
    assert roles(text) == ["case"]


def test_an_article_without_a_case_heading_has_its_patient_found_in_the_results() -> None:
    methods = "We looked for variants in the usual way, with primers."
    text = f"Introduction\n{GENERAL}\nMethods\n{methods}\nResults\n{STORY}\nDiscussion\n{GENERAL}"
    assert roles(text) == ["introduction", "methods", "results", "case", "discussion"]


def test_a_general_text_without_headings_is_no_case() -> None:
    assert roles(GENERAL) == ["abstract"]
    assert roles(GENERAL * 60) == ["other"]


def test_the_rows_of_a_torn_table_are_a_table() -> None:
    text = f"Case report\n{STORY}\nAuthor\tAge\tSex\nBrandt\t43\tF\nDiscussion\n{GENERAL}"
    assert roles(text) == ["case", "table", "discussion"]


def test_a_blank_text_has_no_sections() -> None:
    assert find_sections("", ()) == ()
    assert find_sections(" \n\t ", ()) == ()


@given(
    st.lists(
        st.sampled_from(
            [STORY, GENERAL, "Discussion", "# Case report", "Fig. 1: x", "İ\u00a0ß", "1. Brandt K. A. 2004;1:2.", "\t"]
        )
    )
)
def test_sections_cover_any_text_without_gap_or_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = find_sections(text, ())
    if text.strip():
        check_cover(text, found)


@given(st.text())
def test_the_flat_copy_keeps_every_offset(text: str) -> None:
    assert len(flatten(text)) == len(text)


def test_time_grows_with_the_length_only() -> None:
    def seconds(times: int) -> float:
        text = f"Introduction\n{GENERAL}\nCase report\n" + f"{STORY}\n" * times + f"Discussion\n{GENERAL}"
        start = time.process_time()
        find_sections(text, ())
        return time.process_time() - start

    seconds(10)
    assert seconds(8000) < 16 * seconds(1000) + 0.5


@pytest.mark.parametrize("dataset", ["maccrobat2020", "e3c_en_layer1"])
def test_case_bodies_of_the_reference_sets_are_case(dataset: str) -> None:
    texts = [
        json.loads(line)["text"] for line in shared_path("gold", dataset, "docs.jsonl").read_text("utf-8").splitlines()
    ]
    for text in texts:
        found = find_sections(text, ())
        check_cover(text, found)
        assert sum(s.end - s.start for s in found if s.role == "case") >= 0.95 * len(text)


def test_full_texts_without_markup_get_their_parts() -> None:
    lines = shared_path("gold", "jax_phenopackets", "docs.jsonl").read_text("utf-8").splitlines()
    counts: Counter[str] = Counter()
    for line in lines:
        text = json.loads(line)["text"]
        found = find_sections(text, ())
        check_cover(text, found)
        counts.update({s.role for s in found})
    assert len(lines) == 52
    assert counts["case"] >= 50
    assert counts["discussion"] >= 44
    assert min(counts["title"], counts["abstract"], counts["introduction"]) >= 48


def test_the_starting_paper_has_one_case_section() -> None:
    text = shared_path("seed", "idir-2023.txt").read_text("utf-8")
    found = find_sections(text, ())
    check_cover(text, found)
    assert [s.title for s in found if s.role == "case"] == ["Case Report"]
    assert [s.role for s in found if s.role not in ("front", "title")] == [
        *("abstract", "introduction", "case", "discussion", "conclusion", "ethics", "caption", "table", "references"),
    ]
