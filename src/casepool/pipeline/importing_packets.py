"""Import of a Phenopacket: what the form has a field for, each value with its line of the packet as quote."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casepool.domain.assertion import Mention
from casepool.domain.case import Case
from casepool.domain.document import Document, Front
from casepool.domain.errors import Problem, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.domain.quantity import Quantity
from casepool.domain.values import MARKER_RESULTS, MarkerResult, Measurement, Value
from casepool.export.material import hash_text
from casepool.extract.settle import settle_case
from casepool.knowledge.forms import load_form
from casepool.knowledge.interop import UNCODED, load_interop
from casepool.knowledge.sheet_mapping import find_marker
from casepool.knowledge.vocabularies import load_markers

ORIGIN = "review_table_row"
SEXES = {"FEMALE": "female", "MALE": "male", "OTHER_SEX": "other"}
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
NOT_ACCESSIBLE = Problem(
    "not_accessible",
    "The words of these values are those of the imported packet; the paper behind it was not read.",
    "Add the paper: its own values go before these.",
)


@dataclass
class _Page:
    """The packet as lines "pointer: value", written as it is read."""

    text: str = ""
    spans: list[tuple[str, Value, str, int, int, dict[str, str]]] = field(default_factory=list)

    def tell(self, pointer: str, words: object, name: str, value: Value, state: str = "reported", **more: str) -> None:
        """One line, and the value that it gives."""
        line = f"{pointer}: {' '.join(str(words).split())}"
        start = len(self.text)
        self.text += line + "\n"
        self.spans.append((name, value, state, start, start + len(line), more))


def import_packet(data: bytes, name: str, form: Form | None = None) -> Extraction:
    """The case of a Phenopacket (JSON). Raises UsageError for a file that is none."""
    form = form or load_form()
    packet = _read_packet(data, name)
    page = _Page()
    for tell in (_tell_subject, _tell_disease, _tell_features, _tell_measurements, _tell_specimens, _tell_actions):
        tell(page, packet)
    if not page.text:
        page.text = f"/id: {packet['id']}\n"
    document = _write_document(page, packet, name)
    mentions = tuple(_mention(document, *told) for told in page.spans)
    answers = settle_case(form, mentions, document.text)
    case = Case("case-1", str(packet["id"]), ORIGIN, answers, mentions)
    return Extraction(document, (case,))


def _read_packet(data: bytes, name: str) -> Mapping[str, Any]:
    try:
        packet = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is no JSON file. Give a Phenopacket (version 2) as JSON.") from error
    if not isinstance(packet, dict) or not packet.get("id") or "metaData" not in packet:
        raise UsageError(f"{name} is no Phenopacket: it needs `id` and `metaData`. Give version 2 as JSON.")
    return packet


def _write_document(page: _Page, packet: Mapping[str, Any], name: str) -> Document:
    references = _dicts(_dict(packet.get("metaData")).get("externalReferences"))
    first = references[0] if references else {}
    prefix, _, code = str(first.get("id", "")).partition(":")
    doi, pmid = (code if prefix == wanted else "" for wanted in ("DOI", "PMID"))
    front = Front(title=str(first.get("description", "")), doi=doi, pmid=pmid)
    return Document(
        id=str(packet["id"]), source=name, sha256=hash_text(page.text), media_type="application/json",
        reader="phenopacket 1", text=page.text, front=front, problems=(NOT_ACCESSIBLE,),
    )  # fmt: skip


def _mention(
    document: Document, name: str, value: Value, state: str, start: int, end: int, more: dict[str, str]
) -> Mention:
    evidence = document.evidence(start, end)
    return Mention(
        field=name, type="value", evidence=evidence, value=value, state=state, made_by="phenopacket",
        status="absent" if state == "absent" else "present", printed=evidence.quote, item=more.get("item", ""),
        modality=more.get("modality", ""),
    )  # fmt: skip


def _tell_subject(page: _Page, packet: Mapping[str, Any]) -> None:
    subject = _dict(packet.get("subject"))
    sex = SEXES.get(str(subject.get("sex")))
    if sex:
        page.tell("/subject/sex", subject["sex"], "sex", sex)
    codes = load_interop()
    if _dict(subject.get("vitalStatus")).get("status") == "DECEASED":
        page.tell("/subject/vitalStatus", "DECEASED", "outcome_status", codes.dead[-1])


def _tell_disease(page: _Page, packet: Mapping[str, Any]) -> None:
    for number, disease in enumerate(_dicts(packet.get("diseases"))[:1]):
        label = _label(disease.get("term"))
        if label and not disease.get("excluded"):
            page.tell(f"/diseases/{number}/term", label, "diagnosis", label.lower())
        onset = _dict(disease.get("onset"))
        for words, age in _read_ages(onset):
            page.tell(f"/diseases/{number}/onset", words, "age_years", age)
        side = _label(disease.get("laterality")).lower()
        if side in ("left", "right"):
            page.tell(f"/diseases/{number}/laterality", side, "laterality", side)


def _read_ages(element: Mapping[str, Any]) -> Iterator[tuple[str, Quantity]]:
    """The age, or both ends of a range (two printed ages that disagree)."""
    one = _dict(element.get("age")).get("iso8601duration")
    ends = [_dict(_dict(element.get("ageRange")).get(key)).get("iso8601duration") for key in ("start", "end")]
    for printed in [one] if one else [end for end in ends if end]:
        match = _DURATION.fullmatch(str(printed))
        if match and any(match.groups()):
            years, months, weeks, days = (int(part or 0) for part in match.groups())
            if not years and not months:
                yield str(printed), Quantity(float(weeks * 7 + days), "day", printed=str(printed))
            else:
                yield str(printed), Quantity(round(years + months / 12, 4), "year", printed=str(printed))


def _tell_features(page: _Page, packet: Mapping[str, Any]) -> None:
    for number, feature in enumerate(_dicts(packet.get("phenotypicFeatures"))):
        label = _label(feature.get("type")).lower()
        if label:
            state = "absent" if feature.get("excluded") else "reported"
            value = label if state == "reported" else None
            words = f"{label} (excluded)" if state == "absent" else label
            page.tell(f"/phenotypicFeatures/{number}", words, "presenting_symptoms", value, state, item=label)


def _tell_measurements(page: _Page, packet: Mapping[str, Any]) -> None:
    terms = load_interop().terms
    outcomes = {term: word for word, term in _outcome_terms().items()}
    for number, item in enumerate(_dicts(packet.get("measurements"))):
        where, code = f"/measurements/{number}", str(_dict(item.get("assay")).get("id"))
        if code == terms["size"].id:
            _tell_size(page, where, item)
        elif code == terms["progression"].id:
            name = str(_dict(_dict(item.get("value")).get("ontologyClass")).get("id"))
            if name in outcomes:
                field_name, state, word = outcomes[name]
                page.tell(where, name, field_name, word or None, state)


def _outcome_terms() -> dict[tuple[str, str, str], str]:
    """Our own words for outcomes: (field, state, value) with the id of the placeholder."""
    codes = load_interop()
    found = {
        ("outcome_status", "reported", w): codes.own("outcome_status", w).id for w in codes.labels["outcome_status"]
    }
    for name in ("local_recurrence", "distant_metastasis"):
        found[name, "reported", ""] = codes.own(name, "present").id
        found[name, "absent", ""] = codes.own(name, "absent").id
    return found


def _tell_size(page: _Page, where: str, item: Mapping[str, Any]) -> None:
    parts = _dicts(_dict(item.get("complexValue")).get("typedQuantities"))
    quantities = [_dict(part.get("quantity")) for part in parts]
    units = {str(_dict(q.get("unit")).get("id")).removeprefix("UCUM:") for q in quantities}
    if not quantities or len(quantities) > 3 or len(units) != 1 or not units <= {"cm", "mm"}:
        return
    unit, values = units.pop(), tuple(float(q.get("value", 0)) for q in quantities)
    actions = {code: name for name, code in load_interop().actions.items() if name in ("clinical", "MRI", "CT", "US")}
    code = str(_dict(_dict(item.get("procedure")).get("code")).get("id"))
    said = f"{' x '.join(f'{v:g}' for v in values)} {unit}"
    page.tell(where, said, "size", Measurement(values, unit), modality=actions.get(code, "unspecified"))


def _tell_specimens(page: _Page, packet: Mapping[str, Any]) -> None:
    results = set(MARKER_RESULTS)
    for number, sample in enumerate(_dicts(packet.get("biosamples"))):
        for place, item in enumerate(_dicts(sample.get("measurements"))):
            where = f"/biosamples/{number}/measurements/{place}"
            marker, value = _read_marker(_dict(item.get("assay"))), _dict(item.get("value"))
            result = str(_dict(value.get("ontologyClass")).get("id")).removeprefix("CASEPOOL:").lower()
            if marker and result in results:
                said = f"{marker} {result}"
                page.tell(where, said, "ihc_panel", MarkerResult(marker, result), item=marker)
            quantity = _dict(value.get("quantity"))
            if marker == "Ki-67" and "value" in quantity:
                page.tell(where, f"{quantity['value']} %", "ki67_percent", Quantity(float(quantity["value"]), "%"))


def _read_marker(assay: Mapping[str, Any]) -> str:
    """The stain of an assay: by its LOINC code, or by the name before "immunohistochemistry"."""
    code = str(assay.get("id", ""))
    for row in load_markers():
        if row.loinc and code == f"LOINC:{row.loinc}":
            return row.marker
    suffix = f"{load_interop().labels['assay']['ihc']} {UNCODED}"
    label = str(assay.get("label", ""))
    return (find_marker(label.removesuffix(suffix).strip()) or "") if label.endswith(suffix) else ""


def _tell_actions(page: _Page, packet: Mapping[str, Any]) -> None:
    actions = load_interop().actions
    fields = {
        actions["surgery"]: "surgery_done",
        actions["excision"]: "surgery_done",
        actions["radiotherapy"]: "radiotherapy",
        actions["chemotherapy"]: "chemotherapy",
    }
    for number, action in enumerate(_dicts(packet.get("medicalActions"))):
        where = f"/medicalActions/{number}"
        code = _dict(_dict(action.get("procedure")).get("code")) or _dict(
            _dict(action.get("therapeuticRegimen")).get("ontologyClass")
        )
        name = fields.get(str(code.get("id")))
        if name:
            page.tell(where, code.get("label", ""), name, None)
        agent = _label(_dict(action.get("treatment")).get("agent")).removesuffix(UNCODED).strip()
        if agent:
            page.tell(where, agent, "chemotherapy_regimen", agent, item=agent)


def _label(term: object) -> str:
    return str(_dict(term).get("label", ""))


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
