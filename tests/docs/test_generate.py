"""The reference pages and the README are what the declarations and the program give now."""

import importlib.util
import re
import subprocess
import sys
from types import ModuleType

import pytest

from casepool.knowledge.forms import load_form
from casepool.knowledge.linking import load_linking
from casepool.knowledge.rules import load_rules
from support import ROOT


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = ["docs/reference/form.md", "docs/reference/rules.md", "docs/reference/linking.md", "README.md"]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_current(generate: ModuleType, name: str) -> None:
    page = generate.PAGES[name]()
    assert (ROOT / name).read_text(encoding="utf-8") == page, f"{name} is not current: run make docs"


def test_check_names_the_pages_that_are_not_current(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "PAGES", {"docs/reference/form.md": lambda: "something else"})
    assert generate.main(["--check"]) == 1
    assert capsys.readouterr().err == "docs/reference/form.md is not current: run make docs\n"


def test_form_page_tells_every_field_with_its_question(generate: ModuleType) -> None:
    page = generate.form_page()
    for field in load_form().fields:
        assert f"#### `{field.id}`\n\n**{field.label}**" in page
        assert field.question in page
    assert "- limits: 0 to 120\n" in page
    assert "- only if: radiotherapy == reported\n" in page


def test_rules_page_tells_every_rule_with_all_its_parts(generate: ModuleType) -> None:
    page = generate.rules_page()
    for rule in load_rules().values():
        part = page.split(f"### {rule.id}\n")[1].split("\n### ")[0]
        for words in (rule.trigger, rule.guard, rule.why, rule.resolve, rule.why_off, rule.headline):
            assert words in part, rule.id


def test_linking_page_tells_every_level_with_its_weight_and_reason(generate: ModuleType) -> None:
    page = generate.linking_page()
    for comparison in load_linking().comparisons.values():
        part = page.split(f"## {comparison.label}\n")[1].split("\n## ")[0]
        for level in comparison.levels.values():
            assert f"| {level.name} | {level.m:g} | {level.u:g} |" in part
            assert level.why in part
    assert "| cites | 0.7 | 0.004 | +7.5 to +12.8 |" in page


def test_rules_over_several_publications_show_their_papers(generate: ModuleType) -> None:
    part = generate.rules_page().split("### LNK-02\n")[1].split("\n### ")[0]
    assert "- linked by a person: case case-1 of paper 1 and case case-1 of paper 2" in part
    assert part.count("```markdown") == 4


def test_tables_escape_bars(generate: ModuleType) -> None:
    assert generate.table(("a", "b"), [("x|y", 1)]) == "| a | b |\n|---|---|\n| x\\|y | 1 |"


@pytest.mark.parametrize(
    "page", sorted(p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
)
def test_links_lead_to_files(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_commands_of_the_readme_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in sorted(set(re.findall(r"^casepool (\w+)", text, re.MULTILINE))):
        done = subprocess.run(
            [sys.executable, "-m", "casepool", command, "--help"], capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, command
        options = re.findall(rf"^casepool {command} .*?(--[\w-]+)", text, re.MULTILINE)
        assert [o for o in options if o not in done.stdout] == []
