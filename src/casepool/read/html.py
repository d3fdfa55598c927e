"""HTML: the article of a saved web page, without menus, scripts and hidden text. A page is text; it is never shown.

Anchors: the CSS path of the element, and which of its text nodes ("text 1" is the first); offsets count the decoded
characters of that node.
"""

import re
from pathlib import PurePath

from casepool.domain.document import Block, Cell, Document, Figure, Table
from casepool.domain.errors import Problem
from casepool.knowledge.headings import load_headings
from casepool.read.assemble import Draft, assemble
from casepool.read.captions import find_caption_label
from casepool.read.decode import decode
from casepool.read.html_front import declared_charset, read_meta, with_meta
from casepool.read.html_tables import count_heads, is_data_table, read_rows
from casepool.read.html_tree import BLOCKS, Node, children, find_article, is_hidden, is_skipped, parse_html
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.plain_front import find_title, read_front
from casepool.read.raised import render_raised
from casepool.read.refusal import label, note, refuse
from casepool.read.spans import place_cells
from casepool.read.table_captions import give_captions, is_table_note, join_legends
from casepool.read.weave import Weaver

READER = "html 1 (selectolax)"
_TITLE_WORDS = 4
_MARK = re.compile(r"^\s*\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\s*$")
_SERVICE = re.compile(
    r"full[ -]size (?:image|table)|open in (?:a )?(?:new tab|separate window)|go to:?|download (?:slide|powerpoint)|"
    r"view (?:large|in gallery|full size|article)|click here to view|google ?scholar|pubmed(?: central)?|cross ?ref|"
    r"pmc free article|free full text|web of science|scopus|medline|cas|article|full text|export citation",
    re.IGNORECASE,
)
_HEADING_WORDS = 14
_LONGEST_SERVICE = 90


