"""Phenopackets: valid for every validator at hand, each assertion tied to its words, every trap avoided."""

import copy
import io
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import phenopackets.schema.v2 as v2
import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.domain.assertion import Assertion
from casepool.domain.cohort import Cohort
from casepool.domain.errors import UsageError
from casepool.domain.quantity import IntervalTime, Quantity
from casepool.domain.values import MarkerResult, Measurement
from casepool.export.formats import export_files
from casepool.export.material import InvalidExport, Material, Options
from casepool.export.phenopackets.ages import write_duration
from casepool.export.phenopackets.checks import list_problems
from casepool.export.phenopackets.writing import prove_packet
from casepool.knowledge.vocabularies import load_hpo
from export.materials import (
    example_material,
    odd_answers,
    odd_material,
    seed_material,
    small_material,
    told,
    twin_material,
    unclear,
)

SCHEMA = json.loads((Path(__file__).parent / "phenopacket.schema.json").read_text(encoding="utf-8"))
MATERIALS = pytest.mark.parametrize("material", [odd_material, example_material, twin_material, seed_material])
ACCEPTED = Options(index_consent=True, cap_ages=True)
Packet = dict[str, Any]


def packets_of(material: Material, options: Options = ACCEPTED) -> list[tuple[Packet, Packet]]:
    exported = export_files("phenopackets", material, options)
    names = [file.name for file in exported.files if not file.name.endswith(".provenance.json")]
    return [
        (json.loads(exported.file(name).data), json.loads(exported.file(name[:-5] + ".provenance.json").data))
        for name in names
    ]


def one_packet(
    *answers: Assertion, verified: tuple[str, ...] = (), options: Options = ACCEPTED
) -> tuple[Packet, Packet]:
    ((packet, sidecar),) = packets_of(small_material(*answers, verified=verified), options)
    return packet, sidecar


def texts_of(material: Material) -> dict[str, str]:
    return {p.id: p.document.text for p in material.publications if p.document}


@MATERIALS
def test_packets_parse_and_come_back(material: Callable[[], Material]) -> None:
    for packet, _ in packets_of(material()):
        jsonschema.validate(packet, SCHEMA)
        message = ParseDict(packet, v2.Phenopacket())
        back = MessageToDict(message, always_print_fields_with_no_presence=True)
        assert _lost(packet, back) == []


def _lost(given_node: Any, back: Any, where: str = "") -> list[str]:
    """What the message does not hold of a packet."""
    if isinstance(given_node, dict):
        return [x for k, v in given_node.items() for x in _lost(v, back.get(k), f"{where}/{k}")]
    if isinstance(given_node, list):
        return [x for n, v in enumerate(given_node) for x in _lost(v, back[n], f"{where}/{n}")]
    return [] if given_node == back else [f"{where}: {given_node!r} is {back!r}"]


@MATERIALS
def test_packets_pass_our_checks_and_their_sidecars_hold(material: Callable[[], Material]) -> None:
    for packet, sidecar in packets_of(material()):
        assert list_problems(packet, sidecar, texts_of(material())) == []
        for assertion in sidecar["assertions"]:
            assert assertion["review"] in ("automatic", "manual", "adjudicated")
            assert ("derived" in assertion) == ("inputs" in assertion)
            assert assertion["spans"] or "externalReferences" not in packet["metaData"]


@MATERIALS
def test_every_answer_is_in_the_packet_or_in_the_sidecar(material: Callable[[], Material]) -> None:
    given_material = material()
    expected = {
        heard.answer.field
        for patient in given_material.cohort.patients
        for heard in given_material.heard[patient.id]
        if heard.answer.state in ("reported", "absent", "unclear")
    }
    sidecars = [sidecar for _, sidecar in packets_of(given_material)]
    found = {entry["field"] for sidecar in sidecars for entry in sidecar["assertions"]}
    found |= {entry["kind"] for sidecar in sidecars for entry in sidecar["uncoded"]}
    assert expected - found <= {"institution", "care_period"}


@cache
def local_ontology() -> Any:
    """The pinned table of HPO in the form that phenosentry reads."""
    import hpotk

    base = "http://purl.obolibrary.org/obo/"
    rows = load_hpo()
    known = {row.id for row in rows}
    nodes = [{"id": base + r.id.replace(":", "_"), "lbl": r.label, "type": "CLASS"} for r in rows]
    nodes.append({"id": f"{base}HP_0000001", "lbl": "All", "type": "CLASS"})
    edges = [
        {"sub": base + r.id.replace(":", "_"), "pred": "is_a", "obj": base + parent.replace(":", "_")}
        for r in rows
        for parent in (tuple(p for p in r.parents if p in known) or ("HP:0000001",))
    ]
    version = f"{base}hp/releases/2026-02-16/hp.json"
    graph = {"id": f"{base}hp.json", "meta": {"version": version}, "nodes": nodes, "edges": edges}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hp.json"
        path.write_text(json.dumps({"graphs": [graph]}), encoding="utf-8")
        return hpotk.load_minimal_ontology(str(path))


