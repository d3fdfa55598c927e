"""The figures of a review, drawn by the names that the article gives its patients."""

from typing import TYPE_CHECKING

from casepool.write.article.inputs import Appraised, ReviewInput
from casepool.write.article.names import NameBook
from casepool.write.article.placing import Drawn
from casepool.write.figures.figure import NotDrawn

if TYPE_CHECKING:
    from casepool.write.figures.appraisal import Appraisal


def draw_review(review: ReviewInput) -> tuple[Drawn, ...]:
    """Every figure that the review has data for, and the refusals, in the order of the article."""
    from casepool.write.figures import draw_all
    from casepool.write.figures.material import FigureMaterial

    book = NameBook(review)
    names = book.patients
    material = FigureMaterial(review.cohort, review.cells, review.pooled, review.form, names, review.note)
    drawn = draw_all(material, review.flow, [_show_appraised(review, book, item) for item in review.appraised])
    return tuple(item for item in drawn if not _is_said_in_words(item))


def _show_appraised(review: ReviewInput, book: NameBook, item: Appraised) -> "Appraisal":
    from casepool.write.figures.appraisal import Appraisal, AppraisedPublication

    keys = sorted({judgement.publication for judgement in item.judgements})
    held = tuple(
        AppraisedPublication(key, book.publication(key), book.held[key].year if key in book.held else None)
        for key in keys
    )
    return Appraisal(item.checklist, held, item.judgements, review.note)


def _is_said_in_words(item: Drawn) -> bool:
    """Whether the results already say why a curve is not drawn, with what is known of it."""
    return isinstance(item, NotDrawn) and item.name.startswith("survival")
