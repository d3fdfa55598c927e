"""How often the intervals of a small survival curve cover the truth, and how long a cohort takes to pool.

Coverage of the nominal 95% interval of S(12) = 0.6: exponential survival, censoring uniform between 3 and 40 months,
6, 12 and 24 patients, 4,000 samples each, seed fixed. Plain, log and log-log are judged only where they are defined (S
is neither 0 nor 1); the beta product interval always is. The Monte Carlo error stands beside each figure.
"""

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from casepool.pool.beta_product import bound_survival
from casepool.pool.kaplan_meier import fit_curve
from casepool.pool.tables import run_freeman_halton

SURVIVAL, AT, CENSORING = 0.6, 12.0, (3.0, 40.0)
SIZES = (6, 12, 24)
SAMPLES = 4_000
SEED = 20260101
WIDE_TABLE = [[6, 4, 2, 5], [3, 7, 5, 1], [2, 3, 8, 6], [5, 2, 4, 9]]


def measure() -> dict[str, Any]:
    """Coverage by size and interval, and seconds of processor time of exact tests."""
    return {
        "coverage": {str(n): measure_coverage(n, SAMPLES) for n in SIZES},
        "setting": f"S({AT:g}) = {SURVIVAL}, exponential, censored uniformly in {CENSORING}, {SAMPLES} samples, {SEED}",
        "seconds": {"freeman_halton_4x4_n72": time_table()},
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


def time_table() -> float:
    """Processor time of the exact test of a 4x4 table."""
    start = time.process_time()
    run_freeman_halton(WIDE_TABLE)
    return round(time.process_time() - start, 3)
