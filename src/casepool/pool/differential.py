"""Positive of tested for each marker and sign within each diagnosis that is in the pool.

A pool of published cases has no denominator of patients without the diagnosis: no likelihood ratio, no ranking.
"""

from collections.abc import Sequence

from casepool.domain.cohort import Cohort
from casepool.domain.estimate import Refusal
from casepool.domain.form import Form
from casepool.domain.present_case import Tested
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.pool.cells import Cell, list_sources, read_cells, read_items
from casepool.pool.share_rows import Verdict, judge_marker, judge_presence


def count_tested(
    cohort: Cohort, form: Form, knowledge: PoolingKnowledge
) -> tuple[tuple[Tested, ...], tuple[Refusal, ...]]:
    """The counts by diagnosis, then marker or sign; a refusal where the pool holds fewer than two diagnoses."""
    rules = knowledge.differential
    told = {c.patient: str(c.value) for c in read_cells(cohort, form.field(rules.diagnosis)) if c.state == "reported"}
    names = sorted(set(told.values()))
    if len(names) < 2:
        reason = f"the pool holds {len(names)} diagnos{'i' if len(names) == 1 else 'e'}s"
        return (), (Refusal("differential", "comparison of diagnoses", reason, "no comparison is possible"),)
    columns = [(item, cells, judge_marker) for item, cells in read_items(cohort, form.field(rules.panel)).items()]
    signs = [form.field(sign) for sign in rules.signs]
    columns += [(sign.label, read_cells(cohort, sign), judge_presence) for sign in signs]
    rows = (
        _count(name, item, [c for c in cells if told.get(c.patient) == name], judge)
        for name in names
        for item, cells, judge in columns
    )
    return tuple(row for row in rows if row.tested), ()


def _count(diagnosis: str, item: str, cells: Sequence[Cell], judge: Verdict) -> Tested:
    judged = [(cell, judge(cell)) for cell in cells]
    tested = [cell for cell, verdict in judged if verdict is not None]
    return Tested(diagnosis, item, sum(v is True for _, v in judged), len(tested), list_sources(tested))
