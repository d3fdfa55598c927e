"""A child process has an end, whatever it does with its pipes, its exit and what it starts."""

import os
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from casepool.read.limited_process import Outcome, run_limited

MANY = 3_000_000
"""More bytes than any pipe holds."""


def run(script: str, message: bytes = b"", seconds: float = 60, most: int = 2 * MANY) -> tuple[Outcome, float]:
    start = time.monotonic()
    outcome = run_limited([sys.executable, "-S", "-c", script], message, seconds, most)
    return outcome, time.monotonic() - start


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for_end(pid: int) -> bool:
    until = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_alive(pid)


def count_files(process: psutil.Process) -> int:
    return int(process.num_fds()) if hasattr(process, "num_fds") else 0


def test_the_message_goes_in_and_the_answer_comes_out() -> None:
    script = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1]); sys.exit(5)"
    message = bytes(range(256)) * (MANY // 256)
    assert run(script, message)[0] == Outcome(message[::-1], 5)


def test_both_pipes_full_at_once() -> None:
    script = f"import sys; sys.stdout.buffer.write(b'x' * {MANY}); sys.stdout.flush(); print(len(sys.stdin.read()))"
    outcome, _ = run(script, b"y" * MANY)
    assert outcome == Outcome(b"x" * MANY + f"{MANY}{os.linesep}".encode(), 0)


def test_a_child_that_never_reads_its_message() -> None:
    assert run("print('done')", b"y" * MANY)[0] == Outcome(f"done{os.linesep}".encode())


def test_a_child_that_sleeps_with_a_full_pipe() -> None:
    outcome, seconds = run("import time; time.sleep(60)", b"y" * MANY, seconds=1)
    assert outcome == Outcome(ended="time")
    assert seconds < 15


def test_a_child_that_closes_its_output_and_stays() -> None:
    outcome, seconds = run("import os, time; os.close(1); time.sleep(60)", seconds=1)
    assert outcome == Outcome(ended="time")
    assert seconds < 15


def test_a_child_that_never_stops_talking() -> None:
    outcome, seconds = run("while True: print('x' * 10_000)", seconds=30, most=1_000_000)
    assert outcome == Outcome(ended="output")
    assert seconds < 15


@pytest.mark.skipif(os.name == "nt", reason="processes have no groups there")
@pytest.mark.parametrize("stays", ["", "; import time; time.sleep(60)"], ids=["parent gone", "parent there"])
def test_what_a_child_started_goes_with_it(tmp_path: Path, stays: str) -> None:
    told = tmp_path / "pid"
    script = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(60)']); "
        f"open({str(told)!r}, 'w').write(str(p.pid))" + stays
    )
    outcome, seconds = run(script, seconds=3)
    assert outcome == Outcome(ended="time")
    assert seconds < 25
    assert wait_for_end(int(told.read_text()))


def test_a_crash_tells_its_code() -> None:
    assert run("import os; os.abort()")[0].code != 0


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        run_limited(["no-such-program-anywhere"], b"", 1, 1)


def test_no_process_no_thread_and_no_file_is_left() -> None:
    me = psutil.Process()
    run("print(1)")
    before, threads = count_files(me), threading.active_count()
    for _ in range(3):
        run("import time; time.sleep(60)", b"y" * MANY, seconds=0.3)
    until = time.monotonic() + 10
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.05)
    assert count_files(me) <= before
    assert threading.active_count() <= threads
    assert [child for child in me.children() if child.status() == psutil.STATUS_ZOMBIE] == []
