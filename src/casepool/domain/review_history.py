"""Who did what, when, in a chain in which no link can be changed unseen; publications and users of a project."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from casepool.domain.errors import Problem
from casepool.domain.review_plan import check_word

FIRST_HASH = "0" * 64
PUBLICATION_STATES = ("added", "ok", "failed")
ACCOUNT_RANKS = ("reader", "reviewer", "adjudicator", "lead", "admin")


@dataclass(frozen=True, slots=True)
class Publication:
    """An article of a project. `id` is stable and unique there; `sha256` is that of the bytes that were read.

    `part` counts the documents of one file (0 for nearly all). `label` is the name of the file, and only a label.
    `status` is "added" (kept, not read yet), "ok" or "failed" with its `problem`. `reader` names the version of the
    program that read it. An `unpublished` one never goes to an engine elsewhere.
    """

    id: str
    sha256: str
    label: str
    status: str = "added"
    part: int = 0
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    media_type: str = ""
    problem: Problem | None = None
    reader: str = ""
    unpublished: bool = False
    version: int = 0

    def __post_init__(self) -> None:
        check_word("status of a publication", self.status, PUBLICATION_STATES)


@dataclass(frozen=True, slots=True)
class User:
    """A person who works on a project. `role` is one of ACCOUNT_RANKS; `active` is false after leaving."""

    name: str
    role: str = "reviewer"
    active: bool = True
    created: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        check_word("role", self.role, ACCOUNT_RANKS)


@dataclass(frozen=True, slots=True)
class Event:
    """One write, as a link of the chain. `kind` says what was written ("answer"), `action` how ("put", "drop").

    `payload_hash` is the SHA-256 of salt and payload, `hash` that of this link with the one before. An erased event
    has neither payload nor salt: it is a tombstone, and the chain still holds. `publication`, `case` and `field`
    say what it is about, for filters; they stand in the payload too, which proves them.
    """

    seq: int
    time: str
    who: str
    kind: str
    payload_hash: str
    previous: str
    hash: str
    action: str = "put"
    publication: str = ""
    case: str = ""
    field: str = ""
    payload: Any = None
    salt: str = ""
    erased: bool = False

    @property
    def link_holds(self) -> bool:
        """Whether the hash of the link is that of its parts."""
        return self.hash == hash_link(self.seq, self.time, self.who, self.kind, self.payload_hash, self.previous)

    @property
    def payload_holds(self) -> bool:
        """Whether the payload is the one that was hashed; true for a tombstone, which has none."""
        return self.erased or self.payload_hash == hash_payload(self.salt, self.payload)


def hash_payload(salt: str, payload: object) -> str:
    """SHA-256 of the salt and the payload as canonical JSON, in hexadecimal."""
    return hashlib.sha256(f"{salt}\n{write_canonical(payload)}".encode()).hexdigest()


def hash_link(seq: int, time: str, who: str, kind: str, payload_hash: str, previous: str) -> str:
    """SHA-256 of one link of the chain, in hexadecimal. `previous` is the hash of the link before (FIRST_HASH)."""
    return hashlib.sha256(write_canonical([seq, time, who, kind, payload_hash, previous]).encode()).hexdigest()


def write_canonical(value: object) -> str:
    """A JSON value as one line, the same for equal values: sorted keys, ASCII, no spaces, no infinite numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
