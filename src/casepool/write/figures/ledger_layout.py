"""The fact ledger on the page: parts of the text as bands, a line per fact, a mark per place."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, close_page, draw_legend
from casepool.write.figures.scene import MARGIN, Scene, cut, measure, wrap

LEFT, ROW, LEAST = 38.0, 9.2, 0.085


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place where the article states a fact. `conflict`: it does not fit with the others."""

    source_id: str
    number: int
    fact: str
    value: str
    quote: str
    section: str
    section_start: int
    section_end: int
    start: int
    end: int
    rule: str
    conflict: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the text on the page."""

    start: int
    end: int
    left: float
    width: float

    def at(self, place: int) -> float:
        share = (place - self.start) / max(self.end - self.start, 1)
        return self.left + (0.08 + 0.84 * share) * self.width


def lay_out_ledger(rows: Sequence[PlaceRow], width: float, note: str = "") -> Scene:
    """The picture from the rows of its data sheet."""
    page = Page(width)
    names = {(row.section_start, row.section_end): row.section for row in rows}
    bands = _place_bands(sorted(names), width - LEFT - MARGIN)
    top = MARGIN + 7.0
    facts = list(dict.fromkeys(row.number for row in rows))
    bottom = top + len(facts) * ROW
    for n, (key, band) in enumerate(bands.items()):
        if n % 2 == 0:
            page.rect(band.left, top, band.width, bottom - top, "wash")
        for place, words in enumerate(wrap(names[key], 6.5, band.width - 1.0, lines=2)):
            page.label(band.left + band.width / 2, MARGIN + 1.6 + 2.9 * place, words, 6.5, "ink2", "middle")
    for place, number in enumerate(facts):
        found = [(n, row) for n, row in enumerate(rows) if row.number == number]
        _draw_fact(page, found, bands, top + place * ROW)
        if place:
            page.line((MARGIN, top + place * ROW), (width - MARGIN, top + place * ROW), stroke="hair", width=0.35)
    keys = [Key(lambda page, x, y: page.circle(x, y, 0.8, "main"), "a place where the article states it", 2.4)]
    keys = keys * any(not row.conflict for row in rows)
    keys.append(Key(lambda page, x, y: _draw_conflict(page, x, y), "statements that do not fit together", 2.4))
    y = draw_legend(page, LEFT, bottom + 3.5, width - LEFT - MARGIN, keys)
    return page.finish(close_page(page, y, note, x=LEFT))


def _place_bands(parts: Sequence[tuple[int, int]], room: float) -> dict[tuple[int, int], Band]:
    """Widths by the square root of the length, none below 8.5% (or an equal share where there are many)."""
    least = min(LEAST, 0.9 / len(parts))
    roots = [sqrt(end - start) for start, end in parts]
    shares = [max(root / sum(roots), least) for root in roots]
    bands, left = {}, LEFT
    for part, share in zip(parts, shares, strict=True):
        width = room * share / sum(shares)
        bands[part] = Band(*part, left, width)
        left += width
    return bands


def _draw_fact(page: Page, found: Sequence[tuple[int, PlaceRow]], bands: dict[tuple[int, int], Band], y: float) -> None:
    first = found[0][1]
    lines = wrap(first.fact, 6.5, LEFT - MARGIN - 1.5, bold=True, lines=2)
    for place, words in enumerate(lines):
        page.label(MARGIN, y + 2.2 + 2.7 * place, words, 6.5, bold=True)
    page.label(MARGIN, y + 5.2 + (2.3 if len(lines) > 1 else 0.0), first.rule, 6.0, "event")
    places = [(bands[row.section_start, row.section_end].at(row.start), n, row) for n, row in found]
    line = y + 2.7
    page.line((places[0][0], line), (places[-1][0], line), stroke="line", width=0.9)
    for x, n, row in places:
        if row.conflict:
            _draw_conflict(page, x, line, n)
        else:
            page.circle(x, line, 0.8, "main", "paper", 0.3, row=n)
    _draw_values(page, _merge([(x, row) for x, _, row in places]), y + 6.3)


def _merge(places: Sequence[tuple[float, PlaceRow]]) -> list[tuple[float, str, bool]]:
    """Equal values that stand close together as one, "36 (2×)"."""
    groups: list[list[tuple[float, PlaceRow]]] = []
    for x, row in places:
        last = groups[-1][-1] if groups else None
        if last and last[1].value == row.value and last[1].conflict == row.conflict and x - last[0] < 9.0:
            groups[-1].append((x, row))
        else:
            groups.append([(x, row)])
    return [
        (sum(x for x, _ in group) / len(group), group[0][1].value + (f" ({len(group)}×)" if len(group) > 1 else ""),
         group[0][1].conflict)
        for group in groups
    ]  # fmt: skip


def _draw_values(page: Page, values: Sequence[tuple[float, str, bool]], y: float) -> None:
    """The values under their marks, moved and cut so that none lies on another."""
    right_end, edge = page.width - MARGIN, LEFT
    for n, (x, words, conflict) in enumerate(values):
        room = (right_end - edge) / (len(values) - n) - 1.2
        shown = cut(words, 6.5, max(room, 3.0), bold=conflict)
        length = measure(shown, 6.5, conflict)
        rest = sum(min(measure(w, 6.5, c), 12.0) + 1.2 for _, w, c in values[n + 1 :])
        left = min(max(x - length / 2, edge), max(right_end - rest - length, edge))
        page.label(left, y, shown, 6.5, "event" if conflict else "ink", bold=conflict)
        edge = left + length + 1.2


def _draw_conflict(page: Page, x: float, y: float, row: int | None = None) -> None:
    r = 1.05
    page.shape([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], "event", "paper", 0.3, row=row)
