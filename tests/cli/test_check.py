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


def aside(paper: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    place = paper.with_suffix(".casepool.toml")
    return casepool("check", str(paper), "--set-aside", *more, "--out", str(place))


def test_a_finding_set_aside_is_put_away_and_counted(paper: Path) -> None:
    place = paper.with_suffix(".casepool.toml")
    done = aside(paper, "AGE-01", "--reason", 'Two "visits".')
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"Set aside in {place}: AGE-01 Age is 36 in 1 place and 35 in 1 place.\n"
    again = casepool("check", str(paper))
    assert again.returncode == 0
    assert "AGE-01" not in again.stdout.decode()
    assert "; 1 set aside (--all)." in " ".join(again.stdout.decode().split())
    shown = casepool("check", str(paper), "--all").stdout.decode()
    assert (
        '1 finding set aside:\n   AGE-01  Age is 36 in 1 place and 35 in 1 place.\n           Set aside: Two "visits".'
        in shown
    )
    found = json.loads(casepool("check", "--json", str(paper)).stdout)
    assert [f["set_aside"] for f in found["findings"] if f["rule"] == "AGE-01"] == ['Two "visits".']


def test_a_finding_set_aside_stays_so_when_the_text_moves_and_comes_back_when_it_changes(paper: Path) -> None:
    aside(paper, "AGE-01", "--reason", "Two visits.")
    paper.write_text(
        TWO_AGES.replace("## Case Report", "## Introduction\n\nLumps.\n\n## Case Report"), encoding="utf-8"
    )
    assert casepool("check", str(paper)).returncode == 0
    paper.write_text(TWO_AGES.replace("35-year", "34-year"), encoding="utf-8")
    done = casepool("check", str(paper))
    said = " ".join(done.stdout.decode().split())
    assert done.returncode == 1
    assert (
        "No longer needed: AGE-01 (Age is 36 in 1 place and 35 in 1 place.) was set aside and is not found any more: "
        "the text changed. Take the entry out."
    ) in said


def test_a_second_entry_is_added_and_the_first_is_kept(paper: Path) -> None:
    place = paper.with_suffix(".casepool.toml")
    place.write_text("# mine, no line end", encoding="utf-8")
    aside(paper, "AGE-01", "--reason", "Two visits.")
    first = place.read_text(encoding="utf-8")
    assert first.startswith("# mine, no line end\n")
    aside(paper, "ETH-01", "--reason", "In the submission system.")
    assert place.read_text(encoding="utf-8").startswith(first)
    assert place.read_text(encoding="utf-8").count("[[set_aside]]") == 2


def test_an_entry_is_printed_without_out(paper: Path) -> None:
    done = casepool("check", str(paper), "--set-aside", "age-01", "--reason", "Two visits.")
    assert done.returncode == 0
    assert done.stdout.decode().startswith('[[set_aside]]\nrule = "AGE-01"\nkey = "')
    assert not paper.with_suffix(".casepool.toml").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            ["--set-aside", "AGE-01"],
            "A finding is set aside only with a reason. Add --reason and why it is not a problem.",
        ),
        (["--reason", "x"], "--reason belongs to --set-aside. Name the rule or the key of the finding there."),
        (
            ["--set-aside", "SEX-01", "--reason", "x"],
            "'SEX-01' is neither a rule with a finding here nor the beginning of a key. 'casepool check --json' gives "
            "each finding with its key.",
        ),
        (
            ["--set-aside", "AGE-01", "--reason", "x", "--json"],
            "--set-aside takes one document, and neither --json, --letter nor --html beside it.",
        ),
        (
            ["--journal", "cureous"],
            "There is no journal profile 'cureous'. Allowed: care_default, bmj_cr, ijscr, jmcr, sni, cureus. "
            "Did you mean 'cureus'?",
        ),
    ],
)  # fmt: skip
def test_a_wrong_call_says_the_way_out(paper: Path, more: list[str], said: str) -> None:
    done = casepool("check", str(paper), *more)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"casepool: {said}\n"


def test_a_file_of_another_kind_is_not_added_to(paper: Path) -> None:
    place = paper.parent / "notes.txt"
    place.write_text("my notes", encoding="utf-8")
    done = casepool("check", str(paper), "--set-aside", "AGE-01", "--reason", "x", "--out", str(place))
    assert done.returncode == 2
    assert place.read_text(encoding="utf-8") == "my notes"


def test_a_broken_file_beside_the_manuscript_is_named(paper: Path) -> None:
    place = paper.with_suffix(".casepool.toml")
    place.write_text('[[set_aside]]\nrule = "AGE-01"\n', encoding="utf-8")
    done = casepool("check", str(paper))
    assert done.returncode == 2
    assert str(place) in done.stderr.decode()


def test_a_checklist_and_a_journal_on_the_screen_and_in_json(paper: Path) -> None:
    asked = ("check", str(paper), "--checklist", "care_2013", "--journal", "bmj_cr")
    text = casepool(*asked).stdout.decode()
    assert "WARN   JRN-01  BMJ Case Reports: the title may not hold 'a case report'." in text
    assert "not applicable  1    Title names the focus" in text
    assert "There is no total, and nothing that needs judgement is ticked." in text
    assert all(len(line) <= 100 for line in text.splitlines())
    found = json.loads(casepool(*asked, "--json").stdout)
    assert found["checklists"][0]["id"] == "care_2013"
    assert found["journal"]["unseen"][0] == "the journal's own consent form is needed"


def test_an_unconfirmed_list_does_not_carry_the_name_on_the_screen(paper: Path) -> None:
    text = casepool("check", str(paper), "--checklist", "scare_2023").stdout.decode()
    assert "scare" not in text.lower()
    assert "Not confirmed at its source." in text
