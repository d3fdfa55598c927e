"""The page, its check, and the picture formats."""

import re
import subprocess
import sys
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepool.knowledge.palette import load_palette, load_widths
from casepool.write.figures.figure import Figure, guard_formula, make_sheet, shorten
from casepool.write.figures.flow_layout import FlowRow
from casepool.write.figures.page import Page
from casepool.write.figures.scene import FigureError, Scene, Text, cut, cut_name, measure, wrap
from casepool.write.figures.svg import number, write_svg


def draw_sample() -> Scene:
    """A page with every kind of mark."""
    page = Page(85)
    page.rect(2, 2, 20, 5, "main_lt", "main")
    page.hatch(30, 2, 20, 5, "main")
    page.cross_hatch(55, 2, 20, 5, "line")
    page.dots(2, 10, 20, 5, "main")
    page.arrow((30, 12), (50, 12))
    page.line((30, 15), (50, 15), stroke="index", dash=(2, 1))
    page.round_rect(60, 15, 8, 3, 0.5, "bone", "line", 0.4)
    page.text(30, 20, "Straße $x_1$ Ξ 中", bold=True)
    page.text(5, 40, "turned", angle=90, italic=True)
    return page.finish(45)


FIGURE = Figure("sample", "A sample.", "One mark each.", "Sample of 1 patient.", (), draw_sample())


def test_words_are_as_long_as_the_font_says() -> None:
    assert measure("iiii", 10) == pytest.approx(4 * load_widths()[ord("i")] * 10 * 25.4 / 72)
    assert load_widths()[ord("A")] == pytest.approx(0.667, abs=0.001)
    assert measure("bold", 8, bold=True) > measure("bold", 8)


@given(st.text(max_size=60), st.floats(5, 60))
@settings(max_examples=60, deadline=None)
def test_cut_words_fit(words: str, room: float) -> None:
    assert measure(cut(words, 6.5, room), 6.5) <= room + 1e-9


@given(st.text(alphabet="ab cde fgh", max_size=80), st.floats(8, 40), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_wrapped_words_fit_and_none_is_lost(words: str, room: float, lines: int) -> None:
    found = wrap(words, 6.5, room, lines=lines)
    assert len(found) <= lines
    assert all(measure(line, 6.5) <= room + 1e-9 for line in found)
    if not any("…" in line for line in found):
        assert " ".join(found).split() == words.split()


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ((82, 5, "too long"), "'too long' leaves the page"),
        ((5, 0.5, "too high"), "'too high' leaves the page"),
        ((10, 10, "twice"), "'once' lies on 'twice'"),
    ],
)
def test_text_outside_the_page_or_on_other_text_is_refused(place: tuple[float, float, str], problem: str) -> None:
    page = Page(85)
    page.text(9, 10, "once")
    page.text(*place)
    with pytest.raises(FigureError) as caught:
        page.finish(20)
    assert str(caught.value) == f"The figure was not drawn: {problem}."


def test_small_text_and_unknown_colours_are_refused() -> None:
    page = Page(85)
    page.text(9, 10, "tiny", 4)
    page.rect(1, 1, 2, 2, "pink")
    with pytest.raises(FigureError) as caught:
        page.finish(20)
    assert str(caught.value) == (
        "The figure was not drawn: 'tiny' is smaller than 5.2 pt; colour 'pink' is not in the palette."
    )


def test_turned_text_has_a_turned_box() -> None:
    text = Text(10, 40, "turned", angle=90)
    left, top, right, bottom = text.box
    assert bottom == 40
    assert bottom - top == pytest.approx(text.length)
    assert right - left < 3


def test_hatches_stay_within_their_rectangle() -> None:
    page = Page(85)
    page.hatch(10, 5, 3, 20, "main")
    page.cross_hatch(30, 5, 20, 2, "main")
    parts = [part for mark in page.marks for part in mark.parts]  # type: ignore[union-attr]
    assert len(parts) > 20
    for part in parts:
        for x, y in part:
            assert 10 <= x <= 13 or 30 <= x <= 50
            assert 5 <= y <= 25


