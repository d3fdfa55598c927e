"""The figures of the review, as frozen values.

    material = FigureMaterial(cohort, cells, pooled, form)         figures.material
        cells = casepool.pool.cell_table.tabulate_cells(cohort, form, knowledge, plan)
        optional: names={patient id: "Ek 2016"}, note="Synthetic cohort, n = 6.", fields=(ids for the reporting map)

    draw_all(material, flow=None, appraisals=()) -> tuple[Figure | NotDrawn, ...]    in the order of the article

    draw_flow(flow, note="")                        -> Figure | NotDrawn    name "flow"
    draw_reporting(material, width=None)           ->                      name "reporting"
    draw_level_map(material, width=None)           ->                      name "level_map"
    draw_swimmer(material)                         ->                      name "swimmer"
    draw_survival(material, endpoint, width=174)   ->                      name "survival_ENDPOINT"
    draw_markers(material, width=None)             ->                      name "markers"
    draw_comparison(material)                      ->                      name "comparison"
    draw_ledger(check, document_name="", note="")           ->                      name "ledger"
    draw_drift(material, patient, drifts=())       ->                      name "drift_PATIENT"
    draw_drift_summary(material)                   ->                      name "drift"
    draw_appraisal(appraisal, width=None)          ->                      name "appraisal_CHECKLIST"
        appraisal = Appraisal(checklist id, (AppraisedPublication(id, name, year, is_index), ...), judgements, note)
    draw_publications(material)                    ->                      name "publications" (by year)
    draw_case_timeline(material)                   ->                      name "case_timeline" (index case)

Each function is imported from the module of its name (`casepool.write.figures.flow.draw_flow`) and from here.

    Figure.name, .title (bold noun phrase of the caption, with full stop), .legend (the sentences after it)
    Figure.alt_text("Table S3")     at most 350 characters; the words in brackets name the table of its data
    Figure.caption(3, "Table S3")   -> ("Figure 3. Title.", "Legend. Data: Table S3.")
    Figure.data                     -> DataSheets: .name, .header, .rows, .csv() (UTF-8 text, LF); the first one first
    Figure.width, .height           millimetres, the printed size
    Figure.svg(prefix="", theme="print")   -> str, ready for a file and for HTML inline (ids begin with the prefix)
    Figure.pdf(theme="print")       -> bytes          Figure.png(dpi=300, theme="print") -> bytes   (matplotlib)
    NotDrawn.name, .sentence        a paragraph in the place of the figure: "Figure not drawn: ..."; takes no number

Drawing and SVG need the standard library only; matplotlib is imported when `pdf` or `png` is called.
"""

from collections.abc import Sequence

from casepool.domain.review import PrismaFlow
from casepool.write.figures.appraisal import Appraisal, AppraisedPublication, draw_appraisal
from casepool.write.figures.case_timeline import draw_case_timeline
from casepool.write.figures.comparison import draw_comparison
from casepool.write.figures.drift import draw_drift, draw_drift_summary
from casepool.write.figures.figure import DataSheet, Figure, NotDrawn
from casepool.write.figures.flow import draw_flow
from casepool.write.figures.ledger import draw_ledger
from casepool.write.figures.level_map import draw_level_map
from casepool.write.figures.markers import draw_markers
from casepool.write.figures.material import FigureMaterial
from casepool.write.figures.publications import draw_publications
from casepool.write.figures.reporting import draw_reporting
from casepool.write.figures.survival import draw_survival
from casepool.write.figures.swimmer import draw_swimmer

__all__ = [
    "Appraisal",
    "AppraisedPublication",
    "DataSheet",
    "Figure",
    "FigureMaterial",
    "NotDrawn",
    "draw_all",
    "draw_appraisal",
    "draw_case_timeline",
    "draw_comparison",
    "draw_drift",
    "draw_drift_summary",
    "draw_flow",
    "draw_ledger",
    "draw_level_map",
    "draw_markers",
    "draw_publications",
    "draw_reporting",
    "draw_survival",
    "draw_swimmer",
]


def draw_all(
    material: FigureMaterial, flow: PrismaFlow | None = None, appraisals: Sequence[Appraisal] = ()
) -> tuple[Figure | NotDrawn, ...]:
    """Every figure of the review in the order of the article, each drawn or refused in words.

    The timeline and the comparison of the index case are left out where the cohort has no index case.
    """
    own = any(subject.is_index for subject in material.subjects)
    drawn = [draw_case_timeline(material)] if own else []
    drawn += [draw_flow(flow, material.note)] if flow is not None else []
    drawn += [draw_publications(material), draw_reporting(material), draw_level_map(material), draw_swimmer(material)]
    drawn += [draw_survival(material, outcome.name) for outcome in material.pooled.outcomes]
    drawn += [draw_markers(material)]
    drawn += [draw_comparison(material)] if own else []
    drawn += [draw_drift_summary(material)]
    return (*drawn, *(draw_appraisal(appraisal) for appraisal in appraisals))
