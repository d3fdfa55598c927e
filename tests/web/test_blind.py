"""Before both reviewers have signed, nothing that one of them answered is in any response to the other."""

import pytest

from casepool.domain.review import Signature
from casepool.pipeline.answering import Entry, make_answer
from web.conftest import Visit
from web.projects import CASE

PAGES = [
    *("/", "/link", "/findings", "/pool", "/pool?show=field.age_years", "/pool?show=field.level_range", "/compare"),
    *("/compare?case=berg-1998/case-1", "/article", "/article/preview", "/history", "/history?who=ben", "/settings"),
    *("/pool?show=figure.level_map", "/pool/figure/level_map.svg", "/pool/figure/swimmer.svg", "/publications"),
]
SECRET = "only ben has said this"


@pytest.fixture
def told(half: Visit) -> Visit:
    """ben has answered with words and a number that stand nowhere else."""
    work = half("lea").app.state.workspace
    document = work.project.document(CASE[0])
    start = document.text.index("43-year-old")
    entry = Entry(*CASE, "age_years", "reported", words="77 years", spans=((start, start + 2),), note=SECRET)
    work.project.save_answer(make_answer(work.project.form, document, entry, "B", "ben"), "ben")
    return half


@pytest.mark.parametrize("page", PAGES)
def test_the_other_answers_are_in_no_page(told: Visit, page: str) -> None:
    text = told("anna").get(page).text
    assert SECRET not in text
    assert "77 year" not in text
    assert "77 or" not in text


def test_the_scan_can_fail(told: Visit) -> None:
    assert SECRET in told("lea").get("/history").text
    assert SECRET in told("ben").get("/history").text


def test_earlier_tables_are_closed_while_cases_are_blind(told: Visit) -> None:
    answer = told("anna").get("/history?on=2030-01-01")
    assert answer.status_code == 403
    assert "While cases are read blind, earlier tables are open to adjudicators only." in answer.text


def test_after_both_have_signed_the_history_is_open(told: Visit) -> None:
    project = told("lea").app.state.workspace.project
    project.save_signature(Signature(*CASE, "B", "ben"), "ben")
    assert SECRET in told("anna").get("/history").text
