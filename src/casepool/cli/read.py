"""`casepool read`: what was read of a file, and what was not."""

import sys
from pathlib import Path

import click

from casepool.cli.inputs import ocr_option
from casepool.cli.outputs import check_output_path, json_line, put_out, say, write_text
from casepool.domain.errors import UsageError
from casepool.pipeline.reading import Reading, read_input, read_stream, write_page
from casepool.read.limits import DEFAULT_LIMITS


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per input: text, blocks, tables.")
@click.option(
    "--html",
    metavar="FILE",
    help="Write a page with what was read beside the pictures of its pages (a folder if there are several inputs).",
)
@ocr_option
@click.option("--out", metavar="FILE", help="Write to FILE what would be printed.")
@click.option("--force", is_flag=True, help="Replace an output file that exists.")
def read_command(
    paths: tuple[str, ...], as_json: bool, html: str | None, ocr: bool, out: str | None, force: bool
) -> None:
    """Show what was read of each file, and what was not. PATH may be - for standard input.

    Exit status: 0 all read; 2 a wrong call; 3 an input could not be read (the others are complete).
    """
    pages = _name_pages(paths, html)
    _check_outputs(paths, pages, out, force)
    failed = False
    pieces: list[str] = []
    for number, path in enumerate(paths):
        item = _read(path, ocr)
        if item.problem:
            failed = True
            say(f"{item.source}: not read. {item.problem}")
        elif pages:
            write_text(pages[number], write_page(item))
        pieces.append(json_line(item.json) if as_json else item.lines)
        if not out:
            put_out(pieces.pop())
    if out:
        put_out("".join(pieces), out)
    sys.exit(3 if failed else 0)


def _name_pages(paths: tuple[str, ...], html: str | None) -> list[str]:
    """The file of each input's page; in a folder, inputs of one name are numbered. Empty without --html."""
    if not html:
        return []
    if not Path(html).is_dir():
        if len(paths) > 1:
            raise UsageError(f"There are {len(paths)} inputs, so --html needs a folder that exists, not {html}.")
        return [html]
    names: list[str] = []
    for path in paths:
        stem = "standard-input" if path == "-" else Path(path).stem
        tries = (f"{stem}{f'-{number}' if number > 1 else ''}.html" for number in range(1, len(paths) + 1))
        names.append(next(name for name in (str(Path(html) / each) for each in tries) if name not in names))
    return names


def _check_outputs(paths: tuple[str, ...], pages: list[str], out: str | None, force: bool) -> None:
    for place in pages:
        check_output_path(place, paths, force)
    if not out:
        return
    check_output_path(out, paths, force)
    if any(Path(place).absolute() == Path(out).absolute() for place in pages):
        raise UsageError(f"--html and --out both name {out}. Name two files.")


def _read(path: str, ocr: bool) -> Reading:
    if path == "-":
        return read_stream(sys.stdin.buffer.read(DEFAULT_LIMITS.file_bytes + 1), ocr=ocr)
    return read_input(path, ocr)
