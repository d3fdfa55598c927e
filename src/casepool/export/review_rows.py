"""Rows of a review: publications, cases, times, claims, conflicts, links, decisions and findings."""

from collections.abc import Iterator

from casepool.domain.cohort import Patient, PooledCase
from casepool.domain.curve import CodedTime
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.quantity import Quantity, tidy_number
from casepool.domain.review import Adjudication, Answer
from casepool.export.citations import citation_of
from casepool.export.keys import Pseudonyms, case_id, make_id
from casepool.export.material import HeldPublication, Material, Row
from casepool.export.releasing import keeps_quotes
from casepool.export.typed_values import comparator_of, kind_of, pack_value, say_value
from casepool.export.value_rows import Desk, Tables, evidence_of, list_told

FOLLOW_UP = "followup_months"


def write_review(desk: Desk) -> Tables:
    """Every table that is not made of single answers, but for the evidence."""
    names = Pseudonyms(project_secret(desk.material), desk.options.reviewer_names)
    held = desk.material.publications
    return {
        "documents": [_write_document(publication) for publication in held],
        "cases": [_write_case(desk, p, case) for p in desk.material.cohort.patients for case in p.cases],
        "outcomes": list(_write_outcomes(desk)),
        "background": [row for publication in held for row in _write_claims(desk, publication)],
        "conflicts": [*_write_unclear(desk), *_write_disagreements(desk.material)],
        "links": [*_write_links(desk.material, names), *_write_proposals(desk.material)],
        "decisions": list(_write_decisions(desk, names)),
        "audit_findings": [row for publication in held for row in _write_findings(desk, publication)],
    }


def project_secret(material: Material) -> str:
    """What pseudonyms are hashed with: the first link of the history, which nobody outside can guess."""
    return material.history[0].hash if material.history else ""


def _write_document(publication: HeldPublication) -> Row:
    citation, document = citation_of(publication), publication.document
    words = ("title", "year", "journal", "doi", "pmid", "pmcid")
    return {
        "document_id": publication.id,
        **{name: getattr(citation, name) for name in words},
        "authors": list(citation.authors),
        "text_included": bool(publication.text_licence and publication.has_text and document),
        "text_licence": publication.text_licence,
        "text_sha256": publication.text_hash,
        **(_read_by(document) if document else {}),
    }


def _read_by(document: Document) -> Row:
    return {
        "sha256": document.sha256,
        "text_length": len(document.text),
        "media_type": document.media_type,
        "reader": document.reader,
    }


def _write_case(desk: Desk, patient: Patient, pooled: PooledCase) -> Row:
    case = pooled.case

    def span(evidence: Evidence | None) -> str:
        return desk.book.add(pooled.publication, evidence) if evidence and keeps_quotes(pooled) else ""

    return {
        "case_id": case_id(pooled),
        "patient_id": patient.id,
        "document_id": pooled.publication,
        "name": case.id,
        "label": case.label,
        "origin": case.origin,
        "table": case.table,
        "row": case.row,
        "cited_evidence_id": span(case.cited),
        "reference": case.reference,
        "cited_document_id": pooled.cited,
        "opened_evidence_id": span(case.opened_by),
        "year": pooled.year,
        "is_index": case.is_index,
        "verified": sorted(patient.verified),
    }


def _write_outcomes(desk: Desk) -> Iterator[Row]:
    patients = {patient.id: patient for patient in desk.material.cohort.patients}
    for endpoint, coded in sorted(desk.material.coded.items()):
        for time in coded:
            yield {**_write_time(time, endpoint), **_last_contact(desk, patients[time.patient])}


def _write_time(time: CodedTime, endpoint: str) -> Row:
    event = ("yes" if time.is_event else "no") if time.is_known else "unknown"
    return {
        "patient_id": time.patient,
        "endpoint": endpoint,
        "event": event,
        "after": time.left,
        "by": time.right,
        "censor_rule": time.rule,
        "time_zero": time.time_zero,
        "flags": sorted(time.flags),
    }


def _last_contact(desk: Desk, patient: Patient) -> Row:
    heard = [h for h in desk.material.heard.get(patient.id, ()) if h.answer.field == FOLLOW_UP]
    answer = heard[0].answer if heard else None
    if answer is None or not isinstance(answer.value, Quantity):
        return {}
    told = next((told for told in list_told(patient) if told.answer is answer), None)
    number = None if answer.value.is_bound else tidy_number(answer.value.months())
    return {
        "followup_months": number,
        "followup_comparator": comparator_of(answer.value),
        "followup_as_written": answer.printed if keeps_quotes(heard[0].case) else "",
        "followup_evidence_ids": evidence_of(desk, told, answer.evidence) if told else [],
    }


