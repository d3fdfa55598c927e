"""Plug-ins by entry points, proven with the example package that is installed into a folder of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "examples" / "plugin"
PAPER = """# A synthetic case of a lipoma

Synthetic text, written for a test.

## Case report

A 51-year-old man of 82 kg presented with a lump of the left thigh. MRI showed a mass of 6 x 4 cm. It was excised and
was a lipoma. On follow-up after 12 months he weighed 74 kg and had no recurrence.
"""


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment of a process that finds the example plug-in: its source and the metadata of a wheel."""
    place = tmp_path / "site"
    place.mkdir()
    (place / "casepool_weights").symlink_to(PACKAGE / "src" / "casepool_weights")
    info = place / "casepool_weights-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: casepool-weights\nVersion: 0.1.0\n")
    groups = {"readers": "notes", "extractors": "weights", "rules": "weights", "exporters": "names"}
    objects = {"readers": "READER", "extractors": "EXTRACTOR", "rules": "RULE", "exporters": "EXPORTER"}
    told = "".join(f"[casepool.{g}]\n{n} = casepool_weights:{objects[g]}\n" for g, n in groups.items())
    (info / "entry_points.txt").write_text(told)
    return {**os.environ, "PYTHONPATH": str(place)}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "casepool", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_rule_and_an_extractor_of_a_plugin_are_used(installed: dict[str, str], tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text(PAPER)
    found = json.loads(run(installed, "check", str(paper), "--json").stdout)
    told = [f for f in found["findings"] if f["rule"] == "WEIGHT-1"]
    assert [f["message"] for f in told] == [
        "The weight of the patient is given as 82kg and 74kg. Weight may have changed in the course of the disease."
    ]
    values = json.loads(run(installed, "extract", str(paper), "--json", "--no-model").stdout)
    made = [a for case in values["cases"] for a in case["values"] if "plugin:weights" in json.dumps(a)]
    assert len(made) == 1


def test_a_file_of_a_plugin_format_is_read(installed: dict[str, str], tmp_path: Path) -> None:
    note = tmp_path / "patient.note"
    note.write_text("NOTE\n" + PAPER)
    assert run(installed, "extract", str(note), "--json", "--no-model").returncode == 0
    note.write_text("no note\n" + PAPER)
    done = run(installed, "check", str(note))
    assert done.returncode == 3
    said = " ".join((done.stdout + done.stderr).split())
    assert "could not be read by the plug-in notes: ValueError: the first line must be NOTE." in said


def test_an_exporter_of_a_plugin_writes_its_file(installed: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "project"
    assert run(installed, "new", str(folder)).returncode == 0
    (folder / "inbox" / "paper.md").write_text(PAPER)
    assert run(installed, "run", "--project", str(folder)).returncode == 0
    assert run(installed, "export", "names", "--project", str(folder)).returncode == 0
    assert (folder / "exports" / "names.txt").read_text() == "paper/case-1\n"
    wrong = run(installed, "export", "nothing", "--project", str(folder))
    assert wrong.returncode == 2
    assert "'nothing' is not one of 'csv'" in wrong.stderr


def test_a_plugin_that_cannot_be_loaded_is_named(installed: dict[str, str], tmp_path: Path) -> None:
    info = tmp_path / "site" / "casepool_weights-0.1.0.dist-info"
    (info / "entry_points.txt").write_text("[casepool.rules]\nbroken = casepool_weights:NOTHING\n")
    paper = tmp_path / "paper.md"
    paper.write_text(PAPER)
    done = run(installed, "check", str(paper))
    assert done.returncode == 2
    assert done.stderr == (
        "casepool: The plug-in broken (casepool_weights:NOTHING) could not be loaded: AttributeError: module "
        "'casepool_weights' has no attribute 'NOTHING'. Mend it, or uninstall its package.\n"
    )
