"""The annotated texts beside the repository, their scorers, and what casepool extracts from them."""

import importlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from casepool.domain.document import Document
from casepool.export.extraction_json import extraction_to_json
from casepool.extract.document import extract_document
from casepool.extract.model import Model
from casepool.extract.vocabulary import add_vocabulary
from casepool.read.reader import read_bytes

FOLDER = Path(__file__).parents[2].parent / "shared" / "gold"
Json = dict[str, Any]


def load_scorers() -> ModuleType:
    """The scorers of the folder (evaluate.py). Raises LookupError if they are not here."""
    if not (FOLDER / "evaluate.py").exists():
        raise LookupError("the annotated texts and their scorers are not here")
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    return importlib.import_module("evaluate")


def read_lines(path: Path) -> list[Json]:
    """The objects of a file of JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_documents(name: str) -> Iterator[Document]:
    """The texts of a set, each read as a plain text file of its name. Raises LookupError if the set is not here."""
    path = FOLDER / name / "docs.jsonl"
    if not path.exists():
        raise LookupError(f"the set {name} is not here")
    for item in read_lines(path):
        yield from read_bytes(item["text"].encode("utf-8"), f"{item['id']}.txt")


def extract_all(documents: Iterable[Document], model_of: Callable[[Document], Model | None]) -> list[Json]:
    """What casepool extracts from each text, as the JSON that the scorers read; `model_of` names the model for it."""
    found = []
    for document in documents:
        add = partial(add_vocabulary, model=model_of(document))
        found.append(extraction_to_json(extract_document(document, vocabulary=add)))
    return found
