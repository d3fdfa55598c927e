"""The child process: whatever a parser does, the caller gets a document or one clear message, and in time."""

import json
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from casepool.domain.document import AnchorRun, Block, Cell, Document, Front, Page, Table
from casepool.domain.errors import Problem, ReadError
from casepool.read import safely
from casepool.read.limits import Limits
from casepool.read.safely import read_apart
from casepool.read.wire import pack, unpack, write_pieces

END = "It is damaged, or built to exhaust its reader: export it again, or give the article in another format."
SMALL = Limits(cpu_seconds=2, wall_seconds=20, memory_bytes=400_000_000, output_bytes=1_000_000)
REGISTER = (
    "import sys; sys.path[:0] = [{root!r}, sys.argv[1]]; import casepool.read.reader as r; "
    "r.READERS['text'] = r.Reader('text', 'test', 'misbehaving', 'misbehave'); "
    "from casepool.read.child import serve; serve()"
)


@pytest.fixture(autouse=True)
def misbehaving_reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(safely, "_START", REGISTER.format(root=str(Path(__file__).parent)))
    monkeypatch.setenv("TEST_FOLDER", str(tmp_path))


def message(deed: str, limits: Limits = SMALL) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read_apart("text", deed.encode(), "dir/a.pdf", limits)
    assert caught.value.problem.fatal
    return caught.value.problem.kind, str(caught.value)


def test_an_ordinary_answer() -> None:
    (document,) = read_apart("text", b"A man.", "dir/a.pdf", SMALL)
    assert (document.text, document.source, len(document.sha256)) == ("A man.", "dir/a.pdf", 64)


def test_noise_on_standard_output_does_not_touch_the_answer() -> None:
    (document,) = read_apart("text", b"chatter", "a.pdf", SMALL)
    assert document.text == "chatter"


def test_too_much_processor_time() -> None:
    start = time.monotonic()
    assert message("spin") == ("time_limit", f"a.pdf took more than 2 seconds of processor time to read. {END}")
    assert time.monotonic() - start < 15


def test_too_much_wall_time() -> None:
    limits = replace(SMALL, wall_seconds=1)
    start = time.monotonic()
    assert message("sleep", limits) == ("time_limit", f"a.pdf took more than 1 seconds to read. {END}")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("deed", ["eat", "nibble"])
def test_too_much_memory(deed: str) -> None:
    assert message(deed) == ("memory_limit", f"a.pdf needs more than 400 MB of memory to read. {END}")


def test_too_much_output() -> None:
    assert message("talk") == ("output_limit", f"a.pdf unfolds to more than 1 MB of text and places. {END}")


def test_a_crash() -> None:
    assert message("abort") == ("reader_crashed", f"a.pdf made its reader stop (signal 6). {END}")


def test_an_exit() -> None:
    assert message("leave") == ("reader_crashed", f"a.pdf made its reader stop (exit code 3). {END}")


def test_an_exception() -> None:
    assert message("fail") == (
        "reader_failed",
        "a.pdf could not be read: KeyError: 'no such part'. It may be damaged: save or export it again.",
    )


def test_a_refusal_arrives_unchanged() -> None:
    assert message("refuse") == ("encrypted", "It is locked. Unlock it.")


def test_no_connection_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(3)
        monkeypatch.setenv("TEST_PORT", str(server.getsockname()[1]))

        def listen() -> None:
            try:
                calls.append(server.accept())
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        kind, said = message("connect")
        listener.join()
    assert calls == []
    assert (kind, said.startswith("a.pdf could not be read: PermissionError: a parser may not use socket.")) == (
        "reader_failed",
        True,
    )


def test_nothing_is_started() -> None:
    assert message("start") == (
        "reader_failed",
        "a.pdf could not be read: PermissionError: a parser may not use subprocess.Popen. "
        "It may be damaged: save or export it again.",
    )


def test_nothing_is_written(tmp_path: Path) -> None:
    kind, said = message("write")
    assert (kind, said.startswith("a.pdf could not be read: PermissionError: a parser may not open ")) == (
        "reader_failed",
        True,
    )
    assert list(tmp_path.iterdir()) == []


def test_no_other_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret words", encoding="utf-8")
    kind, said = message("peek")
    assert kind == "reader_failed"
    assert "secret words" not in said


def test_nonsense_from_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safely, "_START", "print('{\"drafts\": [[1, 2]]}')")
    assert message("x") == ("reader_failed", f"The reader of a.pdf gave no usable answer. {END}")


def test_documents_survive_the_wire() -> None:
    inner = Table("1", (Cell(0, 0, 0, 1, header=True),), score=0.5)
    document = Document(
        id="a",
        source="a.pdf",
        sha256="0",
        media_type="application/pdf",
        reader="test",
        text="xyz",
        front=Front(title="T", year=2001, keywords=("a", "b")),
        blocks=(Block("cell", 0, 1, 1, table="1", row=0, column=0),),
        tables=(replace(inner, candidates=(inner,), footnotes=((1, 2),), caption=(0, 1)),),
        anchors=(AnchorRun(0, 3, "page 1"),),
        pages=(Page(1, 595.0, 842),),
        references_complete=None,
        problems=(Problem("k", "m"),),
    )
    assert unpack(Document, pack(document)) == document


@pytest.mark.parametrize("value", [[], {}, 7, None, {"a": [[1, "é\ud800", [2, {"b": None}]], []], "c": 0.5}])
@pytest.mark.parametrize("depth", range(5))
def test_pieces_are_json(value: object, depth: int) -> None:
    assert json.loads("".join(write_pieces(value, depth))) == value


@pytest.mark.parametrize("data", [[], [1], "x", {"id": 1}, None])
def test_wrong_shapes_are_refused(data: object) -> None:
    with pytest.raises(ValueError):
        unpack(Document, data)


def test_wrong_types_are_refused() -> None:
    packed = pack(Document("a", "b", "c", "d", "e", "text"))
    packed[5] = 7
    with pytest.raises(ValueError, match="expected <class 'str'>, got <class 'int'>"):
        unpack(Document, packed)
