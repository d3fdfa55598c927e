"""The article, the exports and the draft of a project: what a review holds, handed to those who write it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from casepool import __version__
from casepool.domain.document import Reference
from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.record import Record
from casepool.domain.review import RULES, Publication
from casepool.export.formats import export_one_file, list_losses
from casepool.export.material import ExportFile, HeldPublication, Material, Options
from casepool.knowledge.plan_files import load_declarations
from casepool.link.trail import follow_rows
from casepool.pipeline.agreement import PEOPLE, list_agreement
from casepool.pipeline.check import RULES_VERSION
from casepool.pipeline.exporting import gather_material
from casepool.pipeline.plugins import list_exporters
from casepool.pipeline.project import open_review, read_findings
from casepool.pipeline.releasing import read_release
from casepool.pipeline.review import POOL_FILE, PROTOCOL_FILE, Review
from casepool.store import Project
from casepool.write.article.bindable import list_bindable
from casepool.write.article.inputs import Appraised, ArticleFiles, PlatePicture, ReviewInput, Workflow
from casepool.write.article.whole import write_article
from casepool.write.bindings import DraftCheck, check_draft, fill_draft

ARTICLE_FILE = "article.toml"
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".bmp", ".gif", ".webp")


def gather_review_input(project: Project, review: Review | None = None, journal: str = "") -> ReviewInput:
    """Everything that the article of a project is written from."""
    review = review or open_review(project)
    declared, confirmed = read_declarations(project)
    release = read_release(project)
    note = " ".join(filter(None, (declared.pop("note", ""), release.sentence if release else "")))
    return ReviewInput(
        cohort=review.built.cohort,
        cells=review.cells,
        pooled=review.pooled,
        form=review.plan.form,
        protocol=replace(review.plan.protocol, closed_world=review.plan.pool_plan.closed_world),
        flow=review.flow,
        publications=review.publications,
        records=list_records(review),
        workflow=describe_workflow(project, review),
        appraised=_list_appraised(project, review),
        findings={p.id: read_findings(project, p) for p in review.publications if p.status == "ok"},
        claims={name: extraction.claims for name, extraction in review.extractions.items()},
        pictures=read_pictures(project, confirmed),
        declarations=declared,
        journal=journal or review.plan.protocol.journal or project.journal,
        note=note,
        version=__version__,
        rules_version=RULES_VERSION,
        chain_head=project.chain_head(),
    )


def read_declarations(project: Project) -> tuple[dict[str, str], tuple[str, ...]]:
    """The authors' own sentences and the pictures that they looked through; nothing without `article.toml`."""
    path = project.folder / ARTICLE_FILE
    return load_declarations(path) if path.is_file() else ({}, ())


def read_pictures(project: Project, confirmed: tuple[str, ...] = ()) -> tuple[PlatePicture, ...]:
    """The pictures in `figures/`, by name; only those that a person has looked through may be placed."""
    files = sorted(p for p in project.figures.rglob("*") if p.is_file() and p.suffix.lower() in PICTURES)
    names = [path.relative_to(project.figures).as_posix() for path in files]
    return tuple(
        PlatePicture(name, path.read_bytes(), name in confirmed) for name, path in zip(names, files, strict=True)
    )


def describe_workflow(project: Project, review: Review) -> Workflow:
    """How the values came about, for the methods."""
    own = tuple(row.agreement for row in list_agreement(project) if row.readers == PEOPLE)
    outcomes = [decision.outcome for decision in review.given.links]
    engines = {answer.reader.removeprefix("engine:") for answer in project.answers(layer="engines")} - {
        RULES.removeprefix("engine:")
    }
    return Workflow(
        agreement=own,
        engines=tuple(sorted(engines)),
        adjudicated=len(project.adjudications()),
        links_accepted=outcomes.count("same"),
        links_refused=len(outcomes) - outcomes.count("same"),
        set_aside=len(project.suppressions()),
    )


def _list_appraised(project: Project, review: Review) -> tuple[Appraised, ...]:
    name, judged = review.plan.protocol.appraisal, project.judgements()
    return (Appraised(name, judged),) if name and judged else ()


