"""The two files in which a review is planned: `protocol.toml` and `pool.toml`, read strictly.

An unknown key, field or word is an error that names the file, the line and what is allowed. The hash of a frozen
protocol is that of its text without the amendments, so that an amendment does not break the seal that it explains.
"""

import datetime
import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from casepool.domain.cohort import ClosedWorld, PoolPlan
from casepool.domain.form import Form
from casepool.domain.pool_request import FactorRequest, GroupRequest, PoolRequest
from casepool.domain.review import ASSISTS, C7_T1, Amendment, Assignment, Protocol, Requirement, Search
from casepool.knowledge.checklists import CHECKLISTS
from casepool.knowledge.forms import load_form
from casepool.knowledge.journals import load_journals
from casepool.knowledge.load import FOLDER, Table, build_record, load_toml
from casepool.knowledge.pooling import load_pooling

STUBS = FOLDER / "stubs"
STUB_PLACES = ("journal", "searches")
PROTOCOL_KEYS = (
    *("question", "registration", "team", "journal", "data_lock", "appraisal", "assist", "names_hidden", "tolerance"),
    *("eligibility", "eligibility_fields", "min_followup_months", "fields", "critical_fields", "c7_t1"),
    *("require", "search", "closed_world", "reviewers", "amendment"),
)
DECLARATIONS = (
    *("title", "authors_line", "keywords", "consent", "ethics", "competing_interests", "funding", "data"),
    *("perspective", "note"),
)
SHARE_INTERVALS = ("wilson", "clopper_pearson", "jeffreys", "midp")
CURVE_INTERVALS = ("log_log", "log", "plain", "bpcp")
QUARTILE_TYPES = (2, 6, 7)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_AMENDMENT = re.compile(r"^\s*\[\[\s*amendment\s*\]\]", re.MULTILINE)


def read_stub(name: str, values: Mapping[str, str]) -> str:
    """The text of a new `protocol.toml` or `pool.toml`: complete, valid; each {place} filled with a value or empty."""
    text = (STUBS / name).read_text(encoding="utf-8")
    for key in STUB_PLACES:
        text = text.replace("{" + key + "}", values.get(key, ""))
    return text


def hash_protocol(text: str) -> str:
    """SHA-256 of the text of a protocol up to its first amendment, in hexadecimal."""
    match = _AMENDMENT.search(text)
    body = text[: match.start()] if match else text
    return hashlib.sha256(body.rstrip().encode()).hexdigest()


def load_protocol(path: Path, form_name: str = "onco_spine_case") -> Protocol:
    """Read `protocol.toml` of a project with this form.

    Raises KnowledgeError, naming file and line, for everything that is not allowed.
    """
    file = load_toml(path)
    file.check_keys(PROTOCOL_KEYS)
    form = load_form(form_name)
    names = tuple(field.id for field in form.fields)
    return Protocol(
        question=file.text("question"),
        eligibility=file.texts("eligibility"),
        eligibility_fields=file.texts("eligibility_fields", allowed=names),
        requirements=tuple(_read_requirement(table, form) for table in file.tables("require", "require")),
        searches=tuple(_read_search(table) for table in file.tables("search", "search")),
        fields=file.texts("fields", allowed=names),
        critical_fields=file.texts("critical_fields", allowed=names),
        min_followup_months=_read_months(file),
        c7_t1=file.text("c7_t1", C7_T1[0], allowed=C7_T1),
        closed_world=tuple(_read_closed(table, names) for table in file.tables("closed_world", "closed_world")),
        assignments=tuple(_read_assignment(table) for table in file.tables("reviewers", "reviewers")),
        assist=file.text("assist", "shown", allowed=ASSISTS),
        names_hidden=file.flag("names_hidden"),
        tolerance=_read_share(file, "tolerance"),
        appraisal=file.text("appraisal", allowed=("", *CHECKLISTS)),
        registration=file.text("registration"),
        data_lock=read_date(file, "data_lock"),
        team=file.text("team"),
        journal=file.text("journal", allowed=("", *load_journals())),
        amendments=tuple(_read_amendment(table) for table in file.tables("amendment", "amendment")),
    )


def load_request(path: Path, form_name: str = "onco_spine_case") -> PoolRequest:
    """Read `pool.toml`. Raises KnowledgeError, naming file and line, for everything that is not allowed."""
    file, form = load_toml(path), load_form(form_name)
    names = tuple(field.id for field in form.fields if not field.is_list)
    endpoints = tuple(load_pooling(form_name).endpoints)
    plan = build_record(PoolPlan, file, also=("compare", "factors"), closed_world=())
    _check_plan(file, plan)
    return PoolRequest(
        plan=plan,
        groups=tuple(_read_group(table, names, endpoints) for table in file.tables("compare", "compare")),
        factors=tuple(_read_factors(table, names, endpoints) for table in file.tables("factors", "factors")),
    )


