"""The appraisal grid: items and publications, and never a number per publication."""

from casepool.domain.appraisal import Judgement
from casepool.knowledge.checklists import load_checklist
from casepool.write.figures import Appraisal, AppraisedPublication, Figure, NotDrawn, draw_appraisal
from casepool.write.figures.appraisal import gather_appraisal, lay_out_appraisal

ITEMS = load_checklist("jbi_case_report").items


def make_appraisal(n: int, answer: str = "yes") -> Appraisal:
    publications = tuple(AppraisedPublication(f"p{k}", f"Author {k}", 2000 - k, k == 0) for k in range(n))
    told = [Judgement(p.id, ITEMS[0].id, answer) for p in publications[1:]]
    return Appraisal("jbi_case_report", publications, tuple(told), "Synthetic.")


def test_columns_stand_by_year_and_the_index_paper_last() -> None:
    rows = gather_appraisal(make_appraisal(4))
    assert [row.source_id for row in rows[:4]] == ["p3", "p2", "p1", "p0"]
    assert [row.answer for row in rows[:4]] == ["yes", "yes", "yes", "not_yet_judged"]


def test_grid_and_bars_can_be_drawn_from_the_data() -> None:
    for n in (2, 12, 40, 90):
        figure = draw_appraisal(make_appraisal(n))
        assert isinstance(figure, Figure)
        rows = gather_appraisal(make_appraisal(n))
        assert lay_out_appraisal(rows, figure.width, "Synthetic.") == figure.scene
        assert f"{n - 1}/{n - 1}" in [text.words for text in figure.scene.texts]
        assert f"{n} publications" in figure.alt_text()
    assert draw_appraisal(make_appraisal(6), 85).width == 85  # type: ignore[union-attr]


def test_unknown_answers_are_unclear() -> None:
    rows = gather_appraisal(make_appraisal(2, "perhaps"))
    assert [row.answer for row in rows[:2]] == ["unclear", "not_yet_judged"]


def test_one_publication_is_refused() -> None:
    found = draw_appraisal(make_appraisal(1))
    assert isinstance(found, NotDrawn)
    assert (
        found.sentence == "Figure not drawn: appraisal grid. The pool holds 1 publication. The items stand in a table."
    )
