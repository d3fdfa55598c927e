"""The index case against the earlier patients: percentiles, frequencies, levels, similar cases, tested markers.

The index case is never among the patients that it is compared with. No individual risk, no ranking of diagnoses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from casepool.domain.cohort import Cohort, Patient, PoolPlan
from casepool.domain.errors import UsageError
from casepool.domain.estimate import Estimate, Interval, Refusal
from casepool.domain.form import Field, Form
from casepool.domain.present_case import Beside, LevelsBeside, NumberBeside, Similar, WordBeside
from casepool.domain.sameness import value_key
from casepool.domain.values import Levels
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.pool.cells import Cell, count_publications, list_missing, list_sources, read_cells, read_items
from casepool.pool.differential import count_tested
from casepool.pool.names import name_field, name_number, name_part
from casepool.pool.number_rows import read_ends
from casepool.pool.quantiles import find_median
from casepool.pool.share_rows import categories_of
from casepool.pool.shares import bound_share, limit_zero

NUMBERS = ("quantity", "duration", "percent", "integer")
WORDS = ("enum", "coded", "graded")
MAD_SCALE = 1.4826


def compare_index(cohort: Cohort, form: Form, knowledge: PoolingKnowledge, plan: PoolPlan) -> Beside:
    """The cohort's one index case beside all its other patients. Raises UsageError if there is not exactly one."""
    index = cohort.index_case
    if index is None:
        raise UsageError("A comparison needs exactly one index case in the cohort.")
    prior = cohort.without_index()
    tested, refusals = count_tested(cohort, form, knowledge)
    if not prior.patients:
        none = Refusal("index", "comparison", "no earlier patient is in the pool")
        return Beside(index.id, differential=tested, refusals=(none, *refusals))
    pairs = list(_pair_fields(index, prior, form, knowledge))
    return Beside(
        patient=index.id,
        numbers=tuple(_compare_numbers(pairs, plan)),
        words=tuple(_compare_words(index, prior, pairs, form, plan)),
        levels=next((compare_levels(own, cells) for field, own, cells in pairs if field.type == "level_range"), None),
        similar=find_similar(pairs, prior),
        differential=tested,
        refusals=refusals,
    )


Pair = tuple[Field, Cell, tuple[Cell, ...]]


def _pair_fields(index: Patient, prior: Cohort, form: Form, knowledge: PoolingKnowledge) -> Iterator[Pair]:
    """Each pooled field with one answer: the index case's cell and those of the earlier patients."""
    own = Cohort((index,))
    for field in form.fields:
        if field.table1 and not field.is_list and field.group != "publication":
            latest = field.group in knowledge.latest_groups
            yield field, read_cells(own, field, latest)[0], read_cells(prior, field, latest)


def _compare_numbers(pairs: Sequence[Pair], plan: PoolPlan) -> Iterator[NumberBeside]:
    for field, own, cells in pairs:
        if field.type in NUMBERS:
            for value in _own_numbers(own, field):
                found = compare_number(field, value, cells, plan)
                if found and own.state == "unclear":
                    name = f"{found.percentile.name}.with_{name_number(value)}"
                    found = replace(found, percentile=replace(found.percentile, name=name))
                if found:
                    yield found


def _own_numbers(own: Cell, field: Field) -> list[float]:
    """The number of the index case, or every reading of it where it is unclear; no bounds."""
    values = [own.value] if own.state == "reported" else [candidate.value for candidate in own.candidates]
    ends = [read_ends(value, field.canonical) for value in values]
    return list(dict.fromkeys(pair[0] for pair in ends if pair and pair[0] == pair[1]))


def compare_number(field: Field, value: float, cells: Sequence[Cell], plan: PoolPlan) -> NumberBeside | None:
    """A number beside those of earlier patients; patients who give only bounds are left out and counted.

    None if no earlier patient states a number.
    """
    pairs = [(cell, read_ends(cell.value, field.canonical)) for cell in cells if cell.state == "reported"]
    exact = [(cell, ends[0]) for cell, ends in pairs if ends and ends[0] == ends[1]]
    values = sorted(number for _, number in exact)
    n = len(values)
    if not n:
        return None
    below, ties = sum(number < value for number in values), sum(number == value for number in values)
    said = [cell for cell, _ in exact]
    share = Estimate(
        f"index.{name_field(field)}.percentile",
        (below + ties / 2) / n,
        n,
        interval=_bound_percentile(below, ties, n, plan.level),
        method="mid-percentile among earlier patients, exact interval",
        publications=count_publications(said),
        missing=list_missing(cell for cell in cells if cell not in said),
        sources=list_sources(said),
    )
    return NumberBeside(
        field=field.id,
        label=field.label,
        value=value,
        unit=field.canonical,
        values=tuple(values),
        below=below,
        ties=ties,
        above=n - below - ties,
        percentile=share,
        outside=2 / (n + 1),
        range_level=(n - 1) / (n + 1),
        robust_z=find_robust_z(value, values) if n >= plan.robust_z_min_n else None,
        is_outside=not values[0] <= value <= values[-1],
        left_out=len(cells) - n,
    )


