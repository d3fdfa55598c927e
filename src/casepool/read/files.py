"""Paths to documents: the only place of the readers that opens files."""

import os
import stat
from pathlib import Path

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.reader import check_size, read_bytes
from casepool.read.refusal import label, refuse


def read_path(path: str | Path, limits: Limits = DEFAULT_LIMITS, ocr: bool = False) -> tuple[Document, ...]:
    """Read one file into its documents (several for a set of articles). `Document.source` is the path as given.

    `ocr`: pages of a PDF that are pictures are recognised, by programs of this machine.

    Raises ReadError, whose `problem` says what, where and the way out, when the file cannot be opened or read.
    """
    return read_bytes(load_bytes(path, limits), printable_path(path), limits, ocr)


def load_bytes(path: str | Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file, never more than the limit. Raises ReadError for every reason why it cannot be opened."""
    place = Path(path)
    shown = label(printable_path(path))
    if place.is_dir():
        raise refuse("is_folder", f"{shown} is a folder.", "Give the files inside, for example with a pattern (*.pdf).")
    try:
        if not stat.S_ISREG(place.stat().st_mode):
            raise refuse("not_a_file", f"{shown} is not an ordinary file.", "Give a file on disk.")
        with place.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
            check_size(max(len(data), os.fstat(stream.fileno()).st_size), shown, limits)
            return data
    except (OSError, ValueError) as error:
        raise _cannot_open(error, shown) from error


def printable_path(path: str | Path) -> str:
    """The path as given, with bytes that are no valid text shown as U+FFFD, so that it can be printed and stored."""
    return str(path).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _cannot_open(error: Exception, shown: str) -> ReadError:
    if isinstance(error, FileNotFoundError):
        return refuse("not_found", f"{shown} does not exist (any more).", "Check the name and the folder.")
    if isinstance(error, PermissionError):
        return refuse("no_permission", f"{shown} may not be read by this user.", "Change its permissions, or copy it.")
    reason = getattr(error, "strerror", None) or str(error)
    return refuse("cannot_open", f"{shown} cannot be opened: {reason}.", "Check the disk, the name and the folder.")
