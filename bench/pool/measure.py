"""How often the intervals of a small survival curve cover the truth, and how long a cohort takes to pool.

Coverage of the nominal 95% interval of S(12) = 0.6: exponential survival, censoring uniform between 3 and 40 months,
6, 12 and 24 patients, 4,000 samples each, seed fixed. Plain, log and log-log are judged only where they are defined (S
is neither 0 nor 1); the beta product interval always is. The Monte Carlo error stands beside each figure.
"""

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.cohort import Cohort, Patient, PooledCase
from casepool.domain.evidence import Evidence, Span
from casepool.domain.quantity import Quantity
from casepool.domain.values import Value
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.beta_product import bound_survival
from casepool.pool.kaplan_meier import fit_curve
from casepool.pool.tables import run_freeman_halton
from casepool.pool.whole import pool_cohort

SURVIVAL, AT, CENSORING = 0.6, 12.0, (3.0, 40.0)
SIZES = (6, 12, 24)
SAMPLES = 4_000
SEED = 20260101
POOLS = (6, 60, 600)
TEXT = "Synthetic words of a synthetic patient."
WIDE_TABLE = [[6, 4, 2, 5], [3, 7, 5, 1], [2, 3, 8, 6], [5, 2, 4, 9]]


def measure() -> dict[str, Any]:
    """Coverage by size and interval, and seconds of processor time."""
    return {
        "coverage": {str(n): measure_coverage(n, SAMPLES) for n in SIZES},
        "setting": f"S({AT:g}) = {SURVIVAL}, exponential, censored uniformly in {CENSORING}, {SAMPLES} samples, {SEED}",
        "seconds": {
            "freeman_halton_4x4_n72": time_call(lambda: run_freeman_halton(WIDE_TABLE)),
            **{f"pool_{n}_patients": time_pool(n) for n in POOLS},
        },
    }


def measure_coverage(n: int, samples: int) -> dict[str, Any]:
    """Share of samples whose interval holds the truth, with its Monte Carlo error, by kind of interval."""
    random = np.random.default_rng([SEED, n])
    hits: dict[str, list[bool]] = {"plain": [], "log": [], "log_log": [], "bpcp": []}
    for _ in range(samples):
        times, events = draw_sample(random, n)
        for name in ("plain", "log", "log_log"):
            point = fit_curve(times, events, 0.95, name).at(AT)
            if point and point.lower is not None and point.upper is not None:
                hits[name].append(point.lower <= SURVIVAL <= point.upper)
        lower, upper = bound_survival(times, events, AT)
        hits["bpcp"].append(lower <= SURVIVAL <= upper)
    undefined = 1 - len(hits["log_log"]) / samples
    return {"undefined_share": round(undefined, 4), **{name: summarise(found) for name, found in hits.items()}}


def draw_sample(random: np.random.Generator, n: int) -> tuple[list[float], list[int]]:
    """Observed times and event indicators of one sample."""
    survival = random.exponential(-AT / math.log(SURVIVAL), n)
    censoring = random.uniform(*CENSORING, n)
    return np.minimum(survival, censoring).tolist(), (survival <= censoring).astype(int).tolist()


def summarise(found: Sequence[bool]) -> dict[str, float | int]:
    """Coverage and its Monte Carlo error."""
    share = sum(found) / len(found)
    error = math.sqrt(share * (1 - share) / len(found))
    return {"coverage": round(share, 4), "error": round(error, 4), "samples": len(found)}


def time_call(call: Callable[[], object]) -> float:
    """Processor time of one call, in seconds."""
    start = time.process_time()
    call()
    return round(time.process_time() - start, 2)


def time_pool(n: int) -> float:
    """Processor time of pooling a synthetic cohort, every run included."""
    form, knowledge = load_form(), load_pooling()
    cohort = build_cohort(n)
    pool_cohort(build_cohort(3), form, knowledge)
    return time_call(lambda: pool_cohort(cohort, form, knowledge))


def build_cohort(n: int) -> Cohort:
    """Synthetic patients, two to a publication; a third of the answers is silent."""
    random = np.random.default_rng(SEED)
    return Cohort(tuple(build_patient(random, number) for number in range(n)))


def build_patient(random: np.random.Generator, number: int) -> Patient:
    """One synthetic patient."""
    answers = [
        answer("age_years", "reported", Quantity(float(random.integers(5, 85)), "year")),
        answer("sex", "reported", str(random.choice(["female", "male"]))),
        answer("region", "reported", str(random.choice(["cervical", "lumbar", "thoracic"]))),
        answer("followup_months", "reported", Quantity(float(random.integers(1, 120)), "month")),
        answer("outcome_status", "reported", str(random.choice(["AWD", "DOC", "DOD", "NED"]))),
    ]
    for field in ("radiotherapy", "chemotherapy", "surgery_done", "local_recurrence", "distant_metastasis"):
        answers.append(answer(field, str(random.choice(["absent", "not_reported", "reported"]))))
    case = Case(f"case {number}", "synthetic", "primary_publication", tuple(answers), is_index=number == 0)
    return Patient(f"p{number:04}", (PooledCase(case, f"publication {number // 2}", int(random.integers(1980, 2025))),))


def answer(field: str, state: str, value: Value = None) -> Assertion:
    """An answer that rests on an invented text."""
    quoted = (Evidence(Span.of(TEXT, 0, 9)),) if state in ("reported", "absent") else ()
    return Assertion(field, state, TEXT, value, quoted, made_by="benchmark")
