"""The figures of the six patients that the project starts from hold their known numbers."""

import shutil
from pathlib import Path

import pytest

from casepool.write.figures import Figure, NotDrawn, draw_all
from pool.expected_cohort import read_cohort
from support import shared_path
from write.figures.synthetic import make_material


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure | NotDrawn]:
    folder: Path = tmp_path_factory.mktemp("seed")
    shutil.copy(shared_path("seed", "idir-2023.txt"), folder / "text.txt")
    shutil.copy(shared_path("product", "seed_expected.yaml"), folder / "expected.yaml")
    patients, _ = read_cohort(folder, "text.txt", "expected.yaml")
    return {figure.name: figure for figure in draw_all(make_material(patients))}


def words_of(figures: dict[str, Figure | NotDrawn], name: str) -> list[str]:
    figure = figures[name]
    assert isinstance(figure, Figure)
    return [text.words for text in figure.scene.texts]


def test_swimmer_plot(figures: dict[str, Figure | NotDrawn]) -> None:
    figure = figures["swimmer"]
    assert isinstance(figure, Figure)
    assert figure.alt_text() == (
        "Swimmer plot of 6 patients. Follow-up is stated for 4: 72, 48, 6, 6 months; not stated for 2. "
        "Events: local recurrence 1, metastasis 2; no death is stated. 3 known only as intervals."
    )
    assert "36 or 35 M" in words_of(figures, "swimmer")


def test_comparison(figures: dict[str, Figure | NotDrawn]) -> None:
    words = words_of(figures, "comparison")
    for said in (
        "1 of 5 younger",
        "95% interval 0.5 to 72%",
        "chance to fall outside: 2/6",
        "with 35 for 36: the same",
    ):
        assert said in words
    assert "no earlier patient states it: not compared" in words
    assert {"given: 3", "silent: 2", "C–T: 1", "thoracic: 1 of 5"} <= set(words)


def test_level_map(figures: dict[str, Figure | NotDrawn]) -> None:
    figure = figures["level_map"]
    assert isinstance(figure, Figure)
    for block in ("C7–T1", "C3–C5", "C1–C2", "T1–T3", "L4–L5", "index case T3–T4"):
        assert block in figure.alt_text()
    assert "T1–T5" in words_of(figures, "level_map")


def test_what_may_not_be_drawn(figures: dict[str, Figure | NotDrawn]) -> None:
    refused = {name: f.sentence for name, f in figures.items() if isinstance(f, NotDrawn)}
    assert (
        refused["survival_overall_survival"] == "Figure not drawn: overall survival. No death is stated in 6 patients."
    )
    assert refused["survival_local_recurrence"] == (
        "Figure not drawn: local recurrence. 3 of 6 patients usable, 1 event; 10 patients and 5 events are needed. "
        "The lanes of the swimmer plot show all that is known."
    )
    assert refused["markers"].startswith(
        "Figure not drawn: immunohistochemistry. A panel is stated for 1 of 6 patients: "
    )
