"""Settings: what this browser shows, the plan of the review, users, quota; and loading the worked example."""

from dataclasses import replace
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from casepool.domain.errors import UsageError
from casepool.domain.review import ACCOUNT_RANKS, User
from casepool.knowledge.journals import load_journals
from casepool.store import Project
from casepool.web.example_papers import list_examples, load_example
from casepool.web.models import Done, Strict
from casepool.web.pages import show
from casepool.web.passwords import LINK_MINUTES, make_link
from casepool.web.routes.publications import QUOTA_SETTING
from casepool.web.settings import UPLOAD_QUOTA
from casepool.web.visitor import Admin, Reader, Reviewer, Work

router = APIRouter()
Role = Literal["reader", "reviewer", "adjudicator", "lead", "admin"]
MEGABYTE = 1_000_000


class NewUser(Strict):
    """A user who is added, with a role."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^[\w.@ -]+$")
    role: Role


class Named(Strict):
    """A user by name."""

    name: str = Field(min_length=1, max_length=100)


class Quota(Strict):
    """How many megabytes one user may upload in a day."""

    megabytes: int = Field(ge=1, le=1_000_000)


class Link(BaseModel):
    """A one-time link for choosing a password; it is shown once and not kept."""

    address: str
    words: str


@router.get("/settings", response_class=HTMLResponse, include_in_schema=False)
def show_settings(request: Request, visitor: Reader, work: Work) -> HTMLResponse:
    """The settings; users and quota for admins of a team."""
    project, plan = work.project, work.plan()
    journal = plan.protocol.journal or project.journal
    quota = project.setting(QUOTA_SETTING)
    is_admin = visitor.may("admin")
    return show(
        request,
        "settings",
        "settings",
        visitor=visitor,
        plan=plan.protocol,
        form=plan.form,
        journal=journal,
        journals=sorted(load_journals()),
        users=project.users() if is_admin else (),
        roles=ACCOUNT_RANKS,
        quota=int(quota) // MEGABYTE if quota.isdigit() else UPLOAD_QUOTA // MEGABYTE,
        critical=[f.label for f in plan.form.fields if f.id in plan.protocol.critical_fields or f.critical],
        has_example=bool(list_examples()),
        is_empty=not project.publications(),
    )


@router.post("/api/users")
def add_user(given: NewUser, visitor: Admin, work: Work) -> Link:
    """Add a user, and give the one-time link with which a password is chosen."""
    _require_team(work.settings.is_team)
    if any(user.name == given.name for user in work.project.users()):
        raise UsageError(f"There is a user {given.name} already. Make a new link for a new password instead.")
    work.project.save_user(User(given.name, given.role), visitor.name)
    return _make_link(work.project, given.name, work.settings.origin)


@router.post("/api/users/link")
def reset_user(given: Named, visitor: Admin, work: Work) -> Link:
    """A new one-time link: the old password and all sessions of the user end."""
    _require_team(work.settings.is_team)
    user = find_user(work.project, given.name)
    if not user.active:
        raise UsageError(f"{user.name} is deactivated. Add the person again under another name.")
    return _make_link(work.project, user.name, work.settings.origin)


@router.post("/api/users/deactivate")
def deactivate(given: Named, visitor: Admin, work: Work) -> Done:
    """End the sessions of a user for good; answers and history stay."""
    _require_team(work.settings.is_team)
    user = find_user(work.project, given.name)
    others = [u for u in work.project.users() if u.role == "admin" and u.active and u.name != user.name]
    if user.role == "admin" and not others:
        raise UsageError(f"{user.name} is the only admin. Add another admin first.")
    work.project.save_user(replace(user, active=False), visitor.name)
    work.project.end_sessions(user=user.name)
    return Done(done=f"{user.name} cannot sign in any more; answers and history stay.")


@router.put("/api/quota")
def set_quota(given: Quota, visitor: Admin, work: Work) -> Done:
    """Set how much one user may upload in a day."""
    work.project.save_setting(QUOTA_SETTING, str(given.megabytes * MEGABYTE), visitor.name)
    return Done(done=f"Each user may upload {given.megabytes:,} MB in a day.")


@router.post("/api/example")
def load(visitor: Reviewer, work: Work) -> Done:
    """Load the worked example into an empty project."""
    read = load_example(work.project, visitor.name)
    return Done(done=f"{read} synthetic papers were read.")


def find_user(project: Project, name: str) -> User:
    """The user of this name. Raises UsageError."""
    for user in project.users():
        if user.name == name:
            return user
    raise UsageError(f"There is no user {name[:60]!r}.")


def _require_team(is_team: bool) -> None:
    if not is_team:
        raise UsageError("This workbench is for one person. Users are those of a team: casepool serve --team.")


def _make_link(project: Project, name: str, origin: str) -> Link:
    address = f"{origin}/sign-in#{make_link(project, name)}"
    return Link(address=address, words=f"Give this link to {name}. It works once and for {LINK_MINUTES} minutes.")
