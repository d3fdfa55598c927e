"""Recall on planted faults and false alarms on the clean texts: `python bench/audit/plants.py [KIND ...]`.

Every planter is tried on every clean text; each fault is planted alone, the text is checked, and the fault counts as
found if a rule that may find it makes a finding that the clean text does not give, with a quote that holds the changed
words. Figures are stored in bench/proof/audit_plants.json. With names of kinds only those run, on the development half
only, each fault is listed, and nothing is stored: that is how patterns are tuned.
"""

import json
import math
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.audit import plant_course, plant_lesion, plant_patient, plant_references  # noqa: F401  planters list themselves
from bench.audit.plant import PLANTERS, Plant
from bench.audit.source import SETS, SHARED, Source, load_sources
from bench.prove import store
from casepool.domain.finding import Finding
from casepool.pipeline.check import check_document
from casepool.read.reader import read_bytes

FEWEST = 20
GRAVE = ("error", "warning")
HALVES = ("development", "held out")
Z = 1.959963984540054


def check_stored(filename: str, stored: str) -> list[Finding]:
    """All findings on a stored text."""
    return [f for document in read_bytes(stored.encode("utf-8"), filename) for f in check_document(document).findings]


def key_of(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    return finding.rule, finding.message, tuple(e.quote for e in finding.evidence)


def make_plants(source: Source, kinds: Iterable[str]) -> Iterator[Plant]:
    for kind in kinds:
        yield from PLANTERS[kind](source)


def find_plant(plant: Plant, clean: set[tuple[str, str, tuple[str, ...]]]) -> list[str]:
    """The rules, of those that may, which found the fault: a new finding that shows the changed words."""
    wanted = fold(plant.shows)
    found = [f for f in check_stored(plant.source.filename, plant.stored) if key_of(f) not in clean]
    return [
        f.rule
        for f in found
        if f.rule in plant.rules
        and (not wanted or any(wanted in fold(e.quote) or fold(e.quote) in wanted for e in f.evidence))
    ]


def fold(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" .").lower()


def run(kinds: list[str], show: bool) -> tuple[list[dict[str, Any]], dict[str, list[tuple[str, list[Finding]]]]]:
    """Every plant with what found it, and the findings on the clean texts by set."""
    plants: list[dict[str, Any]] = []
    clean: dict[str, list[tuple[str, list[Finding]]]] = defaultdict(list)
    for source in load_sources():
        if show and source.half != HALVES[0]:
            continue
        findings = check_stored(source.filename, source.raw)
        clean[source.group].append((source.name, findings))
        known = {key_of(f) for f in findings}
        for plant in make_plants(source, kinds):
            rules = find_plant(plant, known)
            plants.append(describe(plant, rules))
            if show:
                print_plant(plant, rules)
    return plants, clean


def describe(plant: Plant, rules: list[str]) -> dict[str, Any]:
    source = plant.source
    return {
        **{"kind": plant.kind, "set": source.group, "text": source.name, "half": source.half, "how": plant.how},
        **{"may": plant.rules, "found": bool(rules), "by": sorted(set(rules))},
    }


def print_plant(plant: Plant, rules: list[str]) -> None:
    """One line for a person who tunes patterns on the development half."""
    mark = "found " if rules else "MISSED"
    print(f"{mark} {plant.kind:22} {plant.source.name:24} {plant.old[:40]!r} -> {plant.new[:110]!r}")


def rate(found: int, total: int) -> dict[str, Any]:
    """Share with its 95 % interval (Wilson, J Am Stat Assoc 1927;22:209); null without plants."""
    if total == 0:
        return {"found": 0, "planted": 0, "recall": None, "low": None, "high": None}
    share, spread = found / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return {"found": found, "planted": total, "recall": round(share, 3), "low": round(low, 3), "high": round(high, 3)}


def count_recall(plants: list[dict[str, Any]]) -> dict[str, Any]:
    return rate(sum(p["found"] for p in plants), len(plants))


def group_recall(plants: list[dict[str, Any]], name: str) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for plant in plants:
        groups[plant[name]].append(plant)
    return {key: count_recall(groups[key]) for key in sorted(groups)}


def recall_by_rule(plants: list[dict[str, Any]]) -> dict[str, Any]:
    """For each rule the plants made for it first of all; with fewer than 20 its recall is not measured."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for plant in plants:
        groups[plant["may"][0]].append(plant)
    result: dict[str, Any] = {}
    for rule in sorted(groups):
        counted = count_recall(groups[rule])
        counted["measured"] = "measured" if counted["planted"] >= FEWEST else "not measured"
        counted["sets"] = dict(sorted(Counter(p["set"] for p in groups[rule]).items()))
        result[rule] = counted
    return result


def read_judged() -> dict[tuple[str, str], str]:
    """Which findings on clean texts a person has read and found real: (text, rule) -> verdict."""
    judged = tomllib.loads((Path(__file__).parent / "judged.toml").read_text(encoding="utf-8"))["judged"]
    return {(text, entry["rule"]): entry["verdict"] for entry in judged for text in entry["texts"]}


def count_alarms(texts: list[tuple[str, list[Finding]]]) -> dict[str, Any]:
    """Errors and warnings on a clean set: false alarms, and real mistakes apart, by identifier and rule."""
    judged, n = read_judged(), len(texts)
    found = [(name, f) for name, findings in texts for f in findings if f.severity in GRAVE]
    false = [(name, f) for name, f in found if judged.get((name, f.rule)) != "real"]
    real = Counter((name, f.rule) for name, f in found if judged.get((name, f.rule)) == "real")
    counted = Counter(f.severity for _, f in false)
    return {
        "texts": n,
        "false_errors": counted["error"],
        "false_warnings": counted["warning"],
        "false_errors_per_20": round(20 * counted["error"] / n, 2),
        "false_warnings_per_2": round(2 * counted["warning"] / n, 2),
        "false": [{"text": name, "rule": f.rule, "severity": f.severity} for name, f in false],
        "real": [{"text": name, "rule": rule, "findings": k} for (name, rule), k in sorted(real.items())],
    }


def measure(kinds: list[str] | None = None, show: bool = False) -> dict[str, Any]:
    """All figures. Raises LookupError where the texts are not here."""
    if not SHARED.exists():
        raise LookupError("the clean texts (folder shared) are not beside the repository")
    plants, clean = run(kinds or list(PLANTERS), show)
    return {
        "all": count_recall(plants),
        "halves": {half: count_recall([p for p in plants if p["half"] == half]) for half in HALVES},
        "how": group_recall(plants, "how"),
        "sets": group_recall(plants, "set"),
        "rules": recall_by_rule(plants),
        "rules_by_half": {h: recall_by_rule([p for p in plants if p["half"] == h]) for h in HALVES},
        "kinds": group_recall(plants, "kind"),
        "clean": {name: count_alarms(clean[name]) for name in SETS if name in clean},
        "missed": [{k: p[k] for k in ("kind", "set", "text", "half")} for p in plants if not p["found"]],
    }


def main(kinds: list[str]) -> int:
    if unknown := sorted(set(kinds) - set(PLANTERS)):
        print(f"There is no kind {', '.join(unknown)}. There are: {', '.join(PLANTERS)}.", file=sys.stderr)
        return 2
    measured = measure(kinds, show=bool(kinds))
    print(json.dumps({k: measured[k] for k in ("all", "halves", "rules", "kinds")}, indent=1))
    if not kinds:
        print(store("audit_plants", measured))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
