"""Writing what a command makes: to standard output, or to a file that the user names."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from casepool.domain.errors import UsageError


def check_output_path(path: str, inputs: Iterable[str], force: bool) -> None:
    """Refuse an output that equals an input, or that exists without --force. Raises UsageError; nothing is done."""
    place = Path(path)
    for name in inputs:
        if name != "-" and _same_file(place, Path(name)):
            raise UsageError(f"The output {path} is also an input; casepool never writes over an input. Name another.")
    if place.is_file() and not force:
        raise UsageError(f"The output {path} exists already. Name another file, or add --force to replace it.")
    if not place.parent.is_dir():
        raise UsageError(f"The folder of the output {path} does not exist. Make it first, or name another place.")


def write_text(path: str, text: str) -> None:
    """Write a text file as UTF-8, whole or not at all."""
    place = Path(path)
    part = place.with_name(place.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"Cannot write {path}: {error.strerror or error}. Name another place.") from error


def put_out(text: str, out: str = "") -> None:
    """Print a text, or write it to the file `out`."""
    if out:
        write_text(out, text)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()


def json_line(item: object) -> str:
    """One JSON object as a line; characters outside ASCII are kept, keys keep their order."""
    return json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n"


def say(message: str) -> None:
    """A message to standard error."""
    click.echo(message, err=True)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()
