"""Prognostic factors of an endpoint: each alone and all together, penalised, with the family of tests declared."""

from collections.abc import Mapping, Sequence

from casepool.domain.cohort import PoolPlan
from casepool.domain.comparison import FactorStudy, Model
from casepool.domain.curve import CodedTime
from casepool.domain.errors import UsageError
from casepool.domain.form import Field
from casepool.pool.cells import Cell
from casepool.pool.groups import name_group
from casepool.pool.models import fit_cox
from casepool.pool.multiplicity import judge_family
from casepool.pool.number_rows import read_ends

Column = tuple[str, list[float | None]]
NUMBERS = ("quantity", "duration", "percent", "ratio", "integer")


def read_factor(field: Field, cells: Sequence[Cell]) -> Column:
    """A field as one covariate: exact numbers, or 0 and 1 for two words (the name says which is 1); None: not usable.

    Raises UsageError for a field with more than two words: they are joined to two in the protocol, not by a program.
    """
    if field.type in NUMBERS:
        ends = [read_ends(cell.value, field.canonical) if cell.state == "reported" else None for cell in cells]
        return field.id, [pair[0] if pair and pair[0] == pair[1] else None for pair in ends]
    if field.type == "presence":
        return field.id, [float(cell.state == "reported") if cell.is_clear else None for cell in cells]
    words = [name_group(cell) for cell in cells]
    kinds = sorted({word for word in words if word})
    if len(kinds) > 2:
        raise UsageError(f"{field.label} has {len(kinds)} values; a factor has two. Join them in the protocol first.")
    last = kinds[-1] if kinds else ""
    return f"{field.id}.{last}".rstrip("."), [None if word is None else float(word == last) for word in words]


def study_factors(
    endpoint: str,
    coded: Sequence[CodedTime],
    factors: Mapping[str, tuple[Field, Sequence[Cell]]],
    plan: PoolPlan,
) -> FactorStudy:
    """The Firth Cox model of each factor alone and of all together, on patients with a usable time and all values.

    `coded` and the cells of each factor stand in the same order of patients. Events of an interval are taken at their
    latest time. The family holds every factor that was asked for, the untestable ones included.
    """
    columns = [read_factor(field, cells) for field, cells in factors.values()]
    single = tuple((name, _fit([(name, values)], coded, plan)) for name, values in columns)
    joint = _fit(columns, coded, plan)
    family = judge_family([(name, model.terms[0].p if model.terms else None) for name, model in single])
    return FactorStudy(endpoint, single, joint, family, len(coded) - joint.patients)


def _fit(columns: Sequence[Column], coded: Sequence[CodedTime], plan: PoolPlan) -> Model:
    rows, times, events = [], [], []
    for i, item in enumerate(coded):
        values = [column[i] for _, column in columns]
        placed = item.conventional
        if placed and None not in values:
            rows.append([value for value in values if value is not None])
            times.append(placed[0])
            events.append(int(placed[1]))
    return fit_cox([name for name, _ in columns], rows, times, events, plan)
