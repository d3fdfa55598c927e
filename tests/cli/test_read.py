"""`casepool read --html`: one page per input, nothing written over."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.read.pdf.made_pdf import make_pdf
from tests.read.pdf.reading import prose_page


@dataclass
class Result:
    """What a call left: exit status and both streams."""

    exit_code: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    command = [sys.executable, "-m", "casepool", "read", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=240, check=False)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def make_inputs(folder: Path) -> tuple[Path, Path]:
    paper, note = folder / "stone.pdf", folder / "stone.txt"
    paper.write_bytes(make_pdf([prose_page()]))
    note.write_text("Moss on a stone\n\nThe stone lay in the shade for nine years.\n", encoding="utf-8")
    return paper, note


def test_a_pdf_is_drawn_and_a_text_is_listed(tmp_path: Path) -> None:
    paper, note = make_inputs(tmp_path)
    assert run(paper, "--html", tmp_path / "a.html").exit_code == 0
    assert run(note, "--html", tmp_path / "b.html").exit_code == 0
    drawn, listed = ((tmp_path / name).read_text(encoding="utf-8") for name in ("a.html", "b.html"))
    assert drawn.count("data:image/png;base64,") == 1
    assert drawn.count('<rect class="bx"') == 4
    assert "data:image/png" not in listed
    assert "The stone lay in the shade for nine years." in listed


def test_what_is_printed_is_the_same_with_a_page(tmp_path: Path) -> None:
    _, note = make_inputs(tmp_path)
    assert run(note, "--html", tmp_path / "b.html").stdout == run(note).stdout
    assert run(note, "--json", "--html", tmp_path / "c.html").stdout == run(note, "--json").stdout


def test_several_inputs_need_a_folder_and_pages_of_one_name_are_numbered(tmp_path: Path) -> None:
    inputs = make_inputs(tmp_path)
    result = run(*inputs, "--html", tmp_path / "a.html")
    assert result.exit_code == 2
    said = f"There are 2 inputs, so --html needs a folder that exists, not {tmp_path / 'a.html'}."
    assert said in result.stderr
    pages = tmp_path / "pages"
    pages.mkdir()
    assert run(*inputs, "--html", pages).exit_code == 0
    assert sorted(file.name for file in pages.iterdir()) == ["stone-2.html", "stone.html"]


def test_a_page_is_never_written_over_an_input_nor_over_a_file_without_force(tmp_path: Path) -> None:
    _, note = make_inputs(tmp_path)
    before = note.read_bytes()
    result = run(note, "--html", note, "--force")
    assert result.exit_code == 2
    said = f"The output {note} is also an input; casepool never writes over an input. Name another."
    assert said in result.stderr
    assert note.read_bytes() == before
    page = tmp_path / "old.html"
    page.write_text("mine", encoding="utf-8")
    result = run(note, "--html", page)
    assert result.exit_code == 2
    said = f"The output {page} exists already. Name another file, or add --force to replace it."
    assert said in result.stderr
    assert page.read_text(encoding="utf-8") == "mine"
    assert run(note, "--html", page, "--force").exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_page_and_out_are_two_files(tmp_path: Path) -> None:
    _, note = make_inputs(tmp_path)
    place = tmp_path / "one"
    result = run(note, "--html", place, "--out", place)
    assert result.exit_code == 2
    assert f"--html and --out both name {place}. Name two files." in result.stderr
    assert not place.exists()


def test_an_input_that_is_not_read_gets_no_page(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert run(empty, "--html", tmp_path / "a.html").exit_code == 3
    assert not (tmp_path / "a.html").exists()


def test_standard_input_and_a_list_of_references(tmp_path: Path) -> None:
    ris = b"TY  - JOUR\nTI  - On stones\nAU  - Moss, A\nPY  - 1999\nER  -\n"
    assert run("-", "--html", tmp_path / "a.html", stdin=ris).exit_code == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<h1>standard input</h1>" in page
    assert "1 record of a RIS list" in page
    assert "On stones" in page
