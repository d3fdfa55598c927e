"""The weights of linking: strict, summing to one in every pool, each with its reason and source."""

from math import isclose
from pathlib import Path

import pytest

from casepool.domain.errors import KnowledgeError
from casepool.knowledge import linking, load
from casepool.knowledge.forms import load_form
from casepool.knowledge.linking import Comparison, load_linking

KNOWLEDGE = load_linking()
COMPARISONS = list(KNOWLEDGE.comparisons.values())


@pytest.mark.parametrize("cases", [2, 10, 1_000, 1_000_000])
@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda c: c.id)
def test_chances_sum_to_one_in_a_pool_of_any_size(comparison: Comparison, cases: int) -> None:
    chances = comparison.list_chances(cases)
    assert isclose(sum(m for m, _ in chances.values()), 1)
    assert isclose(sum(u for _, u in chances.values()), 1)
    assert all(0 < m < 1 and 0 < u < 1 for m, u in chances.values())


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda c: c.id)
def test_each_level_says_why_and_from_where(comparison: Comparison) -> None:
    weights = list(comparison.list_weights(10).values())
    assert weights[0] > 0 > weights[-1], "the first level speaks for a match, the last against it"
    for level in comparison.levels.values():
        assert level.says.endswith((".", "}."))
        assert level.why.endswith(".")
        assert level.source.endswith(".")


def test_every_field_that_links_cases_is_compared() -> None:
    compared = {field for c in COMPARISONS for field in (c.field, *c.also)}
    assert {field.id for field in load_form().fields if field.link_key} <= compared


def test_the_prior_falls_with_the_size_of_the_pool() -> None:
    assert [round(KNOWLEDGE.prior.of(n), 6) for n in (1, 2, 11, 1001)] == [0.25, 0.25, 0.035, 0.00035]


def test_what_gets_rarer_in_a_large_pool_weighs_more() -> None:
    source = KNOWLEDGE.comparisons["source"]
    assert source.list_weights(10)["cites"] == pytest.approx(7.4512, abs=1e-4)
    assert source.list_weights(10_000)["cites"] > source.list_weights(10)["cites"] + 5


SLIPS = [
    ("m = 0.97\nu = 0.5", "m = 0.9\nu = 0.5", "comparison sex: the m of its levels sum to 0.93, not to 1."),
    ("m = 0.97\nu = 0.5", "m = 1.97\nu = 0.5", "comparison sex, level, number 1: m and u lie between 0 and 1."),
    ("name = 'one_apart'", "name = 'near'",
     "comparison age: its levels are same, one_apart, later, range, slip, differs, in this order."),
    ("field = 'sex'", "field = 'gender'", "'gender' is not allowed as 'field' of comparison sex. Allowed: "),
    ("says = 'The sex is {a} in both.'", "says = 'The sex is {c} in both.'",
     "comparison sex, level, number 1: 'says' has the places {a} and {b} only."),
    ("propose = 0.3", "propose = 3", "propose must lie between 0 and 1, contrary and unlikely below 0."),
    ("[comparisons.sex]", "[comparisons.sexes]", "unknown key 'sexes' in comparisons. Allowed: age, "),
    ("highest = 0.25", "highest = 2.0", "the prior needs repeats above 0 and highest between 0 and 1."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "words"), SLIPS, ids=[slip[1] for slip in SLIPS])
def test_slip_in_the_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, words: str
) -> None:
    text = (load.FOLDER / "linking" / "onco_spine_case.toml").read_text(encoding="utf-8")
    assert right in text
    form = load_form()
    (tmp_path / "linking").mkdir()
    (tmp_path / "linking" / "slip.toml").write_text(text.replace(right, wrong), encoding="utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    monkeypatch.setattr(linking, "load_form", lambda name: form)
    with pytest.raises(KnowledgeError) as caught:
        load_linking.__wrapped__("slip")
    assert str(caught.value).startswith("linking/slip.toml, line ")
    assert words in str(caught.value)
