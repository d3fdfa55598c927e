"""casepool from Python: read, extract, check, pool, export in a few lines each.

    import casepool

    document = casepool.read_file("paper.pdf")[0]
    extraction = casepool.extract_document(document)
    result = casepool.check_document(document)
    pooled = casepool.pool_extractions([extraction, ...])
    file = casepool.export_extractions([extraction, ...], "csv")

Everything is a frozen value of `casepool.domain`; the names here stay the same within a major version. Nothing is
written and nothing leaves the machine.
"""

from collections.abc import Iterable, Sequence
from os import PathLike, fspath

from casepool.domain.check import CheckResult
from casepool.domain.document import Document
from casepool.domain.errors import CasepoolError, EvidenceError, KnowledgeError, ReadError, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.pooled import Pooled
from casepool.export.material import ExportFile

__all__ = [
    "CasepoolError", "CheckResult", "Document", "EvidenceError", "ExportFile", "Extraction", "KnowledgeError", "Pooled",
    "ReadError", "UsageError", "check_document", "export_extractions", "extract_document", "pool_extractions",
    "read_data", "read_file",
]  # fmt: skip


def read_file(path: str | PathLike[str], ocr: bool = False) -> tuple[Document, ...]:
    """Read a file into its documents (several for a set of articles). Raises ReadError with the reason.

    `ocr`: pages that are pictures are recognised, by programs of this machine.
    """
    from casepool.pipeline.plugins import read_any

    return read_any(fspath(path), ocr)


def read_data(data: bytes, name: str) -> tuple[Document, ...]:
    """Read bytes into documents; `name` is only a hint for the format. Raises ReadError with the reason."""
    from casepool.pipeline.plugins import read_any_bytes

    return read_any_bytes(data, name)


def extract_document(document: Document, vocabulary: bool = True) -> Extraction:
    """The cases and claims of a document, every value with its quote; by rules, the same every time.

    `vocabulary`: coded mentions that answer no field (signs, procedures) are looked for as well.
    """
    from casepool.extract import document as rules
    from casepool.extract.vocabulary import add_vocabulary
    from casepool.knowledge.forms import load_form
    from casepool.pipeline.plugins import add_mentions

    form = load_form()
    return add_mentions(rules.extract_document(document, form, add_vocabulary if vocabulary else None), form)


def check_document(document: Document) -> CheckResult:
    """Where a document contradicts itself: `result.findings`, gravest first, each with its evidence."""
    from casepool.pipeline import check

    return check.check_document(document)


def pool_extractions(extractions: Iterable[Extraction]) -> Pooled:
    """The numbers of the patients in these publications, each case a patient of its own (nobody has linked them).

    Rows of review tables count as patients known second-hand; a row that tells of the publication's own case does not.
    Needs casepool[review]. Raises UsageError where there is no case at all.
    """
    from casepool.domain.cohort import PoolPlan
    from casepool.knowledge.forms import load_form
    from casepool.knowledge.pooling import load_pooling
    from casepool.pipeline.cohort import CohortInput, Telling, build_cohort
    from casepool.pool.whole import pool_cohort

    given = list(extractions)
    names = _name_all(given)
    form = load_form()
    knowledge = load_pooling(form.id)
    tellings = tuple(Telling(n, e, e.document.front.year) for n, e in zip(names, given, strict=True))
    cohort = build_cohort(CohortInput(form, knowledge, tellings=tellings)).cohort
    if not cohort.patients:
        raise UsageError("There is no case in these documents, so there is nothing to pool.")
    return pool_cohort(cohort, form, knowledge, PoolPlan())


def export_extractions(extractions: Iterable[Extraction], format_name: str) -> ExportFile:
    """These publications in one of the formats of `casepool export`. Raises UsageError for one that it has not."""
    from casepool.export.formats import DEFAULT, export_one_file
    from casepool.pipeline.exporting import material_of_extractions

    return export_one_file(format_name, material_of_extractions(extractions), DEFAULT)[0]


def _name_all(extractions: Sequence[Extraction]) -> list[str]:
    """A name for each publication: that of its document, with a number where two have the same."""
    names: list[str] = []
    for extraction in extractions:
        name, number = extraction.document.id, 2
        while name in names:
            name, number = f"{extraction.document.id} {number}", number + 1
        names.append(name)
    return names
