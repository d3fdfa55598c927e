"""What several publications say of one patient: what changed in copying; and the same for all patients as counts."""

from collections.abc import Mapping, Sequence

from casepool.domain.assertion import Assertion
from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.estimate import Source
from casepool.domain.linking import Drift
from casepool.domain.sameness import value_key
from casepool.knowledge.palette import load_palette
from casepool.write.escape import show_line
from casepool.write.figures.drift_layout import CopyRow, CountRow, lay_out_copies, lay_out_counts
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import FigureMaterial, count_words, say_evidence
from casepool.write.show_value import show_value

MOST_FIELDS, MOST_PUBLICATIONS = 14, 8
SPOKEN = ("reported", "absent", "unclear")


def draw_drift(material: FigureMaterial, patient: str, drifts: Sequence[Drift] = ()) -> Figure | NotDrawn:
    """What the accounts of one patient say, publication by publication; arcs only for copies that `drifts` name."""
    name = f"drift_{patient}"
    found = next((p for p in material.cohort.patients if p.id == patient), None)
    if found is None or len(found.cases) < 2:
        why = f"Patient {show_line(patient)} is told by {len(found.cases) if found else 0} publication."
        return NotDrawn.of(name, "copies of one patient", why)
    rows = gather_copies(material, found, drifts)
    if not rows:
        return NotDrawn.of(name, "copies of one patient", "No field is stated by two or more accounts.")
    changed = sum(row.change == "changed" for row in rows)
    columns = len({row.column for row in rows})
    return Figure(
        name=name,
        title="What changed from publication to publication.",
        legend=f"One patient, {count_words(columns, 'account')} by year. " + (
            "Arcs: the row was copied from." if any(row.copied_from for row in rows) else
            "No copy is stated or proved, so no arc is drawn."
        ),
        alt=f"Accounts of 1 patient in {columns} publications: {changed} values changed of {len(rows)}, "
        f"{sum(row.change == 'silent' for row in rows)} silent.",
        data=(make_sheet(name, CopyRow, rows),),
        scene=lay_out_copies(rows, load_palette().two_columns, material.note),
    )  # fmt: skip


def gather_copies(material: FigureMaterial, patient: Patient, drifts: Sequence[Drift]) -> tuple[CopyRow, ...]:
    """One row per field and account, of the fields that two or more accounts state; those that differ first."""
    cases = sorted(patient.cases, key=lambda c: (c.year is None, c.year or 0, c.is_second_hand, c.key))
    cases = cases[:MOST_PUBLICATIONS]
    copied = {drift.target: drift.source for drift in drifts}
    told: dict[str, list[Assertion | None]] = {}
    for field in material.form.fields:
        answers = [case.case.answer(field.id) for case in cases]
        if not field.is_list and sum(a is not None and a.state in SPOKEN for a in answers) > 1:
            told[field.id] = answers
    ranked = sorted(told, key=lambda name: len({_key(a) for a in told[name] if a and a.state in SPOKEN}) < 2)
    labels = {field.id: field.label for field in material.form.fields}
    place = {case.key: n for n, case in enumerate(cases)}
    return tuple(
        CopyRow(
            patient_id=patient.id,
            source_id=case.publication,
            column=n,
            account=_name_account(case),
            is_index=case.case.is_index,
            copied_from=place.get(copied[case.key]) if case.key in copied else None,
            field=field,
            label=labels[field],
            value=_say(told[field][n]),
            change=_judge(told[field], n),
            state=answer.state if (answer := told[field][n]) else "not_reported",
            evidence_ids=_say_evidence(case, told[field][n]),
        )
        for field in ranked[:MOST_FIELDS]
        for n, case in enumerate(cases)
    )


def _key(answer: Assertion) -> object:
    return (answer.state, value_key(answer.value))


def _say(answer: Assertion | None) -> str:
    if answer is None or answer.state not in SPOKEN:
        return ""
    if answer.state == "reported":
        return show_line(answer.printed or show_value(answer.value)) or "yes"
    return "none" if answer.state == "absent" else "unclear"


def _judge(answers: Sequence[Assertion | None], n: int) -> str:
    """same, changed (differs from the account before it), carried (as before, but not as the first), or silent."""
    own = answers[n]
    if own is None or own.state not in SPOKEN:
        return "silent"
    before = [a for a in answers[:n] if a is not None and a.state in SPOKEN]
    if not before or _key(own) == _key(before[0]):
        return "same"
    return "carried" if any(_key(own) == _key(a) for a in before[1:]) else "changed"


def _name_account(case: PooledCase) -> str:
    year = "" if case.year is None or str(case.year) in case.publication else f" {case.year}"
    return show_line(f"{case.publication}{year}")


def _say_evidence(case: PooledCase, answer: Assertion | None) -> str:
    return say_evidence([Source("", case.publication, case.case.id, answer.evidence)]) if answer else ""


def draw_drift_summary(material: FigureMaterial) -> Figure | NotDrawn:
    """For each field: how often the accounts of a patient differ, agree, or only one states it."""
    twice = [p for p in material.cohort.patients if len({c.publication for c in p.cases}) > 1]
    if not twice:
        why = f"0 of {count_words(material.n, 'patient')} are told by two or more publications."
        return NotDrawn.of("drift", "conflicts between publications", why)
    rows = gather_counts(material, twice)
    if not rows:
        return NotDrawn.of("drift", "conflicts between publications", "No field is stated by two publications.")
    differ = sum(row.differ for row in rows)
    return Figure(
        name="drift",
        title="Agreement between publications about the same patient.",
        legend=f"{len(twice)} of {count_words(material.n, 'patient')} are told by two or more publications. "
        "Right: accounts differ of both state it.",
        alt=f"Agreement between publications about {len(twice)} of {material.n} patients: {differ} values differ in "
        f"{len(rows)} fields. Most often: {rows[0].label} {rows[0].differ} of {rows[0].differ + rows[0].agree}.",
        data=(make_sheet("drift", CountRow, rows),),
        scene=lay_out_counts(rows, len(twice), material.n, load_palette().one_column, material.note),
    )


def gather_counts(material: FigureMaterial, twice: Sequence[Patient]) -> tuple[CountRow, ...]:
    """One row per field that two publications state for any patient, by the share that differs; at most 20."""
    found = []
    for field in material.form.fields:
        if field.is_list or field.per == "publication":
            continue
        kinds = {patient.id: _compare(patient, field.id) for patient in twice}
        counts = {kind: sorted(p for p, k in kinds.items() if k == kind) for kind in ("differ", "agree", "one")}
        if counts["differ"] or counts["agree"]:
            found.append(_count(field.id, field.label, counts))
    ranked = sorted(found, key=lambda row: (-row.differ / (row.differ + row.agree), -row.differ - row.agree, row.label))
    return tuple(ranked[:20])


def _count(field: str, label: str, counts: Mapping[str, Sequence[str]]) -> CountRow:
    differ, agree, one = (len(counts[kind]) for kind in ("differ", "agree", "one"))
    return CountRow(field, label, differ, agree, one, " ".join(counts["differ"]))


def _compare(patient: Patient, field: str) -> str:
    """Whether the publications that state the field agree; "" if none does."""
    keys: dict[str, object] = {}
    for case in patient.cases:
        answer = case.case.answer(field)
        if answer is not None and answer.state in ("reported", "absent"):
            keys.setdefault(case.publication, _key(answer))
    if len(keys) < 2:
        return "one" if keys else ""
    return "agree" if len(set(keys.values())) == 1 else "differ"
