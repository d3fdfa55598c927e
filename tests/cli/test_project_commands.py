"""The commands of a project, from an empty folder to numbers, each with its output and exit status."""

import json
import shutil
from pathlib import Path

import pytest

from casepool.cli.main import COMMANDS
from cli.running import SECOND, TWIN, call, make_project

OWN = 'age_years = "36 years"\nsex = "male"\nlevel_range = "T3-T4"\nradiotherapy = "no"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made") / "review")


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "review"))


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        done = call(name, "--help")
        assert done.status == 0, name
        assert len(done.out) > 100, name
        assert max(map(len, done.out.splitlines())) <= 100, name


def test_new_makes_a_folder_and_says_the_next_step(tmp_path: Path) -> None:
    done = call("new", tmp_path / "a", "--journal", "bmj_cr")
    assert done.status == 0
    assert done.out.endswith(
        f"Put the papers into {tmp_path / 'a' / 'inbox'} and run: casepool run --project {tmp_path / 'a'}\n"
    )
    assert 'journal = "bmj_cr"' in (tmp_path / "a" / "protocol.toml").read_text(encoding="utf-8")
    assert {p.name for p in (tmp_path / "a").iterdir()} >= {"inbox", "figures", "casepool.db", "pool.toml"}


def test_new_refuses_an_unknown_journal(tmp_path: Path) -> None:
    done = call("new", tmp_path / "a", "--journal", "bmj")
    assert done.status == 2
    assert done.err.startswith("casepool: There is no journal profile 'bmj'. Allowed: care_default, bmj_cr,")
    assert not (tmp_path / "a").exists()


