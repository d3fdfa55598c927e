"""Who is asking: session, user and role; and which role an address needs."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request

from casepool.domain.errors import CasepoolError
from casepool.domain.review import ACCOUNT_RANKS, Protocol, User
from casepool.store import Session
from casepool.web.workspace import Workspace

SESSION_HOURS = 12
TOKEN_HEADER = "x-casepool-token"


class SignInError(CasepoolError):
    """Nobody is signed in, or the session has ended."""


class RoleError(CasepoolError):
    """The user's role does not allow this."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a request. `csrf` is the token that each write of this session carries."""

    user: User
    csrf: str
    token_hash: str = ""

    @property
    def name(self) -> str:
        return self.user.name

    def may(self, role: str) -> bool:
        """Whether the user has this role or a higher one."""
        return ACCOUNT_RANKS.index(self.user.role) >= ACCOUNT_RANKS.index(role)

    def letter(self, protocol: Protocol, publication: str, is_team: bool) -> str:
        """As which reviewer the visitor reads a publication: "A" or "B"; empty for one who does not.

        Where the protocol assigns nobody, the person of a local workbench is A.
        """
        assigned = protocol.reviewers_of(publication)
        mine = next((letter for letter, name in assigned if name == self.name), "")
        if mine or assigned:
            return mine
        return "A" if not is_team or self.may("reviewer") else ""


def hash_token(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """The sessions of a workbench: in memory for one person, in the database for a team (they outlive a restart)."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._local: dict[str, Session] = {}

    def start(self, user: str) -> tuple[str, Session]:
        """Start a session: the token for the cookie, and the session."""
        token = secrets.token_urlsafe(32)
        ends = datetime.now(UTC) + timedelta(hours=SESSION_HOURS)
        session = Session(hash_token(token), user, secrets.token_urlsafe(24), ends.isoformat(timespec="seconds"))
        if self.workspace.settings.is_team:
            self.workspace.project.start_session(session)
        else:
            self._local[session.token_hash] = session
        return token, session

    def find(self, token: str) -> Session | None:
        """The session of a cookie, None if there is none or it has ended."""
        if not token:
            return None
        if self.workspace.settings.is_team:
            return self.workspace.project.session(hash_token(token), self.workspace.now())
        session = self._local.get(hash_token(token))
        return session if session and session.expires > self.workspace.now() else None

    def end(self, token_hash: str) -> None:
        """End a session."""
        if self.workspace.settings.is_team:
            self.workspace.project.end_sessions(token_hash=token_hash)
        self._local.pop(token_hash, None)


def find_visitor(request: Request) -> Visitor | None:
    """The visitor of a request, None if nobody is signed in."""
    workspace: Workspace = request.app.state.workspace
    settings = workspace.settings
    named = _named_by_proxy(request)
    if named:
        user = _find_user(workspace, named)
        return Visitor(user, hash_token(f"{request.app.state.secret}{named}")) if user else None
    session = request.app.state.sessions.find(request.cookies.get(settings.cookie, ""))
    if session is None:
        return None
    user = _find_user(workspace, session.user)
    return Visitor(user, session.csrf, session.token_hash) if user else None


def _named_by_proxy(request: Request) -> str:
    """The user that the configured proxy names; the header of anybody else is not looked at."""
    settings = request.app.state.workspace.settings
    if not (settings.user_header and settings.proxy and request.client and request.client.host == settings.proxy):
        return ""
    return request.headers.get(settings.user_header, "")


def _find_user(workspace: Workspace, name: str) -> User | None:
    if not workspace.settings.is_team:
        return User(name, "admin")
    return next((user for user in workspace.project.users() if user.name == name and user.active), None)


def require(role: str) -> Callable[[Request], Visitor]:
    """A dependency: the visitor, who must have at least this role; a write must carry the token of the session.

    Raises SignInError or RoleError.
    """

    def check(request: Request) -> Visitor:
        visitor = find_visitor(request)
        if visitor is None:
            raise SignInError("Nobody is signed in, or the session has ended. Sign in again; nothing was lost.")
        if not visitor.may(role):
            raise RoleError(f"This needs the role {role}; you are signed in as {visitor.user.role}. Ask the admin.")
        if request.method not in ("GET", "HEAD") and not _carries_token(request, visitor):
            raise RoleError("This write did not carry the token of your session. Reload the page and try again.")
        return visitor

    return check


def _carries_token(request: Request, visitor: Visitor) -> bool:
    return secrets.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), visitor.csrf.encode())


def get_workspace(request: Request) -> Workspace:
    """The workspace of the running workbench."""
    workspace: Workspace = request.app.state.workspace
    return workspace


Work = Annotated[Workspace, Depends(get_workspace)]
Reader = Annotated[Visitor, Depends(require("reader"))]
Reviewer = Annotated[Visitor, Depends(require("reviewer"))]
Adjudicator = Annotated[Visitor, Depends(require("adjudicator"))]
Lead = Annotated[Visitor, Depends(require("lead"))]
Admin = Annotated[Visitor, Depends(require("admin"))]
