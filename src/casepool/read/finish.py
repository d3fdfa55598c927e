"""From a reader's draft to a Document: the one place where sections, citations and references are added."""

import re
from collections.abc import Sequence
from dataclasses import replace

from casepool.domain.document import Block, Document, Reference, Section
from casepool.domain.errors import Problem
from casepool.knowledge.headings import load_headings
from casepool.read.assemble import Draft
from casepool.text.citations import find_citations
from casepool.text.references import parse_references, read_reference
from casepool.text.sections import find_sections

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FRONT = ("title", "front", "abstract")
_BY_KIND = ("title", "caption", "table", "references")
_NUMBER = re.compile(r"^\s*[\[(]?\d{1,4}[\])]?[.:]?\s+")


def finish(draft: Draft) -> Document:
    """The document of a draft: sections by headings or wording, references and citations where not given."""
    blocks = tuple(draft.blocks)
    found = find_sections(draft.text, blocks, draft.front.article_type)
    sections = _with_fixed(draft, _with_hints(_without_front(found, draft.body_start), draft.role_hints))
    references, complete = _references(draft, sections, blocks)
    citations = draft.citations
    if citations is None:
        citations = find_citations(draft.text, sections, blocks, references)
    return Document(
        id=draft.id,
        source=draft.source,
        sha256=draft.sha256,
        media_type=draft.media_type,
        reader=draft.reader,
        text=draft.text,
        front=draft.front,
        sections=sections,
        blocks=blocks,
        tables=tuple(draft.tables),
        figures=tuple(draft.figures),
        references=references,
        citations=tuple(citations),
        references_complete=complete,
        anchors=tuple(draft.anchors),
        boxes=tuple(draft.boxes),
        pages=tuple(draft.pages),
        problems=(*draft.problems, *_odd_characters(draft)),
    )


def _odd_characters(draft: Draft) -> list[Problem]:
    """What has to be said about a text that is empty, or that changes its direction of writing by hidden marks."""
    if not draft.text.strip() and not draft.problems:
        return [
            Problem("no_text", "No text was found in it.", "Look at the file in its own program; give another copy.")
        ]
    found = _DIRECTION.findall(draft.text)
    if not found:
        return []
    at = draft.text.index(found[0])
    around = _DIRECTION.sub("", draft.text[max(0, at - 30) : at + 30]).strip()
    places = f"{len(found)} place{'s' if len(found) > 1 else ''}"
    said = f"Hidden marks change the direction of writing in {places}, first near {around!r}."
    return [Problem("direction_marks", said, "Compare what you see with the quotes.")]


def _without_front(sections: Sequence[Section], body_start: int | None) -> tuple[Section, ...]:
    """Sections of the body that were taken for front matter by their wording have no known role."""
    if body_start is None:
        return tuple(sections)
    return tuple(
        replace(s, role="other") if s.start >= body_start and s.role in _FRONT and not s.title else s for s in sections
    )


def _with_hints(sections: Sequence[Section], hints: Sequence[tuple[int, int, str]]) -> tuple[Section, ...]:
    """Sections whose heading tells nothing take the role that the format states for the innermost part around them."""
    return tuple(_with_hint(section, hints) for section in sections)


def _with_hint(section: Section, hints: Sequence[tuple[int, int, str]]) -> Section:
    around = [(end - start, role) for start, end, role in hints if start <= section.start < end]
    if not around or section.role in _BY_KIND or (section.title and load_headings().find_rule(section.title)):
        return section
    role = min(around)[1]
    return replace(section, role=role, sub=section.sub if role == "case" else "")


def _with_fixed(draft: Draft, sections: Sequence[Section]) -> tuple[Section, ...]:
    """Sections with the intervals whose role the format states cut out and put in with that role."""
    for start, end, role in draft.fixed_roles:
        while end < len(draft.text) and draft.text[end].isspace():
            end += 1
        kept = [part for section in sections for part in _outside(section, start, end)]
        sections = sorted([*kept, Section("", role, start, end)], key=lambda s: s.start)
    return tuple(sections)


def _outside(section: Section, start: int, end: int) -> list[Section]:
    """The parts of a section before and after an interval."""
    before = replace(section, end=min(section.end, start))
    after = replace(section, start=max(section.start, end))
    return [part for part in (before, after) if part.start < part.end]


def _references(
    draft: Draft, sections: Sequence[Section], blocks: tuple[Block, ...]
) -> tuple[tuple[Reference, ...], bool | None]:
    """The references and whether the list was read completely (None: there is no list)."""
    if draft.references is not None:
        read = tuple(_with_parts(draft.text, reference) for reference in draft.references)
        return read, all(r.year or r.authors or r.doi for r in read) if read else None
    lists = [parse_references(draft.text, start, end, blocks) for start, end in _reference_lists(draft, sections)]
    found = tuple(reference for references, _ in lists for reference in references)
    return found, all(complete for _, complete in lists) if found else None


def _with_parts(text: str, reference: Reference) -> Reference:
    """A reference whose parts the format does not tag, read from its words; what is tagged stays."""
    if reference.authors and reference.year:
        return reference
    printed = _NUMBER.sub("", text[reference.start : reference.end])
    read = read_reference(reference.number, reference.start, reference.end, printed)
    names = ("authors", "year", "title", "source", "volume", "pages", "doi", "pmid")
    return replace(reference, **{n: getattr(reference, n) or getattr(read, n) for n in names})


def _reference_lists(draft: Draft, sections: Sequence[Section]) -> list[tuple[int, int]]:
    """The intervals of the reference lists: sections of that role with nothing but furniture between are one list."""
    told = [block for block in draft.blocks if block.kind != "furniture"]
    lists: list[tuple[int, int]] = []
    for section in sections:
        if section.role != "references":
            continue
        if lists and not any(lists[-1][1] <= block.start < section.start for block in told):
            lists[-1] = (lists[-1][0], section.end)
        else:
            lists.append((section.start, section.end))
    return lists
