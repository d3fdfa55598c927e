"""`casepool check`: the audit of manuscripts and papers, with nothing left on disk unless asked for."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casepool.cli import asides
from casepool.cli.inputs import ocr_option
from casepool.cli.outputs import check_output_path, json_line, put_out, say, write_text
from casepool.domain.check import CheckResult
from casepool.domain.errors import UsageError
from casepool.domain.finding import SEVERITIES, at_least
from casepool.pipeline.check import Checked, Choices, check_path, check_stream

if TYPE_CHECKING:
    from casepool.pipeline.findings import DraftBeside


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per document, with every finding.")
@click.option(
    "--html",
    metavar="FILE",
    help="Write a page with the text and the findings beside it (a folder if there are several documents).",
)
@click.option("--all", "show_all", is_flag=True, help="Show gaps and notes too, and what was set aside.")
@click.option("--journal", metavar="NAME", default="", help="Check the rules of this journal as well.")
@click.option(
    "--checklist",
    "checklists",
    metavar="NAME",
    multiple=True,
    help="Show what the text reports on each item of this checklist; several are allowed.",
)
@click.option("--letter", is_flag=True, help="Print numbered queries to the authors instead, ready to paste.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option(
    "--project", "place", metavar="DIR", default="", help="Set the draft beside this project: numbers that differ."
)
@ocr_option
@click.option(
    "--set-aside",
    "chosen",
    metavar="RULE|KEY",
    default="",
    help="This finding is no problem: print its entry for NAME.casepool.toml beside the manuscript, "
    "or add it to --out FILE.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why the finding of --set-aside is no problem.")
@click.option("--out", metavar="FILE", help="Write to FILE what would be printed.")
@click.option("--force", is_flag=True, help="Replace an output file that exists.")
def check_command(
    paths: tuple[str, ...], as_json: bool, html: str | None, show_all: bool, journal: str, checklists: tuple[str, ...],
    letter: bool, fail_on: str, place: str, ocr: bool, chosen: str, reason: str, out: str | None, force: bool,
) -> None:  # fmt: skip
    """Show where case reports contradict themselves, with both quotes. PATH may be - for standard input.

    Contradictions come first; gaps and notes are folded. Nothing is written unless --html or --out names a place.
    Findings that NAME.casepool.toml beside the manuscript sets aside are put away, and counted.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 a wrong call; 3 an input could not be read.
    """
    if as_json and letter:
        raise UsageError("--json and --letter exclude each other: choose one.")
    asides.check_call(paths, chosen, reason, bool(as_json or letter or html))
    _check_outputs(paths, html, None if chosen else out, force)
    asked = Choices(journal or _journal_of(place), checklists)
    checked = [_check(path, ocr, asked) for path in paths]
    if chosen:
        asides.set_aside(checked[0], chosen, reason, out or "")
        return
    for item in checked:
        _write_pages(item, html, force, several=sum(len(c.results) for c in checked) > 1)
    beside = [_set_beside(item, place) for item in checked] if place else []
    told = [_print_one(item, as_json, letter, show_all, html) for item in checked]
    told += [_print_beside(item, as_json, show_all) for item in beside]
    put_out("".join(told), out or "")
    for item in checked:
        if item.problem:
            say(f"{item.source}: not read. {item.problem}")
    drifted = any(not item.is_clean for found in beside for item in found)
    sys.exit(max(exit_status(checked, fail_on), int(drifted)))


def _set_beside(item: Checked, place: str) -> "list[DraftBeside]":
    """What each document of an input says against the project."""
    from casepool.cli.projects import opened
    from casepool.pipeline.findings import compare_draft
    from casepool.read.files import load_bytes

    if item.source in ("-", "standard input"):
        raise UsageError("--project compares a file. Give the draft as a file, not on standard input.")
    with opened(place, read_only=True) as project:
        return [
            compare_draft(project, result.document, load_bytes(item.source), Path(item.source).name)
            for result in item.results
        ]


def _print_beside(found: "list[DraftBeside]", as_json: bool, show_all: bool) -> str:
    from casepool.write.escape import show_line
    from casepool.write.wrap_text import wrap_words

    if as_json:
        rules = [{"beside_project": i.bound, "findings": [f.message for f in i.findings]} for i in found]
        return "".join(json_line(item) for item in rules)
    lines = []
    for item in found:
        lines += ["Beside the project:", *(line for part in item.bound.splitlines() for line in wrap_words(part, 98))]
        graver = [f for f in item.findings if show_all or f.severity in ("error", "warning")]
        lines += [line for f in graver for line in wrap_words(show_line(f"{f.rule}  {f.message}"), 98)]
        folded = len(item.findings) - len(graver)
        lines += [f"{folded} more folded (--all)."] if folded else []
    return "".join(f"{line}\n" for line in lines)


def exit_status(checked: list[Checked], fail_on: str) -> int:
    """3 if an input could not be read, else 1 if a finding reaches `fail_on`, else 0."""
    if any(item.problem for item in checked):
        return 3
    findings = [f for item in checked for result in item.results for f in result.findings]
    return 1 if any(at_least(f.severity, fail_on) for f in findings) else 0


def _check(path: str, ocr: bool, asked: Choices) -> Checked:
    if path == "-":
        return check_stream(sys.stdin.buffer.read(), ocr=ocr, choices=asked)
    return check_path(path, ocr, replace(asked, aside=asides.read_aside(path)))


def _journal_of(place: str) -> str:
    """The journal that a project is written for, "" without a project."""
    if not place:
        return ""
    from casepool.cli.projects import opened

    with opened(place, read_only=True) as project:
        return project.journal


def _check_outputs(paths: tuple[str, ...], html: str | None, out: str | None, force: bool) -> None:
    for place in (html, out):
        if place and not Path(place).is_dir():
            check_output_path(place, paths, force)
    if out and Path(out).is_dir():
        raise UsageError(f"The output {out} is a folder. Name a file.")
    if html and len(paths) > 1 and not Path(html).is_dir():
        raise UsageError(f"There are {len(paths)} inputs, so --html needs a folder that exists, not {html}.")


def _print_one(item: Checked, as_json: bool, letter: bool, show_all: bool, html: str | None) -> str:
    if as_json:
        return _json_lines(item)
    if letter:
        from casepool.write.check_letter import write_letter

        return "\n".join(write_letter(result, show_all) for result in item.results)
    from casepool.write.check_screen import format_check

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    texts = [format_check(r, show_all, colour=colour, written=_page_name(r, html)) for r in item.results]
    return "".join(text + "\n" for text in texts)


def _json_lines(item: Checked) -> str:
    from casepool.export.extraction_json import findings_to_json, unread_to_json

    if item.problem:
        unread = unread_to_json(item.source, item.problem)
        return json_line({"document": unread["document"], "findings": []})
    return "".join(json_line(findings_to_json(r)) for r in item.results)


def _page_name(result: CheckResult, html: str | None) -> str:
    if not html:
        return ""
    place = Path(html)
    return str(place / f"{Path(result.document.source).stem or 'check'}.html") if place.is_dir() else html


def _write_pages(item: Checked, html: str | None, force: bool, several: bool) -> None:
    if not html or not item.results:
        return
    from casepool.write.check_page import write_check_page

    if several and not Path(html).is_dir():
        raise UsageError(f"There are several documents, so --html needs a folder that exists, not {html}.")
    for number, result in enumerate(item.results):
        name = _page_name(result, html)
        if number:
            name = f"{name.removesuffix('.html')}-{number + 1}.html"
        check_output_path(name, [item.source], force)
        write_text(name, write_check_page(result))