def phenosentry_issues(packet: Packet) -> list[str]:
    from phenosentry.auditor import phenopacket as auditors
    from stairval.notepad import create_notepad

    ontology = local_ontology()
    notepad = create_notepad("packet")
    auditor = auditors.PhenopacketMetaAuditor([
        auditors.NoUnwantedCharactersAuditor.no_whitespace(),
        *(getattr(auditors, name)(ontology) for name in ONTOLOGY_AUDITORS),
    ])  # fmt: skip
    auditor.audit(ParseDict(packet, v2.Phenopacket()), notepad)
    lines = io.StringIO()
    notepad.summarize(lines)
    return [] if not notepad.has_errors_or_warnings(include_subsections=True) else lines.getvalue().splitlines()


ONTOLOGY_AUDITORS = (
    *("HpoTermIsDefinedAuditor", "DeprecatedTermIdAuditor", "PhenotypicAbnormalityAuditor"),
    *("PresentAnnotationPropagationAuditor", "ExcludedAnnotationPropagationAuditor", "AnnotationInconsistencyAuditor"),
)


@MATERIALS
def test_phenosentry_has_nothing_to_say(material: Callable[[], Material]) -> None:
    for packet, _ in packets_of(material()):
        assert phenosentry_issues(packet) == []


def test_phenosentry_finds_a_planted_contradiction() -> None:
    packet, _ = one_packet(told("presenting_symptoms", "back pain", item="back pain"))
    general = {"type": {"id": "HP:0012531", "label": "Pain"}, "excluded": True}
    packet["phenotypicFeatures"].append(general)
    assert phenosentry_issues(packet) != []


def test_a_bound_is_a_class_and_its_number_stands_in_the_sidecar() -> None:
    packet, sidecar = one_packet(
        unclear("ki67_percent", Quantity(50.0, "%", "less_than"), reason="uninterpretable_bound"),
        told("size", Measurement((5.0,), "cm", "more_than"), modality="MRI"),
    )
    (index,) = packet["biosamples"][0]["measurements"]
    assert index["value"] == {
        "ontologyClass": {"id": "CASEPOOL:NUMBER_LESS_THAN", "label": "upper bound only, see description (uncoded)"}
    }
    assert index["description"] == 'Ki-67 index < 50%: "40 years"'
    bounds = [(a["comparator"], a["number"], a["unit"]) for a in sidecar["assertions"] if "number" in a]
    assert bounds == [("<", 50, "%")]
    assert "complexValue" not in packet["measurements"][0]


def test_a_zero_is_written_as_a_class() -> None:
    packet, _ = one_packet(told("mitotic_count", Quantity(0.0, "/10 HPF")), told("ki67_percent", Quantity(0.0, "%")))
    values = [item["value"] for item in packet["biosamples"][0]["measurements"]]
    zero = {"ontologyClass": {"id": "CASEPOOL:NUMBER_ZERO", "label": "zero observed, see description (uncoded)"}}
    assert values == [zero, zero]


def test_two_printed_ages_are_a_range_with_their_conflict() -> None:
    ages = unclear("age_years", Quantity(36.0, "year"), Quantity(35.0, "year"))
    packet, sidecar = one_packet(
        ages, told("diagnosis", "leiomyosarcoma"), told("followup_months", Quantity(6.0, "month"))
    )
    ends = {"start": {"iso8601duration": "P35Y"}, "end": {"iso8601duration": "P36Y"}}
    assert packet["diseases"][0]["onset"] == {"ageRange": ends}
    later = {"start": {"iso8601duration": "P35Y6M"}, "end": {"iso8601duration": "P36Y6M"}}
    assert packet["subject"]["timeAtLastEncounter"] == {"ageRange": later}
    by_pointer = {entry["pointer"]: entry for entry in sidecar["assertions"]}
    assert by_pointer["/diseases/0/onset"]["conflict"]["values"] == ["36 year", "35 year"]
    assert by_pointer["/subject/timeAtLastEncounter"]["derived"] == "reported age + 6 months of follow-up"


