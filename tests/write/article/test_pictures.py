"""The author's pictures: what is seen stays, everything else goes; DICOM and other formats are refused."""

import struct
import zlib

import pytest

from casepool.domain.errors import UsageError
from casepool.write.article.cells import CellBook
from casepool.write.article.inputs import PlatePicture
from casepool.write.article.model import PlateBlock, say_runs
from casepool.write.article.pictures import clean_picture
from casepool.write.article.plates import write_legend
from casepool.write.article.whole import build_article, write_article
from write.article.sample import build_review


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 4, height: int = 3, *more: bytes) -> bytes:
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def exif(turn: int, order: str = "<") -> bytes:
    name = b"II" if order == "<" else b"MM"
    entries = struct.pack(order + "HHIHH", 0x010E, 2, 12, 0, 0) + struct.pack(order + "HHIHH", 0x0112, 3, 1, turn, 0)
    head = name + struct.pack(order + "HIH", 42, 8, 2)
    return b"Exif\0\0" + head + entries + b"JOHN DOE 1960"


def jpeg(*more: bytes, tail: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 30, 40, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(more) + frame + scan + b"\xff\xd9" + tail


def test_png_loses_text_times_and_what_is_appended() -> None:
    hidden = (chunk(b"tEXt", b"Patient\0John Doe"), chunk(b"eXIf", b"John Doe"), chunk(b"tIME", b"1234567"),
              chunk(b"iTXt", b"John Doe"), chunk(b"gAMA", b"\0\0\xb1\x8f"))  # fmt: skip
    found = clean_picture("a.png", png(4, 3, *hidden) + b"John Doe DICM")
    assert (found.media_type, found.width, found.height) == ("image/png", 4, 3)
    assert b"John" not in found.data
    assert found.data == png(4, 3, hidden[4])
    assert clean_picture("a.png", found.data).data == found.data


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("turn", "size"), [(1, (40, 30)), (6, (30, 40)), (9, (40, 30))])
def test_jpeg_keeps_only_its_orientation(turn: int, size: tuple[int, int], order: str) -> None:
    data = jpeg(segment(0xE1, exif(turn, order)), segment(0xE0, b"JFIF\0thumb"), segment(0xFE, b"John Doe"),
                segment(0xE2, b"ICC"), segment(0xEE, b"Adobe"), tail=b"John Doe")  # fmt: skip
    found = clean_picture("a.jpg", data)
    assert (found.media_type, (found.width, found.height)) == ("image/jpeg", size)
    assert b"JOHN" not in found.data.upper()
    assert b"Adobe" in found.data
    assert (b"Exif" in found.data) is (turn == 6)
    assert b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" in found.data
    assert clean_picture("a.jpg", found.data) == found


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("scan.png", b"\0" * 128 + b"DICM" + b"x" * 99, "scan.png: a DICOM file holds the data of a patient and is not "
         "taken. Export the image from the viewer as PNG or JPEG without overlay text, and look at it before you put "
         "it into figures/."),
        ("a.DCM", b"x", "a.DCM: a DICOM file holds the data of a patient and is not taken. Export the image from the "
         "viewer as PNG or JPEG without overlay text, and look at it before you put it into figures/."),
        ("a.gif", b"GIF89a", "a.gif: only PNG and JPEG pictures are placed. Save it as one of the two."),
        ("a.png", png()[:60], "a.png: the picture is damaged or cut off. Save it again as PNG or JPEG."),
        ("a.jpg", jpeg()[:12], "a.jpg: the picture is damaged or cut off. Save it again as PNG or JPEG."),
        ("a.png", png(0, 3), "a.png: 0 x 3 pixels. A picture has at least one and at most 100,000,000 pixels. Save it "
         "in a smaller size."),
    ],
)  # fmt: skip
def test_what_may_not_be_placed_is_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        clean_picture(name, data)
    assert str(raised.value) == message


def test_plates_stand_in_the_order_of_their_names_with_legends_from_the_form() -> None:
    names = ("2-mri_t2.png", "1-mri-t1.png", "3_contrast.jpg", "4 IHC.png", "5 holiday.png")
    pictures = tuple(PlatePicture(n, jpeg() if n.endswith("jpg") else png(), is_confirmed=True) for n in names)
    review = build_review(pictures=pictures)
    plate = next(b for b in build_article(review, figures=()).blocks if isinstance(b, PlateBlock))
    assert [(panel.letter, say_runs(panel.legend)) for panel in plate.panels] == [
        ("A", "T1-weighted magnetic resonance image. Signal of the lesion: hypointense."),
        ("B", "T2-weighted magnetic resonance image. Signal of the lesion: hyperintense."),
        ("C", "Contrast-enhanced magnetic resonance image. Enhancement: heterogeneous or homogeneous."),
        ("D", "Immunohistochemistry. BCL2 positive, CD34 positive and CD99 positive."),
        ("E", "[legend of 5 holiday.png: the name of the file does not say what the picture shows]"),
    ]
    for to in ("html", "docx", "tex"):
        assert write_article(review, to, figures=()).files
    assert "plate1A.png" in [file.name for file in write_article(review, "tex", figures=()).files]


def test_a_legend_names_what_is_not_stated() -> None:
    assert say_runs(write_legend(CellBook(build_review()), "specimen.png")) == (
        "Intraoperative picture or specimen. Extent of resection: extent not stated."
    )
