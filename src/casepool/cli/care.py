"""`casepool verify`, `backup`, `restore`, `doctor`: what keeps a project sound."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casepool.cli.outputs import json_line, put_out, say
from casepool.cli.projects import by_option, count, force_option, json_option, opened, out_option, project_option, who
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.domain.errors import Problem


@click.command("verify")
@click.argument("draft", required=False, metavar="[DRAFT]")
@project_option
@json_option
def verify_command(draft: str | None, place: str, as_json: bool) -> None:
    """Check every quote, every hash and the history again; with a DRAFT also every number that is bound in it.

    Exit status: 0 all as it was; 1 a number drifted, a quote is lost or something was changed; 2 a wrong call;
    3 an input could not be read.
    """
    from casepool.pipeline.care import list_lost, show_problem, verify_project
    from casepool.read.files import load_bytes

    given = (load_bytes(draft), Path(draft).name) if draft else None
    with opened(place, read_only=True) as project:
        found = verify_project(project, given)
        problems = found.problems or list_lost(project)
        if as_json:
            lines = [json_line(show_problem(problem)) for problem in problems]
            if not found.draft_is_clean:
                lines.append(json_line({"kind": "draft", "message": found.draft, "way_out": "", "part": draft}))
            put_out("".join(lines))
        else:
            _print_problems(problems)
            told = (
                count(found.publications, "publication"),
                count(found.quotes, "quote"),
                count(found.events, "event"),
            )
            if not problems:
                put_out(f"{', '.join(told)}: all as they were.\n")
            if found.draft:
                put_out(f"{found.draft}\n")
        sys.exit(0 if found.is_clean and not problems else 1)


def _print_problems(problems: "Sequence[Problem]") -> None:
    for problem in problems:
        put_out(f"{show_line(str(problem))}\n")


@click.command("backup")
@click.option("--without-private", is_flag=True, help="Leave the index cases (private.db) out.")
@project_option
@by_option
@out_option
@json_option
def backup_command(without_private: bool, place: str, by: str, out: str, as_json: bool) -> None:
    """Write a consistent copy while people work: database, documents, figures, protocol, checksums."""
    from casepool.pipeline.care import back_up_project

    with opened(place) as project:
        name = out or f"{project.folder.resolve().name}-backup-{project.event_number()}.zip"
        path = back_up_project(project, name, who(by), not without_private)
        size = path.stat().st_size
        told = {"file": str(path), "bytes": size, "with_private": not without_private and project.has_private}
        put_out(json_line(told) if as_json else f"Written: {path} ({size / 1e6:.1f} MB).\n")
        if not as_json and told["with_private"]:
            say("It holds the index cases: keep it as you keep patient data (--without-private leaves them out).")


@click.command("restore")
@click.argument("file", metavar="FILE")
@click.option("--into", "folder", required=True, metavar="DIR", help="A new or empty folder.")
@click.option("--database", default="", metavar="URL", help="Restore onto an empty PostgreSQL database.")
@json_option
def restore_command(file: str, folder: str, database: str, as_json: bool) -> None:
    """Restore a backup into an empty place, and check it."""
    from casepool.pipeline.care import restore_project, show_problem

    project, problems = restore_project(file, folder, database)
    with project:
        if as_json:
            put_out("".join(json_line(show_problem(problem)) for problem in problems))
        else:
            _print_problems(problems)
            number = len(project.publications())
            put_out(f"Restored into {folder}: {count(number, 'publication')}, {count(len(problems), 'problem')}.\n")
    sys.exit(1 if problems else 0)


@click.command("doctor")
@click.option("--upgrade", is_flag=True, help="Bring an older project up to date; a backup is made first.")
@project_option
@by_option
@force_option
@json_option
def doctor_command(upgrade: bool, place: str, by: str, force: bool, as_json: bool) -> None:
    """Look for what is wrong: the installation, the project's files, lost evidence, pages that were not read.

    Exit status: 0 nothing; 1 the project or its evidence is damaged; 2 a wrong call; 3 it cannot be opened.
    """
    from casepool.pipeline.care import list_lost, list_missing_pages, show_problem

    if upgrade:
        _upgrade(place, who(by), force)
    with opened(place, read_only=True) as project:
        from casepool.store import check_project

        problems = check_project(project)
        lost = () if problems else list_lost(project)
        unread = () if problems else list_missing_pages(project)
        if as_json:
            put_out("".join(json_line(show_problem(item)) for item in (*problems, *lost, *unread)))
        else:
            put_out("".join(f"{line}\n" for line in _describe_environment()))
            _print_problems((*problems, *lost, *unread))
            put_out("Nothing is wrong.\n" if not (problems or lost or unread) else "")
    sys.exit(1 if problems or lost else 0)


def _upgrade(place: str, by: str, force: bool) -> None:
    from casepool.pipeline.care import upgrade
    from casepool.pipeline.project import find_project

    folder = Path(find_project(place))
    backup = folder.parent / f"{folder.resolve().name}-before-upgrade.zip"
    if backup.exists() and force:
        backup.unlink()
    done = upgrade(place, str(backup), by)
    say(f"Upgraded; the project as it was is in {backup}." if done else "The project is up to date already.")


def _describe_environment() -> list[str]:
    """The versions of casepool, Python and the parts that a project needs; those that are missing by name."""
    import platform
    from importlib import metadata

    from casepool import __version__

    parts = ("SQLAlchemy", "numpy", "scipy", "matplotlib", "pypdfium2", "lxml")
    found = []
    for name in parts:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} missing (pip install 'casepool[review]')")
    return [f"casepool {__version__}, Python {platform.python_version()}, {platform.system()}", ", ".join(found)]
