"""Every figure at every size: it fits its page, says its numbers, and can be drawn again from its data."""

import csv
import io
import re
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

from casepool.domain.cohort import Cohort
from casepool.knowledge.palette import load_palette
from casepool.write.figures import Figure, FigureMaterial, NotDrawn, draw_all, draw_survival
from casepool.write.figures.case_timeline import StoryRow, lay_out_case_timeline
from casepool.write.figures.comparison_layout import lay_out_comparison
from casepool.write.figures.comparison_rows import CompareRow, VerdictRow
from casepool.write.figures.curve_rows import count_at, gather_curve
from casepool.write.figures.lane_rows import LaneRow
from casepool.write.figures.level_lanes import LevelRow
from casepool.write.figures.level_map import draw_level_map, lay_out_level_map
from casepool.write.figures.markers_layout import MarkerRow, ShareRow, lay_out_markers
from casepool.write.figures.publications_layout import PeriodRow, YearRow, lay_out_publications
from casepool.write.figures.reporting import ReportingRow, draw_reporting, lay_out_reporting
from casepool.write.figures.scene import Scene, check_page
from casepool.write.figures.swimmer import lay_out_swimmer
from pool.build import case, cohort, patient
from write.figures.synthetic import make_cohort, make_material

SIZES = (2, 6, 24, 125)
NOTE = "Synthetic cohort."
FORM = "onco_spine_case"


@cache
def material(n: int) -> FigureMaterial:
    return make_material(make_cohort(n), note=NOTE)


@cache
def drawn(n: int) -> dict[str, Figure]:
    return {figure.name: figure for figure in draw_all(material(n)) if isinstance(figure, Figure)}


def each_figure() -> list[tuple[int, Figure]]:
    return [(n, figure) for n in SIZES for figure in drawn(n).values()]


def test_most_figures_are_drawn_at_each_size() -> None:
    assert {"publications", "reporting", "swimmer", "comparison"} <= set(drawn(6))
    assert {"level_map", "markers", "survival_any_progression"} <= set(drawn(24))
    assert "survival_overall_survival" in drawn(125)
    assert set(drawn(125)) >= set(drawn(24))


def test_pages_have_the_widths_of_a_journal_and_hold_their_words() -> None:
    for _, figure in each_figure():
        assert figure.width in (85, 174)
        assert figure.height <= 225
        assert check_page(figure.scene) == []
        assert min(text.size for text in figure.scene.texts) >= 5.2
        assert all(text.size >= 6 for text in figure.scene.texts if not re.fullmatch(r"[CTLS]\d+", text.words))


def test_words_of_a_figure_hold_numbers_and_never_a_missing_one() -> None:
    for n, figure in each_figure():
        said = " ".join(
            (figure.title, figure.legend, figure.alt_text("Table S12"), *(t.words for t in figure.scene.texts))
        )
        assert len(figure.alt_text("Table S12")) <= 350
        assert figure.alt_text("Table S12").endswith("The data are in Table S12.")
        assert not re.search(r"\b(nan|inf|None)\b", said), said
        assert any(str(k) in figure.alt_text() for k in (n, n - 1)) or figure.name.startswith(("survival", "case_time"))
        assert figure.title.endswith(".")


def test_caption_names_figure_and_data() -> None:
    figure = drawn(6)["reporting"]
    lead, rest = figure.caption(3, "Table S3")
    assert lead == "Figure 3. Reporting of 16 fields in 6 patients."
    assert rest.endswith("Data: Table S3.")
    assert figure.caption(3)[1] == figure.legend


def test_data_of_a_figure_are_finite_and_name_patients() -> None:
    for n, figure in each_figure():
        for sheet in figure.data:
            table = list(csv.reader(io.StringIO(sheet.csv())))
            assert table[0] == list(sheet.header)
            assert len(table) == len(sheet.rows) + 1
            cells = {cell for row in table for cell in row}
            assert not cells & {"nan", "inf", "-inf", "None"}
        known = {p.id for p in material(n).cohort.patients}
        named = {
            row[sheet.header.index("patient_id")]
            for sheet in figure.data
            if "patient_id" in sheet.header
            for row in sheet.rows
        }
        assert named <= known
        assert named


def test_each_row_of_named_cells_is_drawn() -> None:
    for n in (2, 6, 24):
        assert drawn(n)["reporting"].scene.drawn_rows == frozenset(range(16 * n))
        swimmer = drawn(n)["swimmer"]
        assert len(swimmer.scene.drawn_rows) == len(swimmer.data[0].rows)


