"""How quiet the audit is on published texts: findings per severity and rule on each set, by identifier.

Sets: case bodies (maccrobat2020, e3c_en_layer1), full texts (jax_phenopackets), JATS articles (papers), synthetic
articles (bench/audit/articles). All but the last lie beside the repository; a set that is missing is named as such. A
published text may hold real mistakes, so each finding is read by a person: bench/audit/judged.toml says which are real.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casepool.domain.check import CheckResult
from casepool.domain.errors import ReadError
from casepool.pipeline.check import check_document
from casepool.read.files import read_path
from casepool.read.reader import read_bytes

SHARED = Path(__file__).parents[2].parent / "shared"
ARTICLES = Path(__file__).parent / "articles"
TEXT_SETS = ("maccrobat2020", "e3c_en_layer1", "jax_phenopackets")
GRAVE = ("error", "warning")


def check_texts(name: str) -> Iterator[tuple[str, CheckResult]]:
    """Each text of a gold set, checked as a plain text file."""
    with (SHARED / "gold" / name / "docs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            for document in read_bytes(item["text"].encode("utf-8"), f"{item['id']}.txt"):
                yield item["id"], check_document(document)


def list_jats() -> list[Path]:
    """The JATS articles of the papers."""
    return sorted([*(SHARED / "papers" / "pairs").glob("*.xml"), *(SHARED / "papers" / "jats").iterdir()])


def check_articles(paths: list[Path]) -> Iterator[tuple[str, CheckResult]]:
    """Each of these articles that can be read."""
    for path in paths:
        try:
            for document in read_path(path):
                yield path.stem, check_document(document)
        except ReadError as error:
            print(f"{path.name}: {error}", file=sys.stderr)


def count_set(checked: Iterator[tuple[str, CheckResult]]) -> dict[str, Any]:
    """Cards by severity, findings by rule, and where each grave finding stands."""
    cards: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    grave: list[dict[str, str]] = []
    documents = 0
    for name, result in checked:
        documents += 1
        cards.update(card.severity for card in result.cards)
        rules.update(f.rule for f in result.findings)
        grave += [{"document": name, "rule": f.rule} for f in result.findings if f.severity in GRAVE]
    return {
        "documents": documents,
        "cards": dict(cards),
        "errors_per_20": round(20 * cards["error"] / max(documents, 1), 2),
        "warnings_per_4": round(4 * cards["warning"] / max(documents, 1), 2),
        "rules": dict(sorted(rules.items())),
        "grave": grave,
    }


def measure() -> dict[str, Any]:
    """Figures of every set that is here."""
    found: dict[str, Any] = {}
    for name in TEXT_SETS:
        here = (SHARED / "gold" / name / "docs.jsonl").exists()
        found[name] = count_set(check_texts(name)) if here else "not here"
    found["jats"] = count_set(check_articles(list_jats())) if (SHARED / "papers").exists() else "not here"
    found["synthetic"] = count_set(check_articles(sorted(ARTICLES.iterdir())))
    return found


def main() -> None:
    start = time.process_time()
    print(json.dumps(measure(), indent=1))
    print(f"{time.process_time() - start:.1f} s of processor time", file=sys.stderr)


if __name__ == "__main__":
    main()
