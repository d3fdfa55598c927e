"""How a reader says no: one fatal problem, raised as a ReadError."""

from pathlib import PurePath

from casepool.domain.errors import Problem, ReadError


def refuse(kind: str, message: str, way_out: str) -> ReadError:
    """The error for a file that cannot be read at all. `kind` is a stable word for programs (see READING in docs)."""
    return ReadError(Problem(kind, message, way_out, fatal=True))


def note(kind: str, message: str, way_out: str = "", part: str = "") -> Problem:
    """A problem line beside a document that was read."""
    return Problem(kind, message, way_out, part)


def label(name: str) -> str:
    """The last part of a file name, as messages print it; control and bidirectional characters made visible."""
    shown = PurePath(name.replace("\\", "/")).name or name
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in shown)[:120]
