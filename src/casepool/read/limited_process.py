"""One child process, fed and heard until a deadline: no wait of the caller is without an end, whatever the child does.

Two helper threads move bytes; each owns its end of one pipe and holds no lock, so neither can keep the caller or the
end of the program waiting. The caller itself waits only for a queue and for the exit code, both until the deadline.
Then the whole process group goes, so that a helper of the child that kept a pipe open is no reason to wait either.
"""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

_CHUNK = 1 << 16
_GRACE = 10.0
"""Seconds that the system gets to take away a process that was killed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a child: its answer, its exit code, and why it was ended ("time", "output"; "" by itself)."""

    answer: bytes = b""
    code: int = 0
    ended: str = ""


def run_limited(
    command: Sequence[str],
    message: bytes,
    seconds: float,
    most_bytes: int,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """Start `command`, send `message` to its standard input, return what it says on its standard output.

    It is killed, with all that it started (on Windows itself only; not tested there), after `seconds` of wall time
    and when it says more than `most_bytes`. `environment` replaces the variables of this process. Raises OSError when
    the program cannot be started.
    """
    deadline = time.monotonic() + seconds
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment,
        start_new_session=True,
    )
    try:
        heard = _connect(process, message)
        return _listen(process, heard, deadline, most_bytes)
    finally:
        _end(process)


def _connect(process: "subprocess.Popen[bytes]", message: bytes) -> "queue.SimpleQueue[bytes]":
    """Start the threads that feed and hear the child; the queue gets its words, then b"" when it has closed."""
    heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for work in ((_feed, process.stdin, message), (_hear, process.stdout, heard)):
        threading.Thread(target=work[0], args=work[1:], daemon=True).start()
    return heard


def _feed(stream: IO[bytes], message: bytes) -> None:
    rest = memoryview(message)
    with contextlib.suppress(OSError), stream:
        while rest:
            rest = rest[stream.write(rest[: 1 << 20]) :]


def _hear(stream: IO[bytes], heard: "queue.SimpleQueue[bytes]") -> None:
    part = b"-"
    with stream:
        while part:
            try:
                part = stream.read(_CHUNK)
            except OSError:
                part = b""
            heard.put(part)


def _listen(
    process: "subprocess.Popen[bytes]", heard: "queue.SimpleQueue[bytes]", deadline: float, most_bytes: int
) -> Outcome:
    parts: list[bytes] = []
    size = 0
    try:
        while part := heard.get(timeout=_left(deadline)):
            parts.append(part)
            size += len(part)
            if size > most_bytes:
                return Outcome(ended="output")
        return Outcome(b"".join(parts), process.wait(_left(deadline)))
    except (queue.Empty, subprocess.TimeoutExpired):
        return Outcome(ended="time")


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.0)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process with its group, and take its place in the table of processes away."""
    kill_group = getattr(os, "killpg", None)
    with contextlib.suppress(OSError):
        if kill_group:
            kill_group(process.pid, signal.SIGKILL)
    process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
