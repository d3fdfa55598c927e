"""One case beside its source: what is sent, what is kept, who sees what."""

from pathlib import Path

import pytest

from casepool.store import open_project
from web.entering import Visit, enter_alone, enter_team
from web.papers import PAPERS
from web.projects import CASE, make_project, make_team

KEY = {"publication": CASE[0], "case": CASE[1]}
CONFLICT = """Invented tumour of the thoracic spine: a case report

Tove Lindqvist
Department of Neurosurgery, Invented County Hospital, Sweden

Synthetic text written for tests; no real patient.

Abstract

We describe a 36-year-old man with a leiomyosarcoma at T3-T4.

Case Report

He is a 35-year-old man with back pain. He underwent surgery.

Discussion

Our patient was a 36-year-old man. <script>alert("paper")</script> & more.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("wb") / "p", {**PAPERS, "conflict.txt": CONFLICT})


@pytest.fixture(scope="module")
def visit(folder: Path) -> Visit:
    return enter_alone(folder)


def questions_of(visit: Visit, publication: str = CASE[0]) -> dict[tuple[str, str], dict]:
    told = visit.read(f"/api/cases/{publication}", case="case-1")
    return {(q["field"], q["item"]): q for q in told["questions"]}


def test_the_way_in_leads_to_the_first_case_that_waits(visit: Visit) -> None:
    answer = visit.client.get("/workbench", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench/berg-1998?case=case-1")
    page = visit.text("/workbench/berg-1998?case=case-1")
    assert "<title>Desmoplastic tumour of the thoracic spine: a case report, Case 1" in page
    assert 'href="/workbench/berg-2003?case=case-1" aria-label="Next case"' in page


def test_a_case_that_is_not_there_is_named(visit: Visit) -> None:
    page = visit.client.get("/workbench/berg-1998?case=case-9")
    assert page.status_code == 400
    assert "There is no case &#39;case-9&#39; in berg-1998.txt." in page.text
    gone = visit.client.get("/api/cases/nobody?case=case-1")
    assert gone.json() == {"error": "There is no publication 'nobody' in this project."}


def test_every_quote_stands_in_the_text_that_is_sent(visit: Visit) -> None:
    for publication in ("berg-1998", "conflict"):
        paper = visit.read(f"/api/papers/{publication}")
        words = {}
        for block in paper["blocks"]:
            for piece in block["cells"] or [block]:
                words |= {piece["start"] + n: letter for n, letter in enumerate(piece["text"])}
        quotes = [
            quote
            for question in questions_of(visit, publication).values()
            if question["machine"]
            for quote in question["machine"]["quotes"]
        ]
        assert len(quotes) > 3
        for quote in quotes:
            stands = "".join(words.get(n, " ") for n in range(quote["start"], quote["end"]))
            assert " ".join(stands.split()) == quote["quote"]


def test_mentions_that_disagree_stand_in_a_ledger(visit: Visit) -> None:
    age = questions_of(visit, "conflict")["age_years", ""]
    assert age["machine"]["state"] == "unclear"
    assert age["machine"]["shown"] == "36 years or 35 years"
    assert [m["value"] for m in age["mentions"]] == ["36 year", "35 year", "36 year"]
    assert [(c["place"], len(c["on_line"]), len(c["below"])) for c in age["ledger"]] == [
        ("Abstract", 1, 0),
        ("Case Report", 0, 1),
        ("Discussion", 1, 0),
    ]


def test_accepting_a_contradiction_is_refused_and_settling_it_needs_a_reason(visit: Visit) -> None:
    key = {"publication": "conflict", "case": "case-1", "field": "age_years", "item": ""}
    refused = visit.write("POST", "/api/answers/accept", key, 400)
    assert refused["error"] == "There are 2 readings of this. Settle one of them, or keep it unclear with its reason."
    refused = visit.write("POST", "/api/answers/settle", {**key, "reading": 0}, 400)
    assert refused["error"] == "Say why this reading is the right one: the others stay in the history beside it."
    refused = visit.write("POST", "/api/answers/settle", {**key, "reading": 4, "note": "x"}, 400)
    assert refused["error"] == "There are 2 readings here, so there is no number 5."
    kept = visit.write("POST", "/api/answers/settle", {**key, "reading": 0, "note": "two of three say so"})
    assert (kept["state"], kept["shown"], kept["note"]) == ("reported", "36 years", "two of three say so")
    assert visit.write("POST", "/api/answers/undo", key) == {"done": "The answer was taken back."}
    kept = visit.write("POST", "/api/answers/keep-unclear", key)
    assert (kept["state"], kept["reason"]) == ("unclear", "contradictory")
    visit.write("POST", "/api/answers/undo", key)


def test_a_flag_goes_with_an_answer(visit: Visit) -> None:
    key = {**KEY, "field": "sex", "item": ""}
    refused = visit.write("POST", "/api/answers/flag", {**key, "flagged": True}, 400)
    assert refused["error"] == "A flag goes with an answer. Answer first (Unclear is an answer too), then flag it."
    visit.write("POST", "/api/answers/accept", key)
    assert visit.write("POST", "/api/answers/flag", {**key, "flagged": True})["flagged"] is True
    assert questions_of(visit)["sex", ""]["own"]["flagged"] is True


def test_a_source_without_pages_has_no_picture(visit: Visit) -> None:
    answer = visit.client.get("/page/berg-1998/1.png")
    assert answer.status_code == 400
    assert "berg-1998.txt has no picture of page 1. Use the text." in answer.text


def limit_protocol(folder: Path, line: str) -> None:
    plan = folder / "protocol.toml"
    kept = [text for text in plan.read_text(encoding="utf-8").splitlines() if not text.startswith("assist")]
    plan.write_text("\n".join([line, *kept]) + "\n", encoding="utf-8")


def test_the_protocol_hides_what_the_machine_read(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "p")
    limit_protocol(folder, 'assist = "after_own_answer"')
    visit = enter_alone(folder)
    told = questions_of(visit)
    assert [key for key, q in told.items() if q["machine"] or q["mentions"] or q["findings"]] == []
    assert "leiomyosarcoma" not in str(list(told.values()))
    assert all(not row["cells"] for row in visit.read("/api/grid")["rows"])
    visit.write("PUT", "/api/answers", {**KEY, "field": "sex", "item": "", "state": "not_reported"})
    told = questions_of(visit)
    assert [key for key, q in told.items() if q["machine"]] == [("sex", "")]
    assert told["sex", ""]["machine"]["shown"] == "male"
    refused = visit.write("POST", "/api/answers/accept", {**KEY, "field": "age_years", "item": ""}, 403)
    assert refused["error"] == (
        "The protocol hides what the machine read, so it cannot be accepted. Give your own answer."
    )
    refused = visit.write("POST", "/api/answers/accept-cell", {**KEY, "field": "age_years"}, 400)
    assert refused["error"] == (
        "The protocol keeps the machine's answers from you here, so there is nothing to accept."
    )


def test_the_other_reviewer_is_not_sent_before_both_have_signed(tmp_path: Path) -> None:
    folder = make_team(tmp_path / "p", signed=("A",))
    anna, ben = enter_team(folder, "anna", "ben")
    seen = "".join(
        anna.text(address)
        for address in (
            "/api/cases/berg-1998?case=case-1",
            "/api/grid?fields=all",
            "/workbench/berg-1998?case=case-1",
            "/grid",
            "/tables",
            "/api/answers/changes?publication=berg-1998&case=case-1&field=level_range",
            "/api/answers/changes?publication=berg-1998&case=case-1&field=local_recurrence",
        )
    )
    assert "the upper level only" not in seen
    assert questions_of(anna)["level_range", ""]["others"] == {}
    assert "the upper level only" in ben.text("/api/cases/berg-1998?case=case-1")
    ben.write("POST", "/api/signatures", KEY, 400)
    with open_project(folder) as project:
        from casepool.domain.review import Signature

        project.save_signature(Signature(*CASE, "B", "ben"), "ben")
    others = questions_of(anna)["level_range", ""]["others"]
    assert others["B"]["note"] == "the upper level only"


def test_somebody_who_is_not_assigned_reads_only(tmp_path: Path) -> None:
    (rosa,) = enter_team(make_team(tmp_path / "p", signed=()), "rosa")
    told = rosa.read("/api/cases/berg-1998", case="case-1")
    assert (told["letter"], told["signed"]) == ("", False)
    assert "the upper level only" not in str(told)
    refused = rosa.write("POST", "/api/answers/settle", {**KEY, "field": "sex", "item": "", "reading": 0}, 403)
    assert refused["error"] == "This needs the role reviewer; you are signed in as reader. Ask the admin."
