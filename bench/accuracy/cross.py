"""Cross-validation: each annotated text is read with a model that has never seen it."""

import random
from collections.abc import Callable
from pathlib import Path

from bench.accuracy.train import Example, train_model
from casepool.domain.document import Document
from casepool.extract.model import Model

FOLDS = 5
SEED = 7


def make_folds(names: list[str], folds: int = FOLDS) -> list[frozenset[str]]:
    """The names in `folds` parts of about the same size, always the same ones."""
    mixed = sorted(names)
    random.Random(SEED).shuffle(mixed)
    return [frozenset(mixed[number::folds]) for number in range(folds)]


def cross_models(examples: list[Example]) -> Callable[[Document], Model]:
    """A function that gives, for a text, the model that was trained without the fold of this text."""
    models: dict[str, Model] = {}
    for fold in make_folds([example.id for example in examples]):
        model = Model(train_model(e for e in examples if e.id not in fold))
        models.update(dict.fromkeys(fold, model))
    return lambda document: models[Path(document.source).stem]
