"""How long the patients were followed: the reverse Kaplan-Meier median (Schemper and Smith) and the range."""

from collections.abc import Sequence
from dataclasses import replace

from casepool.domain.cohort import Cohort, PoolPlan
from casepool.domain.estimate import Estimate, Interval, Refusal
from casepool.domain.form import Form
from casepool.knowledge.pooling import FollowUp
from casepool.pool.cells import Cell, count_publications, list_missing, list_sources, read_cells
from casepool.pool.kaplan_meier import bound_time, find_time, fit_curve
from casepool.pool.number_rows import read_ends

Followed = tuple[Cell, float, bool]


def read_follow_up(cohort: Cohort, form: Form, follow_up: FollowUp) -> tuple[list[Followed], list[Cell]]:
    """The patients with a last contact in months (at least) and whether they had died by then, and all others."""
    contacts = read_cells(cohort, form.field(follow_up.field), latest=True)
    states = read_cells(cohort, form.field(follow_up.status), latest=True)
    followed, rest = [], []
    for contact, state in zip(contacts, states, strict=True):
        ends = read_ends(contact.value, "month") if contact.state == "reported" else None
        if ends is None or (ends[0] == 0 and ends[1] > 0) or ends[0] < 0:
            rest.append(contact)
        else:
            followed.append((contact, ends[0], state.state == "reported" and state.value in follow_up.dead))
    return followed, rest


def estimate_follow_up(
    cohort: Cohort, form: Form, follow_up: FollowUp, plan: PoolPlan
) -> tuple[tuple[Estimate, ...], tuple[Refusal, ...]]:
    """Potential follow-up: its median, where death counts as the end of observation, and how many were seen briefly."""
    followed, rest = read_follow_up(cohort, form, follow_up)
    if not followed:
        reason = f"follow-up is stated in 0 of {len(cohort.patients)} patients"
        return (), (Refusal("potential_followup.median", "follow-up", reason),)
    cells = [cell for cell, _, _ in followed]
    base = Estimate(
        "potential_followup.median",
        None,
        len(cells),
        "month",
        publications=count_publications(cells),
        missing=list_missing(rest),
        sources=list_sources(cells),
    )
    return (_find_median(base, followed, plan), *_count_short(base, followed, follow_up.short)), ()


def _find_median(base: Estimate, followed: Sequence[Followed], plan: PoolPlan) -> Estimate:
    ordered = sorted((time, int(not died)) for _, time, died in followed)
    curve = fit_curve([time for time, _ in ordered], [seen for _, seen in ordered], plan.level)
    median, until = find_time(curve)
    words = "not reached" if median is None else f"any value in {median:g}-{until:g}" if until is not None else ""
    return replace(
        base,
        value=median,
        words=words,
        interval=Interval(*bound_time(curve), plan.level, "log-log band inverted"),
        method="reverse Kaplan-Meier",
    )


def _count_short(base: Estimate, followed: Sequence[Followed], short: int) -> tuple[Estimate, ...]:
    brief = [cell for cell, time, _ in followed if time < short]
    times = [time for _, time, _ in followed]
    count = replace(base, name="potential_followup.short", value=len(brief), unit="", sources=list_sources(brief))
    return (
        replace(count, method=f"count of patients followed for less than {short} months"),
        replace(base, name="potential_followup.min", value=min(times), method="least value"),
        replace(base, name="potential_followup.max", value=max(times), method="greatest value"),
    )
