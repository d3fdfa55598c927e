"""Packets and sidecars of a review, complete with metadata."""

import json
from collections.abc import Mapping

from casepool.domain.cohort import Patient
from casepool.domain.errors import UsageError
from casepool.export.citations import citation_of
from casepool.export.evidence_book import EvidenceBook
from casepool.export.material import Exported, ExportFile, InvalidExport, Loss, Material, Options, Row
from casepool.export.phenopackets.actions import write_actions
from casepool.export.phenopackets.checks import list_problems
from casepool.export.phenopackets.draft import Draft
from casepool.export.phenopackets.features import write_features
from casepool.export.phenopackets.measuring import write_outcomes, write_sizes
from casepool.export.phenopackets.references import name_packet, name_publication, write_reference
from casepool.export.phenopackets.specimen import write_specimens
from casepool.export.phenopackets.subject import write_disease, write_subject
from casepool.export.releasing import release_material
from casepool.export.value_rows import Desk

SCHEMA_VERSION = "2.0"
UNCODED_STATUS = "uncoded: no verified class"
SHOWS = {
    "proposed": "nothing was looked at by a person: evidence codes are those of automatic assertion",
    "accepted": "state after a person has accepted every value",
    "mixed": "some values were accepted by a person, the others are proposals of a program",
}


def write_phenopackets(material: Material, options: Options) -> Exported:
    """One packet and one sidecar per patient. Raises UsageError when two patients would have the same id."""
    released, losses = release_material(material, options)
    desk = Desk(released, options, EvidenceBook(released))
    files: list[ExportFile] = []
    found = list(losses)
    texts = {p.id: p.document.text for p in released.publications if p.document}
    for patient in released.cohort.patients:
        draft = draft_packet(desk, patient)
        name, sidecar = str(draft.packet["id"]), write_sidecar(draft)
        if any(file.name == f"{name}.json" for file in files):
            raise UsageError(
                f"Two patients have the packet id {name!r}. Give their publications different DOIs or names."
            )
        prove_packet(draft.packet, sidecar, texts)
        files.append(ExportFile(f"{name}.json", dump_json(draft.packet), "application/json"))
        files.append(ExportFile(f"{name}.provenance.json", dump_json(sidecar), "application/json"))
        found += [*draft.losses, *_list_left(draft)]
    return Exported(tuple(files), tuple(found))


def prove_packet(packet: Row, sidecar: Row, texts: Mapping[str, str]) -> None:
    """Raise InvalidExport for a packet with a problem: an invalid file is never written over a valid one.

    With the extra `interop` the packet is parsed by the library of the format, too.
    """
    problems = list_problems(packet, sidecar, texts)
    try:
        from google.protobuf.json_format import ParseDict, ParseError
        from phenopackets.schema.v2 import Phenopacket
    except ModuleNotFoundError:
        pass
    else:
        try:
            ParseDict(packet, Phenopacket())
        except ParseError as error:
            problems.append(str(error))
    if problems:
        raise InvalidExport(f"The packet {packet.get('id')} is not valid and was not written: {'; '.join(problems)}.")


def dump_json(value: object) -> bytes:
    """JSON with two blanks, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def draft_packet(desk: Desk, patient: Patient) -> Draft:
    """The packet of one patient, with everything that it rests on."""
    name = name_packet(desk.material, patient.cases[0])
    draft = Draft(desk, patient, name)
    subject = name.rsplit("_", 1)[1]
    others = [f"CASEPOOL:{name_packet(desk.material, case)}" for case in patient.cases[1:]]
    write_subject(draft, subject, others)
    write_features(draft)
    write_sizes(draft)
    write_outcomes(draft)
    write_specimens(draft, subject)
    write_disease(draft)
    write_actions(draft)
    draft.leave_the_rest()
    draft.packet["metaData"] = _write_metadata(draft)
    return draft


def _write_metadata(draft: Draft) -> Row:
    """Who made it, when the data were locked, every vocabulary that was used and no other, the publications."""
    material = draft.desk.material
    prefixes = sorted({term.prefix for term in draft.terms.values()})
    resources = [draft.codes.resources[prefix] for prefix in prefixes]
    metadata: Row = {
        "created": f"{material.day.isoformat()}T00:00:00Z",
        "createdBy": f"casepool {material.version}".strip(),
        "resources": [
            {
                "id": r.id,
                "name": r.name,
                "url": r.url,
                "version": r.version,
                "namespacePrefix": r.prefix,
                "iriPrefix": r.iri,
            }
            for r in resources
        ],
        "phenopacketSchemaVersion": SCHEMA_VERSION,
    }
    sources = [case.publication for case in draft.patient.cases if not case.case.is_index]
    references = [_write_source(material, name) for name in dict.fromkeys(sources)]
    return {**metadata, **({"externalReferences": references} if references else {})}


def _write_source(material: Material, publication: str) -> Row:
    held = material.publication_of.get(publication)
    title = citation_of(held).title if held else ""
    return write_reference(material, publication, " ".join(title.split()))


def write_sidecar(draft: Draft) -> Row:
    """What every part of the packet rests on, and what has no place in it."""
    statuses = {assertion["status"] for assertion in draft.assertions}
    shows = "mixed" if len(statuses) > 1 else next(iter(statuses), "proposed")
    placeholders = sorted((t.id, t.label) for t in draft.terms.values() if t.is_placeholder)
    documents = [_write_document(draft.desk.material, name) for name in _list_documents(draft.patient)]
    return {
        "sidecarVersion": "1",
        "shows": shows,
        "showsNote": SHOWS[str(shows)],
        "phenopacketId": draft.id,
        "document": documents[0],
        **({"documents": documents} if documents[1:] else {}),
        "placeholderTerms": [{"id": i, "label": label, "status": UNCODED_STATUS} for i, label in placeholders],
        "assertions": draft.assertions,
        "uncoded": draft.uncoded,
    }


def _list_documents(patient: Patient) -> list[str]:
    return list(dict.fromkeys(case.publication for case in patient.cases))


def _write_document(material: Material, publication: str) -> Row:
    document = material.document_of(publication)
    name, _ = name_publication(material, publication)
    if document is None:
        return {"id": name, "representation": "none held"}
    return {
        "id": name,
        "name": publication,
        "title": document.front.title,
        "representation": f"canonical text of {document.media_type}, UTF-8",
        "sha256": material.text_hash_of(publication),
        "length": len(document.text),
        "offsetUnit": "unicode code point, zero-based, end exclusive",
    }


def _list_left(draft: Draft) -> list[Loss]:
    """The answers that only the sidecar holds."""
    said = "only in the sidecar: the packet has no place for it"
    return [Loss(str(item["kind"]), draft.patient.id, said) for item in draft.uncoded]
