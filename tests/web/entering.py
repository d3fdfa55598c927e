"""Coming into a workbench in tests: one person by the first address, or members of a team by name."""

import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from casepool.web.app import create_app
from casepool.web.settings import TEAM, WebSettings

ADDRESS = "http://127.0.0.1"


class Visit:
    """A visitor's browser: `read` asks for data, `write` sends JSON with the token of the session."""

    def __init__(self, client: TestClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers | {"origin": ADDRESS}
        page = client.get("/", headers=headers).text
        found = re.search(r'name="casepool-token" content="([^"]+)"', page)
        assert found, page[:400]
        self.headers["x-casepool-token"] = found[1]

    def read(self, address: str, **asked: str) -> Any:
        answer = self.client.get(address, params=asked, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def text(self, address: str) -> str:
        return self.client.get(address, headers=self.headers).text

    def write(self, method: str, address: str, body: dict[str, Any], status: int = 200) -> Any:
        answer = self.client.request(method, address, json=body, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()


def enter_alone(folder: Path) -> Visit:
    """The one person of a local workbench."""
    app = create_app(WebSettings(str(folder), user="anna"))
    client = TestClient(app, base_url=ADDRESS)
    done = client.post("/api/enter", json={"token": app.state.entry.value}, headers={"origin": ADDRESS})
    assert done.status_code == 200, done.text
    return Visit(client, {})


def enter_team(folder: Path, *names: str) -> list[Visit]:
    """Members of a team, named by a proxy."""
    settings = WebSettings(str(folder), TEAM, origin=ADDRESS, user_header="x-user", proxy="testclient")
    client = TestClient(create_app(settings), base_url=ADDRESS)
    return [Visit(client, {"x-user": name}) for name in names]
