"""Journal profiles: as specified where the specification is at hand; unverified rules are never above a note."""

from pathlib import Path

import pytest
import yaml

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import journals, load
from casepool.knowledge.journals import JournalRule, load_journals
from support import shared_path

JOURNALS = load_journals()


def as_specified(rule: JournalRule, key: str) -> object:
    """The value that the specification calls `key`, in its shape."""
    if key == "value":
        if rule.limit:
            return rule.limit
        return list(rule.words) or "none"
    if key == "must_include":
        return rule.words[0]
    own = getattr(rule, {"min": "least", "max": "most"}.get(key, key))
    return list(own) if isinstance(own, tuple) else own


def test_profiles_hold_the_whole_specification() -> None:
    wanted = yaml.safe_load(shared_path("product", "journals.yaml").read_text(encoding="utf-8"))
    assert list(JOURNALS) == [p["id"] for p in wanted["profiles"]]
    for spec in wanted["profiles"]:
        profile = JOURNALS[spec["id"]]
        assert profile.name == spec["name"].removesuffix(" (SCARE family)")
        assert (list(profile.sources), profile.note) == (spec.get("sources", []), spec.get("note", ""))
        assert profile.checklist == spec.get("checklist", "")
        assert profile.checked_on == str(wanted["checked_on"])
        assert [r.id for r in profile.rules] == [r["id"] for r in spec["rules"]]
        for rule, rule_spec in zip(profile.rules, spec["rules"], strict=True):
            for key, value in rule_spec.items():
                found = as_specified(rule, key)
                assert found == value or found == [value], f"{profile.id}, {rule.id}: {key}"


def test_profiles_have_their_counts() -> None:
    assert {p.id: (len(p.rules), sum(r.verified for r in p.rules)) for p in JOURNALS.values()} == {
        "care_default": (1, 1),
        "bmj_cr": (11, 10),
        "ijscr": (5, 4),
        "jmcr": (3, 0),
        "sni": (2, 1),
        "cureus": (2, 1),
    }


def test_unverified_rules_are_never_above_a_note() -> None:
    severities = {(r.verified, r.severity) for p in JOURNALS.values() for r in p.rules}
    assert severities == {(True, "warning"), (False, "note")}


def test_texts_of_each_rule_can_be_filled() -> None:
    for profile in JOURNALS.values():
        for rule in profile.rules:
            clause, fix = rule.fill("9")
            assert not clause.endswith("."), rule.id
            assert fix.endswith("."), rule.id
            assert not set("{}") & set(clause + fix), rule.id
    keywords = JOURNALS["ijscr"].rule("keywords")
    assert keywords is not None
    assert keywords.fill(2) == (
        "3 to 6 key words, 'case report' among them; found 2",
        "Give 3 to 6 key words, 'case report' among them.",
    )


def test_a_journal_without_a_rule_has_none() -> None:
    assert JOURNALS["cureus"].rule("keywords") is None


SLIPS = [
    ("limit = 150", "limits = 150", "unknown key 'limits' in rule of bmj_cr, number 3. Allowed: id, verified, "),
    ("id = 'keywords'", "id = 'keyword'", "'keyword' is not allowed as 'id' of rule of ijscr, number 2."),
    ("{limit} words; it", "{limits} words; it", "'limits' is not allowed as 'rule' of text summary_max_words."),
    ("checklist = 'scare_2023'", "checklist = 'scare_2024'", "'scare_2024' is not allowed as 'checklist' of "),
    ("verified = true\nlimit = 150", "limit = 150", "key 'verified' is missing or empty in rule of bmj_cr, number 3."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_slip_in_a_profile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, words: str
) -> None:
    text = (load.FOLDER / "journals.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "journals.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError) as caught:
        journals.load_journals.__wrapped__()
    assert words in str(caught.value)
    assert str(caught.value).startswith("journals.toml, line ")
