"""The words of the article as data (`article/`): fixed sentences, wording of a form, styles, themes of journals."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from casepool.domain.form import STATES, Form
from casepool.knowledge.forms import load_form
from casepool.knowledge.journals import load_journals
from casepool.knowledge.load import Table, build_record, load_toml

SHOWS = ("words", "number", "publication", "glyph", "panel", "size", "outcome", "follow_up")
STATE_TEXTS = ("text", "decade", "reported", "absent", "unclear", "present")
PART_PLACES = ("present", "absent", "detail", "possessive")
TIME_KINDS = ("event_exact", "event_time_bounded", "event_without_time", "right_censored")
DEFAULT = "care_default"
FILE_KEYS = (
    "title_diagnosis",
    "short",
    "long",
    "possessive",
    "table_one",
    "table_one_key",
    "outcomes",
    "table_two",
    "results",
)
SECTION_KEYS = ("case", "timeline", "plates")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of Table 1. `width` is in mm of 260; `lead` are words before the value of a field, `say` replaces the
    value by a word for its state, `omit` names fields that are left out where they are silent."""

    head: str
    width: int
    show: str = "words"
    fields: tuple[str, ...] = ()
    join: str = " "
    align: str = "left"
    omit: tuple[str, ...] = ()
    lead: Mapping[str, str] = field(default_factory=dict)
    say: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """What the outcome column says of an endpoint, by the kind of the coded time ("" says nothing)."""

    endpoint: str
    event_exact: str = ""
    event_time_bounded: str = ""
    event_without_time: str = ""
    right_censored: str = ""


@dataclass(frozen=True, slots=True)
class ResultSentence:
    """A sentence of the results: a text with names of estimates, or a row of shares with its label."""

    text: str = ""
    needs: tuple[str, ...] = ()
    row: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class CaseSentence:
    """A sentence of the case section (the file says how it is read)."""

    fields: tuple[str, ...]
    text: str = ""
    decade: str = ""
    reported: str = ""
    absent: str = ""
    unclear: str = ""
    present: str = ""
    gap: str = ""
    gaps: Mapping[str, str] = field(default_factory=dict)
    any: bool = False


