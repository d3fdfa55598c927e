"""Who may do what: every address with every role; foreign hosts, origins and tokens; looking changes nothing."""

import sqlite3
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from web.conftest import AWAY, Visit, copy_project, let_in, open_alone
from web.projects import TEAM

RANKS = ("reader", "reviewer", "adjudicator", "lead", "admin")
CASES = {"first": {"publication": "x", "case": "y"}, "second": {"publication": "x", "case": "z"}}
KEY = {"publication": "x", "case": "y", "field": "sex"}
ROUTES = [
    ("GET", "/adjudicate", None, "adjudicator"),
    ("GET", "/link", None, "reader"),
    ("GET", "/findings", None, "reader"),
    ("GET", "/pool", None, "reader"),
    ("GET", "/pool/figure/flow.svg", None, "reader"),
    ("GET", "/compare", None, "reader"),
    ("GET", "/article", None, "reader"),
    ("GET", "/article/preview", None, "reader"),
    ("GET", "/history", None, "reader"),
    ("GET", "/settings", None, "reader"),
    ("PUT", "/api/adjudications", KEY | {"chosen": "A", "reason": "misread"}, "adjudicator"),
    ("DELETE", "/api/adjudications", KEY, "adjudicator"),
    ("PUT", "/api/links", CASES | {"outcome": "same"}, "reviewer"),
    ("DELETE", "/api/links", CASES, "reviewer"),
    ("PUT", "/api/findings/aside", {"keys": ["x"], "reason": "y"}, "reviewer"),
    ("DELETE", "/api/findings/aside", {"keys": ["x"]}, "reviewer"),
    ("POST", "/api/letter", {"keys": []}, "reader"),
    ("POST", "/api/index-case", {"answers": {}}, "reviewer"),
    ("DELETE", "/api/index-case", {"case": "index-1", "confirm": ""}, "lead"),
    ("POST", "/api/release", {"reason": ""}, "lead"),
    ("POST", "/api/history/restore", {"seq": 999_999}, "lead"),
    ("POST", "/api/users", {"name": "rosa", "role": "reader"}, "admin"),
    ("POST", "/api/users/link", {"name": "nobody"}, "admin"),
    ("POST", "/api/users/deactivate", {"name": "ada"}, "admin"),
    ("PUT", "/api/quota", {"megabytes": 1000}, "admin"),
    ("POST", "/api/example", {}, "reviewer"),
]
WRITES = [route for route in ROUTES if route[0] != "GET"]
ALLOWED = (200, 400)


@pytest.fixture(scope="module")
def shared(made: Path, tmp_path_factory: pytest.TempPathFactory):
    """One team's workbench for all rows of the matrix: none of its requests changes what another one tests."""
    from web.conftest import open_team

    app = open_team(copy_project(made, "team", tmp_path_factory.mktemp("matrix")))
    clients = {role: let_in(app, name) for name, role in TEAM.items() if name != "ben"}
    yield clients | {"": let_in(app, "")}
    app.state.workspace.close()


@pytest.mark.parametrize("role", ["", *RANKS])
@pytest.mark.parametrize(("method", "address", "body", "least"), ROUTES)
def test_matrix(shared: dict[str, TestClient], method: str, address: str, body, least: str, role: str) -> None:
    answer = shared[role].request(method, address, json=body, follow_redirects=False)
    if not role:
        assert answer.status_code == (303 if method == "GET" else 401)
    elif RANKS.index(role) >= RANKS.index(least):
        assert answer.status_code in ALLOWED, answer.text
    else:
        assert answer.status_code == 403
        assert f"This needs the role {least}" in answer.text


@pytest.mark.parametrize(("method", "address", "body", "least"), WRITES)
def test_a_write_needs_the_token(shared: dict[str, TestClient], method: str, address: str, body, least: str) -> None:
    answer = shared["admin"].request(method, address, json=body, headers={"x-casepool-token": "wrong"})
    assert answer.status_code == 403
    assert answer.json() == {
        "error": "This write did not carry the token of your session. Reload the page and try again."
    }


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": ""}, {"sec-fetch-site": "cross-site"}]
)
@pytest.mark.parametrize(("method", "address", "body", "least"), WRITES)
def test_a_write_from_a_foreign_page_is_refused(
    shared: dict[str, TestClient], method: str, address: str, body, least: str, headers: dict[str, str]
) -> None:
    answer = shared["admin"].request(method, address, json=body, headers=headers)
    assert answer.status_code == 403
    assert "did not come from a page of this workbench" in answer.json()["error"]


@pytest.mark.parametrize("host", ["evil.example", "casepool.example.evil.example", "127.0.0.1@evil.example", ""])
def test_a_foreign_name_of_the_server_is_refused(shared: dict[str, TestClient], host: str) -> None:
    answer = shared["admin"].get("/settings", headers={"host": host})
    assert answer.status_code == 400
    assert "This server is not known under that name" in answer.json()["error"]


@pytest.mark.parametrize("address", [address for method, address, _, _ in ROUTES if method == "GET"])
def test_every_page_has_the_headers_of_safety(shared: dict[str, TestClient], address: str) -> None:
    headers = shared["admin"].get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert f"frame-ancestors {chr(39)}{'self' if address == '/article/preview' else 'none'}{chr(39)}" in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == "no-store"


def read_rows(place: Path) -> dict[str, list[object]]:
    """Everything that the database holds."""
    with sqlite3.connect(place / "casepool.db") as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}


def test_looking_changes_nothing(made: Path, tmp_path: Path) -> None:
    place = copy_project(made, "alone", tmp_path)
    app = open_alone(place)
    client = let_in(app, "user")
    client.put("/api/links", json=PAIR)
    before = read_rows(place)
    addresses = [address for method, address, _, _ in ROUTES if method == "GET"]
    addresses += [
        "/article/files/docx",
        "/article/files/tex",
        "/history?on=2030-01-01",
        "/compare?case=berg-1998/case-1",
    ]
    addresses += ["/pool?show=field.age_years", "/findings?aside=1", "/api/openapi.json"]
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert read_rows(place) == before
    assert before["event"]
    app.state.workspace.close()


PAIR = {
    "first": {"publication": "berg-1998", "case": "case-1"},
    "second": {"publication": "berg-2003", "case": "case-1"},
    "outcome": "same",
}


def test_the_link_for_a_password_is_shown_once_and_works_once(team: Visit) -> None:
    made = team("ada").post("/api/users", json={"name": "nils", "role": "reviewer"}).json()
    assert made["words"] == "Give this link to nils. It works once and for 15 minutes."
    assert made["address"].startswith(f"{AWAY}/sign-in#")
    body = {"token": made["address"].partition("#")[2], "password": "four plain words here"}
    assert team("").post("/api/password", json=body).status_code == 200
    assert team("").post("/api/password", json=body).status_code == 401


def test_a_deactivated_user_is_out_at_once(team: Visit) -> None:
    ben = team("ben")
    assert ben.get("/link").status_code == 200
    assert team("ada").post("/api/users/deactivate", json={"name": "ben"}).status_code == 200
    assert ben.get("/link", follow_redirects=False).status_code == 303


def test_the_only_admin_stays(team: Visit) -> None:
    done = team("ada").post("/api/users/deactivate", json={"name": "ada"})
    assert done.json() == {"error": "ada is the only admin. Add another admin first."}
