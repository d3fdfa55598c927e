"""Many files into one dataset: the same bytes however it was done, stopped and gone on with."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casepool.pipeline.dataset import DOCUMENTS, SET_ASIDE, TABLES, PartJob, begin_dataset
from casepool.scale.parts import Runner
from casepool.scale.sources import Source, list_sources
from cli.running import Done, call
from support import ROOT

CASES = sorted((ROOT / "tests" / "data" / "cases").glob("*.txt"))[:14]


def fill(folder: Path) -> Path:
    folder.mkdir()
    (folder / "deeper").mkdir()
    for number, path in enumerate(CASES):
        shutil.copy(path, folder / ("deeper" if number % 3 else "") / path.name)
    (folder / "broken.xml").write_bytes(b"<article><body>")
    (folder / ".hidden").write_text("not read", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("many") / "papers")


@pytest.fixture(scope="module")
def first(inputs: Path) -> Path:
    """A dataset made by one process."""
    place = inputs.parent / "first"
    done = extract(inputs, place, "--workers", 1)
    assert (done.status, done.out) == (3, f"{place}: 14 documents of 15 files, 1 set aside.\n")
    return place


def extract(source: object, place: Path, *more: object) -> Done:
    return call("extract", source, "--out", place, "--no-model", "--part-size", 4, *more)


def bytes_of(place: Path) -> dict[str, bytes]:
    """The tables and dataset.json."""
    files = (p for p in sorted(place.rglob("*")) if p.is_file() and ".work" not in p.parts)
    return {str(p.relative_to(place)): p.read_bytes() for p in files}


def test_the_tables_and_their_parts(first: Path) -> None:
    names = {Path(name).parent.name for name in bytes_of(first)}
    assert names == {"", *TABLES, DOCUMENTS, SET_ASIDE}
    assert sorted(p.name for p in (first / "values").iterdir()) == [f"part-0000{n}.parquet" for n in (1, 2, 3, 4)]
    import pyarrow.parquet as pq

    aside = pq.read_table(first / SET_ASIDE).to_pylist()
    assert [row["source"] for row in aside] == ["broken.xml"]
    assert "broken.xml" in aside[0]["message"]
    documents = pq.read_table(first / DOCUMENTS).to_pylist()
    assert [row["document_id"] for row in documents][:2] == ["001.txt", "004.txt"]
    assert json.loads((first / "dataset.json").read_text(encoding="utf-8"))["inputs"] == 15


def test_every_quote_stands_in_its_document(first: Path, inputs: Path) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(first / "evidence").to_pylist()
    assert len(rows) > 100
    for row in rows:
        text = (inputs / row["document_id"]).read_bytes().decode("utf-8")
        assert text[row["start"] : row["end"]] == row["quote"]


def test_two_processes_give_the_same_bytes(first: Path, inputs: Path, tmp_path: Path) -> None:
    extract(inputs, tmp_path / "two", "--workers", 2)
    assert bytes_of(tmp_path / "two") == bytes_of(first)


def test_a_stopped_run_goes_on(first: Path, inputs: Path, tmp_path: Path) -> None:
    place = tmp_path / "again"
    command = [sys.executable, "-m", "casepool", "extract", str(inputs), "--out", str(place), "--no-model"]
    run = subprocess.Popen(
        [*command, "--part-size", "4", "--workers", "1"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        start_new_session=True, cwd=ROOT,
    )  # fmt: skip
    end = time.monotonic() + 120
    while not list(place.glob("documents/*.parquet")) and time.monotonic() < end and run.poll() is None:
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    before = {p.name: p.stat().st_mtime_ns for p in place.glob("documents/*.parquet")}
    assert 1 <= len(before) < 4
    done = extract(inputs, place, "--workers", 1)
    assert f"{len(before)} of 4 parts were done before." in done.err
    assert bytes_of(place) == bytes_of(first)
    assert {n: t for n, t in before.items() if (place / "documents" / n).stat().st_mtime_ns != t} == {}
    assert list(place.rglob("*.tmp")) == []


def test_half_written_files_of_a_killed_worker_are_gone_at_the_end(first: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(first, place)
    left = place / "documents" / ".part-00001.parquet.host-1.tmp"
    left.write_bytes(b"PAR")
    assert list(Runner(PartJob(str(place)), 1).run([1, 2, 3, 4])) == []
    assert not left.exists()
    assert bytes_of(place) == bytes_of(first)


class PoisonJob(PartJob):
    """A job whose worker dies at one file, as by a crash of a library."""

    def _read(self, source: Source) -> dict[str, list[dict[str, object]]]:
        if source.name == "poison.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._read(source)


class SlowJob(PartJob):
    """A job that hangs at one file, deep in foreign code."""

    def _read(self, source: Source) -> dict[str, list[dict[str, object]]]:
        import faulthandler

        if source.name == "poison.txt":
            with Path(os.devnull).open("w", encoding="utf-8") as nothing:
                faulthandler.dump_traceback_later(0.2, exit=True, file=nothing)
                time.sleep(60)
        return super()._read(source)


@pytest.mark.parametrize("kind", [PoisonJob, SlowJob])
def test_a_file_that_kills_its_reader_is_set_aside(tmp_path: Path, kind: type[PartJob]) -> None:
    import pyarrow.parquet as pq

    papers = tmp_path / "papers"
    papers.mkdir()
    for path in CASES[:4]:
        shutil.copy(path, papers)
    (papers / "poison.txt").write_text("x", encoding="utf-8")
    sources = list_sources([str(papers)])
    job = kind(str(tmp_path / "out"))
    parts = begin_dataset(job.folder, sources, 3, job)
    assert sorted(Runner(job, 2).run(range(1, parts + 1))) == [1, 2]
    assert pq.read_table(tmp_path / "out" / DOCUMENTS).num_rows == 4
    (aside,) = pq.read_table(tmp_path / "out" / SET_ASIDE).to_pylist()
    assert (aside["source"], aside["kind"]) == ("poison.txt", "worker_lost")
    assert aside["message"] == (
        "poison.txt: the process that read it ended twice (no memory, a crash, or more than 300 seconds)."
    )


def test_a_manifest_and_an_address_give_the_same_documents(first: Path, inputs: Path, tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for path in inputs.rglob("*"):
        if path.is_file():
            memory.pipe(f"/papers/{path.relative_to(inputs).as_posix()}", path.read_bytes())
    sources = list_sources(["memory://papers"])
    assert [(s.name, s.size) for s in sources] == [(s.name, s.size) for s in list_sources([str(inputs)])]
    job = PartJob(str(tmp_path / "remote"))
    begin_dataset(job.folder, sources, 4, job)
    for part in range(1, 5):
        job.work(part, frozenset())
    assert bytes_of(tmp_path / "remote") == bytes_of(first)
    manifest = tmp_path / "list.txt"
    manifest.write_text(f'# two files\n{inputs / "001.txt"}\n\n{{"path": "{inputs / "004.txt"}"}}\n', encoding="utf-8")
    done = call("extract", "--manifest", manifest, "--out", tmp_path / "listed", "--workers", 1)
    assert (done.status, done.out) == (0, f"{tmp_path / 'listed'}: 2 documents of 2 files, 0 set aside.\n")


def test_calls_that_are_refused(first: Path, inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    said = {
        ("extract", inputs): "Many files go to Parquet tables: name a folder for them with --out DATASET.",
        ("extract", inputs, "--out", tmp_path / "full"): (
            f"{tmp_path / 'full'} is not empty and holds no dataset. Name a new folder."
        ),
        ("extract", inputs, "--out", first): (
            f"{first} holds a dataset of other inputs, settings or another casepool (see dataset.json there). Name "
            "another folder, or call it as it was begun."
        ),
        (
            "extract",
            inputs,
            "--out",
            inputs / "out",
        ): f"The dataset {inputs / 'out'} lies among its inputs. Name a folder elsewhere.",
        ("extract", tmp_path / "empty", "--out", tmp_path / "x"): (
            f"There is no file in {tmp_path / 'empty'}. Name a folder that holds some."
        ),
        ("extract", inputs, "--json", "--out", tmp_path / "x"): (
            "Many files go to Parquet tables, read by rules: leave --json out, or name single files."
        ),
    }
    for words, message in said.items():
        done = call(*words)
        assert (done.status, done.err) == (2, f"casepool: {message}\n")
    assert not (tmp_path / "x").exists()


def test_the_queries_of_the_guide_run(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    page = (ROOT / "docs" / "how-to" / "query-a-dataset.md").read_text(encoding="utf-8")
    db = duckdb.connect()
    monkeypatch.chdir(first.parent)
    (views,) = re.findall(r"```python\n(.*?)```", page, re.S)
    space: dict[str, object] = {}
    exec(views.replace("DATASET", first.name), space)
    db = space["db"]  # type: ignore[assignment]
    queries = re.findall(r"```sql\n(.*?)```", page, re.S)
    assert len(queries) == 6
    found = [db.execute(query).fetchall() for query in queries]
    assert found[0][0][0] == 14
    assert found[1][0][1] == 1
    assert all(rows for rows in found[2:5]), [len(rows) for rows in found]
    assert all(row[4] for row in found[4])


def test_a_cluster_with_a_lost_worker_gives_the_same_bytes(first: Path, inputs: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "run.py"
    script.write_text(CLUSTER, encoding="utf-8")
    place = tmp_path / "cluster"
    done = subprocess.run(
        [sys.executable, str(script), str(inputs), str(place)], capture_output=True, encoding="utf-8", timeout=300,
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["4", "parts", "1", "killed"]
    assert bytes_of(place) == bytes_of(first)


CLUSTER = """
import os, signal, sys
from distributed import Client, LocalCluster
from casepool.pipeline.dataset import PartJob, begin_dataset
from casepool.scale.cluster import run_parts
from casepool.scale.sources import list_sources

if __name__ == "__main__":
    job = PartJob(os.path.abspath(sys.argv[2]))
    begin_dataset(job.folder, list_sources([sys.argv[1]]), 4, job)
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                      worker_dashboard_address=None, silence_logs=50) as cluster, Client(cluster) as client:
        done = []
        for part in run_parts(client, job, [1, 2, 3, 4]):
            if not done:
                os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
            done.append(part)
    job.tidy()
    print(len(set(done)), "parts 1 killed")
"""
