"""A bundle as domain values again: every quote is checked, nothing is dropped in silence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casepool.domain.assertion import Assertion, Candidate
from casepool.domain.case import Case
from casepool.domain.claim import Claim
from casepool.domain.cohort import Cohort, LinkProposal, Patient, PooledCase
from casepool.domain.document import Document, Front
from casepool.domain.errors import CasepoolError, Problem
from casepool.domain.evidence import Evidence, Place, Span
from casepool.domain.finding import Finding
from casepool.domain.record import Record
from casepool.domain.review import Adjudication, Answer, Event, LinkDecision
from casepool.domain.values import Value
from casepool.export.bundle.lines import EVENT_KEYS
from casepool.export.bundle.opening import BundleError, Opened
from casepool.export.bundle.skeleton import KEPT_BACK, build_skeleton, stands
from casepool.export.citations import read_item
from casepool.export.material import HeldPublication, Row, hash_text
from casepool.export.typed_values import unpack_value

STATES = ("verified", "text_not_included", "mismatch")
PLACE_WORDS = ("role", "sub", "block", "section", "table", "table_label", "column_name")
PLACE_NUMBERS = ("row", "column", "page")
DEFAULT_LENGTH = 1


@dataclass(frozen=True)
class Restored:
    """What a bundle holds. `evidence_states` gives each piece of evidence one of STATES, by its id."""

    cohort: Cohort
    publications: tuple[HeldPublication, ...]
    answers: tuple[Answer, ...]
    adjudications: tuple[Adjudication, ...]
    links: tuple[LinkDecision, ...]
    files: Mapping[str, str]
    history: tuple[Event, ...]
    manifest: Mapping[str, Any]
    evidence_states: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass
class _Shelf:
    """Documents and evidence while a bundle is read. `unheld` are quotes that could not be placed."""

    opened: Opened
    documents: dict[str, Document] = field(default_factory=dict)
    has_text: dict[str, bool] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, tuple[str, Evidence]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubtful: set[tuple[str, str]] = field(default_factory=set)


def restore_bundle(opened: Opened) -> Restored:
    """The domain values of an opened bundle. Raises BundleError, naming table and id, for rows that make no sense."""
    shelf = _Shelf(opened, problems=list(opened.problems))
    by_document: dict[str, list[Row]] = {}
    for row in opened.tables["evidence"]:
        by_document.setdefault(str(row.get("document_id", "")), []).append(row)
    for name, about in sorted(opened.documents.items()):
        _shelve(shelf, name, about, by_document.get(name, []))
    try:
        return _restore(shelf)
    except (KeyError, TypeError, ValueError, CasepoolError) as error:
        raise BundleError(f"A row of the bundle makes no sense: {error}. Ask for the bundle again.") from error


def _restore(shelf: _Shelf) -> Restored:
    opened = shelf.opened
    keys = {str(row["case_id"]): (str(row["document_id"]), str(row["name"])) for row in opened.tables["cases"]}
    answers = [_read_answer(shelf, row, keys) for row in opened.tables["decisions"] if row["kind"] == "answer"]
    settled = [_read_settled(shelf, row, keys) for row in opened.tables["decisions"] if row["kind"] == "adjudication"]
    decided = [row for row in opened.tables["links"] if row["outcome"] != "undecided"]
    return Restored(
        cohort=_read_cohort(shelf),
        publications=tuple(_read_publication(shelf, name) for name in sorted(opened.documents)),
        answers=tuple(answers),
        adjudications=tuple(settled),
        links=tuple(_read_link(row, keys) for row in decided),
        files=dict(opened.files),
        history=tuple(_read_event(row) for row in opened.history),
        manifest=opened.manifest,
        evidence_states=dict(sorted(shelf.states.items())),
        problems=tuple(shelf.problems),
    )


def _shelve(shelf: _Shelf, name: str, about: Row, rows: list[Row]) -> None:
    """Put one document on the shelf: its text where it is included and every quote stands in it, else its quotes."""
    text = shelf.opened.texts.get(name)
    wrong = [row for row in rows if text is not None and not stands(row, text)]
    if text is None or wrong or hash_text(text) != about.get("text_sha256"):
        length = int(str(about.get("text_length") or DEFAULT_LENGTH))
        skeleton = build_skeleton(length, rows)
        whole, clashes = skeleton.text, skeleton.clashes
    else:
        whole, clashes = text, set()
    shelf.has_text[name] = text is not None and whole is text
    missing = "verified" if text is not None else "text_not_included"
    bad = {str(row["evidence_id"]) for row in wrong} | clashes
    for row in rows:
        identity = str(row["evidence_id"])
        shelf.states[identity] = "mismatch" if identity in bad else missing
        if identity not in clashes:
            shelf.evidence[identity] = (name, Evidence(_read_span(row), _read_place(row)))
    for identity in sorted(bad):
        said = f"The quote {identity} does not stand at its place in {name}."
        shelf.problems.append(Problem("mismatch", said, "Its value is imported as unverified: look at it.", part=name))
    if about.get("sha256"):
        shelf.documents[name] = _read_document(name, about, whole)


def _read_span(row: Row) -> Span:
    return Span(int(str(row["start"])), int(str(row["end"])), str(row["quote"]))


def _read_place(row: Row) -> Place:
    words = {key: str(row.get(key, "")) for key in PLACE_WORDS}
    numbers = {key: None if row.get(key) is None else int(str(row[key])) for key in PLACE_NUMBERS}
    return Place(**words, **numbers)  # type: ignore[arg-type]


def _read_document(name: str, about: Row, text: str) -> Document:
    record = _read_record(about)
    front = Front(record.title, record.authors, record.journal, record.year, record.doi, record.pmid, record.pmcid)
    return Document(
        id=str(about.get("name") or name),
        source=name,
        sha256=str(about["sha256"]),
        media_type=str(about.get("media_type", "")),
        reader=str(about.get("reader", "")),
        text=text,
        front=front,
    )


def _read_record(about: Row) -> Record:
    """The citation, with the authors as they were printed."""
    return replace(read_item(_dict(about.get("citation"))), authors=tuple(map(str, _list(about.get("authors")))))


def _read_publication(shelf: _Shelf, name: str) -> HeldPublication:
    about = shelf.opened.documents[name]
    claims = [row for row in shelf.opened.tables["background"] if row["document_id"] == name]
    findings = [row for row in shelf.opened.tables["audit_findings"] if row["document_id"] == name]
    return HeldPublication(
        id=name,
        document=shelf.documents.get(name),
        record=_read_record(about),
        claims=tuple(claim for row in claims for claim in _read_claim(shelf, row)),
        findings=tuple(_read_finding(shelf, row) for row in findings),
        text_licence=str(about.get("text_licence", "")),
        has_text=shelf.has_text[name],
        text_sha256="" if shelf.has_text[name] else str(about.get("text_sha256", "")),
    )


def _read_claim(shelf: _Shelf, row: Row) -> list[Claim]:
    found = _quotes(shelf, [row.get("evidence_id", "")])
    if not found:
        said = f"The figure {row['claim_id']} has no words and was left out."
        shelf.problems.append(Problem("no_words", said, "Add the paper itself.", part=str(row["document_id"])))
        return []
    return [
        Claim(
            kind="background",
            evidence=found[0],
            made_by=str(row.get("made_by", "")),
            field=str(row.get("field", "")),
            numbers=tuple(float(number) for number in _list(row.get("numbers"))),
            groups=tuple((str(name), number) for name, number in _list(row.get("groups"))),
            scope=str(row.get("scope", "")),
            quantity=str(row.get("quantity", "")),
            population=str(row.get("population", "")),
            value=str(row.get("value", "")),
            source=tuple(map(str, _list(row.get("source")))),
            facts=tuple((str(key), str(value)) for key, value in _list(row.get("facts"))),
        )
    ]


def _read_finding(shelf: _Shelf, row: Row) -> Finding:
    words = ("rule", "severity", "headline", "explanation", "suggestion", "searched", "card")
    texts = {name: str(row.get(name, "")) for name in words}
    evidence = _quotes(shelf, _list(row.get("evidence_ids")))
    return Finding(**texts, evidence=evidence, case=str(row.get("case_name", "")))  # type: ignore[arg-type]


def _read_cohort(shelf: _Shelf) -> Cohort:
    tables = shelf.opened.tables
    readings: dict[str, list[Row]] = {}
    for row in tables["candidates"]:
        readings.setdefault(str(row["value_id"]), []).append(row)
    answers: dict[str, list[Row]] = {}
    for row in tables["values"]:
        answers.setdefault(str(row.get("case_id") or f"patient {row['patient_id']}"), []).append(row)
    cases: dict[str, list[Row]] = {}
    for row in tables["cases"]:
        cases.setdefault(str(row["patient_id"]), []).append(row)
    patients = [
        Patient(
            id=name,
            cases=tuple(_read_case(shelf, row, answers, readings) for row in rows),
            settled=_read_answers(shelf, answers.get(f"patient {name}", []), readings, None),
            verified=frozenset(str(f) for f in _list(rows[0].get("verified")) if (name, f) not in shelf.doubtful),
        )
        for name, rows in cases.items()
    ]
    proposals = [
        LinkProposal(tuple(map(str, _list(r["patients"])))) for r in tables["links"] if r["outcome"] == "undecided"
    ]
    return Cohort(tuple(patients), tuple(proposals))


def _read_case(
    shelf: _Shelf, row: Row, answers: Mapping[str, list[Row]], readings: Mapping[str, list[Row]]
) -> PooledCase:
    own = bool(row.get("is_index"))
    cited, opened = (_quotes(shelf, [row.get(key, "")]) for key in ("cited_evidence_id", "opened_evidence_id"))
    case = Case(
        id=str(row["name"]),
        label=str(row.get("label", "")),
        origin=str(row["origin"]),
        assertions=_read_answers(shelf, answers.get(str(row["case_id"]), []), readings, own),
        opened_by=opened[0] if opened else None,
        table=str(row.get("table", "")),
        row=_whole(row.get("row")),
        cited=cited[0] if cited else None,
        reference=_whole(row.get("reference")),
        is_index=own,
    )
    return PooledCase(case, str(row["document_id"]), _whole(row.get("year")), str(row.get("cited_document_id", "")))


def _read_answers(
    shelf: _Shelf, rows: list[Row], readings: Mapping[str, list[Row]], own: bool | None
) -> tuple[Assertion, ...]:
    """The answers of a case (`own`: of the authors' own patient), or those that were settled (`own` is None)."""
    found = []
    for row in rows:
        try:
            found.append(_read_assertion(shelf, row, readings.get(str(row["value_id"]), []), bool(own)))
        except CasepoolError as error:
            said = f"The value {row['value_id']} ({row['field']}) could not be kept: {error}"
            shelf.problems.append(Problem("value_set_aside", said, "Enter it by hand from the paper."))
    return tuple(found)


def _read_assertion(shelf: _Shelf, row: Row, readings: list[Row], own: bool) -> Assertion:
    names = _list(row.get("evidence_ids"))
    for reading in readings:
        names = [*names, *_list(reading.get("evidence_ids"))]
    if any(shelf.states.get(str(name)) == "mismatch" for name in names):
        shelf.doubtful.add((str(row["patient_id"]), str(row["field"])))
    back = (Evidence(Span(0, len(KEPT_BACK), KEPT_BACK)),) if own and row["state"] in _SPEAKING else ()
    evidence = _quotes(shelf, _list(row.get("evidence_ids"))) or (() if readings else back)
    candidates = tuple(
        Candidate(
            unpack_value(str(r.get("value_kind", "")), r.get("value")),
            _quotes(shelf, _list(r.get("evidence_ids"))) or back,
        )
        for r in sorted(readings, key=lambda r: int(str(r["position"])))
    )
    words = ("item", "modality", "given", "timing", "origin", "reason", "made_by")
    return Assertion(
        field=str(row["field"]),
        state=str(row["state"]),
        text=_text_of(shelf, names, bool(back)),
        value=_read_value(row),
        evidence=evidence,
        candidates=candidates,
        printed=str(row.get("as_written", "")),
        needs_person=bool(row.get("needs_person")),
        derived=bool(row.get("derived")),
        **{name: str(row.get(name, "")) for name in words},
    )


def _read_value(row: Row) -> Value:
    return unpack_value(str(row.get("value_kind", "")), row.get("value"))


_SPEAKING = ("reported", "absent", "unclear")


def _text_of(shelf: _Shelf, names: list[Any], kept_back: bool) -> str:
    """The text that proves the evidence with these ids: that of its document."""
    if kept_back:
        return KEPT_BACK
    sources = {shelf.evidence[str(name)][0] for name in names if str(name) in shelf.evidence}
    documents = [shelf.documents[source] for source in sorted(sources) if source in shelf.documents]
    return documents[0].text if documents else ""


def _quotes(shelf: _Shelf, names: list[Any]) -> tuple[Evidence, ...]:
    return tuple(shelf.evidence[str(name)][1] for name in names if str(name) in shelf.evidence)


def _read_answer(shelf: _Shelf, row: Row, keys: Mapping[str, tuple[str, str]]) -> Answer:
    publication, case = keys[str(row["case_id"])]
    return Answer(
        publication=publication,
        case=case,
        field=str(row["field"]),
        reader=str(row["reader"]),
        state=str(row["state"]),
        item=str(row.get("item", "")),
        value=_read_value(row),
        evidence=_quotes(shelf, _list(row.get("evidence_ids"))),
        reason=str(row.get("unclear_reason", "")),
        user=str(row.get("by", "")),
        note=str(row.get("note", "")),
        time=str(row.get("time", "")),
    )


def _read_settled(shelf: _Shelf, row: Row, keys: Mapping[str, tuple[str, str]]) -> Adjudication:
    return Adjudication(
        answer=_read_answer(shelf, row, keys),
        chosen=str(row["chosen"]),
        reason=str(row["reason"]),
        by=str(row.get("by", "")),
        note=str(row.get("note", "")),
        time=str(row.get("time", "")),
    )


def _read_link(row: Row, keys: Mapping[str, tuple[str, str]]) -> LinkDecision:
    cases = tuple(keys[str(name)] for name in _list(row["cases"]))
    by, reason, time = (str(row.get(name, "")) for name in ("by", "reason", "time"))
    return LinkDecision(cases, str(row["outcome"]), by, reason, time)


def _read_event(row: Row) -> Event:
    words = {key: str(row.get(key, "")) for key in EVENT_KEYS if key not in ("seq", "erased")}
    return Event(seq=int(str(row["seq"])), erased=bool(row.get("erased")), **words)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> Row:
    return value if isinstance(value, dict) else {}


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))
