"""The authors' own patient: entered in the key form or taken from the draft, kept in private.db, erased for good."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from casepool.audit.engine import audit_extraction
from casepool.domain.case import Case
from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.form import Field, Form
from casepool.domain.review import Publication
from casepool.extract.document import extract_document
from casepool.extract.vocabulary import add_vocabulary
from casepool.knowledge.load import load_toml, say_allowed
from casepool.knowledge.sheet_mapping import ColumnTarget
from casepool.pipeline.importing import import_sheet, read_entry
from casepool.pipeline.project import READER
from casepool.read.files import load_bytes
from casepool.read.reader import read_bytes
from casepool.store import Erased, Project, erase_case

PRIVACY_RULES = ("ETH-03", "ETH-04", "ETH-05", "ETH-06")
FORM_LABEL = "index-case.csv"


@dataclass(frozen=True)
class NewCase:
    """An index case that was kept: its publication in private.db, its cases, and what should not be printed of it."""

    publication: Publication
    cases: tuple[Case, ...]
    warnings: tuple[Finding, ...]
    is_new: bool


def list_key_fields(form: Form) -> tuple[Field, ...]:
    """The fields of the one-screen form, in the order of the form; those about a publication are left out."""
    return tuple(field for field in form.fields if field.key and field.per == "case" and not field.derived_from)


def understands(form: Form, field: Field, words: str) -> bool:
    """Whether what a person typed can be read as an answer to a field. Nothing typed is silence and is understood."""
    return not words.strip() or read_entry(form, ColumnTarget(field.id, field.id), words) is not None


def read_answers(path: Path, form: Form) -> dict[str, str]:
    """Answers in a TOML file, `field = "words"` for each. Raises KnowledgeError for an unknown field, with the line."""
    file = load_toml(path)
    file.check_keys([field.id for field in form.fields if field.per == "case"])
    return {name: file.text(name) if isinstance(file[name], str) else str(file[name]) for name in file}


def enter_case(project: Project, answers: Mapping[str, str], by: str) -> NewCase:
    """Keep an index case from typed answers. Raises UsageError, naming field and words, for one not understood."""
    form = project.form
    for name, words in answers.items():
        if not understands(form, form.field(name), words):
            raise UsageError(_say_unread(form.field(name), words))
    told = {name: words for name, words in answers.items() if words.strip()}
    if not told:
        raise UsageError("No field was answered, so there is no case to keep. Nothing was written.")
    data = write_sheet(told)
    imported = import_sheet(data, FORM_LABEL, form=form)
    case = replace(
        imported.extraction.cases[0], id="case-1", label="index case", origin="primary_publication", table=""
    )
    own = replace(case, row=None, cited=None, is_index=True)
    return _keep(project, data, FORM_LABEL, replace(imported.extraction, cases=(own,)), by)


def _say_unread(field: Field, words: str) -> str:
    allowed = f" {say_allowed(words, field.allowed)}" if field.allowed else ""
    units = f" Its units are: {', '.join(field.units)}." if field.units else ""
    return f"{field.label} ({field.id}): {words!r} was not understood.{allowed}{units} Nothing was written."


def write_sheet(answers: Mapping[str, str]) -> bytes:
    """Typed answers as a sheet of one row: the text that the values are quoted from."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answers)
    writer.writerow(answers.values())
    return out.getvalue().encode()


def import_draft(project: Project, path: str, by: str) -> NewCase:
    """Keep the index case that a draft tells, by the same extraction as any paper.

    Raises UsageError if it tells of nobody, ReadError if it cannot be read.
    """
    data = load_bytes(path)
    extraction = extract_document(read_bytes(data, Path(path).name)[0], vocabulary=add_vocabulary)
    told = tuple(replace(case, is_index=True) for case in extraction.told_cases)
    if not told:
        raise UsageError(f"{path} tells of no patient that could be found. Enter the case: casepool case new.")
    return _keep(project, data, Path(path).name, replace(extraction, cases=told), by)


def _keep(project: Project, data: bytes, label: str, extraction: Extraction, by: str) -> NewCase:
    store = project.private
    added = store.add_publication(data, label, by, unpublished=True)
    kept = store.save_extraction(added.publication.id, extraction, by, READER)
    return NewCase(kept, extraction.cases, list_warnings(extraction), added.is_new)


def list_warnings(extraction: Extraction) -> tuple[Finding, ...]:
    """What a text says of a patient that should not be printed: dates, ages over 89, names, small places."""
    return tuple(finding for finding in audit_extraction(extraction) if finding.rule in PRIVACY_RULES)


def list_own_cases(project: Project) -> tuple[str, ...]:
    """The ids of the index cases."""
    return tuple(item.id for item in project.private.publications()) if project.has_private else ()


def erase_own_case(project: Project, name: str, by: str, pictures: Sequence[str] = ()) -> Erased:
    """Remove an index case for good. Raises UsageError if there is none of this name."""
    return erase_case(project, name.split("/")[0], by, [project.figures / picture for picture in pictures])
