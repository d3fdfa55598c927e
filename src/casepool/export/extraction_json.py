"""The machine interface: an extraction as the JSON object that other programs read (docs/reference/json.md)."""

from casepool.domain.assertion import Assertion, Candidate, Mention
from casepool.domain.case import Case
from casepool.domain.check import CheckResult
from casepool.domain.checklist import ChecklistStatus, ItemStatus
from casepool.domain.claim import Claim
from casepool.domain.document import Document, Section
from casepool.domain.errors import Problem
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.set_aside import Keyed
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Novelty, Value

Json = dict[str, object]
VOCABULARY_TYPES = (
    *("finding", "condition", "anatomy", "procedure", "drug", "measurement", "time", "ihc"),
    "inheritance",
)


def extraction_to_json(extraction: Extraction) -> Json:
    """The JSON object of one document. Keys without content are left out."""
    return {
        "document": document_to_json(extraction.document),
        "cases": [_case(case) for case in extraction.cases],
        "claims": [_claim(claim) for claim in extraction.claims],
        "mentions": [_mention(m) for m in list_mentions(extraction)],
        "abbreviations": [
            {"short": a.short, "long": a.long, "start": a.evidence.span.start, "end": a.evidence.span.end}
            for a in extraction.abbreviations
        ],
    }


def list_mentions(extraction: Extraction) -> list[Mention]:
    """The mentions that the interface lists: one that answers a field only where no plain one tells the same."""
    listed = [m for m in extraction.mentions if m.type in VOCABULARY_TYPES]
    plain = [m for m in listed if not m.field and m.type != "ihc"]
    told = {(m.type, n) for m in plain for n in range(m.evidence.span.start, m.evidence.span.end)}
    return [m for m in listed if not m.field or m.type == "ihc" or not _is_told(m, told)]


def _is_told(mention: Mention, told: set[tuple[str, int]]) -> bool:
    span = mention.evidence.span
    return any((mention.type, n) in told for n in range(span.start, span.end))


def unread_to_json(source: str, problem: Problem) -> Json:
    """The JSON object of a document that could not be read: empty lists and the problem."""
    document = {"id": "", "source": source, "sha256": "", "problem": problem_to_json(problem), "sections": []}
    return {"document": document, "cases": [], "claims": [], "mentions": [], "abbreviations": []}


def findings_to_json(result: CheckResult) -> Json:
    """The JSON object of one checked document: every finding, folded on the screen or set aside or not."""
    stale = [{"rule": e.rule, "key": e.key, "reason": e.reason, "about": e.about} for e in result.stale]
    journal = result.journal
    return {
        "document": document_to_json(result.document),
        "findings": [_finding(item) for item in result.keyed],
        **_tidy({"stale": stale or None, "checklists": [_checklist(c) for c in result.checklists] or None}),
        **({"journal": {"name": journal.name, "checked_on": journal.checked_on, "unseen": list(journal.unseen)}}
           if journal else {}),
    }  # fmt: skip


def _checklist(checklist: ChecklistStatus) -> Json:
    return {
        "id": checklist.id,
        "title": checklist.title,
        "verified": checklist.verified,
        "asks_judgement": checklist.asks_judgement,
        "items": [_item(item) for item in checklist.items],
    }


def _item(item: ItemStatus) -> Json:
    quotes = [{**evidence_to_json(e), "where": name_place(e)} for e in item.evidence]
    more = _tidy({"note": item.note, "searched": item.searched})
    return {
        "item": item.item, "ask": item.ask, "status": item.status, "verified": item.verified, "quotes": quotes, **more
    }  # fmt: skip


def document_to_json(document: Document) -> Json:
    """Identity, front matter, sections and problems of a document."""
    front = document.front
    return {
        "id": document.id,
        "source": document.source,
        "sha256": document.sha256,
        "title": front.title,
        "doi": front.doi,
        "pmid": front.pmid,
        "problem": None,
        "problems": [problem_to_json(p) for p in document.problems],
        "sections": [_section(s) for s in document.sections],
    }


def problem_to_json(problem: Problem) -> Json:
    return _tidy({"kind": problem.kind, "message": problem.message, "way_out": problem.way_out, "part": problem.part})


def value_to_json(value: Value) -> object:
    """The value alone, in the shapes of the interface; unit and qualifier stand beside it (see `unit_of`)."""
    if isinstance(value, Quantity):
        low = tidy_number(value.value)
        return low if value.upper is None else [low, tidy_number(value.upper)]
    if isinstance(value, Measurement):
        return [tidy_number(v) for v in value.values]
    if isinstance(value, IntervalTime):
        return {"after": _number(value.after), "by": _number(value.by)}
    if isinstance(value, Levels):
        return list(value.levels)
    return _record(value)


