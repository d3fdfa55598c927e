"""The process that keeps watch over a recognition: limits for all that takes part in it, nothing left behind.

It passes its standard streams on to the program, and returns the program's exit code. Should the process that asked for
the recognition be killed meanwhile, it ends the program and what that started, removes the temporary folder, and ends.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from casepool.read.process_limits import lower_limits

_LOOK_SECONDS = 0.2
_REMOVE_SECONDS = 5.0


def serve() -> None:
    """Run the program that the last argument tells of: {"command", "folder", "parent", "limits"} as JSON."""
    told: dict[str, Any] = json.loads(sys.argv[-1])
    lower_limits(told["limits"])
    process = subprocess.Popen(told["command"], env={**os.environ, "TMPDIR": told["folder"], "OMP_THREAD_LIMIT": "1"})
    while True:
        try:
            code = process.wait(_LOOK_SECONDS)
            sys.exit(code if code >= 0 else 128 - code)
        except subprocess.TimeoutExpired:
            if os.getppid() != told["parent"]:
                _end_all(Path(told["folder"]))


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, also while processes that were just killed let go of it."""
    until = time.monotonic() + _REMOVE_SECONDS
    while folder.exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(0.05)


def _end_all(folder: Path) -> None:
    """End the process group of this process, with itself, when the folder is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    remove_folder(folder)
    os.killpg(0, signal.SIGKILL)
