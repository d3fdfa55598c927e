"""What pooling knows of a form: endpoints that name real fields and states, caveats whose places can be filled."""

import re
from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import load, pooling
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import OCCASIONS, load_pooling

KNOWLEDGE = load_pooling()
FORM = load_form()
TEXT = (load.FOLDER / "pooling" / "onco_spine_case.toml").read_text(encoding="utf-8")
PLACES = {
    *("patients", "proposals", "table_only", "first_year", "last_year", "short", "unstated_n"),
    *("cells", "unverified", "followed_n", "short_n"),
}


def test_endpoints_follow_the_form() -> None:
    assert list(KNOWLEDGE.endpoints) == [
        "overall_survival",
        "local_recurrence",
        "distant_metastasis",
        "any_progression",
    ]
    for endpoint in KNOWLEDGE.endpoints.values():
        if endpoint.parts:
            assert all(not KNOWLEDGE.endpoints[part].parts for part in endpoint.parts)
            continue
        assert FORM.field(endpoint.time).type == "interval_time"
        assert FORM.field(endpoint.follow_up).type == "duration"
        assert FORM.field(endpoint.status).type == "enum"
        assert not endpoint.event or FORM.field(endpoint.event).type == "presence"


def test_every_state_at_last_contact_has_one_meaning_for_each_endpoint() -> None:
    for endpoint in KNOWLEDGE.endpoints.values():
        words = [*endpoint.happened, *endpoint.free, *endpoint.lost, *endpoint.persistent, *endpoint.competing]
        assert len(words) == len(set(words))
    survival = KNOWLEDGE.endpoints["overall_survival"]
    assert {*survival.happened, *survival.free, *survival.lost} == set(FORM.field("outcome_status").allowed)


def test_caveats_have_known_places_and_every_occasion_is_used() -> None:
    for caveat in KNOWLEDGE.caveats:
        assert set(re.findall(r"\{(\w+)\}", caveat.text)) <= PLACES
    assert {caveat.when for caveat in KNOWLEDGE.caveats} == set(OCCASIONS)
    assert not any(re.search(r"\b(?:improves?|leads to|causes?|due to)\b", caveat.text) for caveat in KNOWLEDGE.caveats)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'event = "local_recurrence"',
            'event = "local_recurence"',
            "'local_recurence' is not allowed as 'event' of endpoint local_recurrence.",
        ),
        ('free = ["NED"]', 'free = ["CLEAN"]', "'CLEAN' is not allowed as 'free' of endpoint local_recurrence."),
        (
            'parts = ["local_recurrence", "distant_metastasis"]',
            'parts = ["local_recurrence", "any_progression"]',
            "'any_progression' is not allowed as 'parts' of endpoint any_progression.",
        ),
        (
            'parts = ["local_recurrence", "distant_metastasis"]',
            'parts = ["local_recurrence"]\nstatus = "outcome_status"',
            "endpoint any_progression is a composite: it has parts, and no fields or states of its own.",
        ),
        ('event_word = "progression"', 'word = "progression"', "unknown key 'word' in endpoint any_progression."),
        ('when = "small"', 'when = "tiny"', "'tiny' is not allowed as 'when' of caveat, number 8."),
        ('latest_groups = ["outcome"]', 'latest_groups = ["outcomes"]', "'outcomes' is not allowed as 'latest_groups'"),
        ('year_field = "publication_year"', 'year = "publication_year"', "unknown key 'year' in the file."),
        ('panel = "ihc_panel"', 'panel = "ihc"', "'ihc' is not allowed as 'panel' of differential."),
    ],
)
def test_a_slip_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str) -> None:
    assert old in TEXT
    folder = tmp_path / "pooling"
    folder.mkdir()
    (folder / "onco_spine_case.toml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    form = load_form()
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    monkeypatch.setattr(pooling, "load_form", lambda name: form)
    load_pooling.cache_clear()
    try:
        with pytest.raises(KnowledgeError) as error:
            load_pooling()
    finally:
        load_pooling.cache_clear()
    assert message in str(error.value)
    assert re.match(r"pooling/onco_spine_case\.toml, line \d+: ", str(error.value))
