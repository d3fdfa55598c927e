"""`casepool link`, `tables`: what a person decides about cases that may be one patient, and about rows of tables."""

from typing import TYPE_CHECKING

import click

from casepool.cli.outputs import check_output_path, json_line, put_out, say, write_text
from casepool.cli.projects import by_option, count, force_option, json_option, lay_out, opened, project_option, who
from casepool.domain.errors import UsageError
from casepool.write.escape import show_line

if TYPE_CHECKING:
    from casepool.pipeline.linking import Link
    from casepool.pipeline.review import Review
    from casepool.pipeline.tables import ReviewTable

Json = dict[str, object]


@click.command("link")
@click.option("--accept", type=int, multiple=True, metavar="N", help="Proposal N is one patient.")
@click.option("--different", type=int, multiple=True, metavar="N", help="Proposal N are two patients.")
@click.option("--cannot-tell", type=int, multiple=True, metavar="N", help="Counts as different, and is listed.")
@click.option("--undo", type=int, multiple=True, metavar="N", help="Take the decision on N back.")
@click.option("--reason", default="", help="Why, for the history.")
@project_option
@by_option
@json_option
def link_command(
    accept: tuple[int, ...], different: tuple[int, ...], cannot_tell: tuple[int, ...], undo: tuple[int, ...],
    reason: str, place: str, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Show cases that may be one patient, with what speaks for it and against it, and decide.

    Nothing is ever joined by itself. Each decision can be undone; all cases stay.
    """
    from casepool.pipeline.linking import decide_link, number_links, undo_link
    from casepool.pipeline.project import open_review

    decisions = [(n, "same") for n in accept] + [(n, "different") for n in different]
    decisions += [(n, "cannot_tell") for n in cannot_tell]
    _check_numbers([n for n, _ in decisions] + list(undo))
    with opened(place) as project:
        review = open_review(project)
        number_links(project, review)
        for number, outcome in decisions:
            decide_link(project, review, number, outcome, who(by), reason)
        for number in undo:
            undo_link(project, review, number, who(by))
        review = open_review(project) if decisions or undo else review
        links = number_links(project, review)
        if as_json:
            put_out("".join(json_line(_link_object(link)) for link in links))
            return
        put_out("".join(_describe(link, review) for link in links) + _say_left(review))
        for contradiction in review.built.grouping.contradictions:
            say(contradiction.message)


def _check_numbers(numbers: list[int]) -> None:
    for number in numbers:
        if numbers.count(number) > 1:
            raise UsageError(f"Link #{number} was given twice. Decide each link once.")


def _describe(link: "Link", review: "Review") -> str:
    from casepool.pipeline.linking import name_case

    head = " = ".join(show_line(name_case(review, key)) for key in link.pair)
    if link.decision:
        return f"#{link.number} {link.decision.outcome.replace('_', ' ')}: {head}\n"
    if link.proposal is None:
        return ""
    sides = {
        side: ", ".join(item.label for item in link.proposal.on_side(side)) or "none" for side in ("for", "against")
    }
    return (
        f"#{link.number} score {link.proposal.score:.2f}  {head}\n"
        f"   for: {show_line(sides['for'])}   against: {show_line(sides['against'])}\n"
    )


def _say_left(review: "Review") -> str:
    patients = next(estimate for estimate in review.pooled.headline if estimate.name == "patients")
    if not review.proposals:
        return f"Nothing to decide: {count(int(patients.value or 0), 'patient')}.\n"
    low, high = patients.bounds or (patients.value, patients.value)
    return (
        f'{count(len(review.proposals), "proposal")} undecided: patients print as "between {low:g} and {high:g}" '
        "until then.\n"
    )


def _link_object(link: "Link") -> Json:
    proposal = link.proposal
    evidence = proposal.evidence if proposal else ()
    return {
        "number": link.number,
        "cases": [f"{key[0]}/{key[1]}" for key in link.pair],
        "decision": link.decision.outcome if link.decision else "",
        "by": link.decision.by if link.decision else "",
        "reason": link.decision.reason if link.decision else "",
        "score": round(proposal.score, 4) if proposal else None,
        "evidence": [
            {"comparison": e.comparison, "label": e.label, "side": e.side, "level": e.level,
             "weight": round(e.weight, 3), "reason": e.reason,
             "quotes": [item.quote for item in (e.first, e.second) if item]}
            for e in evidence
        ],
    }  # fmt: skip


@click.group("tables", invoke_without_command=True)
@project_option
@json_option
@click.pass_context
def tables_command(ctx: click.Context, place: str, as_json: bool) -> None:
    """List the review tables that were read, or show and confirm one (tables show ID, tables confirm ID).

    No table is trusted before a person has confirmed its rows.
    """
    if ctx.invoked_subcommand:
        ctx.obj = place
        return
    from casepool.pipeline.project import open_review
    from casepool.pipeline.tables import list_tables

    with opened(place, read_only=True) as project:
        tables = list_tables(open_review(project))
        if as_json:
            put_out("".join(json_line(_table_object(table)) for table in tables))
            return
        rows = [
            (
                t.id,
                f"score {t.table.score:.2f}",
                f"{t.confirmed} of {len(t.case_rows)} rows confirmed",
                show_line(t.caption)[:48],
            )
            for t in tables
        ]
        put_out(lay_out(rows) or "No review table was read.\n")


@tables_command.command("show")
@click.argument("name", metavar="ID")
@click.option("--html", metavar="FILE", help="Write the publication with its tables beside the pictures of its pages.")
@force_option
@project_option
@json_option
@click.pass_context
def show_table(ctx: click.Context, name: str, html: str | None, force: bool, place: str, as_json: bool) -> None:
    """Show the rows of one review table and what each is taken as."""
    from casepool.pipeline.project import open_review
    from casepool.pipeline.reading import Reading, write_page
    from casepool.pipeline.tables import find_table

    if html:
        check_output_path(html, [], force)
    with opened(place or ctx.obj or "", read_only=True) as project:
        review = open_review(project)
        table = find_table(review, name)
        if html:
            document = review.extractions[table.publication].document
            data = project.load_document(project.publication(table.publication).sha256)
            write_text(html, write_page(Reading(document.source, (document,), data=data)))
        if as_json:
            put_out(json_line(_table_object(table)))
            return
        put_out(f"{show_line(table.caption)}\n" + lay_out(_list_rows(table)))


def _list_rows(table: "ReviewTable") -> list[tuple[str, ...]]:
    return [
        (str(row.row), row.kind, "confirmed" if row.confirmed else "to confirm" if row.case else "",
         " | ".join(show_line(cell)[:24] for cell in row.cells))
        for row in table.rows
    ]  # fmt: skip


@tables_command.command("confirm")
@click.argument("name", metavar="ID")
@click.option("--row", "rows", type=int, multiple=True, metavar="N", help="Confirm row N only (as it is shown).")
@click.option("--index", "index", type=int, multiple=True, metavar="N", help="Row N tells of the paper's own case.")
@click.option("--earlier", type=int, multiple=True, metavar="N", help="Row N tells of an earlier case.")
@click.option("--heading", type=int, multiple=True, metavar="N", help="Row N is a heading.")
@click.option("--ignore", type=int, multiple=True, metavar="N", help="Row N tells of nobody.")
@project_option
@by_option
@click.pass_context
def confirm_rows(
    ctx: click.Context, name: str, rows: tuple[int, ...], index: tuple[int, ...], earlier: tuple[int, ...],
    heading: tuple[int, ...], ignore: tuple[int, ...], place: str, by: str,
) -> None:  # fmt: skip
    """Say that rows of a review table were compared with the paper: all of them, or those that are named."""
    from casepool.pipeline.project import open_review
    from casepool.pipeline.tables import confirm_table, find_table

    given = {"index_case": index, "earlier_case": earlier, "heading": heading, "ignore": ignore}
    kinds = {number: kind for kind, numbers in given.items() for number in numbers}
    with opened(place or ctx.obj or "") as project:
        table = find_table(open_review(project), name)
        done = confirm_table(project, table, who(by), kinds, rows)
        put_out(f"{table.id}: {count(done, 'row')} confirmed.\n")


def _table_object(table: "ReviewTable") -> Json:
    return {
        "table": table.id,
        "publication": table.publication,
        "label": table.table.label,
        "caption": table.caption,
        "score": table.table.score,
        "confirmed": table.confirmed,
        "rows": [
            {"row": r.row, "kind": r.kind, "case": r.case, "confirmed": r.confirmed, "cells": list(r.cells)}
            for r in table.rows
        ],
    }