def _bound_percentile(below: int, ties: int, n: int, level: float) -> Interval | None:
    """The exact interval of the share below; ties may belong to either side, so they widen it."""
    low, high = (bound_share(k, n, level, "clopper_pearson") for k in (below, below + ties))
    return replace(low, upper=high.upper) if low and high else None


def find_robust_z(value: float, values: Sequence[float]) -> float | None:
    """(value - median) / (1.4826 times the median absolute deviation); None if that deviation is 0."""
    center = find_median(values)
    spread = MAD_SCALE * find_median([abs(number - center) for number in values])
    return (value - center) / spread if spread else None


def _compare_words(
    index: Patient, prior: Cohort, pairs: Sequence[Pair], form: Form, plan: PoolPlan
) -> Iterator[WordBeside]:
    for field, own, cells in pairs:
        if field.type in WORDS and own.state == "reported":
            for word in categories_of(own.value):
                yield compare_word(field, word, cells, plan)
        if field.type == "presence" and own.is_clear:
            yield compare_word(field, "present" if own.state == "reported" else "absent", cells, plan)
    for field in form.fields:
        if field.is_list and field.type in ("coded_list", "multi_enum") and field.table1:
            yield from _compare_items(field, index, prior, plan)


def _compare_items(field: Field, index: Patient, prior: Cohort, plan: PoolPlan) -> Iterator[WordBeside]:
    items: Mapping[str, tuple[Cell, ...]] = read_items(Cohort((index, *prior.patients)), field)
    for item, cells in items.items():
        own = next(cell for cell in cells if cell.patient == index.id)
        if own.state == "reported":
            others = [cell for cell in cells if cell.patient != index.id]
            yield replace(compare_word(field, "present", others, plan), word=item)


def compare_word(field: Field, word: str, cells: Sequence[Cell], plan: PoolPlan) -> WordBeside:
    """How many earlier patients have the same word, of those who state the field."""
    said = [cell for cell in cells if cell.is_clear]
    same = [cell for cell in said if _has_word(cell, word)]
    k, n = len(same), len(said)
    name = f"index.{name_field(field)}.{name_part(word)}"
    is_one_sided = word in ("present", "absent") and k in (0, n) and not any(c.state == "absent" for c in said)
    refusal = None
    if not n or is_one_sided:
        reason = f"reported in {k} of {len(cells)} earlier patients, stated otherwise in {n - k}"
        refusal = Refusal(f"{name}.share", f"{field.label}: share", reason)
    share = None
    if not refusal:
        share = Estimate(
            f"{name}.share",
            k / n,
            n,
            interval=bound_share(k, n, plan.level, "clopper_pearson" if k in (0, n) else plan.share_interval),
            publications=count_publications(said),
            missing=list_missing(cell for cell in cells if not cell.is_clear),
            sources=list_sources(same),
            method="share of earlier patients",
        )
    first = limit_zero(n, plan.level) if n and not k else None
    return WordBeside(field.id, field.label, word, k, n, len(cells) - n, share, first, refusal)


def _has_word(cell: Cell, word: str) -> bool:
    if word in ("present", "absent"):
        return cell.state == ("reported" if word == "present" else "absent")
    return word in categories_of(cell.value)


def compare_levels(own: Cell, cells: Sequence[Cell]) -> LevelsBeside | None:
    """For each level of the index case the earlier patients whose levels include it; None without stated levels."""
    if not isinstance(own.value, Levels):
        return None
    stated = [(cell.patient, cell.value.levels) for cell in cells if isinstance(cell.value, Levels)]
    shared = [(level, tuple(name for name, levels in stated if level in levels)) for level in own.value.levels]
    unique = tuple(level for level, names in shared if not names)
    return LevelsBeside(own.value.levels, tuple(shared), unique if stated else (), len(stated))


def find_similar(pairs: Sequence[Pair], prior: Cohort) -> tuple[Similar, ...]:
    """The earlier patients by the number of fields in which they state the same as the index case, then by id."""
    found = []
    for place, patient in enumerate(prior.patients):
        both = [(field, own, cells[place]) for field, own, cells in pairs if own.is_clear and cells[place].is_clear]
        same = tuple(field.id for field, own, cell in both if _is_same(field, own, cell))
        different = tuple(field.id for field, _, _ in both if field.id not in same)
        home = patient.cases[0]
        from_cell = next((cells[place].sources[0] for _, _, cells in pairs if cells[place].sources), None)
        if from_cell and home:
            found.append(Similar(patient.id, same, different, from_cell))
    return tuple(sorted(found, key=lambda item: (-len(item.same), len(item.different), item.patient)))


def _is_same(field: Field, own: Cell, cell: Cell) -> bool:
    if field.type == "presence":
        return own.state == cell.state
    return (own.state, value_key(own.value)) == (cell.state, value_key(cell.value))
