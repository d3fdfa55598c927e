"""A PostgreSQL server of its own for a measurement, from Debian's programs, durable as it is when installed."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def find_programs() -> Path | None:
    """The folder of the server's programs: on the path, else the newest that Debian keeps; None if there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return kept[-1].parent if kept else None


@contextlib.contextmanager
def run_server(programs: Path) -> Iterator[str]:
    """The address of a server that runs until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="casepool-pg-"))
    run_as: dict[str, Any] = {}
    if os.geteuid() == 0:
        run_as = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet: dict[str, Any] = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **run_as}
    data = folder / "data"
    make = ["-U", "casepool", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([str(programs / "initdb"), "-D", str(data), *make], **quiet)
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], **quiet)
    try:
        yield f"postgresql://casepool@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)