def test_svg_is_well_formed_and_uses_colours_of_the_palette_only() -> None:
    palette = load_palette()
    for _, figure in each_figure():
        for theme in palette.themes:
            text = figure.svg(prefix="f3-", theme=theme)
            root = ElementTree.fromstring(text)
            assert root.get("role") == "img"
            assert root.get("width") == f"{figure.width:g}mm"
            assert re.findall(r'id="([^"]*)"', text) == ["f3-title", "f3-desc"]
            assert set(re.findall(r"#[0-9A-Fa-f]{6}", text)) <= set(palette.themes[theme].values())
            assert "<style" not in text
            assert "<!DOCTYPE" not in text


def test_the_same_cohort_in_another_order_gives_the_same_picture() -> None:
    turned = Cohort(tuple(reversed(make_cohort(24).patients)))
    again = {f.name: f for f in draw_all(make_material(turned, note=NOTE)) if isinstance(f, Figure)}
    assert {name: f.svg() for name, f in again.items()} == {name: f.svg() for name, f in drawn(24).items()}
    assert all(f.data == drawn(24)[name].data for name, f in again.items())


def read_rows(text: str, kind: type) -> tuple[Any, ...]:
    """The rows of a data sheet, read back from its CSV."""
    hints = typing.get_type_hints(kind)
    found = []
    for row in csv.DictReader(io.StringIO(text)):
        found.append(kind(**{f.name: read_cell(row[f.name], hints[f.name]) for f in fields(kind)}))
    return tuple(found)


def read_cell(text: str, kind: Any) -> Any:
    if isinstance(kind, types.UnionType):
        (plain,) = (part for part in typing.get_args(kind) if part is not type(None))
        return None if text == "" else read_cell(text, plain)
    if kind is bool:
        return text == "yes"
    return kind(text.removeprefix("'") if kind is str else text)


Redraw = Callable[[Sequence[Any], Figure, int], Scene]
REDRAW: dict[str, tuple[tuple[type, ...], Redraw]] = {
    "reporting": ((ReportingRow,), lambda rows, figure, n: lay_out_reporting(rows[0], figure.width, NOTE)),
    "level_map": ((LevelRow,), lambda rows, figure, n: lay_out_level_map(rows[0], figure.width, FORM, NOTE)),
    "swimmer": ((LaneRow,), lambda rows, figure, n: lay_out_swimmer(rows[0], FORM, NOTE)),
    "markers": ((MarkerRow, ShareRow), lambda rows, figure, n: lay_out_markers(*rows, figure.width, n, NOTE)),
    "comparison": ((CompareRow, VerdictRow), lambda rows, figure, n: lay_out_comparison(*rows, figure.width, NOTE)),
    "publications": ((YearRow, PeriodRow), lambda rows, figure, n: lay_out_publications(*rows, figure.width, NOTE)),
    "case_timeline": ((StoryRow,), lambda rows, figure, n: lay_out_case_timeline(rows[0], FORM, NOTE)),
}  # fmt: skip


@pytest.mark.parametrize("name", REDRAW)
@pytest.mark.parametrize("n", [6, 24, 125])
def test_a_figure_can_be_drawn_from_its_data(name: str, n: int) -> None:
    figure = drawn(n).get(name)
    if figure is None:
        assert n == 6 or name == "case_timeline"
        return
    kinds, redraw = REDRAW[name]
    rows = [read_rows(sheet.csv(), kind) for sheet, kind in zip(figure.data, kinds, strict=True)]
    assert redraw(rows, figure, n) == figure.scene


def test_the_table_under_a_curve_adds_up() -> None:
    outcome = material(125).pooled.outcome("any_progression")
    assert outcome is not None
    assert outcome.curve is not None
    rows = gather_curve(outcome, outcome.curve)
    on_curve = sum(row.t is not None for row in rows.times)
    for moment in range(0, 121, 3):
        assert sum(count_at(rows.times, moment)) == on_curve
    for count in outcome.at_risk:
        assert count_at(rows.times, count.time) == (count.at_risk, count.events_before, count.censored_before)


def test_curve_fits_both_widths() -> None:
    for width in (85, 174):
        figure = draw_survival(material(125), "any_progression", width)
        assert isinstance(figure, Figure)
        assert figure.width == width


HOSTILE = '<script>alert("x")</script> & $\\frac{a}{b}$ \u202egnp.exe\u202c ' + "very long name " * 6


def test_hostile_names_are_words_and_fit() -> None:
    patients = make_cohort(6)
    named = make_material(patients, note=NOTE, names={p.id: f"{HOSTILE}{n}" for n, p in enumerate(patients.patients)})
    for figure in draw_all(named):
        if isinstance(figure, Figure):
            text = figure.svg()
            assert "<script" not in text
            assert "\u202e" not in text
            ElementTree.fromstring(text)


