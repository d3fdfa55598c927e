"""What is asked of a language model: parts of a document that may speak for a patient, each as one field of data."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casepool.domain.case import Case
from casepool.domain.extraction import Extraction
from casepool.domain.form import Field, Form
from casepool.engines.schema import build_schema
from casepool.engines.settings import EngineSettings
from casepool.extract.mentions import Reading
from casepool.knowledge.engines import ChatKnowledge, load_chat
from casepool.text.view import Sentence


@dataclass(frozen=True)
class Asked:
    """One extraction that a language model reads too. `reading` is the text made ready by our own finders."""

    extraction: Extraction
    form: Form

    @cached_property
    def reading(self) -> Reading:
        return Reading.of(self.extraction.document)

    @cached_property
    def knowledge(self) -> ChatKnowledge:
        return load_chat()

    @property
    def cases(self) -> tuple[Case, ...]:
        return self.extraction.told_cases

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are asked."""
        left_out = self.knowledge.left_out
        return tuple(f for f in self.form.fields if f.id not in left_out and not f.derived_from)

    @cached_property
    def suspicious(self) -> tuple[Sentence, ...]:
        """The sentences that speak to a reader program."""
        view = self.reading.view
        return tuple(s for s in view.sentences if self.knowledge.find_suspicious(view.words(s)))

    def is_suspicious(self, start: int, end: int) -> bool:
        """Whether a stretch of the shadow text touches a sentence that speaks to a reader program."""
        return any(s.start < end and start < s.end for s in self.suspicious)


def list_chunks(asked: Asked) -> Iterator[str]:
    """The parts of the text that are sent, in order, each of whole sentences; suspicious sentences are left out."""
    view, limit = asked.reading.view, asked.knowledge.chunk_characters
    held: list[str] = []
    for sentence in view.sentences:
        if sentence.role not in asked.knowledge.roles or sentence in asked.suspicious:
            continue
        words = view.printed(sentence.start, sentence.end).strip()
        if held and sum(map(len, held)) + len(words) > limit:
            yield " ".join(held)
            held = []
        held.append(words)
    if held:
        yield " ".join(held)


def build_question(asked: Asked, settings: EngineSettings, chunk: str) -> dict[str, Any]:
    """The body of one question. The article stands in one key of a JSON object, escaped as data."""
    data = {
        "cases": [{"id": case.id, "label": case.label} for case in asked.cases],
        "fields": [_describe_field(field) for field in asked.fields],
        "article_text": chunk,
    }
    body: dict[str, Any] = {
        "model": settings.model,
        "temperature": 0,
        "seed": 1,
        "stream": False,
        "messages": [
            {"role": "system", "content": asked.knowledge.system},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ],
    }
    schema = build_schema([case.id for case in asked.cases], [field.id for field in asked.fields])
    return body | _describe_format(settings.format, schema)


def _describe_field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"id": field.id, "question": field.question}
    parts: Sequence[tuple[str, Sequence[str]]] = (("allowed", field.allowed), ("units", field.units))
    return told | {name: list(words) for name, words in parts if words}


def _describe_format(word: str, schema: dict[str, Any]) -> dict[str, Any]:
    if word == "none":
        return {}
    if word == "json_object":
        return {"response_format": {"type": "json_object"}}
    shape = {"name": "values", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": shape}}
