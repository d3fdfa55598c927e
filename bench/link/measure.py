"""Precision and recall of link proposals on synthetic pools with known truth, and the time they take.

The weights and thresholds were settled on pools of TUNING_SEED; what counts are the pools of MEASURING_SEED. A true
pair is two cases of one patient from different publications; a proposal is a pair that `propose_links` returns;
`joined` are the pairs that stand in one group once every proposal is accepted. `reached` is the share of true pairs
that blocking lets through to be scored.
"""

import time
from itertools import combinations
from typing import Any

from bench.link.generate import Pool, generate_pool
from casepool.domain.linking import ScoredPair
from casepool.knowledge.linking import load_linking
from casepool.link.block import list_candidates
from casepool.link.group import group_patients
from casepool.link.profile import make_profiles
from casepool.link.propose import propose_links

SIZES = (10, 1_000, 10_000)
POOLS_OF_TEN = 100
TUNING_SEED, MEASURING_SEED = 11, 29


def measure() -> dict[str, Any]:
    """The figures of both seeds by size of pool."""
    return {
        "setting": "synthetic pools (bench/link/generate.py): 35% table rows, 12% follow-ups, 12% look-alikes; "
        f"10 cases: the sum of {POOLS_OF_TEN} pools",
        "propose_from": load_linking().thresholds.propose,
        "measured_seed": {"seed": MEASURING_SEED, **{str(n): measure_size(n, MEASURING_SEED) for n in SIZES}},
        "half_look_alikes": {"seed": MEASURING_SEED, "1000": measure_look_alikes()},
        "tuning_seed": {"seed": TUNING_SEED, **{str(n): measure_size(n, TUNING_SEED) for n in SIZES}},
    }


def measure_size(size: int, seed: int) -> dict[str, Any]:
    """The figures of one size; of the smallest the sum of many pools."""
    seeds = [seed * 1_000 + n for n in range(POOLS_OF_TEN)] if size <= 10 else [seed]
    return add_up([measure_pool(generate_pool(size, one)) for one in seeds])


def measure_look_alikes() -> dict[str, Any]:
    """A pool of 1,000 in which every second patient is a look-alike of another one: a harder truth."""
    return add_up([measure_pool(generate_pool(1_000, MEASURING_SEED, alike=0.5))])


def measure_pool(pool: Pool) -> dict[str, float]:
    """Counts of one pool, and seconds of processor time."""
    start = time.process_time()
    proposals = propose_links(pool.cases)
    seconds = time.process_time() - start
    true = list_true_pairs(pool)
    found = {pair.key for pair in proposals}
    grouping = group_patients(pool.cases, (), proposals)
    joined = {pair for group in grouping.linked for pair in combinations(sorted(group.keys), 2)}
    ordered = sorted(pool.cases, key=lambda case: case.key)
    candidates = list_candidates(make_profiles(ordered), load_linking().thresholds)
    scored = {(ordered[i].key, ordered[j].key) for i, j in candidates}
    return {
        "cases": len(pool.cases),
        "patients": len(set(pool.truth.values())),
        "patients_if_accepted": len(grouping.groups),
        "pairs_scored": len(candidates),
        "true_pairs": len(true),
        "true_pairs_reached": len(true & scored),
        "proposed": len(found),
        "right": len(found & true),
        "joined": len(joined),
        "joined_right": len(joined & true),
        "seconds": seconds,
    }


def list_true_pairs(pool: Pool) -> set[tuple[Any, Any]]:
    """The pairs of cases of one patient that come from different publications."""
    by_patient: dict[int, list[Any]] = {}
    for key in sorted(pool.truth):
        by_patient.setdefault(pool.truth[key], []).append(key)
    return {pair for keys in by_patient.values() for pair in combinations(keys, 2) if pair[0][0] != pair[1][0]}


def add_up(results: list[dict[str, float]]) -> dict[str, Any]:
    """The sum of several pools with the shares that follow."""
    total: dict[str, Any] = {name: sum(result[name] for result in results) for name in results[0]}
    total["seconds"] = round(total["seconds"], 2)
    shares = {
        "precision": ("right", "proposed"), "recall": ("right", "true_pairs"),
        "joined_precision": ("joined_right", "joined"), "joined_recall": ("joined_right", "true_pairs"),
        "reached": ("true_pairs_reached", "true_pairs"),
    }  # fmt: skip
    for name, (part, whole) in shares.items():
        total[name] = round(total[part] / total[whole], 4) if total[whole] else None
    return total


def list_errors(pool: Pool) -> tuple[list[ScoredPair], list[tuple[Any, Any]]]:
    """The wrong proposals, and the true pairs that were not proposed: for settling weights."""
    proposals = propose_links(pool.cases)
    true = list_true_pairs(pool)
    found = {pair.key for pair in proposals}
    return [pair for pair in proposals if pair.key not in true], sorted(true - found)
