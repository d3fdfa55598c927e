"""A living review: what changed in which number since it was last noted, and why.

The note of the last time lies in the project beside what can be made again; it holds every estimate, who is pooled, and
what each of them says of each field, in words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from casepool.domain.cell import Cell
from casepool.domain.estimate import Estimate
from casepool.domain.quantity import tidy_number
from casepool.pipeline.review import Plan, Review
from casepool.pool.names import name_field
from casepool.store import Project
from casepool.write.show_value import show_value

NOTE = "numbers"
MOST_SHOWN = 12
RUN_PARTS = 2
"""Names with more dots are of runs under other assumptions; the screen leaves them out."""
SILENT = ("not_reported", "not_accessible", "not_applicable")
Said = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One number that is not what it was: its name, both times in words, and the reasons."""

    name: str
    before: str
    after: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The numbers of a review at one moment: estimates in words, patients with their cases, what each cell says.

    `verified` names the key fields that a person has looked at, by patient; `told_by` the fields that each endpoint is
    coded from.
    """

    estimates: Mapping[str, str]
    patients: Mapping[str, tuple[str, ...]]
    cells: Said
    settings: Mapping[str, str]
    verified: Mapping[str, tuple[str, ...]]
    told_by: Mapping[str, tuple[str, ...]]


def note_numbers(project: Project, review: Review) -> tuple[Change, ...]:
    """What changed since the numbers were noted last; then they are noted as they are now. Nothing the first time."""
    now = write_note(review)
    kept = project.derived(NOTE, "", NOTE)
    before = _read_note(kept) if kept else None
    if before != now:
        project.keep_derived(NOTE, "", _pack_note(now), NOTE)
    return compare_notes(before, now) if before else ()


def write_note(review: Review) -> Note:
    """The note of a review as it stands."""
    plan, table = review.plan, review.cells
    key = {field.id for field in plan.form.fields if field.key}
    cells = {
        name_field(field): {
            patient: "; ".join(words) or "silent"
            for patient, words in _say_cells(
                (item, cell)
                for item, row in (table.items.get(field.id) or {"": table.cells(field.id)}).items()
                for cell in row
            ).items()
        }
        for field in plan.form.fields
    }
    return Note(
        estimates={estimate.name: say_estimate(estimate) for estimate in review.pooled.estimates},
        patients={p.id: tuple(f"{c.key[0]}/{c.key[1]}" for c in p.cases) for p in review.built.cohort.patients},
        cells=cells,
        settings={name: str(now) for name, _, now in review.pooled.changes},
        verified={p.id: tuple(sorted(p.verified & key)) for p in review.built.cohort.patients},
        told_by={name: tuple(sorted(_list_fields(name, plan))) for name in plan.knowledge.endpoints},
    )


def _list_fields(endpoint: str, plan: Plan) -> set[str]:
    """The stems of the fields that an endpoint, or its parts, are coded from."""
    known = plan.knowledge.endpoints[endpoint]
    own = {name for name in (known.event, known.time, known.follow_up, known.end, known.status) if plan.form.has(name)}
    stems = {name_field(plan.form.field(name)) for name in own}
    return stems.union(*(_list_fields(part, plan) for part in known.parts))


def _say_cells(pairs: Iterable[tuple[str, Cell]]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for item, cell in pairs:
        words = (show_value(cell.value) if cell.state == "reported" else "") or cell.state
        told = said.setdefault(cell.patient, [])
        if not item or cell.state not in SILENT:
            told.append(f"{item}: {words}" if item and item != words else words)
    return said


def say_estimate(estimate: Estimate) -> str:
    """A number in few words: "44", "3/6", "between 6 and 7"; with its n."""
    value = "" if estimate.value is None else str(tidy_number(estimate.value))
    words = estimate.words or value or "none"
    return f"{words} (n={estimate.n})"


def compare_notes(before: Note, now: Note) -> tuple[Change, ...]:
    """Each estimate that changed, came or went, by name, with the reasons that concern its field."""
    names = sorted({*before.estimates, *now.estimates})
    pairs = [(name, before.estimates.get(name, "not given"), now.estimates.get(name, "not given")) for name in names]
    shared = tuple(_list_shared(before, now))
    return tuple(
        Change(name, old, new, (*shared, *_list_cells(name, before, now))) for name, old, new in pairs if old != new
    )


def _list_shared(before: Note, now: Note) -> Iterator[str]:
    """Reasons that concern every number: patients that came, went or were joined, and settings of the plan."""
    home = {case: patient for patient, cases in now.patients.items() for case in cases}
    for patient in sorted(now.patients.keys() - before.patients.keys()):
        old = sorted({p for p, cases in before.patients.items() for c in cases if c in now.patients[patient]})
        yield f"{patient} was told apart from {', '.join(old)}" if old else f"{patient} came in"
    for patient in sorted(before.patients.keys() - now.patients.keys()):
        joined = sorted({home[case] for case in before.patients[patient] if case in home})
        yield f"{patient} was joined with {', '.join(joined)}" if joined else f"{patient} is not in the pool any more"
    for name in sorted({*before.settings, *now.settings}):
        was, is_now = before.settings.get(name, "default"), now.settings.get(name, "default")
        if was != is_now:
            yield f"the plan says {name} = {is_now} (it was {was})"


def _list_cells(name: str, before: Note, now: Note) -> Iterator[str]:
    """Reasons that concern the field or the endpoint of one number."""
    stem = name.split(".")[0]
    if stem == "cells":
        for patient in sorted(before.verified.keys() & now.verified.keys()):
            fresh = sorted(set(now.verified[patient]) - set(before.verified[patient]))
            if fresh:
                yield f"a person looked at {', '.join(fresh)} of {patient}"
    for field in sorted({stem, *now.told_by.get(stem, ())}):
        old, new = before.cells.get(field, {}), now.cells.get(field, {})
        for patient in sorted(old.keys() & new.keys()):
            if old[patient] != new[patient]:
                yield f"{field} of {patient}: {old[patient]} is now {new[patient]}"


def describe_changes(changes: tuple[Change, ...]) -> str:
    """The changes as lines for a terminal, the reasons first; empty if nothing changed."""
    if not changes:
        return ""
    main = [change for change in changes if change.name.count(".") < RUN_PARTS]
    reasons = list(dict.fromkeys(reason for change in main for reason in change.reasons))
    lines = [f"{len(changes)} numbers changed:", *(f"  because {reason}" for reason in reasons[:MOST_SHOWN])]
    shown = sorted(main, key=lambda change: (change.name.count("."), change.name))[:MOST_SHOWN]
    lines += [f"  {change.name}: {change.before} -> {change.after}" for change in shown]
    if len(changes) > len(shown):
        lines.append(f"  and {len(changes) - len(shown)} more: casepool pool --changes --json lists all of them")
    return "".join(f"{line}\n" for line in lines)


def _pack_note(note: Note) -> dict[str, Any]:
    return {part.name: getattr(note, part.name) for part in fields(note)}


def _read_note(kept: Mapping[str, Any]) -> Note | None:
    """The note as it was kept; None for one of another version, with which nothing can be compared."""
    if set(kept) != {part.name for part in fields(Note)}:
        return None
    lists = {name: _read_lists(kept[name]) for name in ("patients", "verified", "told_by")}
    return Note(estimates=kept["estimates"], cells=kept["cells"], settings=kept["settings"], **lists)


def _read_lists(kept: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in kept.items()}
