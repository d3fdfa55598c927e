"""The visible words of a DOCX paragraph: insertions yes, deletions and hidden text no, fields by their result."""

from casepool.read.docx_styles import Styles, attribute, child, is_on, number_of, value_of
from casepool.read.raised import render_raised
from casepool.read.weave import Weaver
from casepool.read.xml_tree import Element, local

DELETED = ("del", "moveFrom", "delText", "moveFromRangeStart")
_THROUGH = frozenset(
    (
        *("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo"),
        *("oMath", "oMathPara", "e", "num", "den", "sup", "sub", "f", "rad", "sSup", "sSub", "d", "nary", "deg"),
    )
)
_BOXES = ("drawing", "pict", "AlternateContent", "object")
_WHITE = ("ffffff", "fffffe", "fefefe")
_TINY = 4
_SYMBOLS = {
    **{0xF061 + i: c for i, c in enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ")},
    **{0xF0B1: "±", 0xF0B0: "°", 0xF0B3: "≥", 0xF0A3: "≤", 0xF0B4: "×", 0xF0B7: "•", 0xF0AE: "→", 0xF0AD: "↑"},
    **{0xF0AF: "↓", 0xF0BB: "≈", 0xF0B9: "≠", 0xF0D6: "√", 0xF044: "Δ", 0xF06D: "μ", 0xF02D: "−"},
}


class Runs:
    """Puts the runs of paragraphs into the open block of `weaver`.

    What is not text is collected: `hidden` words, `boxes` (text boxes), `notes` (kind and id of foot- and endnotes),
    `deletions` and `insertions` (how many tracked changes were seen).
    """

    def __init__(self, weaver: Weaver, styles: Styles) -> None:
        self.weaver = weaver
        self.styles = styles
        self.hidden: list[str] = []
        self.boxes: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.endnotes: dict[str, int] = {}
        self.insertions = 0
        self.deletions = 0
        self.bold = False
        self._fields: list[bool] = []
        self._number = 0
        self._shaded = False

    def fill(self, paragraph: Element, place: str, shaded: bool = False) -> None:
        """Put one paragraph; `place` names it in the anchors, `shaded` says that it stands on a coloured ground."""
        self._number = 0
        self._fields = []
        properties = child(paragraph, "pPr")
        self._shaded = shaded or _is_dark(child(properties, "shd"))
        self.bold = True
        self._walk(paragraph, place)

    def _walk(self, element: Element, place: str) -> None:
        for part in element:
            tag = local(part)
            if tag in DELETED:
                self.deletions += 1
            elif tag == "r":
                self._run(part, place)
            elif tag in _THROUGH:
                self.insertions += tag in ("ins", "moveTo")
                self._power(tag)
                self._walk(part, place)

    def _power(self, tag: str) -> None:
        if tag == "sup" and self.weaver.place:
            self.weaver.insert("^")
        elif tag == "den":
            self.weaver.insert("/")

    def _run(self, run: Element, place: str) -> None:
        self._number += 1
        properties = child(run, "rPr")
        words = run_text(run)
        if self._is_hidden(properties):
            if words.strip():
                self.hidden.append(words.strip())
            return
        if words.strip():
            self.bold = self.bold and is_on(child(properties, "b"))
        raised = value_of(child(properties, "vertAlign")) == "superscript"
        way = render_raised(words, self.weaver.before) if raised else "plain"
        if way in ("mark", "caret"):
            self.weaver.insert("[" if way == "mark" else "^")
        self._pieces(run, f"{place} run {self._number}", way == "digits")
        if way == "mark":
            self.weaver.insert("]")

    def _pieces(self, run: Element, path: str, raised: bool) -> None:
        offset = 0
        for part in run:
            tag = local(part)
            words = _piece_text(part)
            if tag == "fldChar":
                self._field(part)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._note(tag, attribute(part, "id"))
            elif tag in _BOXES:
                self.boxes.extend(_text_boxes(part))
            elif words and not any(self._fields):
                self.weaver.put(words, path, "run", offset, raised)
            offset += len(words)

    def _field(self, part: Element) -> None:
        """Between the beginning of a field and its separator stand instructions, behind it the printed result."""
        kind = attribute(part, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, tag: str, number: str) -> None:
        if tag == "footnoteReference":
            self.notes.append(("footnote", number))
            return
        order = self.endnotes.setdefault(number, len(self.endnotes) + 1)
        self.weaver.insert(f"[{order}]")

    def _is_hidden(self, properties: Element | None) -> bool:
        if properties is None:
            return False
        if is_on(child(properties, "vanish")) or self.styles.is_hidden(properties):
            return True
        size = number_of(child(properties, "sz"))
        if size is not None and size <= _TINY:
            return True
        white = value_of(child(properties, "color")).lower() in _WHITE
        ground = _is_dark(child(properties, "shd")) or child(properties, "highlight") is not None
        return white and not ground and not self._shaded


def run_text(run: Element) -> str:
    """The text of a run as its anchors count it: words, tab as a tab, line break as LF, hard hyphen as a hyphen."""
    return "".join(_piece_text(part) for part in run)


def _piece_text(part: Element) -> str:
    tag = local(part)
    if tag == "t":
        return part.text or ""
    if tag in ("tab", "ptab"):
        return "\t"
    if tag in ("br", "cr"):
        return "\n"
    if tag == "noBreakHyphen":
        return "-"
    return _symbol(attribute(part, "char")) if tag == "sym" else ""


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return _SYMBOLS.get(number, "\ufffd" if 0xE000 <= number <= 0xF8FF or number > 0x10FFFF else chr(number))


def _is_dark(shade: Element | None) -> bool:
    """Whether a ground is filled with a colour on which white letters show."""
    return shade is not None and attribute(shade, "fill").lower() not in ("", "auto", *_WHITE)


def _text_boxes(element: Element) -> list[Element]:
    """The contents of text boxes below an element, each once (alternatives repeat them)."""
    found: list[Element] = []
    for part in element:
        if local(part) == "Fallback" and found:
            continue
        found.extend([part] if local(part) == "txbxContent" else _text_boxes(part))
    return found
