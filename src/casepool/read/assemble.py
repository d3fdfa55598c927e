"""What a reader gives: the draft of a document, and how it becomes one."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import cast

from casepool.domain.document import (
    AnchorRun,
    Block,
    Box,
    Citation,
    Document,
    Figure,
    Front,
    Page,
    Reference,
    Table,
)
from casepool.domain.errors import Problem

NO_FRONT = Front()


@dataclass(frozen=True)
class Draft:
    """What a reader gives: the canonical text and what the format says about it.

    `references` and `citations` are given by formats that mark them (None: to be found in the text). `role_hints` are
    intervals (start, end, role) that the format gives a role; they count where a heading itself tells nothing.
    `fixed_roles` are intervals whose role is beyond doubt; from `body_start` on nothing without a heading of its own
    can be title, front matter or abstract.
    """

    source: str
    sha256: str
    media_type: str
    reader: str
    text: str
    id: str
    blocks: Sequence[Block]
    front: Front = NO_FRONT
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    anchors: Sequence[AnchorRun] = ()
    references: Sequence[Reference] | None = None
    citations: Sequence[Citation] | None = None
    role_hints: Sequence[tuple[int, int, str]] = ()
    fixed_roles: Sequence[tuple[int, int, str]] = ()
    body_start: int | None = None
    boxes: Sequence[Box] = ()
    pages: Sequence[Page] = ()
    problems: Sequence[Problem] = ()


_finishes = ContextVar("_finishes", default=True)


def assemble(draft: Draft) -> Document:
    """The document of a draft, with the sections, citations and references that `finish` adds.

    In the child process the draft itself goes back to the parent, which finishes it: the text tools that this takes
    are loaded there anyway.
    """
    if not _finishes.get():
        return cast(Document, draft)
    from casepool.read.finish import finish

    return finish(draft)


def keep_drafts() -> None:
    """From now on `assemble` gives drafts as they are (the child process calls this once)."""
    _finishes.set(False)
