"""Limits that the operating system holds a process to, set where the system has them."""

from collections.abc import Mapping
from typing import Any


def lower_limits(wanted: Mapping[str, int]) -> None:
    """Lower these limits of this process and of all that it starts; names as in the module resource ("RLIMIT_CPU").

    A limit that this system does not know, or that is lower already, stays as it is.
    """
    try:
        import resource
    except ImportError:
        return
    for name, value in wanted.items():
        _lower_limit(resource, name, value)


def _lower_limit(resource: Any, name: str, value: int) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    _, hard = resource.getrlimit(number)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(number, (most, hard))
    except (ValueError, OSError):
        return
