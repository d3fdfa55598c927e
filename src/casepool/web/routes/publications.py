"""Publications: what was added, how it was read, and adding more by drag and drop."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from casepool.domain.errors import UsageError
from casepool.pipeline.project import FileDone, read_publications
from casepool.read.limits import DEFAULT_LIMITS
from casepool.web.models import Strict
from casepool.web.pages import show
from casepool.web.settings import UPLOAD_QUOTA
from casepool.web.visitor import Reader, Reviewer, Work

router = APIRouter()
QUOTA_SETTING = "upload_quota_bytes"


class Uploaded(BaseModel):
    """What became of one file: "ok", "known" (added before) or "failed", with the words for a person."""

    file: str
    outcome: str
    words: str
    publication: str = ""


class Which(Strict):
    """The publication that is meant."""

    publication: str


@router.get("/publications", response_class=HTMLResponse, include_in_schema=False)
def show_publications(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """All publications with their state, and the drop zone."""
    cases = work.project.cases()
    told = Counter(case.publication for case in cases if not case.is_row)
    listed = Counter(case.publication for case in cases if case.is_row)
    rows = [(item, told[item.id], listed[item.id]) for item in work.project.publications()]
    wanted = request.query_params.get("show", "")
    return show(request, "publications", "publications", visitor=visitor, rows=rows, wanted=wanted)


@router.post("/api/publications")
def upload(request: Request, file: Annotated[UploadFile, File()], visitor: Reviewer, work: Work) -> Uploaded:
    """Add one file and read it. The name is a label only; the bytes are kept under their hash."""
    label = PurePath((file.filename or "file").replace("\\", "/")).name or "file"
    data = file.file.read(DEFAULT_LIMITS.file_bytes + 1)
    _spend_quota(request, visitor.name, len(data), work)
    if not data or len(data) > DEFAULT_LIMITS.file_bytes:
        return Uploaded(file=label, outcome="failed", words=_say_size(label, len(data)))
    added = work.project.add_publication(data, label, visitor.name)
    if not added.is_new:
        words = f"{label} is held already as {added.publication.label}; nothing was added."
        return Uploaded(file=label, outcome="known", words=words, publication=added.publication.id)
    return _tell(label, list(read_publications(work.project, [added.publication], workers=1)))


@router.post("/api/publications/again")
def read_again(which: Which, visitor: Reviewer, work: Work) -> Uploaded:
    """Read a publication once more. People's answers stay; their quotes are looked for in the new text."""
    publication = work.project.publication(which.publication)
    return _tell(publication.label, list(read_publications(work.project, [publication], workers=1)))


def _say_size(label: str, size: int) -> str:
    if not size:
        return f"{label} is empty. Choose the file again, or another copy of it."
    most = DEFAULT_LIMITS.file_bytes // 1_000_000
    return f"{label} is larger than {most} MB. Split it, or save it with smaller pictures."


def _tell(label: str, done: list[FileDone]) -> Uploaded:
    """The outcome of reading a file, which may hold several publications."""
    failed = next((item for item in done if item.problem), None)
    if failed:
        return Uploaded(file=label, outcome="failed", words=str(failed.problem), publication=failed.publication.id)
    cases, rows, values = (sum(getattr(item, name) for item in done) for name in ("cases", "rows", "values"))
    findings = sum(item.findings for item in done)
    words = f"{cases} {'case' if cases == 1 else 'cases'}, {rows} table rows, {values} values, {findings} findings"
    return Uploaded(file=label, outcome="ok", words=words, publication=done[0].publication.id if done else "")


def _spend_quota(request: Request, user: str, size: int, work: Work) -> None:
    """Raises UsageError when the user has uploaded more than the quota of a day allows."""
    if not work.settings.is_team:
        return
    quota = int(work.project.setting(QUOTA_SETTING) or UPLOAD_QUOTA)
    used: dict[tuple[str, str], int] = request.app.state.__dict__.setdefault("uploaded", {})
    today = datetime.now(UTC).date().isoformat()
    spent = used.get((user, today), 0) + size
    if spent > quota:
        raise UsageError(
            f"Your uploads of today would be {spent // 1_000_000:,} MB; {quota // 1_000_000:,} MB are allowed. "
            "Go on tomorrow, or ask an admin for more."
        )
    used[user, today] = spent
