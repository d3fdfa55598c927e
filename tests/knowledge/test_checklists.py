"""Checklists: as specified where the specification is at hand, and never named after a source that was not read."""

from pathlib import Path

import pytest
import yaml

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import checklists, load
from casepool.knowledge.checklists import CHECKLISTS, Checklist, load_checklist, load_default_checklists
from support import shared_path

ALL = [load_checklist(name) for name in CHECKLISTS]


@pytest.mark.parametrize("found", ALL, ids=lambda c: c.id)
def test_checklist_holds_the_whole_specification(found: Checklist) -> None:
    wanted = yaml.safe_load(shared_path("product", "checklists", f"{found.id}.yaml").read_text(encoding="utf-8"))
    for key in ("name", "version", "unit", "citation", "status", "license_note", "newer", "applies_when"):
        assert getattr(found, key) == wanted.get(key, ""), key
    assert list(found.sources) == wanted["sources"]
    for part in ("items", "extra_boxes"):
        specs = wanted.get(part, [])
        assert [item.id for item in getattr(found, part)] == [spec["id"] for spec in specs]
        for item, spec in zip(getattr(found, part), specs, strict=True):
            for key, value in spec.items():
                own = getattr(item, key)
                assert (list(own) if isinstance(own, tuple) else own) == value, f"{item.id}: {key}"


def test_checklists_have_their_counts() -> None:
    assert {c.id: (len(c.items), sum(i.verified for i in c.items)) for c in ALL} == {
        "care_2013": (30, 30),
        "jbi_case_report": (8, 8),
        "jbi_case_series": (10, 10),
        "murad_2018": (8, 8),
        "prisma_2020_cases": (19, 19),
        "scare_2020": (26, 10),
        "scare_2023": (38, 10),
    }


def test_lists_with_unverified_items_are_off_and_do_not_carry_the_name() -> None:
    assert [c.id for c in load_default_checklists()] == [
        *("care_2013", "jbi_case_report", "jbi_case_series", "murad_2018", "prisma_2020_cases"),
    ]
    off = [c for c in ALL if not c.is_verified]
    assert [c.title for c in off] == [
        "Checklist for surgical case reports, 2020 (unconfirmed)",
        "Checklist for surgical case reports, 2023 (unconfirmed)",
    ]
    assert all(c.release_gate for c in off)


def test_no_list_is_scored() -> None:
    assert {c.scoring for c in ALL} == {"none", ""}


def test_items_are_found_by_id() -> None:
    assert load_checklist("care_2013").item("12").ask == "The patient's own view, whenever possible."
    with pytest.raises(KeyError, match="No item '99' in checklist care_2013"):
        load_checklist("care_2013").item("99")


SLIPS = [
    ("auto = 'human'", "auto = 'person'", "'person' is not allowed as 'auto' of item, number 3. Allowed: rule, "),
    ("fields = ['age_years', 'sex']", "fields = ['age', 'sex']", "'age' is not allowed as 'fields' of item, number 8."),
    ("id = '3a'", "id = '2'", "item 2 stands twice."),
    ("name = ", "nmae = ", "unknown key 'nmae' in the file. Allowed: id, name, version, unit, "),
    ("auto = 'human'", "auto = 'human'\nverified = false", "a list with unverified items needs shown_as, "),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_slip_in_a_checklist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, words: str
) -> None:
    text = (load.FOLDER / "checklists" / "care_2013.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "checklists").mkdir()
    (tmp_path / "checklists" / "care_2013.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError) as caught:
        checklists.load_checklist.__wrapped__("care_2013")
    assert words in str(caught.value)
    assert str(caught.value).startswith("checklists/care_2013.toml, line ")
