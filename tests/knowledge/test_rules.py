"""The audit rules: complete against their specification where it is at hand, and templates that can be filled."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from casepool.domain.errors import KnowledgeError
from casepool.domain.finding import SEVERITIES
from casepool.knowledge import load, rules
from casepool.knowledge.rules import Rule, list_places, load_families, load_rules
from support import shared_path

RULES = load_rules()


FOUND_LATER = ["ABB-01", "OUT-01", "REF-06", "STA-06"]


def every_template() -> list[tuple[Rule, str]]:
    return [(rule, variant) for rule in RULES.values() for variant in ("", *rule.variants)]


def test_rules_hold_the_whole_specification() -> None:
    wanted = {
        r["id"]: r for r in yaml.safe_load(shared_path("product", "audit_rules.yaml").read_text("utf-8"))["rules"]
    }
    assert sorted(set(wanted) - set(RULES)) == []
    assert sorted(set(RULES) - set(wanted)) == FOUND_LATER
    for name, spec in wanted.items():
        rule = RULES[name]
        for key in ("severity", "scope", "how", "trigger", "false_alarm"):
            assert getattr(rule, key) == spec[key], f"{name}: {key}"
        assert rule.enabled == spec.get("enabled", True), name
        assert abs(len(rule.guard) - len(spec["guard"])) <= 6, f"{name}: guard"


def test_rules_have_their_counts() -> None:
    assert len(RULES) == 78
    assert Counter(r.severity for r in RULES.values()) == {"error": 23, "warning": 27, "gap": 16, "note": 12}
    assert [r.id for r in RULES.values() if not r.enabled] == ["PAT-03"]
    assert [r.id for r in RULES.values() if r.step == "review"] == [
        *("TAB-08", "CLM-03", "REF-05", "LNK-01", "LNK-02", "LNK-03", "SEL-01", "EVD-01", "EVD-02"),
    ]
    assert {r.step == "review" for r in RULES.values() if r.scope in ("pool", "project")} == {True}
    assert {r.step for r in RULES.values() if r.scope in ("paper", "table", "refs")} == {"audit"}


def test_each_family_has_a_label_and_rules() -> None:
    assert list(load_families()) == list(dict.fromkeys(r.family for r in RULES.values()))
    assert load_families()["gaps"] == "Oncology and surgery"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)
def test_rule_says_why_it_matters_and_how_to_resolve_it(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert rule.why.endswith((".", "?"))
    assert rule.resolve.endswith(".")
    assert rule.trigger != rule.guard


@pytest.mark.parametrize(("rule", "variant"), every_template(), ids=lambda x: getattr(x, "id", x))
def test_template_can_be_filled_and_reads_as_sentences(rule: Rule, variant: str) -> None:
    template = rule.template(variant)
    names = {n for part in rules.PARTS for n in list_places(getattr(template, part))}
    headline, explanation, suggestion = rule.fill(variant, **dict.fromkeys(names, "seven"))
    assert headline.endswith((".", "?"))
    assert explanation.endswith((".", "?")) or not explanation
    assert suggestion.endswith((".", "?", "seven"))
    assert not set("{}") & set(headline + explanation + suggestion)
    if variant:
        assert template != rule.template(), "a variant that changes nothing"


def test_fill_puts_values_in_their_places() -> None:
    assert RULES["LAT-01"].fill(a="left", b="right", places_a="2 places", places_b="1 place") == (
        "The lesion is left in 2 places and right in 1 place.",
        "A picture printed by the radiological convention, or a side of symptoms, would explain it; "
        "the paper does not say so.",
        "State the side of the lesion once and use it in every place.",
    )


def test_variant_replaces_only_the_parts_that_it_names() -> None:
    plain = RULES["AGE-01"].template()
    birthday = RULES["AGE-01"].template("birthday")
    assert (plain.headline, plain.suggestion) == (birthday.headline, birthday.suggestion)
    assert plain.explanation == ""
    assert birthday.explanation.startswith("A birthday between admission and writing")


def test_missing_values_unused_values_and_unknown_variants_are_refused() -> None:
    def complaint(rule: str, variant: str = "", **values: object) -> str:
        with pytest.raises(KnowledgeError) as caught:
            RULES[rule].fill(variant, **values)
        return str(caught.value)

    assert complaint("REF-02", a="[31]") == "Rule REF-02: no value for n."
    assert complaint("REF-02", a="[31]", n=9, m=1) == "Rule REF-02: no place for m. Its places: a, n."
    assert complaint("REF-03", "several", n=2) == "Rule REF-03, variant 'several': no value for list."
    assert complaint("REF-03", "many", n=2) == "Rule REF-03 has no variant 'many'. It has: several."
    assert complaint("REF-02", "many") == "Rule REF-02 has no variant 'many'. It has: none."


SLIPS = [
    ("severity = 'error'", "severity = 'grave'",
     "'grave' is not allowed as 'severity' of rule TIM-01. Allowed: error, warning, gap, note."),
    ("headline = '{what_a} at {a}", "headline = '{what_a at {a}", "rule TIM-01: a brace stands alone in 'headline': "),
    ("headline = '{what_a} at {a}", "headline = '{} at {a}",
     "rule TIM-01: each place in 'headline' needs a name, as in {places_a}."),
    ("why = 'A time", "whi = 'A time", "unknown key 'whi' in rule TIM-01. Allowed: severity, "),
    ("[rules.TIM-03]", "[rules.AGE-01]", "rule AGE-01 stands in two families."),
    ("step = 'audit'", "step = 'audit'\nenabled = false",
     "rule TIM-01: a rule that is switched off says why_off, and no other rule does."),
    ("[rules.TIM-01.variants.longer]\nheadline", "[rules.TIM-01.variants.longer]\nheadlines",
     "unknown key 'headlines' in rule TIM-01, variant longer. Allowed: headline, explanation, suggestion. "
     "Did you mean 'headline'?"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_slip_in_a_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, words: str
) -> None:
    (tmp_path / "audit").mkdir()
    for path in (load.FOLDER / "audit").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "time":
            assert right in text
            text = text.replace(right, wrong, 1)
        (tmp_path / "audit" / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    with pytest.raises(KnowledgeError) as caught:
        rules.load_rules.__wrapped__()
    assert words in str(caught.value)
    assert str(caught.value).startswith("audit/time.toml, line ")
