"""Hostile and broken files: none stops a batch, calls out, touches the disk or takes long; each has a clear message."""

import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from casepool.domain.document import Document
from casepool.domain.errors import Problem, ReadError
from casepool.pipeline.reading import Reading
from casepool.read.files import read_path
from casepool.read.limits import Limits
from casepool.read.records import read_record_path
from read.make_hostile import Hostile, hostile_files

LIMITS = Limits(cpu_seconds=20, wall_seconds=40, memory_bytes=1_000_000_000)
SECRET = "the secret words of this machine"
NAMES = [item.name for item in hostile_files(9, Path("/nowhere"))]


@dataclass
class Ground:
    """A folder with the files, a listener that counts calls, and the files by name."""

    folder: Path
    port: int
    calls: list[object] = field(default_factory=list)
    files: dict[str, Hostile] = field(default_factory=dict)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("hostile")
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Ground(folder, server.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    made.calls.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        for item in hostile_files(made.port, secret):
            made.files[item.name] = item
            (folder / item.name).write_bytes(item.data)
        yield made


def attempt(path: Path) -> tuple[tuple[Document, ...], Problem | None]:
    try:
        return read_path(path, LIMITS), None
    except ReadError as error:
        return (), error.problem


@pytest.mark.parametrize("name", NAMES)
def test_one_file(ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ground.folder)
    item = ground.files[name]
    before = set(ground.folder.iterdir())
    start = time.monotonic()
    documents, problem = attempt(ground.folder / name)
    assert time.monotonic() - start < 45
    if item.kind != "any":
        assert (problem.kind if problem else "") == item.kind
    if problem:
        check_message(problem, name)
    text = "\n".join(document.text for document in documents)
    for words in (*item.never, SECRET):
        assert words not in text
        assert words not in str(problem)
    assert set(ground.folder.iterdir()) == before
    assert ground.calls == []


def check_message(problem: Problem, name: str) -> None:
    """A message names the file, is a sentence, gives a way out, and shows nothing of the program's inside."""
    assert problem.fatal
    assert re.sub(r"[^\x20-\x7e]", "", name)[-12:] in problem.message
    assert problem.message.endswith(".")
    assert problem.way_out.endswith(".")
    assert "Traceback" not in str(problem)
    assert "<string>" not in str(problem)
    assert all(c.isprintable() for c in str(problem))


def test_there_are_many_of_them() -> None:
    assert len(NAMES) >= 90
    assert len(set(NAMES)) == len(NAMES)


def test_reference_lists_of_the_same_make(ground: Ground) -> None:
    for name in ("list.ris", "list.nbib", "list.bib", "deep.bib"):
        try:
            records = read_record_path(ground.folder / name, LIMITS)
            assert len(records.records) + len(records.problems) > 0
        except ReadError as error:
            check_message(error.problem, name)


def test_a_batch_goes_on(ground: Ground) -> None:
    from casepool.pipeline.reading import read_input

    chosen = ("empty.txt", "bomb.docx", "truncated.pdf", "entity_bomb.xml", "latin1.txt")
    readings: list[Reading] = [read_input(str(ground.folder / name)) for name in chosen]
    assert [bool(reading.problem) for reading in readings] == [True, True, True, True, False]


def test_memory_stays_within_the_limits() -> None:
    resource = pytest.importorskip("resource")
    scale = 1 if os.uname().sysname == "Darwin" else 1024
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * scale
    assert largest < 1.2 * LIMITS.memory_bytes
