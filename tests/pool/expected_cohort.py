"""A cohort from a file of expected answers: every answer becomes an Assertion with the quotes of its text."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.case import Case
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.evidence import Evidence, Span
from casepool.domain.form import Field
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Value
from casepool.knowledge.forms import load_form

FORM = load_form()
Entry = Mapping[str, Any]


def read_cohort(folder: Path, text_name: str, expected_name: str) -> tuple[Cohort, dict[str, Any]]:
    """The cohort of a paper and its own review table, and the whole file of expected answers."""
    text = (folder / text_name).read_text(encoding="utf-8")
    expected = yaml.safe_load((folder / expected_name).read_text(encoding="utf-8"))
    patients = [read_patient(text, number, case) for number, case in enumerate(expected["cases"], start=1)]
    return Cohort(tuple(patients)), expected


def read_patient(text: str, number: int, case: Entry) -> Patient:
    is_index = case["label"] == "present case"
    origin = "primary_publication" if is_index else "review_table_row"
    named = {name: entry for name, entry in case.items() if name != "label"}
    if "q" not in named["region"]:
        named["region"] = {**named["region"], "q": named["level_range"]["q"]}
    answers = tuple(answer for name, entry in named.items() for answer in read_answers(text, name, entry))
    table = "" if is_index else "table 1"
    told = Case(f"case {number}", case["label"], origin, answers, table=table, is_index=is_index)
    return Patient(f"p{number}", (PooledCase(told, "the paper", 2022),))


def read_answers(text: str, name: str, entry: Entry | list[Entry]) -> Iterator[Assertion]:
    field = FORM.field(name)
    for item in entry if isinstance(entry, list) else [entry]:
        reported = item["state"] == "reported"
        yield Assertion(
            field=name,
            state=item["state"],
            text=text,
            value=read_value(field, item) if reported else None,
            evidence=find_quotes(text, item),
            reason=item.get("reason", ""),
            candidates=tuple(
                Candidate(read_value(field, {**item, **candidate}), find_quotes(text, candidate))
                for candidate in item.get("candidates", [])
            ),
            item=item.get("item", ""),
            modality=item.get("modality", ""),
            given=item.get("given", ""),
            needs_person=item.get("needs_person", False),
            derived=item.get("derived", False),
            made_by="expected",
        )


def find_quotes(text: str, item: Entry) -> tuple[Evidence, ...]:
    quotes = [quote for quote in (item.get("q"), *item.get("qs", [])) if quote]
    return tuple(Evidence(Span.of(text, text.index(q), text.index(q) + len(q))) for q in quotes)


def read_value(field: Field, item: Entry) -> Value:
    value = item.get("value")
    if field.type in ("quantity", "duration", "percent", "ratio") and value is not None:
        return Quantity(float(value), item.get("unit", field.canonical), item.get("qualifier", "exact"))
    if field.type == "interval_time":
        return IntervalTime(value["after"], value["by"])
    if field.type == "level_range":
        return Levels(tuple(value))
    if field.type == "measurement_nd":
        return Measurement(tuple(float(number) for number in value), item["unit"])
    if field.type == "panel":
        return MarkerResult(value["marker"], value["result"])
    if field.type == "graded":
        return Grade("", str(value))
    return value if isinstance(value, str | int) else None
