"""What every export starts from, what it may leave out, and what it gives back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from casepool.domain.assertion import Assertion
from casepool.domain.claim import Claim
from casepool.domain.cohort import Cohort, PooledCase
from casepool.domain.curve import CodedTime
from casepool.domain.document import Document
from casepool.domain.errors import CasepoolError
from casepool.domain.estimate import Disagreement
from casepool.domain.finding import Finding
from casepool.domain.form import Form
from casepool.domain.record import Record
from casepool.domain.review import Adjudication, Answer, Event, LinkDecision

Row = dict[str, object]


class InvalidExport(CasepoolError):
    """A file would break the rules of its format; nothing was written. The text says what is wrong."""


def hash_text(text: str) -> str:
    """SHA-256 of a canonical text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class HeldPublication:
    """One publication of the review: its id (the `publication` of its cases), text, citation, claims and findings.

    `document` is None where only the citation is known. `text_licence` names the open licence under which the whole
    text may be passed on ("CC BY 4.0"); empty: quotes only. `has_text` is False for a document that came from a
    bundle without its text: then `document.text` holds the quotes at their places and blanks between them, and
    `text_sha256` is the hash of the text that is not here.
    """

    id: str
    document: Document | None = None
    record: Record | None = None
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    text_licence: str = ""
    has_text: bool = True
    text_sha256: str = ""

    @property
    def text_hash(self) -> str:
        """SHA-256 of the canonical text in UTF-8, also where only its quotes are here; empty without a document."""
        if self.text_sha256 or self.document is None:
            return self.text_sha256
        return hash_text(self.document.text)


@dataclass(frozen=True)
class Heard:
    """The answer that counts for a patient: of a case (`case`), or settled by a person (`case` is None)."""

    answer: Assertion
    case: PooledCase | None = None


@dataclass(frozen=True)
class Material:
    """A review as it stands.

    `heard` holds, for each patient id, the answers that count (one per field, one per item of a list field).
    `answers` are those of reviewers and engines, beside what the cases hold. `files` are the texts that a bundle
    carries, by name (form.toml, protocol.toml, pool.toml). `chain_head` is the hash of the last event, `coded` the
    times to each endpoint by its id. `data_lock` is printed where a date is needed: no export reads the clock.
    `version` is that of the casepool that made the values.
    """

    form: Form
    cohort: Cohort
    publications: tuple[HeldPublication, ...] = ()
    heard: Mapping[str, tuple[Heard, ...]] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()
    answers: tuple[Answer, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    links: tuple[LinkDecision, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Event, ...] = ()
    chain_head: str = ""
    coded: Mapping[str, tuple[CodedTime, ...]] = field(default_factory=dict)
    data_lock: date | None = None
    version: str = ""

    @cached_property
    def publication_of(self) -> dict[str, HeldPublication]:
        """The publications by id."""
        return {publication.id: publication for publication in self.publications}

    def document_of(self, publication: str) -> Document | None:
        """The document of a publication, None where it is not held."""
        found = self.publication_of.get(publication)
        return found.document if found else None

    def text_hash_of(self, publication: str) -> str:
        """The hash of the canonical text of a publication, empty where it is not held."""
        found = self.publication_of.get(publication)
        return found.text_hash if found else ""

    @property
    def day(self) -> date:
        """The day that stands where a format demands one: the data-lock date, else 1 January 1970 ("not set")."""
        return self.data_lock or date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may choose.

    `raw`: CSV cells as they are, no apostrophe before formulas. `cap_ages`: ages over 89 of published cases as 90+ in
    structured columns. `index_consent`: the user's own case is in the export (values only, never its quotes).
    `reviewer_names`: the names of reviewers instead of stable pseudonyms. `latex`: BibTeX in LaTeX escapes instead
    of UTF-8.
    """

    raw: bool = False
    cap_ages: bool = False
    index_consent: bool = False
    reviewer_names: bool = False
    latex: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something of the review that the format cannot hold, or that may not leave. `case` is empty for all cases."""

    field: str
    case: str
    reason: str


@dataclass(frozen=True)
class ExportFile:
    """One file: a relative name with forward slashes, and its bytes."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True)
class Exported:
    """The files of one export, sorted by name, and what they do not hold."""

    files: tuple[ExportFile, ...]
    losses: tuple[Loss, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", tuple(sorted(self.files, key=lambda file: file.name)))
        object.__setattr__(self, "losses", tuple(sorted(set(self.losses))))

    def file(self, name: str) -> ExportFile:
        """The file of this name; KeyError names the files that there are."""
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(f"No file {name!r} in this export. Files: {', '.join(f.name for f in self.files)}.")
