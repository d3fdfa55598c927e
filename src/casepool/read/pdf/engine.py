"""The PDF engine behind plain functions: document, pages, character calls. Nothing else of the package calls it."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from casepool.domain.errors import Problem, ReadError
from casepool.read.limits import DEFAULT_LIMITS, Limits

_ADDRESS, _INT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_double


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A lean binding of an engine function: plain integers instead of typed pointers, half the cost of a call."""
    address = ctypes.cast(getattr(raw, name), _ADDRESS).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


get_unicode = _bind("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
get_origin = _bind("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
get_text_object = _bind("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
get_loose_box = _bind("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
get_tight_box = _bind("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
get_matrix = _bind("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
get_font_size = _bind("FPDFText_GetFontSize", _DOUBLE, _ADDRESS, _INT)
is_generated = _bind("FPDFText_IsGenerated", _INT, _ADDRESS, _INT)
has_map_error = _bind("FPDFText_HasUnicodeMapError", _INT, _ADDRESS, _INT)
get_font = _bind("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
get_font_flags = _bind("FPDFFont_GetFlags", _INT, _ADDRESS)
get_font_weight = _bind("FPDFFont_GetWeight", _INT, _ADDRESS)
get_font_name = _bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
get_render_mode = _bind("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)
get_fill_color = _bind("FPDFPageObj_GetFillColor", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
get_clip = _bind("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
count_clip_paths = _bind("FPDFClipPath_CountPaths", _INT, _ADDRESS)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
get_clip_segment = _bind("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)
count_objects = _bind("FPDFPage_CountObjects", _INT, _ADDRESS)
get_object = _bind("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
count_form_objects = _bind("FPDFFormObj_CountObjects", _INT, _ADDRESS)
get_form_object = _bind("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
get_object_type = _bind("FPDFPageObj_GetType", _INT, _ADDRESS)
get_object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
get_bounds = _bind("FPDFPageObj_GetBounds", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
get_draw_mode = _bind("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
count_path_segments = _bind("FPDFPath_CountSegments", _INT, _ADDRESS)
get_path_segment = _bind("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
get_segment_point = _bind("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
get_segment_type = _bind("FPDFPathSegment_GetType", _INT, _ADDRESS)
get_segment_close = _bind("FPDFPathSegment_GetClose", _INT, _ADDRESS)


@dataclass(frozen=True, slots=True)
class PageShape:
    """Size of a page in points as displayed, its rotation in degrees, and its box in user space."""

    width: float
    height: float
    rotation: int
    left: float
    bottom: float
    right: float
    top: float


def open_document(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> pypdfium2.PdfDocument:
    """The opened PDF; raises ReadError for empty, broken, encrypted and over-long files."""
    if not data:
        raise _refuse("empty", f"{source} is empty (0 bytes).", "Copy or download the file again.")
    if b"%PDF-" not in data[:1024]:
        raise _refuse("not_pdf", f"{source} does not begin as a PDF does.", "Check that it is the article itself.")
    document = _load(data, source)
    pages = len(document)
    if pages == 0:
        document.close()
        raise _refuse("damaged", f"{source} has no pages that can be opened.", _DAMAGED_WAY_OUT)
    if pages > limits.pages:
        document.close()
        raise _refuse(
            "too_long",
            f"{source} has {pages:,} pages; the limit is {limits.pages}.",
            "Cut out the pages of the article and read those.",
        )
    return document


_DAMAGED_WAY_OUT = "Download it again, or print it to a new PDF."


def _load(data: bytes, source: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise _refuse(
                "encrypted",
                f"{source} is encrypted and asks for a password.",
                "Save a copy without a password and read that.",
            ) from error
        raise _refuse("damaged", f"{source} is damaged or cut off: no page can be opened.", _DAMAGED_WAY_OUT) from error


def _refuse(kind: str, message: str, way_out: str) -> ReadError:
    return ReadError(Problem(kind=kind, message=message, way_out=way_out, fatal=True))


def page_shape(page: pypdfium2.PdfPage) -> PageShape:
    """Shape of a page; width and height are as displayed (after rotation), in points."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    rotation = page.get_rotation() % 360
    if rotation in (90, 270):
        width, height = height, width
    return PageShape(width, height, rotation, left, bottom, right, top)


def handle_of(thing: pypdfium2.PdfTextPage | pypdfium2.PdfPage) -> int:
    """The engine's own handle of a page or text page, as the lean bindings take it."""
    return int(ctypes.cast(thing.raw, _ADDRESS).value or 0)


def font_name(font: int) -> str:
    """Base name of a font, without the subset prefix."""
    length = get_font_name(font, None, 0)
    if not length:
        return ""
    buffer = ctypes.create_string_buffer(length)
    get_font_name(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    return name[7:] if name[6:7] == "+" else name