def _write_claims(desk: Desk, publication: HeldPublication) -> Iterator[Row]:
    for claim in publication.claims:
        if claim.kind != "background":
            continue
        span = claim.evidence.span
        words = ("field", "quantity", "population", "value", "scope", "made_by")
        yield {
            "claim_id": make_id("b", publication.id, span.start, span.end, claim.made_by, claim.numbers),
            "document_id": publication.id,
            **{name: getattr(claim, name) for name in words},
            "numbers": [str(tidy_number(number)) for number in claim.numbers],
            "groups": [list(group) for group in claim.groups],
            "source": list(claim.source),
            "facts": [list(fact) for fact in claim.facts],
            "evidence_id": desk.book.add(publication.id, claim.evidence),
        }


def _write_unclear(desk: Desk) -> Iterator[Row]:
    for patient in desk.material.cohort.patients:
        for told in list_told(patient):
            answer = told.answer
            if answer.reason == "contradictory":
                sides = [say_value(candidate.value) for candidate in answer.candidates]
                yield {
                    "conflict_id": make_id("x", told.id),
                    "patient_id": patient.id,
                    "case_id": case_id(told.case) if told.case else "",
                    "field": answer.field,
                    "item": answer.item,
                    "sides": sides,
                }


def _write_disagreements(material: Material) -> Iterator[Row]:
    for found in material.disagreements:
        yield {
            "conflict_id": make_id("x", found.patient, found.field, found.item),
            "patient_id": found.patient,
            "case_id": "",
            "field": found.field,
            "item": found.item,
            "sides": [say_value(value) or state for value, state, _ in found.told],
        }


def _write_links(material: Material, names: Pseudonyms) -> Iterator[Row]:
    for link in material.links:
        yield {
            "link_id": make_id("l", *link.cases, link.outcome),
            "cases": [case_id(key) for key in link.cases],
            "patients": [],
            "outcome": link.outcome,
            "by": names.of(link.by),
            "reason": link.reason,
            "time": link.time,
        }


def _write_proposals(material: Material) -> Iterator[Row]:
    for proposal in material.cohort.proposals:
        patients = sorted(proposal.patients)
        yield {"link_id": make_id("l", *patients), "cases": [], "patients": patients, "outcome": "undecided"}


def _write_decisions(desk: Desk, names: Pseudonyms) -> Iterator[Row]:
    for answer in desk.material.answers:
        yield _write_answer(desk, answer, names)
    for settled in desk.material.adjudications:
        yield {**_write_answer(desk, settled.answer, names), **_write_settled(settled, names)}


def _write_answer(desk: Desk, answer: Answer, names: Pseudonyms) -> Row:
    return {
        "decision_id": make_id("d", *answer.key, answer.reader, names.of(answer.user)),
        "kind": "answer",
        "case_id": case_id(answer.case_key),
        "field": answer.field,
        "item": answer.item,
        "reader": answer.reader,
        "by": names.of(answer.user),
        "state": answer.state,
        "unclear_reason": answer.reason,
        "value_kind": kind_of(answer.value),
        "value_text": say_value(answer.value),
        "value": pack_value(answer.value),
        "evidence_ids": desk.book.add_all(answer.publication, answer.evidence),
        "note": answer.note,
        "time": answer.time,
    }


def _write_settled(settled: Adjudication, names: Pseudonyms) -> Row:
    return {
        "decision_id": make_id("d", *settled.key, "adjudication"),
        "kind": "adjudication",
        "by": names.of(settled.by),
        "chosen": settled.chosen,
        "reason": settled.reason,
        "note": settled.note,
        "time": settled.time,
    }


def _write_findings(desk: Desk, publication: HeldPublication) -> Iterator[Row]:
    for number, finding in enumerate(publication.findings):
        words = ("rule", "severity", "headline", "explanation", "suggestion", "searched", "card")
        yield {
            "finding_id": make_id("f", publication.id, finding.rule, finding.headline, number),
            "document_id": publication.id,
            "case_name": finding.case,
            **{name: getattr(finding, name) for name in words},
            "evidence_ids": desk.book.add_all(publication.id, finding.evidence),
        }
