"""What a review asks for beyond the description: groups compared and factors studied, only those that it names."""

from collections.abc import Sequence

from casepool.domain.cohort import Cohort
from casepool.domain.comparison import Comparison, FactorStudy, Family
from casepool.domain.curve import CodedTime
from casepool.domain.errors import UsageError
from casepool.pool.cells import Cell, read_cells
from casepool.pool.coding import code_endpoint
from casepool.pool.factors import study_factors
from casepool.pool.groups import compare_curves, compare_numbers, compare_words, name_group
from casepool.pool.multiplicity import judge_family
from casepool.pool.whole import NUMBERS, Setting


def compare_groups(
    cohort: Cohort, setting: Setting, group: str, fields: Sequence[str], endpoints: Sequence[str] = ()
) -> tuple[tuple[Comparison, ...], Family]:
    """The named fields and endpoints between the groups of one field, and all the tests as one family.

    Patients whose group is not clear are left out. Raises UsageError for a list field: it has no single value.
    """
    names = [name_group(cell) for cell in _read(cohort, setting, group)]
    found = [_compare_field(cohort, setting, names, field) for field in fields]
    found += [_compare_endpoint(cohort, setting, names, endpoint) for endpoint in endpoints]
    return tuple(found), judge_family([(item.name, item.test.p if item.test else None) for item in found])


def study_endpoint(cohort: Cohort, setting: Setting, endpoint: str, fields: Sequence[str]) -> FactorStudy:
    """The named fields as prognostic factors of an endpoint, one by one and together."""
    coded, kept = _code(cohort, setting, endpoint)
    pool = Cohort(tuple(patient for patient in cohort.patients if patient.id in kept))
    factors = {name: (setting.form.field(name), _read(pool, setting, name)) for name in fields}
    return study_factors(endpoint, coded, factors, setting.plan)


def _read(cohort: Cohort, setting: Setting, name: str) -> tuple[Cell, ...]:
    field = setting.form.field(name)
    if field.is_list:
        raise UsageError(f"{field.label} has several answers per patient. Name a field with one answer.")
    return read_cells(cohort, field, field.group in setting.knowledge.latest_groups, setting.plan.closed_world)


def _compare_field(cohort: Cohort, setting: Setting, groups: Sequence[str | None], name: str) -> Comparison:
    field = setting.form.field(name)
    compare = compare_numbers if field.type in NUMBERS else compare_words
    return compare(field, groups, _read(cohort, setting, name), setting.plan)


def _compare_endpoint(cohort: Cohort, setting: Setting, groups: Sequence[str | None], name: str) -> Comparison:
    coded, kept = _code(cohort, setting, name)
    patients = [(patient, group) for patient, group in zip(cohort.patients, groups, strict=True) if patient.id in kept]
    clusters = [patient.cluster for patient, _ in patients]
    label = setting.knowledge.endpoints[name].label
    return compare_curves(name, label, [group for _, group in patients], coded, clusters, setting.plan)


def _code(cohort: Cohort, setting: Setting, name: str) -> tuple[list[CodedTime], set[str]]:
    endpoints = setting.knowledge.endpoints
    if name not in endpoints:
        raise UsageError(f"There is no endpoint {name!r}. There are: {', '.join(endpoints)}.")
    found = [code_endpoint(patient, endpoints[name], endpoints) for patient in cohort.patients]
    coded = [item for item in found if item]
    return coded, {item.patient for item in coded}
