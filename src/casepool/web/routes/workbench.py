"""The workbench: one case beside its source. The page is a frame; the text and the case come as data."""

from collections import OrderedDict
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from casepool.domain.errors import ReadError, UsageError
from casepool.domain.review import CaseEntry
from casepool.pipeline.pictures import draw_page
from casepool.web.case_source import find_next_case, find_publication, gather_case, list_entries, read_paper
from casepool.web.case_view import CaseShown, show_case
from casepool.web.pages import show
from casepool.web.paper_view import Paper
from casepool.web.visitor import Reader, Work
from casepool.web.workspace import Workspace

router = APIRouter()
PICTURES_KEPT = 60
PICTURE_SCALE = 1.6


class Pictures:
    """The pictures of pages that were drawn last, by document and page."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[str, int]) -> bytes | None:
        """The picture, None if it has to be drawn."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, int], png: bytes) -> None:
        """Keep a picture, and let the one that was asked for longest ago go."""
        with self._lock:
            self._kept[key] = png
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


PICTURES = Pictures(PICTURES_KEPT)


@router.get("/workbench", include_in_schema=False)
def go_to_case(request: Request, visitor: Reader, work: Work) -> Response:
    """To the first case where something is left to check; a page that says so where there is none."""
    entry = find_next_case(work, visitor)
    if entry:
        return RedirectResponse(address_of(entry), 303)
    words = "There is no case to check yet. Add publications on Home; the workbench opens when one was read."
    return show(request, "problem", words=words)


@router.get("/workbench/{publication}", response_class=HTMLResponse, include_in_schema=False)
def show_workbench(request: Request, publication: str, visitor: Reader, work: Work) -> Response:
    """The frame of the workbench for one case."""
    _, held = find_publication(work, publication)
    entries = list_entries(work)
    own = [entry for entry in entries if entry.publication == publication]
    wanted = request.query_params.get("case", "")
    entry = next((e for e in own if e.case == wanted), None if wanted else next(iter(own), None))
    if entry is None:
        words = f"There is no case {wanted!r} in {held.label}." if wanted else f"No case was found in {held.label}."
        raise UsageError(words)
    place = entries.index(entry)
    return show(
        request,
        "workbench",
        "workbench",
        visitor=visitor,
        publication=held,
        entry=entry,
        entries=own,
        before=_address_at(entries, place - 1),
        after=_address_at(entries, place + 1),
        letter=visitor.letter(work.plan().protocol, publication, work.settings.is_team),
        name_entry=name_entry,
        address_of=address_of,
    )


def name_entry(entry: CaseEntry) -> str:
    """A case in the rail: its label, or its number."""
    name = entry.label or entry.case.replace("-", " ")
    return f"{name[:1].upper()}{name[1:]}"


def address_of(entry: CaseEntry) -> str:
    """The address of a case in the workbench."""
    return f"/workbench/{entry.publication}?case={entry.case}"


def _address_at(entries: tuple[CaseEntry, ...], place: int) -> str:
    return address_of(entries[place]) if 0 <= place < len(entries) else ""


@router.get("/api/papers/{publication}")
def read_publication_text(publication: str, visitor: Reader, work: Work) -> Paper:
    """The canonical text of a publication in blocks, for marks to be drawn on."""
    store, held = find_publication(work, publication)
    return read_paper(work, store, held)


@router.get("/api/cases/{publication}")
def read_case(publication: str, case: Annotated[str, Query(max_length=200)], visitor: Reader, work: Work) -> CaseShown:
    """One case: every question, with the answers that the visitor may see."""
    return show_case(gather_case(work, visitor, publication, case))


@router.get(
    "/page/{publication}/{number}.png", response_class=Response, responses={200: {"content": {"image/png": {}}}}
)
def read_page(publication: str, number: int, visitor: Reader, work: Work) -> Response:
    """The picture of a page of a PDF."""
    return Response(picture_page(work, publication, number), media_type="image/png")


def picture_page(work: Workspace, publication: str, number: int) -> bytes:
    """A page as PNG, drawn in the limited process or taken from those drawn last. Raises UsageError, ReadError."""
    store, held = find_publication(work, publication)
    pages = {page.number for page in read_paper(work, store, held).pages}
    if number not in pages:
        raise UsageError(f"{held.label} has no picture of page {number}. Use the text.")
    key = (held.sha256, number)
    png = PICTURES.find(key)
    if png is None:
        try:
            png = draw_page(work.project.load_document(held.sha256), held.label, number, PICTURE_SCALE)
        except ReadError as error:
            raise UsageError(f"Page {number} of {held.label} could not be drawn. Use the text. ({error})") from error
        PICTURES.keep(key, png)
    return png
