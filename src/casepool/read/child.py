"""The child process that parses one untrusted file: limits on itself, no network, no writing, one answer, the end.

Standard input: one line of JSON (format, name, limits), then the bytes of the file. Standard output: one JSON object,
{"drafts": [...]} or {"problem": [...]} in the form of `wire`. A request that names pages and a scale asks for the
pictures of these pages instead; its answer is {"pictures": [...]}.
"""

import gc
import json
import os
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import IO, Any

from casepool.domain.errors import Problem, ReadError
from casepool.read.assemble import keep_drafts
from casepool.read.limits import Limits
from casepool.read.page_picture import PagePicture
from casepool.read.process_limits import lower_limits
from casepool.read.process_memory import memory_reader
from casepool.read.reader import READERS, read_here
from casepool.read.refusal import label
from casepool.read.wire import pack, write_pieces

OUT_OF_MEMORY = 97
_WATCH_SECONDS = 0.1
_REFUSED_EVENTS = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "shutil."),
    *("ftplib.", "http.", "urllib.", "smtplib.", "webbrowser.", "pty.", "winreg."),
)


def serve() -> None:
    """Read the request from standard input, answer on standard output, exit. Never raises.

    Nothing is collected on the way: the process ends with its one answer, and its memory is limited anyhow.
    """
    keep_drafts()
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    header = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**header["limits"])
    READERS[header["format"]].load()
    limit_process(limits)
    gc.disable()
    data = sys.stdin.buffer.read(limits.file_bytes + 1)
    sys.addaudithook(_refuse_side_effects(_library_roots()))
    if "pages" in header:
        pictures = [_draw(data, page, header["scale"], limits) for page in header["pages"]]
        _write(answer_to, {"pictures": pack(pictures)})
    _write(answer_to, _answer(header["format"], data, header["name"], limits))


def request(format_word: str, name: str, limits: Limits) -> bytes:
    """The line of JSON that precedes the bytes of a file that is to be read."""
    return _as_line({"format": format_word, "name": name, "limits": asdict(limits)})


def request_pictures(name: str, pages: Sequence[int], scale: float, limits: Limits) -> bytes:
    """The line of JSON that precedes the bytes of a PDF of which pages (from 1) are to be drawn."""
    return _as_line({"format": "pdf", "name": name, "limits": asdict(limits), "pages": list(pages), "scale": scale})


def _as_line(header: dict[str, Any]) -> bytes:
    return json.dumps(header).encode() + b"\n"


def limit_process(limits: Limits) -> None:
    """Set the limits on this process: those of the system where it has them, and a watch over the memory."""
    lower_limits(
        {
            "RLIMIT_CPU": limits.cpu_seconds,
            "RLIMIT_AS": limits.memory_bytes,
            "RLIMIT_FSIZE": 0,
            "RLIMIT_CORE": 0,
        }
    )
    threading.Thread(target=_watch_memory, args=(memory_reader(), limits.memory_bytes), daemon=True).start()


def _watch_memory(held: Callable[[], int], limit: int) -> None:
    while True:
        if held() > limit:
            os._exit(OUT_OF_MEMORY)
        time.sleep(_WATCH_SECONDS)


def _library_roots() -> tuple[str, ...]:
    """The folders that modules and their data are loaded from."""
    places = {os.path.realpath(place) for place in (sys.prefix, sys.base_prefix, *sys.path) if place}
    return tuple(sorted(place + os.sep for place in places))


def _refuse_side_effects(roots: tuple[str, ...]) -> Any:
    """A hook that ends the read with PermissionError when a parser opens, sends, starts or changes anything."""

    def refuse_event(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED_EVENTS):
            raise PermissionError(f"a parser may not use {event}")
        if event == "open" and not _may_open(arguments, roots):
            raise PermissionError(f"a parser may not open {arguments[0]!r}")

    return refuse_event


def _may_open(arguments: tuple[Any, ...], roots: Iterable[str]) -> bool:
    path, mode, flags = arguments
    if not isinstance(path, str | bytes):
        return True
    writes = any(c in (mode or "") for c in "wax+") or bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return not writes and os.path.realpath(os.fsdecode(path)).startswith(tuple(roots))


def _answer(format_word: str, data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    try:
        return {"drafts": pack(read_here(format_word, data, name, limits))}
    except ReadError as error:
        return {"problem": pack(error.problem)}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        said = f"{label(name)} could not be read: {type(error).__name__}: {str(error)[:200]}."
        return {
            "problem": pack(Problem("reader_failed", said, "It may be damaged: save or export it again.", fatal=True))
        }


def _draw(data: bytes, page: int, scale: float, limits: Limits) -> PagePicture:
    """One page as a picture; a page that cannot be drawn is a problem of this page alone."""
    from casepool.read.pdf.pictures import render_page

    try:
        return PagePicture(page, b64encode(render_page(data, page, scale, limits=limits)).decode("ascii"))
    except ReadError as error:
        return PagePicture(page, problem=error.problem)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        said = f"Page {page} could not be drawn: {type(error).__name__}: {str(error)[:200]}."
        return PagePicture(page, problem=Problem("page_not_drawn", said, "Open the PDF in a viewer to see the page."))


def _write(stream: IO[bytes], answer: dict[str, Any]) -> None:
    for piece in write_pieces(answer):
        stream.write(piece.encode("ascii"))
    stream.close()
    os._exit(0)
