"""The values of one document as text for a person: one line per answer, with its quote and its place."""

from casepool.domain.assertion import Assertion
from casepool.domain.case import Case
from casepool.domain.evidence import Evidence
from casepool.domain.extraction import Extraction
from casepool.write.escape import show_line
from casepool.write.show_value import show_value
from casepool.write.wrap_text import shorten

WIDTH = 100
NAME_WIDTH = 26
VALUE_WIDTH = 28


def list_values(extraction: Extraction) -> str:
    """Every answer of every case: field, value or state, first quote. Ends with a line end."""
    document = extraction.document
    head = f"{show_line(document.source)}: {_count(len(extraction.told_cases), 'case')}"
    rows = len(extraction.row_cases)
    lines = [head + (f" and {_count(rows, 'row')} of review tables" if rows else "")]
    for case in extraction.cases:
        lines += ["", *_list_case(case)]
    return "\n".join(lines) + "\n\n"


def _list_case(case: Case) -> list[str]:
    label = show_line(case.label) + (f" ({show_line(case.cited.quote)})" if case.cited else "")
    answers = [_line(answer) for answer in case.assertions] or ["  nothing found"]
    return [label, *answers]


def _line(answer: Assertion) -> str:
    name = shorten(answer.field, NAME_WIDTH).ljust(NAME_WIDTH)
    value = shorten(show_line(_say(answer)), VALUE_WIDTH).ljust(VALUE_WIDTH)
    quotes = answer.evidence or tuple(e for c in answer.candidates for e in c.evidence)
    return f"  {name} {value} {_quote(quotes)}".rstrip()


def _say(answer: Assertion) -> str:
    if answer.state == "unclear":
        readings = " or ".join(show_value(c.value) for c in answer.candidates)
        return f"unclear: {readings or answer.reason}"
    words = [answer.item if answer.state == "absent" or answer.value is None else "", show_value(answer.value)]
    said = " ".join(word for word in words if word)
    return said if answer.state == "reported" and said else f"{answer.state} {said}".strip()


def _quote(quotes: tuple[Evidence, ...]) -> str:
    room = WIDTH - NAME_WIDTH - VALUE_WIDTH - 10
    if not quotes:
        return ""
    more = f" (+{len(quotes) - 1})" if len(quotes) > 1 else ""
    return f'"{shorten(show_line(quotes[0].quote), room)}"{more}'


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
