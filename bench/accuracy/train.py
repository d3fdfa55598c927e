"""Builds the model of mentions: `python -m bench.accuracy.train [--data FOLDER] [--out FILE]`.

Learns from annotated case bodies (MACCROBAT2020, its development part; see docs/model-card.md) and writes the model to
the user's data folder, where `casepool extract` finds it. The same texts give the same bytes. No model is part of
casepool: whoever builds one answers for the licence of the texts.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pycrfsuite

from casepool.cli.user_data import model_path
from casepool.extract.abbreviations import find_abbreviations
from casepool.extract.features import features_of, sentence_spans, tag_words
from casepool.extract.mentions import Reading
from casepool.extract.vocabulary import read_terms
from casepool.extract.vocabulary_words import WordRow
from casepool.read.reader import read_bytes

DATA = Path(__file__).parents[2].parent / "shared" / "gold" / "maccrobat2020"
LABELS = {
    "Sign_symptom": "finding",
    "Disease_disorder": "condition",
    "Biological_structure": "anatomy",
    "Diagnostic_procedure": "procedure",
    "Therapeutic_procedure": "procedure",
    "Medication": "drug",
    **dict.fromkeys(("Lab_value", "Distance", "Area", "Volume", "Mass", "Height", "Weight"), "measurement"),
    **dict.fromkeys(("Date", "Duration", "Time"), "time"),
}
SETTINGS = {"c1": 0.05, "c2": 0.5, "max_iterations": 70, "feature.possible_transitions": True}


@dataclass(frozen=True)
class Example:
    """One annotated text: for each sentence the features of its words and their tags."""

    id: str
    sentences: tuple[tuple[list[list[str]], list[str]], ...]


def read_examples(folder: Path) -> list[Example]:
    """The annotated texts of a folder (docs.jsonl, gold.jsonl), by identifier. Raises LookupError if it is not here."""
    if not (folder / "gold.jsonl").exists():
        raise LookupError(f"there is no annotated text in {folder.name}")
    spans: dict[str, set[tuple[int, int, str]]] = {}
    for item in _read_lines(folder / "gold.jsonl"):
        if item["kind"] == "span" and item["label"] in LABELS:
            spans.setdefault(item["doc_id"], set()).add((item["start"], item["end"], LABELS[item["label"]]))
    texts = sorted((item["id"], item["text"]) for item in _read_lines(folder / "docs.jsonl"))
    return [make_example(name, text, spans.get(name, set())) for name, text in texts]


def make_example(name: str, text: str, spans: set[tuple[int, int, str]]) -> Example:
    """One text with its spans (half-open, code points, type) as features and tags."""
    reading = Reading.of(read_bytes(text.encode("utf-8"), f"{name}.txt")[0])
    row, terms = read_terms(reading, find_abbreviations(reading.view))
    tags = tag_spans(reading, row, spans)
    cased = reading.view.shadow.cased
    outer, inner = tag_words(row, terms)
    return Example(
        name, tuple((features_of(row, cased, outer, inner, a, b), tags[a:b]) for a, b in sentence_spans(row))
    )


def tag_spans(reading: Reading, row: WordRow, spans: set[tuple[int, int, str]]) -> list[str]:
    """B, I and O for each word of a row; of spans that overlap the longest is tagged."""
    shadow = reading.view.shadow
    places = [shadow.canonical(a, b) if b > a else (0, 0) for a, b in zip(row.starts, row.ends, strict=True)]
    tags = ["O"] * len(places)
    for start, end, kind in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        numbers = [n for n, (a, b) in enumerate(places) if a < end and start < b]
        if all(tags[n] == "O" for n in numbers):
            for n in numbers:
                tags[n] = f"{'B' if n == numbers[0] else 'I'}-{kind}"
    return tags


def train_model(examples: Iterable[Example]) -> bytes:
    """The content of the model file that these texts give."""
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    for example in examples:
        for features, tags in example.sentences:
            trainer.append(features, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.crf"
        trainer.train(str(path))
        return path.read_bytes()


def _read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main(arguments: list[str] | None = None) -> int:
    """Build the model and say where it lies. 0 done, 3 no annotated texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with docs.jsonl and gold.jsonl")
    parser.add_argument("--out", type=Path, default=model_path(), help="the model file to write")
    given = parser.parse_args(arguments)
    try:
        examples = read_examples(given.data)
    except LookupError as reason:
        print(f"No model was built: {reason.args[0]}. Name the folder with --data.", file=sys.stderr)
        return 3
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(train_model(examples))
    print(f"A model of {len(examples)} texts lies at {given.out}. casepool extract uses it unless --no-model is given.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
