"""Errors for a caller's mistake, and problems as values for what a source cannot give."""

from dataclasses import dataclass


class CasepoolError(Exception):
    """A mistake of the caller. The text says what, where, what is allowed, and the way out.

    `exit_status` is what the command line ends with: 2 a wrong call, 3 something that could not be read.
    """

    exit_status = 2


class UsageError(CasepoolError):
    """The command was called in a way that cannot be carried out; nothing was done."""


class KnowledgeError(CasepoolError):
    """A data file of casepool (form, lexicon, grammar, audit text) breaks its own rules."""


class EvidenceError(CasepoolError):
    """A quote does not stand in the text at the place that is claimed for it."""


class ReadError(CasepoolError):
    """A source could not be read at all. `problem` is the same fact as a value."""

    exit_status = 3

    def __init__(self, problem: "Problem") -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a reader could not do, as a value.

    `kind` is a stable word for programs, `message` says what and where, `way_out` what a person can do.
    `part` names the part of the document ("Table 2", "pages 3-6"); empty for the whole document.
    `fatal` is true when nothing of the document could be used.
    """

    kind: str
    message: str
    way_out: str = ""
    part: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".strip()
