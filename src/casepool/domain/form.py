"""The data extraction form: its fields, and the one vocabulary of states and reasons."""

from collections.abc import Mapping
from dataclasses import dataclass

STATES = ("reported", "absent", "not_reported", "not_accessible", "unclear", "not_applicable", "not_assessed")
STATES_WITH_EVIDENCE = ("reported", "absent", "unclear")
REASONS = ("contradictory", "ambiguous", "uninterpretable_bound", "garbled", "stated_unknown", "planned_only")
REASONS_WITHOUT_CANDIDATES = ("stated_unknown", "garbled", "planned_only")
GIVEN = ("given", "stopped_early", "declined")
TIMINGS = ("neoadjuvant", "adjuvant", "palliative", "salvage", "unstated")
ORIGINS = ("primary_publication", "review_table_row", "abstract_only", "author_reply")
MODALITIES = ("clinical", "CT", "MRI", "US", "pathology", "unspecified")
LIST_TYPES = ("multi_enum", "coded_list", "event_list", "panel", "measurement_nd")
FIELD_TYPES = (
    *("presence", "enum", "coded", "graded", "text", "quantity", "duration", "interval_time", "percent", "ratio"),
    *("integer", "year_range", "level_range", "claim"),
    *LIST_TYPES,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One item of the form. Everything that shows, checks or stores a value derives from this declaration.

    `type` is one of FIELD_TYPES; `units` and `canonical` are unit words; `allowed` the permitted values; `limits`
    the permitted range of the canonical value; `key` marks the quick form, `critical` dual entry; `per` is "case" or
    "publication"; `only_if` and `derived_from` name other fields. Keys that one consumer alone reads stand in `more`.
    """

    id: str
    group: str
    label: str
    question: str
    type: str
    units: tuple[str, ...] = ()
    canonical: str = ""
    allowed: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    qualifier: bool = False
    key: bool = False
    critical: bool = False
    link_key: bool = False
    per: str = "case"
    only_if: str = ""
    derived_from: str = ""
    given: tuple[str, ...] = ()
    timing: tuple[str, ...] = ()
    table1: str = ""
    code_system: str = ""
    audit: tuple[str, ...] = ()
    note: str = ""
    more: Mapping[str, object] | None = None

    @property
    def is_list(self) -> bool:
        """Whether the field has one answer per item, each with its own state."""
        return self.type in LIST_TYPES


@dataclass(frozen=True, slots=True)
class Form:
    """A versioned set of fields with the meaning of each state and reason."""

    id: str
    version: int
    groups: Mapping[str, str]
    fields: tuple[Field, ...]
    states: Mapping[str, str]
    reasons: Mapping[str, str]
    rules: tuple[str, ...]
    time_rules: Mapping[str, str]
    review_row: tuple[str, ...]

    def field(self, field_id: str) -> Field:
        """The field of this id; KeyError names the id and the nearest ones."""
        for item in self.fields:
            if item.id == field_id:
                return item
        raise KeyError(f"No field {field_id!r} in form {self.id}.")

    def has(self, field_id: str) -> bool:
        return any(item.id == field_id for item in self.fields)
