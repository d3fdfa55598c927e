"""Coming in and going out: the first address of a local workbench, passwords and one-time links of a team."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field

from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.passwords import check_length, check_password, choose_password
from casepool.web.visitor import SESSION_HOURS, Reader, RoleError, SignInError, Work, find_visitor, hash_token

router = APIRouter()


class Entry(Strict):
    """The token of the first address."""

    token: str = Field(max_length=200)


class Password(Strict):
    """Name and password."""

    name: str = Field(min_length=1, max_length=200)
    password: str = Field(max_length=1_000)


class NewPassword(Strict):
    """The token of a one-time link and the password that is chosen."""

    token: str = Field(max_length=200)
    password: str = Field(max_length=1_000)


class Who(BaseModel):
    """Who is signed in."""

    name: str
    role: str


@router.get("/sign-in", response_class=HTMLResponse, include_in_schema=False)
def show_sign_in(request: Request) -> HTMLResponse:
    """The page on which a person comes in. A token after "#" stays in the browser until the page sends it."""
    return show(request, "sign_in")


@router.post("/api/enter")
def enter(request: Request, entry: Entry) -> JSONResponse:
    """Spend the token of the first address: this browser is let in."""
    settings = request.app.state.workspace.settings
    if settings.is_team or not request.app.state.entry.spend(entry.token):
        raise SignInError(
            "This address was used already or is more than two minutes old. "
            "Stop casepool serve and start it again: it prints a new one."
        )
    return _let_in(request, settings.user)


@router.post("/api/sign-in")
def sign_in(request: Request, given: Password) -> JSONResponse:
    """Sign in with name and password. Repeated failures have to wait."""
    workspace, attempts = request.app.state.workspace, request.app.state.attempts
    names = (f"name {given.name}", f"address {request.client.host if request.client else ''}")
    if not workspace.settings.is_team:
        raise SignInError("This workbench is for one person: it is entered by the address that casepool serve printed.")
    if attempts.must_wait(*names):
        raise RoleError("Too many failed attempts. Wait a minute and try again.")
    if not check_password(workspace.project, given.name, given.password):
        attempts.failed(*names)
        raise SignInError("Name and password do not fit together, or the account is not active.")
    return _let_in(request, given.name)


@router.post("/api/password")
def set_password(request: Request, given: NewPassword, work: Work) -> JSONResponse:
    """Choose a password with a one-time link, and come in."""
    check_length(given.password)
    user = work.project.spend_link(hash_token(given.token), work.now())
    if not user:
        raise SignInError("This link was used already or is too old. Ask the admin for a new one.")
    choose_password(work.project, user, given.password)
    return _let_in(request, user)


@router.post("/api/sign-out")
def sign_out(request: Request, visitor: Reader) -> JSONResponse:
    """End this session."""
    request.app.state.sessions.end(visitor.token_hash)
    answer = JSONResponse({"done": "Signed out."})
    answer.delete_cookie(request.app.state.workspace.settings.cookie, path="/")
    return answer


@router.get("/api/who")
def who(visitor: Reader) -> Who:
    """Who is signed in here."""
    return Who(name=visitor.name, role=visitor.user.role)


def _let_in(request: Request, user: str) -> JSONResponse:
    """A new session for this browser; the one that it had before ends."""
    old = find_visitor(request)
    if old:
        request.app.state.sessions.end(old.token_hash)
    token, _ = request.app.state.sessions.start(user)
    answer = JSONResponse(Done(done="Signed in.").model_dump())
    settings = request.app.state.workspace.settings
    answer.set_cookie(
        settings.cookie,
        token,
        max_age=SESSION_HOURS * 3600,
        path="/",
        secure=settings.is_team,
        httponly=True,
        samesite="strict",
    )
    return answer