def _record(value: Value) -> object:
    if isinstance(value, MarkerResult):
        extent = value.extent_percent
        more = {"extent_percent": value_to_json(extent)} if extent else {}
        return {"marker": value.marker, "result": value.result, **more}
    if isinstance(value, Grade):
        return _tidy({"scale": value.scale, "grade": value.grade})
    if isinstance(value, Novelty):
        return {"ordinal": value.ordinal, "scope": value.scope}
    return value


def unit_of(value: Value) -> Json:
    """Unit and qualifier of a value, empty where it has none or is exact."""
    if isinstance(value, Quantity | Measurement):
        qualifier = "" if value.qualifier == "exact" else value.qualifier
        return _tidy({"unit": value.unit, "qualifier": qualifier})
    return {"unit": "month"} if isinstance(value, IntervalTime) else {}


def evidence_to_json(evidence: Evidence) -> Json:
    place = evidence.place
    more = _tidy({"sub": place.sub, "table": place.table, "row": place.row, "column": place.column, "page": place.page})
    span = evidence.span
    return {
        "start": span.start, "end": span.end, "quote": span.quote, "role": place.role, "block": place.block, **more
    }  # fmt: skip


def _case(case: Case) -> Json:
    more = _tidy({"table": case.table, "row": case.row, "reference": case.reference})
    cited = {"cited": case.cited.quote} if case.cited else {}
    values = [_assertion(a) for a in case.assertions]
    return {"id": case.id, "label": case.label, "origin": case.origin, **more, **cited, "values": values}


def _assertion(answer: Assertion) -> Json:
    flags = {"needs_person": answer.needs_person or None, "derived": answer.derived or None}
    words = {name: getattr(answer, name) for name in ("item", "reason", "given", "timing", "origin", "modality")}
    printed = answer.printed if isinstance(answer.value, Levels | Quantity | IntervalTime) else ""
    return {
        "field": answer.field,
        "state": answer.state,
        "value": value_to_json(answer.value),
        **unit_of(answer.value),
        **_tidy({**words, **flags, "printed": printed}),
        **({"candidates": [_candidate(c) for c in answer.candidates]} if answer.state == "unclear" else {}),
        "evidence": [evidence_to_json(e) for e in answer.evidence],
        **_tidy({"made_by": answer.made_by}),
    }


def _candidate(candidate: Candidate) -> Json:
    evidence = [evidence_to_json(e) for e in candidate.evidence]
    return {"value": value_to_json(candidate.value), **unit_of(candidate.value), "evidence": evidence}


def _claim(claim: Claim) -> Json:
    place = claim.evidence.place
    span = claim.evidence.span
    return {
        "kind": claim.kind,
        "start": span.start,
        "end": span.end,
        "quote": span.quote,
        "role": place.role,
        "field": claim.field or None,
        "numbers": [tidy_number(n) for n in claim.numbers],
        **_tidy({"scope": claim.scope, "quantity": claim.quantity, "population": claim.population}),
        **_tidy({"value": claim.value}),
        "source": list(claim.source) or None,
        "made_by": claim.made_by,
    }


def _mention(mention: Mention) -> Json:
    span = mention.evidence.span
    marker = mention.value
    ihc = {"marker": marker.marker, "result": marker.result} if isinstance(marker, MarkerResult) else {}
    return {
        "type": mention.type,
        "start": span.start,
        "end": span.end,
        "quote": span.quote,
        "status": mention.status,
        "case": mention.case,
        **_tidy({"codes": list(mention.codes), "field": mention.field}),
        **ihc,
    }


def _finding(item: Keyed) -> Json:
    finding = item.finding
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "quotes": [
            {"quote": e.quote, "start": e.span.start, "end": e.span.end, "where": name_place(e), **_page(e)}
            for e in finding.evidence
        ],
        **_tidy({"searched": finding.searched, "card": finding.card, "case": finding.case}),
        "key": item.key,
        **_tidy({"set_aside": item.reason}),
    }


def name_place(evidence: Evidence) -> str:
    """Where a quote stands, in words: the table, the section's heading, or its role."""
    place = evidence.place
    if place.table and place.row is not None:
        return f"{place.table}, row {place.row}" + (f", column {place.column_name}" if place.column_name else "")
    return place.section or place.role


def _page(evidence: Evidence) -> Json:
    return _tidy({"page": evidence.place.page})


def _section(section: Section) -> Json:
    return {
        "title": section.title,
        "role": section.role,
        "sub": section.sub,
        "start": section.start,
        "end": section.end,
    }


def _number(value: float | None) -> object:
    return None if value is None else tidy_number(value)


def _tidy(items: Json) -> Json:
    """Without the keys that have no content."""
    return {key: value for key, value in items.items() if value not in (None, "", [], ())}
