"""The inside of JATS paragraphs, cells and captions: formatting, formulas, citation marks, things to be set apart."""

import re
from html.entities import html5

from casepool.read.raised import render_raised
from casepool.read.weave import Weaver
from casepool.read.xml_tree import Element, child_paths, entity_text, local, tail_part, words_of

SKIPPED = frozenset(
    (
        *("graphic", "inline-graphic", "media", "alt-text", "long-desc", "object-id", "permissions", "contrib-id"),
        *(
            "institution-id",
            "index-term",
            "annotation",
            "annotation-xml",
            "processing-meta",
            "ext-link-icon",
            "colgroup",
        ),
        *("col", "related-article", "fn-link", "textual-form-alternative", "inline-media"),
    )
)
FLOATS = frozenset(
    (
        *("table-wrap", "table-wrap-group", "fig", "fig-group", "boxed-text", "supplementary-material", "fn"),
        *("fn-group", "chem-struct-wrap", "table"),
    )
)
SPLITTING = frozenset(
    (
        "list",
        "def-list",
        "disp-quote",
        "verse-group",
        "statement",
        "speech",
        "code",
        "preformat",
        "sec",
        "p",
        "ref-list",
    )
)
_NUMBERS = re.compile(r"^[\[(]?\s*\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*\s*[\])]?$")
_BETWEEN = re.compile(r"^\s*[,;–—-]?\s*$")
_OPEN_LIST = re.compile(r"[\[(][\d\s,;–—-]*$")
_DASH = re.compile(r"[–—-]")
_LONGEST_RANGE = 100
_CITED = ("bibr", "ref", "bib", "citation")
_NOTED = ("fn", "table-fn", "aff", "corresp", "author-notes")
_TEX = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)


