"""The numbers of Home, gathered from the project as it stands. Nothing here writes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casepool.domain.form import Field
from casepool.domain.review import CaseEntry, Current, PrismaFlow, Publication
from casepool.web.heat import Heat, draw_heat
from casepool.web.visitor import Visitor
from casepool.web.workspace import Workspace

SAID_FIRST = ("reported", "unclear", "absent", "not_accessible", "not_reported", "not_applicable", "not_assessed")


@dataclass(frozen=True)
class Bar:
    """How far one reviewer is. `done` is None where it is hidden from the visitor."""

    letter: str
    name: str
    done: int | None
    total: int


@dataclass(frozen=True)
class Board:
    """What Home shows. `patients` is (least, most): they differ while links are undecided."""

    publications: int
    failed: tuple[Publication, ...]
    cases: int
    rows: int
    patients: tuple[int, int]
    verified: int
    values: int
    conflicts: tuple[int, int]
    proposals: int
    tables: int
    unsigned: int
    lost: int
    heat: Heat | None
    bars: tuple[Bar, ...]
    flow: PrismaFlow
    first: int
    more: bool
    next_case: str

    @property
    def share(self) -> str:
        """The share of values that a person has looked at, in words; no percentage of fewer than ten."""
        if self.values < 10:
            return f"{self.verified}/{self.values}"
        return f"{100 * self.verified // self.values}%"


def read_board(work: Workspace, visitor: Visitor, first: int, step: int, all_fields: bool) -> Board:
    """The board for a visitor, with the cases from number `first` on in the heat map."""
    review, project = work.review(), work.project
    cases = tuple(entry for store in project.stores for entry in store.cases())
    current = review.given.current
    told = list_states(current)
    fields = [field for field in review.plan.form.fields if all_fields or field.key]
    rows = {(entry.publication, entry.table, entry.row) for entry in cases if entry.is_row}
    confirmed = {(d.publication, d.table, d.row) for d in project.table_decisions() if d.confirmed}
    critical = {field.id for field in review.plan.form.fields if field.critical}
    conflicts = [item.answer.field in critical for item in current if item.standing == "conflict"]
    signed = {(item.publication, item.case, item.reader) for item in project.signatures()}
    own = [entry for entry in cases if not entry.is_row]
    return Board(
        publications=len(review.publications),
        failed=tuple(item for item in review.publications if item.status == "failed"),
        cases=len(own),
        rows=len(rows),
        patients=review.flow.patients,
        verified=sum(item.is_verified for item in current),
        values=len(current),
        conflicts=(sum(conflicts), len(conflicts) - sum(conflicts)),
        proposals=len(review.proposals),
        tables=len({(publication, table) for publication, table, _ in rows - confirmed}),
        unsigned=len({entry.key for entry in own} - {(p, c) for p, c, _ in signed}),
        lost=sum(item.answer.state in ("reported", "absent") and not _has_quote(item) for item in current),
        heat=draw_heat(fields, cases[first : first + step], told, first) if cases else None,
        bars=list_bars(work, visitor, own),
        flow=review.flow,
        first=first,
        more=len(cases) > first + step,
        next_case=_find_next(own, current),
    )


def list_states(current: Iterable[Current]) -> Mapping[tuple[str, str, str], str]:
    """The state of each case and field; of a list field that of the item that says most."""
    states: dict[tuple[str, str, str], str] = {}
    for item in current:
        key = (item.answer.publication, item.answer.case, item.answer.field)
        held = states.get(key, "not_assessed")
        states[key] = min(held, item.answer.state, key=SAID_FIRST.index)
    return states


def list_bars(work: Workspace, visitor: Visitor, own: Sequence[CaseEntry]) -> tuple[Bar, ...]:
    """A bar for each reviewer; another's is hidden until both have signed everything."""
    signed = Counter(item.reader for item in work.project.signatures())
    letters = {
        letter: name for entry in own for letter, name in work.plan().protocol.reviewers_of(entry.publication)
    } or {"A": visitor.name}
    return tuple(
        Bar(letter, name, signed[letter] if name == visitor.name or visitor.may("lead") else None, len(own))
        for letter, name in sorted(letters.items())
    )


def _has_quote(item: Current) -> bool:
    return bool(item.answer.evidence) or any(candidate.evidence for candidate in item.answer.candidates)


def _find_next(own: Sequence[CaseEntry], current: Iterable[Current]) -> str:
    """The address of the first case with a value that nobody has looked at."""
    open_cases = {item.answer.case_key for item in current if not item.is_verified}
    found = next((entry for entry in own if entry.key in open_cases), own[0] if own else None)
    return f"/workbench/{found.publication}?case={found.case}" if found else ""


def name_field(fields: Iterable[Field], name: str) -> str:
    """The label of a field, its id where the form does not have it."""
    return next((field.label for field in fields if field.id == name), name)
