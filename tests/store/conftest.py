"""A project on SQLite and one on a real PostgreSQL server, for the same tests."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from casepool.store import Project, create_project

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=127.0.0.1"


def find_server() -> Path:
    """The folder of Debian's server programs. Without them the calling test is skipped, and fails where CI is set."""
    found = shutil.which("initdb") or (BINARIES[-1] if BINARIES else None)
    if found:
        return Path(found).parent
    if os.environ.get("CI"):
        pytest.fail("needs the program initdb (postgresql), which .ci/run installs; it is not here")
    pytest.skip("needs the program initdb (postgresql), which is not installed")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server that lives as long as the tests; each project gets a database of its own."""
    programs, folder = find_server(), Path(tempfile.mkdtemp(prefix="casepool-pg-"))
    run_as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if run_as:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    quiet = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **run_as}
    make = ["--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([programs / "initdb", "-D", data, "-U", "casepool", *make], **quiet)
    control = [programs / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", folder / "log", "-o", f"-p {port} -k {folder} {OPTIONS}", "start"], **quiet)
    try:
        yield f"postgresql://casepool@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


NUMBERS = count(1)


@pytest.fixture
def new_database(server: str) -> Callable[[], str]:
    """Makes empty databases on the server."""
    import psycopg

    def make() -> str:
        name = f"p{os.getpid()}_{next(NUMBERS)}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{server}/{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, "" for a SQLite file."""
    return request.getfixturevalue("new_database")() if request.param == "postgresql" else ""


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = "2026-05-01T08:00:00Z"

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def project(tmp_path: Path, address: str, clock: Clock) -> Iterator[Project]:
    """A new project."""
    with create_project(tmp_path / "review", journal="sni", database=address, clock=clock) as made:
        yield made
