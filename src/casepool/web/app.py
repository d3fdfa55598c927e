"""The application of the workbench: pages, addresses, guard, and the one place where errors become answers."""

import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import as_file, files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from casepool import __version__
from casepool.domain.errors import CasepoolError
from casepool.store import ConflictError, LockedError, StoreError
from casepool.web.guard import Guard
from casepool.web.pages import show
from casepool.web.passwords import Attempts
from casepool.web.settings import WebSettings
from casepool.web.visitor import RoleError, Sessions, SignInError
from casepool.web.workspace import Workspace

ROUTES = (
    *("sign_in", "home", "publications", "answers", "workbench", "settling", "grid", "tables"),
    *("adjudicate", "link", "findings", "pool", "compare", "article", "history", "settings"),
)
ENTRY_SECONDS = 120.0
UNREADABLE: dict[int | str, dict[str, Any]] = {
    400: {"description": "The request could not be carried out; nothing was changed."},
    403: {"description": "The role does not allow this, or the write did not come from a page of this workbench."},
    404: {"description": "There is no such thing in this project."},
    409: {"description": "Somebody else wrote in between; nothing was changed."},
}


@dataclass
class EntryToken:
    """The token in the first address of a local workbench: it works once, and for two minutes."""

    value: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    until: float = field(default_factory=lambda: time.monotonic() + ENTRY_SECONDS)

    def spend(self, given: str) -> bool:
        """Whether this is the token, not yet used and in time; it does not work again."""
        fits = bool(self.value) and time.monotonic() < self.until and secrets.compare_digest(given, self.value)
        if fits:
            self.value = ""
        return fits


def create_app(settings: WebSettings, routes: Sequence[str] = ROUTES) -> FastAPI:
    """The application for one project. Raises StoreError where the project cannot be opened."""
    workspace = Workspace(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workspace.close()

    app = FastAPI(
        title="casepool workbench",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        responses=UNREADABLE,
    )
    app.state.workspace = workspace
    app.state.sessions = Sessions(workspace)
    app.state.attempts = Attempts()
    app.state.entry = EntryToken()
    app.state.secret = secrets.token_urlsafe(32)
    for name in routes:
        app.include_router(import_module(f"casepool.web.routes.{name}").router)
    _add_files(app)
    _add_answers_to_errors(app)
    app.add_middleware(Guard, settings=settings)
    return app


def _add_files(app: FastAPI) -> None:
    """The look that all written pages share, and the modules of the workbench."""
    for address, package, folder in (("/look", "casepool.write", "assets"), ("/static", "casepool.web", "static")):
        with as_file(files(package).joinpath(folder)) as place:
            app.mount(address, StaticFiles(directory=place), name=folder)


def _add_answers_to_errors(app: FastAPI) -> None:
    app.add_exception_handler(CasepoolError, _answer_error)
    app.add_exception_handler(RequestValidationError, _answer_misfit)
    app.add_exception_handler(HTTPException, _answer_http)


def status_of(error: CasepoolError) -> int:
    """The status with which an error is answered."""
    kinds: tuple[tuple[type[CasepoolError], int], ...] = (
        (SignInError, 401),
        (RoleError, 403),
        (ConflictError, 409),
        (LockedError, 503),
        (StoreError, 500),
    )
    return next((status for kind, status in kinds if isinstance(error, kind)), 400)


def wants_page(request: Request) -> bool:
    """Whether a browser asked for a page rather than a module for data."""
    return request.method == "GET" and not request.url.path.startswith("/api/")


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CasepoolError)
    status = status_of(error)
    if not wants_page(request):
        return JSONResponse({"error": str(error)}, status)
    if status == 401:
        return RedirectResponse("/sign-in", 303)
    return show(request, "problem", status=status, words=str(error))


async def _answer_misfit(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return JSONResponse({"error": f"The request does not fit at {where}: {first['msg']}. Nothing was changed."}, 400)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = "There is no such page in this workbench." if error.status_code == 404 else str(error.detail)
    if wants_page(request):
        return show(request, "problem", status=error.status_code, words=words)
    return JSONResponse({"error": words}, error.status_code, headers=error.headers)
