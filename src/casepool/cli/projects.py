"""What the commands of a project share: which project, who works on it, and how lines are laid out."""

import getpass
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from casepool.store import Project

WIDTH = 100
NAME_VARIABLE = "CASEPOOL_USER"
Command = TypeVar("Command", bound=Callable[..., Any])

project_option = click.option(
    "--project",
    "place",
    metavar="DIR",
    default="",
    help="The project's folder (this folder or one above it if left out).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per line.")
by_option = click.option(
    "--by", metavar="NAME", default="", help=f"Who does it, for the history (the system's user, or {NAME_VARIABLE})."
)
out_option = click.option("--out", metavar="FILE", default="", help="Write to FILE what would be printed.")
force_option = click.option("--force", is_flag=True, help="Replace an output file that exists.")


@contextmanager
def opened(place: str, read_only: bool = False) -> "Iterator[Project]":
    """The project that a command works on, open, and closed again at the end."""
    from casepool.pipeline.project import find_project
    from casepool.store import open_project

    with open_project(find_project(place), read_only=read_only) as project:
        yield project


def who(by: str) -> str:
    """The name that stands in the history: what was given, else CASEPOOL_USER, else the user of the system."""
    if by or os.environ.get(NAME_VARIABLE):
        return by or os.environ[NAME_VARIABLE]
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def lay_out(rows: Iterable[Sequence[str]], gap: int = 2) -> str:
    """Rows of words in columns, the last one as wide as it is; each line ends with a line end."""
    told = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*(row[:-1] for row in told), strict=True)] if told else []
    lines = ((*(cell.ljust(width + gap) for cell, width in zip(row, widths, strict=False)), row[-1]) for row in told)
    return "".join("".join(line).rstrip() + "\n" for line in lines)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 case", "2 cases"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
