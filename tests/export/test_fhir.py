"""FHIR Bundles: valid for the R4B models, the true R4 checker, the npm validator and the invariants of mCODE."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhirpathpy import evaluate
from fhirpathpy.models import models

from casepool.domain.quantity import Quantity
from casepool.domain.values import Measurement
from casepool.export.fhir.checks import list_problems
from casepool.export.fhir.writing import prove_bundle
from casepool.export.formats import export_files
from casepool.export.material import InvalidExport, Material, Options
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
from support import ROOT

MATERIALS = pytest.mark.parametrize("material", [odd_material, example_material, twin_material, seed_material])
Resource = dict[str, Any]
INVARIANTS = {
    "tumor-size": (
        "(focus.exists() or specimen.exists()) and (focus.exists() and specimen.exists()).not()",
        "value.exists().not()",
        "component.where(code.coding.code='33728-7').count() = 1",
        "component.where(code.coding.code='33729-5').count() <= 2",
    ),
    "tumor-marker-test": ("subject.exists()", "value.exists()"),
    "histologic-behavior-and-type": ("value.exists()", "subject.exists()"),
    "cancer-related-surgical-procedure": ("reasonCode.exists() or reasonReference.exists()",),
    "cancer-disease-status": ("subject.exists() and component.exists().not() and specimen.exists().not()",),
    "tumor": ("location.exists() and identifier.where(type.coding.code='BodyStructure').value.exists()",),
    "cancer-patient": ("identifier.exists() and name.exists() and gender.exists()",),
}


def bundles_of(material: Material, options: Options = Options(index_consent=True)) -> list[Resource]:  # noqa: B008
    return [json.loads(file.data) for file in export_files("fhir", material, options).files]


def resources_of(bundle: Resource, kind: str = "") -> list[Resource]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in found if kind in ("", resource["resourceType"])]


def one_bundle(*answers: Any) -> Resource:
    (bundle,) = bundles_of(small_material(*answers))
    return bundle


@MATERIALS
def test_bundles_are_valid(material: Callable[[], Material]) -> None:
    for bundle in bundles_of(material()):
        Bundle.model_validate(bundle)
        assert [str(issue) for issue in fhirkit.validate(bundle)] == []
        assert list_problems(bundle) == []


@MATERIALS
def test_a_profile_is_claimed_only_where_its_rules_hold(material: Callable[[], Material]) -> None:
    claimed = 0
    for bundle in bundles_of(material()):
        for resource in resources_of(bundle):
            for profile in resource.get("meta", {}).get("profile", []):
                for rule in INVARIANTS.get(profile.rsplit("mcode-", 1)[1], ()):
                    claimed += 1
                    assert evaluate(resource, rule, {}, models["r4"]) == [True], (resource["id"], rule)
    assert claimed > 0 or material is twin_material  # no code of its diagnosis says malignant


@MATERIALS
def test_the_npm_validator_finds_no_error(material: Callable[[], Material], tmp_path: Path) -> None:
    node, folder = shutil.which("node"), ROOT / "tests" / "fhir"
    if node is None or not (folder / "node_modules" / "fhir").is_dir():
        if os.environ.get("CI"):
            pytest.fail("needs node and the package of tests/fhir, which .ci/run installs")
        pytest.skip("needs node and: npm ci --prefix tests/fhir")
    path = tmp_path / "bundles.json"
    path.write_text(json.dumps(bundles_of(material())), encoding="utf-8")
    done = subprocess.run(
        [node, str(folder / "validate.js"), str(path)], capture_output=True, encoding="utf-8", check=False, cwd=folder
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr
    wrong = bundles_of(small_material(told("sex", "male")))
    wrong[0]["entry"][0]["resource"]["gender"] = "man"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    done = subprocess.run(
        [node, str(folder / "validate.js"), str(path)], capture_output=True, encoding="utf-8", check=False, cwd=folder
    )
    assert done.returncode == 1
    assert "gender" in done.stdout


def test_a_bound_keeps_its_comparator() -> None:
    bundle = one_bundle(unclear("ki67_percent", Quantity(50.0, "%", "less_than"), reason="uninterpretable_bound"))
    (index,) = resources_of(bundle, "Observation")
    assert index["valueQuantity"] == {
        "comparator": "<", "value": 50, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"
    }  # fmt: skip


def test_zeros_are_kept() -> None:
    bundle = one_bundle(told("ki67_percent", Quantity(0.0, "%")), told("mitotic_count", Quantity(0.0, "/10 HPF")))
    assert [o["valueQuantity"]["value"] for o in resources_of(bundle, "Observation")] == [0, 0]


def test_sizes_belong_to_the_body_or_to_the_specimen() -> None:
    bundle = one_bundle(*odd_answers())
    sizes = {o["method"]["text"]: o for o in resources_of(bundle, "Observation") if o["id"].startswith("size")}
    assert {name: ("focus" in size, "specimen" in size) for name, size in sizes.items()} == {
        "MRI": (True, False),
        "clinical": (True, False),
        "pathology": (False, True),
    }
    numbers = [part["valueQuantity"]["value"] for part in sizes["MRI"]["component"]]
    assert numbers == [5.8, 3.7]


def test_two_printed_ages_are_a_range_and_old_ages_a_band() -> None:
    bundle = one_bundle(*odd_answers())
    (condition,) = [c for c in resources_of(bundle, "Condition") if c["id"] == "diagnosis"]
    assert [condition["onsetRange"][end]["value"] for end in ("low", "high")] == [35, 36]
    (draft,) = [b for b in bundles_of(odd_material()) if "draft" in b["id"]]
    assert "92" not in json.dumps(draft)
    assert all("entity" not in p for p in resources_of(draft, "Provenance"))


def test_both_sides_of_a_conflict_stay_with_a_note() -> None:
    bundle = one_bundle(unclear("neuro_deficit", "present", "absent"))
    found = resources_of(bundle, "Observation")
    assert [o["valueBoolean"] for o in found] == [True, False]
    assert {o["note"][0]["text"] for o in found} == {
        "unclear (contradictory): the source says both; neither was chosen"
    }


def test_declined_treatment_was_not_done_and_planned_treatment_is_no_procedure() -> None:
    bundle = one_bundle(
        told("chemotherapy", None, "absent", given="declined"),
        told("radiotherapy", None, "unclear", reason="planned_only"),
    )
    (procedure,) = resources_of(bundle, "Procedure")
    assert (procedure["status"], procedure["statusReason"]) == ("not-done", {"text": "declined"})


def test_every_quote_is_exact_and_has_the_hash_of_its_text() -> None:
    material = odd_material()
    texts = {p.text_hash: p.document.text for p in material.publications if p.document}
    entities = [e for b in bundles_of(material) for p in resources_of(b, "Provenance") for e in p.get("entity", [])]
    assert entities
    for entity in entities:
        parts = {part["url"]: part for part in entity["extension"][0]["extension"]}
        text = texts[parts["sha256"]["valueString"]]
        assert text[parts["start"]["valueInteger"] : parts["end"]["valueInteger"]] == entity["what"]["display"]


def _size_of(bundle: Resource) -> Resource:
    return next(r for r in resources_of(bundle, "Observation") if r["id"].startswith("size"))


def _operation_of(bundle: Resource) -> Resource:
    return next(r for r in resources_of(bundle) if r["id"] == "surgery")


PLANTS: tuple[tuple[str, Callable[[Resource], Any]], ...] = (
    ("a size is of the tumour in the body or of a specimen, of exactly one",
     lambda b: _size_of(b).update(specimen={"reference": "Specimen/tumour1"})),
    ("a size has components, no value", lambda b: _size_of(b).update(valueString="5 cm")),
    ("a size has one largest dimension and at most two others", lambda b: _size_of(b).update(component=[])),
    ("no value", lambda b: next(r for r in resources_of(b) if r["id"] == "ihc").pop("valueCodeableConcept")),
    ("a surgical procedure without a reason", lambda b: _operation_of(b).pop("reasonReference")),
    ("the reference Condition/x leads nowhere",
     lambda b: _operation_of(b).update(reasonReference=[{"reference": "Condition/x"}])),
    ("no Provenance", lambda b: b["entry"].pop()),
    ("'man' is no gender of FHIR", lambda b: resources_of(b, "Patient")[0].update(gender="man")),
)  # fmt: skip


@pytest.mark.parametrize(("said", "plant"), PLANTS, ids=[said for said, _ in PLANTS])
def test_planted_faults_are_found(said: str, plant: Callable[[Resource], Any]) -> None:
    bundle = one_bundle(*odd_answers(), told("size", Measurement((3.0,), "cm")))
    assert list_problems(bundle) == []
    plant(bundle)
    assert any(problem.endswith(f": {said}") for problem in list_problems(bundle)), list_problems(bundle)
    with pytest.raises(InvalidExport):
        prove_bundle(bundle)
