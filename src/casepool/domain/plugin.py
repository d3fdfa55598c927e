"""What an installed package may add to casepool: a reader, an extractor, a rule, an exporter.

A package names such an object as an entry point of the group in brackets; `examples/plugin` is one. What a plug-in
gives is held to the same promises: a document proves its spans, a mention its quote, a finding its evidence.

    casepool.readers      ReaderPlugin       bytes of a format that casepool does not know -> documents
    casepool.extractors   ExtractorPlugin    a document -> mentions of fields of the form
    casepool.rules        RulePlugin         an extraction -> findings
    casepool.exporters    ExporterPlugin     the material of a review -> files
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from casepool.domain.assertion import Mention
from casepool.domain.document import Document
from casepool.domain.extraction import Extraction
from casepool.domain.finding import Finding

GROUPS = ("casepool.readers", "casepool.extractors", "casepool.rules", "casepool.exporters")


@dataclass(frozen=True, slots=True)
class ReaderPlugin:
    """Reads files whose names end in one of `endings` (with the dot, lower case).

    `read(data, name, sha256)` gives the documents; an error that it raises becomes the problem of that one file.
    """

    name: str
    endings: tuple[str, ...]
    read: Callable[[bytes, str, str], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class ExtractorPlugin:
    """Finds mentions of fields of the form; `find(extraction)` is called after the rules of casepool.

    A mention names its case (Mention.case) and its maker (Mention.made_by, "plugin:NAME...").
    """

    name: str
    find: Callable[[Extraction], Iterable[Mention]]


@dataclass(frozen=True, slots=True)
class RulePlugin:
    """Finds problems; `find(extraction)` gives findings with evidence, each of rule `name`."""

    name: str
    find: Callable[[Extraction], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class ExporterPlugin:
    """Writes the material of a review; `write(material)` gives the bytes of the file `file_name`."""

    name: str
    file_name: str
    media_type: str
    about: str
    write: Callable[[Any], bytes]


Plugin = ReaderPlugin | ExtractorPlugin | RulePlugin | ExporterPlugin
"""Any of the four."""
