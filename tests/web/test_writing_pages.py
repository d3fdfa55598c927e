"""Findings, Pool, Compare, Article, History, Settings: what each shows and what each write does."""

import io
import zipfile

from casepool.pipeline.findings import list_findings
from web.conftest import Visit

ANSWERS = {"age_years": "36 years", "sex": "male", "level_range": "T3-T4", "diagnosis": "leiomyosarcoma"}


def find_error(client) -> str:
    project = client.app.state.workspace.project
    return next(shown.key for shown in list_findings(project) if shown.finding.severity == "error")


def test_a_contradiction_shows_both_quotes(alone) -> None:
    page = alone.get("/findings?severity=error").text
    assert "61-year-old" in page
    assert "63-year-old" in page
    assert "/workbench/sandvik-2010?case=case-1&amp;field=age_years" in page


def test_a_finding_is_set_aside_and_shown_again(alone) -> None:
    keys = {"keys": [find_error(alone)]}
    assert alone.put("/api/findings/aside", json=keys | {"reason": " "}).json() == {
        "error": "A finding is set aside only with a reason. Say why it is not a problem."
    }
    done = alone.put("/api/findings/aside", json=keys | {"reason": "a typing error in proof"})
    assert done.json() == {"done": "Not a problem: remembered with its reason."}
    assert "a typing error in proof" in alone.get("/findings?aside=1").text
    assert alone.request("DELETE", "/api/findings/aside", json=keys).json() == {"done": "The finding is shown again."}
    assert "a typing error in proof" not in alone.get("/findings?aside=1").text


def test_the_letter_asks_politely_with_quotes(alone) -> None:
    page = alone.get("/findings?severity=error").text
    key = page.partition('data-key="')[2].partition('"')[0]
    text = alone.post("/api/letter", json={"keys": [key, "gone"]}).json()["text"]
    assert text.startswith("Dear authors,")
    assert "1. " in text
    assert "2. " not in text
    assert max(map(len, text.splitlines())) <= 78


def test_the_pool_leads_from_a_number_to_its_quotes(alone) -> None:
    page = alone.get("/pool?show=field.age_years").text
    assert "Cases behind this number" in page
    assert "43-year-old" in page


def test_the_pool_refuses_in_words(alone) -> None:
    assert "Figure not drawn: overall survival." in alone.get("/pool?show=figure.survival_overall_survival").text
    answer = alone.get("/pool?show=nothing")
    assert answer.status_code == 400
    assert "The pool has nothing called" in answer.text


def test_a_figure_is_a_picture_without_style(alone) -> None:
    answer = alone.get("/pool/figure/swimmer.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert " style=" not in answer.text
    assert answer.text != alone.get("/pool/figure/swimmer.svg?light=night").text


def test_an_index_case_is_entered_compared_and_erased(alone) -> None:
    assert "No comparison yet" in alone.get("/compare").text
    assert alone.post("/api/index-case", json={"answers": ANSWERS}).json()["case"] == "index-1/case-1"
    page = alone.get("/compare").text
    assert "Index case against 3 earlier patients" in page
    assert "Not a diagnostic device." in page
    wrong = alone.request("DELETE", "/api/index-case", json={"case": "index-1", "confirm": "index"})
    assert wrong.json() == {"error": "Type the id of the index case to remove it for good. Nothing was removed."}
    gone = alone.request("DELETE", "/api/index-case", json={"case": "index-1", "confirm": "index-1"})
    assert gone.json() == {"done": "index-1 was erased; a tombstone stays."}
    assert "No comparison yet" in alone.get("/compare").text


def test_an_answer_that_is_not_understood_keeps_nothing(alone) -> None:
    done = alone.post("/api/index-case", json={"answers": ANSWERS | {"sex": "blue"}})
    assert done.status_code == 400
    assert "Nothing was written." in done.json()["error"]
    assert "No comparison yet" in alone.get("/compare").text


def test_cited_figures_stand_apart(alone) -> None:
    page = alone.get("/compare?case=berg-1998/case-1").text
    assert "What the papers cite from the literature" in page
    assert "5-16% of soft tissue sarcomas" in page


def test_a_blocked_release_needs_a_reason_that_is_printed(alone) -> None:
    refused = alone.post("/api/release", json={"reason": ""})
    assert refused.status_code == 400
    assert "block the release" in refused.json()["error"]
    assert alone.post("/api/release", json={"reason": "for the reviewers only"}).json()["done"].startswith("Released")
    assert "Reason given: for the reviewers only" in alone.get("/article/preview").text


def test_the_article_is_given_as_word_and_as_archives(alone) -> None:
    names = {}
    for to in ("docx", "html", "tex"):
        answer = alone.get(f"/article/files/{to}")
        names[to] = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert "word/document.xml" in names["docx"]
    assert "review.html" in names["html"]
    assert "review.tex" in names["tex"]


def test_the_preview_brings_its_own_policy(alone) -> None:
    policy = alone.get("/article/preview").headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")


def test_an_earlier_state_is_restored(team: Visit) -> None:
    lead = team("lea")
    project = lead.app.state.workspace.project
    first = next(e for e in project.history(kind="answer", field="level_range", who="anna"))
    answer = next(a for a in project.answers(field="level_range", reader="A"))
    project.clear_answer(answer, "anna")
    done = lead.post("/api/history/restore", json={"seq": first.seq})
    assert done.json() == {"done": f"What stood there after event {first.seq} stands again."}
    assert [a.reader for a in project.answers(field="level_range", reader="A")] == ["A"]


def test_the_history_is_filtered(team: Visit) -> None:
    page = team("carl").get("/history?who=ben&field=level_range").text
    assert "the upper level only" in page
    assert "T3-T4" not in page


def test_table_1_of_a_day_before_the_project_is_empty(alone) -> None:
    assert "No patient was in the project then." in alone.get("/history?on=1990-01-01").text
    assert "43 years" in alone.get("/history?on=2100-01-01").text
    assert "is no day. Give it as 2026-05-31." in alone.get("/history?on=tomorrow").text


def test_the_quota_is_kept(team: Visit) -> None:
    assert team("ada").put("/api/quota", json={"megabytes": 250}).json() == {
        "done": "Each user may upload 250 MB in a day."
    }
    assert 'value="250"' in team("ada").get("/settings").text


def test_the_example_goes_into_an_empty_project_only(alone) -> None:
    assert alone.post("/api/example", json={}).json() == {
        "error": "This project holds publications already. Make a new one for the example: casepool new DIR"
    }
