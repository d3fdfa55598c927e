"""The letter: the findings as numbered, polite queries to the authors, ready to paste."""

from casepool.domain.check import CheckResult
from casepool.domain.finding import Card
from casepool.knowledge.rules import load_requests
from casepool.write.check_cards import find_family
from casepool.write.escape import show_line
from casepool.write.find_fact import FactFinder
from casepool.write.gather_sides import Side, gather_sides, show_quote
from casepool.write.name_place import PlaceNames
from casepool.write.say_check import name_case, say_number, say_reading, say_source
from casepool.write.wrap_text import wrap_words

WIDTH = 78
REQUESTS = {
    "error": "These cannot both be right as printed. Could you please check which one holds and use it throughout?",
    "warning": "Could you please clarify this point?",
    "gap": "Could you please add this, or tell us where it is stated?",
}
MANY_ERROR = "These cannot all be right as printed. Could you please check which holds and use it throughout?"
LONE_ERROR = "As printed this cannot be right. Could you please check it?"


def write_letter(result: CheckResult, show_all: bool = False) -> str:
    """The letter for one document: errors, then warnings, with `show_all` gaps as well; notes never."""
    asked = ("error", "warning", "gap") if show_all else ("error", "warning")
    cards = [card for card in result.cards if card.severity in asked]
    writer = _QueryWriter(result)
    parts = [_write_opening(result, len(cards))]
    parts += [writer.write(number, card) for number, card in enumerate(cards, 1)]
    return "\n\n".join([*parts, _write_closing(result)]) + "\n"


class _QueryWriter:
    def __init__(self, result: CheckResult) -> None:
        self._result = result
        self._places = PlaceNames(result.document)
        self._facts = FactFinder(result)

    def write(self, number: int, card: Card) -> str:
        """One numbered query: what was found, each quote with its place, the request and a suggested wording."""
        head = f"{number}. "
        case, message = name_case(self._result, card), show_line(card.lead.message)
        lines = _hang(head, f"{case}: {message}" if case else message)
        indent = " " * len(head)
        sides = gather_sides(card, self._facts.find(card))
        for side in sides:
            lines += _hang(f"{indent}- ", self._write_side(side))
        if card.lead.searched and not sides:
            lines += _hang(indent, f"We looked in {show_line(card.lead.searched)}.")
        return "\n".join([*lines, *_hang(indent, _write_request(card, len(sides)))])

    def _write_side(self, side: Side) -> str:
        others = ", ".join(dict.fromkeys(self._places.long(other) for other in side.others))
        also = f" (also: {others})" if others else ""
        quote = show_quote(self._result.document, side.evidence)
        return f'{self._places.long(side.evidence)}: "{quote}"{also}'


def _write_opening(result: CheckResult, count: int) -> str:
    title = show_line(result.document.front.title)
    name = f'"{title}" ({say_source(result)})' if title else say_source(result)
    reason = (
        f"while reading your manuscript we came upon {say_number(count, 'point')} on which we would be grateful for "
        "your answer. Each names the words and the place. We may have misread: in that case a short reply is enough."
    )
    if not count:
        reason = "we have read your manuscript and have no query about contradictions in its text."
    return "\n".join([*wrap_words(f"Manuscript: {name}", WIDTH), "", "Dear authors,", "", *wrap_words(reason, WIDTH)])


def _write_request(card: Card, sides: int) -> str:
    suggestion = show_line(card.lead.suggestion)
    request = _choose_request(card, sides)
    return f"{request} Suggestion: {suggestion}" if suggestion else request


def _choose_request(card: Card, sides: int) -> str:
    """What the authors are asked: as the family of the rule says, else by severity and the number of sides."""
    own = load_requests().get(find_family(card.lead.rule), "")
    if own and card.severity in ("error", "warning"):
        return own
    if card.severity == "error" and sides != 2:
        return MANY_ERROR if sides > 2 else LONE_ERROR
    return REQUESTS[card.severity]


def _write_closing(result: CheckResult) -> str:
    reading = "; ".join(f"{head.lower()}: {parts}" for head, parts in say_reading(result))
    return "\n".join(wrap_words(f"What these queries rest on. {reading[:1].upper()}{reading[1:]}.", WIDTH))


def _hang(head: str, text: str) -> list[str]:
    lines = wrap_words(text, WIDTH - len(head))
    return [(" " * len(head) if number else head) + line for number, line in enumerate(lines)]
