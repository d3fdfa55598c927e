"""Opening files: every reason why one cannot be opened has its own message."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from casepool.domain.errors import ReadError
from casepool.read.files import load_bytes, printable_path, read_path
from casepool.read.limits import Limits


def test_a_text_is_read_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"A title of four words\r\n\r\nA man, 40 years.\r\n")
    (document,) = read_path(path)
    assert document.text == "A title of four words\r\n\r\nA man, 40 years.\r\n"
    assert (document.id, document.source, document.media_type) == ("a", str(path), "text/plain")
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def message_of(path: Path, limits: Limits | None = None) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        load_bytes(path, limits or Limits())
    return caught.value.problem.kind, str(caught.value)


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    assert message_of(folder) == (
        "is_folder",
        "cases is a folder. Give the files inside, for example with a pattern (*.pdf).",
    )


def test_a_missing_file(tmp_path: Path) -> None:
    assert message_of(tmp_path / "gone.pdf") == (
        "not_found",
        "gone.pdf does not exist (any more). Check the name and the folder.",
    )


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")
    path.chmod(0)
    assert message_of(path) == (
        "no_permission",
        "a.pdf may not be read by this user. Change its permissions, or copy it.",
    )


def test_no_permission_as_reported_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert message_of(path) == (
        "no_permission",
        "a.pdf may not be read by this user. Change its permissions, or copy it.",
    )


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 3_000_001)
    assert message_of(path, Limits(file_bytes=3_000_000)) == (
        "too_large",
        "a.txt has 3.0 MB; the limit is 3 MB. Give the article without its supplementary files and with smaller "
        "pictures.",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    assert message_of(path) == ("not_a_file", "a.txt is not an ordinary file. Give a file on disk.")


def test_a_name_that_is_no_path() -> None:
    kind, message = message_of(Path("a\x00b.txt"))
    assert kind in ("cannot_open", "not_found")
    assert message.startswith("a�b.txt ")


def test_undecodable_names_can_be_printed() -> None:
    assert printable_path(os.fsdecode(b"caf\xe9.txt")) == "caf?.txt"


def test_a_wrong_ending_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"<article article-type='case-report'><body><p>A man of 40 years.</p></body></article>")
    (document,) = read_path(path)
    assert document.media_type == "application/xml"
    assert str(document.problems[0]) == "a.md is named MARKDOWN but is JATS XML: read as that."
