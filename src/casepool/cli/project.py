"""`casepool new`, `add`, `run`, `status`: a project is made, files come in and are read, and where it stands."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casepool.cli.inputs import ocr_option
from casepool.cli.outputs import json_line, put_out, say
from casepool.cli.projects import by_option, count, json_option, lay_out, opened, project_option, who
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.pipeline.adding import ListAdded
    from casepool.pipeline.project import FileDone, FileRefused
    from casepool.store import Project

Json = dict[str, object]
STOPPED = 130
"""The exit status of a run that Ctrl-C ended."""


@click.command("new")
@click.argument("folder", metavar="DIR")
@click.option("--form", "form_id", default="onco_spine_case", show_default=True, help="The form to extract.")
@click.option("--journal", default="", help="The journal profile that drafts and the article follow.")
@click.option("--database", default="", metavar="URL", help="Keep a team's data on PostgreSQL instead of a file.")
@json_option
def new_command(folder: str, form_id: str, journal: str, database: str, as_json: bool) -> None:
    """Make the folder of a project: its database, inbox, figures, protocol.toml and pool.toml.

    On a terminal it asks for the journal and the searches; both can be filled in later in protocol.toml.
    """
    from casepool.cli.ask import ask_journal, ask_searches
    from casepool.pipeline.start import start_project

    asks = sys.stdin.isatty() and not as_json
    journal = journal or (ask_journal() if asks else "")
    searches = ask_searches() if asks else ()
    made = start_project(Path(folder), form_id, journal, database, searches)
    if as_json:
        put_out(json_line({"project": str(made), "form": form_id, "journal": journal}))
        return
    put_out(
        f"Made {made}: inbox/, figures/, protocol.toml, pool.toml.\n"
        f"Put the papers into {Path(folder) / 'inbox'} and run: casepool run --project {folder}\n"
    )


@click.command("add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@ocr_option
@project_option
@by_option
@json_option
def add_command(paths: tuple[str, ...], ocr: bool, place: str, by: str, as_json: bool) -> None:
    """Take files into the project and read them: PDF, JATS, HTML, DOCX, text, or a list of references (RIS, BibTeX).

    A file that is there already changes nothing. A list of references fills in what is not known of the papers held.

    Exit status: 0 all read; 2 a wrong call; 3 a file could not be read (the others are complete).
    """
    from casepool.pipeline.adding import add_paths

    with opened(place) as project:
        sys.exit(_print_files(add_paths(project, paths, who(by), ocr), as_json, project))


@click.command("run")
@click.option("--again", is_flag=True, help="Read files that failed once more.")
@click.option("--workers", type=click.IntRange(min=0), default=0, help="Worker processes (one for each processor).")
@project_option
@by_option
@json_option
def run_command(again: bool, workers: int, place: str, by: str, as_json: bool) -> None:
    """Take in the inbox, read, extract and audit what is new, and propose links. It can be stopped at any moment.

    Says which numbers changed since the last time, and why.

    Exit status: 0 all read; 2 a wrong call; 3 a file could not be read (the others are complete).
    """
    from casepool.pipeline.living import describe_changes, note_numbers
    from casepool.pipeline.project import FileRefused, open_review, read_plan, run_project

    refused: list[FileRefused] = []
    with opened(place) as project:
        read_plan(project)
        status = _print_files(run_project(project, who(by), again, workers, refused.append), as_json, project)
        for item in refused:
            say(f"{show_line(item.path)}: not added. {item.problem}")
        if status == STOPPED:
            sys.exit(STOPPED)
        review = open_review(project)
        changes = note_numbers(project, review)
        if not as_json:
            put_out(describe_changes(changes))
            put_out(_say_next(review.proposals, len(review.built.everybody)))
    sys.exit(3 if refused else status)


def _say_next(proposals: tuple[object, ...], patients: int) -> str:
    if not patients:
        return "Nothing is in the project yet. Put papers into inbox/ and run this again.\n"
    undecided = f"{count(len(proposals), 'link')} to decide: casepool link. " if proposals else ""
    return f"{undecided}Numbers: casepool pool. Where it stands: casepool status.\n"


def _print_files(done: "Iterable[FileDone | FileRefused | ListAdded]", as_json: bool, project: "Project") -> int:
    """Print one line for each file as it is done; the exit status. Ctrl-C ends it with what was saved."""
    from casepool.pipeline.adding import ListAdded
    from casepool.pipeline.project import FileRefused

    status = number = 0
    try:
        for item in done:
            number += 1
            if isinstance(item, FileRefused):
                status = 3
                say(f"{show_line(item.path)}: not added. {item.problem}")
                continue
            if isinstance(item, ListAdded):
                _print_list(item, as_json)
                continue
            status = 3 if item.problem else status
            put_out(json_line(_file_object(item)) if as_json else _file_line(item))
            if item.problem:
                say(f"{show_line(item.publication.label)}: not read. {item.problem}")
            if item.lost:
                say(f"{show_line(item.publication.label)}: {count(item.lost, 'quote')} of people's answers lost.")
    except KeyboardInterrupt:
        left = len(project.unfinished())
        say(f"Stopped. {count(number, 'file')} done and saved, {left} left. 'casepool run' goes on from here.")
        return STOPPED
    return status


def _print_list(item: "ListAdded", as_json: bool) -> None:
    for problem in item.problems:
        say(f"{show_line(item.path)}: {problem}")
    if as_json:
        told = {"list": item.path, "records": item.records, "held": item.held, "filled": list(item.filled)}
        put_out(json_line(told))
        return
    filled = f"; filled in: {', '.join(item.filled)}" if item.filled else ""
    put_out(f"{show_line(item.path)}: {count(item.records, 'record')}, {item.held} of papers held{filled}\n")


def _file_object(item: "FileDone") -> Json:
    problem = item.problem
    return {
        "publication": item.publication.id,
        "label": item.publication.label,
        "status": item.publication.status,
        "cases": item.cases,
        "rows": item.rows,
        "values": item.values,
        "findings": item.findings,
        "new": item.is_new,
        "lost_quotes": item.lost,
        "problem": {"kind": problem.kind, "message": problem.message, "way_out": problem.way_out} if problem else None,
    }


def _file_line(item: "FileDone") -> str:
    label = show_line(item.publication.label)
    if item.problem:
        return f"{label:<30} failed  {item.problem.message}\n"
    rows = f" + {count(item.rows, 'table row')} (to confirm)" if item.rows else ""
    told = f"{count(item.cases, 'case')}{rows}"
    return f"{label:<30} ok      {told:<34} {item.values:>3} values  {count(item.findings, 'finding')}\n"


@click.command("status")
@project_option
@json_option
def status_command(place: str, as_json: bool) -> None:
    """Show what is done, unverified, failed and undecided. --json gives one object per publication."""
    from casepool.pipeline.status import describe_status, list_status

    with opened(place, read_only=True) as project:
        rows = list_status(project)
        if as_json:
            put_out("".join(json_line(row) for row in rows))
            return
        put_out("".join(f"{line}\n" for line in describe_status(project)))
        put_out(lay_out(_status_rows(rows)))


def _status_rows(rows: Iterable[Json]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        told = row["problem"] or f"{row['verified']} of {row['cells']} key cells verified"
        rows_read = f" + {count(int(str(row['rows'])), 'table row')}" if row["rows"] else ""
        cases = f"{count(int(str(row['cases'])), 'case')}{rows_read}"
        yield str(row["publication"]), str(row["status"]), cases, str(told)
