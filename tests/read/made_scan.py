"""Scans made for tests: pages of made PDFs drawn as pictures, so that no letter is left in the file."""

import zlib
from collections.abc import Sequence

import pypdfium2
from tests.read.pdf.made_pdf import MadePage, make_pdf, write_objects

DOTS_PER_INCH = 200


def make_scan(pages: Sequence[MadePage], as_text: Sequence[int] = ()) -> bytes:
    """A PDF of these pages as pictures; pages in `as_text` (from 1) keep their letters, in one standard font."""
    objects = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"]
    kids = []
    drawn = pypdfium2.PdfDocument(make_pdf(pages))
    for number, page in enumerate(pages, 1):
        if number in as_text:
            resources, content = "/Font << /F1 3 0 R >>", "\n".join(page.parts)
        else:
            objects.append(_picture(drawn[number - 1]))
            resources = f"/XObject << /P {len(objects)} 0 R >>"
            content = f"q {page.size[0]} 0 0 {page.size[1]} 0 0 cm /P Do Q"
        objects.append(_stream("", content.encode("latin-1")))
        body = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] "
            f"/Resources << {resources} >> /Contents {len(objects)} 0 R >>"
        )
        objects.append(body.encode())
        kids.append(f"{len(objects)} 0 R")
    drawn.close()
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return write_objects(objects)


def _picture(page: pypdfium2.PdfPage) -> bytes:
    bitmap = page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
    rows = bytes(bitmap.buffer)
    grey = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    head = f"/Type /XObject /Subtype /Image /Width {bitmap.width} /Height {bitmap.height} /BitsPerComponent 8 "
    return _stream(head + "/ColorSpace /DeviceGray /Filter /FlateDecode", zlib.compress(grey))


def _stream(head: str, data: bytes) -> bytes:
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
