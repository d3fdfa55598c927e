"""Pool: the pre-specified numbers, their figures with the same data as a table, and the cases behind each number."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from casepool.domain.errors import UsageError
from casepool.web.blind import read_review
from casepool.web.pages import show
from casepool.web.pool_view import draw_figures, list_behind, list_entries, show_entry
from casepool.web.visitor import Reader, Work
from casepool.write.figures import Figure

router = APIRouter()
THEMES = {"day": "print", "night": "screen_dark"}


@router.get("/pool", response_class=HTMLResponse, include_in_schema=False)
def show_pool(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """One number or figure of the pool, and the cases behind it."""
    review = read_review(work, visitor)
    name = request.query_params.get("show", "headline")
    figures = draw_figures(work, review, visitor.name)
    shelf = show_entry(review, name, figures)
    if shelf is None:
        raise UsageError(f"The pool has nothing called {name[:80]!r}. Choose from the list at the left of Pool.")
    wanted = request.query_params.get("number", "") or next((line.name for line in shelf.lines if line.name), "")
    return show(
        request,
        "pool",
        "pool",
        visitor=visitor,
        entries=list_entries(review, figures),
        chosen=name,
        shelf=shelf,
        wanted=wanted,
        behind=list_behind(review, wanted),
        caveats=review.pooled.caveats,
        patients=len(review.built.cohort.patients),
    )


@router.get("/pool/figure/{name}.svg", include_in_schema=False)
def draw_figure(name: str, visitor: Reader, work: Work, light: str = "day") -> Response:
    """A figure as a picture."""
    figures = draw_figures(work, read_review(work, visitor), visitor.name)
    found = next((item for item in figures if item.name == name and isinstance(item, Figure)), None)
    if not isinstance(found, Figure):
        raise UsageError(f"The pool has no figure called {name[:80]!r}.")
    return Response(found.svg(theme=THEMES.get(light, "print")), media_type="image/svg+xml")
