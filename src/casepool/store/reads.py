"""What can be read of a project, now or as it stood at another time."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from casepool.domain.appraisal import Judgement
from casepool.domain.document import Document
from casepool.domain.errors import UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.review import (
    Adjudication,
    Answer,
    CaseEntry,
    Current,
    LinkDecision,
    Publication,
    ScreeningRecord,
    Signature,
    Suppression,
    TableDecision,
    User,
    list_current,
)
from casepool.domain.value_codec import decode, decode_extraction

LAYERS = ("", "people", "engines")


def pack_json(value: object) -> bytes:
    """A JSON value as bytes, the same for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def unpack_json(data: bytes) -> Any:
    """The JSON value of `pack_json`."""
    return json.loads(data)


class Reads(ABC):
    """The reading half of a store. A publication asked for by id must exist; else what is not there is empty."""

    @abstractmethod
    def _nouns(self, kind: str, **where: str) -> Sequence[Any]:
        """The nouns of one kind that match, sorted by key."""

    @abstractmethod
    def _stored(self, publication: str) -> tuple[str, str]:
        """The hashes of the stored document and extraction of a publication; empty where there is none."""

    @abstractmethod
    def _blob(self, sha256: str) -> bytes:
        """Stored bytes by hash; DamagedError if they are missing or not what was stored."""

    def publications(self) -> tuple[Publication, ...]:
        """Every publication, by id."""
        return tuple(self._nouns("publication"))

    def publication(self, publication: str) -> Publication:
        """The publication of this id. Raises UsageError if there is none."""
        found = self._nouns("publication", publication=publication)
        if not found:
            raise UsageError(f"There is no publication {publication!r}. 'casepool status' lists those that there are.")
        return found[0]  # type: ignore[no-any-return]

    def find_publication(self, sha256: str, part: int = 0) -> Publication | None:
        """The publication of these bytes, None if they were never added."""
        return next((p for p in self._nouns("publication", sha256=sha256) if p.part == part), None)

    def unfinished(self) -> tuple[Publication, ...]:
        """The publications that were added and not read to the end: work to do, or to do again."""
        return tuple(p for p in self.publications() if p.status == "added")

    def document(self, publication: str) -> Document:
        """The document of a publication. Raises UsageError if it was not read."""
        found, _ = self._stored(self.publication(publication).id)
        if not found:
            raise UsageError(f"{publication} was not read. Run 'casepool run' first.")
        return decode(Document, unpack_json(self._blob(found)))

    def extraction(self, publication: str) -> Extraction:
        """What was extracted from a publication, with its document; every quote is proved again."""
        _, found = self._stored(self.publication(publication).id)
        if not found:
            raise UsageError(f"{publication} was not read. Run 'casepool run' first.")
        return decode_extraction(unpack_json(self._blob(found)), self.document(publication))

    def cases(self, publication: str = "") -> tuple[CaseEntry, ...]:
        """The cases of a publication, or of all, in their order there."""
        found = self._nouns("case", publication=publication)
        return tuple(sorted(found, key=lambda entry: (entry.publication, entry.position, entry.case)))

    def answers(
        self, publication: str = "", case: str = "", field: str = "", reader: str = "", layer: str = ""
    ) -> tuple[Answer, ...]:
        """Answers of all readers. `layer` is "people", "engines" or "" for both."""
        if layer not in LAYERS:
            raise UsageError(f"{layer!r} is no layer of answers. Allowed: people, engines, or nothing for both.")
        found = self._nouns("answer", publication=publication, case_id=case, field=field, reader=reader)
        return tuple(answer for answer in found if not layer or answer.is_engine == (layer == "engines"))

    def current(self, publication: str = "", case: str = "") -> tuple[Current, ...]:
        """The answer that holds for each question: settled, else agreed, else one reviewer's, else the engine's."""
        where = {"publication": publication, "case_id": case}
        return list_current(self._nouns("answer", **where), self._nouns("adjudication", **where))

    def adjudications(self, publication: str = "", case: str = "") -> tuple[Adjudication, ...]:
        """What was settled."""
        return tuple(self._nouns("adjudication", publication=publication, case_id=case))

    def signatures(self, publication: str = "", case: str = "") -> tuple[Signature, ...]:
        """Which reviewer has finished which case."""
        return tuple(self._nouns("signature", publication=publication, case_id=case))

    def link_decisions(self) -> tuple[LinkDecision, ...]:
        """What people decided on cases that may be one patient, sorted by the cases."""
        return tuple(sorted(self._nouns("link"), key=lambda decision: decision.cases))

    def table_decisions(self, publication: str = "") -> tuple[TableDecision, ...]:
        """What people said of the rows of review tables."""
        return tuple(self._nouns("table_row", publication=publication))

    def suppressions(self) -> tuple[Suppression, ...]:
        """Findings that people judged not to be problems."""
        return tuple(self._nouns("suppression"))

    def screening(self) -> tuple[ScreeningRecord, ...]:
        """Imported screening decisions."""
        return tuple(self._nouns("screening"))

    def judgements(self, publication: str = "") -> tuple[Judgement, ...]:
        """Judgements of checklist items."""
        return tuple(self._nouns("judgement", publication=publication))

    def users(self) -> tuple[User, ...]:
        """The people of the project."""
        return tuple(self._nouns("user"))