def list_records(review: Review) -> dict[str, Record]:
    """Bibliographic data of what is held, by id, and of what table rows cite, by the name that the rows give it."""
    found: dict[str, Record] = {}
    for trail in follow_rows(review.built.cases, review.facts):
        extraction = review.extractions.get(trail.row[0])
        number = trail.reference.number if trail.reference else None
        entry = _find_entry(extraction, number)
        if entry and not trail.publication:
            found.setdefault(trail.name, _record_of_entry(entry))
    found.update({p.id: record_of(p) for p in review.publications if p.status == "ok" and not p.unpublished})
    return found


def record_of(publication: Publication) -> Record:
    """What is known of a held publication, as a bibliographic record."""
    return Record(
        kind="journal-article", title=publication.title, authors=publication.authors, year=publication.year,
        journal=publication.journal, doi=publication.doi, pmid=publication.pmid, key=publication.id,
    )  # fmt: skip


def _find_entry(extraction: Extraction | None, number: int | None) -> Reference | None:
    entries = extraction.document.references if extraction else ()
    return next((entry for entry in entries if entry.number == number), None)


def _record_of_entry(entry: Reference) -> Record:
    return Record(
        kind="journal-article", title=entry.title, authors=entry.authors, year=entry.year, journal=entry.source,
        volume=entry.volume, pages=entry.pages, doi=entry.doi, pmid=entry.pmid,
    )  # fmt: skip


def write_project(
    project: Project, to: str = "html", comments: str = "all", traced: bool = False, journal: str = ""
) -> ArticleFiles:
    """The files of the article of a project; what blocks a release and what was refused stands beside them."""
    return write_article(gather_review_input(project, journal=journal), to, comments, traced)


def check_project_draft(project: Project, data: bytes, name: str) -> DraftCheck:
    """The bound numbers of a draft against the pool as it stands. Raises UsageError for a file that is no draft."""
    return check_draft(data, name, list_bindable(gather_review_input(project)))


def fill_project_draft(project: Project, data: bytes, name: str, plain: bool = False) -> bytes:
    """The draft with the numbers of the pool printed at their names; `plain` leaves the bare numbers."""
    return fill_draft(data, name, list_bindable(gather_review_input(project)), plain)


def gather_export(project: Project) -> Material:
    """Everything that an export of a project starts from."""
    review = open_review(project)
    held = [_hold(project, publication, review) for publication in review.publications if publication.status == "ok"]
    lock = review.plan.protocol.data_lock
    return gather_material(
        review.built.cohort,
        held,
        review.plan.form,
        answers=project.answers(layer="people"),
        adjudications=project.adjudications(),
        links=project.link_decisions(),
        files=_read_plan_files(project.folder),
        history=project.history(),
        data_lock=date.fromisoformat(lock) if lock else None,
    )


def _hold(project: Project, publication: Publication, review: Review) -> HeldPublication:
    extraction = review.extractions[publication.id]
    return HeldPublication(
        publication.id,
        extraction.document,
        record_of(publication),
        extraction.claims,
        read_findings(project, publication),
    )


def _read_plan_files(folder: Path) -> Mapping[str, str]:
    paths = (folder / name for name in (PROTOCOL_FILE, POOL_FILE))
    return {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


@dataclass(frozen=True)
class ExportDone:
    """One export: its file, and as CSV what it could not hold (empty where nothing was lost)."""

    file: ExportFile
    losses: str


def export_project(project: Project, format_name: str, options: Options | None = None) -> ExportDone:
    """A project in one format as one file. Raises UsageError for a format that there is not."""
    material = gather_export(project)
    if not material.cohort.patients:
        raise UsageError(
            "The project holds no patient, so there is nothing to export. Add papers and run casepool run."
        )
    plugin = list_exporters().get(format_name)
    if plugin:
        return ExportDone(ExportFile(plugin.file_name, plugin.write(material), plugin.media_type), "")
    file, exported = export_one_file(format_name, material, options or Options())
    return ExportDone(file, list_losses(exported) if exported.losses else "")
