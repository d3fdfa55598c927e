"""`casepool import`: screening decisions and earlier work."""

import click

from casepool.cli.outputs import json_line, put_out, say
from casepool.cli.projects import by_option, count, json_option, opened, project_option, who
from casepool.write.escape import show_line


@click.command("import")
@click.argument("path", metavar="FILE")
@click.option("--as", "kind", type=click.Choice(("screening", "cases", "phenopacket")), help="What the file holds.")
@click.option(
    "--decision",
    type=click.Choice(("include", "exclude", "maybe", "undecided")),
    default=None,
    help="What this list holds, where the list itself does not say it (Covidence, Zotero).",
)
@click.option(
    "--stage",
    type=click.Choice(("title_abstract", "full_text")),
    default=None,
    help="At which stage it was decided (title_abstract if nothing says it).",
)
@click.option("--mapping", metavar="FILE", default="", help="Which column answers which field (spreadsheets of cases).")
@project_option
@by_option
@json_option
def import_command(
    path: str,
    kind: str | None,
    decision: str | None,
    stage: str | None,
    mapping: str,
    place: str,
    by: str,
    as_json: bool,
) -> None:
    """Take in screening decisions (Rayyan, Covidence, ASReview, Zotero; CSV or RIS), a spreadsheet of cases, or a
    Phenopacket.

    Nothing is screened here. Records that cannot be used are listed with their lines; the same file twice changes
    nothing. --json gives one object per record.
    """
    from casepool.pipeline.receiving import receive_file
    from casepool.read.screening import Chosen

    with opened(place) as project:
        done = receive_file(project, path, kind or "", who(by), Chosen(stage or "", decision or ""), mapping)
        for problem in done.problems:
            say(f"{show_line(path)}: {problem}")
        if as_json:
            records = done.screening.records if done.screening else ()
            objects: list[dict[str, object]] = [
                {"key": r.key, "stage": r.stage, "decision": r.decision, "reason": r.reason, "reviewer": r.reviewer,
                 "title": r.title, "year": r.year, "doi": r.doi, "pmid": r.pmid, "line": r.line}
                for r in records
            ]  # fmt: skip
            put_out("".join(json_line(item) for item in objects or [{"kind": done.kind, "cases": done.number}]))
            return
        noun = "decision" if done.kind == "screening" else "case"
        held = f", {done.held} of papers held" if done.kind == "screening" else ""
        left = f"; {count(len(done.problems), 'record')} left out" if done.problems else ""
        put_out(f"{show_line(done.source)}: {count(done.number, noun)}, {done.fresh} new{held}{left}.\n")
