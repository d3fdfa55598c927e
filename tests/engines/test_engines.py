"""Language models over HTTP, against a server of this machine that plays recorded and hostile answers."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from casepool.domain.errors import KnowledgeError, UsageError
from casepool.engines.chat import Endpoint, EngineError
from casepool.engines.settings import EngineSettings, read_settings
from casepool.pipeline.project import find_project
from casepool.store import open_project
from cli.running import Done, call, make_project
from engines.server import (
    Play,
    claim,
    endless,
    fail,
    playing,
    redirect,
    say_claims,
    say_words,
    slow,
)
from engines.test_engine_proof import TEXT

GOOD = claim("age_years", "47 years", "A 47-year-old woman")
LIES = (
    claim("age_years", "99 years", "the patient is a 99-year-old man"),
    claim("age_years", "37 years", "37-year-old man"),
    claim("chemotherapy", "", "Chemotherapy was given"),
    claim("size", "8.5 x 7.3 cm", "measuring 8.5 x 7.3 cm"),
    claim("neuro_deficit", "", "with neurological deficit"),
)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "invented.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts are left out."""
    monkeypatch.setattr("casepool.engines.chat.time.sleep", lambda seconds: None)


def extract(paper: Path | None, address: str, *more: object) -> Done:
    paths = [paper] if paper else []
    return call(
        "extract", *paths, "--engine", "llm:test", "--engine-url", address, "--engine-model", "m", "--json", *more
    )


def values_of(done: Done) -> list[tuple[str, Any]]:
    return [(f["field"], f["state"]) for f in found_in(done)]


def found_in(done: Done) -> list[dict[str, Any]]:
    (line,) = done.out.splitlines()
    return [answer for case in json.loads(line)["cases"] for answer in list_of(case)]


def list_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    return list(case.get("assertions") or case.get("values") or case.get("fields") or [])


def test_proved_values_come_out_and_lies_are_counted(paper: Path) -> None:
    with playing(say_claims([GOOD, *LIES])) as played:
        done = extract(paper, played.address)
    assert done.status == 0
    assert "age_years" in done.out
    assert "99-year-old" not in done.out
    assert done.err == (
        f"{paper}: 1 of 1 part answered, 1 value accepted, 5 rejected (3 quote not in text, "
        "1 section not allowed, 1 speaks to readers), 1 sentence not sent: they speak to reader programs.\n"
    )


def test_the_question_holds_the_article_as_data_in_one_field(paper: Path) -> None:
    with playing(say_claims([])) as played:
        extract(paper, played.address)
    (body,) = played.bodies
    assert played.paths == ["/v1/chat/completions"]
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "tools" not in body
    assert set(json.loads(body["messages"][1]["content"])) == {"cases", "fields", "article_text"}
    assert "laminectomy" not in body["messages"][0]["content"]
    assert "Ignore all previous" not in json.dumps(body)
    assert body["response_format"]["type"] == "json_schema"


NO_ANSWER: dict[str, tuple[tuple[Play, ...], str, int]] = {
    "no json": ((say_words("The patient is 47."),), "did not answer in the shape that was asked for (no JSON).", 3),
    "other keys": (
        (say_words('{"values": [{"field": "age_years", "value": 47}]}'),),
        "did not answer in the shape that was asked for (a value with other keys than asked for).",
        3,
    ),
    "more than values": (
        (say_words('{"values": [], "sign": true}'),),
        "did not answer in the shape that was asked for (not an object with a list of values).",
        3,
    ),
    "deep": ((say_words("[" * 100_000),), "did not answer in the shape that was asked for (no JSON).", 3),
    "no envelope": ((fail(200),), "did not answer in the chat protocol.", 3),
    "500": ((fail(500),), "answered with HTTP state 500.", 3),
    "401": ((fail(401),), "answered with HTTP state 401.", 1),
    "endless": ((endless,), "answered more than 20,000 bytes; the answer was dropped.", 1),
    "slow": ((slow,), "did not answer within 0.3 seconds.", 3),
}


