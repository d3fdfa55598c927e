"""Earlier work taken into a project: screening decisions, spreadsheets of cases, Phenopackets."""

from dataclasses import dataclass
from pathlib import Path

from casepool.audit.engine import audit_extraction
from casepool.domain.errors import Problem, UsageError
from casepool.pipeline.flow import match_records
from casepool.pipeline.importing import import_packet, import_sheet
from casepool.pipeline.project import save_extraction
from casepool.read.files import load_bytes
from casepool.read.screening import Chosen, ScreeningList, read_screening
from casepool.store import Project

KINDS = ("screening", "cases", "phenopacket")


@dataclass(frozen=True)
class Received:
    """What an import gave: its kind, how many records or cases, how many of them are new, and what was left out."""

    kind: str
    source: str
    number: int
    fresh: int
    held: int = 0
    problems: tuple[Problem, ...] = ()
    screening: ScreeningList | None = None


def receive_file(
    project: Project, path: str, kind: str, by: str, chosen: Chosen | None = None, mapping: str = ""
) -> Received:
    """Import one file. `kind` is one of KINDS, or "" to tell it from the file: .json is a Phenopacket, .xlsx cases,
    everything else screening decisions. Raises UsageError, KnowledgeError or ReadError; then nothing was written."""
    data = load_bytes(path)
    name = Path(path).name
    kind = kind or _guess(name, mapping)
    if kind == "screening":
        return receive_screening(project, data, name, by, chosen)
    words = load_bytes(mapping).decode("utf-8-sig") if mapping else ""
    if kind == "cases":
        imported = import_sheet(data, name, words, project.form)
        extraction, problems = imported.extraction, imported.problems
    else:
        extraction, problems = import_packet(data, name, project.form), ()
    added = project.add_publication(data, name, by)
    save_extraction(project, added.publication.id, extraction, audit_extraction(extraction))
    number = len(extraction.cases)
    return Received(kind, name, number, number if added.is_new else 0, problems=tuple(problems))


def _guess(name: str, mapping: str) -> str:
    ending = Path(name).suffix.lower()
    if ending == ".zip":
        raise UsageError(f"{name} is a zip file. Unpack it and import the files inside; a backup is restored instead.")
    return "phenopacket" if ending == ".json" else "cases" if ending == ".xlsx" or mapping else "screening"


def receive_screening(project: Project, data: bytes, name: str, by: str, chosen: Chosen | None = None) -> Received:
    """Keep screening decisions, each matched with the paper held that it is."""
    listed = read_screening(data, name, chosen)
    records = match_records(listed.records, project.publications())
    fresh = project.save_screening(records, by)
    held = len({record.publication for record in records if record.publication})
    return Received("screening", listed.source, len(records), fresh, held, listed.problems, listed)