def test_formulas_in_data_are_disarmed() -> None:
    patients = make_cohort(2)
    named = make_material(patients, names={p.id: "=HYPERLINK(1)" for p in patients.patients})
    figure = draw_reporting(named)
    assert isinstance(figure, Figure)
    assert "'=HYPERLINK(1)" in figure.data[0].csv()
    assert ",=HYPERLINK" not in figure.data[0].csv()


def test_index_case_is_violet_and_bold_and_last() -> None:
    for name in ("reporting", "level_map", "publications"):
        texts = [t for t in drawn(6)[name].scene.texts if t.words == "Index case"]
        assert [(t.fill, t.bold) for t in texts] == [("index", True)]
    heads = [t for t in drawn(6)["reporting"].scene.texts if t.angle]
    assert max(heads, key=lambda t: t.x).words == "Index case"
    alone = make_material(make_cohort(6, with_index=False), note=NOTE)
    marks = [m for f in draw_all(alone) if isinstance(f, Figure) for m in f.scene.marks]
    assert not [mark for mark in marks if mark.fill == "index" or getattr(mark, "stroke", "") == "index"]


def test_values_that_nobody_verified_are_hatched_and_counted() -> None:
    patients = make_cohort(6)
    first = replace(patients.patients[0], verified=frozenset({"sex", "age_years"}))
    figure = draw_reporting(make_material(Cohort((first, *patients.patients[1:]))))
    plain = draw_reporting(make_material(patients))
    assert isinstance(figure, Figure)
    assert isinstance(plain, Figure)
    words = [t.words for t in figure.scene.texts]
    assert "not verified by a person" in words
    assert "not verified by a person" not in [t.words for t in plain.scene.texts]
    counted = [int(match[1]) for w in words if (match := re.match(r"(\d+) of \d+ values not verified", w))]
    rows = read_rows(figure.data[0].csv(), ReportingRow)
    assert counted == [
        sum(not r.verified and r.state in ("reported", "absent", "unclear", "contradictory") for r in rows)
    ]


def test_too_few_patients_are_said_in_words() -> None:
    one = {f.name: f for f in draw_all(material_of_one())}
    refused = {name: f.sentence for name, f in one.items() if isinstance(f, NotDrawn)}
    assert refused["reporting"] == (
        "Figure not drawn: reporting map. The pool holds 1 patient. The form of the case says what is reported."
    )
    assert refused["level_map"] == "Figure not drawn: level map. Vertebral levels are stated in 0 of 1 patient."
    assert refused["swimmer"] == "Figure not drawn: swimmer plot. Follow-up is stated in 0 of 1 patient."
    assert refused["survival_overall_survival"] == (
        "Figure not drawn: overall survival. No death is stated in 1 patients."
    )
    assert refused["markers"] == "Figure not drawn: immunohistochemistry. A panel is stated for 0 of 1 patient."
    assert refused["comparison"] == "Figure not drawn: comparison. No earlier patient is in the project."
    assert refused["publications"] == (
        "Figure not drawn: patients by year of publication. 1 patient was published in 2020."
    )
    assert refused["drift"] == (
        "Figure not drawn: conflicts between publications. 0 of 1 patient are told by two or more publications."
    )
    assert [f for f in one.values() if isinstance(f, Figure)] == []


def material_of_one() -> FigureMaterial:
    return make_material(cohort(patient("p1", case("own", 2020, index=True, sex="female"))))


def test_an_empty_pool_is_said_in_words() -> None:
    empty = make_material(cohort())
    assert {type(figure) for figure in draw_all(empty)} == {NotDrawn}
    assert isinstance(draw_level_map(empty), NotDrawn)


def test_a_gate_that_is_not_passed_is_said_with_its_numbers() -> None:
    found = draw_survival(material(6), "local_recurrence")
    assert isinstance(found, NotDrawn)
    assert re.fullmatch(
        r"Figure not drawn: local recurrence\. \d of 6 patients usable, \d events?; 10 patients and 5 events are "
        r"needed\. The lanes of the swimmer plot show all that is known\.",
        found.sentence,
    )
    unknown = draw_survival(material(6), "rain")
    assert isinstance(unknown, NotDrawn)
    assert unknown.sentence == "Figure not drawn: rain. The form has no such endpoint."


@pytest.mark.parametrize(("n", "seed"), [(1, 0), (2, 1), (3, 2), (5, 3), (9, 4), (13, 5)])
def test_any_cohort_with_any_names_fits_its_pages(n: int, seed: int) -> None:
    names = {f"p{k:04d}": "Wm" * (1 + 13 * k % 31) for k in range(n)}
    found = make_material(make_cohort(n, seed % 2 == 0, seed), names=names, note="A note of several words. " * seed)
    figures = [figure for figure in draw_all(found) if isinstance(figure, Figure)]
    assert n == 1 or figures
    for figure in figures:
        assert check_page(figure.scene) == []
        assert figure.height <= 225
