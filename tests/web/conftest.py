"""A running workbench in the test's own process: of one person, or of a team whose users are signed in by name."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from casepool.web.app import create_app
from casepool.web.settings import TEAM as TEAM_MODE
from casepool.web.settings import WebSettings
from web.projects import TEAM, make_project, make_team

LOCAL = "http://127.0.0.1"
AWAY = "https://casepool.example"
Visit = Callable[[str], TestClient]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one project of each kind; tests work on copies."""
    folder = tmp_path_factory.mktemp("projects")
    make_project(folder / "alone")
    make_team(folder / "team")
    make_team(folder / "half", signed=("A",))
    return folder


def copy_project(made: Path, name: str, target: Path) -> Path:
    """A copy of one of the projects."""
    return Path(shutil.copytree(made / name, target / name))


def open_alone(place: Path) -> FastAPI:
    """The workbench of one person."""
    return create_app(WebSettings(str(place)))


def open_team(place: Path) -> FastAPI:
    """The workbench of a team behind TLS."""
    return create_app(WebSettings(str(place), TEAM_MODE, AWAY, ("casepool.example",)))


def let_in(app: FastAPI, name: str) -> TestClient:
    """A browser in which this user is signed in; its writes carry the token of the session."""
    settings = app.state.workspace.settings
    address = settings.origin or LOCAL
    client = TestClient(app, base_url=address, headers={"origin": address}, raise_server_exceptions=True)
    if name:
        token, session = app.state.sessions.start(name)
        client.headers["cookie"] = f"{settings.cookie}={token}"
        client.headers["x-casepool-token"] = session.csrf
    return client


@pytest.fixture
def alone(made: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The workbench of one person, who is signed in."""
    app = open_alone(copy_project(made, "alone", tmp_path))
    yield let_in(app, "user")
    app.state.workspace.close()


@pytest.fixture
def team(made: Path, tmp_path: Path) -> Iterator[Visit]:
    """Browsers of a team's users: `team("carl")`, "" for nobody. Both reviewers have signed the first case."""
    app = open_team(copy_project(made, "team", tmp_path))
    yield lambda name: let_in(app, name)
    app.state.workspace.close()


@pytest.fixture
def half(made: Path, tmp_path: Path) -> Iterator[Visit]:
    """The same before the second reviewer has signed."""
    app = open_team(copy_project(made, "half", tmp_path))
    yield lambda name: let_in(app, name)
    app.state.workspace.close()


__all__ = ["TEAM", "Visit", "copy_project", "let_in", "open_alone", "open_team"]
