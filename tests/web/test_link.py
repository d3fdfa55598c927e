"""Pairs of cases: shown with what speaks for and against, decided by people, undone; nothing is written by looking."""

import pytest

from web.conftest import Visit

FIRST = {"publication": "berg-1998", "case": "case-1"}
SECOND = {"publication": "berg-2003", "case": "case-1"}
PAIR = {"first": FIRST, "second": SECOND}


def test_the_pair_is_proposed_with_both_sides(alone) -> None:
    page = alone.get("/link").text
    assert "1 pair to decide" in page
    assert "between 2 and 3 until 1 proposal is decided" in page
    assert 'data-says="for"' in page
    assert 'data-says="against"' in page


@pytest.mark.parametrize(
    ("outcome", "words", "patients"),
    [("same", "Same patient.", "2"), ("different", "Different.", "3"), ("cannot_tell", "Cannot tell.", "3")],
)
def test_a_decision_counts_patients(alone, outcome: str, words: str, patients: str) -> None:
    assert alone.put("/api/links", json=PAIR | {"outcome": outcome}).json() == {"done": words}
    assert f'Patients now: <b class="num">{patients}</b>' in alone.get("/link").text


def test_the_order_of_the_two_does_not_matter(alone) -> None:
    alone.put("/api/links", json={"first": SECOND, "second": FIRST, "outcome": "same"})
    assert alone.request("DELETE", "/api/links", json=PAIR).json() == {"done": "The decision was taken back."}
    assert "1 pair to decide" in alone.get("/link").text


def test_a_joined_patient_keeps_all_cases_in_order_of_follow_up(alone) -> None:
    alone.put("/api/links", json=PAIR | {"outcome": "same"})
    page = alone.get("/link").text
    first, second = page.index("followed for 12 months"), page.index("followed for 60 months")
    assert first < second
    assert len(alone.app.state.workspace.project.cases()) == 3


def test_the_reason_stands_with_the_decision(alone) -> None:
    alone.put("/api/links", json=PAIR | {"outcome": "different", "reason": "another hospital number"})
    assert "another hospital number" in alone.get("/link").text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (PAIR | {"outcome": "maybe"}, "'maybe' is no decision. Allowed: same, different, cannot_tell."),
        ({"first": FIRST, "second": FIRST, "outcome": "same"}, "A link is between two cases. Name another one."),
        (
            {"first": FIRST, "second": {"publication": "x", "case": "case-9"}, "outcome": "same"},
            "There is no case 'case-9' of 'x' in this project.",
        ),
    ],
)
def test_a_wrong_decision_is_refused(alone, body: dict[str, object], error: str) -> None:
    done = alone.put("/api/links", json=body)
    assert (done.status_code, done.json()) == (400, {"error": error})


def test_nothing_to_undo(alone) -> None:
    done = alone.request("DELETE", "/api/links", json=PAIR)
    assert done.json() == {"error": "This pair is not decided, so there is nothing to undo."}


def test_a_reader_sees_and_does_not_decide(team: Visit) -> None:
    page = team("rosa").get("/link").text
    assert "You may read here; a reviewer decides." in page
    assert "data-outcome" not in page
