"""`casepool case new`, `case erase`: the authors' own patient, in private.db."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casepool.cli.outputs import json_line, put_out, say
from casepool.cli.projects import by_option, count, json_option, opened, project_option, who
from casepool.domain.errors import UsageError
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.domain.form import Form
    from casepool.pipeline.cases import NewCase


@click.group("case")
def case_command() -> None:
    """Enter your own patient (case new), or remove one for good (case erase)."""


@case_command.command("new")
@click.option("--from", "draft", metavar="DRAFT", help="Take the case from your draft (DOCX, PDF, text).")
@click.option("--answers", metavar="FILE", help='Take the answers from a TOML file: field = "words".')
@project_option
@by_option
@json_option
def new_case(draft: str | None, answers: str | None, place: str, by: str, as_json: bool) -> None:
    """Enter the index case: question by question on a terminal, or from --from DRAFT or --answers FILE.

    It lies in private.db, apart from the published cases, and no export takes it along without your consent.
    """
    from casepool.pipeline.cases import enter_case, import_draft, read_answers

    if draft and answers:
        raise UsageError("--from and --answers exclude each other: choose one.")
    with opened(place) as project:
        if draft:
            done = import_draft(project, draft, who(by))
        elif answers:
            done = enter_case(project, read_answers(Path(answers), project.form), who(by))
        elif sys.stdin.isatty():
            done = enter_case(project, _ask_answers(project.form), who(by))
        else:
            raise UsageError("There is no terminal to ask on. Give --answers FILE or --from DRAFT.")
        _print_case(done, as_json)


def _ask_answers(form: "Form") -> dict[str, str]:
    """The key fields, one after the other; an answer that is not understood is asked for again."""
    from casepool.pipeline.cases import list_key_fields, understands

    say("Leave a question empty where nothing is known. Write no name, no date, no place.")
    answers: dict[str, str] = {}
    for field in list_key_fields(form):
        hint = (
            f" [{', '.join(field.allowed)}]" if field.allowed else f" [{', '.join(field.units)}]" if field.units else ""
        )
        while True:
            words = click.prompt(f"{field.label}{hint}", default="", show_default=False, err=True).strip()
            if understands(form, field, words):
                break
            say(f"{words!r} was not understood.")
        answers[field.id] = words
    return answers


def _print_case(done: "NewCase", as_json: bool) -> None:
    names = [f"{done.publication.id}/{case.id}" for case in done.cases]
    for finding in done.warnings:
        say(f"look again before you print this: {show_line(finding.message)}")
    if as_json:
        told = [
            {
                "case": name,
                "new": done.is_new,
                "values": len(case.assertions),
                "warnings": [f.rule for f in done.warnings],
            }
            for name, case in zip(names, done.cases, strict=True)
        ]
        put_out("".join(json_line(item) for item in told))
        return
    values = sum(len(case.assertions) for case in done.cases)
    kept = "Kept" if done.is_new else "Here already"
    put_out(f"{kept}: {', '.join(names)} with {count(values, 'value')}, in private.db.\n")
    put_out(f"Compare it with the cohort: casepool compare {names[0]}\n")


@case_command.command("erase")
@click.argument("name", metavar="ID")
@click.option("--picture", "pictures", multiple=True, metavar="FILE", help="Remove this picture of figures/ too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@project_option
@by_option
@json_option
def erase_own(name: str, pictures: tuple[str, ...], yes: bool, place: str, by: str, as_json: bool) -> None:
    """Remove an index case for good: values, quotes, files, pictures, history. A tombstone stays.

    The copies that casepool knows of and cannot reach (backups, exports) are listed.
    """
    from casepool.pipeline.cases import erase_own_case

    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("Erasing cannot be undone. Add --yes to do it without a question.")
        click.confirm(f"Erase {name} for good? This cannot be undone.", abort=True, err=True)
    with opened(place) as project:
        done = erase_own_case(project, name, who(by), pictures)
    if as_json:
        put_out(
            json_line(
                {
                    "erased": done.publication,
                    "events": done.events,
                    "files": list(done.files),
                    "copies": list(done.copies),
                }
            )
        )
        return
    told = f"{count(done.events, 'event')} and {count(len(done.files), 'file')}"
    put_out(f"Erased {done.publication}: {told}. A tombstone stays.\n")
    for copy in done.copies:
        say(f"not reached: {copy} may still hold it. Delete it yourself.")
