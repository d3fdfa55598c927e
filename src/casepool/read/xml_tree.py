"""Safe parsing of XML and the way through it: no DTD, no entities, no network; every node has its XPath."""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from casepool.read.limits import Limits
from casepool.read.refusal import label, refuse

Element = Any
_ENTITY_DECLARATION = re.compile(rb"<!ENTITY\s")


def parse_xml(data: bytes, name: str, limits: Limits) -> Element:
    """The root element. Raises ReadError for XML that is broken, nested too deeply, or that expands entities.

    Document types are not loaded, entities not expanded, nothing is fetched, and libxml2's own limits stay on.
    """
    from lxml import etree

    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, data, name) from error
    _check_depth(root, name, limits)
    _drop_default_namespace(root)
    return root


def _broken(error: Exception, data: bytes, name: str) -> Exception:
    said = str(error).split(" (<string>")[0].rstrip(".")
    if "amplification" in said or ("entit" in said.lower() and _ENTITY_DECLARATION.search(data[:65_536])):
        return refuse(
            "xml_entities",
            f"{label(name)} declares entities that multiply its size; casepool never expands entities.",
            "Such a file is an attack or damaged: download the article again from its publisher.",
        )
    if "depth" in said.lower():
        return _too_deep(name)
    if "XML_PARSE_HUGE" in said:
        return refuse(
            "too_large",
            f"{label(name)} holds a single text or name that is longer than any article.",
            "Download the article again from its publisher.",
        )
    return refuse("malformed", f"{label(name)} is not well-formed XML: {said}.", "Download it again.")


def _too_deep(name: str) -> Exception:
    return refuse(
        "too_deep",
        f"{label(name)} nests its elements too deeply for an article.",
        "Download the article again from its publisher.",
    )


def _check_depth(root: Element, name: str, limits: Limits) -> None:
    depth = 0
    from lxml import etree

    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.xml_depth:
            raise _too_deep(name)


def _drop_default_namespace(root: Element) -> None:
    """Rename the elements of the root's own namespace to their local names, so that tags read the same everywhere."""
    if isinstance(root.tag, str) and root.tag.startswith("{"):
        space = root.tag[: root.tag.index("}") + 1]
        root.set("data-namespaced", "yes")
        for element in root.iter():
            if isinstance(element.tag, str) and element.tag.startswith(space):
                element.tag = element.tag[len(space) :]


def local(element: Element) -> str:
    """The local name of an element; "" for comments, processing instructions and entity references."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2]


def root_path(root: Element) -> str:
    """The XPath of the root element."""
    return "/*" if root.get("data-namespaced") else f"/{root.tag}"


def child_paths(element: Element, path: str) -> Iterator[tuple[Element, str]]:
    """The children of an element with their XPaths: comments, instructions and entity references included.

    The path of an entity reference is that of the text node behind it (XPath does not see the reference itself).
    """
    counts: dict[str, int] = {}
    elements, texts = 0, int(bool(element.text))
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            elements += 1
            plain = "{" not in tag and not path.startswith("/*")
            counts[tag] = counts.get(tag, 0) + 1
            step = f"{tag}[{counts[tag]}]" if plain else f"*[{elements}]"
        else:
            step = _odd_step(child, counts, texts)
        texts += int(bool(child.tail))
        yield child, f"{path}/{step}"


def _odd_step(child: Element, counts: dict[str, int], texts: int) -> str:
    kind = type(child).__name__
    if kind == "_Entity":
        return f"text()[{texts + 1}]"
    step = "comment()" if kind == "_Comment" else "processing-instruction()"
    counts[step] = counts.get(step, 0) + 1
    return f"{step}[{counts[step]}]"


def tail_part(child: Element) -> str:
    """The anchor part of the text behind a child: "tail", or "node" behind an entity reference."""
    return "node" if type(child).__name__ == "_Entity" else "tail"


def entity_text(child: Element) -> str:
    """The character of a named entity that HTML knows, else the reference as written; "" for other nodes."""
    if type(child).__name__ != "_Entity":
        return ""
    return html5.get(f"{child.name};", f"&{child.name};")


def source_text(root: Element, path: str, part: str) -> str:
    """The characters of the node that an anchor run of an XML document points to."""
    found = root.xpath(path)[0]
    if part == "node":
        return str(found)
    return str((found.text if part == "text" else found.tail) or "")


def words_of(element: Element | None) -> str:
    """The text below an element with blanks run together; "" for None."""
    if element is None:
        return ""
    return " ".join(str(element.xpath("string()")).split())
