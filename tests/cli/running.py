"""Commands called as a user calls them, in this process; and a project with one synthetic paper to call them in."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner

from casepool.cli.main import casepool
from casepool.domain.errors import CasepoolError
from support import ROOT

TWIN = ROOT / "tests" / "data" / "twin" / "twin.txt"
SECOND = ROOT / "examples" / "papers" / "spinal-angiolipoma.md"


@dataclass(frozen=True)
class Done:
    """What a command gave: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


def call(*arguments: object, env: dict[str, str] | None = None) -> Done:
    """Run a command; an error of casepool ends it as `casepool.cli.main.run` does."""
    result = CliRunner().invoke(casepool, [str(a) for a in arguments], env={"CASEPOOL_USER": "anna", **(env or {})})
    error = result.exception
    if isinstance(error, CasepoolError):
        return Done(error.exit_status, result.stdout, f"{result.stderr}casepool: {error}\n")
    if error is not None and not isinstance(error, SystemExit | click.exceptions.Exit):
        raise error
    return Done(result.exit_code, result.stdout, result.stderr)


def make_project(folder: Path, papers: Sequence[Path] = (TWIN,)) -> Path:
    """A project with these papers read."""
    assert call("new", folder).status == 0
    for paper in papers:
        shutil.copy(paper, folder / "inbox")
    assert call("run", "--project", folder, "--workers", 1).status == 0
    return folder
