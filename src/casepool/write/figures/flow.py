"""The flow of a review in its four units, from the counts of its log."""

from collections.abc import Iterator, Sequence

from casepool.domain.review import PrismaFlow
from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.flow_layout import FlowRow, lay_out_flow
from casepool.write.figures.material import count_words, say_number

MOST_REASONS = 7
UNITS = (
    "Record: a line of a database. Publication: an article. Case: one patient as one publication tells it. "
    "Patient: a person, counted once."
)


def draw_flow(flow: PrismaFlow, note: str = "") -> Figure | NotDrawn:
    """The flow; refused with the two numbers where a box minus its losses is not the next box."""
    problem = check_flow(flow)
    if problem:
        return NotDrawn.of("flow", "flow", problem)
    rows = gather_flow(flow)
    return Figure(
        name="flow",
        title="Flow of records, publications, cases and patients.",
        legend=UNITS,
        alt=_say_alt(flow),
        data=(make_sheet("flow", FlowRow, rows),),
        scene=lay_out_flow(rows, load_palette().two_columns, note),
    )


def check_flow(flow: PrismaFlow) -> str:
    """What does not add up, in words; empty if all boxes do. Records in conflict may be of either stage."""
    left = flow.conflicts
    if flow.screened is not None and flow.sought is not None:
        rest = flow.screened - (flow.excluded_records or 0) - flow.undecided
        if not flow.sought <= rest <= flow.sought + left:
            return _say_gap(
                flow.screened,
                "records screened",
                flow.screened - rest,
                "excluded or undecided",
                flow.sought,
                "publications sought",
            )
        left -= rest - flow.sought
    if flow.sought is not None and flow.assessed is not None:
        rest = flow.sought - (flow.not_retrieved or 0)
        if not flow.assessed <= rest <= flow.assessed + left:
            return _say_gap(
                flow.sought,
                "publications sought",
                flow.not_retrieved or 0,
                "not retrieved",
                flow.assessed,
                "publications assessed",
            )
    if flow.assessed is not None:
        lost = sum(count for _, count in flow.excluded)
        if lost > flow.assessed:
            return _say_gap(
                flow.assessed, "publications assessed", lost, "excluded", flow.publications, "publications included"
            )
    return ""


def _say_gap(before: int, what: str, lost: int, how: str, after: int, next_box: str) -> str:
    rest = say_number(before - lost).replace("-", "−")
    left = f"{say_number(before)} {what} minus {say_number(lost)} {how} is {rest}"
    return f"{left}, the log holds {say_number(after)} {next_box}."


def gather_flow(flow: PrismaFlow) -> tuple[FlowRow, ...]:
    """One row per line of every box, in the order of the boxes."""
    return (*_list_search(flow), *_list_screening(flow), *_list_reading(flow), *_list_tiles(flow))


def _list_search(flow: PrismaFlow) -> Iterator[FlowRow]:
    if not flow.found and flow.screened is None:
        yield FlowRow("Search", "records", "left", "Records", "no screening file was imported", "", None)
        return
    for name, count in flow.found or (("records of the screening file", flow.screened),):
        yield FlowRow("Search", "found", "left", "Records identified", name, "record", count)
    if flow.duplicates is not None:
        yield FlowRow(
            "Search", "found", "right", "Removed before screening", "duplicates and others", "record", flow.duplicates
        )


def _list_screening(flow: PrismaFlow) -> Iterator[FlowRow]:
    stage = "Screening"
    if flow.screened is not None:
        yield FlowRow(stage, "screened", "left", "Records screened", "titles and abstracts", "record", flow.screened)
        lost = (
            ("excluded", flow.excluded_records or 0),
            ("not decided", flow.undecided),
            ("reviewers differ", flow.conflicts),
        )
        for reason, count in lost:
            if count or reason == "excluded":
                yield FlowRow(stage, "screened", "right", "Records not taken on", reason, "record", count)
    if flow.sought is not None:
        yield FlowRow(stage, "sought", "left", "Publications sought", "full text sought", "publication", flow.sought)
        if flow.not_retrieved is not None:
            yield FlowRow(
                stage, "sought", "right", "Not retrieved", "full text not held", "publication", flow.not_retrieved
            )
    if flow.assessed is not None:
        yield FlowRow(
            stage, "assessed", "left", "Publications assessed", "full text read", "publication", flow.assessed
        )
        for reason, count in _shorten_reasons(flow.excluded):
            yield FlowRow(stage, "assessed", "right", "Publications excluded", reason, "publication", count)


def _shorten_reasons(reasons: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Reasons by count, then alphabet; at most seven, the rest as one."""
    ordered = sorted(reasons, key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) <= MOST_REASONS:
        return ordered
    rest = ordered[MOST_REASONS - 1 :]
    return [*ordered[: MOST_REASONS - 1], (f"other ({len(rest)} reasons)", sum(count for _, count in rest))]


def _list_reading(flow: PrismaFlow) -> Iterator[FlowRow]:
    if flow.assessed is not None and not flow.failed:
        return
    held = flow.publications + flow.failed
    yield FlowRow(
        "Read", "held", "left", "Publications held", f"read, {flow.publications} of {held}", "publication", held
    )
    if flow.failed:
        yield FlowRow("Read", "held", "right", "Not readable", "no text could be read", "publication", flow.failed)


def _list_tiles(flow: PrismaFlow) -> Iterator[FlowRow]:
    stage, least, most = "Included", *flow.patients
    own = flow.cases - flow.table_row_cases
    yield FlowRow(stage, "publications", "tile", "publication", "read and pooled", "publication", flow.publications)
    told = f"{own} told in their own publication | {flow.table_row_cases} known from rows of review tables"
    yield FlowRow(stage, "cases", "tile", "case", told, "case", flow.cases)
    joined = flow.cases - most
    said = f"{joined} {'case' if joined == 1 else 'cases'} joined to another account of the same patient"
    said = said if joined else "each case is a patient of its own"
    if least != most:
        said = f"{least} to {most} until all links are decided"
    yield FlowRow(stage, "patients", "tile", "patient", said, "patient", most)


def _say_alt(flow: PrismaFlow) -> str:
    records = (
        "No screening file was imported"
        if flow.screened is None
        else f"{count_words(flow.screened, 'record')} screened"
    )
    lost = sum(count for _, count in flow.excluded)
    assessed = (
        "" if flow.assessed is None else f" {count_words(flow.assessed, 'publication')} assessed, {lost} excluded."
    )
    least, most = flow.patients
    patients = count_words(most, "patient") if least == most else f"{least} to {most} patients"
    return (
        f"Flow diagram of {patients}. {records}.{assessed} {count_words(flow.publications, 'publication')} read tell "
        f"{count_words(flow.cases, 'case')} of {patients}; {flow.table_row_cases} known from rows of review tables; "
        f"{count_words(flow.failed, 'publication')} could not be read."
    )
