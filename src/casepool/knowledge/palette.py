"""Colours, page widths and the font of the figures, as data (`figures/palette.toml`, `figures/fonts`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack_from
from types import MappingProxyType

from casepool.knowledge.load import FOLDER, Table, load_toml

THEMES = ("print", "screen_light", "screen_dark")
FACES = ("Regular", "Bold", "Italic")
FAMILY = "Liberation Sans"
HEX = re.compile(r"#[0-9A-F]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by theme and name, and the widths of a journal page in millimetres."""

    themes: Mapping[str, Mapping[str, str]]
    one_column: float
    two_columns: float
    highest: float


@cache
def load_palette() -> Palette:
    """The palette. Raises KnowledgeError for a slip in the file or a colour that the print theme does not have."""
    file = load_toml("figures/palette.toml")
    file.check_keys(("widths", *THEMES), ("widths", "print", "screen_dark"))
    base = _read_theme(file.table("print"), ())
    themes = {name: {**base, **_read_theme(file.table(name), tuple(base))} for name in THEMES}
    widths = file.table("widths")
    widths.check_keys(("one_column", "two_columns", "highest"), ("one_column", "two_columns", "highest"))
    return Palette(
        MappingProxyType({name: MappingProxyType(theme) for name, theme in themes.items()}),
        widths.number("one_column"),
        widths.number("two_columns"),
        widths.number("highest"),
    )


def _read_theme(table: Table, known: tuple[str, ...]) -> dict[str, str]:
    if known:
        table.check_keys(known)
    for name in table:
        if not HEX.fullmatch(table.text(name)):
            table.fail(name, f"'{name}' in {table.title} must be a colour like #1F5C99.")
    return {name: table.text(name) for name in table}


def find_font(face: str = "Regular") -> Path:
    """The file of one face (FACES) of the shipped font."""
    return FOLDER / "figures" / "fonts" / f"LiberationSans-{face}.ttf"


@cache
def load_widths(face: str = "Regular") -> Mapping[int, float]:
    """Advance widths of the characters of one face by code point, in em (tables cmap format 4 and hmtx of the file)."""
    data = find_font(face).read_bytes()
    tables = {data[n : n + 4]: unpack_from(">I", data, n + 8)[0] for n in range(12, 12 + 16 * _short(data, 4), 16)}
    units, metrics = _short(data, tables[b"head"] + 18), _short(data, tables[b"hhea"] + 34)
    glyphs = _read_glyphs(data, tables[b"cmap"])
    hmtx = tables[b"hmtx"]
    return MappingProxyType(
        {code: _short(data, hmtx + 4 * min(glyph, metrics - 1)) / units for code, glyph in glyphs.items()}
    )


def _short(data: bytes, at: int) -> int:
    return int(unpack_from(">H", data, at)[0])


def _read_glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Glyph number by code point, from the Unicode subtable (platform 3, encoding 1)."""
    records = (unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(_short(data, cmap + 2)))
    at = cmap + next(offset for platform, encoding, offset in records if (platform, encoding) == (3, 1))
    count = _short(data, at + 6) // 2
    ends, starts = at + 14, at + 16 + 2 * count
    deltas, ranges = starts + 2 * count, starts + 4 * count
    found: dict[int, int] = {}
    for n in range(count):
        start, end = _short(data, starts + 2 * n), _short(data, ends + 2 * n)
        delta, offset = _short(data, deltas + 2 * n), _short(data, ranges + 2 * n)
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = _short(data, ranges + 2 * n + offset + 2 * (code - start)) if offset else code
            if not offset or glyph:
                found[code] = (glyph + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}
