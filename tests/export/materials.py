"""Reviews to export: the examples and the twin as they are read, and an invented one with every odd thing in it."""

from dataclasses import replace
from datetime import date
from functools import cache

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.cohort import Cohort, LinkProposal, Patient, PooledCase
from casepool.domain.document import Document, Front
from casepool.domain.evidence import Evidence, Span
from casepool.domain.finding import Finding
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.record import Record
from casepool.domain.review import FIRST_HASH, Adjudication, Answer, Event, LinkDecision, hash_link, hash_payload
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty, Value
from casepool.export.material import HeldPublication, Material
from casepool.pipeline.exporting import gather_material, material_of_extractions
from casepool.pipeline.extract import extract_path
from support import ROOT, shared_path

PAPERS = tuple(
    str(path) for path in sorted((ROOT / "examples" / "papers").iterdir()) if not path.name.endswith(".toml")
)
TWIN = str(ROOT / "tests" / "data" / "twin" / "twin.txt")
HOSTILE = (
    "=1+1", "+SUM(A1)", "-ve", "@cmd", "\tx", "\rx", "'quoted", "'=1", "''", "3-4", "1/2", "001", "NA", "</script><b>",
    '"; drop', "\u202eabc", "a,b", 'say "x"', "line\nbreak", "\U0001f9e0 grey", "α-SMA +", "\\input{x}", "{}%$#_&~^",
)  # fmt: skip
TEXT = "\U0001f9e0 An invented report: " + " | ".join(HOSTILE) + " | A man of 40 years was well. The end."


@cache
def read_material(*paths: str) -> Material:
    """The material of papers that are read now."""
    return material_of_extractions([extraction for path in paths for extraction in extract_path(path).extractions])


def example_material() -> Material:
    return read_material(*PAPERS)


def twin_material() -> Material:
    return read_material(TWIN)


def seed_material() -> Material:
    return read_material(str(shared_path("seed", "idir-2023.txt")))


def span(words: str, text: str = TEXT) -> Evidence:
    """The evidence of the first place of these words."""
    start = text.index(words)
    return Evidence(Span.of(text, start, start + len(words)))


def told(field: str, value: Value = None, state: str = "reported", words: str = "A man", **more: object) -> Assertion:
    quoted = (span(words),) if state in ("reported", "absent", "unclear") and not more.get("candidates") else ()
    return Assertion(field, state, TEXT, value, quoted, made_by="test", **more)  # type: ignore[arg-type]


def unclear(field: str, *values: Value, reason: str = "contradictory", **more: object) -> Assertion:
    readings = tuple(Candidate(value, (span("40 years"),)) for value in values)
    return told(field, None, "unclear", reason=reason, candidates=readings, **more)


def document(name: str = "invented", text: str = TEXT, **front: object) -> Document:
    given = {"title": "=An invented title", "doi": "10.99999/invented", "year": 2020, **front}
    return Document(name, name, "ab" * 32, "text/plain", "plain 1", text, front=Front(**given))  # type: ignore[arg-type]


def one_case(*answers: Assertion, name: str = "case-1", paper: str = "invented", **more: object) -> PooledCase:
    case = Case(name, name, str(more.pop("origin", "primary_publication")), tuple(answers), **more)  # type: ignore[arg-type]
    return PooledCase(case, paper, 2020)


def small_material(*answers: Assertion, verified: tuple[str, ...] = (), **more: object) -> Material:
    """One patient of one invented publication."""
    patient = Patient("p1", (one_case(*answers),), verified=frozenset(verified))
    return gather_material(Cohort((patient,)), [HeldPublication("invented", document())], **more)  # type: ignore[arg-type]


