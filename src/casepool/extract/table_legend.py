"""Short forms in cells: what the notes under a table, or the text, say that they stand for."""

from collections.abc import Mapping

from casepool.domain.document import Table
from casepool.domain.extraction import Abbreviation
from casepool.knowledge.compiled import compile_pattern
from casepool.text.view import TextView

_ENTRY = compile_pattern(
    r"(?:^|[;,.:(] ?|\s)(?P<short>[A-Za-z][\w/&.+-]{0,9}|[+\u2212-])"
    r"\s?(?:=|:|,| - | indicates?| stands for| denotes?| means)"
    r"\s?(?P<long>[A-Za-z][^;,.=:()]{3,80})(?=[;,.()]|$| and [A-Z])"
)
_WORD = compile_pattern(r"[A-Za-z][\w/&.+-]*|(?<!\w)[+-](?!\w)")


def read_legend(view: TextView, table: Table, abbreviations: tuple[Abbreviation, ...]) -> Mapping[str, str]:
    """Folded short forms with their folded long forms: those of the table's own notes win over those of the text."""
    known = {a.short.lower(): a.long.lower() for a in abbreviations}
    for start, end in table.footnotes:
        words = view.shadow.cased[view.shadow.offset(start) : view.shadow.offset(end)]
        known |= read_notes(words)
    return known


def read_notes(words: str) -> dict[str, str]:
    """The entries of a note: "NED: no evidence of disease; AWD, alive with disease; + = present"."""
    found = {}
    position = 0
    while match := _ENTRY.search(words, position):
        short, long = match.group("short"), match.group("long").strip()
        if short in "+-" or (short != short.lower() and len(short) < len(long)):
            found[short.lower()] = long.lower()
            position = match.end("long")
        else:
            position = match.end("short")
    return found


def find_shorts(words: str, legend: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """The short forms of a cell: start and end in its folded words, and the long form."""
    places = [(m.start(), m.end(), m.group().rstrip(".")) for m in _WORD.finditer(words)]
    return [(start, end, legend[short]) for start, end, short in places if short in legend]
