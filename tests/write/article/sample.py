"""A small invented review for the tests of the article: the synthetic twin with its bibliography and its plan."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from casepool.domain.claim import Claim
from casepool.domain.cohort import Cohort, Patient
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.form import Form
from casepool.domain.record import Record
from casepool.domain.review import Assignment, PrismaFlow, Protocol, Publication, Search
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.cell_table import tabulate_cells
from casepool.pool.whole import pool_cohort
from casepool.write.article.inputs import ReviewInput, Workflow
from pool.expected_cohort import read_cohort

TWIN = Path(__file__).parents[2] / "data" / "twin"
FORM: Form = load_form()
PAPER = "the paper"
CITED = {
    "row 1, Halvorsen and Brekke 1996": "halvorsen",
    "row 2, Quintana et al. 2003": "Quintana et al. 2003",
    "row 3, Brandstetter et al. 2008": "Brandstetter et al. 2008",
    "row 4, Okonjo et al. 2011": "Okonjo et al. 2011",
    "row 5, Wielgosz et al. 2018 (printed 'Tomasz and al.')": "wielgosz",
}
RECORDS = {
    "halvorsen": Record(
        title="A fibrous tumour beside the neck", authors=("Halvorsen, P.M.", "Brekke, T.A."), year=1996,
        journal="Scand Rep Pathol", volume="14", pages="330-334", doi="10.99999/halvorsen",
    ),
    "wielgosz": Record(
        title="A thoracolumbar fibrous tumour.", authors=("Tomasz Wielgosz", "Dorota Rybczak", "Amelie van Lierop"),
        year=2018, journal="Spine of the North", volume="22", issue="3", pages="410-415",
    ),
}  # fmt: skip
PROTOCOL = Protocol(
    question="What is known of malignant solitary fibrous tumours beside the spine?",
    eligibility=("a malignant tumour", "beside the spine"),
    searches=(Search("MEDLINE", "PubMed", "2026-05-30", "(solitary fibrous) AND (paravertebral)", "none", 112),),
    assignments=(Assignment("*", (("A", "anna"), ("B", "bo"))),),
    data_lock="2026-05-31",
    hash="ab" * 32,
)
FLOW = PrismaFlow(
    found=(("MEDLINE", 112),), duplicates=0, screened=112, excluded_records=111, sought=1, not_retrieved=0, assessed=1,
    excluded=(), publications=1, cases=6, table_row_cases=5, patients=(6, 6),
)  # fmt: skip


@cache
def twin_cohort() -> Cohort:
    """The patients of the twin, the rows with what they cite and the place of the table in their evidence."""
    cohort, _ = read_cohort(TWIN, "twin.txt", "twin_expected.yaml")
    return replace(cohort, patients=tuple(_cite(patient) for patient in cohort.patients))


def _cite(patient: Patient) -> Patient:
    cases = tuple(replace(case, cited=CITED.get(case.case.label, "")) for case in patient.cases)
    return replace(patient, cases=cases)


@cache
def twin_text() -> str:
    return (TWIN / "twin.txt").read_text(encoding="utf-8")


def claim(quote: str = "The 10-year survival of pleural SFTs is put at 83%") -> Claim:
    start = twin_text().index(quote)
    evidence = Evidence(Span.of(twin_text(), start, start + len(quote)), Place("discussion", section="Discussion"))
    return Claim("background", evidence, "test", quantity="survival_10y", value="83%", population="pleural tumours",
                 source=("5",))  # fmt: skip


def build_review(cohort: Cohort | None = None, **more: Any) -> ReviewInput:
    """The review of a cohort (the twin without one); keywords replace parts of it."""
    people = cohort or twin_cohort()
    knowledge = load_pooling()
    parts: dict[str, Any] = {
        "protocol": PROTOCOL,
        "flow": FLOW,
        "publications": (Publication(PAPER, "0" * 64, "twin.txt", "ok", title="A tumour beside the lumbar spine",
                                     authors=("Ilinca Varzaru", "Benedikt Oyelaran"), year=2021, journal="LACS"),),
        "records": RECORDS,
        "claims": {PAPER: (claim(),)},
        "workflow": Workflow(engines=("rules of casepool 0.1",), adjudicated=3, links_accepted=0, links_refused=0),
        "declarations": {"consent": "The patient gave written consent.", "authors_line": "Anna Ek and Bo Lind"},
        "note": f"Synthetic cohort, n = {len(people.patients)}.",
        "version": "0.1.0",
        "rules_version": "1",
        "chain_head": "cd" * 32,
    }  # fmt: skip
    return ReviewInput(
        people, tabulate_cells(people, FORM, knowledge), pool_cohort(people, FORM, knowledge), FORM, **(parts | more)
    )
