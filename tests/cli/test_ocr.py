"""`--ocr` of the commands that read: asked for, it says what it did or why it could not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.read.made_scan import make_scan
from tests.read.pdf.reading import prose_page
from tests.support import needs_program


def run(command: str, scan: Path, path: str) -> str:
    call = [sys.executable, "-m", "casepool", command, "--json", "--ocr", str(scan)]
    done = subprocess.run(call, capture_output=True, env={**os.environ, "PATH": path}, timeout=240, check=False)
    assert done.returncode in (0, 1)
    return done.stdout.decode()


@pytest.mark.parametrize("command", ["read", "check", "extract"])
def test_each_command_says_what_is_missing(command: str, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(make_scan([prose_page()]))
    problems = json.loads(run(command, scan, str(tmp_path)))["document"]["problems"]
    assert [(p["kind"], p["message"]) for p in problems] == [
        ("no_text_layer", "Page 1: image only, no text. Nothing of the text could be read."),
        ("not_recognised", "Page 1: not recognised, ocrmypdf and tesseract are not installed."),
    ]


@pytest.mark.parametrize("command", ["check", "extract"])
def test_each_command_recognises(command: str, tmp_path: Path) -> None:
    needs_program("ocrmypdf")
    needs_program("tesseract")
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(make_scan([prose_page()]))
    problems = json.loads(run(command, scan, os.environ["PATH"]))["document"]["problems"]
    assert [(p["kind"], p["part"]) for p in problems] == [("recognised", "page 1")]
