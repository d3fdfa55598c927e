"""The result of a check as terminal text: plain, at most `width` columns, contradictions first, both sides quoted."""

from casepool.domain.check import CheckResult
from casepool.domain.finding import Card
from casepool.write.check_lists import format_lists
from casepool.write.escape import count_columns, show_line
from casepool.write.find_fact import FactFinder
from casepool.write.gather_sides import Side, gather_sides, list_places, show_quote
from casepool.write.name_place import PlaceNames
from casepool.write.say_check import (
    list_other_rules,
    name_case,
    say_contents,
    say_nothing_found,
    say_number,
    say_reading,
    say_source,
)
from casepool.write.wrap_text import shorten, wrap_words

WORDS = {"error": "ERROR", "warning": "WARN", "gap": "GAP", "note": "NOTE"}
COLOURS = {"error": "1;31", "warning": "33", "gap": "34", "note": "2"}
FOLDED = ("gap", "note")
MOST_SIDES = 6
PLACE_WIDTH = 24
RULE_WIDTH = 16
INDENT = " " * 3


def format_check(
    result: CheckResult, show_all: bool = False, width: int = 100, colour: bool = False, written: str = ""
) -> str:
    """The check of one document as text that ends with a line end.

    `show_all` shows gaps and notes too; `written` names the file that was written ("" if none was). Colour is ANSI.
    """
    screen = _Screen(result, width, colour)
    shown = [card for card in result.cards if show_all or card.severity not in FOLDED]
    lines = [*screen.write_head(), ""]
    for card in shown:
        lines += screen.write_card(card)
    lines += [*more, ""] if (more := format_lists(result, show_all, width)) else []
    lines += screen.write_foot(show_all, written)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Screen:
    """The writer of one result: knows the width, the colours and the names of places."""

    def __init__(self, result: CheckResult, width: int, colour: bool) -> None:
        self._result = result
        self._width = width
        self._colour = colour
        self._places = PlaceNames(result.document)
        self._facts = FactFinder(result)

    def write_head(self) -> list[str]:
        """Name and contents with the version of the rules at the right, then what was read and what was not."""
        rules = f"rules v{show_line(self._result.rules_version)}"
        name = shorten(say_source(self._result), self._width // 2)
        lines = wrap_words(f"{name}: {', '.join(say_contents(self._result))}", self._width)
        sentences = [f"{head}: {parts}." for head, parts in say_reading(self._result)]
        sentences[0] = sentences[0].replace("Read", "read", 1)
        lines = _add_right(lines, rules, self._width) + wrap_words(" ".join(sentences), self._width)
        for problem in self._result.read_note.problems:
            lines += self._write_hanging("problem: ", show_line(str(problem)))
        return lines

    def write_card(self, card: Card) -> list[str]:
        """Severity, rule and message; the quotes with their places; one suggestion; the text searched for a gap."""
        sides = gather_sides(card, self._facts.find(card))
        rows = self._list_rows(sides)
        if card.lead.searched and not sides:
            rows.append(("Searched", show_line(card.lead.searched), ""))
        if card.lead.suggestion:
            rows.append(("Suggestion", show_line(card.lead.suggestion), ""))
        column = max((count_columns(place) for place, _, _ in rows), default=0) + 3
        lines = self._write_message(card)
        for place, text, more in _blank_repeated(rows):
            head = INDENT + place + " " * (column - count_columns(place))
            lines += _add_right(self._write_hanging(head, text), more, self._width, INDENT + " " * column)
        return lines

    def write_foot(self, show_all: bool, written: str) -> list[str]:
        """How many cards there are, which of them are folded, and whether anything was written."""
        cards = self._result.counts.cards
        end = f"Written: {show_line(written)}." if written else "Nothing was written (--html FILE)."
        aside = _say_aside(self._result, show_all)
        if not any(cards.values()):
            said = f"{aside.removeprefix('; ').capitalize()}. " if aside else ""
            return wrap_words(f"{said}{say_nothing_found(self._result)} {end}", self._width)
        graver = ", ".join(say_number(cards[s], s) for s in cards if s not in FOLDED)
        milder = " and ".join(say_number(cards[s], s) for s in FOLDED if cards[s])
        folded = "" if show_all or not milder else " folded (--all)"
        return wrap_words(f"{graver}{'; ' if milder else ''}{milder}{folded}{aside}. {end}", self._width)

    def _write_message(self, card: Card) -> list[str]:
        rule, others = shorten(show_line(card.lead.rule), RULE_WIDTH), list_other_rules(card)
        head = f"{WORDS[card.severity]:<6} {rule:<7} "
        case = name_case(self._result, card)
        message = show_line(f"{case}: {card.lead.message}" if case else card.lead.message)
        lines = self._write_hanging(head, message)
        more = f"(also {', '.join(show_line(other) for other in others)})" if others else ""
        lines = _add_right(lines, more, self._width, " " * len(head))
        lines[0] = self._paint(card.severity, head.rstrip()) + lines[0][len(head.rstrip()) :]
        return lines

    def _list_rows(self, sides: tuple[Side, ...]) -> list[tuple[str, str, str]]:
        rows: list[tuple[str, str, str]] = []
        for side in sides[:MOST_SIDES]:
            place = shorten(self._places.short(side.evidence), PLACE_WIDTH)
            quote = f'"{show_quote(self._result.document, side.evidence)}"'
            more = self._say_others(side)
            if rows and rows[-1][0] == place and not rows[-1][2] and self._fits(place, rows[-1][1], quote, more):
                rows[-1] = (place, f"{rows[-1][1]} / {quote}", more)
            else:
                rows.append((place, quote, more))
        if len(sides) > MOST_SIDES:
            rows.append(("", f"(+ {say_number(len(sides) - MOST_SIDES, 'quote')} more)", ""))
        return rows

    def _say_others(self, side: Side) -> str:
        names = list_places(shorten(self._places.short(other), PLACE_WIDTH) for other in side.others)
        return f"(+ {names})" if names else ""

    def _fits(self, place: str, *parts: str) -> bool:
        return sum(count_columns(part) + 3 for part in (INDENT, place, *parts)) <= self._width

    def _write_hanging(self, head: str, text: str) -> list[str]:
        indent = count_columns(head)
        lines = wrap_words(text, self._width - indent)
        return [(" " * indent if number else head) + line for number, line in enumerate(lines)]

    def _paint(self, severity: str, text: str) -> str:
        return f"\x1b[{COLOURS[severity]}m{text}\x1b[0m" if self._colour else text


def _say_aside(result: CheckResult, show_all: bool) -> str:
    """How many findings a person set aside, as the end of a sentence."""
    count = len(result.aside)
    return f"; {count} set aside{'' if show_all else ' (--all)'}" if count else ""


def _blank_repeated(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """A place that the row above names too is left blank."""
    places = ["", *(place for place, _, _ in rows)]
    return [("" if row[0] == above else row[0], *row[1:]) for above, row in zip(places, rows, strict=False)]


def _add_right(lines: list[str], more: str, width: int, indent: str = "") -> list[str]:
    """Put `more` at the right end of the last line, or wrapped on lines of its own where it does not fit."""
    if not more:
        return lines
    room = width - count_columns(lines[-1]) - count_columns(more)
    if room >= 2:
        return [*lines[:-1], lines[-1] + " " * min(room, _gap(lines[-1], more)) + more]
    return [*lines, *(indent + line for line in wrap_words(more, width - len(indent)))]


def _gap(line: str, more: str) -> int:
    """Eight columns, or as many as bring the end to column 93."""
    return max(8, 93 - count_columns(line) - count_columns(more))