def test_the_follow_up_of_the_living_is_no_survival_time() -> None:
    packet, _ = one_packet(
        told("age_years", Quantity(40.0, "year")),
        told("outcome_status", "AWD"),
        told("followup_months", Quantity(6.0, "month")),
    )
    assert packet["subject"]["vitalStatus"] == {"status": "ALIVE"}
    assert packet["subject"]["timeAtLastEncounter"] == {"age": {"iso8601duration": "P40Y6M"}}


def test_an_inferred_vital_status_waits_for_a_person() -> None:
    answer = told("outcome_status", "NED", words="well", needs_person=True)
    assert one_packet(answer)[0]["subject"]["vitalStatus"] == {"status": "UNKNOWN_STATUS"}
    packet, sidecar = one_packet(answer, verified=("outcome_status",))
    assert packet["subject"]["vitalStatus"] == {"status": "ALIVE"}
    assert sidecar["shows"] == "accepted"


def test_death_has_its_time_cause_and_days() -> None:
    packet, _ = one_packet(
        told("age_years", Quantity(40.0, "year")), told("outcome_status", "DOD"), told("diagnosis", "leiomyosarcoma"),
        told("death_months", IntervalTime(17.0, 17.0), origin="surgery"),
    )  # fmt: skip
    assert packet["subject"]["vitalStatus"] == {
        "status": "DECEASED",
        "timeOfDeath": {"age": {"iso8601duration": "P41Y5M"}},
        "survivalTimeInDays": 517,
        "causeOfDeath": {"id": "MONDO:0005058", "label": "leiomyosarcoma"},
    }


def test_an_absent_sign_is_excluded_unless_a_present_one_lies_below() -> None:
    packet, sidecar = one_packet(
        told("presenting_symptoms", "back pain", item="back pain"),
        told("presenting_symptoms", None, "absent", item="fever"),
        told("presenting_symptoms", None, "absent", item="pain"),
    )
    features = {f["type"]["label"]: f for f in packet["phenotypicFeatures"]}
    assert {label: f.get("excluded", False) for label, f in features.items()} == {"Back pain": False, "Fever": True}
    assert features["Fever"]["evidence"][0]["reference"]["description"] == "A man"
    (left,) = [entry for entry in sidecar["uncoded"] if entry.get("item") == "pain"]
    assert left["note"] == "excluding the class would contradict a sign that is present; kept here"


def test_planned_and_declined_treatment_is_no_medical_action() -> None:
    packet, sidecar = one_packet(
        told("radiotherapy", None, "unclear", reason="planned_only"),
        told("chemotherapy", None, "absent", given="declined"),
    )
    assert "medicalActions" not in packet
    assert {(entry["kind"], entry["state"]) for entry in sidecar["uncoded"]} == {
        ("radiotherapy", "unclear"),
        ("chemotherapy", "absent"),
    }


def test_evidence_codes_say_whether_a_person_has_accepted_the_value() -> None:
    sign = told("presenting_symptoms", "back pain", item="back pain")
    for verified, code in (((), "ECO:0007539"), (("presenting_symptoms",), "ECO:0006017")):
        packet, _ = one_packet(sign, verified=verified)
        assert packet["phenotypicFeatures"][0]["evidence"][0]["evidenceCode"]["id"] == code


def test_stains_keep_their_sign() -> None:
    packet, _ = one_packet(
        told("ihc_panel", MarkerResult("desmin", "positive"), item="desmin"),
        told("ihc_panel", MarkerResult("S-100", "negative"), item="S-100"),
    )
    found = [(m["description"], m["value"]["ontologyClass"]["id"]) for m in packet["biosamples"][0]["measurements"]]
    assert found == [
        ('IHC, desmin positive: "A man"', "CASEPOOL:POSITIVE"),
        ('IHC, S-100 negative: "A man"', "CASEPOOL:NEGATIVE"),
    ]


def test_no_release_is_made_up_and_no_date() -> None:
    packet, _ = one_packet(*odd_answers())
    versions = {r["namespacePrefix"]: r["version"] for r in packet["metaData"]["resources"]}
    assert versions["HP"] == "2026-02-16"
    assert versions["MONDO"] == "2026-08-04"
    assert "unpinned" not in versions.values()
    assert packet["metaData"]["created"] == "1970-01-01T00:00:00Z"
    assert "timestamp" not in json.dumps(packet)


