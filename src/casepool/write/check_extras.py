"""What the check page holds beside the cards: the filter by family, findings set aside, checklists, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from casepool.domain.check import CheckResult
from casepool.domain.checklist import ChecklistStatus, ItemStatus
from casepool.knowledge.rules import load_families
from casepool.write.check_cards import CardView
from casepool.write.check_lists import STATUS_WORDS, introduce_checklist, introduce_journal, say_item, say_stale
from casepool.write.escape import show_line
from casepool.write.gather_sides import show_quote
from casepool.write.name_place import PlaceNames


@dataclass(frozen=True, slots=True)
class FamilyView:
    """One family that the page has cards of."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a checklist; `quotes` are (place, words)."""

    item: str
    ask: str
    status: str
    word: str
    quotes: tuple[tuple[str, str], ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One checklist with the sentences before it."""

    title: str
    intro: tuple[str, ...]
    sources: tuple[str, ...]
    items: tuple[ItemView, ...]


def list_families(views: Sequence[CardView]) -> tuple[FamilyView, ...]:
    """The families of the cards in the order of the documents; none if all cards are of one."""
    counts = {name: sum(view.family == name for view in views) for name in load_families()}
    found = [FamilyView(name, load_families()[name], count) for name, count in counts.items() if count]
    return tuple(found) if len(found) > 1 else ()


def write_family_style(views: Sequence[CardView]) -> str:
    """The style by which an unchecked family takes its cards, its links and its marks in the paper away.

    Names of anchors and families are letters, digits, hyphens and underscores: nothing of a paper enters.
    """
    return "\n".join(_style_one(family.id, views) for family in list_families(views))


def _style_one(family: str, views: Sequence[CardView]) -> str:
    off = f"body:has(#family-{family}:not(:checked))"
    anchors = [view.anchor for view in views if view.family == family]
    links = ", ".join(f'.m-ref[href="#{anchor}"]' for anchor in anchors)
    marks = ", ".join(f'mark[data-ids="{anchor}"]' for anchor in anchors)
    lone = f'.fd-fold:has(.fd):not(:has(.fd:not([data-family="{family}"])))'
    unmarked = "--sv-1: initial; --sv-2: initial; --sv-3: initial; --sv-4: initial; --also: initial; --bang: none;"
    cards = f'.fd[data-family="{family}"]'
    return f"{off} :is({cards}, {links}, {lone}) {{ display: none; }}\n{off} :is({marks}) {{ {unmarked} }}"


def list_aside(result: CheckResult) -> tuple[tuple[str, str, str], ...]:
    """Findings set aside as (rule, headline, reason)."""
    return tuple((item.finding.rule, show_line(item.finding.headline), show_line(item.reason)) for item in result.aside)


def list_stale_entries(result: CheckResult) -> tuple[str, ...]:
    """A sentence for each entry that fits no finding any more."""
    return tuple(say_stale(entry) for entry in result.stale)


def list_checklists(result: CheckResult) -> tuple[ListView, ...]:
    """The checklists as the page shows them."""
    places = PlaceNames(result.document)
    return tuple(_view_list(result, places, checklist) for checklist in result.checklists)


def say_journal(result: CheckResult) -> tuple[str, ...]:
    """The sentences on the journal profile, none if no journal was chosen."""
    return introduce_journal(result.journal) if result.journal else ()


def _view_list(result: CheckResult, places: PlaceNames, checklist: ChecklistStatus) -> ListView:
    return ListView(
        title=show_line(checklist.title),
        intro=introduce_checklist(checklist),
        sources=tuple(show_line(source) for source in checklist.sources),
        items=tuple(_view_item(result, places, item) for item in checklist.items),
    )


def _view_item(result: CheckResult, places: PlaceNames, item: ItemStatus) -> ItemView:
    quotes = tuple((places.long(e), show_quote(result.document, e)) for e in item.evidence)
    return ItemView(item.item, show_line(item.ask), item.status, STATUS_WORDS[item.status], quotes, say_item(item))
