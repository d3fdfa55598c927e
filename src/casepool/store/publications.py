"""Publications: adding a file, keeping what was read and extracted of it, saying why it could not be read."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete, insert, select

from casepool.domain.document import Front
from casepool.domain.errors import Problem, UsageError
from casepool.domain.extraction import Extraction
from casepool.domain.form import Form
from casepool.domain.review import ENGINE, RULES, Answer, CaseEntry, Publication, list_answers
from casepool.domain.value_codec import encode, encode_extraction
from casepool.store.base import Base, hash_bytes, keep_blob
from casepool.store.ledger import Pen, Subject
from casepool.store.problems import DamagedError
from casepool.store.reads import pack_json
from casepool.store.rows import list_columns, put_row, read_row
from casepool.store.shelf import Shelf
from casepool.store.tables import ANSWER, EVENT, KINDS, PUBLICATION

OWN = re.compile(r"index-(\d+)")
FRONT_PARTS = ("title", "authors", "year", "journal", "doi", "pmid")


@dataclass(frozen=True, slots=True)
class Added:
    """A publication, and whether it is new: the same bytes are kept once."""

    publication: Publication
    is_new: bool


def list_entries(publication: str, extraction: Extraction) -> list[CaseEntry]:
    """The cases of an extraction as lists show them."""
    return [
        CaseEntry(
            *(publication, case.id, case.label, case.origin, case.table, case.row),
            *(case.cited.quote if case.cited else "", case.reference, case.is_index, position, 1),
        )
        for position, case in enumerate(extraction.cases)
    ]


def list_rule_answers(form: Form, publication: str, extraction: Extraction) -> list[Answer]:
    """The answers of the layer "engine:rules" that an extraction gives."""
    return [
        replace(answer, version=1)
        for case in extraction.cases
        for answer in list_answers(form.fields, case.assertions, (publication, case.id), RULES)
    ]


class WritePublications(Base):
    """Writing publications. `shelf` keeps their bytes; a store without one keeps them in the database."""

    shelf: Shelf | None = None

    def add_publication(
        self, data: bytes, label: str, by: str, media_type: str = "", part: int = 0, unpublished: bool = False
    ) -> Added:
        """Keep the bytes of a file. The same bytes again give the publication that is there, unchanged."""
        self.require_writable()
        sha256 = self.shelf.put(data) if self.shelf else hash_bytes(data)
        with self.writing(by) as pen:
            if not self.shelf:
                keep_blob(pen.connection, data)
            known = (PUBLICATION.c.sha256 == sha256) & (PUBLICATION.c.part == part)
            row = pen.connection.execute(select(PUBLICATION).where(known)).one_or_none()
            if row is not None:
                return Added(read_row(KINDS["publication"], row), False)
            taken = set(pen.connection.execute(select(EVENT.c.publication).distinct()).scalars())
            name = name_own(taken) if self.is_private else name_publication(label, sha256, part, taken)
            publication = Publication(name, sha256, label, part=part, media_type=media_type, unpublished=unpublished)
            return Added(put_row(pen, KINDS["publication"], publication, 0, document="", extraction=""), True)

    def change_publication(self, publication: Publication, by: str, expected: int | None = None) -> Publication:
        """Correct what is known of a publication (title, year, ...). Its bytes cannot be exchanged."""
        known = self.publication(publication.id)
        if (known.sha256, known.part) != (publication.sha256, publication.part):
            raise UsageError(f"The file of {known.id} cannot be exchanged. Add the other file as its own publication.")
        return self.put("publication", publication, by, expected)  # type: ignore[no-any-return]

    def fail_publication(self, publication: str, problem: Problem, by: str, reader: str = "") -> Publication:
        """Say why a publication could not be read; what was read of it before is kept."""
        failed = replace(self.publication(publication), status="failed", problem=problem, reader=reader)
        return self.put("publication", failed, by)  # type: ignore[no-any-return]

    def save_extraction(self, publication: str, extraction: Extraction, by: str, reader: str) -> Publication:
        """Keep what was read and extracted, and the engine's answers in the layer "engine:rules" anew.

        `reader` names the version of the program. Answers of people are never touched. The same again writes nothing.
        """
        known = self.publication(publication)
        document, content = pack_json(encode(extraction.document)), pack_json(encode_extraction(extraction))
        stored = (hash_bytes(document), hash_bytes(content))
        if (known.status, known.reader, self._stored(publication)) == ("ok", reader, stored):
            return known
        front = self._update_front(known, extraction.document.front)
        now = replace(front, status="ok", problem=None, reader=reader, media_type=extraction.document.media_type)
        with self.writing(by) as pen:
            for data in (document, content):
                keep_blob(pen.connection, data)
            payload = {"document": stored[0], "extraction": stored[1], "engine": RULES}
            seq = pen.append("extraction", "put", Subject(publication), payload)
            kept = put_row(pen, KINDS["publication"], now, None, document=stored[0], extraction=stored[1])
            self._replace_cases(pen, publication, list_entries(publication, extraction), seq)
            self._replace_layer(pen, publication, RULES, list_rule_answers(self.form, publication, extraction), seq)
        return kept  # type: ignore[no-any-return]

    def save_engine_answers(self, publication: str, engine: str, answers: Iterable[Answer], by: str) -> None:
        """Keep the answers of another engine in its own layer, in place of those it gave before. `engine` is a name."""
        reader = engine if engine.startswith(ENGINE) else f"{ENGINE}{engine}"
        told = [replace(answer, reader=reader, publication=publication, version=1) for answer in answers]
        with self.writing(by) as pen:
            sha256 = keep_blob(pen.connection, pack_json(encode(told)))
            payload = {"engine": reader, "answers": sha256}
            seq = pen.append("engine_answers", "put", Subject(publication), payload)
            self._replace_layer(pen, publication, reader, told, seq)

    def load_document(self, sha256: str) -> bytes:
        """The bytes of a stored document. Raises UsageError if it was never added, DamagedError if it was changed."""
        if not self._nouns("publication", sha256=sha256):
            raise UsageError(f"No publication has the hash {sha256[:12]}. Add the file first (casepool add).")
        return self.shelf.get(sha256) if self.shelf else self._blob(sha256)

    def _update_front(self, known: Publication, front: Front) -> Publication:
        """What the source says of itself, wherever nobody has corrected what was read before."""
        before = self._read_front(known)
        read = {
            name: getattr(front, name)
            for name in FRONT_PARTS
            if not getattr(known, name) or getattr(known, name) == getattr(before, name)
        }
        return replace(known, **read)

    def _read_front(self, known: Publication) -> Front:
        """What was read before; nothing where that cannot be had any more."""
        if not self._stored(known.id)[0]:
            return Front()
        try:
            return self.document(known.id).front
        except DamagedError:
            return Front()

    def _replace_cases(self, pen: Pen, publication: str, entries: list[CaseEntry], seq: int) -> None:
        table = KINDS["case"].table
        pen.connection.execute(delete(table).where(table.c.publication == publication))
        rows = [
            {"publication": entry.publication, "case_id": entry.case, **_shared_columns(entry, seq)}
            for entry in entries
        ]
        if rows:
            pen.connection.execute(insert(table), rows)

    def _replace_layer(self, pen: Pen, publication: str, reader: str, answers: list[Answer], seq: int) -> None:
        """An engine's answers are its own rows; only these are replaced."""
        layer = (ANSWER.c.publication == publication) & (ANSWER.c.reader == reader)
        pen.connection.execute(delete(ANSWER).where(layer))
        names = KINDS["answer"].key_names
        rows = [
            {
                **dict(zip(names, KINDS["answer"].key(answer), strict=True)),
                **list_columns(answer),
                **_shared_columns(replace(answer, version=1), seq),
            }
            for answer in answers
        ]
        if rows:
            pen.connection.execute(insert(ANSWER), rows)


def _shared_columns(noun: Any, seq: int) -> dict[str, Any]:
    return {"body": json.dumps(encode(noun)), "version": 1, "seq": seq}


def name_publication(label: str, sha256: str, part: int, taken: set[str]) -> str:
    """A short id that tells a person which file it is, unique among those that are taken."""
    plain = (
        unicodedata.normalize("NFKD", PurePosixPath(label.replace("\\", "/")).stem).encode("ascii", "ignore").decode()
    )
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "publication"
    stem = f"{stem}-{part + 1}" if part else stem
    return stem if stem not in taken and not OWN.fullmatch(stem) else f"{stem}-{sha256[:8]}"


def name_own(taken: set[str]) -> str:
    """The id of the next index case: a number that was never used, and tells nothing."""
    used = [int(found[1]) for name in taken if (found := OWN.fullmatch(name))]
    return f"index-{max(used, default=0) + 1}"
