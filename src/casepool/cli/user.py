"""`casepool user`: the named users of a team's project."""

import getpass

import click

from casepool.cli.outputs import json_line, put_out, say
from casepool.domain.errors import UsageError
from casepool.domain.review import ACCOUNT_RANKS, User
from casepool.store import Project


@click.group("user")
def user_command() -> None:
    """Add, reset or deactivate the users of a team's project."""


def _open(place: str) -> Project:
    from casepool.pipeline.project import find_project, open_project

    return open_project(find_project(place))


def _print_link(project: Project, name: str, origin: str) -> None:
    from casepool.web.passwords import LINK_MINUTES, make_link

    token = make_link(project, name)
    click.echo(f"{origin.rstrip('/') or 'https://YOUR-ADDRESS'}/sign-in#{token}")
    say(f"Give this link to {name}. It works once and for {LINK_MINUTES} minutes, to choose a password.")


_project = click.option("--project", default="", help="The project's folder or database address (default: here).")
_origin = click.option("--origin", default="", help="The address of the workbench, to print a whole link.")


@user_command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ACCOUNT_RANKS), default="reviewer", show_default=True)
@_project
@_origin
def add_user(name: str, role: str, project: str, origin: str) -> None:
    """Add the user NAME, and print a one-time link to choose a password."""
    with _open(project) as opened:
        if any(user.name == name for user in opened.users()):
            raise UsageError(f"There is a user {name} already. Print a new link with: casepool user reset {name}")
        opened.save_user(User(name, role), getpass.getuser())
        _print_link(opened, name, origin)


@user_command.command("reset")
@click.argument("name")
@_project
@_origin
def reset_user(name: str, project: str, origin: str) -> None:
    """End the sessions of NAME and print a one-time link to choose a new password."""
    with _open(project) as opened:
        _find(opened, name)
        _print_link(opened, name, origin)


@user_command.command("deactivate")
@click.argument("name")
@_project
def deactivate_user(name: str, project: str) -> None:
    """End the sessions of NAME at once. The person's answers and history stay."""
    with _open(project) as opened:
        user = _find(opened, name)
        others = [u for u in opened.users() if u.role == "admin" and u.active and u.name != name]
        if user.role == "admin" and not others:
            raise UsageError(f"{name} is the only admin. Add another first: casepool user add NAME --role admin")
        opened.save_user(User(name, user.role, False), getpass.getuser())
        opened.end_sessions(user=name)
        say(f"{name} cannot sign in any more; answers and history stay.")


@user_command.command("list")
@_project
@click.option("--json", "as_json", is_flag=True, help="One JSON object per user.")
def list_users(project: str, as_json: bool) -> None:
    """List the users with their roles."""
    with _open(project) as opened:
        for user in opened.users():
            told = {"name": user.name, "role": user.role, "active": user.active, "created": user.created}
            state = "" if user.active else ", deactivated"
            put_out(json_line(told) if as_json else f"{user.name}: {user.role}{state}\n")


def _find(project: Project, name: str) -> User:
    known = {user.name: user for user in project.users()}
    if name not in known:
        raise UsageError(f"There is no user {name}. Users: {', '.join(sorted(known)) or 'none yet'}.")
    return known[name]
