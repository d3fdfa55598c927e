"""One endpoint in a cohort: coded times, curves, bounds, the gate of display, and every other way to read the times."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from casepool.domain.assertion import Candidate
from casepool.domain.cohort import Cohort, Patient, PoolPlan
from casepool.domain.curve import CodedTime, Curve, Envelope, Outcome, count_time_zeros
from casepool.domain.estimate import Estimate, Missing, Refusal, Run
from casepool.knowledge.pooling import Endpoint
from casepool.pool.coding import Assumption, code_endpoint
from casepool.pool.competing import find_incidence
from casepool.pool.curve_numbers import (
    Sample,
    choose_times,
    code_competing,
    estimate_all,
    estimate_mean,
    estimate_median,
    estimate_survival,
)
from casepool.pool.envelope import bound_curve
from casepool.pool.interval_curve import estimate_interval_curve, fit_masses
from casepool.pool.life_table import count_at_risk
from casepool.pool.names import name_number, name_part
from casepool.pool.placing import Place, place_conventional, place_earliest, place_middle, place_rounded, place_unknown
from casepool.pool.runs import distinct_candidates
from casepool.pool.tipping import tip_share

Endpoints = Mapping[str, Endpoint]
COMPETING = "Death without the event is censored on this curve; one minus the curve is not a risk. The cumulative"
COMPETING += " incidence stands beside it."
LATE = "stated times at their late extreme"


@dataclass(frozen=True)
class Question:
    """One endpoint asked of one cohort."""

    cohort: Cohort
    endpoint: Endpoint
    endpoints: Endpoints
    plan: PoolPlan

    def code(self, assumption: Assumption | None = None, cohort: Cohort | None = None) -> tuple[CodedTime, ...]:
        """The coded times of all patients to whom the endpoint can apply, in the order of their ids."""
        found = (
            code_endpoint(patient, self.endpoint, self.endpoints, assumption)
            for patient in (cohort or self.cohort).patients
        )
        return tuple(coded for coded in found if coded)

    def sample(self, coded: Sequence[CodedTime], place: Place = place_conventional) -> Sample:
        """These times as a sample."""
        return Sample(self.endpoint.id, coded, list_unknown(coded, self.cohort), self.plan, place)


def list_unknown(coded: Sequence[CodedTime], cohort: Cohort) -> tuple[Missing, ...]:
    """The patients without a known outcome by the rule that says so, and those to whom the endpoint cannot apply."""
    causes: dict[tuple[str, str], list[str]] = {}
    for item in coded:
        if not item.is_known:
            causes.setdefault(("endpoint_unknown", item.rule), []).append(item.patient)
    applies = {item.patient for item in coded}
    for patient in cohort.patients:
        if patient.id not in applies:
            causes.setdefault(("not_applicable", ""), []).append(patient.id)
    return tuple(Missing(state, tuple(names), rule) for (state, rule), names in sorted(causes.items()))


def describe_outcome(cohort: Cohort, endpoint: Endpoint, endpoints: Endpoints, plan: PoolPlan) -> Outcome:
    """Everything about one endpoint. The curve and its numbers are there also where they may not be printed."""
    question = Question(cohort, endpoint, endpoints, plan)
    coded = question.code()
    sample = question.sample(coded)
    curve = sample.curve
    times = choose_times(curve, plan)
    competing = code_competing(coded)
    known, everyone = bound_curve(coded, 0, times), bound_curve(coded, sum(not c.is_known for c in coded), times)
    bounds = (*_estimate_envelope(sample, known, everyone, times), *tip_share(sample))
    clusters = {patient.id: patient.cluster for patient in cohort.patients}
    return Outcome(
        name=endpoint.id,
        label=endpoint.label,
        coded=coded,
        estimates=(
            *estimate_all(sample, times),
            *estimate_mean(sample),
            *estimate_interval_curve(sample, times, clusters),
            *bounds,
        ),
        missing=sample.missing,
        curve=curve,
        at_risk=count_at_risk(*sample.placed, choose_ticks(curve, plan)),
        masses=fit_masses(coded).masses,
        known=known,
        everyone=everyone,
        incidence=find_incidence(*competing) if 2 in competing[1] else (),
        display=refuse_curve(endpoint, coded, curve, plan),
        runs=tuple(_make_runs(question, coded, times)),
        notes=(*([COMPETING] if 2 in competing[1] else []), *_note_time_zero(coded)),
    )


def choose_ticks(curve: Curve, plan: PoolPlan) -> tuple[float, ...]:
    """The times of the table under a curve: 0, the landmarks up to the last observed time, and every distinct time."""
    return tuple(sorted({0.0, *(t for t in plan.landmarks if t <= curve.last_time), *(p.time for p in curve.points)}))


def refuse_curve(endpoint: Endpoint, coded: Sequence[CodedTime], curve: Curve, plan: PoolPlan) -> Refusal | None:
    """The refusal to print a curve, None past the gate of the plan."""
    name, subject = f"{endpoint.id}.curve", endpoint.label
    if not any(item.is_event for item in coded):
        return Refusal(name, subject, f"no {endpoint.event_word} is stated in {len(coded)} patients")
    if curve.patients >= plan.curve_min_patients and curve.events >= plan.curve_min_events:
        return None
    counted = f"{curve.events} event{'' if curve.events == 1 else 's'}"
    reason = f"{curve.patients} of {len(coded)} patients usable, {counted}"
    needed = f"{plan.curve_min_patients} patients and {plan.curve_min_events} events are needed"
    return Refusal(name, subject, reason, needed)


def _estimate_envelope(
    sample: Sample, known: Envelope, everyone: Envelope, times: Sequence[float]
) -> Iterator[Estimate]:
    """The bounds of S at the stated times, over all patients and over those whose outcome is known."""
    for time in times:
        for part, envelope in (("envelope", everyone), ("envelope_known", known)):
            lower, upper = envelope.at(time)
            found = sample.estimate(f"{part}{name_number(time)}", None, envelope.patients + envelope.unknown)
            ends = f"lies between {_short(lower)} and {_short(upper)}" if lower < upper else f"is {_short(lower)}"
            words = f"S({time:g}) {ends}"
            yield replace(found, bounds=(lower, upper), words=words, method="bounds over every admissible time")


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _note_time_zero(coded: Sequence[CodedTime]) -> tuple[str, ...]:
    counts = count_time_zeros(coded)
    if len(counts) < 2:
        return ()
    listed = ", ".join(f"{word.replace('_', ' ')} {number}" for word, number in counts.items())
    return (f"Times count from different points: {listed}.",)


def _make_runs(question: Question, main: Sequence[CodedTime], times: Sequence[float]) -> Iterator[Run]:
    """The runs that differ from the main one."""
    placed = question.sample(main).placed
    for kind, label, suffix, coded, place in _list_runs(question, main):
        sample = question.sample(coded, place)
        is_recoded = tuple(coded) != tuple(main)
        if is_recoded or sample.placed != placed:
            placed_numbers = (*estimate_survival(sample, times), *estimate_median(sample))
            found = estimate_all(sample, times) if is_recoded else placed_numbers
            yield Run(kind, label, tuple(replace(e, name=f"{e.name}.{suffix}") for e in found))


Variant = tuple[str, str, str, Sequence[CodedTime], Place]


def _list_runs(question: Question, main: Sequence[CodedTime]) -> Iterator[Variant]:
    yield from _list_candidates(question, main)
    codings = {
        "without_needs_person": (question.code(Assumption(drop_needs_person=True)), "without what needs a person"),
        "without_index": ([c for c in main if "index_case" not in c.flags], "without the authors' own patient"),
        "unmentioned_censored": (
            question.code(Assumption(unmentioned_censored=True)),
            "endpoints that are not mentioned taken as event-free to the last contact",
        ),
    }
    for kind, (coded, label) in codings.items():
        yield kind, label, kind, coded, place_conventional
    for kind, place, label in (
        ("event_midpoint", place_middle, "events of an interval in its middle"),
        ("event_earliest", place_earliest, "events of an interval one day after its beginning"),
        ("rounding_low", place_rounded(-1), "times at the lower end of their rounding"),
        ("rounding_high", place_rounded(1), "times at the upper end of their rounding"),
        ("unknown_best", place_unknown(main, True), f"unknown outcomes at best, {LATE}"),
        ("unknown_worst", place_unknown(main, False), f"unknown outcomes at worst, {LATE}"),
    ):
        yield kind, label, kind, main, place


def _list_candidates(question: Question, main: Sequence[CodedTime]) -> Iterator[Variant]:
    """One run for each reading of each unclear answer that the endpoint uses; only that patient is coded anew."""
    for patient in question.cohort.patients:
        for name in list_fields(question.endpoint, question.endpoints):
            for words, candidate in _read_candidates(patient, name):
                assumption = Assumption(readings={(patient.id, name): candidate})
                others = [item for item in main if item.patient != patient.id]
                again = code_endpoint(patient, question.endpoint, question.endpoints, assumption)
                coded = sorted([*others, *([again] if again else [])], key=lambda item: item.patient)
                suffix = f"with_{name_part(name)}_{name_part(words)}_for_{name_part(patient.id)}"
                label = f"with {name.replace('_', ' ')} {words} for {patient.id}"
                yield "candidate", label, suffix, coded, place_conventional


def _read_candidates(patient: Patient, name: str) -> Iterator[tuple[str, Candidate]]:
    """The readings of the unclear answers to a field; what a person settled goes before what the cases say."""
    settled = [answer for answer in patient.settled if answer.field == name][-1:]
    told = settled or [answer for case in patient.cases for answer in case.case.answers(name)[:1]]
    yield from distinct_candidates([c for answer in told if answer.state == "unclear" for c in answer.candidates])


def list_fields(endpoint: Endpoint, endpoints: Endpoints) -> tuple[str, ...]:
    """The fields that an endpoint, or the parts of a composite, are coded from."""
    if endpoint.parts:
        return tuple(dict.fromkeys(f for part in endpoint.parts for f in list_fields(endpoints[part], endpoints)))
    names = (endpoint.event, endpoint.time, endpoint.follow_up, endpoint.status, endpoint.end)
    return tuple(name for name in names if name)
