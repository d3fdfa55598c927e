"""The OpenAPI description, and whether what the addresses answer fits it, whatever is sent to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.core import NOT_SET

from web.conftest import copy_project, let_in, open_alone

KEPT_OUT = ("/api/publications", "/api/sign-out", "/api/example", "/api/enter", "/api/sign-in", "/api/password")
MOST = 6
ANSWERED = (200, 400, 403, 404, 405, 409)


@pytest.fixture(scope="module")
def workbench(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = open_alone(copy_project(made, "alone", tmp_path_factory.mktemp("openapi")))
    yield app
    app.state.workspace.close()


def test_no_server_error(workbench: FastAPI) -> None:
    client = let_in(workbench, "user")
    schema = schemathesis.openapi.from_dict(workbench.openapi()).exclude(path_regex="^(" + "|".join(KEPT_OUT) + ")")
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(operation.as_strategy())
        @settings(max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def send(case) -> None:
            body = None if case.body is NOT_SET else case.body
            answer = client.request(case.method, case.formatted_path, params=dict(case.query or {}), json=body)
            seen.setdefault(f"{case.method} {case.path}", set()).add(answer.status_code)
            assert answer.status_code in ANSWERED, (case.method, case.path, case.query, body, answer.text)

        send()
    assert len(seen) > 20
    assert any(200 in codes for codes in seen.values())


def test_every_address_says_what_it_does(alone) -> None:
    paths = alone.get("/api/openapi.json").json()["paths"]
    told = {f"{method} {path}": one for path, methods in paths.items() for method, one in methods.items()}
    assert [name for name, one in told.items() if not one.get("description")] == []
    assert [name for name in told if not name.partition(" ")[2].startswith(("/api/", "/page/"))] == []
