"""A casepool plug-in as small as one can be: a reader of .note files, body weights as comorbidity notes, one rule."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import casepool
from casepool.domain.assertion import Mention
from casepool.domain.document import Document
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding
from casepool.domain.plugin import ExporterPlugin, ExtractorPlugin, ReaderPlugin, RulePlugin
from casepool.export.material import Material

WEIGHT = re.compile(r"\b(\d{2,3}(?:\.\d)?) ?kg\b")


def read_notes(data: bytes, name: str, sha256: str) -> Iterable[Document]:
    """A .note file is plain text behind a first line that says so."""
    first, _, rest = data.partition(b"\n")
    if first.strip() != b"NOTE":
        raise ValueError("the first line must be NOTE")
    return [replace(document, source=name) for document in casepool.read_data(rest, f"{name}.txt")]


def find_weights(extraction: Extraction) -> Iterator[Evidence]:
    """Every body weight in the text of the case, with its quote."""
    document = extraction.document
    for match in WEIGHT.finditer(document.text):
        evidence = document.evidence(*match.span())
        if evidence.place.role == "case":
            yield evidence


def add_weights(extraction: Extraction) -> Iterator[Mention]:
    """Weights of the only patient of a text, as a comorbidity note that a person has to look at."""
    case = extraction.index_case
    for evidence in find_weights(extraction) if case else ():
        yield Mention(
            field="comorbidities", type="condition", evidence=evidence, value=f"body weight {evidence.quote}",
            item="body weight", case=case.id, needs_person=True, made_by="plugin:weights",
        )  # fmt: skip


def check_weights(extraction: Extraction) -> Iterator[Finding]:
    """Two different weights of one patient."""
    found = list(find_weights(extraction)) if extraction.index_case else []
    told = {evidence.quote.replace(" ", ""): evidence for evidence in found}
    if len(told) > 1:
        yield Finding(
            rule="WEIGHT-1",
            severity="note",
            headline=f"The weight of the patient is given as {' and '.join(told)}.",
            explanation="Weight may have changed in the course of the disease.",
            evidence=tuple(told.values()),
        )


def write_names(material: Material) -> bytes:
    """The ids of the patients, a line each."""
    return "".join(f"{patient.id}\n" for patient in material.cohort.patients).encode()


READER = ReaderPlugin("notes", (".note",), read_notes)
EXTRACTOR = ExtractorPlugin("weights", add_weights)
RULE = RulePlugin("WEIGHT-1", check_weights)
EXPORTER = ExporterPlugin("names", "names.txt", "text/plain; charset=utf-8", "the ids of the patients", write_names)
