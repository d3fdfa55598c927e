"""The form: complete against its specification where that is at hand, and consistent in itself everywhere."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from casepool.domain.errors import KnowledgeError
from casepool.domain.form import LIST_TYPES, REASONS, STATES, Field
from casepool.domain.quantity import QUALIFIERS
from casepool.knowledge import forms, load
from casepool.knowledge.forms import load_codebook, load_form
from casepool.knowledge.vocabularies import load_hpo
from support import shared_path

RENAMED = {"range": "limits", "allowed_scales": "scales"}
REWORDED = {"note", "absent_phrases"}
FORM = load_form()


def as_specified(field: Field, key: str) -> object:
    """The value that the specification calls `key`, in its shape."""
    name = RENAMED.get(key, key)
    value = getattr(field, name) if name in Field.__slots__ else (field.more or {}).get(name)
    return list(value) if isinstance(value, tuple) else value


def test_form_holds_the_whole_specification() -> None:
    wanted = yaml.safe_load(shared_path("product", "form.yaml").read_text(encoding="utf-8"))
    assert [f.id for f in FORM.fields] == [f["id"] for f in wanted["fields"]]
    for field, spec in zip(FORM.fields, wanted["fields"], strict=True):
        for key, value in spec.items():
            found = as_specified(field, key)
            if key in REWORDED:
                assert found, f"{field.id}: {key} is missing"
            elif key in ("code", "examples", "also"):
                assert str(found).strip("[]'") == str(value).replace(" (checked)", "").strip("[]'"), field.id
            else:
                assert found == value, f"{field.id}: {key}"
        assert not set(field.more or {}) - {RENAMED.get(key, key) for key in spec}, (
            f"{field.id} has more than specified"
        )


def test_vocabulary_holds_the_whole_specification() -> None:
    wanted = yaml.safe_load(shared_path("product", "form.yaml").read_text(encoding="utf-8"))
    book = load_codebook()
    assert (FORM.id, FORM.version) == (wanted["id"], wanted["version"])
    assert list(FORM.states) == list(wanted["states"])
    assert list(FORM.reasons) == list(wanted["reasons"])
    assert list(FORM.time_rules) == list(wanted["time_rules"])
    assert list(QUALIFIERS) == wanted["qualifiers"]
    assert len(FORM.rules) == len(wanted["rules"])
    assert ", ".join(FORM.review_row) == wanted["views"]["review_row"].split(" (")[0]
    assert list(book.answer_keys) == list(wanted["answer_keys"])
    assert list(book.code_systems) == list(wanted["code_systems"])
    assert list(book.evidence) == list(wanted["evidence"])
    assert book.provenance == wanted["provenance"]
    for state in book.states:
        spec = wanted["states"][state.name]
        assert state.meaning == spec["meaning"]
        assert state.counts_in_denominator == spec.get("counts_in_denominator", False)
        assert (state.derived, state.ui_only) == (spec.get("derived", False), spec.get("ui_only", False))


def test_form_has_its_counts() -> None:
    assert len(FORM.fields) == 78
    assert sum(f.key for f in FORM.fields) == 16
    assert sum(f.critical for f in FORM.fields) == 13
    assert Counter(f.group for f in FORM.fields) == {
        "publication": 5, "demographics": 6, "presentation": 8, "lesion": 12, "imaging": 8, "pathology": 11,
        "treatment": 13, "outcome": 10, "ethics": 5,
    }  # fmt: skip
    assert tuple(FORM.groups) == tuple(dict.fromkeys(f.group for f in FORM.fields))
    assert tuple(FORM.states) == STATES
    assert tuple(FORM.reasons) == REASONS
    assert list(FORM.time_rules) == [f"R{n}" for n in range(1, 15)]
    assert len(FORM.review_row) == 12


def test_critical_fields_are_the_ones_that_decide_a_pooled_result() -> None:
    assert [f.id for f in FORM.fields if f.critical] == [
        *("age_years", "sex", "presenting_symptoms", "level_range", "diagnosis", "surgery_done", "resection_extent"),
        *(
            "radiotherapy",
            "chemotherapy",
            "followup_months",
            "outcome_status",
            "local_recurrence",
            "distant_metastasis",
        ),
    ]


@pytest.mark.parametrize("field", FORM.fields, ids=lambda f: f.id)
def test_field_is_consistent(field: Field) -> None:
    assert field.question.endswith((".", "?"))
    assert field.label[0].isupper()
    assert field.question != field.label
    assert len(set(field.allowed)) == len(field.allowed)
    assert bool(field.allowed) == (field.type in ("enum", "multi_enum") or field.id == "staging_workup")
    assert ("One answer for each" in field.question) == (
        field.is_list
        and not {"comorbidities", "predisposing_condition", "imaging_impression", "differential_considered"}
        & {field.id}
    )
    assert bool(field.timing) <= bool(field.given)
    assert field.table1 or field.group in ("publication", "ethics") or field.type == "text"


def test_list_fields_are_the_five_list_types() -> None:
    assert {f.type for f in FORM.fields if f.is_list} == set(LIST_TYPES)


def test_codes_of_signs_exist_in_the_shipped_vocabulary() -> None:
    terms = {term.id: term.label for term in load_hpo()}
    codes = {f.id: (f.more or {})["code"] for f in FORM.fields if "code" in (f.more or {})}
    examples = (FORM.field("presenting_symptoms").more or {})["examples"]
    assert {field: terms[str(code)] for field, code in codes.items()} == {
        "myelopathy": "Myelopathy",
        "cord_compression": "Spinal cord compression",
        "bone_destruction": "Osteolysis",
    }
    assert [terms[item["code"]] for item in examples] == ["Back pain", "Neck pain", "Gait disturbance"]  # type: ignore[attr-defined]


def test_unknown_field_names_the_form() -> None:
    with pytest.raises(KeyError, match=r"No field 'age' in form onco_spine_case\."):
        FORM.field("age")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data files of the form in a folder where they may be spoilt."""
    for path in (load.FOLDER / "forms").rglob("*.toml"):
        target = tmp_path / path.relative_to(load.FOLDER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    return tmp_path / "forms"


SLIPS = [
    ("onco_spine_case/demographics.toml", "label = 'Sex'", "lable = 'Sex'",
     "forms/onco_spine_case/demographics.toml, line 19: unknown key 'lable' in field sex. Did you mean 'label'? "
     "Allowed are 42 words: label, question, type, units, canonical ..."),
    ("onco_spine_case/demographics.toml", "type = 'quantity'", "type = 'quantitty'",
     "forms/onco_spine_case/demographics.toml, line 6: 'quantitty' is not allowed as 'type' of field age_years."),
    ("onco_spine_case/demographics.toml", "limits = [0, 120]", "limits = [120, 0]",
     "'limits' in field age_years must be two numbers, the smaller first."),
    ("onco_spine_case/demographics.toml", "question = 'How old was the patient at presentation?'", "question = ''",
     "line 3: key 'question' is missing or empty in field age_years."),
    ("onco_spine_case/treatment.toml", "only_if = 'radiotherapy == reported'", "only_if = 'radiation == reported'",
     "field radiotherapy_dose_gy: only_if 'radiation == reported' must read 'FIELD == WORD' or 'FIELD in [..]'."),
    ("onco_spine_case/lesion.toml", "derived_from = 'level_range'", "derived_from = 'levels'",
     "field region: derived_from 'levels' is not a field of the form."),
    ("onco_spine_case/ethics.toml", "[funding_statement]", "[sex]", "field sex stands in two groups."),
    ("onco_spine_case.toml", "'exact', 'about'", "'about', 'exact'",
     "'qualifiers' must be exactly: exact, about, less_than, more_than, range, at_least, decade. Here: about, exact, "),
    ("onco_spine_case.toml", "garbled = 'the", "damaged = 'the", "'reasons' must be exactly: contradictory, "),
    ("onco_spine_case.toml", "'age_years', 'sex', 'pres", "'age', 'sex', 'pres",
     "'age' is not allowed as 'review_row' of views. Did you mean 'stage'? Allowed are 78 words: publication_year, "
     "country, institution, care_period, case_label ..."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "words"), SLIPS, ids=[slip[2] for slip in SLIPS])
def test_slip_in_a_form_is_refused(copied: Path, name: str, right: str, wrong: str, words: str) -> None:
    text = (copied / name).read_text(encoding="utf-8")
    assert right in text
    (copied / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        forms.load_form.__wrapped__("onco_spine_case")
    assert words in str(caught.value)
