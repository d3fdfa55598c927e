"""From a reader's draft to a Document: the one place where sections, citations and references are added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    Section,
    Table,
)
from casepool.domain.errors import Problem
from casepool.text.sections import find_sections

NO_FRONT = Front()


@dataclass(frozen=True)
class Draft:
    """What a reader gives: the canonical text and what the format says about it.

    `references` and `citations` are given by formats that mark them (None: to be found in the text). `role_hints`
    maps the start of a heading to the role that the format states for its section.
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
    role_hints: Mapping[int, str] | None = None
    boxes: Sequence[Box] = ()
    pages: Sequence[Page] = ()
    problems: Sequence[Problem] = ()


def assemble(draft: Draft) -> Document:
    """The document of a draft: sections by headings or wording, references and citations where not given."""
    blocks = tuple(draft.blocks)
    sections = find_sections(draft.text, blocks, draft.front.article_type)
    return Document(
        id=draft.id,
        source=draft.source,
        sha256=draft.sha256,
        media_type=draft.media_type,
        reader=draft.reader,
        text=draft.text,
        front=draft.front,
        sections=_with_hints(sections, draft.role_hints or {}),
        blocks=blocks,
        tables=tuple(draft.tables),
        figures=tuple(draft.figures),
        references=tuple(draft.references or ()),
        citations=tuple(draft.citations or ()),
        references_complete=bool(draft.references) or None,
        anchors=tuple(draft.anchors),
        boxes=tuple(draft.boxes),
        pages=tuple(draft.pages),
        problems=tuple(draft.problems),
    )


def _with_hints(sections: Sequence[Section], hints: Mapping[int, str]) -> tuple[Section, ...]:
    """Sections whose heading told nothing take the role that the format states."""
    return tuple(
        replace(section, role=hints[section.start]) if section.role == "other" and section.start in hints else section
        for section in sections
    )
