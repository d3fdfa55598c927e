"""Decisions beside answers: each kept, sorted, taken back; and people with their secrets apart."""

import pytest

from casepool.domain.appraisal import Judgement
from casepool.domain.errors import UsageError
from casepool.domain.review import LinkDecision, ScreeningRecord, Suppression, TableDecision, User
from casepool.store import ConflictError, Credential, Project, Session, StoreError
from store.invented import add_paper

PAIR = (("b", "case-1"), ("a", "case-1"))


def test_a_link_is_decided_changed_and_undone(project: Project) -> None:
    first = project.save_link_decision(LinkDecision(PAIR, "same", "eva", "same age and level"), "eva", 0)
    assert (first.cases, first.version, first.time) == (PAIR[::-1], 1, "2026-05-01T08:00:00Z")
    second = project.save_link_decision(LinkDecision(PAIR[::-1], "cannot_tell", "tom"), "tom", 1)
    assert project.link_decisions() == (second,)
    with pytest.raises(ConflictError):
        project.clear_link_decision(first, "eva", 1)
    assert project.clear_link_decision(first, "eva", 2)
    assert project.link_decisions() == ()
    project.restore_event(1, "eva")
    assert [found.outcome for found in project.link_decisions()] == ["same"]


def test_a_whole_table_is_confirmed_at_once(project: Project) -> None:
    name = add_paper(project)
    rows = [TableDecision(name, "table-1", row, "earlier_case", True) for row in (11, 2, 0)]
    project.save_table_decisions(rows, "eva")
    assert [found.row for found in project.table_decisions(name)] == [0, 2, 11]
    assert project.clear_table_decision(rows[0], "eva")
    assert len(project.table_decisions()) == 2


def test_a_decision_on_a_publication_that_is_not_there_is_refused(project: Project) -> None:
    with pytest.raises(UsageError):
        project.save_table_decision(TableDecision("nowhere", "table-1", 1, "ignore"), "eva")
    with pytest.raises(StoreError):
        project.save_judgements([Judgement("nowhere", "item-1", "yes")], "eva")
    assert (project.table_decisions(), project.judgements(), project.history()) == ((), (), ())


def test_a_finding_is_set_aside_and_shown_again(project: Project) -> None:
    kept = project.save_suppression(Suppression("k1", "AGE-01", "a birthday in between"), "eva")
    assert project.suppressions() == (kept,)
    assert project.clear_suppression("k1", "eva")
    assert project.suppressions() == ()


def test_screening_is_imported_once(project: Project) -> None:
    records = [
        ScreeningRecord(f"rayyan-{n}", stage, "exclude", "wrong population, adults", "R1", "rayyan.csv", year=2001)
        for n in (1, 2)
        for stage in ("title_abstract", "full_text")
    ]
    assert project.save_screening(records, "eva") == 4
    assert project.save_screening(records, "eva") == 0
    assert len(project.screening()) == 4


def test_judgements_are_kept_by_publication_and_item(project: Project) -> None:
    name = add_paper(project)
    project.save_judgements([Judgement(name, "jbi-2", "no"), Judgement(name, "jbi-1", "yes")], "eva")
    project.save_judgements([Judgement(name, "jbi-2", "unclear")], "tom")
    assert project.judgements(name) == (Judgement(name, "jbi-1", "yes"), Judgement(name, "jbi-2", "unclear"))


def test_settings_are_kept_with_their_history(project: Project) -> None:
    project.save_setting("protocol", "question = 1", "eva")
    project.save_setting("protocol", "question = 1", "eva")
    project.save_setting("protocol", "question = 2", "tom")
    assert (project.setting("protocol"), project.setting("nothing")) == ("question = 2", "")
    assert [event.payload["text"] for event in project.history(kind="setting")] == ["question = 1", "question = 2"]


def test_what_can_be_made_again_is_kept_until_it_is_out_of_date(project: Project) -> None:
    before = project.chain_head()
    project.keep_derived("findings", "a", [{"rule": "AGE-01"}], "v1")
    project.keep_derived("findings", "a", [{"rule": "SEX-01"}], "v2")
    assert project.derived("findings", "a", "v2") == [{"rule": "SEX-01"}]
    assert project.derived("findings", "a", "v1") is None
    assert project.derived("findings", "b", "v2") is None
    assert project.chain_head() == before


def test_users_are_kept_and_leave_without_a_trace_lost(project: Project) -> None:
    made = project.save_user(User("eva", "admin"), "eva", 0)
    assert made.created == "2026-05-01T08:00:00Z"
    left = project.save_user(User("eva", "admin", active=False), "tom", 1)
    assert (project.users(), left.created) == ((left,), made.created)


def test_secrets_are_hashes_and_never_in_the_history(project: Project) -> None:
    project.set_credential(Credential("eva", "argon2-hash"))
    project.set_credential(Credential("eva", "", "link-hash", "2026-05-01T09:00:00Z"))
    assert project.credential("eva") == Credential("eva", "", "link-hash", "2026-05-01T09:00:00Z")
    assert project.credential("tom") is None
    assert project.history() == ()


def test_a_link_works_once_and_in_time(project: Project) -> None:
    project.set_credential(Credential("eva", "", "link-hash", "2026-05-01T09:00:00Z"))
    assert project.spend_link("other", "2026-05-01T08:00:00Z") == ""
    assert project.spend_link("link-hash", "2026-05-01T09:00:00Z") == ""
    assert project.spend_link("link-hash", "2026-05-01T08:59:59Z") == "eva"
    assert project.spend_link("link-hash", "2026-05-01T08:59:59Z") == ""
    assert project.spend_link("", "2026-05-01T08:59:59Z") == ""


def test_sessions_end(project: Project) -> None:
    for token, user, expires in (("t1", "eva", "10"), ("t2", "eva", "12"), ("t3", "tom", "12")):
        project.start_session(Session(token, user, "csrf", f"2026-05-01T{expires}:00:00Z"))
    now = "2026-05-01T11:00:00Z"
    assert project.session("t1", now) is None
    assert project.session("t2", now) == Session("t2", "eva", "csrf", "2026-05-01T12:00:00Z")
    project.end_sessions(user="eva")
    assert (project.session("t2", now), project.session("t3", now) is None) == (None, False)
    project.end_sessions(token_hash="t3")
    assert project.session("t3", now) is None