class InlineText:
    """Puts the inline content of elements into the open block of `weaver`.

    `numbers` maps the id of a reference to its number. Floats that stand inside are collected in `floats`; elements
    that break a paragraph are handed to `split`. While `flat` counts above zero, everything stays in one block.
    """

    def __init__(self, weaver: Weaver, numbers: dict[str, int]) -> None:
        self.weaver = weaver
        self.numbers = numbers
        self.floats: list[tuple[Element, str]] = []
        self.flat = 0
        self.entities: list[str] = []
        self._bracket_from: int | None = None
        self._bracket_numbers: list[int] = []
        self._range = False

    def split(self, element: Element, path: str) -> None:
        """Called for an element that breaks the open paragraph; the walk over the blocks overrides it."""
        self.fill(element, path)

    def fill(self, element: Element, path: str, raised: bool = False) -> None:
        """Put everything inside `element` into the open block."""
        self.weaver.put(element.text, path, "text", raised=raised)
        self.fill_children(element, path, raised)

    def fill_children(self, element: Element, path: str, raised: bool = False) -> None:
        """Put the children of `element` and the texts behind them into the open block."""
        for child, child_path in child_paths(element, path):
            self._child(child, child_path, raised)
            self.weaver.put(child.tail, child_path, tail_part(child), raised=raised)

    def fill_flat(self, element: Element, path: str) -> None:
        """Put everything inside `element` into the open block, paragraphs and lists included, apart by blanks."""
        self.flat += 1
        self.fill(element, path)
        self.flat -= 1

    def _child(self, child: Element, path: str, raised: bool) -> None:
        tag = local(child)
        if not tag:
            self._entity(child)
        elif tag in FLOATS:
            self._float(child, path, tag)
        elif tag in SPLITTING:
            self._split(child, path)
        elif tag == "xref":
            self._xref(child, path)
        elif tag in ("sup", "msup"):
            self._raised(child, path, tag)
        elif tag in ("inline-formula", "disp-formula", "alternatives", "tex-math", "mfrac"):
            self._formula(child, path, tag)
        elif tag in ("break", "hr"):
            self.weaver.insert(" ")
        elif tag not in SKIPPED:
            self.fill(child, path, raised)

    def _entity(self, child: Element) -> None:
        words = entity_text(child)
        if words:
            self.weaver.insert(words)
            if f"{child.name};" not in html5:
                self.entities.append(str(child.name))

    def _float(self, child: Element, path: str, tag: str) -> None:
        self.weaver.insert(" ")
        if self.flat and tag not in ("fn", "table", "table-wrap"):
            self.fill(child, path)
        else:
            self.floats.append((child, path))

    def _split(self, child: Element, path: str) -> None:
        self.weaver.insert(" ")
        if self.flat:
            self.fill(child, path)
        else:
            self.split(child, path)
        self.weaver.insert(" ")

    def _raised(self, child: Element, path: str, tag: str) -> None:
        if tag == "msup":
            self._power(child, path)
            return
        cites = any(local(e) == "xref" for e in child.iter())
        way = "plain" if cites else render_raised(words_of(child), self.weaver.before)
        if way == "mark":
            self.weaver.insert("[")
        elif way == "caret":
            self.weaver.insert("^")
        self.fill(child, path, raised=way == "digits")
        if way == "mark":
            self.weaver.insert("]")

    def _power(self, child: Element, path: str) -> None:
        for number, (part, part_path) in enumerate(child_paths(child, path)):
            if number:
                self.weaver.insert("^")
            self.fill(part, part_path)

    def _formula(self, child: Element, path: str, tag: str) -> None:
        """A formula once, whatever the number of its forms: MathML first, then TeX, then text."""
        if tag == "mfrac":
            self._fraction(child, path)
        elif tag == "tex-math":
            self._tex(child, path)
        else:
            parts = list(child_paths(child, path))
            chosen = [part for part in parts if local(part[0]) in ("math", "tex-math")]
            best = next((p for p in chosen if local(p[0]) == "math"), chosen[0] if chosen else None)
            if best is None:
                self.fill(child, path)
                return
            for part, part_path in parts:
                if part is best[0] or (local(part) not in ("math", "tex-math") and local(part) not in SKIPPED):
                    self._child(part, part_path, False)
                    self.weaver.put(part.tail, part_path, tail_part(part))

    def _fraction(self, child: Element, path: str) -> None:
        for number, (part, part_path) in enumerate(child_paths(child, path)):
            if number:
                self.weaver.insert("/")
            self.fill(part, part_path)

    def _tex(self, child: Element, path: str) -> None:
        """TeX without the preamble that publishers wrap around it."""
        words = child.text or ""
        match = _TEX.search(words)
        start, end = match.span(1) if match else (0, len(words))
        start += len(words[start:end]) - len(words[start:end].lstrip("$ \n"))
        self.weaver.put(words[start:end].rstrip("$ \n"), path, "text", start)

    def _xref(self, child: Element, path: str) -> None:
        kind = child.get("ref-type", "")
        if kind in _CITED:
            self._citation(child, path)
        elif kind in _NOTED and words_of(child).isalnum() and self.weaver.before.isalnum():
            self.weaver.insert("[")
            self.fill(child, path)
            self.weaver.insert("]")
        else:
            self.fill(child, path)

    def _citation(self, child: Element, path: str) -> None:
        """A citation mark: numbers in brackets, neighbours in one pair of brackets; other marks as printed."""
        words = words_of(child)
        numbers = [self.numbers[i] for i in child.get("rid", "").split() if i in self.numbers]
        bare = not words or (bool(_NUMBERS.match(words)) and words[0] not in "[(" and not self._in_brackets())
        opened = self._bracket_from is not None
        if bare and not opened:
            self._bracket_from = self.weaver.spot
            self.weaver.insert("[")
        first = self.weaver.spot
        self.fill(child, path)
        if not words:
            self.weaver.insert(", ".join(map(str, numbers)))
        numbers = numbers or _printed_numbers(words)
        if self._bracket_from is None:
            self.weaver.mark(first, tuple(numbers))
            return
        self._add_numbers(numbers)
        self._range = self._goes_on(child) and bool(_DASH.search(child.tail or ""))
        if not self._goes_on(child):
            self._end_bracket()

    def _in_brackets(self) -> bool:
        """Whether the source itself opened a bracket around the list that the mark belongs to."""
        return bool(_OPEN_LIST.search(self.weaver.recent))

    def _add_numbers(self, numbers: list[int]) -> None:
        """Add the numbers of the next mark in the bracket; behind a dash also those in between."""
        before = self._bracket_numbers
        if self._range and before and numbers and before[-1] < numbers[0] <= before[-1] + _LONGEST_RANGE:
            before += range(before[-1] + 1, numbers[0])
        before += numbers

    def _goes_on(self, child: Element) -> bool:
        following = child.getnext()
        cites = following is not None and local(following) == "xref" and following.get("ref-type") in _CITED
        return cites and bool(_BETWEEN.match(child.tail or ""))

    def _end_bracket(self) -> None:
        self.weaver.insert("]")
        self.weaver.mark(self._bracket_from or 0, tuple(self._bracket_numbers))
        self._bracket_from, self._bracket_numbers = None, []


def _printed_numbers(words: str) -> list[int]:
    """The numbers of a printed mark, ranges filled ("3-5" gives 3, 4, 5); empty if it is no list of numbers."""
    if not _NUMBERS.match(words):
        return []
    numbers: list[int] = []
    for part in re.split(r"[,;]", words.strip("[]() ")):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        numbers += list(range(ends[0], ends[-1] + 1)) if len(ends) == 2 and ends[-1] - ends[0] < 100 else ends
    return numbers
