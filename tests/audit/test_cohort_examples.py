"""Every rule over several publications fires on its firing example and stays silent on its silent one."""

import pytest

from audit.cohort_texts import audit_example
from casepool.audit.cohort import COHORT_RULES
from casepool.knowledge.cohort_examples import load_cohort_examples
from casepool.knowledge.rules import load_rules

EXAMPLES = load_cohort_examples()


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_rule_fires(rule: str) -> None:
    found = audit_example(EXAMPLES[rule].fires, rule)
    assert found, f"{rule} does not fire on its example"
    for finding in found:
        assert finding.headline
        assert finding.suggestion
        assert finding.evidence or finding.searched
        assert len(finding.sources) == len(finding.evidence)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_rule_stays_silent(rule: str) -> None:
    assert [finding.message for finding in audit_example(EXAMPLES[rule].silent, rule)] == []


def test_every_rule_of_a_pool_or_project_has_examples() -> None:
    assert set(EXAMPLES) == {rule.id for rule in load_rules().values() if rule.step == "review" and rule.enabled}
    assert len(COHORT_RULES) == len(set(COHORT_RULES)) == len(EXAMPLES)
