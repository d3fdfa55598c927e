"""Parsing in a child process with limits: whatever a file does to its parser, the caller gets an ordinary problem."""

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import casepool
from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError
from casepool.read.assemble import Draft
from casepool.read.child import OUT_OF_MEMORY, request, request_pictures
from casepool.read.finish import finish
from casepool.read.limited_process import Outcome, run_limited
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.page_picture import PagePicture
from casepool.read.refusal import label, refuse
from casepool.read.wire import unpack

_START = "import sys; sys.path.append(sys.argv[1]); from casepool.read.child import serve; serve()"
_EXHAUSTING = "It is damaged, or built to exhaust its reader: export it again, or give the article in another format."


def read_apart(format_word: str, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document, ...]:
    """Read `data` with the reader of `format_word` in a child process.

    The child is bounded in processor time, memory, wall time and output (limits), may not write, connect or start
    anything, and answers in JSON whose types are checked. Raises ReadError when the file is refused, and when the
    child crashes, is killed or answers with nonsense.
    """
    said = _ask(request(format_word, name, limits) + data, name, limits)
    try:
        answer = json.loads(said)
        if "problem" in answer:
            raise ReadError(unpack(Problem, answer["problem"]))
        drafts = [unpack(Draft, draft) for draft in answer["drafts"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(name) from error
    return tuple(_finish(draft, name) for draft in drafts)


def draw_apart(
    data: bytes, name: str, pages: Sequence[int], scale: float, limits: Limits = DEFAULT_LIMITS
) -> tuple[PagePicture, ...]:
    """The pictures of these pages (from 1) of a PDF, at `scale` pixels a point, drawn in a child process as above.

    A page that cannot be drawn, or would have more pixels than the limit, comes back with its problem. Raises
    ReadError when the child crashes, is killed or answers with nonsense: then no page was drawn.
    """
    answer = _ask(request_pictures(name, pages, scale, limits) + data, name, limits)
    try:
        pictures = tuple(unpack(PagePicture, picture) for picture in json.loads(answer)["pictures"])
        if [picture.page for picture in pictures] != list(pages) or not all(p.png or p.problem for p in pictures):
            raise ValueError("pictures of other pages than asked for")
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(name) from error
    return pictures


def _finish(draft: Draft, name: str) -> Document:
    try:
        return finish(draft)
    except Exception as error:
        said = f"{label(name)} could not be read: {type(error).__name__}: {str(error)[:200]}."
        raise refuse("reader_failed", said, "It may be damaged: save or export it again.") from error


def _ask(message: bytes, name: str, limits: Limits) -> bytes:
    outcome = _run_child(message, limits)
    if outcome.ended or outcome.code:
        raise _ended(outcome, label(name), limits)
    return outcome.answer


def _unusable(name: str) -> ReadError:
    return refuse("reader_failed", f"The reader of {label(name)} gave no usable answer.", _EXHAUSTING)


def _run_child(message: bytes, limits: Limits) -> Outcome:
    root = str(Path(casepool.__file__).parents[1])
    command = [sys.executable, "-P", "-c", _START, root]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return run_limited(command, message, limits.wall_seconds, limits.output_bytes, environment)


def _ended(outcome: Outcome, shown: str, limits: Limits) -> ReadError:
    if outcome.ended == "time":
        return refuse("time_limit", f"{shown} took more than {limits.wall_seconds} seconds to read.", _EXHAUSTING)
    if outcome.ended == "output":
        size = f"{limits.output_bytes / 1e6:.0f} MB"
        return refuse("output_limit", f"{shown} unfolds to more than {size} of text and places.", _EXHAUSTING)
    if outcome.code == OUT_OF_MEMORY:
        size = f"{limits.memory_bytes / 1e6:.0f} MB"
        return refuse("memory_limit", f"{shown} needs more than {size} of memory to read.", _EXHAUSTING)
    if outcome.code < 0 and -outcome.code == getattr(signal, "SIGXCPU", None):
        said = f"{shown} took more than {limits.cpu_seconds} seconds of processor time to read."
        return refuse("time_limit", said, _EXHAUSTING)
    how = f"signal {-outcome.code}" if outcome.code < 0 else f"exit code {outcome.code}"
    return refuse("reader_crashed", f"{shown} made its reader stop ({how}).", _EXHAUSTING)
