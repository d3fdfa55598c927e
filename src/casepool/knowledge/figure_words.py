"""What the figures need to know of a form, as data (`figures/NAME.toml`): fields, words and shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from casepool.knowledge.forms import load_form
from casepool.knowledge.load import Record, Table, build_record, load_toml
from casepool.knowledge.pooling import load_pooling

FIELDS = ("age", "sex", "side", "levels", "operated", "markers", "year", "follow_up", "status")
TABLES = ("short", "time_axis", "curves", "words", "timeline")
LISTS = ("treatments", "events", "numbers", "categories")
SHAPES = ("triangle", "diamond")


@dataclass(frozen=True, slots=True)
class TreatmentSign:
    """A treatment that is shown as a sign beside each lane."""

    field: str
    letter: str
    word: str


@dataclass(frozen=True, slots=True)
class EventSign:
    """An endpoint that is shown as a shape in each lane; `half` is its part of the bar of an interval."""

    endpoint: str
    shape: str
    word: str
    half: str


@dataclass(frozen=True, slots=True)
class ComparedNumber:
    """A number of the index case beside the earlier patients; `below` says what a smaller one is, `step` the ticks."""

    field: str
    label: str
    below: str
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class ComparedWord:
    """A word of the index case beside the earlier patients. A `unit` asks for the number of parts of the value."""

    field: str
    label: str
    present: str = "present"
    absent: str = "stated absent"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Everything of one file. `field` names the form's fields by their place in the figures."""

    field: Mapping[str, str]
    death: str
    key_note: str
    outcome_fields: tuple[str, ...]
    short: Mapping[str, str]
    treatments: tuple[TreatmentSign, ...]
    events: tuple[EventSign, ...]
    numbers: tuple[ComparedNumber, ...]
    categories: tuple[ComparedWord, ...]
    time_axis: Mapping[str, str]
    curves: Mapping[str, str]
    words: Mapping[str, str]
    timeline: Mapping[str, str]


@cache
def load_figure_words(name: str = "onco_spine_case") -> FigureWords:
    """The file of this form. Raises KnowledgeError for an unknown key, field, endpoint or shape."""
    file, form = load_toml(f"figures/{name}.toml"), load_form(name)
    keys = (*FIELDS, *TABLES, *LISTS, "death", "key_note", "outcome_fields")
    file.check_keys(keys, keys)
    fields = tuple(field.id for field in form.fields)
    endpoints = tuple(load_pooling(name).endpoints)
    for key in ("numbers", "categories", "treatments"):
        for table in file.tables(key):
            table.text("field", allowed=fields)
    events = file.tables("events")
    for table in events:
        table.text("endpoint", allowed=endpoints)
        table.text("shape", allowed=SHAPES)
    return FigureWords(
        field=MappingProxyType({key: file.text(key, allowed=fields) for key in FIELDS}),
        death=file.text("death", allowed=endpoints),
        key_note=file.text("key_note"),
        outcome_fields=file.texts("outcome_fields", allowed=fields),
        treatments=_read_list(file, "treatments", TreatmentSign),
        events=_read_list(file, "events", EventSign),
        numbers=_read_list(file, "numbers", ComparedNumber),
        categories=_read_list(file, "categories", ComparedWord),
        **{key: MappingProxyType(file.words(key)) for key in TABLES},
    )


def _read_list(file: Table, key: str, kind: type[Record]) -> tuple[Record, ...]:
    return tuple(build_record(kind, table) for table in file.tables(key))
