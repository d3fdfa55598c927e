"""What keeps a project sound: quotes, hashes and history checked, backups, restore, upgrade."""

from dataclasses import dataclass
from pathlib import Path

from casepool.domain.errors import Problem, UsageError
from casepool.pipeline.project import find_project, open_review
from casepool.store import Project, back_up, check_project, restore_backup, upgrade_project
from casepool.store.connect import is_address

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` looked at, and what is wrong: with the project, and with the draft ("" if none was given)."""

    publications: int
    quotes: int
    events: int
    problems: tuple[Problem, ...]
    draft: str = ""
    draft_is_clean: bool = True

    @property
    def is_clean(self) -> bool:
        return not self.problems and self.draft_is_clean


def verify_project(project: Project, draft: tuple[bytes, str] | None = None) -> Verified:
    """Check every quote, every hash and the chain again; with a draft also its bound numbers."""
    problems = check_project(project)
    people = project.answers(layer="people")
    quotes = sum(len(a.evidence) + sum(len(c.evidence) for c in a.candidates) for a in people)
    quotes += sum(len(a.evidence) for a in project.answers(layer="engines"))
    ok = sum(publication.status == "ok" for publication in project.publications())
    told = (ok, quotes, project.event_number(), tuple(problems))
    if draft is None:
        return Verified(*told)
    from casepool.pipeline.article import check_project_draft

    checked = check_project_draft(project, *draft)
    return Verified(*told, checked.sentence, checked.is_clean)


def list_missing_pages(project: Project) -> tuple[Problem, ...]:
    """Parts of the papers held that could not be read: what `doctor` shows beside problems of the project itself."""
    found = []
    for publication in project.publications():
        if publication.status == "failed" and publication.problem:
            problem = publication.problem
            found.append(
                Problem(problem.kind, f"{publication.label}: {problem.message}", problem.way_out, publication.id)
            )
        elif publication.status == "ok":
            notes = project.document(publication.id).problems
            found += [Problem(p.kind, f"{publication.label}: {p.message}", p.way_out, p.part) for p in notes]
    return tuple(found)


def list_lost(project: Project) -> tuple[Problem, ...]:
    """Answers of people whose quote does not stand in its text any more."""
    return tuple(
        Problem(
            "lost_evidence",
            f"{key[0]}/{key[1]}, {key[2]}: the quote of a person's answer is not in the text any more.",
            "Mark the words again in the workbench, or drop the value.",
            key[0],
        )
        for key in open_review(project).built.lost
    )


def back_up_project(project: Project, out: str, by: str, with_private: bool) -> Path:
    """Write a backup. Raises UsageError if the file exists."""
    return back_up(project, Path(out), by, with_private)


def restore_project(file: str, folder: str, database: str = "") -> tuple[Project, tuple[Problem, ...]]:
    """Restore a backup into an empty place; the project, open, and what its check found."""
    project = restore_backup(Path(file), Path(folder), database)
    return project, check_project(project)


def upgrade(place: str, backup: str, by: str) -> bool:
    """Bring the tables of an older project up to date, after a backup. False if they were already."""
    folder = find_project(place)
    if is_address(folder):
        raise UsageError("Name the folder of the project to upgrade it, not the address of its database.")
    return upgrade_project(Path(folder), Path(backup), by)


def show_problem(problem: Problem) -> Json:
    """A problem as a JSON object."""
    return {"kind": problem.kind, "message": problem.message, "way_out": problem.way_out, "part": problem.part}
