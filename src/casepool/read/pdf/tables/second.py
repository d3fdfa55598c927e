"""A second reading of unsure tables by camelot ("stream"), where the extra [tables] is installed."""

import warnings
from bisect import bisect_left
from collections.abc import Callable
from importlib.util import find_spec

from casepool.read.pdf.tables.columns import Part, cut_parts
from casepool.read.pdf.tables.grids import Grid, fill_grid
from casepool.read.pdf.tables.joins import Sheet
from casepool.read.pdf.tables.rows import score_grid

UNSURE = 0.05
"""Tables whose own best reading scores less are read a second time (the import alone takes seconds)."""
HANDICAP = 1.0
"""The second reading must score this much more to be taken; mostly it is kept as a candidate for a person to choose."""
MARGIN = 4.0

SecondReader = Callable[[Sheet], Grid | None]


def find_second_reader(data: bytes) -> SecondReader | None:
    """A function that reads a table of this PDF a second time; None when camelot is not installed."""
    if find_spec("camelot") is None:
        return None
    return lambda sheet: read_with_camelot(data, sheet)


def read_with_camelot(data: bytes, sheet: Sheet) -> Grid | None:
    """The grid that camelot makes of an upright table; None for sideways ones and where it finds nothing."""
    if sheet.turn or sheet.shape.rotation:
        return None
    from camelot.io import read_pdf

    region, shape = sheet.region, sheet.shape
    left, right = region.u0 + shape.left - MARGIN, region.u1 + shape.left + MARGIN
    top, bottom = shape.top - region.top + MARGIN, shape.top - region.bottom - MARGIN
    area = f"{left:.1f},{top:.1f},{right:.1f},{bottom:.1f}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = read_pdf(data, pages=str(sheet.page), flavor="stream", table_areas=[area], suppress_stdout=True)
    if not len(found):
        return None
    places = [cell.x2 - shape.left for cell in found[0].cells[0][:-1]]
    tops = sorted(shape.top - row[0].y1 for row in found[0].cells)
    return _make_grid(sheet, sorted(places), tops)


def _make_grid(sheet: Sheet, gutters: list[float], bottoms: list[float]) -> Grid | None:
    """A grid from the inner column edges and the lower row edges, both in the reading frame."""
    if not gutters or len(bottoms) < 2:
        return None
    bands: list[list[Part]] = [[] for _ in bottoms]
    for part in cut_parts(sheet.region.segments, gutters):
        row = bisect_left(bottoms, part.base - 0.28 * part.size)
        bands[min(row, len(bottoms) - 1)].append(part)
    grid = fill_grid([band for band in bands if band], len(gutters) + 1, "camelot stream")
    grid.score = score_grid(grid) - HANDICAP
    return grid
