"""The author's pictures cleaned: PNG and JPEG keep what is seen and lose everything else; other formats are refused.

Removed: EXIF, XMP, comments, thumbnails, text, times, colour profiles, and whatever is appended behind the picture.
Of EXIF only the orientation is written again, without which a picture would lie on its side.
"""

import struct
from dataclasses import dataclass

from casepool.domain.errors import UsageError
from casepool.write.escape import show_line

PNG = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs")
FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
ADOBE, APP0, APP15, COMMENT, SCAN, END = 0xEE, 0xE0, 0xEF, 0xFE, 0xDA, 0xD9
MOST_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without metadata: its bytes, type and size in pixels as it is seen."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean_picture(name: str, data: bytes) -> CleanPicture:
    """The picture without metadata. Raises UsageError for DICOM, for another format, and for a damaged file."""
    shown = show_line(name)
    if data[128:132] == b"DICM" or name.lower().endswith((".dcm", ".dicom")):
        raise UsageError(
            f"{shown}: a DICOM file holds the data of a patient and is not taken. Export the image from the viewer as "
            "PNG or JPEG without overlay text, and look at it before you put it into figures/."
        )
    try:
        if data.startswith(PNG):
            return _check_size(shown, _clean_png(data))
        if data.startswith(b"\xff\xd8"):
            return _check_size(shown, _clean_jpeg(data))
    except (struct.error, IndexError, ValueError) as error:
        raise UsageError(f"{shown}: the picture is damaged or cut off. Save it again as PNG or JPEG.") from error
    raise UsageError(f"{shown}: only PNG and JPEG pictures are placed. Save it as one of the two.")


def _check_size(name: str, picture: CleanPicture) -> CleanPicture:
    if not (picture.width and picture.height) or picture.width * picture.height > MOST_PIXELS:
        raise UsageError(
            f"{name}: {picture.width} x {picture.height} pixels. A picture has at least one and at most "
            f"{MOST_PIXELS:,} pixels. Save it in a smaller size."
        )
    return picture


def _clean_png(data: bytes) -> CleanPicture:
    kept, place, kind = [PNG], len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        end = place + 12 + length
        if end > len(data):
            raise ValueError("it ends too early")
        if kind in KEPT_CHUNKS:
            kept.append(data[place:end])
        place = end
    width, height = struct.unpack(">II", kept[1][8:16])
    return CleanPicture(b"".join(kept), "image/png", width, height)


def _clean_jpeg(data: bytes) -> CleanPicture:
    kept, place, size, turn = [b"\xff\xd8"], 2, (0, 0), 1
    while True:
        if data[place] != 0xFF:
            raise ValueError("it ends too early")
        marker = data[place + 1]
        if marker == END:
            break
        (length,) = struct.unpack(">H", data[place + 2 : place + 4])
        segment = data[place : place + 2 + length]
        place += 2 + length
        if marker in FRAMES:
            size = struct.unpack(">HH", segment[5:9])[::-1]
        if marker == APP0 + 1 and segment[4:10] == b"Exif\0\0":
            turn = _read_orientation(segment[10:])
        if not (APP0 <= marker <= APP15 or marker == COMMENT) or marker == ADOBE:
            kept.append(segment)
        if marker == SCAN:
            end = _find_marker(data, place)
            kept.append(data[place:end])
            place = end
    if turn > 1:
        kept.insert(1, _write_orientation(turn))
    width, height = size[::-1] if turn >= 5 else size
    return CleanPicture(b"".join([*kept, b"\xff\xd9"]), "image/jpeg", width, height)


def _find_marker(data: bytes, place: int) -> int:
    """Where the next marker stands behind compressed data (0xFF followed by neither 0 nor a restart mark)."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2


def _read_orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) of EXIF data, 1 where none can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (first,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[first : first + 2])
        for number in range(count):
            place = first + 2 + 12 * number
            tag, _, _, value = struct.unpack(order + "HHIH", tiff[place : place + 10])
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _write_orientation(turn: int) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
