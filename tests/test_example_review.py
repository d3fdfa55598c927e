"""The example review: a fresh run of the whole journey against the truth of its authors and the finished files."""

import importlib.util
import json
import os
import sys
import tomllib
import zipfile
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
REVIEW = ROOT / "examples" / "review"
TRUTH: dict[str, Any] = tomllib.loads((REVIEW / "truth.toml").read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = TRUTH["expected"]
RENEW = "If the change is meant, look at the pages and renew them: python examples/demo.py --finish"


def load_demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo", ROOT / "examples" / "demo.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["demo"] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Run:
    """A fresh run: its folder, the code that made it, and what its commands say."""

    demo: ModuleType
    folder: Path
    said: dict[str, list[dict[str, Any]]]

    def ask(self, word: str) -> list[dict[str, Any]]:
        """What a command says with --json; each is asked once."""
        if word not in self.said:
            self.said[word] = self._ask(word)
        return self.said[word]

    def _ask(self, word: str) -> list[dict[str, Any]]:
        out = self.folder.parent / "said.jsonl"
        with out.open("w", encoding="utf-8") as file:
            before, sys.stdout = sys.stdout, file
            try:
                assert self.demo.call((word, "--json", "--project", str(self.folder))) in (0, 1)
            finally:
                sys.stdout = before
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    demo = load_demo()
    folder = tmp_path_factory.mktemp("somewhere-else") / "review"
    demo.build_review(folder, whole=False)
    assert "SOURCE_DATE_EPOCH" not in os.environ
    return Run(demo, folder, {})


@pytest.fixture(scope="module")
def numbers(run: Run) -> dict[str, dict[str, Any]]:
    return {item["name"]: item for item in run.ask("pool") if "name" in item}


def name_case(told: str) -> str:
    """The key that casepool gives to a case of the truth: "a-2001/2" and "a-2001#3"."""
    if "#" in told:
        paper, _, row = told.partition("#")
        return f"{paper}/table-1-row-{row}"
    paper, _, number = told.partition("/")
    return f"{paper}/case-{number}"


HOME = {name_case(told): patient["name"] for patient in TRUTH["patient"] for told in patient["cases"]}


def test_the_written_review_is_the_finished_one(run: Run) -> None:
    fresh = {path.name: path.read_bytes() for path in run.demo.list_finished(run.folder)}
    kept = {path.name: path.read_bytes() for path in run.demo.FINISHED.iterdir()}
    assert sorted(fresh) == sorted(kept), RENEW
    assert [name for name in sorted(fresh) if fresh[name] != kept[name]] == [], RENEW


def test_the_headline_numbers(numbers: dict[str, dict[str, Any]]) -> None:
    found = {
        "patients": numbers["patients"]["value"],
        "female": numbers["sex.female.k"]["value"],
        "male": numbers["sex.male.k"]["value"],
        "age_min": numbers["age.min"]["value"],
        "age_max": numbers["age.max"]["value"],
        "table_only": numbers["patients.table_only"]["value"],
        "deaths": numbers["overall_survival.events"]["value"],
        "os_median": numbers["overall_survival.median"]["value"],
        "followup_min": numbers["followup.min"]["value"],
        "followup_max": numbers["followup.max"]["value"],
        "recurrences": numbers["local_recurrence.events"]["value"],
    }
    assert found == {name: EXPECTED[name] for name in found}


def test_only_the_cases_of_one_patient_are_linked_and_all_of_them(run: Run) -> None:
    links = run.ask("link")
    assert all(link["decision"] == "same" for link in links)
    wrong = [link["cases"] for link in links if len({HOME[case] for case in link["cases"]}) > 1]
    assert wrong == []
    joined = {case for link in links for case in link["cases"]}
    meant = {name_case(told) for p in TRUTH["patient"] if len(p["cases"]) > 1 for told in p["cases"]}
    assert meant - joined == set()


@pytest.mark.parametrize("planted", TRUTH["contradiction"], ids=lambda planted: str(planted["paper"]))
def test_a_planted_contradiction_is_found_with_both_quotes(run: Run, planted: dict[str, Any]) -> None:
    found = [f for f in run.ask("audit") if f["rule"] == planted["rule"] and planted["paper"] in f["publications"]]
    assert found
    said = " ".join(shown["quote"] for finding in found for shown in finding["quotes"])
    assert [quote for quote in planted["quotes"] if quote not in said] == []


def test_no_error_beside_the_planted_and_the_known_false_ones(run: Run) -> None:
    known = {(item["paper"], item["rule"]) for item in (*TRUTH["contradiction"], *TRUTH.get("false_alarm", []))}
    known |= {(slip["row"].partition("#")[0], "TAB-08") for slip in TRUTH["drift"]}
    found = {(f["publications"][0], f["rule"]) for f in run.ask("audit") if f["severity"] == "error"}
    assert found - known == set()


def test_a_copying_slip_between_a_table_and_its_source_is_shown(run: Run) -> None:
    for slip in TRUTH["drift"]:
        told = [json.dumps(finding) for finding in run.ask("audit")]
        both = [text for text in told if str(slip["printed"]) in text and str(slip["source"]) in text]
        assert both, slip


def read_table(folder: Path) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """State and value of each cell of Table 1, by patient (in the order of the table) and field."""
    told: dict[str, dict[str, list[tuple[str, str]]]] = {}
    with (folder / "article" / "table1.csv").open(encoding="utf-8", newline="") as file:
        for row in DictReader(file):
            told.setdefault(row["patient"], {}).setdefault(row["field"], []).append((row["state"], row["value"]))
    return told


def say_cell(field: str, value: Any) -> tuple[str, str]:
    """How Table 1 prints a true value; the field that holds it."""
    if field in ("radiotherapy", "chemotherapy"):
        return field, "reported" if value else "stated absent"
    names = {"age": "age_years", "levels": "level_range", "side": "laterality", "months": "followup_months"}
    printed = {"female": "F", "male": "M"}.get(str(value), str(value).replace("-", "–"))
    return names.get(field, field), printed


FIELDS = ("age", "sex", "levels", "side", "months", "radiotherapy", "chemotherapy")


def test_the_cells_of_table_1_are_true_but_for_the_known_misses(run: Run) -> None:
    table = read_table(run.folder)
    assert len(table) == EXPECTED["patients"]
    wrong, right = set(), 0
    for patient in TRUTH["patient"]:
        name = next(n for n in table if n.split()[0].casefold() in patient["name"].casefold() and fits(n, patient))
        for field in FIELDS:
            if field not in patient["truth"]:
                continue
            key, meant = say_cell(field, patient["truth"][field])
            cells = table[name].get(key, [])
            silent = all(state in ("not_reported", "not_accessible", "not_applicable") for state, _ in cells)
            if any(value == meant for _, value in cells):
                right += 1
            elif not silent or field in ("age", "sex", "levels", "months"):
                wrong.add((patient["name"], field))
    known = {(item["patient"], item["field"]) for item in TRUTH.get("known_miss", [])}
    assert wrong - known == set()
    assert right >= EXPECTED["cells_right"]


def fits(name: str, patient: dict[str, Any]) -> bool:
    """Whether a row of Table 1 is this patient: the letter after the year tells cases of one paper apart."""
    last = name.split()[-1]
    letters = {"(a)": ("1", "A"), "(b)": ("2", "B"), "(c)": ("3",)}
    return last not in letters or patient["name"].split()[-1] in letters[last]


def test_patients_whose_papers_nobody_holds_stand_in_the_table_with_their_source(run: Run) -> None:
    names = list(read_table(run.folder))
    for missing in TRUTH["missing"]:
        author, year = missing.split()
        assert any(author in name and year in name for name in names), missing


def test_nothing_in_the_article_names_this_machine_or_the_clock(run: Run) -> None:
    for path in sorted((run.folder / "article").glob("*.html")):
        assert str(run.folder.parent) not in path.read_text(encoding="utf-8")
    with zipfile.ZipFile(run.folder / "exports" / "review.casepool.zip") as bundle:
        for name in bundle.namelist():
            assert str(run.folder.parent).encode() not in bundle.read(name), name


def test_every_paper_says_that_it_is_synthetic() -> None:
    papers = sorted((REVIEW / "papers").iterdir())
    assert len(papers) == EXPECTED["publications_held"]
    sources = [REVIEW / "sources" / f"{path.stem}.md" if path.suffix in (".docx", ".pdf") else path for path in papers]
    assert [path.name for path in sources if "synthetic" not in path.read_text(encoding="utf-8").casefold()] == []
