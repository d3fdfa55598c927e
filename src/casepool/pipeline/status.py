"""Where a project stands: what is read, verified, failed and undecided. What the home page and `status` show."""

from collections.abc import Iterator
from dataclasses import dataclass

from casepool.domain.review import Publication
from casepool.pipeline.project import open_review
from casepool.pipeline.review import Review
from casepool.store import Project

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Progress:
    """The top line of the home page. `patients` is (least, most) while links are undecided.

    `cells` are the key cells of the pooled patients, `verified` those that a person has looked at; `to_adjudicate`
    counts questions on which A and B differ, `evidence_lost` answers whose quote does not stand in its text.
    """

    publications: int
    cases: int
    patients: tuple[int, int]
    cells: int
    verified: int
    to_adjudicate: int
    evidence_lost: int
    failed: int
    links_undecided: int
    tables_to_confirm: int
    left_out: int

    @property
    def verified_percent(self) -> int | None:
        """The share of verified key cells in whole percent, rounded down; None without a cell."""
        return 100 * self.verified // self.cells if self.cells else None


def count_progress(review: Review) -> Progress:
    """Where a review stands, in numbers."""
    numbers = {estimate.name: estimate for estimate in review.pooled.headline}
    cells = int(numbers["cells"].value or 0)
    most = int(numbers["patients"].value or 0)
    least = int((numbers["patients"].bounds or (most, most))[0] or 0)
    status = [publication.status for publication in review.publications]
    return Progress(
        publications=status.count("ok"),
        cases=len(review.built.cases),
        patients=(least, most),
        cells=cells,
        verified=cells - int(numbers["cells.unverified"].value or 0),
        to_adjudicate=len(review.built.conflicts),
        evidence_lost=len(review.built.lost),
        failed=status.count("failed"),
        links_undecided=len(review.proposals),
        tables_to_confirm=sum(not row_confirmed for row_confirmed in _list_confirmed(review)),
        left_out=len(review.built.left_out),
    )


def _list_confirmed(review: Review) -> Iterator[bool]:
    """For each review table whether all its rows were confirmed."""
    confirmed = {(row.publication, row.table, row.row) for row in review.given.rows if row.confirmed}
    tables: dict[tuple[str, str], list[int | None]] = {}
    for telling in review.given.tellings:
        for case in telling.extraction.row_cases:
            tables.setdefault((telling.publication, case.table), []).append(case.row)
    for (publication, table), rows in sorted(tables.items()):
        yield all((publication, table, row) in confirmed for row in rows)


def describe_status(project: Project) -> list[str]:
    """The top line and what is left to do, for a terminal."""
    found = count_progress(open_review(project))
    patients = " to ".join(str(number) for number in dict.fromkeys(found.patients))
    percent = "nothing" if found.verified_percent is None else f"{found.verified_percent}%"
    lines = [
        f"Publications {found.publications} · Cases {found.cases} · Patients {patients} · Verified {percent} · "
        f"To adjudicate {found.to_adjudicate} · Evidence lost {found.evidence_lost} · Files failed {found.failed}"
    ]
    if project.unfinished():
        lines.append(f"{len(project.unfinished())} not read yet: casepool run")
    if found.links_undecided:
        lines.append(f"{found.links_undecided} links undecided: casepool link")
    if found.tables_to_confirm:
        lines.append(f"{found.tables_to_confirm} review tables to confirm: casepool tables")
    if found.left_out:
        lines.append(f"{found.left_out} patients left out by the protocol: casepool pool names them")
    return lines


def list_status(project: Project) -> list[Json]:
    """One object per publication: status, problem, cases, key cells of its own cases and how many are verified."""
    review = open_review(project, with_index=False)
    return [_describe(publication, review) for publication in review.publications]


def _describe(publication: Publication, review: Review) -> Json:
    key = [field.id for field in review.plan.form.fields if field.key]
    own = [patient for patient in review.built.everybody if patient.cases[0].publication == publication.id]
    cases = [case for case in review.built.cases if case.key[0] == publication.id]
    problem = publication.problem
    return {
        "publication": publication.id,
        "label": publication.label,
        "title": publication.title,
        "year": publication.year,
        "status": publication.status,
        "cases": sum(not case.is_row for case in cases),
        "rows": sum(case.is_row for case in cases),
        "cells": len(own) * len(key),
        "verified": sum(name in patient.verified for patient in own for name in key),
        "problem": str(problem) if problem else "",
    }
