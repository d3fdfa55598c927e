"""A Bundle while it is made: resources with unique ids, and a Provenance for each that states its words."""

from casepool.domain.cohort import Patient
from casepool.export.evidence_book import LONGEST_QUOTE
from casepool.export.material import Row
from casepool.export.phenopackets.draft import Draft, is_accepted
from casepool.export.phenopackets.references import name_packet, name_publication
from casepool.export.value_rows import Desk, Told
from casepool.knowledge.interop import Term

PROFILES = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
UCUM = "http://unitsofmeasure.org"
WHOLE_IDS = ("HP", "MONDO", "MAXO", "UBERON")
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"


class Gathering:
    """The resources of one patient. `draft` gives the answers that count, their words and codes."""

    def __init__(self, desk: Desk, patient: Patient) -> None:
        self.name = name_packet(desk.material, patient.cases[0])
        self.draft = Draft(desk, patient, self.name)
        self.subject = "Patient/" + self.name.rsplit("_", 1)[1][:60]
        self.entries: list[Row] = []
        self.is_malignant = False
        self._ids: dict[str, int] = {}
        self._provenance: list[Row] = []

    @property
    def base(self) -> str:
        return f"{self.draft.codes.namespace}/{self.name}"

    def add(self, kind: str, name: str, resource: Row, *told: Told, profile: str = "") -> str:
        """Put a resource into the Bundle, with the Provenance of the answers that it rests on; its reference."""
        plain = name.replace("_", "-").lower()
        number = self._ids[kind + plain] = self._ids.get(kind + plain, 0) + 1
        identity = plain if number == 1 else f"{plain}-{number}"
        meta: Row = {"meta": {"profile": [PROFILES + profile]}} if profile and self.is_malignant else {}
        self.put(kind, identity, {**meta, **resource})
        reference = f"{kind}/{identity}"
        if told:
            self.prove(reference, told)
        return reference

    def put(self, kind: str, identity: str, resource: Row) -> None:
        """Put a resource with this id."""
        body = {"resourceType": kind, "id": identity, **resource}
        self.entries.append({"fullUrl": f"{self.base}/{kind}/{identity}", "resource": body})

    def finish(self) -> Row:
        """The Bundle: clinical resources, then their Provenance."""
        for number, resource in enumerate(self._provenance, start=1):
            self.put("Provenance", f"pv{number}", resource)
        identity = self.name.replace("_", "-").lower()[-64:].strip("-.")
        moment = f"{self.draft.desk.material.day.isoformat()}T00:00:00Z"
        return {
            "resourceType": "Bundle",
            "id": identity,
            "type": "collection",
            "timestamp": moment,
            "entry": self.entries,
        }

    def prove(self, reference: str, told: tuple[Told, ...]) -> None:
        """Add the Provenance of a resource."""
        material = self.draft.desk.material
        accepted = all(is_accepted(item) for item in told)
        checked = "accepted by a person" if accepted else "not yet looked at by a person"
        entities = [entity for item in told for entity in self._quote(item)]
        self.draft.use(*told)
        self._provenance.append({
            "target": [{"reference": reference}],
            "recorded": f"{material.day.isoformat()}T00:00:00Z",
            "agent": [{"who": {"display": f"casepool {material.version}, {checked}".replace(" ,", ",")}}],
            **({"entity": entities} if entities else {}),
        })  # fmt: skip

    def _quote(self, told: Told) -> list[Row]:
        """The words of an answer as quotations of their publication, with offsets and the hash of the text."""
        material = self.draft.desk.material
        publication = (told.case or told.patient.cases[0]).publication
        document = material.document_of(publication)
        if document is None:
            return []
        name, address = name_publication(material, publication)
        system = address.removesuffix(name.split(":", 1)[1]).rstrip("/") or f"{self.draft.codes.namespace}/publications"
        identifier = {"system": system, "value": name.split(":", 1)[1]}
        mark = f"{self.draft.codes.namespace}/fhir/StructureDefinition/text-span"
        return [
            {
                "extension": [{"url": mark, "extension": [
                    {"url": "start", "valueInteger": e.span.start},
                    {"url": "end", "valueInteger": min(e.span.end, e.span.start + LONGEST_QUOTE)},
                    {"url": "sha256", "valueString": material.text_hash_of(publication)},
                ]}],
                "role": "quotation",
                "what": {"identifier": identifier, "display": e.quote[:LONGEST_QUOTE]},
            }
            for e in dict.fromkeys(self.draft.evidence_of(told))
        ]  # fmt: skip

    def concept(self, *terms: Term | None, text: str = "") -> Row:
        """A codeable concept: the codes that have a system, and a text in any case."""
        systems = self.draft.codes.systems
        found = [term for term in terms if term and term.prefix in systems]
        codings = [
            {
                "system": systems[t.prefix],
                "code": t.id if t.prefix in WHOLE_IDS else t.code,
                "display": t.label,
            }
            for t in found
        ]
        said = text or next((t.label.removesuffix(" (uncoded)") for t in terms if t), "")
        return {**({"coding": codings} if codings else {}), **({"text": said} if said else {})}

    def observe(self, category: str, code: Row, **more: object) -> Row:
        """The parts that every observation has: final, its category, no date (papers give none)."""
        return {
            "status": "final",
            "category": [{"coding": [{"system": CATEGORIES, "code": category, "display": category.capitalize()}]}],
            "code": code,
            "subject": {"reference": self.subject},
            "_effectiveDateTime": absent("unknown"),
            **more,
        }


def absent(reason: str) -> Row:
    """A value that is absent, with its reason."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def measure(number: float | int, unit: str, comparator: str = "") -> Row:
    """A quantity in UCUM; `comparator` is empty for an exact number."""
    sign = {"comparator": comparator} if comparator else {}
    return {**sign, "value": number, "unit": unit, "system": UCUM, "code": unit}
