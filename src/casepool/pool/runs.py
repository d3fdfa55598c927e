"""The same numbers under other assumptions: each reading of an unclear value, and without what is in question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from casepool.domain.assertion import Candidate
from casepool.domain.estimate import Estimate, Refusal, Run
from casepool.domain.quantity import IntervalTime, Quantity, tidy_number
from casepool.domain.values import Grade, Levels, MarkerResult, Measurement, Value
from casepool.pool.cells import Cell
from casepool.pool.names import name_part

Numbers = tuple[tuple[Estimate, ...], tuple[Refusal, ...]]
Build = Callable[[Sequence[Cell]], Numbers]


def make_runs(cells: Sequence[Cell], build: Build) -> tuple[Run, ...]:
    """The runs that differ from the main numbers: candidates one by one, then without what is in question.

    `build` computes the numbers of the main run from the cells.
    """
    return tuple(_make_candidates(cells, build)) + tuple(_make_others(cells, build))


def _make_candidates(cells: Sequence[Cell], build: Build) -> Iterator[Run]:
    for place, cell in enumerate(cells):
        for words, candidate in distinct_candidates(cell.candidates) if cell.state == "unclear" else ():
            changed = (*cells[:place], cell.as_candidate(candidate), *cells[place + 1 :])
            suffix = f"with_{name_part(words)}_for_{name_part(cell.patient)}"
            yield _run("candidate", f"with {words} for {cell.patient}", suffix, build(changed))


def distinct_candidates(candidates: Sequence[Candidate]) -> list[tuple[str, Candidate]]:
    """The readings of unclear answers in words, each value once, in the order of the source.

    The unit is said only where the readings have different ones.
    """
    units = {c.value.unit for c in candidates if isinstance(c.value, Quantity)}
    found: dict[str, tuple[str, Candidate]] = {}
    for candidate in candidates:
        words = say_reading(candidate.value)
        if len(units) > 1 and isinstance(candidate.value, Quantity):
            words = f"{words} {candidate.value.unit}"
        found.setdefault(name_part(words), (words, candidate))
    return list(found.values())


def _make_others(cells: Sequence[Cell], build: Build) -> Iterator[Run]:
    def silenced(cell: Cell) -> Cell:
        return replace(cell, state="unclear", reason="ambiguous", value=None, candidates=())

    if any(cell.needs_person and cell.is_clear for cell in cells):
        changed = [silenced(cell) if cell.needs_person and cell.is_clear else cell for cell in cells]
        yield _run("without_needs_person", "without values that need a person", "without_needs_person", build(changed))
    if any(cell.is_closed_world for cell in cells):
        changed = [replace(c, state="not_reported", is_closed_world=False) if c.is_closed_world else c for c in cells]
        yield _run("open_world", "silence of the declared tables as silence", "open_world", build(changed))
    if any(cell.is_index for cell in cells) and not all(cell.is_index for cell in cells):
        changed = [cell for cell in cells if not cell.is_index]
        yield _run("without_index", "without the authors' own patient", "without_index", build(changed))


def _run(kind: str, label: str, suffix: str, numbers: Numbers) -> Run:
    estimates, refusals = numbers
    renamed = tuple(replace(estimate, name=f"{estimate.name}.{suffix}") for estimate in estimates)
    return Run(kind, label, renamed, tuple(replace(refusal, name=f"{refusal.name}.{suffix}") for refusal in refusals))


def say_reading(value: Value) -> str:
    """A reading of an unclear value in short words: "36", "<50", "(0, 72]", "heterogeneous"."""
    if isinstance(value, Quantity):
        sign = {"less_than": "<", "more_than": ">", "at_least": "at least ", "about": "about "}.get(value.qualifier, "")
        upper = "" if value.upper is None else f"-{tidy_number(value.upper)}"
        return f"{sign}{tidy_number(value.value)}{upper}"
    if isinstance(value, Measurement):
        return " x ".join(str(tidy_number(number)) for number in value.values)
    if isinstance(value, IntervalTime):
        ends = ["before" if value.after is None else value.after, "later" if value.by is None else value.by]
        return f"({', '.join(end if isinstance(end, str) else str(tidy_number(end)) for end in ends)}]"
    return _say_words(value)


def _say_words(value: Value) -> str:
    if isinstance(value, Levels):
        return "-".join(dict.fromkeys((value.levels[0], value.levels[-1])))
    if isinstance(value, MarkerResult):
        return value.result
    if isinstance(value, Grade):
        return f"{value.scale} {value.grade}".strip()
    return "present" if value is None else str(value)