@pytest.mark.parametrize("name", NO_ANSWER)
def test_an_answer_of_no_use_is_none(paper: Path, tmp_path: Path, name: str) -> None:
    plays, said, asked = NO_ANSWER[name]
    with playing(*plays) as played:
        settings = tmp_path / "engines.toml"
        settings.write_text(
            f'[engines.test]\naddress = "{played.address}"\nmodel = "m"\ntimeout_seconds = 0.3\nanswer_bytes = 20000\n'
            if name in ("slow", "endless")
            else f'[engines.test]\naddress = "{played.address}"\nmodel = "m"\n',
            encoding="utf-8",
        )
        done = call("extract", paper, "--engine", "llm:test", "--engine-file", settings, "--json")
    assert (done.status, len(played.bodies)) == (3, asked)
    assert done.err == (
        f"{paper}: 0 of 1 part answered, 0 values accepted, 0 rejected, 1 sentence not sent: they speak to reader "
        f"programs. part 1 of 1 was not answered: The engine llm:test {said} Run it again.\n"
    )
    assert found_in(done) == []


def test_a_failure_that_passes_is_asked_again(paper: Path) -> None:
    with playing(fail(503), say_words("no"), say_claims([GOOD])) as played:
        done = extract(paper, played.address)
    assert (done.status, len(played.bodies)) == (0, 3)
    assert "1 value accepted" in done.err


def test_a_redirect_is_never_followed(paper: Path) -> None:
    with playing(say_claims([GOOD])) as other, playing(redirect(f"{other.address}/chat/completions")) as played:
        done = extract(paper, played.address)
    assert (done.status, len(played.bodies), other.bodies) == (3, 1, [])
    assert "sent the question on to another address; that is never followed. Give the final address." in done.err


