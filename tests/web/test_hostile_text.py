"""Two hundred hostile strings in file names, titles, authors, quotes and notes are words on every page, no more."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from casepool.domain.review import Answer, LinkDecision, Signature, Suppression
from casepool.pipeline.findings import list_findings
from casepool.store import Project
from web.conftest import copy_project, let_in, open_alone
from web.hostile import list_attacks, read_page
from web.papers import FIRST
from web.projects import CASE, TWO_READERS, make_project

ATTACKS = list_attacks()
PAGES = [
    *("/", "/publications", "/adjudicate", "/adjudicate?at=2", "/link", "/findings", "/findings?aside=1", "/pool"),
    *("/pool?show=field.ihc_panel", "/pool?show=field.age_years", "/compare", "/compare?case=berg-1998/case-1"),
    *("/article", "/history", "/history?on=2030-01-01", "/settings", "/pool?show=figure.swimmer"),
]


def write_paper() -> str:
    """A paper whose text holds every attack, one to a paragraph."""
    head, _, rest = FIRST.partition("Discussion\n")
    return head + "\n\n".join(f"The letter said {attack} to him." for attack in ATTACKS) + "\n\nDiscussion\n" + rest


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    place = make_project(tmp_path_factory.mktemp("hostile") / "p", {"berg-1998.txt": write_paper()})
    plan = place / "protocol.toml"
    plan.write_text(plan.read_text(encoding="utf-8") + TWO_READERS, encoding="utf-8")
    app = open_alone(place)
    _attack(app.state.workspace.project)
    yield let_in(app, "user")
    app.state.workspace.close()


def _attack(project: Project) -> None:
    """Attacks in names of files, titles, authors; in notes, quotes and items of both reviewers; in reasons."""
    for number, attack in enumerate(ATTACKS):
        held = project.add_publication(f"file {number}".encode(), f"{attack}.txt", attack).publication
        project.change_publication(replace(held, title=attack, authors=(attack,), journal=attack), "anna")
    document = project.document(CASE[0])
    answers = []
    for number, attack in enumerate(ATTACKS):
        quote = (document.evidence(document.text.index(attack), document.text.index(attack) + len(attack)),)
        told = Answer(*CASE, "imaging_impression", "A", "reported", attack, attack, quote, note=attack, user="anna")
        answers += [(told, None), (replace(told, reader="B", user="ben", note=f"{attack} {number}"), None)]
    clash = Answer(*CASE, "age_years", "A", "not_reported", note=ATTACKS[0], user="anna")
    quote = (document.evidence(document.text.index(ATTACKS[1]), document.text.index(ATTACKS[1]) + len(ATTACKS[1])),)
    answers += [(clash, None), (replace(clash, reader="B", state="absent", evidence=quote, note=ATTACKS[1]), None)]
    answers += [(replace(clash, field="level_range", note=ATTACKS[2]), None)]
    project.save_answers(answers, "anna")
    for letter in "AB":
        project.save_signature(Signature(*CASE, letter, ATTACKS[3]), ATTACKS[3])
    project.save_link_decision(LinkDecision((CASE, ("x", "y")), "same", ATTACKS[4], ATTACKS[5]), ATTACKS[4])
    for shown in list_findings(project)[:3]:
        project.save_suppression(Suppression(shown.key, shown.finding.rule, ATTACKS[6], CASE[0], ATTACKS[7]), "anna")


def test_there_are_two_hundred_different_strings() -> None:
    assert len(set(ATTACKS)) == 200


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_what_would_run_or_load(attacked: TestClient, page: str) -> None:
    answer = attacked.get(page)
    assert answer.status_code == 200
    assert read_page(answer.text)[1] == []


@pytest.mark.parametrize(("page", "suffix"), [("/publications", ".txt"), ("/publications", ""), ("/adjudicate", "")])
def test_every_string_is_shown_as_words(attacked: TestClient, page: str, suffix: str) -> None:
    words, _ = read_page(attacked.get(page).text)
    assert [attack for attack in ATTACKS if " ".join(f"{attack}{suffix}".split()) not in words] == []


def test_notes_and_reasons_are_shown_as_words(attacked: TestClient) -> None:
    seen = [read_page(attacked.get(page).text)[0] for page in ("/adjudicate", "/history", "/findings?aside=1")]
    assert ATTACKS[0] in seen[0]
    assert ATTACKS[3] in seen[1]
    assert ATTACKS[6] in seen[2]


def test_the_reader_of_pages_finds_faults() -> None:
    assert read_page('<p onclick="x()">a</p>')[1] == ["p onclick"]
    assert read_page("<script>alert(1)</script>")[1] == ["<script>", "script: alert(1)"]
    assert read_page('<a href="javascript:x">a</a>')[1] == ["a href=javascript:x"]


def test_the_preview_of_the_article_holds_nothing_that_runs(attacked: TestClient) -> None:
    answer = attacked.get("/article/preview")
    allowed = ("<style>", "<meta http-equiv>", "a href=", "img src=data:image/")
    assert [fault for fault in read_page(answer.text)[1] if not fault.startswith(allowed)] == []
    assert "javascript:" not in "".join(f for f in read_page(answer.text)[1] if f.startswith("a href="))


def test_addresses_are_shown_as_words_too(made: Path, tmp_path: Path) -> None:
    app = open_alone(copy_project(made, "alone", tmp_path))
    client = let_in(app, "user")
    for attack in ATTACKS[::10]:
        for page in ("pool?show=", "compare?case=", "findings?rule=", "history?who=", "history?on=", "link?pair="):
            answer = client.get(f"/{page}", params={page.partition("?")[2].rstrip("="): attack})
            assert read_page(answer.text)[1] == []
    app.state.workspace.close()
