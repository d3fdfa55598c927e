"""How good the extraction is on the development sets: every scorer, by rules and with the model, beside the baselines.

Each figure has a 95 % interval over documents where the scorer gives one (bootstrap), the best measured other tool, and
the floor of bench/accuracy/floors.toml under which it must not fall. The model is scored on its own texts by 5-fold
cross-validation (trained within the folds), on all others after training on all of its texts.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.accuracy.cross import FOLDS, cross_models
from bench.accuracy.gold import FOLDER, Json, extract_all, load_scorers, read_documents
from bench.accuracy.train import DATA, Example, read_examples, train_model
from casepool.domain.document import Document
from casepool.extract.model import Model

BOOTSTRAP = 1000
FLOORS = Path(__file__).parent / "floors.toml"
WITH_MODEL = ("maccrobat2020", "e3c_en_layer1", "hpo_id68", "hpo_gsc_plus", "hpo_gsc_2024", "hpo_genereviews10",
              "jax_phenopackets", "negex")  # fmt: skip


def measure(only: tuple[str, ...] = ()) -> dict[str, Any]:
    """All figures of the sets that are here (of those in `only`, if given). Raises LookupError if none is."""
    scorers = load_scorers()
    names = [name for name in scorers.A.TASKS if not only or name in only]
    here = [name for name in names if (FOLDER / name / "docs.jsonl").exists()]
    if not here:
        raise LookupError("none of the annotated sets is here")
    examples = read_examples(DATA) if DATA.exists() else []
    found = {name: measure_set(scorers, name, examples) for name in here}
    return {
        "bootstrap": BOOTSTRAP,
        "folds": FOLDS,
        "left_out": sorted(set(names) - set(here)),
        "sets": found,
        "below_floor": find_below(found, read_floors()),
    }


def measure_set(scorers: ModuleType, name: str, examples: list[Example]) -> dict[str, Any]:
    """The figures of one set, rules only and, where mentions are scored, with the model."""
    documents = list(read_documents(name))
    found = {"documents": len(documents), "rules": score_set(scorers, name, extract_all(documents, no_model))}
    if name in WITH_MODEL and examples:
        found["with_model"] = score_set(scorers, name, extract_all(documents, _models(name, examples)))
    return found


def no_model(document: Document) -> None:
    """Rules and dictionaries only, whatever the document."""


def _models(name: str, examples: list[Example]) -> Any:
    if name == DATA.name:
        return cross_models(examples)
    model = Model(train_model(examples))
    return lambda document: model


def score_set(scorers: ModuleType, name: str, objects: list[Json]) -> dict[str, Json]:
    """The figures of every task of a set: {task: {figure: {value, ci95, baseline, tool}}}."""
    baselines = json.loads((FOLDER / "baselines.json").read_text("utf-8"))["dev"].get(name, {})
    found: dict[str, Json] = {}
    for task in scorers.A.TASKS[name]:
        result = scorers.score_task(task, str(FOLDER / name), objects, "dev", BOOTSTRAP)
        figures: Json = {}
        for figure, value in scorers.headline(result):
            best = baselines.get(task, {}).get(figure, {})
            extra = {"baseline": best["value"], "tool": best["tool"]} if best else {}
            interval = interval_of(result, figure)
            figures[figure] = {"value": value, **({"ci95": interval} if interval else {}), **extra}
        found[task] = figures
    return found


def interval_of(result: Json, figure: str) -> list[float] | None:
    """The interval of a headline figure, where the scorer computed one."""
    micro = result.get("micro", {})
    parts = {
        "micro F1": micro,
        "micro relaxed F1": micro.get("relaxed", {}),
        "micro strict F1": micro.get("strict", {}),
        "negated F1": result.get("negated", {}),
    }
    interval = parts.get(figure, {}).get("ci95")
    return [round(bound, 4) for bound in interval] if interval else None


def read_floors() -> dict[str, Any]:
    """The floors: [set.way.task] figure = number. They may rise, never fall."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def find_below(found: Json, floors: Json) -> list[Json]:
    """The figures that lie under their floor, or that have a floor and are missing."""
    return [item for item in _compare(found, floors) if item["value"] is None or item["value"] < item["floor"]]


def _compare(found: Json, floors: Json) -> Iterator[Json]:
    for name in sorted(set(floors) & set(found)):
        for way, tasks in floors[name].items():
            for task, figures in tasks.items():
                for figure, floor in figures.items():
                    value = found[name].get(way, {}).get(task, {}).get(figure, {}).get("value")
                    yield {"set": name, "way": way, "task": task, "figure": figure, "value": value, "floor": floor}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1, ensure_ascii=False))
