"""Runs the rules of scope pool and project: over several publications, what people linked, and the plan."""

from collections.abc import Callable, Iterable

from casepool.audit import earlier_cases, project, same_patient
from casepool.audit.material import Material
from casepool.domain.finding import SEVERITIES, Finding
from casepool.knowledge.rules import load_rules

CohortRule = Callable[[Material], Iterable[Finding]]

COHORT_RULES: tuple[CohortRule, ...] = (
    same_patient.find_wrong_rows,
    earlier_cases.find_left_out_cases,
    earlier_cases.find_unfound_figures,
    same_patient.find_likely_repeats,
    same_patient.find_disagreements,
    same_patient.list_drifts,
    project.find_biased_eligibility,
    project.find_lost_quotes,
    project.find_unbound_numbers,
)


def audit_cohort(material: Material, switched_off: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Every finding of every enabled rule: gravest first, then in the order of the rules, publications and text.

    A finding without a quote is kept only if it names what it searched.
    """
    rules = load_rules()
    found = [finding for rule in COHORT_RULES for finding in rule(material)]
    kept = [f for f in found if rules[f.rule].enabled and f.rule not in switched_off and (f.evidence or f.searched)]
    order = {name: number for number, name in enumerate(rules)}
    return tuple(sorted(kept, key=lambda f: (SEVERITIES.index(f.severity), order[f.rule], *_place(f))))


def _place(finding: Finding) -> tuple[tuple[str, ...], int]:
    start = finding.evidence[0].span.start if finding.evidence else -1
    return finding.sources, start
