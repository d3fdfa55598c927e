"""Damaged inputs of each format against its reader: no exception that is not a refusal, no crash, no endless read.

The inputs are synthetic, the damage is seeded: the same inputs in every run. Each format is read in processes of its
own, without the nets that the program has for a reader that fails.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bench.fuzz.inputs import INPUTS
from casepool.read.limited_process import Outcome, run_limited

SEED = 20
COUNTS = {"markdown": 800, "jats": 1200, "pdf": 800}
USUAL = 2000
AT_ONCE = 200
SECONDS = 300.0
ROOT = Path(__file__).resolve().parents[2]


def measure() -> dict[str, Any]:
    """Per format: inputs, how many were read, refusals by kind, the slowest in seconds, and the faults."""
    formats = {word: measure_format(word, COUNTS.get(word, USUAL)) for word in INPUTS}
    total = sum(figures["inputs"] for figures in formats.values())
    return {"inputs": total, "faults": sum(len(f["faults"]) for f in formats.values()), "formats": formats}


def measure_format(format_word: str, count: int, seed: int = SEED) -> dict[str, Any]:
    """What became of `count` damaged inputs of one format."""
    said: Counter[str] = Counter()
    faults: list[dict[str, Any]] = []
    slowest, first = 0.0, 0
    while first < count:
        batch = min(AT_ONCE, count - first)
        lines, outcome = read_some(format_word, seed, first, batch)
        ends = [line for line in lines if "said" in line]
        said.update(line["said"] for line in ends if line["said"])
        faults += [{"number": line["number"], "fault": line["fault"]} for line in ends if line["fault"]]
        slowest = max([slowest, *(line["seconds"] for line in ends)])
        faults += describe_end(outcome, first, len(ends), batch)
        first += batch if outcome.ended else len(ends) + (len(ends) < batch)
    refused = {kind: number for kind, number in sorted(said.items()) if kind != "read"}
    return {"inputs": count, "read": said["read"], "refused": refused, "slowest_s": slowest, "faults": faults}


def describe_end(outcome: Outcome, first: int, ends: int, batch: int) -> list[dict[str, Any]]:
    """The fault of an input that ended its process; of a process that took too long only the batch is known."""
    if outcome.ended:
        return [{"number": first, "fault": f"one of {batch} inputs from here on: {outcome.ended}"}]
    return [{"number": first + ends, "fault": f"ended its process with code {outcome.code}"}] if ends < batch else []


def read_some(format_word: str, seed: int, first: int, count: int) -> tuple[list[dict[str, Any]], Outcome]:
    """The lines that a process prints which reads inputs `first` to `first + count`, and how it ended."""
    script = f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'src')]!r}; import bench.fuzz.read_damaged as r; "
    script += f"r.main({format_word!r}, {seed}, {first}, {count})"
    outcome = run_limited([sys.executable, "-c", script], b"", SECONDS, 50_000_000)
    return [json.loads(line) for line in outcome.answer.decode().splitlines()], outcome
