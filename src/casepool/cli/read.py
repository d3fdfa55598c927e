"""`casepool read`: what was read of a file, and what was not."""

import sys

import click

from casepool.cli.outputs import check_output_path, json_line, put_out, say
from casepool.pipeline.reading import Reading, read_input, read_stream
from casepool.read.limits import DEFAULT_LIMITS


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per input: text, blocks, tables.")
@click.option("--out", metavar="FILE", help="Write to FILE what would be printed.")
@click.option("--force", is_flag=True, help="Replace an output file that exists.")
def read_command(paths: tuple[str, ...], as_json: bool, out: str | None, force: bool) -> None:
    """Show what was read of each file, and what was not. PATH may be - for standard input.

    Exit status: 0 all read; 2 a wrong call; 3 an input could not be read (the others are complete).
    """
    if out:
        check_output_path(out, paths, force)
    failed = False
    pieces: list[str] = []
    for path in paths:
        item = _read(path)
        if item.problem:
            failed = True
            say(f"{item.source}: not read. {item.problem}")
        pieces.append(json_line(item.json) if as_json else item.lines)
        if not out:
            put_out(pieces.pop())
    if out:
        put_out("".join(pieces), out)
    sys.exit(3 if failed else 0)


def _read(path: str) -> Reading:
    if path == "-":
        return read_stream(sys.stdin.buffer.read(DEFAULT_LIMITS.file_bytes + 1))
    return read_input(path)
