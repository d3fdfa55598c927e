"""When the patients were published, and how often their outcome is stated."""

from collections import Counter
from collections.abc import Sequence

from casepool.knowledge.palette import load_palette
from casepool.write.figures.figure import Figure, NotDrawn, make_sheet
from casepool.write.figures.material import FigureMaterial, count_words, say_evidence
from casepool.write.figures.publications_layout import PeriodRow, YearRow, lay_out_publications

NAMED, PERIOD = 12, 5


def draw_publications(material: FigureMaterial) -> Figure | NotDrawn:
    """One mark per patient at the year of publication; bars above 120. One sentence for a single year."""
    rows = gather_years(material)
    years = [row.year for row in rows if row.year is not None]
    if not years:
        why = f"The year of publication is known for 0 of {count_words(material.n, 'patient')}."
        return NotDrawn.of("publications", "patients by year of publication", why)
    if len(set(years)) == 1:
        said = count_words(len(years), "patient was", "patients were")
        return NotDrawn.of("publications", "patients by year of publication", f"{said} published in {years[0]}.")
    periods = gather_periods(material) if material.n > NAMED else ()
    unknown = len(rows) - len(years)
    return Figure(
        name="publications",
        title="Patients by year of publication.",
        legend=_say_legend(rows, unknown, bool(periods)),
        alt=_say_alt(rows, years, unknown),
        data=(make_sheet("publications", YearRow, rows), make_sheet("publications_periods", PeriodRow, periods)),
        scene=lay_out_publications(rows, periods, load_palette().two_columns, material.note),
    )


def gather_years(material: FigureMaterial) -> tuple[YearRow, ...]:
    """One row per patient; whether the outcome is known is that of the endpoint of death."""
    outcome = material.pooled.outcome(material.words.death)
    known = {coded.patient for coded in outcome.coded if coded.is_known} if outcome else set()
    field = material.words.field["year"]
    return tuple(
        YearRow(
            patient_id=subject.id,
            source_id=subject.source,
            name=subject.name,
            year=subject.year,
            origin="index" if subject.is_index else "table" if subject.is_table_only else "own",
            outcome_stated=subject.id in known,
            state=material.cell(field, subject.id).state,
            evidence_ids=say_evidence(material.cell(field, subject.id).sources),
        )
        for subject in material.subjects
    )


def gather_periods(material: FigureMaterial) -> tuple[PeriodRow, ...]:
    """The pooled shares by period of five years."""
    stem = f"{material.words.death}.known_from_"
    found = [e for e in material.pooled.trends if e.name.startswith(stem) and e.name.endswith(".share")]
    return tuple(
        PeriodRow(
            start=int(estimate.name.removeprefix(stem).removesuffix(".share")),
            stated=round((estimate.value or 0.0) * estimate.n),
            patients=estimate.n,
            lower=estimate.interval.lower if estimate.interval else None,
            upper=estimate.interval.upper if estimate.interval else None,
        )
        for estimate in found
    )


def _say_legend(rows: Sequence[YearRow], unknown: int, periods: bool) -> str:
    parts = (
        f"One mark per patient in the middle of the year, n = {count_words(len(rows), 'patient')}.",
        f"The year is not known for {unknown}." if unknown else "",
        f"Below: stated outcomes per {PERIOD} years, 95% Wilson interval; below 5 patients the count only."
        if periods
        else "",
    )
    return " ".join(part for part in parts if part)


def _say_alt(rows: Sequence[YearRow], years: Sequence[int], unknown: int) -> str:
    origins = Counter(row.origin for row in rows)
    most, count = min(Counter(years).items(), key=lambda pair: (-pair[1], pair[0]))
    return (
        f"Timeline of {len(rows)} patients published from {min(years)} to {max(years)}. Most in {most}: {count}. "
        f"Own publication read for {origins['own']}, known only from a review table {origins['table']}, index case "
        f"{origins['index']}. Year not known for {unknown}."
    )
