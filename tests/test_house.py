"""The rules of the house, held by machine: sizes, names, a lean start, and nothing that does not belong here."""

import ast
import os
import re
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from casepool.knowledge.forms import load_form
from casepool.knowledge.rules import load_rules
from casepool.knowledge.vocabularies import load_hpo
from support import ROOT, shared_path

FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "core"}
HEAVY = {"numpy", "scipy", "pandas", "matplotlib", "fastapi", "sqlalchemy", "rich"}
FORMATS = {"lxml", "pypdfium2", "docx", "selectolax", "rispy", "bibtexparser", "jinja2", "yaml"}
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|root|tmp|home)/[\w.]|[A-Z]:\\\\?Users", re.IGNORECASE)
FOREIGN_WORDS = re.compile("|".join(("claude", "anthropic", "subagent", "chatgpt")), re.IGNORECASE)
FORMULA = "authors declare that they have no competing interests"
SHINGLE = 11


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file of the repository that git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return tuple(path for path in (ROOT / line for line in done.stdout.splitlines()) if path.is_file())


def text_of(path: Path) -> str:
    """The text of a file, empty if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def python_files(*folders: str) -> list[Path]:
    return [p for p in committed_files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in folders]


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length of each function: lines from `def` to its end, without the docstring."""
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1 - docstring,
            )


def share_within(lengths: list[int], limit: int) -> float:
    return sum(length <= limit for length in lengths) / len(lengths)


def test_functions_are_small() -> None:
    found = [item for path in python_files("src") for item in functions_of(path)]
    lengths = [length for _, length in found]
    assert [name for name, length in found if length > 60] == []
    assert statistics.median(lengths) <= 8
    assert share_within(lengths, 30) >= 0.95


def test_files_are_small() -> None:
    counted = [p for p in committed_files() if p.suffix in (".py", ".toml") and p.is_relative_to(ROOT / "src")]
    lines = {str(p.relative_to(ROOT)): text_of(p).count("\n") for p in (*counted, *python_files("tests", "bench"))}
    assert {name: n for name, n in lines.items() if n > 500} == {}
    assert share_within(list(lines.values()), 400) >= 0.95


def test_sizes_are_measured_as_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "a.py"
    path.write_text('def f(\n    x: int,\n) -> int:\n    """Two\n    lines."""\n    return x\n', encoding="utf-8")
    assert list(functions_of(path)) == [("a.py:1 f", 4)]


def test_no_folder_or_module_has_a_name_that_says_nothing() -> None:
    names = {part.removesuffix(".py") for path in python_files("src") for part in path.relative_to(ROOT).parts}
    assert names & FORBIDDEN_NAMES == set()


def words_of(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def says_report_alone(name: str) -> bool:
    """Whether a name holds the word report without the word case before it."""
    words = words_of(name)
    return any(word in ("report", "reports") and words[max(n - 1, 0)] != "case" for n, word in enumerate(words))


def test_report_alone_is_not_used_in_names() -> None:
    kinds = ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
    names = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in python_files("src")
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, kinds) and says_report_alone(node.name)
    ]
    files = [str(p.relative_to(ROOT)) for p in committed_files() if says_report_alone(p.stem)]
    assert names + files == []
    assert [says_report_alone(n) for n in ("write_report", "CaseReport", "reported", "case_reports")] == [
        True,
        False,
        False,
        False,
    ]


def imported_by(*arguments: str) -> set[str]:
    """The top-level packages that a run of casepool imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "casepool", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.splitlines()[-1]
    return {
        line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if line.startswith("import time")
    }


def test_start_is_lean() -> None:
    found = imported_by("--version")
    assert "casepool" in found
    assert found & (HEAVY | FORMATS) == set()


def test_check_of_a_text_imports_no_heavy_package() -> None:
    found = imported_by("check", "examples/papers/spinal-angiolipoma.md")
    assert "casepool" in found
    assert found & (HEAVY | {"lxml", "pypdfium2", "docx", "rispy", "bibtexparser"}) == set()


def test_no_committed_file_names_a_machine_or_its_tools() -> None:
    hits = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed_files()
        if path != Path(__file__)
        for pattern in (MACHINE_PATH, FOREIGN_WORDS)
        for match in pattern.finditer(text_of(path))
    ]
    assert hits == []
    assert MACHINE_PATH.search("see " + "/tm" + "p/x")
    assert not MACHINE_PATH.search("src/casepool and framework/x, https://example.org/home/page")


def prose_of(path: Path) -> str:
    """The text of a file without markup; of JSON Lines the long strings only."""
    if path.suffix == ".jsonl":
        return "\n".join(re.findall(r'"((?:[^"\\]|\\.){60,})"', text_of(path)))
    return re.sub(r"<[^<>]*>", " ", text_of(path)) if path.suffix in (".xml", ".nxml", ".html") else text_of(path)


def shingles(path: Path) -> set[tuple[str, ...]]:
    """Every run of SHINGLE words of a file, without the FORMULA that every journal prints."""
    words = re.findall(r"[^\W_]+", " ".join(prose_of(path).lower().split()).replace(FORMULA, ""))
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def copied_from(sources: Iterable[Path], files: Iterable[Path]) -> list[str]:
    """The files that share a run of SHINGLE words with a source, each with the first such run."""
    ours = {run: path for path in files for run in shingles(path)}
    found: dict[Path, tuple[str, ...]] = {}
    for source in sources:
        for run in shingles(source) & ours.keys():
            found[ours[run]] = min(run, found.get(ours[run], run))
    return sorted(f"{path.name}: {' '.join(run)}" for path, run in found.items())


def test_no_sentence_of_a_published_paper_is_in_the_repository() -> None:
    papers = [shared_path("seed", "idir-2023.txt"), *shared_path("papers").glob("[!m]*/**/*.*ml")]
    papers += shared_path("gold").rglob("*.jsonl")
    assert len(papers) > 30
    assert copied_from(papers, committed_files()) == []


def test_copied_sentences_are_found(tmp_path: Path) -> None:
    page, paper, other = tmp_path / "page.md", tmp_path / "paper.xml", tmp_path / "other.jsonl"
    page.write_text("As was said, a heron stood on one leg in the shallow\nwater of the pond.", encoding="utf-8")
    paper.write_text("<p>A heron stood on <i>ONE</i> leg in the shallow water of the lake.</p>", encoding="utf-8")
    other.write_text(
        '{"text": "A heron sat on one leg in the deep water of the pond, and then it flew."}', encoding="utf-8"
    )
    assert copied_from([paper, other], [page]) == ["page.md: a heron stood on one leg in the shallow water of"]
    assert copied_from([other], [page]) == []


def test_wheel_holds_the_data_and_works_from_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    wanted = {p.relative_to(ROOT / "src").as_posix() for p in committed_files() if p.is_relative_to(ROOT / "src")}
    assert wanted - names == set()
    assert {name.rsplit("/", 1)[-1] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    code = (
        "import casepool; from casepool.knowledge import forms, journals, rules, vocabularies; "
        "print(casepool.__file__, len(forms.load_form().fields), len(rules.load_rules()), len(vocabularies.load_hpo()))"
    )
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", env=surroundings, check=False)
    where, *counts = done.stdout.split()
    assert Path(where).is_relative_to(tmp_path / "site"), done.stderr
    assert counts == [str(len(load_form().fields)), str(len(load_rules())), str(len(load_hpo()))]
