"""How much memory this process holds now, on each system that tells. The Windows branch has not been tested."""

import os
import sys
from collections.abc import Callable
from pathlib import Path


def memory_reader() -> Callable[[], int]:
    """A function that gives the resident memory of this process in bytes; it gives 0 where the system does not tell.

    Everything that it needs is opened now: it goes on working when files may not be opened any more.
    """
    if Path("/proc/self/statm").exists():
        return _from_proc()
    if sys.platform == "win32":
        return _from_windows()
    return _from_usage()


def _from_proc() -> Callable[[], int]:
    handle = os.open("/proc/self/statm", os.O_RDONLY)
    page = os.sysconf("SC_PAGE_SIZE")
    return lambda: int(os.pread(handle, 200, 0).split()[1]) * page


def _from_usage() -> Callable[[], int]:
    try:
        import resource
    except ImportError:
        return lambda: 0
    scale = 1 if sys.platform == "darwin" else 1024
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def _from_windows() -> Callable[[], int]:
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *((name, ctypes.c_size_t) for name in ("peak", "resident", "a", "b", "c", "d", "pagefile", "e")),
        )

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    counters = Counters(cb=ctypes.sizeof(Counters))

    def read() -> int:
        kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
        return int(counters.resident)

    return read
