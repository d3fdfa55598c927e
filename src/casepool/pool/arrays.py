"""The array types of this package, and the one check that all right-censored data pass."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casepool.domain.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def check_times(time: Sequence[float] | Floats, event: Sequence[int] | Ints, codes: tuple[int, ...] = (0, 1)) -> None:
    """Raise UsageError unless there is one finite time, not below 0, and one event code per patient.

    `codes` are the allowed event codes: 0 censored, 1 event, 2 competing event.
    """
    times, events = np.asarray(time, dtype=float), np.asarray(event)
    if times.shape != events.shape:
        raise UsageError(f"{times.size} times and {events.size} event codes. Give one of each per patient.")
    if not np.isfinite(times).all() or (times < 0).any():
        raise UsageError("A time is negative or not finite. Leave the patient out and say so (rule R13).")
    if not set(events.tolist()) <= set(codes):
        raise UsageError(f"An event code is not one of {', '.join(map(str, codes))}.")
