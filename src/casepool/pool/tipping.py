"""Tipping points: how many of the unknown outcomes would have to be events for a conclusion to change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from casepool.domain.estimate import Estimate
from casepool.pool.curve_numbers import Sample
from casepool.pool.tables import run_fisher

ALPHA = 0.05


def tip_share(sample: Sample) -> Iterator[Estimate]:
    """The least number of unknown outcomes that would have to be events for more than half to have the event.

    None, with the reason in words, if no number or any number of them would do. Nothing without an unknown outcome.
    """
    known = [item for item in sample.coded if item.is_known]
    k, m = sum(item.is_event for item in known), len(sample.coded) - len(known)
    if not m or not known:
        return
    n = len(sample.coded)
    enough = [number for number in range(m + 1) if 2 * (k + number) > n]
    if not enough:
        value, words = None, f"at most half of the {n} patients had the event, whatever the {m} unknown outcomes are"
    elif enough[0] == 0:
        value, words = None, f"more than half of the {n} patients had the event, whatever the {m} unknown outcomes are"
    else:
        value = enough[0]
        words = f"more than half of the {n} patients had the event if at least {value} of the {m} unknown had it"
    yield replace(sample.estimate("tipping", value, n), words=words, method="tipping point of one half")


def tip_comparison(table: Sequence[tuple[int, int]], unknown: tuple[int, int]) -> tuple[int | None, str]:
    """The least number of unknown outcomes that, as events, can carry Fisher's p across 0.05, and the sentence.

    `table` holds (events, others) of two groups among the known, `unknown` the unknown of each group. Unknown patients
    who are not events count as others. None: no allocation of the unknown changes the conclusion.
    """
    (a, b), (c, d) = table
    main = run_fisher(table).p < ALPHA
    m = sum(unknown)
    changed = [
        i + j
        for i, j in product(range(unknown[0] + 1), range(unknown[1] + 1))
        if (run_fisher([(a + i, b + unknown[0] - i), (c + j, d + unknown[1] - j)]).p < ALPHA) != main
    ]
    if not changed:
        return None, f"the conclusion stays the same whatever the {m} unknown outcomes are"
    return min(changed), f"the conclusion can change if {min(changed)} of the {m} unknown had the event"
