"""The findings of a project: of each paper, over several papers, and of the plan; those set aside are marked."""

from dataclasses import dataclass, field
from pathlib import Path

from casepool.domain.document import Document
from casepool.domain.finding import SEVERITIES, Finding
from casepool.domain.review import Suppression
from casepool.domain.set_aside import key_findings
from casepool.pipeline.project import open_review, read_findings
from casepool.pipeline.review import Review, audit_review
from casepool.store import Project
from casepool.write.bindings.texts import find_in_markdown

TEXTS = (".md", ".markdown", ".txt")
BINDABLE = (*TEXTS, ".docx", ".tex")
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with the publications that it quotes, its key, and the reason if a person set it aside."""

    finding: Finding
    publications: tuple[str, ...]
    key: str
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class DraftBeside:
    """A draft beside the project: what is said of its bound numbers ("" if none can be bound), and the findings."""

    bound: str = ""
    is_clean: bool = True
    findings: tuple[Finding, ...] = field(default=())


def list_findings(project: Project, review: Review | None = None) -> tuple[Shown, ...]:
    """Every finding of a project, gravest first, those over several papers before those of one."""
    review = review or open_review(project, with_index=False)
    aside = {item.key: item.reason for item in project.suppressions()}
    told = [(finding, finding.sources) for finding in audit_review(review)]
    for publication in review.publications:
        if publication.status == "ok":
            told += [(finding, (publication.id,)) for finding in read_findings(project, publication)]
    shown = []
    for (finding, publications), key in zip(told, key_findings(told), strict=True):
        shown.append(Shown(finding, publications, key, aside.get(key, "")))
    return tuple(sorted(shown, key=lambda item: SEVERITIES.index(item.finding.severity)))


def set_aside(project: Project, shown: Shown, reason: str, by: str) -> Suppression:
    """Remember that a finding is not a problem. Raises UsageError without a reason."""
    publication = shown.publications[0] if len(shown.publications) == 1 else ""
    return project.save_suppression(Suppression(shown.key, shown.finding.rule, reason, publication, by), by)


def show_again(project: Project, key: str, by: str) -> bool:
    """Take back that a finding was set aside; false if it was not."""
    return project.clear_suppression(key, by)


def show_finding(shown: Shown) -> Json:
    """A finding as a JSON object."""
    finding = shown.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "publications": list(shown.publications),
        "case": finding.case,
        "quotes": [{"quote": e.quote, "start": e.span.start, "end": e.span.end} for e in finding.evidence],
        "key": shown.key,
        "set_aside": shown.set_aside,
    }


def compare_draft(project: Project, document: Document, data: bytes, name: str) -> DraftBeside:
    """What a draft says against the project: bound numbers that drifted, numbers of a text that differ from the pool.

    Of a Word file only the bound numbers are looked at: where they stand in its text is not known.
    """
    from casepool.audit.material import Draft
    from casepool.pipeline.article import check_project_draft

    suffix = Path(name).suffix.lower()
    checked = check_project_draft(project, data, name) if suffix in BINDABLE else None
    told = (checked.sentence, checked.is_clean) if checked else ("", True)
    if suffix == ".docx":
        return DraftBeside(*told)
    review = open_review(project)
    numbers = {e.name: e.value for e in review.pooled.estimates if e.value is not None}
    bound = tuple((item.start, item.end) for item in find_in_markdown(document.text)) if suffix in TEXTS else ()
    found = audit_review(review, Draft(document, bound=bound, estimates=numbers))
    return DraftBeside(*told, tuple(finding for finding in found if document.id in finding.sources))
