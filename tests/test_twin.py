"""The synthetic twin and, where it is at hand, the first paper: values, rules that fire, rules that stay silent."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from casepool.domain.check import CheckResult
from casepool.domain.finding import Finding
from casepool.pipeline.check import check_path
from expected import find_all, list_misses, load_expected
from support import shared_path

TWIN = Path(__file__).parent / "data" / "twin"


@cache
def checked(path: str) -> CheckResult:
    item = check_path(path)
    assert item.problem is None
    return item.results[0]


def twin() -> CheckResult:
    return checked(str(TWIN / "twin.txt"))


def seed() -> CheckResult:
    return checked(str(shared_path("seed", "idir-2023.txt")))


@cache
def twin_expected() -> dict[str, Any]:
    return load_expected(TWIN / "twin_expected.yaml")


def seed_rules(fires: bool) -> dict[str, Any]:
    path = shared_path("product", "audit_rules.yaml")
    rules = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    return {r["id"]: r["seed"] for r in rules if "seed" in r and bool(r["seed"]["fires"]) == fires}


def shown_quotes(result: CheckResult, rule: str) -> list[Finding]:
    return [f for f in result.findings if f.rule == rule]


def misses_of(result: CheckResult, fires: dict[str, Any], silent: dict[str, Any]) -> list[str]:
    text = result.document.text
    misses = [f"{rule} must stay silent: {f.message}" for rule in silent for f in shown_quotes(result, rule)]
    for rule, wanted in fires.items():
        findings = shown_quotes(result, rule)
        quotes = wanted if isinstance(wanted, list) else wanted.get("quotes", []) if isinstance(wanted, dict) else []
        if not findings:
            misses.append(f"{rule} does not fire")
        for quote in quotes:
            spans = [e.span for f in findings for e in f.evidence]
            places = find_all(text, quote)
            assert places, f"{rule}: {quote!r} is not in the text"
            if findings and not any(s.start < end and start < s.end for s in spans for start, end in places):
                misses.append(f"{rule} does not show {quote!r}")
    return misses


def test_twin_values() -> None:
    assert list_misses(twin_expected(), twin().extraction) == []


def test_twin_rules() -> None:
    expected = twin_expected()
    assert misses_of(twin(), expected["rules_fire"], expected["rules_silent"]) == []


def test_twin_fires_nothing_else() -> None:
    assert {f.rule for f in twin().findings} == set(twin_expected()["rules_fire"])


def test_seed_values() -> None:
    expected = load_expected(shared_path("product", "seed_expected.yaml"))
    assert list_misses(expected, seed().extraction) == []


def test_seed_rules() -> None:
    assert misses_of(seed(), seed_rules(fires=True), seed_rules(fires=False)) == []


def test_seed_fires_nothing_else() -> None:
    assert {f.rule for f in seed().findings} == set(seed_rules(fires=True))


@pytest.mark.parametrize("severity", ["error", "warning", "gap", "note"])
def test_seed_cards(severity: str) -> None:
    """4 errors, 6 warnings, 14 gaps, 8 notes: findings about one fact share a card."""
    counts = {"error": 4, "warning": 6, "gap": 14, "note": 8}
    assert seed().counts.cards[severity] == counts[severity]


@pytest.mark.parametrize("name", ["twin", "seed"])
def test_background_claims(name: str) -> None:
    result, expected = (
        (twin(), twin_expected())
        if name == "twin"
        else (seed(), load_expected(shared_path("product", "seed_expected.yaml")))
    )
    claims = [c for c in result.extraction.claims if c.kind == "background"]
    text = result.document.text
    for item in expected["background"]:
        places = find_all(text, item["q"])
        hits = [c for c in claims for s, e in places if c.evidence.span.start < e and s < c.evidence.span.end]
        assert hits, f"no background claim at {item['q']!r}"
        if item.get("reference"):
            assert any(str(item["reference"]) in c.source for c in hits), (
                f"{item['q']!r} cites {[c.source for c in hits]}"
            )
