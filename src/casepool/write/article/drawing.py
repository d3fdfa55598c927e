"""The figures of a review, drawn by the names that the article gives its patients."""

from casepool.write.article.inputs import ReviewInput
from casepool.write.article.names import NameBook
from casepool.write.article.placing import Drawn


def draw_review(review: ReviewInput) -> tuple[Drawn, ...]:
    """Every figure that the review has data for, and the refusals, in the order of the article."""
    from casepool.write.figures import draw_all
    from casepool.write.figures.material import FigureMaterial

    names = NameBook(review).patients
    material = FigureMaterial(review.cohort, review.cells, review.pooled, review.form, names, review.note)
    return draw_all(material, review.flow)
