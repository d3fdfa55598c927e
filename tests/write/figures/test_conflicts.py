"""Conflicts: the ledger of one document, copies of one patient, and all patients as counts."""

from casepool.domain.linking import Drift
from casepool.domain.values import Levels
from casepool.pipeline.check import check_path
from casepool.write.figures import Figure, NotDrawn, draw_drift, draw_drift_summary, draw_ledger
from casepool.write.figures.drift import gather_copies
from casepool.write.figures.drift_layout import lay_out_copies
from pool.build import ABSENT, PRESENT, age, case, cohort, months, patient, row
from support import ROOT
from write.figures.synthetic import make_material, make_patient

C7_T1 = Levels(("C7", "T1"))
TOLD = patient(
    "p1",
    case("Alder 1998", 1998, age_years=age(43), level_range=C7_T1, radiotherapy=PRESENT, followup_months=months(48)),
    row("Birch 2004", "r1", year=2004, age_years=age(43), level_range=C7_T1, radiotherapy=PRESENT),
    row("Cedar 2009", "r1", year=2009, age_years=age(34), level_range=C7_T1, radiotherapy=ABSENT),
    row("Drake 2015", "r1", year=2015, age_years=age(34), level_range=C7_T1, radiotherapy=PRESENT),
)
MATERIAL = make_material(cohort(TOLD, make_patient(5), make_patient(6)), note="Synthetic.")


def test_values_that_changed_in_copying_are_marked_and_what_is_carried_on_too() -> None:
    rows = gather_copies(MATERIAL, TOLD, ())
    changes = {field: [r.change for r in rows if r.field == field] for field in {r.field for r in rows}}
    assert changes["age_years"] == ["same", "same", "changed", "carried"]
    assert changes["radiotherapy"] == ["same", "same", "changed", "same"]
    assert changes["level_range"] == ["same"] * 4
    assert "followup_months" not in changes
    assert [r.label for r in rows[::4]][-1] == "Vertebral levels"


def test_arcs_are_drawn_only_for_named_copies() -> None:
    plain = draw_drift(MATERIAL, "p1")
    keys = [told.key for told in TOLD.cases]
    proved = draw_drift(MATERIAL, "p1", [Drift("age_years", "Age", keys[1], keys[2], "43", "34")])
    assert isinstance(plain, Figure)
    assert isinstance(proved, Figure)
    assert plain.legend.endswith("No copy is stated or proved, so no arc is drawn.")
    assert proved.legend.endswith("Arcs: the row was copied from.")
    assert "row copied from" in [t.words for t in proved.scene.texts]
    assert "row copied from" not in [t.words for t in plain.scene.texts]
    rows = gather_copies(MATERIAL, TOLD, ())
    assert lay_out_copies(rows, 174, "Synthetic.") == plain.scene
    assert plain.scene.drawn_rows == frozenset(range(len(rows)))


def test_summary_counts_patients_by_field() -> None:
    figure = draw_drift_summary(MATERIAL)
    assert isinstance(figure, Figure)
    counts = {r[0]: r[2:5] for r in figure.data[0].rows}
    assert counts["age_years"] == ("1", "0", "0")
    assert counts["level_range"] == ("0", "1", "0")
    assert figure.legend.startswith("1 of 3 patients are told by two or more publications.")


def test_patient_told_once_is_refused() -> None:
    other = MATERIAL.cohort.patients[1].id
    found = draw_drift(MATERIAL, other)
    assert isinstance(found, NotDrawn)
    assert found.sentence == f"Figure not drawn: copies of one patient. Patient {other} is told by 1 publication."


def test_ledger_shows_each_side_of_a_contradiction() -> None:
    result = check_path(str(ROOT / "examples" / "papers" / "spinal-angiolipoma.md")).results[0]
    figure = draw_ledger(result, note="Synthetic paper.")
    assert isinstance(figure, Figure)
    header, rows = figure.data[0].header, figure.data[0].rows
    age_rows = [dict(zip(header, r, strict=True)) for r in rows if r[header.index("rule")] == "AGE-01"]
    assert {r["value"] for r in age_rows} == {"47 year", "44 year"}
    text = result.document.text
    for r in (dict(zip(header, r, strict=True)) for r in rows):
        assert " ".join(text[int(r["start"]) : int(r["end"])].split()) == r["quote"]
    assert figure.scene.drawn_rows == frozenset(range(len(rows)))
    assert "AGE-01" in [t.words for t in figure.scene.texts]


def test_paper_without_contradiction_says_what_was_read() -> None:
    result = check_path(str(ROOT / "examples" / "papers" / "clean-dedifferentiated-liposarcoma.md")).results[0]
    found = draw_ledger(result)
    assert isinstance(found, NotDrawn)
    assert found.sentence == (
        "No contradiction was found in what was read (all text, 1 table, 2 legends; not the pictures of 2 figures)."
    )
