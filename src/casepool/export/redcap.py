"""The form as a REDCap data dictionary: 18 columns, one row per item, states as a choice beside each value."""

import re
from collections.abc import Iterator

from casepool.domain.form import Field, Form
from casepool.domain.quantity import QUALIFIERS
from casepool.export.csv_tables import write_lines
from casepool.export.material import Exported, ExportFile, Loss, Material, Options
from casepool.knowledge.export_tables import NUMERIC

COLUMNS = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name"),
    *("Matrix Ranking?", "Field Annotation"),
)
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_CONDITION = re.compile(r"(\w+) (?:== (\w+)|in \[([\w, ]+)\])")
SIGNS = " | ".join(f"{word}, {word.replace('_', ' ')}" for word in QUALIFIERS)
STATES = ("reported", "absent", "not_reported", "unclear", "not_accessible", "not_applicable")


def write_redcap(material: Material, options: Options) -> Exported:
    """redcap_dictionary.csv: for each field of the form its state, its value, its reason and its quote."""
    form = material.form
    rows = [_row("case_id", "publication", "text", "Case", note="id of the case")]
    rows += [row for field in form.fields for row in _field_rows(form, field)]
    losses = [
        Loss(field.id, "", "REDCap has no list of answers with a state each: items are written one per line")
        for field in form.fields
        if field.is_list
    ]
    data = write_lines([list(COLUMNS), *rows]).encode()
    return Exported((ExportFile("redcap_dictionary.csv", data, "text/csv; charset=utf-8"),), tuple(losses))


def _field_rows(form: Form, field: Field) -> Iterator[list[str]]:
    when = _branch(form, field)
    states = " | ".join(f"{state}, {state}" for state in STATES)
    head = form.groups[field.group] if next(f for f in form.fields if f.group == field.group) is field else ""
    yield _row(f"{field.id}_state", field.group, "radio", f"{field.label}: state", choices=states, when=when,
               header=head, required=field.critical)  # fmt: skip
    reported = _join(when, f"[{field.id}_state] = 'reported'")
    yield _value_row(field, reported)
    if field.type == "interval_time":
        yield _row(f"{field.id}_by", field.group, "text", f"{field.label}: at or before", check="number",
                   note="months; empty: unbounded", when=reported)  # fmt: skip
    if field.qualifier:
        yield _row(
            f"{field.id}_sign", field.group, "radio", f"{field.label}: how it is meant", choices=SIGNS, when=reported
        )
    reasons = " | ".join(f"{reason}, {reason}" for reason in form.reasons)
    unclear = _join(when, f"[{field.id}_state] = 'unclear'")
    yield _row(f"{field.id}_reason", field.group, "radio", f"{field.label}: why unclear", choices=reasons, when=unclear)
    quoted = f"[{field.id}_state] = 'reported' or [{field.id}_state] = 'absent' or [{field.id}_state] = 'unclear'"
    yield _row(
        f"{field.id}_quote", field.group, "notes", f"{field.label}: exact quote", when=_join(when, f"({quoted})")
    )


def _value_row(field: Field, when: str) -> list[str]:
    name = f"{field.id}_after" if field.type == "interval_time" else field.id
    note = field.question
    if field.type in ("enum", "multi_enum"):
        choices = " | ".join(f"{word}, {word.replace('_', ' ')}" for word in field.allowed)
        kind = "checkbox" if field.type == "multi_enum" else "radio"
        return _row(name, field.group, kind, field.label, choices=choices.lower(), note=note, when=when)
    if field.type in NUMERIC or field.type == "interval_time":
        unit = "months, after" if field.type == "interval_time" else field.canonical or ", ".join(field.units)
        limits = tuple(f"{limit:g}" for limit in field.limits or ())
        check = "integer" if field.type == "integer" else "number"
        return _row(
            name,
            field.group,
            "text",
            field.label,
            check=check,
            limits=limits,
            note=f"{note} ({unit})" if unit else note,
            when=when,
        )
    kind = "notes" if field.is_list or field.type == "text" else "text"
    return _row(name, field.group, kind, field.label, note=note, when=when)


def _row(
    name: str, form: str, kind: str, label: str, *, choices: str = "", note: str = "", check: str = "",
    limits: tuple[str, ...] = (), when: str = "", header: str = "", required: bool = False,
) -> list[str]:  # fmt: skip
    row = [""] * len(COLUMNS)
    cells = {
        "Variable / Field Name": name.lower(), "Form Name": form, "Section Header": header, "Field Type": kind,
        "Field Label": label, "Choices, Calculations, OR Slider Labels": choices, "Field Note": note,
        "Text Validation Type OR Show Slider Number": check, "Text Validation Min": limits[0] if limits else "",
        "Text Validation Max": limits[1] if limits else "", "Branching Logic (Show field only if...)": when,
        "Required Field?": "y" if required else "",
    }  # fmt: skip
    for column, text in cells.items():
        row[_PLACES[column]] = text
    return row


def _branch(form: Form, field: Field) -> str:
    """The condition of a field in REDCap's words: on the state of a presence, on the value of an enum."""
    found = _CONDITION.fullmatch(field.only_if)
    if not found:
        return ""
    other, word, words = found[1], found[2], found[3]
    if form.field(other).type == "presence":
        return f"[{other}_state] = '{word}'"
    return " or ".join(f"[{other}] = '{w.strip().lower()}'" for w in (words or word).split(","))


def _join(first: str, second: str) -> str:
    return f"({first}) and {second}" if first else second
