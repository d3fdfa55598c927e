"""`casepool pool`, `compare`, `agree`: the numbers of a review."""

import click

from casepool.cli.outputs import check_output_path, json_line, put_out, say
from casepool.cli.projects import force_option, json_option, lay_out, opened, out_option, project_option

Json = dict[str, object]
WIDTH = 100


@click.command("pool")
@click.option("--names", is_flag=True, help="List every name that a draft can bind to, with its number.")
@click.option("--changes", is_flag=True, help="Show what changed in which number since the last run, and why.")
@click.option("--all", "everything", is_flag=True, help="Show every field, not only the key ones.")
@project_option
@json_option
@out_option
@force_option
def pool_command(
    names: bool, changes: bool, everything: bool, place: str, as_json: bool, out: str, force: bool
) -> None:
    """Pool the patients as pool.toml says. What is too few is refused in words. --json: one object per estimate."""
    if out:
        check_output_path(out, [], force)
    with opened(place) as project:
        from casepool.pipeline.living import describe_changes, note_numbers
        from casepool.pipeline.project import open_review

        review = open_review(project)
        changed = () if project.read_only else note_numbers(project, review)
        if changes:
            told = [
                json_line({"name": c.name, "before": c.before, "after": c.after, "because": list(c.reasons)})
                for c in changed
            ]
            put_out("".join(told) if as_json else describe_changes(changed) or "No number changed.\n", out)
            return
        put_out(_say_pool(review, names, everything, as_json), out)
        if not (as_json or out):
            put_out(describe_changes(changed))
        if not review.built.cohort.patients:
            say("The pool holds no patient yet. Put papers into inbox/ and run: casepool run")


def _say_pool(review: object, names: bool, everything: bool, as_json: bool) -> str:
    from casepool.pipeline.numbers import describe_requests, list_requests
    from casepool.pipeline.review import Review
    from casepool.write.pool_screen import format_pool, list_names, show_estimate

    assert isinstance(review, Review)
    if names:
        return list_names(review.pooled.estimates)
    if as_json:
        refusals = [
            {"refusal": item.name, "subject": item.subject, "reason": item.reason, "needed": item.needed}
            for item in review.pooled.all_refusals
        ]
        told = [dict(show_estimate(estimate)) for estimate in review.pooled.estimates]
        return "".join(json_line(item) for item in [*told, *refusals, *list_requests(review)])
    plan = review.plan.pool_plan
    return format_pool(review.pooled, review.plan.form, plan.pct_min_n, everything) + describe_requests(review)


@click.command("compare")
@click.argument("case", metavar="CASE", required=False, default="")
@project_option
@json_option
@out_option
@force_option
def compare_command(case: str, place: str, as_json: bool, out: str, force: bool) -> None:
    """Set one case beside the others: percentiles, frequencies, similar cases, figures that the papers cite.

    CASE is PUBLICATION/CASE as `casepool status` names it, or left out for the index case. Not a diagnostic device.
    """
    if out:
        check_output_path(out, [], force)
    with opened(place, read_only=True) as project:
        from casepool.pipeline.compare import compare_case, list_compared, list_compared_objects
        from casepool.pipeline.project import open_review

        found = compare_case(open_review(project), case)
        lines = "".join(f"{line}\n" for told in list_compared(found) for line in _wrap_line(told))
        put_out("".join(json_line(item) for item in list_compared_objects(found)) if as_json else lines, out)


def _wrap_line(told: str) -> list[str]:
    """One line in at most 100 columns; what goes on below it is set in by two."""
    from casepool.write.wrap_text import wrap_words

    first, *rest = wrap_words(told, WIDTH - 2)
    return [first, *(f"  {line}" for line in rest)]


@click.command("agree")
@project_option
@json_option
@out_option
@force_option
def agree_command(place: str, as_json: bool, out: str, force: bool) -> None:
    """Show how far reviewers A and B agree, field by field, and how far the machine agrees with what was settled."""
    if out:
        check_output_path(out, [], force)
    with opened(place, read_only=True) as project:
        from casepool.pipeline.agreement import list_agreement, show_agreement

        found = list_agreement(project)
        if as_json:
            put_out("".join(json_line(show_agreement(item)) for item in found), out)
            return
        rows: list[tuple[str, ...]] = (
            [("field", "readers", "n", "same", "kappa", "AC1", "values equal")] if found else []
        )
        rows += [item.columns for item in found]
        put_out(lay_out(rows) or "No case was answered by two reviewers yet.\n", out)
