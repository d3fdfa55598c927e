"""The flow: boxes that add up, and the sentence where they do not."""

from dataclasses import replace

import pytest

from casepool.domain.review import PrismaFlow
from casepool.write.figures.figure import Figure, NotDrawn
from casepool.write.figures.flow import draw_flow, gather_flow
from casepool.write.figures.flow_layout import lay_out_flow

FLOW = PrismaFlow(
    found=(("PubMed", 412), ("Embase", 388), ("Scopus", 274)), duplicates=375, screened=699, excluded_records=587,
    sought=112, not_retrieved=9, assessed=103, excluded=(("other tumour", 9), ("no data", 31), ("a copy", 9)),
    publications=54, cases=71, table_row_cases=16, patients=(60, 60),
)  # fmt: skip


def words_of(flow: PrismaFlow) -> list[str]:
    figure = draw_flow(flow)
    assert isinstance(figure, Figure)
    return [text.words for text in figure.scene.texts]


def test_every_count_stands_with_its_unit() -> None:
    words = words_of(FLOW)
    for said in ("412 records", "699 records", "587 records", "112 publications", "9 publications", "31 publications"):
        assert said in words
    assert words[words.index("71") + 1] == "cases"
    assert words[words.index("60") + 1] == "patients"
    assert "11 cases joined to another account of the" in " ".join(words)


def test_reasons_stand_by_count_then_alphabet() -> None:
    rows = [row.reason for row in gather_flow(FLOW) if row.box == "assessed" and row.side == "right"]
    assert rows == ["no data", "a copy", "other tumour"]
    many = replace(FLOW, excluded=tuple((f"reason {n}", 1) for n in range(10)))
    rows = [row.reason for row in gather_flow(many) if row.box == "assessed" and row.side == "right"]
    assert rows == [*(f"reason {n}" for n in range(6)), "other (4 reasons)"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"sought": 109},
            "699 records screened minus 587 excluded or undecided is 112, the log holds 109 publications sought.",
        ),
        (
            {"assessed": 110},
            "112 publications sought minus 9 not retrieved is 103, the log holds 110 publications assessed.",
        ),
        (
            {"excluded": (("all", 104),)},
            "103 publications assessed minus 104 excluded is −1, the log holds 54 publications included.",
        ),
    ],
)
def test_boxes_that_do_not_add_up_are_refused(change: dict[str, object], sentence: str) -> None:
    found = draw_flow(replace(FLOW, **change))  # type: ignore[arg-type]
    assert isinstance(found, NotDrawn)
    assert found.sentence == f"Figure not drawn: flow. {sentence}"


def test_records_on_which_reviewers_differ_are_a_loss_of_their_own() -> None:
    words = words_of(replace(FLOW, excluded_records=580, conflicts=7))
    assert "reviewers differ" in words
    assert "7 records" in words


def test_without_screening_file_the_box_says_so() -> None:
    words = words_of(PrismaFlow(publications=1, failed=1, cases=7, table_row_cases=6, patients=(5, 6)))
    assert "no screening file was imported" in words
    assert "2 publications" in words
    assert "5 to 6 until all links are decided" in words


def test_flow_is_drawn_from_its_rows_alone() -> None:
    figure = draw_flow(FLOW, "Synthetic counts.")
    assert isinstance(figure, Figure)
    rows = gather_flow(FLOW)
    assert lay_out_flow(rows, 174, "Synthetic counts.") == figure.scene
    assert figure.scene.drawn_rows == frozenset(range(len(rows)))
    assert "60 patients" in figure.alt_text()
