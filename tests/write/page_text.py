"""What a written page holds, seen with the parser of the standard library: its elements, and the words of the paper."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = ("br", "use", "path", "circle", "rect", "meta", "input")
TOOL = {"vh", "m-ref", "tool"}


@dataclass
class Element:
    """A start tag with its attributes and its depth of marks."""

    tag: str
    attributes: dict[str, str]


@dataclass
class PageText(HTMLParser):
    """Feeds on a page: `elements` in order, `paper` the text of the article without the words of the tool."""

    elements: list[Element] = field(default_factory=list)
    paper: str = ""
    deepest_mark: int = 0
    open: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes))
        if tag not in VOID:
            self.open.append((tag, bool(TOOL & set(attributes.get("class", "").split()))))
        self.deepest_mark = max(self.deepest_mark, sum(name == "mark" for name, _ in self.open))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened, _ = self.open.pop()
            assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        if any(tag == "article" for tag, _ in self.open) and not any(tool for _, tool in self.open):
            self.paper += data


def read_page(html: str) -> PageText:
    """The page as read; fails on tags that do not close each other."""
    page = PageText()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def squeeze(text: str) -> str:
    """The text without blanks."""
    return re.sub(r"\s+", "", text)
