"""A whole cohort pooled: headline, rows, outcomes, the index case, and the same with every undecided link accepted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casepool.domain.cohort import Cohort, PoolPlan
from casepool.domain.estimate import Disagreement, Estimate, Refusal, Row
from casepool.domain.form import Field, Form
from casepool.domain.pooled import Pooled
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.pool.caveats import choose_caveats, compare_reporting, count_by_period
from casepool.pool.cell_table import fill_year
from casepool.pool.cells import find_disagreements, read_cells, read_items
from casepool.pool.follow_up import estimate_follow_up, read_follow_up
from casepool.pool.number_rows import describe_numbers, describe_sizes
from casepool.pool.outcomes import describe_outcome
from casepool.pool.present_case import compare_index
from casepool.pool.share_rows import count_categories, count_items, count_presence

NUMBERS = ("quantity", "duration", "percent", "ratio", "integer")
CATEGORIES = ("enum", "coded", "graded", "level_range")
PRESENCE = ("presence", "text")
NAIVE = "The median of the stated times is naive: it mixes patients who died with patients who were still followed."


@dataclass(frozen=True)
class Setting:
    """How a cohort is pooled: the form, what is known of it, and the plan."""

    form: Form
    knowledge: PoolingKnowledge
    plan: PoolPlan


def pool_cohort(cohort: Cohort, form: Form, knowledge: PoolingKnowledge, plan: PoolPlan | None = None) -> Pooled:
    """Pool a cohort. While links are undecided each case is a patient; `accepted` holds the result if all are taken."""
    setting = Setting(form, knowledge, plan or PoolPlan())
    pooled = _pool(cohort, setting)
    if not cohort.proposals:
        return pooled
    joined = cohort.with_all_links()
    return replace(pooled, headline=_count_headline(cohort, form, joined), accepted=_pool(joined, setting))


def _pool(cohort: Cohort, setting: Setting) -> Pooled:
    form, knowledge, plan = setting.form, setting.knowledge, setting.plan
    headline = _count_headline(cohort, form)
    endpoints = knowledge.endpoints
    outcomes = tuple(describe_outcome(cohort, endpoint, endpoints, plan) for endpoint in endpoints.values())
    follow_up, refusals = estimate_follow_up(cohort, form, knowledge.follow_up, plan)
    followed = {cell.patient: time for cell, time, _ in read_follow_up(cohort, form, knowledge.follow_up)[0]}
    years = _read_years(cohort, setting)
    trends = (e for o in outcomes for e in (*count_by_period(o, years), *compare_reporting(o, followed)))
    return Pooled(
        headline=headline,
        rows=tuple(row for field in form.fields for row in describe_field(cohort, field, setting)),
        outcomes=outcomes,
        follow_up=follow_up,
        trends=tuple(trends),
        beside=compare_index(cohort, form, knowledge, plan) if cohort.index_case else None,
        disagreements=tuple(_list_disagreements(cohort, setting)),
        refusals=(*refusals, *_refuse_comparison(cohort)),
        caveats=choose_caveats(cohort, knowledge, _count_facts(headline, follow_up)),
        changes=plan.changes(),
        left_out=cohort.left_out,
    )


def _read_years(cohort: Cohort, setting: Setting) -> Mapping[str, int]:
    """The year of each patient's own publication, where it is known; never that of a review whose table tells it."""
    cells = read_cells(cohort, setting.form.field(setting.knowledge.year_field))
    filled = (fill_year(cell, patient) for cell, patient in zip(cells, cohort.patients, strict=True))
    return {cell.patient: cell.value for cell in filled if isinstance(cell.value, int)}


def describe_field(cohort: Cohort, field: Field, setting: Setting) -> tuple[Row, ...]:
    """The rows of one field, by its type; none for a field that has no summary in Table 1."""
    latest, plan = field.group in setting.knowledge.latest_groups, setting.plan
    if not field.table1 or field.type == "interval_time":
        return ()
    if field.is_list:
        items = read_items(cohort, field, latest)
        return (describe_sizes if field.type == "measurement_nd" else count_items)(field, items, plan)
    cells = read_cells(cohort, field, latest, plan.closed_world)
    if field.id == setting.knowledge.year_field:
        cells = tuple(fill_year(cell, patient) for cell, patient in zip(cells, cohort.patients, strict=True))
    if field.type in NUMBERS:
        rows = describe_numbers(field, cells, plan)
        is_follow_up = field.id == setting.knowledge.follow_up.field
        return tuple(replace(row, notes=(*row.notes, NAIVE)) for row in rows) if is_follow_up else rows
    if field.type in CATEGORIES:
        return count_categories(field, cells, plan)
    return (count_presence(field, cells, plan),) if field.type in PRESENCE else ()


def _list_disagreements(cohort: Cohort, setting: Setting) -> Iterator[Disagreement]:
    for field in setting.form.fields:
        yield from find_disagreements(cohort, field, field.group in setting.knowledge.latest_groups)


def _refuse_comparison(cohort: Cohort) -> tuple[Refusal, ...]:
    own = sum(patient.is_index for patient in cohort.patients)
    if own < 2:
        return ()
    return (Refusal("index", "comparison", f"the pool holds {own} index cases", "one is compared at a time"),)


def _count_headline(cohort: Cohort, form: Form, joined: Cohort | None = None) -> tuple[Estimate, ...]:
    """Patients (a range while links are undecided), publications, cases, and the key values nobody has verified."""
    key = [field.id for field in form.fields if field.key]
    n = len(cohort.patients)
    unverified = sum(name not in patient.verified for patient in cohort.patients for name in key)
    parts: Mapping[str, float] = {
        "patients": n,
        "publications": len(cohort.publications),
        "cases": cohort.case_count,
        "links.accepted": cohort.case_count - n,
        "links.undecided": len(cohort.proposals),
        "patients.table_only": sum(patient.is_table_only for patient in cohort.patients),
        "cells": n * len(key),
        "cells.unverified": unverified,
        "left_out": sum(number for _, number in cohort.left_out),
    }
    publications = len(cohort.publications)
    found = tuple(Estimate(name, value, n, publications=publications, method="count") for name, value in parts.items())
    return tuple(
        _say_range(estimate, cohort, joined) if estimate.name == "patients" else estimate for estimate in found
    )


def _say_range(estimate: Estimate, cohort: Cohort, joined: Cohort | None) -> Estimate:
    if joined is None:
        return estimate
    least, number = len(joined.patients), len(cohort.proposals)
    proposals = "1 proposal is" if number == 1 else f"{number} proposals are"
    words = f"between {least} and {estimate.n} until {proposals} decided"
    return replace(estimate, bounds=(float(least), float(estimate.n)), words=words)


def _count_facts(headline: Sequence[Estimate], follow_up: Sequence[Estimate]) -> dict[str, float]:
    values = {estimate.name: estimate.value or 0 for estimate in (*headline, *follow_up)}
    followed = next((estimate.n for estimate in follow_up), 0)
    return {
        "cells": values["cells"],
        "unverified": values["cells.unverified"],
        "followed_n": followed,
        "short_n": values.get("potential_followup.short", 0),
    }
