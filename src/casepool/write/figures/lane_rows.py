"""The follow-up, the events and the treatments of each patient as rows: the data of the swimmer plot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casepool.domain.cell import Cell
from casepool.domain.curve import CodedTime, Outcome
from casepool.domain.quantity import MONTHS, Quantity, tidy_number
from casepool.write.figures.material import FigureMaterial, Subject, say_evidence

FOLLOWED, DEATH, EVENT, TREATMENT = "follow_up", "death", "event", "treatment"


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One mark of a lane. `mark` is follow_up, death, event or treatment, `kind` the endpoint or the field.

    `bound` is exact, interval, at_least or unknown. Times are in months. Of a follow-up `quote` holds the words of the
    outcome and `age_sex` age and sex.
    """

    patient_id: str
    source_id: str
    name: str
    year: int | None
    is_index: bool
    age_sex: str
    mark: str
    kind: str
    from_months: float | None
    to_months: float | None
    bound: str
    rule: str
    time_zero: str
    quote: str
    state: str
    evidence_ids: str


def gather_lanes(material: FigureMaterial) -> tuple[LaneRow, ...]:
    """The rows of all patients in the order of the lanes: known follow-up descending, then unknown; year, then id."""
    outcomes = {outcome.name: outcome for outcome in material.pooled.outcomes}
    lanes = {subject.id: list(_read_lane(material, subject, outcomes)) for subject in material.subjects}

    def place(subject: Subject) -> tuple[bool, float, int, str]:
        end = lanes[subject.id][0].to_months
        return (end is None, -(end or 0.0), subject.year or 9999, subject.id)

    return tuple(row for subject in sorted(material.subjects, key=place) for row in lanes[subject.id])


def _read_lane(material: FigureMaterial, subject: Subject, outcomes: dict[str, Outcome]) -> Iterator[LaneRow]:
    words = material.words
    times = {
        name: _find_time(outcomes.get(name), subject.id) for name in (words.death, *(e.endpoint for e in words.events))
    }
    base = _base_row(material, subject)
    yield _read_follow_up(material, subject, base, list(times.values()))
    death = times[words.death]
    if death is not None and death.is_event:
        yield _event_row(base, DEATH, words.death, death)
    for event in words.events:
        coded = times[event.endpoint]
        if coded is not None and coded.is_event:
            yield _event_row(base, EVENT, event.endpoint, coded)
    for sign in words.treatments:
        cell = material.cell(sign.field, subject.id)
        yield _change(base, TREATMENT, sign.field, state=cell.state, evidence_ids=say_evidence(cell.sources))


def _find_time(outcome: Outcome | None, patient: str) -> CodedTime | None:
    return next((coded for coded in outcome.coded if coded.patient == patient), None) if outcome else None


def _base_row(material: FigureMaterial, subject: Subject) -> LaneRow:
    return LaneRow(
        patient_id=subject.id, source_id=subject.source, name=subject.name, year=subject.year,
        is_index=subject.is_index, age_sex=_say_age_sex(material, subject.id), mark="", kind="", from_months=None,
        to_months=None, bound="unknown", rule="", time_zero="", quote="", state="", evidence_ids="",
    )  # fmt: skip


def _change(row: LaneRow, mark: str, kind: str, **more: object) -> LaneRow:
    return replace(row, mark=mark, kind=kind, **more)  # type: ignore[arg-type]


def _read_follow_up(
    material: FigureMaterial, subject: Subject, base: LaneRow, times: Sequence[CodedTime | None]
) -> LaneRow:
    """The lane itself: to the last contact, or to the latest time that any endpoint is known at."""
    field = material.words.field["follow_up"]
    cell = material.cell(field, subject.id)
    months, bound = _read_months(cell)
    ends = [t.conventional[0] for t in times if t is not None and t.conventional is not None]
    end = max([*ends, *([months] if months is not None else [])], default=None)
    zeros = [t.time_zero for t in times if t is not None and t.conventional is not None]
    return _change(
        base, FOLLOWED, field, from_months=None if end is None else 0.0, to_months=end,
        bound=bound if months is not None else "exact" if end is not None else "unknown",
        time_zero=zeros[0] if zeros else "", quote=_find_quote(material, subject), state=cell.state,
        evidence_ids=say_evidence(cell.sources),
    )  # fmt: skip


def _read_months(cell: Cell) -> tuple[float | None, str]:
    value = cell.value
    if cell.state != "reported" or not isinstance(value, Quantity) or value.unit not in MONTHS:
        return None, "unknown"
    return value.months(), "at_least" if value.qualifier in ("at_least", "more_than") else "exact"


def _event_row(base: LaneRow, mark: str, kind: str, coded: CodedTime) -> LaneRow:
    known = coded.right is not None
    bound = "exact" if coded.kind == "event_exact" else "interval" if known else "unknown"
    return _change(
        base, mark, kind, from_months=coded.left, to_months=coded.right, bound=bound, rule=coded.rule,
        time_zero=coded.time_zero, state="reported", evidence_ids=say_evidence(coded.sources),
    )  # fmt: skip


def _find_quote(material: FigureMaterial, subject: Subject) -> str:
    """The words of the source on the outcome: the first quote of the fields of outcome. None for the index case,
    whose source may be the user's own notes."""
    if subject.is_index:
        return ""
    cells = (material.cell(field, subject.id) for field in material.words.outcome_fields)
    quotes = [e.quote for cell in cells for source in cell.sources for e in source.evidence]
    return max(quotes, key=len, default="")


def _say_age_sex(material: FigureMaterial, patient: str) -> str:
    names, short = material.words.field, material.words.short
    age, sex = material.cell(names["age"], patient), material.cell(names["sex"], patient)
    values = [age.value] if age.state == "reported" else [candidate.value for candidate in age.candidates]
    years = [f"{tidy_number(value.value):g}" for value in values if isinstance(value, Quantity)]
    word = sex.value if isinstance(sex.value, str) else ""
    return f"{' or '.join(dict.fromkeys(years))} {short.get(word, word)}".strip()
