"""Every rule of a single paper fires on its firing example and stays silent on its silent one."""

import pytest

from casepool.audit.engine import RULES
from casepool.domain.finding import Finding
from casepool.knowledge.rule_examples import load_rule_examples
from casepool.knowledge.rules import load_rules
from casepool.pipeline.check import Choices, check_document
from casepool.read.reader import read_bytes

EXAMPLES = load_rule_examples()


def findings(text: str, rule: str) -> list[Finding]:
    example = EXAMPLES[rule]
    documents = read_bytes(text.encode("utf-8"), example.file)
    chosen = Choices(example.journal)
    return [f for document in documents for f in check_document(document, chosen).findings if f.rule == rule]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_rule_fires(rule: str) -> None:
    found = findings(EXAMPLES[rule].fires, rule)
    assert found, f"{rule} does not fire on its example"
    for finding in found:
        assert finding.headline
        assert finding.suggestion
        assert finding.evidence or finding.searched


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_rule_stays_silent(rule: str) -> None:
    assert [f.message for f in findings(EXAMPLES[rule].silent, rule)] == []


def test_every_rule_of_a_paper_has_examples() -> None:
    ours = {r.id for r in load_rules().values() if r.step == "audit" and r.enabled}
    assert set(EXAMPLES) == ours


def test_a_grave_finding_shows_two_sides() -> None:
    """Every error of a contradiction quotes both statements."""
    for rule in ("AGE-01", "SEX-01", "LAT-01", "LVL-01", "SIZ-01", "IMG-01", "PAT-01", "TRT-01", "TIM-01", "TAB-01"):
        for finding in findings(EXAMPLES[rule].fires, rule):
            assert len(finding.evidence) >= 2, f"{rule} shows {[e.quote for e in finding.evidence]}"


def test_rules_are_listed_once() -> None:
    assert len(RULES) == len(set(RULES))
