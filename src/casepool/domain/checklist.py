"""What a text tells on each item of a checklist. There is never a sum, and nothing that needs judgement is ticked."""

from dataclasses import dataclass

from casepool.domain.evidence import Evidence

ITEM_STATUSES = ("reported", "partial", "not_reported", "not_applicable", "needs_person")


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """One item. `evidence` supports the status; with `needs_person` it is only the passage to read.

    `note` says what is missing, what a person still has to judge, or why the item does not apply; `searched` names
    the text that was searched where nothing was found. `verified` is false for an item not yet read at its source.
    """

    item: str
    ask: str
    section: str
    status: str
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    searched: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class ChecklistStatus:
    """A checklist over one document. `title` is the name that may be printed; `asks_judgement` where its answers
    (yes, no, unclear) belong to a person and the statuses tell only what the text reports.
    """

    id: str
    title: str
    sources: tuple[str, ...]
    items: tuple[ItemStatus, ...]
    asks_judgement: bool = False
    verified: bool = True


@dataclass(frozen=True, slots=True)
class JournalNote:
    """The journal profile that a check used: when its rules were read, and what no text can show (`unseen`)."""

    name: str
    checked_on: str
    sources: tuple[str, ...] = ()
    note: str = ""
    unseen: tuple[str, ...] = ()
