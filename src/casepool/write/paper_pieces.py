"""Pieces of the paper's text as HTML: marks stand side by side, everything from the paper is escaped."""

from collections.abc import Iterable
from html import escape

from casepool.domain.document import Document
from casepool.domain.evidence import Span
from casepool.domain.finding import SEVERITIES
from casepool.write.escape import HIDDEN, show_hidden
from casepool.write.paper_marks import Mark, MarkIndex, Piece, cut_pieces
from casepool.write.paper_markup import Markup, find_markup, has_markup

Stretch = tuple[int, int]


class PieceWriter:
    """Writes any stretch of one document, with the marks of the findings.

    A mark begins at its first visible piece and ends at its last, so all stretches that will be written have to be
    known beforehand; each is given once.
    """

    def __init__(self, document: Document, index: MarkIndex, stretches: Iterable[Stretch]) -> None:
        self._text = document.text
        self._marks = index.marks
        self._has_markup = has_markup(document)
        self._pieces = {stretch: self._cut(stretch, index) for stretch in stretches}
        self._first: dict[int, Piece] = {}
        self._last: dict[int, Piece] = {}
        self._anchors: dict[Span, str] = {}
        for pieces in self._pieces.values():
            self._note_ends(pieces)

    def write(self, start: int, end: int) -> str:
        """text[start:end] as HTML."""
        return "".join(self._write_piece(piece) for piece in self._pieces.get((start, end), ()))

    def anchor(self, span: Span) -> str:
        """The id of the mark at which a span begins; empty where nothing of it is visible."""
        return self._anchors.get(span, "")

    def _cut(self, stretch: Stretch, index: MarkIndex) -> list[Piece]:
        markup = find_markup(self._text, *stretch) if self._has_markup else Markup()
        return cut_pieces(*stretch, markup, index)

    def _note_ends(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            for number in piece.marks:
                if number not in self._first:
                    self._first[number] = piece
                    self._anchors[self._marks[number].span] = f"m{self._lead(piece) + 1}"
                self._last[number] = piece

    def _lead(self, piece: Piece) -> int:
        return next(number for number in piece.marks if self._first.get(number) is piece)

    def _write_piece(self, piece: Piece) -> str:
        words = self._escape(self._text[piece.start : piece.end])
        if piece.marks:
            return self._write_mark(piece, words)
        if piece.styles:
            return f'<span class="{_name_styles(piece)}">{words}</span>'
        return words

    def _write_mark(self, piece: Piece, words: str) -> str:
        starting = [n for n in piece.marks if self._first[n] is piece]
        ending = [self._marks[n] for n in piece.marks if self._last[n] is piece]
        marks = [self._marks[n] for n in piece.marks]
        name = f' id="m{starting[0] + 1}"' if starting else ""
        hidden = "".join(_announce(self._marks[n]) for n in starting)
        said = f'<span class="vh">{escape(hidden)}</span>' if hidden else ""
        classes = _name_classes(piece, marks, bool(starting), bool(ending))
        cards = " ".join(dict.fromkeys(mark.card for mark in marks))
        graded = " ".join(s for s in SEVERITIES if any(mark.severity == s for mark in marks))
        opening = f'<mark{name} class="{classes}" data-sv="{graded}" data-ids="{cards}">'
        return f"{opening}{said}{words}</mark>{_write_links(ending)}"

    def _escape(self, words: str) -> str:
        html = escape_words(words)
        return html.replace("  \n", "<br>\n") if self._has_markup else html


def escape_words(words: str) -> str:
    """Words of the paper as HTML text; a hidden character becomes its code point in a box."""
    if not HIDDEN.search(words):
        return str(escape(words))
    parts, position = [], 0
    for match in HIDDEN.finditer(words):
        parts.append(str(escape(words[position : match.start()])))
        parts.append(f'<span class="ctl">{escape(show_hidden(match[0]))}</span>')
        position = match.end()
    return "".join([*parts, str(escape(words[position:]))])


def _announce(mark: Mark) -> str:
    count = f", {mark.number} of {mark.total}" if mark.total > 1 else ""
    return f"evidence for {mark.rule}{count}: "


def _write_links(marks: list[Mark]) -> str:
    cards = {mark.card: mark for mark in marks}
    return "".join(
        f'<a class="m-ref" data-sv="{mark.severity}" href="#{card}">{escape(mark.rule)}</a>'
        for card, mark in cards.items()
    )


def _name_styles(piece: Piece) -> str:
    return " ".join(f"t-{style}" for style in sorted(piece.styles))


def _name_classes(piece: Piece, marks: list[Mark], starts: bool, ends: bool) -> str:
    conflict = any(mark.severity == "error" for mark in marks)
    flags = (("m-start", starts), ("m-end", ends), ("m-conflict", conflict), (_name_styles(piece), piece.styles))
    return " ".join(name for name, is_set in flags if is_set)
