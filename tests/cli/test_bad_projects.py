"""What goes wrong with a project on disk: the message in full, the exit status, and that nothing is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from casepool.store import open_project
from cli.running import SECOND, TWIN, call, make_project


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("made") / "review")


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "review"))


def test_no_project_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("pool")
    assert (done.status, done.err) == (
        2,
        f"casepool: There is no project in {tmp_path} or above it. Make one with 'casepool new DIR', "
        "or name its folder with --project DIR.\n",
    )
    done = call("pool", "--project", tmp_path)
    assert (done.status, done.err) == (
        2,
        f"casepool: There is no project in {tmp_path}: it has no casepool.db. Make one with 'casepool new {tmp_path}', "
        "or give the folder of a project.\n",
    )


def test_a_folder_in_use_is_not_taken(project: Path, tmp_path: Path) -> None:
    done = call("new", project)
    assert (done.status, done.err) == (
        2, f"casepool: There is a project in {project} already. Open it, or give another folder.\n"
    )  # fmt: skip


def test_a_database_from_a_newer_version_is_not_opened(project: Path) -> None:
    before = call("pool", "--json", "--project", project).out
    with sqlite3.connect(project / "casepool.db") as database:
        (version,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    done = call("pool", "--project", project)
    assert done.status == 3
    assert "newer" in done.err
    assert "9999" in done.err
    with sqlite3.connect(project / "casepool.db") as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))
    assert call("pool", "--json", "--project", project).out == before


def test_a_locked_database_waits_and_then_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "casepool.store.open_project", lambda place, **more: open_project(place, wait_seconds=0.2, **more)
    )
    with sqlite3.connect(project / "casepool.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        done = call("tables", "confirm", "twin/1", "--project", project)
        other.execute("ROLLBACK")
    assert (done.status, done.err) == (
        3,
        f"casepool: {project / 'casepool.db'} is being written by another program and did not become free in time. "
        "Nothing was changed. Close the other program, or try again when it has finished.\n",
    )
    assert call("tables", "confirm", "twin/1", "--project", project).status == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the user of this run may write everywhere")
def test_a_read_only_folder_can_be_read(project: Path) -> None:
    project.chmod(0o555)
    try:
        assert call("pool", "--project", project).status == 0
        assert "read-only" in call("add", SECOND, "--project", project).err
    finally:
        project.chmod(0o755)


def test_a_full_disk_loses_nothing(project: Path) -> None:
    large = project.parent / "large.txt"
    large.write_text(TWIN.read_text(encoding="utf-8") * 60, encoding="utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); "
        "from casepool.cli.main import run; sys.argv = ['casepool', *sys.argv[1:]]; run()"
    )
    command = [sys.executable, "-c", code, "add", str(large), "--project", str(project), "--by", "anna"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert done.stderr.endswith(
        "This write was not done; all that was saved before is safe. Make room and do it again.\n"
    )
    assert call("verify", "--project", project).status == 0
    assert "large" not in call("status", "--project", project).out


def test_two_processes_at_once_do_each_piece_of_work_once(project: Path, tmp_path: Path) -> None:
    for number in range(3):
        path = project / "inbox" / f"paper-{number}.md"
        path.write_text(SECOND.read_text(encoding="utf-8") + f"\nCopy {number}.\n", encoding="utf-8")
    command = [sys.executable, "-m", "casepool", "run", "--project", str(project), "--workers", "1", "--by", "anna"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.wait(timeout=300) for process in both] == [0, 0], [p.stderr.read() for p in both if p.stderr]
    for process in both:
        process.communicate()
    assert len(call("status", "--project", project, "--json").out.splitlines()) == 4
    assert call("verify", "--project", project).status == 0


def test_a_damaged_document_is_named(project: Path) -> None:
    stored = next(path for path in (project / "documents").rglob("*") if path.is_file())
    data = stored.read_bytes()
    stored.chmod(0o644)
    stored.write_bytes(b"X" + data[1:])
    done = call("verify", "--project", project)
    assert done.status == 1
    assert "twin.txt" in done.out
    assert call("doctor", "--project", project).status == 1
    stored.write_bytes(data)
    assert call("verify", "--project", project).status == 0


def test_a_database_that_is_no_database_is_named(project: Path) -> None:
    (project / "casepool.db").write_bytes(b"not a database" * 100)
    done = call("pool", "--project", project)
    assert (done.status, done.err) == (
        3,
        f"casepool: {project / 'casepool.db'} is damaged: it is not a SQLite database. Keep a copy of it, and restore "
        "the newest backup (casepool restore FILE --into DIR).\n",
    )


def test_an_empty_project_pools_to_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    call("new", folder)
    assert call("run", "--project", folder).out == (
        "Nothing is in the project yet. Put papers into inbox/ and run this again.\n"
    )
    done = call("pool", "--project", folder)
    assert done.status == 0
    assert done.out.startswith("patients 0 (from 0 cases); 0 of 0 cells unverified\n")
    assert done.err == "The pool holds no patient yet. Put papers into inbox/ and run: casepool run\n"
    done = call("write", "--to", "html", "--project", folder)
    assert (done.status, done.err) == (
        2, "casepool: The pool holds no patient, so there is nothing to write. Add publications or an index case.\n"
    )  # fmt: skip
    done = call("export", "csv", "--project", folder)
    assert (done.status, done.err) == (
        2, "casepool: The project holds no patient, so there is nothing to export. Add papers and run casepool run.\n"
    )  # fmt: skip
    for name in ("status", "tables", "link", "audit", "agree", "verify", "doctor"):
        assert call(name, "--project", folder).status == 0, name


def test_one_case_only_is_pooled_with_refusals(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "one", [SECOND])
    done = call("pool", "--project", folder)
    assert (done.status, done.out.splitlines()[0]) == (0, "patients 1 (from 1 case); 16 of 16 cells unverified")
    done = call("compare", "spinal-angiolipoma/case-1", "--project", folder)
    assert done.status == 0
    assert "no earlier patient is in the pool" in done.out
    assert call("write", "--to", "html", "--project", folder).status == 0


def test_a_slip_in_the_protocol_is_named_with_its_line(project: Path) -> None:
    path = project / "protocol.toml"
    path.write_text('question = "x"\nasist = "none"\n', encoding="utf-8")
    done = call("pool", "--project", project)
    assert done.status == 2
    assert done.err.startswith(f"casepool: {path}, line 2: unknown key 'asist' in the file. Allowed: question,")
    assert done.err.endswith("Did you mean 'assist'?\n")


def test_a_file_that_is_not_there_does_not_stop_the_others(project: Path) -> None:
    done = call("add", project / "nothing.pdf", SECOND, "--project", project)
    assert done.status == 3
    assert done.err == (
        f"{project / 'nothing.pdf'}: not added. nothing.pdf does not exist (any more). Check the name and the folder.\n"
    )
    assert "spinal-angiolipoma.md" in done.out


def test_output_paths_are_never_written_over(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "numbers.json"
    assert call("pool", "--json", "--out", out, "--project", project).status == 0
    done = call("pool", "--json", "--out", out, "--project", project)
    assert (done.status, done.err) == (
        2, f"casepool: The output {out} exists already. Name another file, or add --force to replace it.\n"
    )  # fmt: skip
    assert call("pool", "--json", "--out", out, "--force", "--project", project).status == 0


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal here")
def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(project: Path) -> None:
    for number in range(12):
        path = project / "inbox" / f"paper-{number:02}.md"
        path.write_text(SECOND.read_text(encoding="utf-8") + f"\nCopy {number}.\n", encoding="utf-8")
    command = [sys.executable, "-m", "casepool", "run", "--project", str(project), "--workers", "1", "--by", "anna"]
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # a shell that runs the tests in the background would hand down that Ctrl-C is ignored
    assert run.stdout is not None
    assert run.stdout.readline().startswith(b"paper-00.md")
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 130
    assert err.decode().endswith("left. 'casepool run' goes on from here.\n")
    assert call("verify", "--project", project).status == 0
    again = call("run", "--project", project, "--workers", 1)
    assert (again.status, "paper-11.md" in again.out, "paper-00.md" in again.out) == (0, True, False)


def test_run_reads_nothing_before_the_protocol_is_right(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    call("new", folder)
    shutil.copy(SECOND, folder / "inbox")
    (folder / "protocol.toml").write_text('question = "x"\nasist = "none"\n', encoding="utf-8")
    done = call("run", "--project", folder, "--workers", 1)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"casepool: {folder / 'protocol.toml'}, line 2: unknown key 'asist' in the file.")
    (folder / "protocol.toml").write_text("", encoding="utf-8")
    assert "Publications 0 " in call("status", "--project", folder).out
