"""Pictures of pages as PNG, by the engine that read the text; boxes can be marked on them."""

import struct
import zlib
from collections.abc import Sequence

import pypdfium2

from casepool.domain.document import Box
from casepool.domain.errors import Problem, ReadError
from casepool.read.limits import DEFAULT_LIMITS, Limits
from casepool.read.pdf.engine import open_document

_FADE = bytes(round(value * 0.45) for value in range(256))
"""What marking does to the blue of a pixel: white turns yellow, black stays black."""


def render_page(
    data: bytes, page: int, scale: float = 1.5, boxes: Sequence[Box] = (), limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """Page `page` (from 1) as PNG at `scale` pixels a point, with the boxes of this page marked in yellow.

    Raises ReadError for a file that cannot be opened, a page that is not there, and a picture over the limit.
    """
    document = open_document(data, "the PDF", limits)
    try:
        if not 1 <= page <= len(document):
            raise _refuse("no_such_page", f"There is no page {page}; the PDF has {len(document)}.", "Check the number.")
        return _render(document, page, scale, boxes, limits)
    finally:
        document.close()


def _refuse(kind: str, message: str, way_out: str) -> ReadError:
    return ReadError(Problem(kind, message, way_out))


def _render(document: pypdfium2.PdfDocument, number: int, scale: float, boxes: Sequence[Box], limits: Limits) -> bytes:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        pixels = width * height * scale * scale
        if pixels > limits.image_pixels:
            message = f"Page {number} at scale {scale:g} has {pixels / 1e6:.0f} million pixels; "
            message += f"the limit is {limits.image_pixels / 1e6:.0f} million."
            raise _refuse("picture_too_large", message, "Ask for a smaller scale.")
        bitmap = page.render(scale=scale, rev_byteorder=True)
        rows = _rows_of(bitmap)
        mode = {1: 0, 3: 2, 4: 6}[bitmap.n_channels]
        if bitmap.n_channels >= 3:
            for box in boxes:
                if box.page == number:
                    _mark(rows, box, scale, bitmap.width, bitmap.n_channels)
        return encode_png(rows, bitmap.width, mode)
    finally:
        page.close()


def _rows_of(bitmap: pypdfium2.PdfBitmap) -> list[bytearray]:
    buffer, length = memoryview(bitmap.buffer).cast("B"), bitmap.width * bitmap.n_channels
    return [bytearray(buffer[y * bitmap.stride : y * bitmap.stride + length]) for y in range(bitmap.height)]


def _mark(rows: list[bytearray], box: Box, scale: float, width: int, channels: int) -> None:
    left, right = max(int(box.x0 * scale), 0), min(int(box.x1 * scale) + 1, width)
    for y in range(max(int(box.y0 * scale), 0), min(int(box.y1 * scale) + 1, len(rows))):
        blue = slice(left * channels + 2, right * channels, channels)
        rows[y][blue] = rows[y][blue].translate(_FADE)


def encode_png(rows: Sequence[bytes | bytearray], width: int, mode: int) -> bytes:
    """PNG of 8-bit rows; `mode` is the colour type (0 grey, 2 RGB, 6 RGBA)."""
    head = struct.pack(">IIBBBBB", width, len(rows), 8, mode, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
