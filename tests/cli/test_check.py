"""`casepool check` as a user calls it: output, exit status, and what it says of bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "examples" / "papers"
TWO_AGES = (
    "# A lump in the arm: a case report\n\n## Case Report\n\nA 36-year-old man presented with a lump. "
    "The 35-year-old man had no fever.\n\n## Discussion\n\nSuch lumps are rare.\n"
)


def casepool(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "casepool", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, timeout=120, check=False)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "two-ages.md"
    path.write_text(TWO_AGES, encoding="utf-8")
    return path


def test_findings_end_with_1_and_show_both_quotes(paper: Path) -> None:
    done = casepool("check", str(paper))
    text = done.stdout.decode()
    assert done.returncode == 1
    assert "AGE-01" in text
    assert '"A 36-year-old man presented with a lump."' in text
    assert '"The 35-year-old man had no fever."' in text


def test_fail_on_decides_the_exit_status(paper: Path) -> None:
    clean = PAPERS / "clean-dedifferentiated-liposarcoma.md"
    assert casepool("check", str(clean)).returncode == 0
    assert casepool("check", "--fail-on", "note", str(paper)).returncode == 1


def test_json_holds_every_finding(paper: Path) -> None:
    done = casepool("check", "--json", str(paper))
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1
    found = json.loads(lines[0])
    assert {f["rule"] for f in found["findings"]} >= {"AGE-01", "ETH-01", "CAR-12"}
    for finding in found["findings"]:
        for quote in finding["quotes"]:
            assert TWO_AGES[quote["start"] : quote["end"]] == quote["quote"]


def test_standard_input() -> None:
    done = casepool("check", "-", stdin=TWO_AGES.encode())
    assert done.returncode == 1
    assert done.stdout.decode().startswith("standard input: 1 case")


def test_nothing_is_written(paper: Path) -> None:
    before = sorted(paper.parent.iterdir())
    casepool("check", str(paper), cwd=paper.parent)
    assert sorted(paper.parent.iterdir()) == before


def test_html_is_one_file(paper: Path) -> None:
    page = paper.parent / "page.html"
    done = casepool("check", str(paper), "--html", str(page))
    assert done.returncode == 1
    assert f"Written: {page}." in " ".join(done.stdout.decode().split())
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_an_existing_output_is_kept(paper: Path) -> None:
    page = paper.parent / "page.html"
    page.write_text("mine", encoding="utf-8")
    done = casepool("check", str(paper), "--html", str(page))
    assert done.returncode == 2
    said = f"casepool: The output {page} exists already. Name another file, or add --force to replace it.\n"
    assert done.stderr.decode() == said
    assert page.read_text(encoding="utf-8") == "mine"
    assert casepool("check", str(paper), "--html", str(page), "--force").returncode == 1


def test_an_output_is_never_an_input(paper: Path) -> None:
    done = casepool("check", str(paper), "--html", str(paper), "--force")
    assert done.returncode == 2
    said = f"casepool: The output {paper} is also an input; casepool never writes over an input. Name another.\n"
    assert done.stderr.decode() == said
    assert paper.read_text(encoding="utf-8") == TWO_AGES


def test_json_and_letter_exclude_each_other(paper: Path) -> None:
    done = casepool("check", str(paper), "--json", "--letter")
    assert done.returncode == 2
    assert done.stderr.decode() == "casepool: --json and --letter exclude each other: choose one.\n"


def test_several_inputs_need_a_folder(paper: Path) -> None:
    page = paper.parent / "page.html"
    done = casepool("check", str(paper), str(paper), "--html", str(page))
    assert done.returncode == 2
    said = f"casepool: There are 2 inputs, so --html needs a folder that exists, not {page}.\n"
    assert done.stderr.decode() == said


def bad_inputs(folder: Path) -> dict[str, Path]:
    files = {
        "empty.txt": b"",
        "binary.txt": bytes(range(256)) * 40,
        "utf16-without-mark.txt": "A man of 40 years came.".encode("utf-16-le"),
        "unknown.bin": b"\x7fELF" + bytes(200),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "a-folder").mkdir()
    return {name: folder / name for name in [*files, "a-folder", "gone.txt"]}


def test_bad_input_is_named_and_the_batch_goes_on(paper: Path) -> None:
    bad = bad_inputs(paper.parent)
    done = casepool("check", *map(str, bad.values()), str(paper))
    assert done.returncode == 3
    assert "AGE-01" in done.stdout.decode()
    said = done.stderr.decode()
    for path in bad.values():
        assert f"{path}: not read. " in said
    assert len(said.splitlines()) == len(bad)
    assert "Traceback" not in said


def test_bad_input_keeps_its_line_in_json(paper: Path) -> None:
    bad = bad_inputs(paper.parent)
    done = casepool("check", "--json", *map(str, bad.values()), str(paper))
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [bool(o["document"]["problem"]) for o in objects] == [True] * len(bad) + [False]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_file_that_may_not_be_read(paper: Path) -> None:
    paper.chmod(0)
    done = casepool("check", str(paper))
    assert done.returncode == 3
    assert "may not be read by this user." in done.stderr.decode()


def test_a_text_without_a_case(tmp_path: Path) -> None:
    path = tmp_path / "recipe.txt"
    path.write_text("Take flour, sugar and two eggs. Stir well and bake for an hour.\n", encoding="utf-8")
    done = casepool("check", str(path))
    assert done.returncode == 0
    assert done.stdout.decode().startswith("recipe.txt: no cases")


def test_a_line_of_five_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("A 36-year-old man presented with a lump and " + "word " * 1_000_000, encoding="utf-8")
    done = casepool("check", str(path))
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith("line.txt: 1 case")


def test_help_and_version() -> None:
    assert casepool("--version").stdout.decode().startswith("casepool, version ")
    assert "Exit status" in casepool("check", "--help").stdout.decode()
    assert casepool("check").returncode == 2