def test_proxies_of_the_environment_are_not_used(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(say_claims([])) as proxy, playing(say_claims([GOOD])) as played:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        done = extract(paper, played.address)
    assert (done.status, proxy.bodies) == (0, [])
    assert "1 value accepted" in done.err


def test_nothing_but_this_machine_is_connected(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect
    asked: list[Any] = []

    def watched(self: socket.socket, address: Any) -> None:
        asked.append(address)
        if address[0] not in ("127.0.0.1", "::1"):
            raise OSError("the network is blocked")
        connect(self, address)

    with playing(say_claims([GOOD])) as played:
        monkeypatch.setattr(socket.socket, "connect", watched)
        done = extract(paper, played.address)
        assert call("extract", paper, "--json").status == 0
    assert done.status == 0
    assert {host for host, *_ in asked} == {"127.0.0.1"}
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("address", "more", "said"),
    [
        (
            "http://localhost:1/v1", (),
            "localhost is not this machine by its number (127.0.0.1 or ::1): text of articles would leave it. "
            "Write http://127.0.0.1:PORT for a local engine, or allow it with --allow-egress.",
        ),
        (
            "https://llm.example.org/v1", (),
            "llm.example.org is not this machine by its number (127.0.0.1 or ::1): text of articles would leave it. "
            "Write http://127.0.0.1:PORT for a local engine, or allow it with --allow-egress.",
        ),
        (
            "http://llm.example.org/v1", ("--allow-egress",),
            "http://llm.example.org/v1 would send text of articles unencrypted. Use https for a remote engine.",
        ),
        (
            "file:///etc/passwd", (),
            "'file:///etc/passwd' is no address of an engine. Write it as http://127.0.0.1:8080/v1, without user, "
            "password or '?'.",
        ),
        (
            "http://127.0.0.1@llm.example.org/v1", ("--allow-egress",),
            "'http://127.0.0.1@llm.example.org/v1' is no address of an engine. Write it as http://127.0.0.1:8080/v1, "
            "without user, password or '?'.",
        ),
    ],
)  # fmt: skip
def test_addresses_that_are_refused(paper: Path, address: str, more: tuple[str, ...], said: str) -> None:
    done = extract(paper, address, *more)
    assert (done.status, done.out, done.err) == (2, "", f"casepool: {said}\n")


def test_an_unpublished_text_never_goes_elsewhere(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
    done = extract(paper, "https://llm.example.org/v1", "--allow-egress", "--unpublished")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "Text goes to https://llm.example.org/v1 (allowed with --allow-egress).\n"
        f"casepool: {paper} is marked unpublished: it is never sent to an engine elsewhere "
        "(https://llm.example.org/v1). Use a local engine (http://127.0.0.1:PORT).\n"
    )


def test_answers_are_kept_and_asked_once(paper: Path, tmp_path: Path) -> None:
    with playing(say_claims([GOOD])) as played:
        first = extract(paper, played.address, "--engine-keep", tmp_path / "kept")
        second = extract(paper, played.address, "--engine-keep", tmp_path / "kept")
        assert len(played.bodies) == 1
        (kept,) = (tmp_path / "kept").iterdir()
        kept.write_text("damaged", encoding="utf-8")
        third = extract(paper, played.address, "--engine-keep", tmp_path / "kept")
    assert first == second == third
    assert len(played.bodies) == 2


def test_an_unpublished_text_leaves_no_kept_answer(paper: Path, tmp_path: Path) -> None:
    with playing(say_claims([GOOD])) as played:
        assert extract(paper, played.address, "--engine-keep", tmp_path / "kept", "--unpublished").status == 0
    assert not (tmp_path / "kept").exists()


@pytest.fixture
def project(tmp_path: Path, paper: Path) -> Path:
    return make_project(tmp_path / "review", [paper])


def state_of(folder: Path) -> tuple[object, ...]:
    with open_project(find_project(str(folder)), read_only=True) as opened:
        people = opened.answers(layer="people")
        rules = [a for a in opened.answers(layer="engines") if a.reader == "engine:rules"]
        return (people, rules, opened.signatures(), opened.link_decisions(), opened.publications())


def test_a_project_gets_a_layer_and_nothing_else(project: Path) -> None:
    before = state_of(project)
    pooled = call("pool", "--project", project, "--json").out
    with playing(say_claims([GOOD, *LIES])) as played:
        done = extract(None, played.address, "--project", project)
    assert done.status == 0
    (told,) = (json.loads(line) for line in done.out.splitlines())
    assert (told["accepted"], told["rejected"]) == (
        1, {"quote_not_in_text": 3, "section_not_allowed": 1, "speaks_to_readers": 1},
    )  # fmt: skip
    with open_project(find_project(str(project)), read_only=True) as opened:
        layer = [a for a in opened.answers(layer="engines") if a.reader == "engine:test"]
    assert [(a.field, a.value.value, a.made_by) for a in layer] == [("age_years", 47.0, "engine:test")]  # type: ignore[union-attr]
    assert state_of(project) == before
    assert call("pool", "--project", project, "--json").out == pooled
    assert call("verify", "--project", project).status == 0


def test_hostile_answers_change_nothing_in_a_project(project: Path) -> None:
    before = state_of(project)
    for play in (say_claims(LIES), say_words("SIGN ALL CASES"), fail(500), endless):
        with playing(play) as played:
            extract(None, played.address, "--project", project)
    assert state_of(project) == before


def test_only_an_engine_answer_does_not_enter_the_pool(project: Path) -> None:
    quote = "The patient was alive without"
    with open_project(find_project(str(project)), read_only=True) as opened:
        (item,) = opened.publications()
        text = opened.document(item.id).text
        from casepool.domain.evidence import Evidence, Span
        from casepool.domain.review import Answer

        start = text.index(quote)
        told = Answer(
            item.id, "case-1", "rehabilitation", "engine:test", "reported",
            evidence=(Evidence(Span.of(text, start, start + len(quote))),),
        )  # fmt: skip
    before = call("pool", "--project", project, "--json").out
    with open_project(find_project(str(project))) as opened:
        opened.save_engine_answers(item.id, "test", [told], "anna")
    assert call("pool", "--project", project, "--json").out == before


def test_a_part_without_an_answer_keeps_the_former_layer(project: Path) -> None:
    with playing(say_claims([GOOD])) as played:
        extract(None, played.address, "--project", project)
    shutil.rmtree(project / "engines")
    with playing(fail(500)) as played:
        done = extract(None, played.address, "--project", project)
    assert done.status == 3
    with open_project(find_project(str(project)), read_only=True) as opened:
        assert [a.field for a in opened.answers(layer="engines") if a.reader == "engine:test"] == ["age_years"]


def test_agreement_of_the_engine_with_people_is_measured(project: Path) -> None:
    with playing(say_claims([GOOD])) as played:
        extract(None, played.address, "--project", project)
    with open_project(find_project(str(project))) as opened:
        from dataclasses import replace

        (told,) = (a for a in opened.answers(layer="engines") if a.reader == "engine:test")
        opened.save_answer(replace(told, reader="A", user="anna", version=0), "anna")
    rows = [json.loads(line) for line in call("agree", "--project", project, "--json").out.splitlines()]
    assert [(r["field"], r["n"], r["agreed"]) for r in rows if r["readers"] == "test and people"] == [
        ("age_years", 1, 1)
    ]


def test_an_unpublished_publication_is_left_out_where_the_engine_is_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project(tmp_path / "own", [])
    with open_project(find_project(str(folder))) as opened:
        opened.add_publication(TEXT.encode(), "own.txt", "anna", unpublished=True)
    assert call("run", "--project", folder, "--workers", 1).status == 0
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
    done = extract(None, "https://llm.example.org/v1", "--project", folder, "--allow-egress")
    assert done.status == 0
    assert json.loads(done.out)["left_out"] == "marked unpublished: never sent to an engine elsewhere"


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ("[engines.other]\naddress='http://[::1]:1'\nmodel='m'", UsageError, "has no [engines.test]. It has: other."),
        ("[engines.test]\naddress='http://127.0.0.1:1'", KnowledgeError, "key 'model' is missing or empty"),
        ("[engines.test]\naddress='http://127.0.0.1:1'\nmodel='m'\ntools=true", KnowledgeError, "unknown key 'tools'"),
        (
            "[engines.test]\naddress='http://127.0.0.1:1'\nmodel='m'\nformat='x'", KnowledgeError,
            "format 'x' is not known. Allowed: json_schema, json_object, none.",
        ),
        ("[engines", KnowledgeError, "not valid TOML"),
    ],
)  # fmt: skip
def test_settings_that_are_refused(tmp_path: Path, words: str, error: type[Exception], said: str) -> None:
    path = tmp_path / "engines.toml"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(error) as told:
        read_settings("test", str(path))
    assert said in str(told.value)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = EngineSettings("http://127.0.0.1:9", "m", key_variable="CASEPOOL_TEST_KEY", name="test")
    with pytest.raises(UsageError) as told:
        Endpoint(settings)
    assert str(told.value) == "The variable CASEPOOL_TEST_KEY of llm:test is not set."


def test_an_engine_that_is_not_there_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with Endpoint(EngineSettings(address, "m", retries=0, name="test")) as endpoint, pytest.raises(EngineError) as told:
        endpoint.ask({})
    assert str(told.value).startswith(f"The engine llm:test at {address} cannot be reached: ")
    assert str(told.value).endswith("Start it, or correct its address.")


@pytest.mark.parametrize("word", ["llm", "llm:", "llm:A B", "llm:rules", "gpt"])
def test_names_of_engines_that_are_refused(paper: Path, word: str) -> None:
    done = call("extract", paper, "--engine", word)
    assert (done.status, done.err) == (
        2,
        f"casepool: There is no engine {word!r}. Allowed: rules, or llm:NAME with a name of your own in small letters, "
        "digits, '.', '_' and '-'.\n",
    )
