"""Home: how far the review is, what the cases report, what is left to do."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from casepool.web.board import read_board
from casepool.web.pages import show
from casepool.web.visitor import Reader, Work

router = APIRouter()
CASES_A_PAGE = 80


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def show_home(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The progress of the project."""
    asked = request.query_params.get("from", "1")
    first = max(0, int(asked) - 1) if asked.isdigit() and len(asked) < 9 else 0
    board = read_board(work, visitor, first, CASES_A_PAGE, bool(request.query_params.get("fields")))
    return show(request, "home", "home", visitor=visitor, board=board, step=CASES_A_PAGE)
