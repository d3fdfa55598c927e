"""Article: the live preview, what blocks a release, a release with its reason, and the files."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from casepool.domain.errors import UsageError
from casepool.pipeline.releasing import read_release
from casepool.web.article_view import (
    FORMATS,
    find_policy,
    list_blockers,
    list_parts,
    pack_files,
    release_now,
    write_files,
)
from casepool.web.blind import read_review
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.visitor import Lead, Reader, Work

router = APIRouter()
Format = Literal["html", "docx", "tex"]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Released(Strict):
    """A release; while something blocks it the reason must say why it is made nevertheless. It is printed."""

    reason: str = Field("", max_length=2_000)


@router.get("/article", response_class=HTMLResponse, include_in_schema=False)
def show_article(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The preview with what blocks the release."""
    review = read_review(work, visitor)
    files = write_files(work, visitor, "html")
    return show(
        request,
        "article",
        "article",
        visitor=visitor,
        blockers=list_blockers(work, review, files),
        refusals=files.refusals,
        parts=list_parts(files.files[0].data.decode()),
        release=read_release(work.project),
        formats=FORMATS,
        patients=len(review.built.cohort.patients),
    )


@router.get("/article/preview", response_class=HTMLResponse, include_in_schema=False)
def preview(visitor: Reader, work: Work) -> HTMLResponse:
    """The article as it would be written now, for the frame of the page."""
    html = write_files(work, visitor, "html").files[0].data.decode()
    return HTMLResponse(html, headers={"Content-Security-Policy": find_policy(html)})


@router.get("/article/files/{to}", include_in_schema=False)
def download(to: Format, visitor: Reader, work: Work, traced: bool = False) -> Response:
    """The article as one file: Word as it is (clean or traced), HTML and LaTeX with their figures in an archive."""
    files = write_files(work, visitor, to)
    if to == "docx":
        name = "review-traced.docx" if traced else "review.docx"
        return _send(name, files.get(name), WORD)
    return _send(f"review-{to}.zip", pack_files(files), "application/zip")


def _send(name: str, data: bytes, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.post("/api/release")
def release(given: Released, visitor: Lead, work: Work) -> Done:
    """Release the article as it stands. Without a reason only when nothing blocks it."""
    review = read_review(work, visitor)
    blockers = list_blockers(work, review, write_files(work, visitor, "html"))
    if blockers and not given.reason.strip():
        raise UsageError(
            f"{len(blockers)} points block the release: {'; '.join(b.words for b in blockers[:4])}. "
            "Settle them, or release with a reason, which is printed in the article."
        )
    made = release_now(work, visitor.name, given.reason.strip() if blockers else "")
    return Done(done=f"Released at {made.time}.")
