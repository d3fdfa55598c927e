"""Runs the rules over one extracted document."""

from collections.abc import Callable, Iterable

from casepool.audit.paper import Paper
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Finding
from casepool.knowledge.rules import load_rules

RuleFunction = Callable[[Paper], Iterable[Finding]]

RULES: tuple[RuleFunction, ...] = ()


def audit_extraction(extraction: Extraction, switched_off: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Every finding of every enabled rule: gravest first, then in the order of the rules and of the text.

    A finding without a quote is kept only if it is a gap or a note that names the text it searched.
    """
    paper = Paper(extraction)
    rules = load_rules()
    found = [finding for rule in RULES for finding in rule(paper)]
    kept = [f for f in found if rules[f.rule].enabled and f.rule not in switched_off and (f.evidence or f.searched)]
    order = {name: number for number, name in enumerate(rules)}
    return tuple(sorted(kept, key=lambda f: (SEVERITIES.index(f.severity), order[f.rule], _first(f))))


def _first(finding: Finding) -> int:
    return min((e.span.start for e in finding.evidence), default=-1)
