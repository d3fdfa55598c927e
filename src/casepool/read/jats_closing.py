"""The reference lists of a JATS article as text, with a Reference for every entry."""

from casepool.domain.document import Reference
from casepool.read.jats_blocks import BlockText
from casepool.read.jats_opening import paths_below
from casepool.read.jats_references import citations_of, is_unpunctuated, read_reference, separator
from casepool.read.xml_tree import Element, child_paths, local, words_of

_PEOPLE = ("name", "string-name", "collab", "etal")
_GROUPS = ("person-group", "date", "page-range", "conf-date")


def write_references(blocks: BlockText, element: Element, path: str) -> list[Reference]:
    """Write every reference list below `element`; the references in the order of the text."""
    found: list[Reference] = []
    for child, child_path in paths_below(element, path):
        if local(child) == "ref-list":
            _write_list(blocks, child, child_path, found)
    return found


def _write_list(blocks: BlockText, element: Element, path: str, found: list[Reference]) -> None:
    blocks.own_title(element, "References")
    for child, child_path in child_paths(element, path):
        if local(child) == "title":
            blocks.heading(child, child_path, 1)
        elif local(child) == "ref":
            _write_entry(blocks, child, child_path, found)
        elif local(child) not in ("ref-list", ""):
            blocks.block(child, child_path)


def _write_entry(blocks: BlockText, ref: Element, path: str, found: list[Reference]) -> None:
    below = dict(paths_below(ref, path)) | {ref: path}
    label = next((e for e in ref if local(e) == "label"), None)
    for citation in citations_of(ref):
        if label is not None:
            blocks.fill_flat(label, below[label])
            blocks.weaver.insert(". " if words_of(label).isdigit() else " ")
        blocks.flat += 1
        _fill_fields(blocks, citation, below) if is_unpunctuated(citation) else _fill_mixed(blocks, citation, below)
        blocks.flat -= 1
        block = blocks.weaver.close("reference")
        if block:
            number = blocks.numbers.get(citation.get("id") or ref.get("id") or "", len(found) + 1)
            found.append(read_reference(citation, number, block.start, block.end, ref.get("id", "")))


def _fill_mixed(blocks: BlockText, citation: Element, below: dict[Element, str]) -> None:
    blocks.weaver.put(citation.text, below[citation], "text")
    for child, child_path in child_paths(citation, below[citation]):
        if local(child) not in ("label", ""):
            blocks.fill(child, child_path)
        blocks.weaver.put(child.tail, child_path, "tail")


def _fill_fields(blocks: BlockText, citation: Element, below: dict[Element, str]) -> None:
    before = ""
    for field in _fields(citation):
        tag = local(field)
        bracket = ")" if before == "issue" else ""
        blocks.weaver.insert(bracket + separator(before, tag))
        if tag == "name":
            _fill_name(blocks, field, below)
        else:
            blocks.fill(field, below[field])
        before = "name" if tag in _PEOPLE else tag
    blocks.weaver.insert(")" if before == "issue" else "")


def _fields(element: Element) -> list[Element]:
    """The fields of an entry in order, groups of persons opened."""
    found = []
    for child in element:
        if local(child) in _GROUPS and len(child) and not (child.text or "").strip():
            found.extend(_fields(child))
        elif local(child) not in ("label", "") and words_of(child):
            found.append(child)
    return found


def _fill_name(blocks: BlockText, name: Element, below: dict[Element, str]) -> None:
    parts = [part for tag in ("surname", "given-names", "suffix") for part in name if local(part) == tag]
    for number, part in enumerate(parts):
        blocks.weaver.insert(" " if number else "")
        blocks.fill(part, below[part])
