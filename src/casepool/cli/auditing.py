"""`casepool audit`, `query`: what does not fit in a project, and the letter to the authors of a case."""

import sys
from typing import TYPE_CHECKING

import click

from casepool.cli.outputs import check_output_path, json_line, put_out
from casepool.cli.projects import by_option, count, force_option, json_option, opened, out_option, project_option, who
from casepool.domain.errors import UsageError
from casepool.domain.finding import SEVERITIES, at_least
from casepool.write.escape import show_line
from casepool.write.wrap_text import wrap_words

if TYPE_CHECKING:
    from casepool.pipeline.findings import Shown

WIDTH = 100
INDENT = " " * 8


@click.command("audit")
@click.option("--all", "show_all", is_flag=True, help="Show gaps and notes too, and what was set aside.")
@click.option("--set-aside", "key", default="", metavar="KEY", help="Finding KEY (its first characters) is no problem.")
@click.option("--reason", default="", help="Why it is no problem.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="error",
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@project_option
@by_option
@json_option
@out_option
@force_option
def audit_command(
    show_all: bool, key: str, reason: str, fail_on: str, place: str, by: str, as_json: bool, out: str, force: bool
) -> None:
    """Show what does not fit: within each paper, between papers, in the plan. --json gives one object per finding.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 a wrong call.
    """
    if out:
        check_output_path(out, [], force)
    with opened(place, read_only=not key) as project:
        from casepool.pipeline.findings import list_findings, set_aside, show_finding

        shown = list_findings(project)
        if key:
            chosen = _pick(shown, key)
            set_aside(project, chosen, reason, who(by))
            put_out(f"Set aside: {chosen.finding.rule} {show_line(chosen.finding.headline)}\n")
            return
        open_ones = [item for item in shown if not item.set_aside]
        listed = shown if show_all else [item for item in open_ones if item.finding.severity in ("error", "warning")]
        text = (
            "".join(json_line(show_finding(item)) for item in shown)
            if as_json
            else _format(listed, open_ones, show_all)
        )
        put_out(text, out)
        sys.exit(1 if any(at_least(item.finding.severity, fail_on) for item in open_ones) else 0)


def _pick(shown: "tuple[Shown, ...]", key: str) -> "Shown":
    found = [item for item in shown if item.key.startswith(key)]
    if len(found) == 1:
        return found[0]
    said = "no finding" if not found else f"{len(found)} findings"
    raise UsageError(f"{key!r} is the key of {said}. 'casepool audit --all' shows the first characters of each key.")


def _format(listed: "list[Shown] | tuple[Shown, ...]", open_ones: "list[Shown]", show_all: bool) -> str:
    lines = []
    for item in listed:
        finding = item.finding
        where = ", ".join(dict.fromkeys(item.publications))
        head = f"{finding.severity.upper():<8}{finding.rule:<8}{finding.message}"
        lines += wrap_words(show_line(head), WIDTH)
        aside = f"   set aside: {item.set_aside}" if item.set_aside else ""
        lines.append(f"{INDENT}{show_line(f'{where}   key {item.key[:8]}{aside}')}")
        lines += [f'{INDENT}"{show_line(evidence.quote)[:84]}"' for evidence in finding.evidence[:2]]
    numbers = [sum(item.finding.severity == word for item in open_ones) for word in SEVERITIES]
    told = ", ".join(count(n, word) for n, word in zip(numbers, SEVERITIES, strict=True))
    folded = "" if show_all or not (numbers[2] or numbers[3]) else " (--all shows gaps and notes)"
    return "".join(f"{line}\n" for line in [*lines, f"{told}{folded}."])


@click.command("query")
@click.argument("case", metavar="CASE")
@project_option
@json_option
@out_option
@force_option
def query_command(case: str, place: str, as_json: bool, out: str, force: bool) -> None:
    """Write the letter to the authors of a case: its critical fields that are unclear or missing."""
    if out:
        check_output_path(out, [], force)
    with opened(place, read_only=True) as project:
        from casepool.pipeline.project import open_review
        from casepool.pipeline.query import list_questions, write_query

        review = open_review(project)
        if as_json:
            put_out("".join(
                json_line({"field": q.field.id, "state": q.state, "readings": list(q.readings),
                           "quotes": list(q.quotes)})
                for q in list_questions(review, case)
            ), out)  # fmt: skip
            return
        put_out(write_query(review, case), out)
