"""Pages that are pictures -> text, through ocrmypdf and tesseract where the user has installed them and asks for it.

The two are programs of the machine, started with a list of arguments, never through a shell, within limits of time and
memory. They make a copy of the PDF with a text layer, which is read like any other PDF; the copy is never kept.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import casepool
from casepool.domain.document import Document, Page
from casepool.domain.errors import Problem, ReadError
from casepool.read.limited_process import Outcome, run_limited
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.ocr_child import remove_folder
from casepool.read.pdf.health import page_ranges
from casepool.read.safely import read_apart

PROGRAMS = ("ocrmypdf", "tesseract")
RECOGNISED = "ocr"
"""The health of a page whose text was recognised from its picture."""
LANGUAGE = "eng"
_UNREAD = ("scan", "ask")
_JUDGED = ("no_text_layer", "garbled_text")
_START = "import sys; sys.path.append(sys.argv[1]); from casepool.read.ocr_child import serve; serve()"
_INSTALL = "Install them (on Debian or Ubuntu: apt install ocrmypdf tesseract-ocr) and read the file again."
_BY_HAND = "Type the values of these pages by hand with a page reference."
_COMPARE = "Compare each quote from them with the picture of its page before it is used."
_NO_PROGRAM, _ENCRYPTED = 3, 8
_REASONS = {
    _NO_PROGRAM: f"a program or the language data ({LANGUAGE}) is missing",
    _ENCRYPTED: "the file does not allow changes",
}


def recognise_pages(document: Document, data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document with the text of its pages that are pictures only, or whose letters cannot be trusted.

    `data` is the PDF that it was read from. Such pages have the health "ocr" afterwards, and a problem names them: a
    recognised letter is never as sure as a printed one. A document without such pages comes back as it is; where
    nothing could be recognised it comes back with the reason as a problem.
    """
    asked = [page.number for page in document.pages if page.health in _UNREAD]
    if not asked:
        return document
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        verb = "are" if len(missing) > 1 else "is"
        return _add_problem(document, asked, f"{' and '.join(missing)} {verb} not installed", _INSTALL)
    outcome = _run(asked, data, limits)
    reason = _reason(outcome, limits, len(asked))
    if reason:
        return _add_problem(document, asked, reason, _INSTALL if outcome.code == _NO_PROGRAM else _BY_HAND)
    try:
        (copy,) = read_apart("pdf", outcome.answer, document.source, replace(limits, file_bytes=limits.output_bytes))
    except ReadError as error:
        return _add_problem(document, asked, f"the copy with their text could not be read ({error.problem.kind})")
    return _take_over(document, copy, asked)


def _run(pages: Iterable[int], data: bytes, limits: Limits) -> Outcome:
    """The PDF with a text layer on these pages, from the programs, in a temporary folder that is gone afterwards."""
    numbers = list(pages)
    seconds = limits.ocr_seconds * (len(numbers) + 1)
    folder = Path(tempfile.mkdtemp(prefix="casepool-ocr-"))
    told = {
        "command": _command(numbers, limits),
        "folder": str(folder),
        "parent": os.getpid(),
        "limits": {
            "RLIMIT_CPU": seconds,
            "RLIMIT_AS": limits.ocr_memory_bytes,
            "RLIMIT_FSIZE": limits.unpacked_bytes,
            "RLIMIT_CORE": 0,
        },
    }
    root = str(Path(casepool.__file__).parents[1])
    command = [sys.executable, "-P", "-c", _START, root, json.dumps(told)]
    try:
        return run_limited(command, data, seconds, limits.output_bytes)
    finally:
        remove_folder(folder)


def _command(pages: Sequence[int], limits: Limits) -> list[str]:
    options = {
        "--pages": ",".join(map(str, pages)),
        "--language": LANGUAGE,
        "--output-type": "pdf",
        "--optimize": "0",
        "--jobs": "1",
        "--tesseract-timeout": str(limits.ocr_seconds),
        "--max-image-mpixels": str(limits.image_pixels // 1_000_000),
    }
    return ["ocrmypdf", "--force-ocr", "--quiet", *(word for pair in options.items() for word in pair), "-", "-"]


def _reason(outcome: Outcome, limits: Limits, pages: int) -> str:
    """Why there is no copy to read, as words; "" if there is one."""
    if outcome.ended == "time":
        return f"it took more than {limits.ocr_seconds * (pages + 1)} seconds"
    if outcome.ended:
        return f"their copy is larger than {limits.output_bytes / 1e6:.0f} MB"
    if outcome.code:
        return _REASONS.get(outcome.code, f"ocrmypdf stopped with exit code {outcome.code}")
    return "" if outcome.answer else "ocrmypdf gave no copy"


def _add_problem(document: Document, pages: list[int], reason: str, way_out: str = _BY_HAND) -> Document:
    said = _note("not_recognised", pages, f"not recognised, {reason}", way_out)
    return replace(document, problems=(*document.problems, said))


def _note(kind: str, pages: Sequence[int], said: str, way_out: str) -> Problem:
    part = page_ranges(list(pages))
    return Problem(kind, f"{part[0].upper()}{part[1:]}: {said}.", way_out, part)


def _take_over(document: Document, copy: Document, asked: Sequence[int]) -> Document:
    """The copy as a reading of the original file: its identity, the health of the pages, what to beware of."""
    written = {block.page for block in copy.blocks}
    pages = tuple(_judge(page, page.number in written) if page.number in asked else page for page in copy.pages)
    found = [page.number for page in pages if page.health == RECOGNISED]
    problems = [p for p in copy.problems if p.kind not in _JUDGED]
    found = [page.number for page in pages if page.health == RECOGNISED]
    if found:
        problems.append(
            _note("recognised", found, "the text was recognised from the picture, signs may be wrong", _COMPARE)
        )
    empty = [number for number in asked if number not in found]
    if empty:
        problems.append(_note("not_recognised", empty, "not recognised, no text was found in the picture", _BY_HAND))
    reader = f"{copy.reader} after ocrmypdf"
    return replace(copy, sha256=document.sha256, reader=reader, pages=pages, problems=tuple(problems))


def _judge(page: Page, written: bool) -> Page:
    if written:
        return replace(page, health=RECOGNISED, note="recognised from the picture")
    return replace(page, health="scan", note="nothing could be recognised")
