"""Conflicts: found, settled with a reason, undone; hidden until both reviewers have signed."""

from web.conftest import Visit
from web.projects import CASE

KEY = {"publication": CASE[0], "case": CASE[1], "field": "level_range"}
PUT = {"chosen": "A", "reason": "misread"}


def test_three_conflicts_and_the_merged_one_are_shown(team: Visit) -> None:
    page = team("carl").get("/adjudicate").text
    assert "1 of 3" in page
    assert "Vertebral levels" in page
    assert "Merged without asking, same answer from other words: 1" in page


def test_each_kind_is_named(team: Visit) -> None:
    client = team("carl")
    shown = {}
    for at in (1, 2, 3):
        page = client.get(f"/adjudicate?at={at}").text
        field = page.partition("<h1>")[2].partition("</h1>")[0]
        shown[field] = page.partition('aria-current="true">')[2].partition("</span>")[0].rpartition(">")[2]
    assert shown == {
        "Vertebral levels": "value",
        "Extent of resection": "one-sided",
        "Local recurrence or progression": "state",
    }


def test_a_settled_conflict_is_gone_and_comes_back_after_undo(team: Visit) -> None:
    client = team("carl")
    done = client.put("/api/adjudications", json=KEY | PUT)
    assert (done.status_code, done.json()) == (200, {"done": "Settled: Vertebral levels, A’s answer."})
    assert "1 of 2" in client.get("/adjudicate").text
    assert client.request("DELETE", "/api/adjudications", json=KEY).json() == {"done": "The conflict is open again."}
    assert "1 of 3" in client.get("/adjudicate").text


def test_what_was_not_chosen_stays_in_the_settlement(team: Visit) -> None:
    client = team("carl")
    client.put("/api/adjudications", json=KEY | {"chosen": "B", "reason": "other_place"})
    (found,) = client.app.state.workspace.project.adjudications()
    assert [answer.reader for answer in found.passed] == ["A"]
    assert (found.chosen, found.reason, found.by) == ("B", "other_place", "carl")


def test_unclear_keeps_both_readings(team: Visit) -> None:
    client = team("carl")
    client.put("/api/adjudications", json=KEY | {"chosen": "unclear", "reason": "definition_unclear"})
    (found,) = client.app.state.workspace.project.adjudications()
    assert (found.answer.state, len(found.answer.candidates)) == ("unclear", 2)


def test_another_answer_needs_its_quote(team: Visit) -> None:
    client = team("carl")
    other = {"chosen": "other", "reason": "misread", "state": "reported", "words": "T4"}
    done = client.put("/api/adjudications", json=KEY | other)
    assert done.status_code == 400
    assert done.json() == {
        "error": "Vertebral levels: no value without a quote. Mark the words in the source that state it."
    }
    text = client.app.state.workspace.project.document(CASE[0]).text
    start = text.index("T3-T4")
    places = [{"start": start, "end": start + 5}]
    good = client.put("/api/adjudications", json=KEY | other | {"words": "T3-T4", "places": places})
    assert good.json() == {"done": "Settled: Vertebral levels, another answer."}


def test_a_reason_is_required(team: Visit) -> None:
    done = team("carl").put("/api/adjudications", json=KEY | {"chosen": "A", "reason": "because"})
    assert done.json() == {
        "error": "A reason is required. Choose one of: misread, other place in paper, unit or conversion, "
        "definition unclear, typing."
    }


def test_a_reviewer_who_did_not_answer_cannot_be_taken(team: Visit) -> None:
    done = team("carl").put(
        "/api/adjudications", json=KEY | {"field": "resection_extent", "chosen": "B", "reason": "typing"}
    )
    assert done.json() == {"error": "Extent of resection: Reviewer B gave no answer here. Nothing was settled."}


def test_nothing_is_shown_before_both_have_signed(half: Visit) -> None:
    client = half("carl")
    page = client.get("/adjudicate").text
    assert "Nothing to adjudicate" in page
    assert "3 cases wait for both signatures" in page
    done = client.put("/api/adjudications", json=KEY | PUT)
    assert done.json() == {
        "error": "There is no conflict here any more: it was settled, or an answer was changed. Reload the page."
    }


def test_one_person_is_told_how_two_reviewers_are_assigned(alone) -> None:
    assert "No publication is read by two reviewers." in alone.get("/adjudicate").text
