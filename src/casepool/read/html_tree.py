"""The tree of a web page: its article, its visible nodes, and the CSS path of each of them."""

import re
from collections.abc import Iterator
from typing import Any

from casepool.read.limits import Limits
from casepool.read.refusal import label, refuse

Node = Any
SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "footer", "aside", "form", "button", "svg", "select"),
        *("option", "input", "textarea", "iframe", "object", "embed", "canvas", "audio", "video", "map", "dialog"),
        *("menu", "head", "link", "meta", "title", "frameset", "applet", "datalist", "annotation", "annotation-xml"),
    )
)
BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html"),
        *("li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
        "ul",
    )
)
_ROLES = ("navigation", "banner", "complementary", "search", "contentinfo", "menu", "menubar", "dialog", "alert")
_CLASSES = frozenset(
    (
        *(
            "nav",
            "navbar",
            "navigation",
            "breadcrumb",
            "breadcrumbs",
            "menu",
            "sidebar",
            "side-bar",
            "cookie",
            "cookies",
        ),
        *("cookie-banner", "share", "sharing", "social", "advert", "advertisement", "ads", "toolbar", "pagination"),
        *("skip-link", "sr-only", "visually-hidden", "screen-reader-text", "related-articles", "altmetric", "metrics"),
        *("article-tools", "site-header", "site-footer", "footer"),
    )
)
_TEXTUAL = ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "pre", "dd")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE
)
_GROUND = re.compile(r"background", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_NEVER_DEEP = frozenset(
    (
        *(b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source"),
        *(b"track", b"wbr", b"p", b"li", b"td", b"th", b"tr", b"dt", b"dd", b"option", b"tbody", b"thead", b"tfoot"),
    )
)
_DEEP_BYTES = 2_000
_LONG_LINE = 80


def parse_html(text: str, name: str, limits: Limits) -> Node:
    """The <body> of a page. Raises ReadError if it has none or nests too deeply; scripts are never run."""
    _refuse_depth(text.encode("utf-8", "replace"), name)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    body = tree.css_first("body")
    if body is None:
        raise refuse("malformed", f"{label(name)} has no page in it.", "Save the page again from the browser.")
    _check_depth(body, name, limits)
    return tree


def _refuse_depth(data: bytes, name: str) -> None:
    """Refuse a page that leaves thousands of elements open, before the parser takes minutes for it."""
    depth = 0
    for match in _TAG.finditer(data):
        if match.group(2).lower() in _NEVER_DEEP or match.group(3):
            continue
        depth = depth - 1 if match.group(1) else depth + 1
        if depth > _DEEP_BYTES:
            raise _too_deep(name)


def _check_depth(body: Node, name: str, limits: Limits) -> None:
    stack = [(body, 1)]
    while stack:
        node, depth = stack.pop()
        if depth > limits.xml_depth:
            raise _too_deep(name)
        stack.extend((child, depth + 1) for child in node.iter())


def _too_deep(name: str) -> Exception:
    said = f"{label(name)} nests its elements too deeply for an article."
    return refuse("too_deep", said, "Save the page again from the browser, or give the article's PDF.")


def children(node: Node, path: str) -> Iterator[tuple[Node, str, str]]:
    """Each child with the CSS path that its characters are anchored to and, for a text node, its part ("text 2")."""
    elements = texts = 0
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            texts += 1
            yield child, path, f"text {texts}"
        elif _is_element(child):
            elements += 1
            yield child, f"{path} > :nth-child({elements})", ""


def _is_element(node: Node) -> bool:
    """Whether a node is an element: not text, a comment ("-comment") or a processing instruction (no tag)."""
    return bool(node.tag) and not node.tag.startswith("-")


def is_skipped(node: Node) -> bool:
    """Whether an element is furniture of the page: scripts, menus, forms, and what only screen readers get."""
    if node.tag in SKIPPED:
        return True
    attributes = node.attributes
    if (attributes.get("role") or "").lower() in _ROLES:
        return True
    if node.tag == "header":
        return node.css_first("h1") is None
    return not _CLASSES.isdisjoint((attributes.get("class") or "").lower().split())


def is_hidden(node: Node) -> bool:
    """Whether an element says itself that it is not shown, or prints white on white."""
    attributes = node.attributes
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    style = attributes.get("style") or ""
    return bool(_HIDDEN.search(style)) or bool(_WHITE.search(style) and not _GROUND.search(style))


def find_article(tree: Node) -> tuple[Node, str]:
    """The element that holds the article, with its CSS path: a marked one, else the one where the text is dense."""
    body, path = _body(tree)
    weights = _weigh(body)
    total = weights[body.mem_id]
    marked = [(n, p) for n, p in _below(body, path) if _is_marked(n) and weights.get(n.mem_id, -1) >= 0.5 * total]
    if marked:
        most = max(weights[n.mem_id] for n, _ in marked)
        return [(n, p) for n, p in marked if weights[n.mem_id] >= 0.9 * most][-1]
    node = body
    while dense := [(n, p) for n, p, part in children(node, path) if not part and _is_dense(n, node, weights)]:
        node, path = dense[0]
    return node, path


def _body(tree: Node) -> tuple[Node, str]:
    root = tree.css_first("html")
    return next((n, p) for n, p, part in children(root, "html") if not part and n.tag == "body")


def _is_marked(node: Node) -> bool:
    attributes = node.attributes
    body = "articleBody" in (attributes.get("itemprop") or "")
    return node.tag in ("article", "main") or (attributes.get("role") or "").lower() in ("main", "article") or body


def _is_dense(node: Node, parent: Node, weights: dict[int, int]) -> bool:
    inside = weights.get(node.mem_id, 0)
    return node.tag in ("div", "section", "main", "article", "center") and inside >= 0.85 * weights[parent.mem_id] > 0


def _below(node: Node, path: str) -> Iterator[tuple[Node, str]]:
    for child, child_path, part in children(node, path):
        if not part:
            yield child, child_path
            yield from _below(child, child_path)


def _weigh(node: Node) -> dict[int, int]:
    """For each element how many characters of running text stand in it."""
    weights: dict[int, int] = {}

    def weigh(element: Node, textual: bool) -> int:
        if is_skipped(element):
            return 0
        inside = textual or element.tag in _TEXTUAL
        total = 0
        for child in element.iter(include_text=True):
            if child.tag == "-text":
                size = len((child.text_content or "").strip())
                total += size if inside or size > _LONG_LINE else 0
            elif _is_element(child):
                total += weigh(child, inside)
        weights[element.mem_id] = total
        return total

    weigh(node, False)
    weights.setdefault(node.mem_id, 0)
    return weights