def test_run_shows_a_line_for_each_file_and_does_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    call("new", folder)
    shutil.copy(TWIN, folder / "inbox")
    (folder / "inbox" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    first = call("run", "--project", folder, "--workers", 1, "--json")
    rows = {row["label"]: row for row in map(json.loads, first.out.splitlines())}
    assert first.status == 3
    assert (rows["twin.txt"]["status"], rows["twin.txt"]["cases"], rows["twin.txt"]["rows"]) == ("ok", 1, 5)
    assert rows["twin.txt"]["findings"] > 5
    assert rows["broken.pdf"]["problem"]["message"].startswith("broken.pdf is damaged or cut off")
    assert first.err.startswith("broken.pdf: not read. broken.pdf is damaged or cut off: no page can be opened.")
    again = call("run", "--project", folder)
    assert (again.status, again.out) == (0, "Numbers: casepool pool. Where it stands: casepool status.\n")


def test_a_paper_added_twice_is_held_once(project: Path) -> None:
    done = call("add", TWIN, "--project", project, "--json")
    (row,) = map(json.loads, done.out.splitlines())
    assert (done.status, row["publication"], row["new"], row["cases"], row["rows"]) == (0, "twin", False, 1, 5)
    assert len(call("status", "--project", project, "--json").out.splitlines()) == 1


def test_a_paper_added_later_says_what_changed_and_why(project: Path) -> None:
    assert call("add", SECOND, "--project", project).status == 0
    done = call("run", "--project", project)
    lines = done.out.splitlines()
    assert lines[0].endswith("numbers changed:")
    assert lines[1] == "  because spinal-angiolipoma/case-1 came in"
    assert "  patients: 6 (n=6) -> 7 (n=7)" in lines
    assert call("pool", "--changes", "--project", project).out == "No number changed.\n"


def test_a_list_of_references_fills_in_what_is_not_known(project: Path, tmp_path: Path) -> None:
    call("add", SECOND, "--project", project)
    title = json.loads(call("status", "--project", project, "--json").out.splitlines()[0])["title"]
    listed = tmp_path / "list.ris"
    listed.write_text(
        f"TY  - JOUR\nTI  - {title}\nAU  - Nobody, N\nDO  - 10.99999/none\nPY  - 2019\nER  -\n", encoding="utf-8"
    )
    done = call("add", listed, "--project", project)
    assert (done.status, done.out) == (0, f"{listed}: 1 record, 0 of papers held\n")


def test_status_counts_what_is_left(project: Path) -> None:
    done = call("status", "--project", project)
    assert done.out.splitlines() == [
        "Publications 1 · Cases 6 · Patients 6 · Verified 0% · To adjudicate 0 · Evidence lost 0 · Files failed 0",
        "1 review tables to confirm: casepool tables",
        "twin  ok  1 case + 5 table rows  0 of 96 key cells verified",
    ]


def test_pool_prints_counts_bounds_and_refusals(project: Path) -> None:
    lines = call("pool", "--project", project).out.splitlines()
    assert lines[0] == "patients 6 (from 6 cases; 5 known only from a table row); 96 of 96 cells unverified"
    assert "Radiotherapy        reported in 3 of 6, stated absent in 0, silent in 3: between 3/6 and 6/6" in lines
    assert "overall survival    not estimated: no death is stated in 6 patients" in lines
    assert max(map(len, lines)) <= 100
    names = call("pool", "--names", "--project", project).out
    assert "\nage.median " in names
    found = [json.loads(line) for line in call("pool", "--json", "--project", project).out.splitlines()]
    median = next(item for item in found if item.get("name") == "age.median")
    assert (median["value"], median["n"], len(median["cases"])) == (58, 5, 5)
    assert any("refusal" in item for item in found)


def test_requested_comparisons_are_made(project: Path) -> None:
    plan = project / "pool.toml"
    text = plan.read_text(encoding="utf-8")
    asked = '\n[[compare]]\ngroup = "sex"\nfields = ["age_years"]\n'
    asked += '\n[[factors]]\nendpoint = "any_progression"\nfields = ["sex"]\n'
    plan.write_text(text + asked, encoding="utf-8")
    lines = call("pool", "--project", project).out.splitlines()
    assert any(line.startswith("age_years by sex (") for line in lines)
    assert any(line.startswith("any_progression, factor all: ") and "not given" in line for line in lines)


def test_tables_are_shown_and_confirmed_row_by_row(project: Path) -> None:
    assert "twin/1  score" in call("tables", "--project", project).out
    shown = call("tables", "show", "twin/1", "--project", project).out.splitlines()
    assert shown[1].startswith("0  heading")
    assert call("tables", "confirm", "twin/1", "--row", 2, "--ignore", 3, "--project", project).out == (
        "twin/1: 2 rows confirmed.\n"
    )
    (table,) = map(json.loads, call("tables", "--json", "--project", project).out.splitlines())
    kinds = [(row["kind"], row["confirmed"]) for row in table["rows"]]
    assert kinds[2:4] == [("earlier_case", True), ("ignore", True)]
    assert call("pool", "--project", project).out.startswith("patients 5 (from 5 cases; 4 known only")
    done = call("tables", "confirm", "twin/1", "--row", 99, "--project", project)
    assert (done.status, done.err) == (2, "casepool: twin/1 has no row 99. Its rows are 0 to 6.\n")


def test_links_are_proposed_decided_and_undone(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "again.txt"
    other.write_text(TWIN.read_text(encoding="utf-8") + "\nA note.\n", encoding="utf-8")
    call("add", other, "--project", project)
    first = [json.loads(line) for line in call("link", "--json", "--project", project).out.splitlines()]
    assert [link["number"] for link in first] == [1, 2, 3, 4, 5, 6]
    assert 'undecided: patients print as "between 6 and 12" until then.' in call("link", "--project", project).out
    call("link", "--accept", 2, "--different", 3, "--project", project)
    links = {
        link["number"]: link for link in map(json.loads, call("link", "--json", "--project", project).out.splitlines())
    }
    assert (links[2]["decision"], links[3]["decision"], links[2]["by"]) == ("same", "different", "anna")
    assert links[2]["cases"] == first[1]["cases"]
    assert call("pool", "--project", project).out.startswith("patients between 7 and 11 until 4 proposals are decided")
    call("link", "--undo", 2, "--undo", 3, "--project", project)
    undone = [json.loads(line) for line in call("link", "--json", "--project", project).out.splitlines()]
    assert [(link["number"], link["cases"]) for link in undone] == [(link["number"], link["cases"]) for link in first]
    assert all(not link["decision"] for link in undone)
    done = call("link", "--accept", 99, "--project", project)
    assert (done.status, done.err) == (
        2, "casepool: There is no link #99. 'casepool link' lists them: #1, #2, #3, #4, #5, #6.\n"
    )  # fmt: skip


def test_the_index_case_is_entered_compared_and_erased(project: Path, tmp_path: Path) -> None:
    answers = tmp_path / "own.toml"
    answers.write_text(OWN, encoding="utf-8")
    done = call("case", "new", "--answers", answers, "--project", project)
    assert done.out.splitlines()[0] == "Kept: index-1/case-1 with 5 values, in private.db."
    found = [json.loads(line) for line in call("compare", "--json", "--project", project).out.splitlines()]
    age = next(item for item in found if item.get("field") == "age_years")
    assert (age["value"], age["below"], age["above"]) == (36, 0, 5)
    assert any(item.get("background") for item in found)
    told = call("compare", "--project", project).out
    assert "Not a diagnostic device." in told
    assert max(map(len, told.splitlines())) <= 100
    assert any(line.startswith("  ") for line in told.splitlines())
    refused = call("case", "erase", "index-1", "--project", project)
    assert refused.err == "casepool: Erasing cannot be undone. Add --yes to do it without a question.\n"
    assert call("case", "erase", "index-1", "--yes", "--project", project).status == 0
    gone = call("compare", "--project", project)
    assert (gone.status, gone.err.split(" Enter ")[0]) == (2, "casepool: There is no index case to compare.")
    assert call("verify", "--project", project).status == 0


def test_an_answer_that_is_not_understood_is_named(project: Path, tmp_path: Path) -> None:
    answers = tmp_path / "own.toml"
    answers.write_text('sex = "perhaps"\n', encoding="utf-8")
    done = call("case", "new", "--answers", answers, "--project", project)
    assert done.status == 2
    assert done.err == (
        "casepool: Sex (sex): 'perhaps' was not understood. Allowed: female, male, other, intersex. "
        "Nothing was written.\n"
    )
    assert call("compare", "--project", project).err.startswith("casepool: There is no index case to compare.")


def test_any_case_can_be_compared(project: Path) -> None:
    done = call("compare", "twin/case-1", "--project", project)
    assert done.out.startswith("twin/case-1 beside 5 earlier patients.")
    done = call("compare", "nobody", "--project", project)
    assert done.err == (
        "casepool: 'nobody' is no case of this project. Cases: twin/case-1, twin/table-1-row-1, twin/table-1-row-2, "
        "twin/table-1-row-3, twin/table-1-row-4, twin/table-1-row-5.\n"
    )


def test_audit_lists_findings_and_remembers_what_is_no_problem(project: Path) -> None:
    done = call("audit", "--json", "--project", project)
    found = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == 1
    first = found[0]
    assert first["severity"] == "error"
    missing = call("audit", "--set-aside", first["key"][:12], "--project", project)
    assert missing.err == "casepool: A finding is set aside only with a reason. Say why it is not a problem.\n"
    call("audit", "--set-aside", first["key"][:12], "--reason", "a birthday", "--project", project)
    again = [json.loads(line) for line in call("audit", "--json", "--project", project).out.splitlines()]
    assert next(item for item in again if item["key"] == first["key"])["set_aside"] == "a birthday"


def test_query_asks_for_what_is_unclear_and_missing(project: Path) -> None:
    text = call("query", "twin/case-1", "--project", project).out
    assert "The text leaves it open. It can be read as 29 year or as 28 year." in text
    assert max(map(len, text.splitlines())) <= 78


def test_screening_is_taken_in_once(project: Path, tmp_path: Path) -> None:
    listed = tmp_path / "screening.csv"
    listed.write_text("title,decision,doi\nA lump,include,10.99999/LACS07/40711\n,include,\n", encoding="utf-8")
    done = call("import", listed, "--project", project)
    assert done.out == "screening.csv: 1 decision, 1 new, 1 of papers held; 1 record left out.\n"
    assert done.err.endswith("has neither title nor DOI nor PMID and was left out. Give it a title.\n")
    assert call("import", listed, "--project", project).out.startswith("screening.csv: 1 decision, 0 new")


def test_backup_and_restore_give_the_same_numbers(project: Path, tmp_path: Path) -> None:
    done = call("backup", "--out", tmp_path / "b.zip", "--project", project)
    assert done.out.startswith(f"Written: {tmp_path / 'b.zip'}")
    restored = call("restore", tmp_path / "b.zip", "--into", tmp_path / "again")
    assert restored.out == f"Restored into {tmp_path / 'again'}: 1 publication, 0 problems.\n"
    one, other = (call("pool", "--json", "--project", place).out for place in (project, tmp_path / "again"))
    assert one == other


def test_the_article_is_written_and_its_numbers_verified(project: Path, tmp_path: Path) -> None:
    done = call("write", "--to", "html", "--project", project)
    assert done.status == 0
    assert (project / "article" / "review.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "before release: No search is recorded in the protocol." in done.err
    assert call("write", "--to", "html", "--project", project).status == 0
    (project / "article" / "review.html").write_text("mine", encoding="utf-8")
    kept = call("write", "--to", "html", "--project", project)
    assert (kept.status, (project / "article" / "review.html").read_text(encoding="utf-8")) == (2, "mine")
    draft, filled = tmp_path / "draft.md", tmp_path / "filled.md"
    draft.write_text("The median age was {{cp:age.median}} years in {{cp:patients}} patients.\n", encoding="utf-8")
    assert call("write", "--fill", draft, "--out", filled, "--project", project).status == 0
    assert filled.read_text(encoding="utf-8") == (
        "The median age was {{cp:age.median|58}} years in {{cp:patients|6}} patients.\n"
    )
    assert call("verify", filled, "--project", project).status == 0
    filled.write_text(filled.read_text(encoding="utf-8").replace("|58", "|48"), encoding="utf-8")
    drifted = call("verify", filled, "--project", project)
    assert drifted.status == 1
    assert "1 number drifted" in drifted.out


def test_exports_are_written_and_changed_files_are_kept(project: Path) -> None:
    assert call("export", "csljson", "--project", project).status == 0
    path = project / "exports" / "references.json"
    first = path.read_bytes()
    assert call("export", "csljson", "--project", project).status == 0
    assert path.read_bytes() == first
    path.write_text("mine", encoding="utf-8")
    done = call("export", "csljson", "--project", project)
    assert (done.status, done.err) == (
        2,
        f"casepool: The output {path} exists already and was not written by casepool, or was changed since. "
        "Name another place with --out, or add --force to replace it.\n",
    )


def test_a_draft_is_checked_beside_the_project(project: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    text = "# A review\n\n## Abstract\n\nWe pooled {{cp:patients|6}} patients. The median age was 99 years.\n"
    draft.write_text(text, encoding="utf-8")
    done = call("check", draft, "--project", project, "--all")
    assert done.status == 0
    beside = done.out.partition("Beside the project:\n")[2].splitlines()
    assert beside == [
        "1 bound number, all as computed.",
        "EVD-02 'median age was 99' is typed by hand; the pool says 58.",
    ]
    draft.write_text(text.replace("|6", "|7"), encoding="utf-8")
    done = call("check", draft, "--project", project)
    assert done.status == 1
    assert "1 number drifted: line 5 '7' (cp:patients) is now 6." in done.out
