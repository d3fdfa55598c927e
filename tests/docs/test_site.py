"""The site builds without a warning, asks nothing of the network, and every code block of the pages runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT

DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    path.relative_to(DOCS).as_posix()
    for folder in ("tutorials", "how-to", "explanation", "deployment")
    for path in (DOCS / folder).glob("*.md")
)
OF_ITS_OWN = ("how-to/query-a-dataset.md",)
"""Pages whose blocks need a dataset: a test of their own runs them."""
WITHOUT = ("", "text", "ini", "nginx", "toml", "console", "json", "sql")


def blocks(page: str, language: str) -> list[str]:
    return [code for name, code in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")) if name == language]


def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(DOCS), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    loaded = re.compile(
        r"<(?:script|img|iframe)[^>]+src=\"(?:https?:)?//|<link[^>]+rel=\"(?!canonical)[^>]+href=\"https?://"
    )
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 20
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []
    styles = [
        style for style in tmp_path.rglob("*.css") if re.search(r"url\(['\"]?(?:https?:)?//", style.read_text("utf-8"))
    ]
    assert styles == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_only_blocks_that_run_or_say_that_they_do_not(page: str) -> None:
    names = {name for name, _ in BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))}
    assert names <= {"sh", "python", "sql", *WITHOUT}


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sh")])
def test_the_commands_of_a_page_run_in_their_order(page: str, tmp_path: Path) -> None:
    programs = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "EXAMPLES": str(ROOT / "examples" / "papers"),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    script = "set -e\n" + "\n".join(blocks(page, "sh"))
    command = ["sh", "-c", script]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python") and page not in OF_ITS_OWN])
def test_the_python_of_a_page_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for code in blocks(page, "python"):
        exec(compile(code, page, "exec"), {"EXAMPLES": str(ROOT / "examples" / "papers")})
        assert capsys.readouterr().out


def test_the_page_of_commands_is_current() -> None:
    done = subprocess.run([sys.executable, str(DOCS / "commands.py"), "--check"], check=False, timeout=60)
    assert done.returncode == 0, "docs/reference/commands.md is not current: run make docs"


def test_the_plan_of_the_team_tutorial_is_understood(tmp_path: Path) -> None:
    from casepool.knowledge.plan_files import load_protocol

    for code in blocks("tutorials/team-review.md", "toml"):
        (tmp_path / "protocol.toml").write_text(code, encoding="utf-8")
        protocol = load_protocol(tmp_path / "protocol.toml", "onco_spine_case")
        assert protocol.reviewers_of("any") == (("A", "eva"), ("B", "jon"))
        assert protocol.assist == "after_own_answer"
