"""What pooling needs to know about a form, as data (`pooling/NAME.toml`): endpoints, follow-up, caveats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.domain.form import Form
from casepool.knowledge.forms import load_form
from casepool.knowledge.load import Table, build_record, load_toml

OCCASIONS = (
    *("always", "several_years", "index_case", "short_follow_up", "follow_up_unstated", "treatment", "small"),
    *("undecided_links", "table_only", "unverified"),
)
FILE_KEYS = ("latest_groups", "year_field", "endpoints", "follow_up", "differential", "caveats")
FIELD_KEYS = ("event", "time", "follow_up", "end", "status")
STATUS_KEYS = ("happened", "free", "lost", "persistent", "competing")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An event in time. Either a composite of other endpoints (`parts`), or told by fields of the form.

    `event` is the presence field (empty: the `status` alone tells), `time` the interval time of the event, `follow_up`
    the last contact, `end` the time of death where it ends the time at risk. The lists hold words of `status`.
    """

    id: str
    label: str
    event_word: str
    event: str = ""
    time: str = ""
    follow_up: str = ""
    end: str = ""
    status: str = ""
    happened: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    persistent: tuple[str, ...] = ()
    competing: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The field of the last contact, the states that end it by death, and the months below which it is short."""

    field: str
    status: str
    dead: tuple[str, ...]
    short: int


@dataclass(frozen=True, slots=True)
class Differential:
    """What is compared between the diagnoses of a pool: a panel field and presence fields."""

    diagnosis: str
    panel: str
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caveat:
    """A sentence that stands beside the numbers when the occasion `when` holds; {places} are filled with numbers."""

    id: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class PoolingKnowledge:
    """Everything of one file."""

    latest_groups: tuple[str, ...]
    year_field: str
    endpoints: Mapping[str, Endpoint]
    follow_up: FollowUp
    differential: Differential
    caveats: tuple[Caveat, ...]


@cache
def load_pooling(name: str = "onco_spine_case") -> PoolingKnowledge:
    """The file of this form. Raises KnowledgeError for an unknown key, field, state word or part of a composite."""
    file, form = load_toml(f"pooling/{name}.toml"), load_form(name)
    file.check_keys(FILE_KEYS, FILE_KEYS)
    ids = tuple(file.table("endpoints"))
    endpoints = {key: _read_endpoint(key, table, form, ids) for key, table in file.entries("endpoints", "endpoint")}
    follow_up, differential = file.table("follow_up"), file.table("differential")
    _check_fields(follow_up, ("field", "status"), form)
    _check_fields(differential, ("diagnosis", "panel"), form)
    differential.texts("signs", allowed=tuple(field.id for field in form.fields))
    return PoolingKnowledge(
        year_field=file.text("year_field", allowed=tuple(field.id for field in form.fields)),
        latest_groups=file.texts("latest_groups", allowed=tuple(form.groups)),
        endpoints=MappingProxyType(endpoints),
        follow_up=build_record(FollowUp, follow_up),
        differential=build_record(Differential, differential),
        caveats=tuple(_read_caveat(table) for table in file.tables("caveats", "caveat")),
    )


def _read_endpoint(name: str, table: Table, form: Form, ids: tuple[str, ...]) -> Endpoint:
    _check_fields(table, FIELD_KEYS, form)
    table.texts("parts", allowed=tuple(other for other in ids if other != name))
    if table.get("parts") and any(key in table for key in (*FIELD_KEYS, *STATUS_KEYS)):
        table.fail("parts", f"{table.title} is a composite: it has parts, and no fields or states of its own.")
    if "status" in table:
        allowed = form.field(table.text("status")).allowed
        for key in STATUS_KEYS:
            table.texts(key, allowed=allowed)
    return build_record(Endpoint, table, id=name)


def _check_fields(table: Table, keys: Iterable[str], form: Form) -> None:
    for key in keys:
        table.text(key, allowed=tuple(field.id for field in form.fields))


def _read_caveat(table: Table) -> Caveat:
    table.text("when", allowed=OCCASIONS)
    return build_record(Caveat, table)