@given(st.floats(-1e4, 1e4))
def test_numbers_of_svg_are_plain(value: float) -> None:
    text = number(value)
    assert "e" not in text
    assert text != "-0"
    assert float(text) == pytest.approx(value, abs=0.0006)


def test_svg_keeps_text_as_text() -> None:
    text = FIGURE.svg("p-")
    assert ">Straße $x_1$ Ξ 中</text>" in text
    assert text == FIGURE.svg("p-")
    assert '<title id="p-title">A sample.</title>' in text
    assert '<desc id="p-desc">Sample of 1 patient.</desc>' in text


def test_dark_theme_has_its_own_paper() -> None:
    dark = load_palette().themes["screen_dark"]
    assert f'<rect width="85" height="45" fill="{dark["paper"]}"/>' in FIGURE.svg(theme="screen_dark")
    assert 'width="85" height="45" fill' not in FIGURE.svg()


def test_png_has_the_size_in_print() -> None:
    image = pytest.importorskip("PIL.Image")
    for dpi in (300, 600):
        with image.open(BytesIO(FIGURE.png(dpi))) as picture:
            assert abs(picture.width / dpi * 25.4 - 85) < 0.1
            assert picture.info["Title"] == "A sample."
            assert picture.info["Description"] == "Sample of 1 patient."
            assert "Software" not in picture.info


def test_pdf_and_png_are_the_same_bytes_in_every_process() -> None:
    code = (
        "from hashlib import sha256; from write.figures.test_scene import FIGURE; "
        "print(sha256(FIGURE.pdf() + FIGURE.png()).hexdigest())"
    )
    here = sha256(FIGURE.pdf() + FIGURE.png()).hexdigest()
    surroundings = {"PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(part for part in sys.path if part)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=surroundings, check=False
    )
    assert done.stdout.strip() == here, done.stderr


def test_pdf_embeds_the_font_and_has_no_date() -> None:
    data = FIGURE.pdf()
    assert data.startswith(b"%PDF-1.")
    assert b"LiberationSans-Bold" in data
    assert b"CreationDate" not in data
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert box is not None
    assert [round(float(end) / 72 * 25.4, 1) for end in box.groups()] == [85.0, 45.0]


def test_drawing_imports_no_matplotlib() -> None:
    code = "import sys; import casepool.write.figures; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["False", "False"]


def test_alternative_text_is_shortened_by_sentences() -> None:
    assert shorten("One. Two. Three.", 10) == "One. Two."
    assert shorten("Longer than allowed", 13) == "Longer than…"
    assert shorten("Short.", 10) == "Short."


def test_cells_that_a_spreadsheet_would_run_are_guarded() -> None:
    assert [guard_formula(c) for c in ("=1+1", "-2.5", "+x", "@a", "-1e3", "plain")] == [
        "'=1+1",
        "-2.5",
        "'+x",
        "'@a",
        "-1e3",
        "plain",
    ]


def test_sheet_has_the_fields_of_its_rows() -> None:
    sheet = make_sheet("flow", FlowRow, [FlowRow("Search", "found", "left", "Found", 'a "b", c', "record", None)])
    assert sheet.csv() == 'stage,box,side,heading,reason,unit,count\nSearch,found,left,Found,"a ""b"", c",record,\n'


def test_scene_without_marks_can_be_written() -> None:
    assert write_svg(Scene(10, 10, ())).startswith('<svg xmlns="http://www.w3.org/2000/svg" width="10mm"')


def test_a_cut_name_keeps_the_letter_that_tells_it_apart() -> None:
    names = [f"Vandersteen-Hollowood 2006 ({letter})" for letter in "abc"]
    shown = [cut_name(name, 6.5, 22.0) for name in names]
    assert [words[-5:] for words in shown] == ["… (a)", "… (b)", "… (c)"]
    assert all(measure(words, 6.5) <= 22.0 for words in shown)
    assert cut_name("Hollowood 2006", 6.5, 10.0) == cut("Hollowood 2006", 6.5, 10.0)
    assert cut_name("Ek 2006 (a)", 6.5, 22.0) == "Ek 2006 (a)"
    assert cut_name(names[0], 6.5, 3.0) == cut(names[0], 6.5, 3.0)
