"""Groups compared on request: exact tests only, and the odds ratio of a 2x2 table."""

from collections.abc import Sequence

from casepool.domain.cohort import PoolPlan
from casepool.domain.comparison import Comparison
from casepool.domain.curve import CodedTime
from casepool.domain.estimate import Refusal
from casepool.domain.form import Field
from casepool.pool.cells import Cell
from casepool.pool.group_tests import run_log_rank, run_rank_test
from casepool.pool.number_rows import read_ends
from casepool.pool.share_rows import categories_of
from casepool.pool.tables import estimate_odds_ratio, run_fisher, run_freeman_halton


def name_group(cell: Cell) -> str | None:
    """The group of a patient by the value of a field: its word, "absent", or "present"; None if it is not clear."""
    if not cell.is_clear:
        return None
    words = categories_of(cell.value) if cell.state == "reported" else ()
    return "absent" if cell.state == "absent" else words[0] if len(words) == 1 and cell.value else "present"


def compare_words(field: Field, groups: Sequence[str | None], cells: Sequence[Cell], plan: PoolPlan) -> Comparison:
    """A field of words between groups (one per cell, None: left out): Fisher for 2x2, else Freeman-Halton."""
    words = [("present" if cell.state == "reported" else "absent") if cell.is_clear else None for cell in cells]
    if field.type != "presence":
        words = [name_group(cell) for cell in cells]
    pairs = [(group, word) for group, word in zip(groups, words, strict=True) if group and word]
    names, kinds = sorted({group for group, _ in pairs}), sorted({word for _, word in pairs})
    table = tuple(tuple(pairs.count((group, kind)) for kind in kinds) for group in names)
    sizes = tuple((group, sum(row)) for group, row in zip(names, table, strict=True))
    if len(names) < 2 or len(kinds) < 2:
        return _refuse(field.id, field.label, sizes, f"the patients fall into {len(names)} by {len(kinds)} groups")
    small = len(names) == len(kinds) == 2
    test = run_fisher(table) if small else run_freeman_halton(
        table, work=plan.table_work, draws=plan.draws, seed=plan.seed, level=plan.level
    )  # fmt: skip
    ratio = estimate_odds_ratio(table, plan.level) if small else None
    return Comparison(field.id, field.label, sizes, test, ratio, table, tuple(kinds))


def compare_numbers(field: Field, groups: Sequence[str | None], cells: Sequence[Cell], plan: PoolPlan) -> Comparison:
    """A field of exact numbers between two groups: the exact rank test with tied values as they are."""
    rows = []
    for group, cell in zip(groups, cells, strict=True):
        ends = read_ends(cell.value, field.canonical) if cell.state == "reported" else None
        if group and ends and ends[0] == ends[1]:
            rows.append((group, ends[0], cell.cluster))
    labels = [group for group, _, _ in rows]
    sizes = _count_sizes(labels)
    if len(sizes) != 2:
        return _refuse(field.id, field.label, sizes, f"a number is stated in {_say_groups(sizes)}, two are compared")
    test = run_rank_test([number for _, number, _ in rows], labels, plan, [cluster for _, _, cluster in rows])
    return Comparison(field.id, field.label, sizes, test)


def compare_curves(
    name: str,
    label: str,
    groups: Sequence[str | None],
    coded: Sequence[CodedTime],
    clusters: Sequence[str],
    plan: PoolPlan,
) -> Comparison:
    """Times to an endpoint between two groups: the exact log-rank test, events of an interval at their late extreme."""
    rows = [
        (group, placed, cluster)
        for group, item, cluster in zip(groups, coded, clusters, strict=True)
        if group and (placed := item.conventional)
    ]
    labels = [group for group, _, _ in rows]
    sizes = _count_sizes(labels)
    events = sum(placed[1] for _, placed, _ in rows)
    if len(sizes) != 2 or not events:
        counted = f"{events} event{'' if events == 1 else 's'} in {_say_groups(sizes)}"
        return _refuse(name, label, sizes, f"there {'is' if events == 1 else 'are'} {counted}")
    test = run_log_rank(
        [placed[0] for _, placed, _ in rows],
        [int(placed[1]) for _, placed, _ in rows],
        labels,
        plan,
        [cluster for _, _, cluster in rows],
    )
    return Comparison(name, label, sizes, test)


def _count_sizes(labels: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple((label, labels.count(label)) for label in sorted(set(labels)))


def _say_groups(sizes: Sequence[tuple[str, int]]) -> str:
    return f"{len(sizes)} group{'' if len(sizes) == 1 else 's'}"


def _refuse(name: str, label: str, sizes: tuple[tuple[str, int], ...], reason: str) -> Comparison:
    return Comparison(name, label, sizes, None, refusal=Refusal(f"{name}.test", f"{label}: comparison", reason))