def odd_answers() -> tuple[Assertion, ...]:
    """An answer of every kind, with bounds, zeros, signs, and words that other programs would run."""
    return (
        unclear("age_years", Quantity(35.0, "year"), Quantity(36.0, "year")),
        told("sex", "male"),
        told("presenting_symptoms", "back pain", item="back pain"),
        told("presenting_symptoms", None, "absent", item="fever"),
        told("symptom_duration_months", Quantity(2.0, "year", "about"), words="-ve", printed="-ve"),
        told("size", Measurement((5.8, 3.7), "cm"), modality="MRI"),
        told("size", Measurement((6.0, 4.0), "cm"), modality="clinical"),
        told("size", Measurement((4.5,), "cm"), modality="pathology"),
        told("level_range", Levels(("T3", "T4")), printed="D3-D4"),
        told("tumour_grade", Grade("FNCLCC", "2")),
        told("diagnosis", "leiomyosarcoma"),
        unclear("ki67_percent", Quantity(50.0, "%", "less_than"), reason="uninterpretable_bound"),
        told("mitotic_count", Quantity(0.0, "/10 HPF")),
        told("ihc_panel", MarkerResult("desmin", "positive"), item="desmin", words="α-SMA +", printed="+"),
        told("ihc_panel", MarkerResult("S-100", "negative"), item="S-100", words="-ve", printed="-ve"),
        told("ihc_panel", None, "unclear", reason="garbled", item="CD34", words="@cmd", printed="@cmd"),
        told("surgery_done"),
        told("radiotherapy", None, "unclear", reason="planned_only"),
        told("chemotherapy", None, "absent", given="declined"),
        told("followup_months", Quantity(6.0, "month"), origin="surgery"),
        told("outcome_status", "NED", words="well", needs_person=True),
        told("local_recurrence", None, "absent"),
        told("distant_metastasis"),
        told("metastasis_months", IntervalTime(0.0, 12.0)),
        told("procedure_text", "=excision", words="=1+1", printed="=1+1"),
        told("novelty_claim", Novelty(6, "invented tumour")),
        told("institution", "Invented Hospital"),
        told("comorbidities", None, "not_reported"),
    )


def chain(*payloads: object) -> tuple[Event, ...]:
    """A history whose links hold."""
    events: list[Event] = []
    for number, payload in enumerate(payloads, start=1):
        salt, before = f"salt{number}", events[-1].hash if events else FIRST_HASH
        digest, time = hash_payload(salt, payload), f"2026-01-0{number}T00:00:00Z"
        link = hash_link(number, time, "ada", "answer", digest, before)
        place = {"publication": "invented", "case": "case-1", "field": "sex"}
        events.append(Event(number, time, "ada", "answer", digest, before, link, payload=payload, salt=salt, **place))
    return tuple(events)


@cache
def odd_material() -> Material:
    """A review with linked cases, a table row, an undecided link, settled answers, decisions, findings and history."""
    second = document("second", doi="", title="Second", year=2021)
    rich = one_case(*odd_answers())
    again = one_case(told("sex", "female"), paper="second")
    old = told("age_years", Quantity(95.0, "year"))
    origin = {"origin": "review_table_row", "table": "1", "row": 1, "cited": span("'quoted")}
    row = one_case(old, name="table-1-row-1", **origin)
    own = one_case(
        told("age_years", Quantity(92.0, "year")), told("procedure_text", "quiet heron"), told("sex", "female"),
        paper="draft", is_index=True,
    )  # fmt: skip
    patients = (
        Patient(
            "p1", (rich, again), (told("sex", "male"),), frozenset({"sex", "diagnosis"}), centre="Invented Hospital"
        ),
        Patient("p2", (row,)),
        Patient("p3", (own,)),
    )
    answer = Answer("invented", "case-1", "sex", "A", "reported", value="male", evidence=(span("A man"),), user="ada")
    settled = Adjudication(replace(answer, reader="consensus", user=""), "A", "misread", "grace", note="=note")
    claim = Claim("background", span("The end"), "test.rule", "sex", (5.0, 16.5), (("male", 3.0),), quantity="share",
                  population="sarcoma", value="5-16", source=("1",), facts=(("a", "b"),))  # fmt: skip
    finding = Finding("SEX-01", "error", "=A man, then her", evidence=(span("A man"),), case="case-1")
    names = ("van der Berg, Jan", "Müller, É", "WHO Group of Tumours")
    record = Record(title="=An invented title", authors=names, doi="10.99999/invented", year=2020, pages="1-9")
    held = [
        HeldPublication("invented", document(), record, (claim,), (finding,), "CC BY 4.0"),
        HeldPublication("second", second),
        HeldPublication("draft", document("draft", doi="", title="Own draft")),
    ]  # fmt: skip
    return gather_material(
        Cohort(patients, (LinkProposal(("p1", "p2")),)),
        held,
        answers=(answer,),
        adjudications=(settled,),
        links=(LinkDecision((("invented", "case-1"), ("second", "case-1")), "same", "grace", "=same words"),),
        files={"protocol.toml": "data_lock = 2026-05-31\n", "pool.toml": "level = 0.95\n"},
        history=chain({"value": "male"}, {"value": "female"}),
        data_lock=date(2026, 5, 31),
    )
