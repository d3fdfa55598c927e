"""Shares: k of those who say it, with the missing, the bounds, and no share where nobody ever states absence."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casepool.domain.cohort import PoolPlan
from casepool.domain.estimate import Estimate, Interval, Missing, Refusal, Row, count_missing
from casepool.domain.form import Field
from casepool.domain.values import Grade, Levels, MarkerResult, Value
from casepool.pool.cells import Cell, count_publications, list_missing, list_sources
from casepool.pool.names import name_field, name_part
from casepool.pool.runs import Numbers, make_runs
from casepool.pool.shares import NAMES, bound_share
from casepool.text.levels import ORDER

POSITIVE = ("positive", "focal", "weak")
WORDS = {"not_reported": "silent", "unclear": "unclear", "not_accessible": "not accessible"}
UNSTATED_NEGATIVE = "No source states this marker as negative; negative stains may be unreported."
Verdict = Callable[[Cell], bool | None]


@dataclass(frozen=True)
class Count:
    """What a row counts: `verdict` says yes, no, or None (outside the denominator) of a cell.

    `can_be_one_sided` holds where silence of the sources could hide every "no".
    """

    name: str
    field: Field
    item: str
    verdict: Verdict
    can_be_one_sided: bool = True


def count_presence(field: Field, cells: Sequence[Cell], plan: PoolPlan) -> Row:
    """The row of a presence or text field: reported is yes, absent is no."""
    return build_share_row(Count(name_field(field), field, "", judge_presence), cells, plan)


def count_items(field: Field, items: Mapping[str, Sequence[Cell]], plan: PoolPlan) -> tuple[Row, ...]:
    """One row per item of a list field; of a panel positive, focal and weak are yes, negative is no."""
    is_panel = field.type == "panel"
    verdict = judge_marker if is_panel else judge_presence
    counts = (
        (Count(f"{name_field(field)}.{name_part(item)}", field, item, verdict, not is_panel), cells)
        for item, cells in items.items()
    )
    return tuple(build_share_row(count, cells, plan) for count, cells in counts)


def count_categories(field: Field, cells: Sequence[Cell], plan: PoolPlan) -> tuple[Row, ...]:
    """One row per value that occurs: those of the form in its order, levels from top to bottom, others by name.

    "absent" is a value of its own.
    """
    told = [word for cell in cells for word in _words_of(cell)]
    told += [word for cell in cells for candidate in cell.candidates for word in categories_of(candidate.value)]
    found = {name_part(word): word for word in sorted(told, reverse=True)}
    known = [name_part(word) for word in (*field.allowed, "absent") if name_part(word) in found]
    counts = (
        Count(f"{name_field(field)}.{name}", field, found[name], _is_word(name), False)
        for name in (*known, *sorted(found.keys() - set(known), key=lambda name: _place_word(found[name])))
    )
    return tuple(build_share_row(count, cells, plan) for count in counts)


def _place_word(word: str) -> tuple[int, str]:
    """The place of a word among others: vertebral levels from top to bottom, then all others by name."""
    return (ORDER.index(word) if word in ORDER else len(ORDER), name_part(word))


def categories_of(value: Value) -> tuple[str, ...]:
    """The categories that a value belongs to: several for vertebral levels, else one."""
    if isinstance(value, Levels):
        return value.levels
    if isinstance(value, Grade):
        return (f"{value.scale} {value.grade}".strip(),)
    return (value,) if isinstance(value, str) else ()


def _words_of(cell: Cell) -> tuple[str, ...]:
    if cell.state == "absent":
        return ("absent",)
    return categories_of(cell.value) if cell.state == "reported" else ()


def _is_word(name: str) -> Verdict:
    return lambda cell: name in map(name_part, _words_of(cell)) if cell.is_clear else None


def judge_presence(cell: Cell) -> bool | None:
    """Whether a sign, treatment or item is there; None if the sources do not say so clearly."""
    return cell.state == "reported" if cell.is_clear else None


def judge_marker(cell: Cell) -> bool | None:
    """Whether a marker is positive (focal and weak are); None if it is not stated, equivocal, or without a result."""
    if cell.state == "absent":
        return False
    if cell.state != "reported" or not isinstance(cell.value, MarkerResult) or cell.value.result == "equivocal":
        return None
    return cell.value.result in POSITIVE


def build_share_row(count: Count, cells: Sequence[Cell], plan: PoolPlan) -> Row:
    """The row of one count, with its runs."""

    def build(changed: Sequence[Cell]) -> Numbers:
        return _build_numbers(count, changed, plan)

    estimates, refusals = build(cells)
    verdicts = [count.verdict(cell) for cell in cells]
    unsaid = not count.can_be_one_sided and count.field.type == "panel" and False not in verdicts and True in verdicts
    return Row(
        name=count.name,
        field=count.field.id,
        label=count.field.label,
        kind="share",
        item=count.item,
        estimates=(*estimates, *_bootstrap(count, cells, estimates, plan)),
        missing=_list_left_out(count, cells),
        refusals=refusals,
        runs=make_runs(cells, build),
        notes=(UNSTATED_NEGATIVE,) if unsaid else (),
    )


def _list_left_out(count: Count, cells: Sequence[Cell]) -> tuple[Missing, ...]:
    """The missing patients; a clear cell that gives neither yes nor no (an equivocal stain) counts as unclear."""
    left = [cell for cell in cells if count.verdict(cell) is None]
    return list_missing(replace(cell, state="unclear", reason="ambiguous") if cell.is_clear else cell for cell in left)


def _build_numbers(count: Count, cells: Sequence[Cell], plan: PoolPlan) -> Numbers:
    yes = [cell for cell in cells if count.verdict(cell) is True]
    said = [cell for cell in cells if count.verdict(cell) is not None]
    missing = _list_left_out(count, cells)
    k, n, m = len(yes), len(said), count_missing(missing)
    base = Estimate(
        f"{count.name}.k",
        k,
        n,
        publications=count_publications(said),
        missing=missing,
        sources=list_sources(yes),
        method="count of patients",
    )
    everyone = replace(base, sources=list_sources(said))
    counts = (
        base,
        replace(everyone, name=f"{count.name}.no", value=n - k),
        replace(everyone, name=f"{count.name}.n", value=n),
        replace(base, name=f"{count.name}.missing", value=m, sources=()),
    )
    bounds = tuple(_bound_ends(everyone, count.name, k, n, m, plan))
    refusal = _refuse_share(count, k, n, m, missing)
    if refusal:
        return (*counts, *bounds), (refusal,)
    return (*counts, *bounds, _estimate_share(everyone, count, said, plan)), ()


def _bound_ends(base: Estimate, name: str, k: int, n: int, m: int, plan: PoolPlan) -> Iterator[Estimate]:
    """The least and greatest share that the missing allow, each with its exact interval."""
    for part, number in (("low", k), ("high", k + m)):
        if n + m:
            interval = bound_share(number, n + m, plan.level, "clopper_pearson")
            words = f"{number}/{n + m}"
            yield replace(base, name=f"{name}.{part}", value=number / (n + m), n=n + m, interval=interval, words=words)


def _estimate_share(base: Estimate, count: Count, said: Sequence[Cell], plan: PoolPlan) -> Estimate:
    k, n, m = sum(count.verdict(cell) is True for cell in said), len(said), count_missing(base.missing)
    method = "clopper_pearson" if k in (0, n) else plan.share_interval
    return replace(
        base,
        name=f"{count.name}.share",
        value=k / n,
        interval=bound_share(k, n, plan.level, method),
        bounds=(k / (n + m), (k + m) / (n + m)),
        method=f"patients pooled, {NAMES[method]} interval",
    )


def _bootstrap(
    count: Count, cells: Sequence[Cell], estimates: Sequence[Estimate], plan: PoolPlan
) -> Iterator[Estimate]:
    """The share of the main run again, with the interval that draws whole publications, where it is needed."""
    said = [(cell.cluster, bool(verdict)) for cell in cells if (verdict := count.verdict(cell)) is not None]
    interval = bootstrap_share(said, plan)
    for share in estimates if interval else ():
        if share.name == f"{count.name}.share" and interval:
            yield replace(share, name=f"{count.name}.share_by_publication", interval=interval, method=interval.method)


def bootstrap_share(said: Sequence[tuple[str, bool]], plan: PoolPlan) -> Interval | None:
    """The percentile interval of a pooled share when whole publications are drawn; None where it is not needed.

    It is not needed without a publication of several patients, and not made below plan.bootstrap_min_patients.
    """
    clusters = sorted({name for name, _ in said})
    if len(clusters) == len(said) or len(said) < plan.bootstrap_min_patients or len(clusters) < 2:
        return None
    all_of, yes_of = Counter(name for name, _ in said), Counter(name for name, is_yes in said if is_yes)
    sizes, yes = (np.array([counts[cluster] for cluster in clusters]) for counts in (all_of, yes_of))
    random = np.random.default_rng(plan.seed)
    drawn = random.multinomial(len(clusters), np.full(len(clusters), 1 / len(clusters)), size=plan.bootstrap_draws)
    tail = (1 - plan.level) / 2
    low, high = np.quantile((drawn @ yes) / (drawn @ sizes), [tail, 1 - tail])
    method = f"cluster bootstrap by publication, {plan.bootstrap_draws} draws, seed {plan.seed}"
    return Interval(float(low), float(high), plan.level, method)


def _refuse_share(count: Count, k: int, n: int, m: int, missing: Sequence[Missing]) -> Refusal | None:
    subject = f"{count.field.label}{f', {count.item}' if count.item else ''}: share"
    if n + m == 0:
        return Refusal(f"{count.name}.share", subject, "it can apply to no patient")
    bounds = f"the share lies between {k}/{n + m} and {k + m}/{n + m}"
    if n == 0:
        return Refusal(f"{count.name}.share", subject, f"stated in 0 of {m}, {say_missing(missing)}; {bounds}")
    if count.can_be_one_sided and k == n:
        said = ", ".join((f"reported in {k} of {n + m}", "stated absent in 0", *_say_each(missing)))
        return Refusal(f"{count.name}.share", subject, f"{said}; {bounds}")
    return None


def say_missing(missing: Sequence[Missing]) -> str:
    """The missing in words: "silent in 3, unclear in 1"."""
    return ", ".join(_say_each(missing))


def _say_each(missing: Sequence[Missing]) -> Iterator[str]:
    sums: dict[str, int] = {}
    for item in missing:
        if item.state in WORDS:
            word = "planned only" if item.reason == "planned_only" else WORDS[item.state]
            sums[word] = sums.get(word, 0) + item.n
    for word in sorted(sums, key=lambda w: (*WORDS.values(), "planned only").index(w)):
        yield f"{word} in {sums[word]}"
