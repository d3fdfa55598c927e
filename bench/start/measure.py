"""How long casepool takes to start, and to check a short text: medians of processor time over runs, in seconds.

Processor time of the child (user and system), so that other work on the machine matters little; where the system does
not give it, wall time.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAPER = "examples/papers/spinal-angiolipoma.md"
RUNS = 7


def measure() -> dict[str, Any]:
    """Medians in seconds, with the number of runs."""
    commands = {"version": ["--version"], "help": ["check", "--help"], "check_text": ["check", PAPER]}
    medians = {name: round(statistics.median(time_runs(command)), 3) for name, command in commands.items()}
    return {"runs": RUNS, "unit": "seconds of processor time, start of Python included", **medians}


def time_runs(arguments: list[str]) -> list[float]:
    """Processor times of RUNS runs after one that warms the file cache."""
    return [time_run(arguments) for _ in range(RUNS + 1)][1:]


def time_run(arguments: list[str]) -> float:
    before = used_by_children()
    done = subprocess.run([sys.executable, "-m", "casepool", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode > 1:
        raise RuntimeError(f"casepool {' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")
    return used_by_children() - before


def used_by_children() -> float:
    """Processor seconds of all children that ended; wall time where the system does not count them."""
    try:
        import resource
    except ImportError:
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
