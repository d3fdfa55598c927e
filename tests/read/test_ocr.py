"""Scanned pages: recognised where the user asks for it, said in words where it cannot be done, nothing left behind."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from tests.read.made_scan import make_scan
from tests.read.pdf.made_pdf import MadePage
from tests.read.pdf.reading import PROSE, prose_page
from tests.support import needs_program

from casepool.domain.document import Document
from casepool.domain.errors import ReadError
from casepool.pipeline.pictures import find_boxes
from casepool.read.limits import DEFAULT_LIMITS
from casepool.read.reader import read_bytes

SECOND = (
    "At 18 months she walked without a stick, and the scar was",
    "soft. No second mass was seen, and no drug was given to her.",
)
BEWARE = "Compare each quote from them with the picture of its page before it is used."
BY_HAND = "Type the values of these pages by hand with a page reference."


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place for temporary files; it must be empty again after each test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield place
    assert list(place.iterdir()) == []


@pytest.fixture
def programs() -> None:
    needs_program("ocrmypdf")
    needs_program("tesseract")


def said(document: Document, kind: str) -> list[tuple[str, str, str]]:
    return [(p.message, p.way_out, p.part) for p in document.problems if p.kind == kind]


@pytest.mark.usefixtures("programs")
def test_pages_without_letters_are_recognised_and_the_others_stay(temporary: Path) -> None:
    scan = make_scan([prose_page(), prose_page(SECOND)], as_text=[1])
    (plain,) = read_bytes(scan, "scan.pdf")
    (document,) = read_bytes(scan, "scan.pdf", ocr=True)
    assert [(p.number, p.health) for p in document.pages] == [(1, "text"), (2, "ocr")]
    assert plain.text in document.text
    assert "At 18 months she walked without a stick" in document.text
    message = "Page 2: the text was recognised from the picture, signs may be wrong."
    assert said(document, "recognised") == [(message, BEWARE, "page 2")]
    assert said(document, "no_text_layer") == []
    assert (document.sha256, document.source) == (hashlib.sha256(scan).hexdigest(), "scan.pdf")
    assert document.reader == f"{plain.reader} after ocrmypdf"
    start = document.text.index("18 months")
    (box,) = find_boxes(document, start, start + 9)
    assert box.page == 2
    assert box.y0 < 100 < box.y1 + 3, "the baseline of the line that was drawn lies 100 points below the top"


def test_a_file_with_letters_on_every_page_needs_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    scan = make_scan([prose_page()], as_text=[1])
    assert read_bytes(scan, "a.pdf", ocr=True) == read_bytes(scan, "a.pdf")


def test_programs_that_are_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (document,) = read_bytes(make_scan([prose_page(), prose_page()]), "scan.pdf", ocr=True)
    message = "Pages 1-2: not recognised, ocrmypdf and tesseract are not installed."
    way_out = "Install them (on Debian or Ubuntu: apt install ocrmypdf tesseract-ocr) and read the file again."
    assert said(document, "not_recognised") == [(message, way_out, "pages 1-2")]
    assert [p.health for p in document.pages] == ["scan", "scan"]


@pytest.mark.usefixtures("programs")
def test_a_picture_without_words(temporary: Path) -> None:
    blank = MadePage().raw("0.4 g 50 50 500 600 re f")
    (document,) = read_bytes(make_scan([blank]), "scan.pdf", ocr=True)
    message = "Page 1: not recognised, no text was found in the picture."
    assert said(document, "not_recognised") == [(message, BY_HAND, "page 1")]
    assert (document.text, document.pages[0].health) == ("", "scan")


def fake_program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of the two names that do what the script says, in place of the real ones."""
    for name in ("ocrmypdf", "tesseract"):
        program = folder / name
        program.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import time; time.sleep(60)", "it took more than 2 seconds"),
        ("import sys; sys.exit(7)", "ocrmypdf stopped with exit code 7"),
        ("import sys; sys.exit(8)", "the file does not allow changes"),
        ("import os; os.abort()", "ocrmypdf stopped with exit code 134"),
        ("", "ocrmypdf gave no copy"),
        ("print('no PDF')", "the copy with their text could not be read (not_pdf)"),
    ],
)
def test_a_recognition_that_fails(
    script: str, reason: str, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves = "import os; open(os.environ['TMPDIR'] + '/page.png', 'w').write('x')"
    fake_program(tmp_path, f"{leaves}; {script}" if script else leaves, monkeypatch)
    limits = replace(DEFAULT_LIMITS, ocr_seconds=1)
    (document,) = read_bytes(make_scan([prose_page()]), "scan.pdf", limits, ocr=True)
    assert said(document, "not_recognised") == [(f"Page 1: not recognised, {reason}.", BY_HAND, "page 1")]


def test_what_is_no_pdf_is_refused_as_before() -> None:
    with pytest.raises(ReadError, match="damaged or cut off"):
        read_bytes(make_scan([prose_page()])[:300], "scan.pdf", ocr=True)


def test_a_text_file_is_read_as_ever() -> None:
    data = " ".join(PROSE).encode()
    assert read_bytes(data, "a.txt", ocr=True) == read_bytes(data, "a.txt")


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_nothing_is_left_when_the_caller_is_killed(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = f"subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(90)'])"
    leaves = "open(os.environ['TMPDIR'] + '/page.png', 'w').write('x')"
    fake_program(tmp_path, f"import os, subprocess, time; {helper}; {leaves}; time.sleep(90)", monkeypatch)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(make_scan([prose_page()]))
    caller = subprocess.Popen([sys.executable, "-m", "casepool", "read", "--ocr", str(scan)], stdout=subprocess.PIPE)
    wait_until(lambda: list(temporary.glob("*/page.png")) != [])
    family = psutil.Process(caller.pid).children(recursive=True)
    caller.kill()
    caller.communicate()
    assert len(family) == 3
    wait_until(lambda: list(temporary.iterdir()) == [])
    gone, alive = psutil.wait_procs(family, timeout=20)
    assert (len(gone), alive) == (3, [])


def wait_until(holds: object, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.05)
    assert holds()  # type: ignore[operator]