def load_declarations(path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read `article.toml`: the authors' own sentences by name, and the pictures that a person has looked through."""
    file = load_toml(path)
    file.check_keys((*DECLARATIONS, "pictures_confirmed"))
    told = {name: file.text(name) for name in DECLARATIONS if file.text(name)}
    return told, file.texts("pictures_confirmed")


def read_date(table: Table, key: str) -> str:
    """A day as ISO text, written in the file as 2026-05-31 or "2026-05-31"; empty if it is not stated."""
    value = table.get(key, "")
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value != "" and not (isinstance(value, str) and is_day(value)):
        table.fail(key, f"'{key}' in {table.title} must be a day such as 2026-05-31, not {value!r}.")
    return str(value)


def is_day(value: str) -> bool:
    """Whether a text is a day that exists, written as 2026-05-31."""
    try:
        return bool(_ISO.fullmatch(value)) and bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def _read_requirement(table: Table, form: Form) -> Requirement:
    table.text("field", allowed=tuple(field.id for field in form.fields))
    return build_record(Requirement, table)


def _read_search(table: Table) -> Search:
    table.check_keys(tuple(field.name for field in fields(Search)))
    records = table.whole("records") if "records" in table else None
    if records is not None and records < 0:
        table.fail("records", f"'records' in {table.title} must be 0 or more, not {records}.")
    day = read_date(table, "date")
    texts = (table.text("string"), table.text("limits"))
    return Search(table.text("database"), table.text("platform"), day, *texts, records)


def _read_months(file: Table) -> float | None:
    months = file.number("min_followup_months")
    if months < 0:
        file.fail("min_followup_months", f"'min_followup_months' must be 0 or more, not {months:g}.")
    return months or None


def _read_closed(table: Table, names: tuple[str, ...]) -> ClosedWorld:
    table.texts("fields", allowed=names)
    return build_record(ClosedWorld, table)


def _read_assignment(table: Table) -> Assignment:
    table.check_keys(("publication", "A", "B"), ("publication",))
    letters = tuple((letter, table.text(letter)) for letter in ("A", "B") if table.text(letter))
    return Assignment(table.text("publication"), letters)


def _read_amendment(table: Table) -> Amendment:
    table.check_keys(("date", "what", "reason", "by", "before", "after"), ("date", "what", "reason"))
    words = (table.text(key) for key in ("what", "reason", "by", "before", "after"))
    return Amendment(read_date(table, "date"), *words)


def _read_share(file: Table, key: str) -> float:
    value = file.number(key)
    if not 0 <= value < 1:
        file.fail(key, f"'{key}' in {file.title} must be a share from 0 to below 1 (0.05 is 5%), not {value:g}.")
    return value


def _check_plan(file: Table, plan: PoolPlan) -> None:
    file.text("share_interval", plan.share_interval, allowed=SHARE_INTERVALS)
    file.text("curve_interval", plan.curve_interval, allowed=CURVE_INTERVALS)
    if not 0.5 <= plan.level < 1:
        file.fail("level", f"'level' must be a share from 0.5 to below 1 (0.95 is 95%), not {plan.level:g}.")
    if plan.quartile_type not in QUARTILE_TYPES:
        file.fail("quartile_type", f"'quartile_type' must be 2, 6 or 7, not {plan.quartile_type}.")
    for key in file:
        value = file[key]
        numbers = value if isinstance(value, list) else [value]
        if any(isinstance(number, int | float) and number < 0 for number in numbers):
            file.fail(key, f"'{key}' must not be negative.")


def _read_group(table: Table, names: tuple[str, ...], endpoints: tuple[str, ...]) -> GroupRequest:
    table.text("group", allowed=names)
    table.texts("fields", allowed=names)
    table.texts("endpoints", allowed=endpoints)
    if not (table.get("fields") or table.get("endpoints")):
        table.fail("", f"{table.title} names neither 'fields' nor 'endpoints': there is nothing to compare.")
    return build_record(GroupRequest, table)


def _read_factors(table: Table, names: tuple[str, ...], endpoints: tuple[str, ...]) -> FactorRequest:
    table.text("endpoint", allowed=endpoints)
    table.texts("fields", allowed=names)
    return build_record(FactorRequest, table)
