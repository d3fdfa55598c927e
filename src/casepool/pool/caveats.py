"""The sentences that always stand beside the numbers, and the two trends that are shown."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from casepool.domain.cohort import Cohort
from casepool.domain.curve import Outcome
from casepool.domain.estimate import Estimate
from casepool.knowledge.pooling import PoolingKnowledge
from casepool.pool.shares import bound_share

SMALL = 50
PERIOD = 5


def choose_caveats(
    cohort: Cohort, knowledge: PoolingKnowledge, counts: Mapping[str, float], groups_compared: bool = False
) -> tuple[str, ...]:
    """The caveats that apply, in the order of the file, with their numbers filled in.

    `counts` holds cells, unverified, followed_n and short_n by name.
    """
    years = sorted(case.year for patient in cohort.patients for case in patient.cases if case.year is not None)
    patients = len(cohort.patients)
    facts = {
        "patients": patients,
        "proposals": len(cohort.proposals),
        "table_only": sum(patient.is_table_only for patient in cohort.patients),
        "first_year": years[0] if years else "",
        "last_year": years[-1] if years else "",
        "short": knowledge.follow_up.short,
        "unstated_n": patients - int(counts.get("followed_n", 0)),
        **{name: int(number) for name, number in counts.items()},
    }
    applies = {
        "always": True,
        "several_years": len(set(years)) > 1,
        "index_case": any(patient.is_index for patient in cohort.patients),
        "short_follow_up": bool(counts.get("short_n")),
        "follow_up_unstated": bool(facts["unstated_n"]),
        "treatment": groups_compared,
        "small": patients < SMALL,
        "undecided_links": bool(cohort.proposals),
        "table_only": bool(facts["table_only"]),
        "unverified": bool(counts.get("unverified")),
    }
    return tuple(caveat.text.format(**facts) for caveat in knowledge.caveats if applies[caveat.when])


def count_by_period(outcome: Outcome, year_of: Mapping[str, int]) -> Iterator[Estimate]:
    """For each period of five years: in how many patients the outcome is known, of those first published then.

    `year_of` gives the year of a patient's own publication where it is known. The share has its Wilson interval.
    """
    known = {item.patient for item in outcome.coded if item.is_known}
    periods: dict[int, list[str]] = {}
    for item in outcome.coded:
        year = year_of.get(item.patient)
        if year is not None:
            periods.setdefault(year - year % PERIOD, []).append(item.patient)
    for start, patients in sorted(periods.items()):
        k, n = sum(name in known for name in patients), len(patients)
        words = f"{start}-{start + PERIOD - 1}: {k}/{n}"
        name = f"{outcome.name}.known_from_{start}"
        yield Estimate(name, k, n, words=words, method="count of patients")
        interval = bound_share(k, n, 0.95, "wilson")
        yield Estimate(f"{name}.share", k / n, n, interval=interval, words=words, method="Wilson interval")


def compare_reporting(outcome: Outcome, followed: Mapping[str, float]) -> Iterator[Estimate]:
    """The median follow-up of the patients whose outcome is known, and of those whose outcome is not."""
    for part, is_known in (("known", True), ("unknown", False)):
        times: Sequence[float] = [
            followed[item.patient] for item in outcome.coded if item.is_known == is_known and item.patient in followed
        ]
        if times:
            name = f"{outcome.name}.followup_if_{part}"
            yield Estimate(name, median(times), len(times), "month", method="median of the stated times")
