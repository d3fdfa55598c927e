"""200 kills at random moments of `casepool run`: nothing is lost, and the end is that of an undisturbed run.

A child process takes in the inbox of a project (the example papers) and reads, extracts and audits them; it is killed
(SIGKILL) after a random time. Then `verify`, which holds all that `doctor` looks at in a project, must find nothing,
the publications that were done must still be done, and the next child goes on. When all papers are read, the answers
and findings must equal those of a project that nobody disturbed.
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
from pathlib import Path
from typing import Any

from casepool.domain.value_codec import encode
from casepool.pipeline.care import verify_project
from casepool.pipeline.project import read_findings, run_project
from casepool.store import Project, create_project, open_project

PAPERS = Path(__file__).parents[2] / "examples" / "papers"
KILLS, LONGEST, WHO = 200, 0.8, "eva"


def measure(kills: int = KILLS) -> dict[str, Any]:
    """Kills, projects that were finished in spite of them, and what was lost, unsound or different (must be 0)."""
    if not hasattr(os, "fork"):
        raise LookupError("it needs a system that can fork")
    with tempfile.TemporaryDirectory(prefix="casepool-run-") as folder:
        wanted = finish(make_project(Path(folder) / "undisturbed"))
        found, chance = Counter[str](), random.Random(20260531)
        while found["kills"] < kills:
            found.update(disturb(Path(folder) / f"p{found['projects']}", chance, kills - found["kills"], wanted))
    names = ("kills", "projects", "lost", "problems", "different")
    return {name: found[name] for name in names}


def make_project(root: Path) -> Path:
    """A new project with the example papers in its inbox."""
    with create_project(root) as project:
        for path in sorted(PAPERS.iterdir()):
            if path.suffix != ".toml":
                shutil.copy(path, project.inbox)
    return root


def disturb(root: Path, chance: random.Random, kills: int, wanted: list[object]) -> Counter[str]:
    """Run one project with at most `kills` kills until it is done, and compare its end."""
    found = Counter[str]({"projects": 1})
    make_project(root)
    done: set[str] = set()
    while found["kills"] < kills and kill_one(root, chance.uniform(0.05, LONGEST)):
        found["kills"] += 1
        with open_project(root) as project:
            held = {item.id for item in project.publications() if item.status == "ok"}
            problems = verify_project(project).problems
        found["lost"] += len(done - held)
        found["problems"] += len(problems)
        for problem in problems:
            print(f"interrupted: {problem}", file=sys.stderr)
        done = held
    found["different"] += finish(root) != wanted
    shutil.rmtree(root)
    return found


def kill_one(root: Path, seconds: float) -> bool:
    """Let a child run the project and kill it after `seconds`; False if it had finished before."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException), open_project(root) as project:
            for _ in run_project(project, WHO, workers=1):
                pass
            os._exit(0)
        os._exit(1)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def finish(root: Path) -> list[object]:
    """Run a project to its end, and everything that it then says: publications, answers, findings."""
    with open_project(root) as project:
        for _ in run_project(project, WHO, workers=1):
            pass
        return list(tell(project))


def tell(project: Project) -> list[object]:
    """What two projects of the same papers must share: everything but times and versions of rows."""
    told: list[object] = []
    for item in project.publications():
        told.append((item.id, item.sha256, item.status, [encode(f) for f in read_findings(project, item)]))
    told += [(*a.key, a.reader, a.state, encode(a.value), encode(a.evidence)) for a in project.answers()]
    return told
