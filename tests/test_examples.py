"""The shipped synthetic papers: each planted fault is found with its quotes; clean ones give no error or warning."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casepool.domain.check import CheckResult
from casepool.domain.evidence import Evidence
from casepool.pipeline.check import check_path

FOLDER = Path(__file__).parents[1] / "examples" / "papers"
PAPERS = sorted(p for p in FOLDER.iterdir() if p.suffix in (".md", ".txt", ".xml"))
FAULTS = [
    (path, fault)
    for path in PAPERS
    for fault in tomllib.loads(path.with_name(f"{path.stem}.faults.toml").read_text(encoding="utf-8"))["fault"]
]


@cache
def checked(path: Path) -> CheckResult:
    item = check_path(str(path))
    assert item.problem is None
    return item.results[0]


def fold(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def shows(text: str, evidence: Evidence, quote: str) -> bool:
    """Whether an evidence shares words with the place of a quote (in XML, where marks differ: one holds the other)."""
    start = text.find(quote)
    if start >= 0:
        return evidence.span.start < start + len(quote) and start < evidence.span.end
    return fold(quote) in fold(evidence.quote) or fold(evidence.quote) in fold(quote)


@pytest.mark.parametrize(("path", "fault"), FAULTS, ids=[f"{p.stem}-{f['rule']}" for p, f in FAULTS])
def test_a_planted_fault_is_found(path: Path, fault: dict[str, Any]) -> None:
    rules = (fault["rule"], *fault.get("also", []))
    findings = [f for f in checked(path).findings if f.rule in rules]
    assert findings, f"{fault['rule']} does not fire: {fault['what']}"
    shown = [e for f in findings for e in f.evidence]
    text = checked(path).document.text
    missing = [q for q in fault["quotes"] if not any(shows(text, e, q) for e in shown)]
    assert not missing, f"{fault['rule']} does not show {missing}, but {[e.quote for e in shown]}"


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_nothing_grave_beside_the_planted_faults(path: Path) -> None:
    planted = {r for p, f in FAULTS if p == path for r in (f["rule"], *f.get("also", []))}
    grave = [f for f in checked(path).findings if f.severity in ("error", "warning")]
    assert [(f.rule, f.message) for f in grave if f.rule not in planted] == []


def test_there_are_enough_papers() -> None:
    assert len(PAPERS) >= 8
    assert sum(not any(p == path for p, _ in FAULTS) for path in PAPERS) >= 2
