"""The styles of a DOCX file: which paragraphs are headings, titles, captions or lists, and which runs are hidden."""

import re
from dataclasses import dataclass

from casepool.read.xml_tree import Element, local

_HEADING = re.compile(r"heading (\d)")
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its name in lower case, the style that it rests on, its outline level (None: none), and flags."""

    name: str
    based_on: str
    outline: int | None
    listed: bool
    hidden: bool


class Styles:
    """The paragraph and character styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else list(root.iter("style"))
        self._styles = {attribute(e, "styleId"): _read_style(e) for e in found}

    def level(self, properties: Element | None) -> int:
        """The depth of the heading that a paragraph is, 0 for no heading."""
        own = number_of(child(properties, "outlineLvl"))
        if own is not None and 0 <= own < 9:
            return own + 1
        for style in self._chain(properties, "pStyle"):
            match = _HEADING.fullmatch(style.name)
            if match:
                return int(match.group(1))
            if style.outline is not None and style.outline < 9:
                return style.outline + 1
        return 0

    def name(self, properties: Element | None) -> str:
        """The name of the paragraph's style in lower case."""
        return next((style.name for style in self._chain(properties, "pStyle")), "")

    def is_listed(self, properties: Element | None) -> bool:
        """Whether the paragraph is an item of an automatic list."""
        if child(properties, "numPr") is not None:
            return number_of(child(child(properties, "numPr"), "numId")) != 0
        return any(style.listed for style in self._chain(properties, "pStyle"))

    def is_hidden(self, properties: Element | None) -> bool:
        """Whether a run's style hides it."""
        return any(style.hidden for style in self._chain(properties, "rStyle"))

    def _chain(self, properties: Element | None, kind: str) -> list[Style]:
        chain: list[Style] = []
        name = value_of(child(properties, kind))
        while name in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[name])
            name = chain[-1].based_on
        return chain


def _read_style(element: Element) -> Style:
    properties = child(element, "pPr")
    return Style(
        name=value_of(child(element, "name")).lower(),
        based_on=value_of(child(element, "basedOn")),
        outline=number_of(child(properties, "outlineLvl")),
        listed=child(properties, "numPr") is not None,
        hidden=is_on(child(child(element, "rPr"), "vanish")),
    )


def child(element: Element | None, tag: str) -> Element | None:
    """The first child with this local name, or None."""
    return None if element is None else next((c for c in element if local(c) == tag), None)


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, empty if missing."""
    return next((str(v) for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def value_of(element: Element | None) -> str:
    """The `val` attribute of an element, empty if it or the element is missing."""
    return "" if element is None else attribute(element, "val")


def number_of(element: Element | None) -> int | None:
    """The `val` attribute as a whole number, None if it is none."""
    value = value_of(element)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:b/> is there and not set to false."""
    return element is not None and value_of(element).lower() not in ("0", "false", "off", "none")
