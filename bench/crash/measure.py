"""200 kills at random moments of writes: nothing that was acknowledged may be lost, and the project must be sound.

A child process makes a project, or opens the one that is there, and writes without a pause: papers, extractions,
answers of people, decisions, index cases, backups. It says each write that is done. It is killed (SIGKILL) after a
random time; then the doctor must find nothing, the history must hold, every write that was said must be there, and
the next child goes on in the same project. PostgreSQL is measured too where Debian's server is installed: there the
client is killed, the server lives.
"""

import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from bench.crash.write import TEXT, read_paper, write_on
from casepool.store import Project, check_project, create_project, is_project, open_project
from casepool.store.backup import restore_backup

KILLS, KILLS_ON_SERVER, ROUNDS = 200, 40, 10
LONGEST = 1.5


def measure() -> dict[str, Any]:
    """Kills, writes that were acknowledged, and what was lost or unsound afterwards (all of these must be 0)."""
    if not hasattr(os, "fork"):
        raise LookupError("it needs a system that can fork")
    warm_up()
    told = {"sqlite": kill_often(KILLS, lambda: "")}
    with start_server() as new_database:
        if new_database is not None:
            told["postgresql"] = kill_often(KILLS_ON_SERVER, new_database)
    return told


def warm_up() -> None:
    """Load the program in the parent, so that a child spends its time on writing."""
    place = Path(tempfile.mkdtemp(prefix="casepool-crash-"))
    with create_project(place / "review") as project:
        data = TEXT.format(number=0, years=40).encode()
        read_paper(project, project.add_publication(data, "paper-0.md", "eva").publication.id, data)
    shutil.rmtree(place)


def kill_often(kills: int, new_database: Callable[[], str]) -> dict[str, Any]:
    """Kill `kills` writers, ROUNDS of them in each project."""
    chance, found = random.Random(20260531), Counter[str]()
    longest = 0.0
    for first in range(0, kills, ROUNDS):
        place = Path(tempfile.mkdtemp(prefix="casepool-crash-"))
        address, acknowledged = new_database(), dict[int, str]()
        try:
            for number in range(first, min(first + ROUNDS, kills)):
                said = kill_one(place, address, number, chance.uniform(0, LONGEST))
                start = time.perf_counter()
                found.update(look_at(place, address, said, acknowledged))
                longest = max(longest, time.perf_counter() - start)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    names = ("kills", "during_start", "acknowledged", "redone", "lost", "problems", "backups", "backups_unsound")
    return {**{name: found[name] for name in names}, "longest_look_seconds": round(longest, 2)}


def kill_one(place: Path, address: str, number: int, seconds: float) -> list[str]:
    """Let a child write, kill it after `seconds`; the lines that it said before, whole ones only."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with contextlib.suppress(BaseException):
            write_on(place / "review", address, number, writer)
        os._exit(1)
    os.close(writer)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        lines = pipe.read().decode().split("\n")
    return lines[:-1]


def look_at(place: Path, address: str, said: list[str], acknowledged: dict[int, str]) -> Counter[str]:
    """Count what a killed writer left; `acknowledged` (event number, hash) grows by what it said."""
    found = Counter(kills=1, backups=0)
    root = place / "review"
    if not is_project(root):
        create_project(root, database=address).close()
        found["during_start"] = 1
    with open_project(root) as project:
        problems = check_project(project)
        hashes = {event.seq: event.hash for event in project.history()}
        found["redone"] = redo(project)
    new = {int(line.split()[1]): line.split()[2] for line in said if line.startswith("write")}
    acknowledged.update(new)
    found["acknowledged"] = len(new)
    found["lost"] = sum(hashes.get(seq) != link for seq, link in acknowledged.items())
    found["problems"] = len(problems)
    for problem in problems:
        print(f"crash: {problem}", file=sys.stderr)
    return found + look_at_backups(place, said)


def redo(project: Project) -> int:
    """Finish what was begun: papers that were added and not extracted; how many there were."""
    begun = project.unfinished()
    for publication in begun:
        read_paper(project, publication.id, project.load_document(publication.sha256))
    return len(begun) if not project.unfinished() else 1_000_000


def look_at_backups(place: Path, said: list[str]) -> Counter[str]:
    """Restore the last backup that was said to be done; it must be sound. Files of unfinished ones are removed."""
    done = [line.split()[1] for line in said if line.startswith("backup")]
    found = Counter(backups=len(done))
    if done:
        with restore_backup(done[-1], place / "again") as again:
            found["backups_unsound"] = len(check_project(again))
        shutil.rmtree(place / "again")
    for path in place.glob("*.zip"):
        path.unlink()
    return found


@contextlib.contextmanager
def start_server() -> Iterator[Callable[[], str] | None]:
    """A function that makes empty databases on a server of its own; None where there is no server to start."""
    from bench.crash.server import find_programs, run_server

    programs = find_programs()
    if programs is None:
        yield None
        return
    import psycopg

    numbers = count(1)
    with run_server(programs) as server:

        def make() -> str:
            name = f"crash_{next(numbers)}"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
            return f"{server}/{name}"

        yield make
