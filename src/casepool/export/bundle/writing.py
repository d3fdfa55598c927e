"""Writing a bundle: data, evidence, plans, history, checksums, viewer; the articles' text only where it may pass on."""

import hashlib
import json

from casepool.domain.review import Event
from casepool.export.bundle.lines import (
    EVENT_KEYS,
    FORMAT,
    FORMAT_VERSION,
    HISTORY,
    PLANS,
    TABLES,
    list_specs,
    write_event_schema,
    write_lines,
    write_schema,
)
from casepool.export.bundle.viewer import write_viewer
from casepool.export.cells import list_dictionary
from casepool.export.citations import citation_of, cite_record
from casepool.export.csv_tables import write_dictionary
from casepool.export.keys import Pseudonyms, make_id
from casepool.export.material import Exported, ExportFile, HeldPublication, Loss, Material, Options, Row
from casepool.export.packing import pack_members
from casepool.export.references import write_csl
from casepool.export.releasing import release_material
from casepool.export.review_rows import project_secret
from casepool.export.tables import build_tables

VERIFY = """How to check this bundle without casepool.

1. Files. manifest.json lists every file with its SHA-256. On Linux or macOS:
     sha256sum -c checksums.sha256
2. Quotes. Every line of evidence.jsonl has document_id, start, end and quote. Where documents/NAME.txt is included:
     python3 -c 'import json,sys
t=open(sys.argv[1],encoding="utf-8",newline="").read(); d=json.load(open(sys.argv[2],encoding="utf-8"))
print([e for e in map(json.loads,open("evidence.jsonl",encoding="utf-8")) if e["document_id"]==d["document_id"]
and t[e["start"]:e["end"]]!=e["quote"]])' documents/NAME.txt documents/NAME.json
   An empty list means that every quote stands at its place. Offsets count Unicode code points from 0. A document
   without its text is named in manifest.json; its quotes can be checked when you hold the paper and its text has the
   SHA-256 that documents/NAME.json gives.
3. History. In history.jsonl `previous` of each event is `hash` of the one before; the last `hash` is chain_head in
   manifest.json and is printed in the article. Payloads are not included; `payload_hash` is salted. Names of people
   are pseudonyms unless the bundle was made with names, so `hash` itself can be recomputed in the project only.
"""


def write_bundle(material: Material, options: Options) -> Exported:
    """review.casepool.zip. The authors' own patients are in it only with `options.index_consent`, never their words."""
    tables, losses = build_tables(material, options)
    released, _ = release_material(material, options)
    members = {
        **{f"{name}.jsonl": write_lines(tables[name]).encode("utf-8", "surrogatepass") for name in TABLES},
        f"{HISTORY}.jsonl": write_history(released, options).encode(),
        **{name: released.files[name].encode() for name in PLANS if name in released.files},
        **_write_schemas(),
        "dictionary.csv": write_dictionary(list_dictionary(list_specs(), tables)).encode(),
        "VERIFY.txt": VERIFY.encode(),
        "viewer/index.html": write_viewer(released, tables).encode("utf-8", "replace"),
        "exports/references.json": write_csl(released, options).files[0].data,
    }
    rows = {str(row["document_id"]): row for row in tables["documents"]}
    for held in released.publications:
        members |= _write_document(held, rows[held.id])
    members["manifest.json"] = _dump(_write_manifest(released, members))
    listed = sorted(members)
    sums = "".join(f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in listed)
    members["checksums.sha256"] = sums.encode()
    file = ExportFile("review.casepool.zip", pack_members(members), "application/zip")
    return Exported(
        (file,), (*losses, Loss("history", "", "payloads of events stay in the project; their hashes leave"))
    )


def _dump(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def write_history(material: Material, options: Options) -> str:
    """The events with their hashes and without their payloads; people are pseudonyms unless names were asked for."""
    names = Pseudonyms(project_secret(material), options.reviewer_names)
    return write_lines(_write_event(event, names) for event in material.history)


def _write_event(event: Event, names: Pseudonyms) -> Row:
    return {**{key: getattr(event, key) for key in EVENT_KEYS}, "who": names.of(event.who)}


def _write_schemas() -> dict[str, bytes]:
    schemas = {f"schema/{spec.name}.json": _dump(write_schema(spec)) for spec in list_specs()}
    return {**schemas, f"schema/{HISTORY}.json": _dump(write_event_schema())}


def name_document(publication: str) -> str:
    """The name of a document's files: its id may hold letters that a file name may not."""
    return make_id("p", publication)


def _write_document(held: HeldPublication, row: Row) -> dict[str, bytes]:
    name, document = f"documents/{name_document(held.id)}", held.document
    about = {**row, "citation": cite_record(citation_of(held)), "name": document.id if document else ""}
    members = {f"{name}.json": _dump(about)}
    if document and held.text_licence and held.has_text:
        members[f"{name}.txt"] = document.text.encode("utf-8", "surrogatepass")
    return members


def _write_manifest(material: Material, members: dict[str, bytes]) -> Row:
    documents = [
        {
            "document_id": held.id,
            "file": f"documents/{name_document(held.id)}.json",
            "text_included": bool(held.document and held.text_licence and held.has_text),
            "licence": held.text_licence or "quotes only: no open licence was stated",
        }
        for held in material.publications
    ]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "software": f"casepool {material.version}".strip(),
        "created": material.data_lock.isoformat() if material.data_lock else "",
        "form": {"id": material.form.id, "version": material.form.version},
        "chain_head": material.chain_head,
        "index_cases": any(patient.is_index for patient in material.cohort.patients),
        "documents": documents,
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in members.items()
        },
    }
