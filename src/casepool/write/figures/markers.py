"""Which stains were positive in whom, and the share among the tested."""

from collections.abc import Sequence

from casepool.domain.cell import Cell
from casepool.domain.estimate import Row
from casepool.domain.values import MarkerResult
from casepool.knowledge.palette import load_palette
from casepool.write.escape import show_line
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.markers_layout import MarkerRow, ShareRow, lay_out_markers
from casepool.write.figures.material import FigureMaterial, Subject, count_words, say_evidence

DOTS = 60


def draw_markers(material: FigureMaterial, width: float | None = None) -> Figure | NotDrawn:
    """The stains as dots to 60 patients, as shares above. Refused for fewer than two patients with a panel."""
    rows = gather_markers(material)
    tested = {row.patient_id for row in rows}
    words = material.words.words
    if len(tested) < 2:
        why = f"A panel is stated for {len(tested)} of {count_words(material.n, 'patient')}{_say_results(rows)}."
        return NotDrawn.of("markers", words["markers_subject"], why)
    shares = gather_shares(material, rows)
    palette = load_palette()
    width = width or (palette.two_columns if material.n <= DOTS else palette.one_column)
    return Figure(
        name="markers",
        title=words["markers"],
        legend=_say_legend(rows, shares, material, len(tested)),
        alt=_say_alt(shares, material.n, len(tested)),
        data=(make_sheet("markers", MarkerRow, rows), make_sheet("markers_shares", ShareRow, shares)),
        scene=lay_out_markers(rows, shares, width, material.n, material.note),
    )


def gather_markers(material: FigureMaterial) -> tuple[MarkerRow, ...]:
    """One row per marker and patient with any marker stated; the result is empty where it is not stated."""
    items = material.cells.items.get(material.words.field["markers"], {})
    told = {marker: {cell.patient: cell for cell in cells if _says(cell)} for marker, cells in items.items()}
    subjects = [s for s in material.subjects if any(s.id in cells for cells in told.values())]
    return tuple(
        _read_row(marker, subject, cells.get(subject.id))
        for marker, cells in sorted(told.items())
        if cells
        for subject in subjects
    )


def _says(cell: Cell) -> bool:
    return cell.state in ("reported", "absent", "unclear")


def _read_row(marker: str, subject: Subject, cell: Cell | None) -> MarkerRow:
    value = cell.value if cell else None
    result = value.result if isinstance(value, MarkerResult) else ""
    if cell and cell.state == "absent":
        result = "negative"
    extent = value.extent_percent if isinstance(value, MarkerResult) else None
    return MarkerRow(
        patient_id=subject.id,
        source_id=subject.source,
        is_index=subject.is_index,
        marker=show_line(marker),
        result=result if result != "equivocal" else "unclear",
        extent_percent=extent.value if extent else None,
        state=cell.state if cell else "not_reported",
        evidence_ids=say_evidence(cell.sources) if cell else "",
    )


def gather_shares(material: FigureMaterial, rows: Sequence[MarkerRow]) -> tuple[ShareRow, ...]:
    """One row per marker by share, then number tested, then name; the interval is that of the pooled numbers."""
    field = material.words.field["markers"]
    pooled = {show_line(row.item): row for row in material.pooled.rows if row.field == field}
    counts = (_count_marker(marker, rows, pooled.get(marker)) for marker in dict.fromkeys(row.marker for row in rows))
    return tuple(sorted((c for c in counts if c.tested), key=lambda c: (-c.positive / c.tested, -c.tested, c.marker)))


def _count_marker(marker: str, rows: Sequence[MarkerRow], pooled: Row | None) -> ShareRow:
    results = [row.result for row in rows if row.marker == marker]
    part = sum(result in ("focal", "weak") for result in results)
    positive, negative = results.count("positive") + part, results.count("negative")
    share = pooled.get("share") if pooled else None
    interval = share.interval if share else None
    return ShareRow(
        marker=marker,
        positive=positive,
        focal_or_weak=part,
        tested=positive + negative,
        lower=interval.lower if interval else None,
        upper=interval.upper if interval else None,
        level=interval.level if interval else None,
        method=interval.method if interval else "",
    )


def _say_results(rows: Sequence[MarkerRow]) -> str:
    said = [f"{row.marker} {row.result}" for row in rows if row.result]
    return f": {', '.join(said)}" if said else ""


def _say_legend(rows: Sequence[MarkerRow], shares: Sequence[ShareRow], material: FigureMaterial, tested: int) -> str:
    methods = sorted({share.method for share in shares if share.method})
    levels = sorted({share.level for share in shares if share.level})
    level = f" ({100 * levels[0]:g}%)" if levels else ""
    one_sided = any(share.positive == share.tested for share in shares)
    parts = (
        "Markers by share of positive results; columns are patients with any marker stated, the index case last.",
        f"n = {tested} of {count_words(material.n, 'patient')}; no panel is stated in {material.n - tested}.",
        "Focal and weak results count as positive; not stated is never negative.",
        f"Intervals{level}: {', '.join(methods)}." if methods else "",
        material.words.words["markers_silent"] if one_sided else "",
    )
    return " ".join(part for part in parts if part)


def _say_alt(shares: Sequence[ShareRow], n: int, tested: int) -> str:
    told = [f"{share.marker} {share.positive} of {share.tested}" for share in shares]
    shown = told if len(told) <= 6 else [*told[:3], *told[-3:]]
    return (
        f"Stains of {n} patients. {len(shares)} markers, positive of tested: {', '.join(shown)}. "
        f"No panel is stated in {n - tested} patients."
    )