@dataclass(frozen=True, slots=True)
class CasePart:
    """A part of the case section: its id, its heading, its sentences."""

    id: str
    heading: str
    sentences: tuple[CaseSentence, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A row of the timeline. `before`: the span ends at time zero; `zero`: the field is time zero itself."""

    field: str
    what: str
    before: bool = False
    zero: bool = False


@dataclass(frozen=True, slots=True)
class PlateWords:
    """The legend of a picture whose file name holds one of these words."""

    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """How the article words one form. `short`, `long` and `possessive` are {field: {value or state: words}}."""

    title_diagnosis: str
    short: Mapping[str, Mapping[str, str]]
    long: Mapping[str, Mapping[str, str]]
    possessive: Mapping[str, Mapping[str, str]]
    table_one: tuple[Column, ...]
    table_one_key: str
    outcomes: tuple[OutcomeWords, ...]
    summary_fields: tuple[str, ...]
    summary_outcomes: tuple[str, ...]
    results: tuple[ResultSentence, ...]
    case: tuple[CasePart, ...]
    timeline: tuple[TimelineEntry, ...]
    plates: tuple[PlateWords, ...]


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """How references are numbered and written (`styles.toml` says what each part is)."""

    id: str
    order: str
    names: str
    join: str
    last: str
    most: int
    et_al: str
    entry: str
    label: str = ""
    cite: str = "bracket"


@dataclass(frozen=True, slots=True)
class Theme:
    """What `write` does for a journal: style of references, page, body, title, notes, and what is left out."""

    id: str
    style: str = "vancouver"
    page: str = "A4"
    body: str = "review"
    title: str = "with_index_named"
    notes: str = "letters"
    age_as_decade: bool = False
    anonymised: bool = False
    tables_last: bool = False


@dataclass(frozen=True)
class Wording:
    """The fixed words that hold for every form, by section of the file and key."""

    parts: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, tuple[str, ...]]

    def text(self, section: str, key: str, **places: object) -> str:
        """A text with its places filled; KeyError names the section and the key."""
        return self.parts[section][key].format(**places)

    def heads(self, key: str) -> tuple[str, ...]:
        """The heads of the columns of a table."""
        return self.lists[f"tables.{key}"]

    def count(self, number: int, unit: str) -> str:
        """A number with its unit in the right form: "1 patient", "6 patients"."""
        one, many = self.lists[f"units.{unit}"]
        return f"{number} {one if number == 1 else many}"


@cache
def load_wording() -> Wording:
    """The fixed words. Raises KnowledgeError for a value that is neither a text nor a list of texts."""
    file = load_toml("article/wording.toml")
    parts: dict[str, Mapping[str, str]] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, table in file.entries():
        parts[name] = {key: table.text(key) for key in table if isinstance(table[key], str)}
        lists |= {f"{name}.{key}": table.texts(key) for key in table if not isinstance(table[key], str)}
    return Wording(MappingProxyType(parts), MappingProxyType(lists))


@cache
def load_styles() -> Mapping[str, CitationStyle]:
    """All styles of references by id."""
    file = load_toml("article/styles.toml")
    return MappingProxyType({name: build_record(CitationStyle, table, id=name) for name, table in file.entries()})


@cache
def load_themes() -> Mapping[str, Theme]:
    """All themes by the id of a journal profile; every profile has one (that of no journal if it is not named)."""
    file = load_toml("article/themes.toml")
    allowed = tuple(load_journals())
    file.check_keys(allowed, (DEFAULT,))
    default = file.table(DEFAULT)
    found = {}
    for name, table in file.entries():
        table.text("style", allowed=load_styles())
        found[name] = build_record(Theme, Table({**default, **table}, table.source, table.where, table.title), id=name)
    return MappingProxyType({name: found.get(name, found[DEFAULT]) for name in allowed})


@cache
def load_form_words(name: str = "onco_spine_case") -> FormWords:
    """How the article words this form. Raises KnowledgeError for an unknown field, value, state or place."""
    file, section, form = load_toml(f"article/{name}.toml"), load_toml(f"article/{name}_section.toml"), load_form(name)
    ids = tuple(item.id for item in form.fields)
    file.check_keys(FILE_KEYS, FILE_KEYS)
    section.check_keys(SECTION_KEYS, SECTION_KEYS)
    summary = file.table("table_two")
    for key in ("short", "long", "possessive"):
        _check_values(file.table(key), form)
    return FormWords(
        title_diagnosis=file.text("title_diagnosis", allowed=ids),
        short=_read_values(file.table("short")),
        long=_read_values(file.table("long")),
        possessive=_read_values(file.table("possessive")),
        table_one=tuple(_read_column(table, ids) for table in file.tables("table_one", "column")),
        table_one_key=file.table("table_one_key").text("glyphs"),
        outcomes=tuple(build_record(OutcomeWords, table) for table in file.tables("outcomes", "outcome")),
        summary_fields=summary.texts("fields", allowed=ids),
        summary_outcomes=summary.texts("outcomes"),
        results=tuple(build_record(ResultSentence, table) for table in file.tables("results", "sentence")),
        case=tuple(_read_part(table, ids) for table in section.tables("case", "part of the case section")),
        timeline=tuple(_read_timeline(table, ids) for table in section.tables("timeline", "row of the timeline")),
        plates=tuple(_read_plate(table, ids) for table in section.tables("plates", "picture")),
    )


def list_places(text: str) -> tuple[str, ...]:
    """The names between braces in a text, in their order; a name may hold dots."""
    return tuple(re.findall(r"\{([^{}]+)\}", text))


def _read_values(table: Table) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({name: MappingProxyType(table.words(name)) for name in table})


def _check_values(table: Table, form: Form) -> None:
    for name, inner in table.entries():
        table.check_words(name, (name,), tuple(item.id for item in form.fields))
        allowed = form.field(name).allowed or STATES
        inner.check_keys(allowed)


def _read_column(table: Table, ids: Iterable[str]) -> Column:
    table.text("show", allowed=SHOWS)
    table.text("align", allowed=("left", "center"))
    own = table.texts("fields", allowed=tuple(ids))
    for key in ("lead", "say"):
        table.table(key).check_keys(own)
    say = _read_values(table.table("say"))
    return build_record(Column, table.without("lead", "say"), lead=table.words("lead"), say=say)


def _read_part(table: Table, ids: tuple[str, ...]) -> CasePart:
    sentences = tuple(_read_sentence(inner, ids) for inner in table.tables("sentences", "sentence"))
    return build_record(CasePart, table.without("sentences"), sentences=sentences)


def _read_sentence(table: Table, ids: tuple[str, ...]) -> CaseSentence:
    own = table.texts("fields", allowed=ids)
    table.table("gaps").check_keys(own)
    for key in STATE_TEXTS:
        table.check_words(key, list_places(table.text(key)), (*own, *PART_PLACES))
    return build_record(CaseSentence, table.without("gaps"), gaps=table.words("gaps"))


def _read_timeline(table: Table, ids: tuple[str, ...]) -> TimelineEntry:
    table.text("field", allowed=ids)
    return build_record(TimelineEntry, table)


def _read_plate(table: Table, ids: tuple[str, ...]) -> PlateWords:
    table.check_words("text", list_places(table.text("text")), ids)
    return build_record(PlateWords, table)
