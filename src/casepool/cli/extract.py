"""`casepool extract`: the values of case reports as JSON, each with its quote."""

import sys

import click

from casepool.cli.inputs import ocr_option
from casepool.cli.outputs import check_output_path, json_line, put_out, say
from casepool.cli.user_data import read_model
from casepool.pipeline.extract import extract_path, load_model


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per document.")
@click.option(
    "--no-model", is_flag=True, help="Use rules and dictionaries only, even if a model was built on this machine."
)
@ocr_option
@click.option("--out", metavar="FILE", help="Write to FILE what would be printed.")
@click.option("--force", is_flag=True, help="Replace an output file that exists.")
def extract_command(
    paths: tuple[str, ...], as_json: bool, no_model: bool, ocr: bool, out: str | None, force: bool
) -> None:
    """Print what case reports say about their patients: every value with its state and its exact quote.

    Exit status: 0 all read; 2 a wrong call; 3 an input could not be read (the others are complete).
    """
    if out:
        check_output_path(out, paths, force)
    data = None if no_model else read_model()
    model = load_model(data) if data else None
    failed = False
    pieces: list[str] = []
    for path in paths:
        item = extract_path(path, model, ocr)
        failed = failed or item.problem is not None
        if item.problem:
            say(f"{path}: not read. {item.problem}")
        pieces.append("".join(json_line(o) for o in item.objects) if as_json else item.table)
        if not out:
            put_out(pieces.pop())
    if out:
        put_out("".join(pieces), out)
    sys.exit(3 if failed else 0)
