"""The one entry for bytes: sniff, choose the reader from the table, read (here or in a child process)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.refusal import label, note, refuse
from casepool.read.sniff import ending_format, sniff

ReadAnswer = tuple[Document, ...] | Document
ReadFunction = Callable[[bytes, str, str, Limits], ReadAnswer]


@dataclass(frozen=True, slots=True)
class Reader:
    """One row of the table of readers: `module.function` reads the format; `apart` means always in a child process."""

    format: str
    name: str
    module: str
    function: str
    apart: bool = False

    def load(self) -> ReadFunction:
        """The read function; its module is imported only now."""
        function: ReadFunction = getattr(import_module(self.module), self.function)
        return function


READERS = {
    reader.format: reader
    for reader in (
        Reader("text", "plain text", "casepool.read.plain", "read_plain"),
        Reader("markdown", "Markdown", "casepool.read.plain", "read_plain"),
        Reader("jats", "JATS XML", "casepool.read.jats", "read_jats"),
        Reader("html", "HTML", "casepool.read.html", "read_html", apart=True),
        Reader("docx", "DOCX", "casepool.read.docx", "read_docx", apart=True),
        Reader("pdf", "PDF", "casepool.read.pdf", "read_pdf", apart=True),
    )
}
IS_LIST = "is_reference_list"
LISTS = ("ris", "nbib", "bibtex", "pubmed")


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, ocr: bool = False) -> tuple[Document, ...]:
    """Read one file's bytes into its documents: one, or several for a set of articles or an article with replies.

    `name` is the path or name as given; it becomes `Document.source` and is only a hint for the format. Raises
    ReadError, with the reason and the way out, when nothing can be read; everything less grave stands in
    `Document.problems`. Parsers of formats that carry compressed or binary parts run in a child process. `ocr`: pages
    of a PDF without a text that can be trusted are recognised from their pictures, by programs of this machine.
    """
    check_size(len(data), name, limits)
    found = sniff(data, name, limits)
    if found in LISTS:
        raise refuse(
            IS_LIST,
            f"{label(name)} is a list of references ({found.upper()}), not an article.",
            "`casepool read` shows its records; give the articles themselves to `check` and `extract`.",
        )
    documents = _run(READERS[found], data, name, limits)
    if ocr and found == "pdf":
        from casepool.read.ocr import recognise_pages

        documents = tuple(recognise_pages(document, data, limits) for document in documents)
    return _say_wrong_ending(documents, found, name)


def check_size(size: int, name: str, limits: Limits) -> None:
    """Raise ReadError when a file is larger than the limit."""
    if size > limits.file_bytes:
        raise refuse(
            "too_large",
            f"{label(name)} has {size / 1e6:.1f} MB; the limit is {limits.file_bytes / 1e6:.0f} MB.",
            "Give the article without its supplementary files and with smaller pictures.",
        )


def read_here(format_word: str, data: bytes, name: str, limits: Limits) -> tuple[Document, ...]:
    """Read in this process with the reader of `format_word`; the child process calls this too."""
    sha256 = hashlib.sha256(data).hexdigest()
    documents: ReadAnswer = READERS[format_word].load()(data, name, sha256, limits)
    return documents if isinstance(documents, tuple) else (documents,)


def _run(reader: Reader, data: bytes, name: str, limits: Limits) -> tuple[Document, ...]:
    if not reader.apart and len(data) <= limits.in_process_bytes:
        return _read_guarded(reader.format, data, name, limits)
    from casepool.read.safely import read_apart

    return read_apart(reader.format, data, name, limits)


def _read_guarded(format_word: str, data: bytes, name: str, limits: Limits) -> tuple[Document, ...]:
    """Read in this process; whatever goes wrong inside a reader is an ordinary problem of this one file."""
    try:
        return read_here(format_word, data, name, limits)
    except ReadError:
        raise
    except Exception as error:
        said = f"{label(name)} could not be read: {type(error).__name__}: {str(error)[:200]}."
        raise refuse("reader_failed", said, "It may be damaged: save or export it again.") from error


def _say_wrong_ending(documents: tuple[Document, ...], found: str, name: str) -> tuple[Document, ...]:
    promised = ending_format(name)
    same = promised in ("", found) or {promised, found} in ({"xml", "jats"}, {"text", "markdown"})
    if same or not documents:
        return documents
    said = note(
        "wrong_ending", f"{label(name)} is named {promised.upper()} but is {READERS[found].name}: read as that."
    )
    first = replace(documents[0], problems=(said, *documents[0].problems))
    return (first, *documents[1:])
