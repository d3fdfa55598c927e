"""Synthetic cohorts of any size for the figures: invented values, drawn with one seed per patient."""

from random import Random
from typing import Any

from casepool.domain.cohort import Cohort, Patient, PoolPlan
from casepool.domain.values import Levels, MarkerResult, Measurement
from casepool.knowledge.forms import load_form
from casepool.knowledge.pooling import load_pooling
from casepool.pool.cell_table import tabulate_cells
from casepool.pool.whole import pool_cohort
from casepool.write.figures.material import FigureMaterial
from pool.build import ABSENT, HIDDEN, PRESENT, SILENT, age, between, case, cohort, months, patient, row, told, unclear

COLUMN = [*(f"C{n}" for n in range(1, 8)), *(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6))]
COLUMN += [f"S{n}" for n in range(1, 6)]
MARKERS = {
    "vimentin": 0.95, "SMA": 0.9, "desmin": 0.75, "h-caldesmon": 0.9, "calponin": 0.8, "CD34": 0.2, "S100": 0.05,
    "cytokeratin": 0.1, "HMB-45": 0.0, "EMA": 0.15,
}  # fmt: skip
NAMES = ("Arden", "Brook", "Corvin", "Dale", "Esker", "Fenn", "Garth", "Holt", "Islay", "Jura", "Kelso", "Lorn")
FORM = load_form()


def make_cohort(n: int, with_index: bool = True, seed: int = 7) -> Cohort:
    """A cohort of n synthetic patients; the last one is the index case."""
    return cohort(*(make_patient(k, seed, with_index and k == n - 1) for k in range(n)))


def make_patient(k: int, seed: int = 7, index: bool = False) -> Patient:
    """One synthetic patient."""
    random = Random(f"{seed}-{k}")
    year = 2026 if index else random.randint(1990, 2025)
    name = f"{NAMES[k % len(NAMES)]} {year}"
    fields = make_answers(random)
    place = f"p{k:04d}"
    if index:
        return patient(place, case("own paper", year, index=True, name="index", **fields))
    if random.random() < 0.3:
        for field in ("canal_invasion", "ihc_panel", "resection_extent", "size"):
            fields[field] = HIDDEN
        return patient(place, row(f"review {k % 3}", name, publication_year=year, **fields))
    return patient(place, case(f"{name} ({k})", year, name="case 1", **fields))


def make_answers(random: Random) -> dict[str, Any]:
    """Invented answers to the fields that the figures draw."""

    def some(value: Any, share: float = 0.8) -> Any:
        return value if random.random() < share else SILENT

    start = random.randrange(len(COLUMN) - 1)
    levels = COLUMN[start : start + random.randint(1, 4)]
    operated = COLUMN[max(start - 1, 0) : start + len(levels) + 1]
    years = age(random.randint(18, 84))
    size = Measurement((float(random.randint(15, 90)), 20.0), "mm")
    return {
        "age_years": unclear(years, age(years.value + 1)) if random.random() < 0.05 else some(years, 0.97),
        "sex": random.choice(("female", "male")),
        "presenting_symptoms": some([told("pain", item="pain")], 0.7),
        "neuro_deficit": random.choice((PRESENT, ABSENT, SILENT)),
        "site_text": "beside the spine",
        "level_range": some(Levels(tuple(levels)), 0.9),
        "region": some(random.choice(("cervical", "cervicothoracic", "thoracic", "lumbar")), 0.9),
        "laterality": some(random.choice(("left", "right")), 0.7),
        "canal_invasion": random.choice((PRESENT, PRESENT, ABSENT, SILENT, unclear("present", "absent"))),
        "size": some(told(size, modality="MRI"), 0.6),
        "diagnosis": "leiomyosarcoma",
        "ihc_panel": make_panel(random) if random.random() < 0.6 else SILENT,
        "surgery_done": some(PRESENT, 0.95),
        "surgical_levels": some(Levels(tuple(operated)), 0.5),
        "resection_extent": some("subtotal", 0.6),
        "radiotherapy": random.choice((PRESENT, PRESENT, ABSENT, SILENT)),
        "chemotherapy": random.choice((PRESENT, ABSENT, SILENT)),
        **make_course(random),
    }


def make_panel(random: Random) -> list[Any]:
    """A panel of a few stains."""
    chosen = [marker for marker in MARKERS if random.random() < 0.5] or ["desmin"]
    results = []
    for marker in chosen:
        positive = random.random() < MARKERS[marker]
        result = ("focal" if random.random() < 0.15 else "positive") if positive else "negative"
        results.append(told(MarkerResult(marker, result), state="reported"))
    return results


def make_course(random: Random) -> dict[str, Any]:
    """A follow-up with its events."""
    if random.random() < 0.15:
        return {"followup_months": SILENT, "outcome_status": SILENT}
    end = random.choice((3, 6, 9, 12, 18, 24, 30, 36, 48, 60, 72, 84, 120))
    status = random.choice(("NED", "NED", "AWD", "DOD", "DOD"))
    course: dict[str, Any] = {"followup_months": months(end), "outcome_status": status}
    if status == "DOD":
        course["death_months"] = between(end, end)
    for event, time in (("local_recurrence", "recurrence_months"), ("distant_metastasis", "metastasis_months")):
        if random.random() < 0.35 and end > 4:
            at = random.choice((end // 3 + 1, end // 2 + 1))
            course |= {event: PRESENT, time: between(at, at) if random.random() < 0.6 else between(0, at)}
        else:
            course[event] = ABSENT if random.random() < 0.7 else SILENT
    return course


def make_material(patients: Cohort, **more: Any) -> FigureMaterial:
    """The material of a cohort, pooled."""
    knowledge = load_pooling(FORM.id)
    pooled = pool_cohort(patients, FORM, knowledge, PoolPlan(bootstrap_min_patients=100_000))
    return FigureMaterial(patients, tabulate_cells(patients, FORM, knowledge), pooled, FORM, **more)
