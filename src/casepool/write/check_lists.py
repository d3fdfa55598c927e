"""What stands under the findings on the terminal: findings set aside, checklists, and the rules of a journal."""

from casepool.domain.check import CheckResult
from casepool.domain.checklist import ChecklistStatus, ItemStatus, JournalNote
from casepool.domain.set_aside import SetAside
from casepool.write.escape import show_line
from casepool.write.gather_sides import show_quote
from casepool.write.name_place import PlaceNames
from casepool.write.say_check import say_number
from casepool.write.wrap_text import shorten, wrap_words

STATUS_WORDS = {
    "reported": "reported",
    "partial": "partial",
    "not_reported": "not reported",
    "not_applicable": "not applicable",
    "needs_person": "needs a person",
}
PARAPHRASED = "The items are paraphrased; their wording stands at the source."
NO_TOTAL = "There is no total, and nothing that needs judgement is ticked."
JUDGEMENT = "This list asks for a judgement, which is yours: a status says only what the text reports."
UNCONFIRMED = "Items of this list were not confirmed at their source; those that were not are marked."
ITEM_WIDTH = 4
STATUS_WIDTH = 16


def format_lists(result: CheckResult, show_all: bool, width: int) -> list[str]:
    """The lines under the findings, none if nothing of it was asked for; at most `width` columns."""
    places = PlaceNames(result.document)
    lines = _write_aside(result, show_all, width) + _write_stale(result.stale, width)
    for checklist in result.checklists:
        lines += _write_checklist(result, places, checklist, width)
    return lines + (_write_journal(result.journal, width) if result.journal else [])


def introduce_checklist(checklist: ChecklistStatus) -> tuple[str, ...]:
    """The sentences that stand before the items of a checklist."""
    said = (NO_TOTAL, JUDGEMENT if checklist.asks_judgement else "", "" if checklist.verified else UNCONFIRMED)
    return (PARAPHRASED, *filter(None, said))


def say_item(item: ItemStatus) -> tuple[str, ...]:
    """What is said of an item beside its quotes: its note, where nothing was found, and whether it is confirmed."""
    searched = f"Nothing found in: {show_line(item.searched)}." if item.searched and not item.evidence else ""
    read = "Read this." if item.status == "needs_person" and item.evidence and not item.note else ""
    unconfirmed = "" if item.verified else "Not confirmed at its source."
    return tuple(filter(None, (show_line(item.note), searched, read, unconfirmed)))


def introduce_journal(note: JournalNote) -> tuple[str, ...]:
    """What is said of the journal profile: when it was read, where, and what no text can show."""
    head = f"Rules of {show_line(note.name)}, read on {note.checked_on}; they may have changed."
    sources = f"Sources: {', '.join(show_line(source) for source in note.sources)}." if note.sources else ""
    unseen = f"Not visible in a text: {'; '.join(show_line(rule) for rule in note.unseen)}." if note.unseen else ""
    return tuple(filter(None, (head, unseen, sources)))


def say_stale(entry: SetAside) -> str:
    """That an entry fits no finding any more."""
    about = f" ({show_line(entry.about)})" if entry.about else ""
    return f"{entry.rule}{about} was set aside and is not found any more: the text changed. Take the entry out."


def _write_aside(result: CheckResult, show_all: bool, width: int) -> list[str]:
    if not (show_all and result.aside):
        return []
    lines = ["", f"{say_number(len(result.aside), 'finding')} set aside:"]
    for item in result.aside:
        lines += _hang(f"   {item.finding.rule:<7} ", show_line(item.finding.headline), width)
        lines += _hang(" " * 11, f"Set aside: {show_line(item.reason)}", width)
    return lines


def _write_stale(stale: tuple[SetAside, ...], width: int) -> list[str]:
    lines = [line for entry in stale for line in _hang("   ", say_stale(entry), width)]
    return ["", "No longer needed:", *lines] if lines else []


def _write_checklist(result: CheckResult, places: PlaceNames, checklist: ChecklistStatus, width: int) -> list[str]:
    lines = ["", *wrap_words(show_line(checklist.title), width)]
    for sentence in introduce_checklist(checklist):
        lines += _hang("   ", sentence, width)
    for source in checklist.sources:
        lines += _hang("   ", show_line(source), width)
    for item in checklist.items:
        lines += _write_item(result, places, item, width)
    return lines


def _write_item(result: CheckResult, places: PlaceNames, item: ItemStatus, width: int) -> list[str]:
    head = f"{STATUS_WORDS[item.status]:<{STATUS_WIDTH}}{item.item:<{ITEM_WIDTH}} "
    lines = _hang(head, show_line(item.ask), width)
    inner = " " * (STATUS_WIDTH + ITEM_WIDTH + 1)
    for evidence in item.evidence:
        place = shorten(places.short(evidence), 24)
        lines += _hang(f"{inner}{place}   ", f'"{show_quote(result.document, evidence)}"', width)
    if said := say_item(item):
        lines += _hang(inner, " ".join(said), width)
    return lines


def _write_journal(note: JournalNote, width: int) -> list[str]:
    return ["", *(line for sentence in introduce_journal(note) for line in wrap_words(sentence, width))]


def _hang(head: str, text: str, width: int) -> list[str]:
    lines = wrap_words(text, width - len(head))
    return [(" " * len(head) if number else head) + line for number, line in enumerate(lines)]
