"""`protocol.toml` and `pool.toml`: the stubs are complete and valid, slips are named with file and line."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from casepool.domain.cohort import ClosedWorld, PoolPlan
from casepool.domain.errors import KnowledgeError
from casepool.domain.pool_request import FactorRequest, GroupRequest, PoolRequest
from casepool.domain.review import Amendment, Assignment, Protocol, Requirement, Search
from casepool.knowledge.plan_files import PROTOCOL_KEYS, hash_protocol, load_protocol, load_request, read_stub

FILLED: dict[str, str] = {}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def uncommented(text: str) -> str:
    """The stub with its examples switched on: comment lines that are TOML."""
    return re.sub(r"^# (\[\[|\w+ = )", r"\1", text, flags=re.MULTILINE)


def message_of(path: Path) -> str:
    with pytest.raises(KnowledgeError) as caught:
        (load_protocol if path.name == "protocol.toml" else load_request)(path)
    return str(caught.value).replace(str(path), path.name)


def test_the_new_files_say_the_defaults(tmp_path: Path) -> None:
    protocol = load_protocol(write(tmp_path, "protocol.toml", read_stub("protocol.toml", FILLED)))
    assert protocol == Protocol()
    assert load_request(write(tmp_path, "pool.toml", read_stub("pool.toml", {}))) == PoolRequest()


def test_the_new_files_name_every_key(tmp_path: Path) -> None:
    protocol = uncommented(read_stub("protocol.toml", FILLED))
    for key in PROTOCOL_KEYS:
        assert re.search(rf"^(?:\[\[{key}\]\]|{key} = )", protocol, re.MULTILINE), key
    pool = uncommented(read_stub("pool.toml", {}))
    for field in fields(PoolPlan):
        assert field.name == "closed_world" or re.search(rf"^{field.name} = ", pool, re.MULTILINE), field.name


def test_the_examples_in_the_new_files_are_valid(tmp_path: Path) -> None:
    path = write(tmp_path, "protocol.toml", uncommented(read_stub("protocol.toml", FILLED)))
    protocol = load_protocol(path)
    search = ("MEDLINE", "PubMed", "2026-05-30", "(paraspinal OR paravertebral) AND tumour", "none", 112)
    assert protocol.data_lock == "2026-05-31"
    assert protocol.searches == (Search(*search),)
    assert protocol.requirements == (Requirement("diagnosis", ("leiomyosarcoma",), "another tumour"),)
    assert protocol.assignments == (Assignment("*", (("A", "anna"), ("B", "ben"))),)
    assert protocol.closed_world == (ClosedWorld("smith-2020", "1", ("radiotherapy", "chemotherapy")),)
    what, why = "minimum follow-up lowered from 12 to 6 months", "too few publications state a longer one"
    assert protocol.amendments == (Amendment("2026-06-12", what, why, "anna"),)
    request = load_request(write(tmp_path, "pool.toml", uncommented(read_stub("pool.toml", {}))))
    assert request.groups == (GroupRequest("sex", ("age_years",), ("local_recurrence",)),)
    assert request.factors == (FactorRequest("local_recurrence", ("age_years", "sex")),)
    assert request.plan == PoolPlan()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'question = "x"\nasist = "none"\n',
            "protocol.toml, line 2: unknown key 'asist' in the file. Allowed: question, registration, team, journal, "
            "data_lock, appraisal, assist, names_hidden, tolerance, eligibility, eligibility_fields, "
            "min_followup_months, fields, critical_fields, c7_t1, require, search, closed_world, reviewers, "
            "amendment. Did you mean 'assist'?",
        ),
        (
            'assist = "always"\n',
            "protocol.toml, line 1: 'always' is not allowed as 'assist' of the file. "
            "Allowed: none, after_own_answer, shown.",
        ),
        (
            'question = "x"\n\n[[search]]\ndatabase = "MEDLINE"\ndate = "May 2026"\n',
            "protocol.toml, line 5: 'date' in search, number 1 must be a day such as 2026-05-31, not 'May 2026'.",
        ),
        (
            "[[search]]\nrecords = -3\n",
            "protocol.toml, line 2: 'records' in search, number 1 must be 0 or more, not -3.",
        ),
        (
            "tolerance = 5\n",
            "protocol.toml, line 1: 'tolerance' in the file must be a share from 0 to below 1 (0.05 is 5%), not 5.",
        ),
        ("min_followup_months = -1\n", "protocol.toml, line 1: 'min_followup_months' must be 0 or more, not -1."),
        ("question = \n", "protocol.toml: not valid TOML: Invalid value (at line 1, column 12)."),
        (
            '[[require]]\nfield = "sex"\nvalues = ["male"]\n',
            "protocol.toml, line 1: key 'reason' is missing or empty in require, number 1.",
        ),
    ],
)
def test_slips_in_a_protocol_are_named(tmp_path: Path, text: str, message: str) -> None:
    assert message_of(write(tmp_path, "protocol.toml", text)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("level = 95\n", "pool.toml, line 1: 'level' must be a share from 0.5 to below 1 (0.95 is 95%), not 95."),
        ("quartile_type = 4\n", "pool.toml, line 1: 'quartile_type' must be 2, 6 or 7, not 4."),
        ("seed = 1\ndraws = -5\n", "pool.toml, line 2: 'draws' must not be negative."),
        (
            'share_interval = "wald"\n',
            "pool.toml, line 1: 'wald' is not allowed as 'share_interval' of the file. "
            "Allowed: wilson, clopper_pearson, jeffreys, midp.",
        ),
        (
            '[[compare]]\ngroup = "sex"\n',
            "pool.toml, line 1: compare, number 1 names neither 'fields' nor 'endpoints': there is nothing to compare.",
        ),
    ],
)
def test_slips_in_a_pool_plan_are_named(tmp_path: Path, text: str, message: str) -> None:
    assert message_of(write(tmp_path, "pool.toml", text)) == message


def test_the_hash_of_a_protocol_does_not_hold_its_amendments() -> None:
    plain = 'question = "x"\n'
    amended = plain + '\n[[amendment]]\ndate = 2026-06-12\nwhat = "a"\nreason = "b"\n'
    assert hash_protocol(amended) == hash_protocol(plain)
    assert hash_protocol(plain.replace("x", "y")) != hash_protocol(plain)
