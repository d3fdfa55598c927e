"""Reads the fixtures of numbers and compares at their own tolerance.

Fixtures that may ship lie in tests/numbers/fixtures; the others are read beside the repository and skipped where they
are missing. The rules of the format: `expected.KEY` wins over `case:NAME`, which wins over `default`; "abs" and "rel"
apply to every number inside a value; texts, null, "Inf" and the lengths of lists match exactly.
"""

import json
from typing import Any

from support import ROOT, shared_path

FOLDER = ROOT / "tests" / "numbers" / "fixtures"
Json = Any


def load_fixture(name: str) -> Json:
    """A fixture of the repository, or of the reference material beside it."""
    path = FOLDER / f"{name}.json"
    place = path if path.exists() else shared_path("statistics", "fixtures", f"{name}.json")
    return json.loads(place.read_text(encoding="utf-8"))


def find_case(fixture: Json, name: str) -> Json:
    """The case of this name."""
    return next(case for case in fixture["cases"] if case["name"] == name)


def assert_close(fixture: Json, case: Json, key: str, got: Any) -> None:
    """Assert that a computed value is the expected one at the fixture's tolerance."""
    rules = fixture["tolerance"]
    rule = rules.get(f"expected.{key}") or rules.get(f"case:{case['name']}") or rules["default"]
    _compare(got, case["expected"][key], rule, f"{fixture['id']}, {case['name']}, {key}")


def _compare(got: Any, want: Any, rule: Json, where: str) -> None:
    if isinstance(want, list):
        assert len(got) == len(want), where
        for place, (one, other) in enumerate(zip(got, want, strict=True)):
            _compare(one, other, rule, f"{where}[{place}]")
    elif isinstance(want, dict):
        assert got.keys() == want.keys(), where
        for key, value in want.items():
            _compare(got[key], value, rule, f"{where}.{key}")
    elif want is None or isinstance(want, str | bool) or rule.get("exact"):
        assert got == want, where
    elif "rel" in rule:
        assert got is not None, where
        assert abs(got - want) <= rule["rel"] * abs(want), f"{where}: {got} is not {want}"
    else:
        assert got is not None, where
        assert abs(got - want) <= rule["abs"], f"{where}: {got} is not {want}"
