"""JATS and PMC XML: one document for each article, with sections, tables, references, citations and anchors."""

from collections.abc import Iterator
from pathlib import PurePath

from casepool.domain.document import Citation, Document
from casepool.domain.errors import Problem
from casepool.read.assemble import Draft, assemble
from casepool.read.citation_marks import join_marks
from casepool.read.jats_blocks import BlockText
from casepool.read.jats_closing import write_references
from casepool.read.jats_front import read_front
from casepool.read.jats_opening import Opening
from casepool.read.jats_references import number_references
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.refusal import label, note, refuse
from casepool.read.weave import Weaver
from casepool.read.xml_tree import Element, child_paths, local, parse_xml, root_path

READER = "jats 1 (lxml)"
MEDIA_TYPE = "application/xml"


def read_jats(data: bytes, source: str, sha256: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Document, ...]:
    """Read every article of a JATS file; sub-articles (letters, replies) follow theirs as documents of their own.

    The id of a single article is the file name without ending; further articles have "#2", "#3" ... behind it, a
    sub-article "+" and its own id behind that of its article. Raises ReadError for XML that is broken, hostile, or
    holds no article.
    """
    root = parse_xml(data, source, limits)
    stem = PurePath(source).stem
    documents = []
    for number, (article, path) in enumerate(_articles(root, root_path(root)), start=1):
        name = stem if number == 1 else f"{stem}#{number}"
        documents.append(_read_article(article, path, source, sha256, name))
        for count, (part, part_path) in enumerate(_sub_articles(article, path), start=1):
            documents.append(_read_article(part, part_path, source, sha256, f"{name}+{part.get('id') or count}"))
    if not documents:
        raise refuse("malformed", f"{label(source)} holds no article.", "Download it again.")
    return tuple(documents)


def _articles(root: Element, path: str) -> Iterator[tuple[Element, str]]:
    if local(root) == "article":
        yield root, path
        return
    for child, child_path in child_paths(root, path):
        if local(child):
            yield from _articles(child, child_path)


def _sub_articles(article: Element, path: str) -> Iterator[tuple[Element, str]]:
    for child, child_path in child_paths(article, path):
        if local(child) in ("sub-article", "response"):
            yield child, child_path
            yield from _sub_articles(child, child_path)


def _read_article(article: Element, path: str, source: str, sha256: str, name: str) -> Document:
    blocks = BlockText(Weaver(), number_references(article))
    opening = Opening(blocks, article, path)
    opening.write()
    body_start = blocks.weaver.size + 1 if blocks.weaver.size else 0
    parts = [(part, part_path) for part, part_path in child_paths(article, path) if local(part)]
    for tag in ("body", "floats-group", "back"):
        for part, part_path in parts:
            if local(part) == tag:
                blocks.block_children(part, part_path, 1)
    opening.write_notes()
    references = [r for part, p in parts if local(part) in ("body", "back") for r in write_references(blocks, part, p)]
    return assemble(
        Draft(
            source=source,
            sha256=sha256,
            media_type=MEDIA_TYPE,
            reader=READER,
            text=blocks.weaver.text,
            id=name,
            blocks=blocks.weaver.blocks,
            front=read_front(article),
            tables=blocks.tables,
            figures=blocks.figures,
            anchors=blocks.weaver.anchors,
            references=references,
            citations=_citations(blocks.weaver),
            role_hints=blocks.hints,
            body_start=body_start,
            fixed_roles=[(*opening.front, "front")] if opening.front else (),
            problems=[*blocks.problems, *_other_problems(blocks, parts)],
        )
    )


def _citations(weaver: Weaver) -> tuple[Citation, ...]:
    return join_marks(weaver.text, [Citation(start, end, numbers) for start, end, numbers in weaver.marked if numbers])


def _other_problems(blocks: BlockText, parts: list[tuple[Element, str]]) -> Iterator[Problem]:
    if not any(local(part) == "body" for part, _ in parts):
        said = "The file holds the front matter and no full text."
        yield note("no_full_text", said, "Give the PDF or the full XML of the article.")
    for name in dict.fromkeys(blocks.entities):
        yield note("entity", f"The entity &{name}; is not expanded; it stands in the text as written.")
