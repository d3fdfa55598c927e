"""The result of checking one document: what was read, what was found, and what was not looked at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from casepool.domain.checklist import ChecklistStatus, JournalNote
from casepool.domain.document import Document
from casepool.domain.errors import Problem
from casepool.domain.extraction import Extraction
from casepool.domain.finding import SEVERITIES, Card, Finding, group_cards
from casepool.domain.form import Form
from casepool.domain.set_aside import Keyed, SetAside, sort_out

DOUBTFUL_KINDS = ("garbled_text", "hidden_text", "recognised", "unknown_signs")


@dataclass(frozen=True, slots=True)
class ReadNote:
    """What was read of a document and what was not, as short phrases; `problems` say why and name the way out.

    `not_looked_at` holds what casepool never looks at (pictures), `doubtful` the parts whose words were read but may
    be wrong, `not_read` what should have been read and could not.
    """

    read: tuple[str, ...]
    not_looked_at: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What the document holds and how many cards of each severity were found.

    `earlier_cases` are rows of review tables that tell of other patients, `own_rows` rows that tell of a patient of
    this document ("Present case").
    """

    cases: int
    review_tables: int
    earlier_cases: int
    own_rows: int
    references: int
    cards: Mapping[str, int]


@dataclass(frozen=True)
class CheckResult:
    """Everything that the check of one document gives; the screen, the page and the letter are written from it.

    `findings` holds the open findings in the order of the rules; those that a person set aside stand in `aside` with
    key and reason, and are neither counted nor shown among the others. `stale` are entries of the file of findings set
    aside that fit no finding any more. `checklists` and `journal` are there if the user asked for them.
    `form` is the form of the extraction: it names the fields and says which of them have one value (None: quotes are
    not compared by what they state).
    """

    document: Document
    extraction: Extraction
    findings: tuple[Finding, ...]
    rules_version: str
    read_note: ReadNote
    counts: Counts
    form: Form | None = None
    aside: tuple[Keyed, ...] = ()
    stale: tuple[SetAside, ...] = ()
    checklists: tuple[ChecklistStatus, ...] = ()
    journal: JournalNote | None = None

    @classmethod
    def of(
        cls,
        extraction: Extraction,
        findings: tuple[Finding, ...],
        rules_version: str,
        form: Form | None = None,
        aside: tuple[SetAside, ...] = (),
    ) -> "CheckResult":
        """The result for one document, its counts and its reading note derived from the document itself.

        `aside` are the judgements of a person: a finding that one of them fits is taken out of the open ones.
        """
        document = extraction.document
        keyed = sort_out(findings, aside)
        still_open = tuple(item.finding for item in keyed if not item.reason)
        put_away = tuple(item for item in keyed if item.reason)
        counts = count_contents(extraction, still_open)
        return cls(
            document, extraction, still_open, rules_version, note_reading(document), counts, form, put_away
        )  # fmt: skip

    @property
    def keyed(self) -> tuple[Keyed, ...]:
        """Every finding with its key: the open ones, then those set aside."""
        told = (*self.findings, *(item.finding for item in self.aside))
        entries = [SetAside(item.key, item.finding.rule, item.reason) for item in self.aside]
        return sort_out(told, entries)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The findings as cards, gravest first: what is shown and counted."""
        return group_cards(self.findings)


def count_contents(extraction: Extraction, findings: tuple[Finding, ...]) -> Counts:
    """Count cases, review tables with their rows, references, and cards by severity."""
    rows = extraction.row_cases
    tables = {case.table for case in rows}
    cards = Counter(card.severity for card in group_cards(findings))
    return Counts(
        cases=len(extraction.told_cases),
        review_tables=len(tables),
        earlier_cases=len(rows),
        own_rows=len(_find_own_rows(extraction, tables)),
        references=len(extraction.document.references),
        cards={severity: cards[severity] for severity in SEVERITIES},
    )


def note_reading(document: Document) -> ReadNote:
    """What was read of a document, what is never looked at, and what could not be read."""
    drawn = [table for table in document.tables if table.image_only]
    parts = [(problem.part, problem.kind in DOUBTFUL_KINDS) for problem in document.problems if problem.part]
    unread = dict.fromkeys([part for part, doubtful in parts if not doubtful] + [t.label for t in drawn if t.label])
    read = (
        _say_text(document, bool(unread)),
        *_say_number(len(document.tables) - len(drawn), "table"),
        *_say_number(len(document.figures), "legend"),
    )
    pictures = tuple(f"the pictures of {phrase}" for phrase in _say_number(len(document.figures), "figure"))
    doubtful = dict.fromkeys(part for part, is_doubtful in parts if is_doubtful)
    return ReadNote(read, pictures, tuple(doubtful), tuple(unread), document.problems)


def _find_own_rows(extraction: Extraction, tables: set[str]) -> set[tuple[str, int | None]]:
    places = (mention.evidence.place for case in extraction.told_cases for mention in case.mentions)
    return {(place.table, place.row) for place in places if place.table in tables and place.block == "cell"}


def _say_text(document: Document, lacks: bool) -> str:
    scans = sum(page.health == "scan" for page in document.pages)
    if scans:
        return f"the text of {len(document.pages) - scans} of {len(document.pages)} pages"
    return "the text" if lacks else "all text"


def _say_number(count: int, noun: str) -> tuple[str, ...]:
    return (f"{count} {noun}{'' if count == 1 else 's'}",) if count else ()
