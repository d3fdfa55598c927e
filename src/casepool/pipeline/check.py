"""The journey of the editor: read, extract by rules, audit."""

from dataclasses import dataclass

from casepool.audit.engine import audit_extraction
from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError
from casepool.extract.document import extract_document
from casepool.knowledge.forms import load_form
from casepool.read.files import read_path
from casepool.read.reader import read_bytes

RULES_VERSION = "1"


@dataclass(frozen=True)
class Checked:
    """The check of one input: its results (several for a file that holds several articles), or why it was not read."""

    source: str
    results: tuple[CheckResult, ...] = ()
    problem: Problem | None = None


def check_path(path: str, ocr: bool = False) -> Checked:
    """Check one file. A file that cannot be read gives its problem as a value.

    `ocr`: pages that are pictures are recognised.
    """
    try:
        return Checked(path, tuple(check_document(document) for document in read_path(path, ocr=ocr)))
    except ReadError as error:
        return Checked(path, problem=error.problem)


def check_stream(data: bytes, name: str = "standard input", ocr: bool = False) -> Checked:
    """Check bytes that came from elsewhere than a file; `ocr` as for a file."""
    try:
        return Checked(name, tuple(check_document(document) for document in read_bytes(data, name, ocr=ocr)))
    except ReadError as error:
        return Checked(name, problem=error.problem)


def check_document(document: Document) -> CheckResult:
    """Extract and audit one document, by rules only."""
    form = load_form()
    extraction = extract_document(document, form)
    return CheckResult.of(extraction, audit_extraction(extraction), RULES_VERSION, form)