def test_ages_over_89_of_the_own_patient_are_a_band_without_words() -> None:
    pairs = {packet["id"]: (packet, sidecar) for packet, sidecar in packets_of(odd_material())}
    packet, sidecar = pairs["draft_case1"]
    assert "externalReferences" not in packet["metaData"]
    assert all(entry.get("spans", []) == [] for entry in (*sidecar["assertions"], *sidecar["uncoded"]))
    assert "92" not in json.dumps(packet)
    assert len(packets_of(odd_material(), Options())) == len(pairs) - 1


PLANTS: tuple[tuple[str, Callable[[Packet, Packet], None]], ...] = (
    ("/measurements/0/complexValue/typedQuantities/0/quantity: a quantity of zero is lost in the format",
     lambda p, s: p["measurements"][0]["complexValue"]["typedQuantities"][0]["quantity"].update(value=0)),
    ("metaData: prefixes used and resources listed differ: HP", lambda p, s: _drop_resource(p, "HP")),
    ("/phenotypicFeatures/0: 'MONDO:0005058' is not a class of HPO",
     lambda p, s: p["phenotypicFeatures"][0].update(type={"id": "MONDO:0005058", "label": "leiomyosarcoma"})),
    ("sidecar: '/diseases/7' points to nothing", lambda p, s: s["assertions"][0].update(pointer="/diseases/7")),
    ("/biosamples/0: the individual is not the subject", lambda p, s: p["biosamples"][0].update(individualId="x")),
    ("id: the packet has none, or its sidecar names another", lambda p, s: p.update(id="")),
    ("/subject/vitalStatus: ALIVE rests on nothing", lambda p, s: p["subject"].update(vitalStatus={"status": "ALIVE"})),
    ("metaData: hp has no release", lambda p, s: _resource(p, "HP").update(version="unpinned")),
)  # fmt: skip


def _resource(packet: Packet, prefix: str) -> Packet:
    found: Packet = next(r for r in packet["metaData"]["resources"] if r["namespacePrefix"] == prefix)
    return found


def _drop_resource(packet: Packet, prefix: str) -> None:
    packet["metaData"]["resources"].remove(_resource(packet, prefix))


@pytest.mark.parametrize(("said", "plant"), PLANTS, ids=[said[:40] for said, _ in PLANTS])
def test_planted_faults_are_found_before_anything_is_written(
    said: str, plant: Callable[[Packet, Packet], None]
) -> None:
    packet, sidecar = copy.deepcopy(one_packet(*odd_answers()))
    assert list_problems(packet, sidecar, {}) == []
    plant(packet, sidecar)
    assert said in list_problems(packet, sidecar, {})
    with pytest.raises(InvalidExport):
        prove_packet(packet, sidecar, {})


def test_a_quote_that_is_off_by_one_and_a_bare_age_are_refused() -> None:
    packet, sidecar = one_packet(*odd_answers())
    text = texts_of(small_material())["invented"]
    assert list_problems(packet, sidecar, {"invented": text}) == []
    problems = list_problems(packet, sidecar, {"invented": " " + text})
    assert problems[0].startswith("sidecar /assertions/0/spans/0: the text at ")
    packet["diseases"][0]["onset"] = {"age": "P36Y"}
    with pytest.raises(InvalidExport, match="is not valid and was not written"):
        prove_packet(packet, sidecar, {})


def test_evidence_on_a_disease_is_refused() -> None:
    packet, sidecar = one_packet(*odd_answers())
    packet["diseases"][0]["evidence"] = []
    with pytest.raises(InvalidExport, match="evidence"):
        prove_packet(packet, sidecar, {})


def test_two_patients_of_one_id_are_refused() -> None:
    material = small_material(told("sex", "male"))
    (patient,) = material.cohort.patients
    doubled = replace(material, cohort=Cohort((patient, replace(patient, id="p9"))))
    with pytest.raises(UsageError) as error:
        export_files("phenopackets", doubled)
    assert str(error.value) == (
        "Two patients have the packet id 'DOI_10.99999_invented_case1'. "
        "Give their publications different DOIs or names."
    )


@given(st.integers(0, 1500))
def test_durations_are_iso(months: int) -> None:
    written = write_duration(months)
    match = re.fullmatch(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", written)
    assert match
    assert int(match[1] or 0) * 12 + int(match[2] or 0) == months


@settings(max_examples=15)
@given(st.lists(st.sampled_from(odd_answers()), unique=True, max_size=12))
def test_any_choice_of_answers_gives_a_valid_packet(answers: list[Assertion]) -> None:
    packet, sidecar = one_packet(*answers)
    jsonschema.validate(packet, SCHEMA)
    assert list_problems(packet, sidecar, texts_of(small_material())) == []
