"""Pictures of pages from the limited child process, and the boxes of a quote on them."""

from dataclasses import replace

import pytest
from tests.read.pdf.made_pdf import MadePage, make_pdf
from tests.read.pdf.reading import prose_page
from tests.read.pdf.test_boxes import read_png

from casepool.domain.errors import ReadError
from casepool.pipeline import pictures
from casepool.pipeline.pictures import draw_document, draw_page, draw_pages, find_boxes
from casepool.pipeline.reading import read_stream
from casepool.read import safely
from casepool.read.limits import DEFAULT_LIMITS

BROKEN = ["The grey stone was moved in one opera-", "tion and the moss did not come back."]
CRASH = (
    "import sys, os; sys.path.append(sys.argv[1]); import casepool.read.child as c; draw = c._draw\n"
    "c._draw = lambda data, page, *rest: os.abort() if page == 2 else draw(data, page, *rest)\n"
    "c.serve()"
)


def test_a_quote_over_a_broken_word_is_boxed_where_its_letters_are_dark() -> None:
    data = make_pdf([prose_page(BROKEN)])
    (document,) = read_stream(data, "made.pdf").documents
    start = document.text.index("one operation and")
    boxes = find_boxes(document, start, start + len("one operation and"))
    assert [document.text[b.start : b.end].strip() for b in boxes] == ["one opera", "tion and"]
    _, _, rows = read_png(draw_page(data, "made.pdf", 1, scale=2.0))
    for box in boxes:
        assert darkest(rows, box.x0, box.x1, box.y0, box.y1) < 80
    after_first, before_second = boxes[0].x1 + 8, boxes[1].x0 - 8
    assert darkest(rows, after_first, 590, boxes[0].y0, boxes[0].y1) == 255
    assert darkest(rows, 10, before_second, boxes[1].y0, boxes[1].y1) == 255


def darkest(rows: list[bytes], x0: float, x1: float, y0: float, y1: float) -> int:
    return min(min(row[int(x0 * 2) * 3 : int(x1 * 2) * 3]) for row in rows[int(y0 * 2) : int(y1 * 2)])


def test_a_turned_page_has_its_boxes_on_its_letters() -> None:
    page = prose_page(BROKEN)
    page.rotate = 90
    data = make_pdf([page])
    (document,) = read_stream(data, "made.pdf").documents
    (drawn,) = draw_document(document, data)
    width, height, rows = read_png(draw_page(data, "made.pdf", 1, scale=2.0))
    assert (width, height) == (2 * drawn.page.width, 2 * drawn.page.height) == (1600, 1200)
    assert drawn.boxes
    for _, box in drawn.boxes:
        assert darkest(rows, box.x0, box.x1, box.y0, box.y1) < 80


def test_every_page_has_its_boxes_and_the_first_their_pictures() -> None:
    data = make_pdf([prose_page(), prose_page(BROKEN), prose_page()])
    (document,) = read_stream(data, "made.pdf").documents
    drawn = draw_document(document, data, most=2)
    assert [bool(page.png) for page in drawn] == [True, True, False]
    assert [page.missing for page in drawn] == ["", "", ""]
    assert [len(page.boxes) for page in drawn] == [4, 2, 4]
    assert read_png(drawn[1].png)[:2] == (750, 1000)


def test_pictures_end_where_the_file_would_grow_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_pdf([prose_page(), prose_page(BROKEN), prose_page()])
    (document,) = read_stream(data, "made.pdf").documents
    one = len(draw_document(document, data, most=1)[0].png)
    monkeypatch.setattr(pictures, "MOST_BYTES", one)
    assert [bool(page.png) for page in draw_document(document, data)] == [True, False, False]


def test_a_very_large_page_is_drawn_small() -> None:
    data = make_pdf([MadePage(size=(6400, 3200)).text(100, 100, "A very large sheet of paper.", size=90)])
    (document,) = read_stream(data, "made.pdf").documents
    assert read_png(draw_document(document, data)[0].png)[:2] == (1600, 800)


def test_a_picture_over_the_limit_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        draw_page(make_pdf([prose_page()]), "made.pdf", 1, 4.0, replace(DEFAULT_LIMITS, image_pixels=1_000_000))
    said = "Page 1 at scale 4 has 8 million pixels; the limit is 1 million. Ask for a smaller scale."
    assert str(caught.value) == said


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        draw_page(make_pdf([prose_page()]), "made.pdf", 2)
    assert str(caught.value) == "There is no page 2; the PDF has 1. Check the number."


def test_a_page_that_stops_the_engine_costs_no_other_page_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safely, "_START", CRASH)
    drawn = draw_pages(make_pdf([prose_page()] * 3), "made.pdf", [1, 2, 3], 1.0)
    assert [bool(picture.png) for picture in drawn] == [True, False, True]
    assert str(drawn[1].problem) == (
        "Page 2 could not be drawn. made.pdf made its reader stop (signal 6). It is damaged, or built to exhaust its "
        "reader: export it again, or give the article in another format."
    )


def test_a_child_that_answers_with_no_png_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    lie = CRASH.replace("os.abort() if page == 2", "c.PagePicture(1, 'PHN2Zz4=') if page == 1")
    monkeypatch.setattr(safely, "_START", lie)
    with pytest.raises(ReadError) as caught:
        draw_page(make_pdf([prose_page()]), "made.pdf", 1)
    assert caught.value.problem.message == "The reader of made.pdf gave no usable answer."
