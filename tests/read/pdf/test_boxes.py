"""From a quote to its rectangles, and pictures of pages with them."""

import struct
import zlib

import pytest
from tests.read.pdf.made_pdf import MadePage, make_pdf
from tests.read.pdf.reading import PROSE, prose_page, read_made

from casepool.domain.document import Box, Document
from casepool.read.pdf import boxes_for, render_page


def boxes_of(document: Document, quote: str) -> tuple[Box, ...]:
    start = document.text.index(quote)
    return boxes_for(document, start, start + len(quote))


def test_a_quote_on_one_line_has_one_box_at_its_place() -> None:
    (box,) = boxes_of(read_made(prose_page()), "She had no fever")
    assert box.page == 1
    assert (box.y0, box.y1) == (pytest.approx(112 - 7.8), pytest.approx(112 + 2.2))
    # The words before take 119 points of this font, the quote 68.
    assert box.x0 == pytest.approx(179, abs=2)
    assert box.x1 == pytest.approx(247, abs=2)


def test_a_quote_over_two_lines_has_two_boxes() -> None:
    first, second = boxes_of(read_made(prose_page()), "left calf that had grown")
    assert (first.y0 + 12, second.x0) == (pytest.approx(second.y0), pytest.approx(60, abs=0.5))


def test_a_word_broken_by_a_line_end_has_two_boxes() -> None:
    document = read_made(prose_page(["It was removed in one opera-", "tion and did not come back."]))
    first, second = boxes_of(document, "operation")
    assert document.text[first.start : first.end] == "opera"
    assert document.text[second.start : second.end] == "tion"
    assert first.x1 > second.x1


def test_a_quote_over_two_pages_has_a_box_on_each() -> None:
    pages = prose_page(["At the last visit he was free of disease and went"], 700), prose_page(["home on foot."], 60)
    document = read_made(*pages)
    assert [b.page for b in boxes_of(document, "and went home on")] == [1, 2]


def test_the_whole_text_is_covered_line_by_line() -> None:
    document = read_made(prose_page())
    assert len(boxes_for(document, 0, len(document.text))) == len(PROSE)


def test_sideways_text_has_upright_boxes() -> None:
    document = read_made(MadePage().sideways(200, 700, "a label that reads from bottom to top of the page"))
    (box,) = boxes_for(document, 0, len(document.text))
    assert (box.x0, box.x1) == (pytest.approx(200 - 7.8), pytest.approx(200 + 2.2))
    assert box.y1 == pytest.approx(700)
    assert box.y0 < 550


def test_a_stretch_without_print_has_no_box() -> None:
    document = read_made(prose_page())
    end = len(document.text)
    assert boxes_for(document, end, end + 5) == ()


def read_png(data: bytes) -> tuple[int, int, list[bytes]]:
    """(width, height, rows of RGB bytes) of a picture that the reader wrote."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body, width, height = 8, b"", 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + chunk)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        body += chunk if kind == b"IDAT" else b""
        at += 12 + length
    raw = zlib.decompress(body)
    step = width * 3 + 1
    return width, height, [raw[y * step + 1 : (y + 1) * step] for y in range(height)]


def test_a_page_picture_has_its_size_and_its_letters() -> None:
    width, height, rows = read_png(render_page(make_pdf([prose_page()]), 1, scale=1.0))
    assert (width, height) == (600, 800)
    assert min(min(row) for row in rows[90:105]) < 100
    assert min(min(row) for row in rows[300:310]) == 255


def test_boxes_are_marked_in_yellow_and_letters_stay_black() -> None:
    data = make_pdf([prose_page()])
    document = read_made(prose_page())
    boxes = boxes_of(document, "She had no fever")
    _, _, plain = read_png(render_page(data, 1, scale=2.0))
    _, _, marked = read_png(render_page(data, 1, scale=2.0, boxes=boxes))
    y, x = int(boxes[0].y0 * 2) + 1, int(boxes[0].x0 * 2) + 2
    assert plain[y][x * 3 : x * 3 + 3] == b"\xff\xff\xff"
    assert marked[y][x * 3 : x * 3 + 3] == bytes((255, 255, 115))
    changed = {n // 3 for row, old in zip(marked, plain, strict=True) for n in range(len(row)) if row[n] != old[n]}
    assert min(changed) >= int(boxes[0].x0 * 2)
    assert max(changed) <= int(boxes[0].x1 * 2) + 1
    assert marked[: int(boxes[0].y0 * 2)] == plain[: int(boxes[0].y0 * 2)]
