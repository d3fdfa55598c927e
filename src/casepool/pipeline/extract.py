"""Reading and extracting files without a project."""

from dataclasses import dataclass
from functools import partial

from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError
from casepool.domain.extraction import Extraction
from casepool.export.extraction_json import Json, extraction_to_json, unread_to_json
from casepool.extract.document import VocabularyFinder, extract_document
from casepool.extract.model import Model
from casepool.extract.vocabulary import add_vocabulary
from casepool.knowledge.forms import load_form
from casepool.pipeline.plugins import add_mentions, read_any
from casepool.write.value_list import list_values


@dataclass(frozen=True)
class Extracted:
    """What one input gave: an extraction per document, or why it was not read."""

    source: str
    extractions: tuple[Extraction, ...] = ()
    problem: Problem | None = None

    @property
    def objects(self) -> tuple[Json, ...]:
        """The JSON objects of the machine interface."""
        if self.problem:
            return (unread_to_json(self.source, self.problem),)
        return tuple(extraction_to_json(e) for e in self.extractions)

    @property
    def table(self) -> str:
        """The values as text for a person."""
        return "".join(list_values(e) for e in self.extractions)


def load_model(data: bytes) -> Model:
    """The model in the content of a model file."""
    return Model(data)


def extract_path(path: str, model: Model | None = None, ocr: bool = False) -> Extracted:
    """Extract one file, with a model if one is given. A file that cannot be read gives its problem as a value.

    `ocr`: pages that are pictures are recognised.
    """
    add = partial(add_vocabulary, model=model)
    try:
        return Extracted(path, tuple(_extract(d, add) for d in read_any(path, ocr)))
    except ReadError as error:
        return Extracted(path, problem=error.problem)


def _extract(document: Document, add: VocabularyFinder) -> Extraction:
    form = load_form()
    return add_mentions(extract_document(document, form, add), form)