def read_html(data: bytes, source: str, sha256: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a saved web page. Raises ReadError for a page without text, and for one that is built to exhaust parsers.

    The encoding is that of the byte-order mark, else the one that the page declares, else UTF-8 or Windows-1252.
    """
    decoded = decode(data, label(source), declared_charset(data))
    tree = parse_html(decoded.text, source, limits)
    walk = PageWalk()
    walk.read(*find_article(tree))
    if not walk.weaver.blocks:
        raise refuse(
            "no_text", f"{label(source)} shows no text.", "Save the page completely, or give the article's PDF."
        )
    walk.title_from(tree)
    give_captions(walk.weaver.text, walk.weaver.blocks, walk.tables)
    text = walk.weaver.text
    blocks = walk.weaver.blocks if walk.titled else find_title(text, walk.weaver.blocks)
    draft = Draft(
        source=source,
        sha256=sha256,
        media_type="text/html",
        reader=READER,
        text=text,
        id=PurePath(source).stem,
        blocks=blocks,
        front=with_meta(read_front(text, blocks), read_meta(tree)),
        tables=walk.tables,
        figures=join_legends(text, walk.weaver.blocks, walk.figures),
        anchors=walk.weaver.anchors,
        problems=[*decoded.problems, *walk.problems()],
    )
    return assemble(draft)


class PageWalk:
    """Reads the elements of a page into `weaver`, with `tables` and `figures`; `hidden` text is set aside."""

    def __init__(self) -> None:
        self.weaver = Weaver()
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self.hidden: list[str] = []
        self._kinds = ["paragraph"]
        self._flat = 0
        self._bold = True
        self._reference_level = 0
        self._after_table = ""

    @property
    def titled(self) -> bool:
        return any(block.kind == "title" for block in self.weaver.blocks)

    def read(self, node: Node, path: str) -> None:
        """Read everything that is visible inside `node`."""
        self._fill(node, path)
        self._close()

    def title_from(self, tree: Node) -> None:
        """Mark the heading that repeats the title which the page declares, if no title was found."""
        wanted = " ".join(read_meta(tree).get("citation_title", [""])[0].lower().split())
        if self.titled or not wanted:
            return
        for number, block in enumerate(self.weaver.blocks[:12]):
            words = " ".join(self.weaver.text[block.start : block.end].lower().split())
            if words == wanted:
                self.weaver.blocks[number] = Block("title", block.start, block.end)
                return

    def problems(self) -> list[Problem]:
        """What has to be said about the page."""
        if not self.hidden:
            return []
        places = f"{len(self.hidden)} place{'s' if len(self.hidden) > 1 else ''}"
        said = f"Hidden text was left out in {places}; the first one reads: {self.hidden[0][:120]!r}."
        return [note("hidden_text", said, "Look at the page in a browser: hidden text is not part of the article.")]

    def _fill(self, node: Node, path: str) -> None:
        for child, child_path, part in children(node, path):
            if part:
                self._text(child, child_path, part, node)
            elif not is_skipped(child):
                if is_hidden(child):
                    self._hide(child)
                else:
                    self._element(child, child_path)

    def _text(self, child: Node, path: str, part: str, parent: Node) -> None:
        words = child.text_content or ""
        if words.strip():
            self._bold = self._bold and parent.tag in ("b", "strong")
        self.weaver.put(words, path, part)

    def _hide(self, node: Node) -> None:
        words = " ".join((node.text() or "").split())
        if words:
            self.hidden.append(words)

    def _element(self, node: Node, path: str) -> None:
        tag = node.tag
        if tag == "sup":
            self._raised(node, path)
        elif tag == "br":
            self.weaver.insert(" ")
        elif tag not in BLOCKS:
            self._fill(node, path)
        elif self._flat:
            self.weaver.insert(" ")
            self._fill(node, path)
            self.weaver.insert(" ")
        else:
            self._block(node, path)

    def _raised(self, node: Node, path: str) -> None:
        words = node.text() or ""
        linked = node.css_first("a") is not None and bool(_MARK.match(words))
        way = "mark" if linked else render_raised(words, self.weaver.before)
        self.weaver.insert({"mark": "[", "caret": "^"}.get(way, ""))
        if way == "digits":
            for child, child_path, part in children(node, path):
                if part:
                    self.weaver.put(child.text_content, child_path, part, raised=True)
                else:
                    self._fill(child, child_path)
        else:
            self._fill(node, path)
        self.weaver.insert("]" if way == "mark" else "")

    def _block(self, node: Node, path: str) -> None:
        self._close()
        tag = node.tag
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(node, path, int(tag[1]))
        elif tag == "table" and is_data_table(node):
            self._table(node, path)
        else:
            self._kinds.append(_kind_of(node, self._kinds[-1]))
            self._fill(node, path)
            self._close()
            self._kinds.pop()

    def _heading(self, node: Node, path: str, level: int) -> None:
        self._flat += 1
        self._fill(node, path)
        self._flat -= 1
        words = " ".join(self.weaver.open_text.split())
        rule = load_headings().find_rule(words)
        if find_caption_label(words) is not None:
            self._kinds.append("caption")
            self._close()
            self._kinds.pop()
            return
        is_title = level == 1 and rule is None and not self.titled and len(words.split()) >= _TITLE_WORDS
        self.weaver.close("title" if is_title else "heading", level=0 if is_title else level)
        if level <= (self._reference_level or level):
            self._reference_level = level if rule and rule.role == "references" else 0
        self._after_table, self._bold = "", True

    def _close(self) -> None:
        """Write the open block with the kind that the place and its words give it."""
        words = " ".join(self.weaver.open_text.split())
        if not words:
            self.weaver.drop()
            self._bold = True
            return
        kind = self._kind(words)
        block = self.weaver.close(kind, table=self._after_table if kind == "footnote" else "")
        found = find_caption_label(words)
        if block and kind == "caption" and found and found.kind == "figure":
            self.figures.append(Figure(found.printed, block.start, block.end))
        self._after_table = self._after_table if kind == "footnote" else ""
        self._bold = True

    def _kind(self, words: str) -> str:
        kind = self._kinds[-1]
        if len(words) < _LONGEST_SERVICE and not any(c.isalnum() for c in _SERVICE.sub("", words)):
            return "furniture"
        if kind == "caption" or (kind == "paragraph" and find_caption_label(words) is not None):
            return "caption"
        if self._reference_level:
            return "reference"
        if kind == "paragraph" and self._after_table and is_table_note(words):
            return "footnote"
        if kind == "paragraph" and self._bold and len(words.split()) <= _HEADING_WORDS and words[-1] not in ".;,":
            rule = load_headings().find_rule(words)
            self._reference_level = 6 if rule and rule.role == "references" else 0
            return "heading"
        return kind

    def _table(self, node: Node, path: str) -> None:
        table_id = str(len(self.tables) + 1)
        caption = self._own_caption(node, path, table_id)
        rows = read_rows(node, path)
        places = place_cells([[(c.rowspan, c.colspan) for c in row.cells] for row in rows])
        cells = []
        for number, (row, line) in enumerate(zip(rows, places, strict=True)):
            for index, (source, (column, rowspan, colspan)) in enumerate(zip(row.cells, line, strict=True)):
                self._flat += 1
                self._fill(source.node, source.path)
                self._flat -= 1
                gap = "\t" if index else "\n" if number else "\n\n"
                cell = Cell(number, column, 0, 0, rowspan, colspan, source.header)
                cells.append(self.weaver.close_cell(cell, table_id, gap))
        heads = count_heads(self.weaver.text, rows, cells)
        found = find_caption_label(self.weaver.text[slice(*caption)]) if caption else None
        self.tables.append(Table(table_id, tuple(cells), found.printed if found else "", caption, header_rows=heads))
        self._after_table, self._bold = table_id, True

    def _own_caption(self, node: Node, path: str, table_id: str) -> tuple[int, int] | None:
        for child, child_path, part in children(node, path):
            if not part and child.tag == "caption":
                self._flat += 1
                self._fill(child, child_path)
                self._flat -= 1
                block = self.weaver.close("caption", table=table_id)
                return (block.start, block.end) if block else None
        return None


def _kind_of(node: Node, outer: str) -> str:
    """The kind of the text that stands directly in a block element."""
    legend = node.tag == "figure" and node.css_first("table") is None
    if legend or node.tag in ("figcaption", "caption") or _is_caption_class(node):
        return "caption"
    if node.tag in ("li", "dd", "dt"):
        return "list-item"
    return outer if node.tag in ("div", "p", "section") and outer != "paragraph" else "paragraph"


def _is_caption_class(node: Node) -> bool:
    classes = (node.attributes.get("class") or "").lower().split()
    return node.tag in ("div", "p") and not {"caption", "fig-caption", "table-caption"}.isdisjoint(classes)
