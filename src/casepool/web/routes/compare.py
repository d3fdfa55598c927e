"""Compare: the authors' own patient beside the earlier ones; entering the patient in the key form."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from casepool.domain.errors import UsageError
from casepool.pipeline.cases import enter_case, erase_own_case, list_key_fields, list_own_cases
from casepool.web.blind import read_review
from casepool.web.compare_view import compare
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.pool_view import draw_figures
from casepool.web.visitor import Lead, Reader, Reviewer, Work
from casepool.write.escape import show_line
from casepool.write.figures import Figure

router = APIRouter()
Word = Annotated[str, Field(max_length=1_000)]
FIGURES = ("level_map", "comparison", "swimmer")


class NewCase(Strict):
    """The answers of the key form, field by field, as typed. What is left empty is silence."""

    answers: dict[str, Word] = Field(max_length=200)


class Erased(Strict):
    """The index case that is removed for good; `confirm` repeats its id."""

    case: str = Field(max_length=100)
    confirm: str = Field(max_length=100)


class Entered(BaseModel):
    """The case that was kept, and what should be looked at again before it is printed."""

    case: str
    warnings: list[str]


@router.get("/compare", response_class=HTMLResponse, include_in_schema=False)
def show_compare(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The index case, or a named case, beside all others; the form for entering the index case."""
    review = read_review(work, visitor)
    name = request.query_params.get("case", "")
    found, why = compare(review, name)
    own = list_own_cases(work.project)
    figures = draw_figures(work, review, visitor.name) if own and not name else ()
    return show(
        request,
        "compare",
        "compare",
        visitor=visitor,
        found=found,
        why=why,
        asked=name,
        own=own,
        cases=[f"{case.key[0]}/{case.key[1]}" for case in review.built.cases],
        fields=list_key_fields(work.project.form),
        figures=[item for item in figures if isinstance(item, Figure) and item.name in FIGURES],
    )


@router.post("/api/index-case")
def enter(given: NewCase, visitor: Reviewer, work: Work) -> Entered:
    """Keep an index case in the private store. Nothing is kept unless every answer is understood."""
    form = work.project.form
    unknown = [name for name in given.answers if not form.has(name)]
    if unknown:
        raise UsageError(f"There is no field {unknown[0][:60]!r} in this form. Nothing was written.")
    done = enter_case(work.project, given.answers, visitor.name)
    return Entered(
        case=f"{done.publication.id}/{done.cases[0].id}",
        warnings=[show_line(finding.message) for finding in done.warnings],
    )


@router.delete("/api/index-case")
def erase(given: Erased, visitor: Lead, work: Work) -> Done:
    """Remove an index case for good; a tombstone stays. This cannot be undone."""
    if given.case != given.confirm or given.case not in list_own_cases(work.project):
        raise UsageError("Type the id of the index case to remove it for good. Nothing was removed.")
    done = erase_own_case(work.project, given.case, visitor.name)
    copies = f" Not reached: {', '.join(done.copies)}." if done.copies else ""
    return Done(done=f"{done.publication} was erased; a tombstone stays.{copies}")
