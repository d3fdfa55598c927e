"""The comparison on the page: name, strip, verdict for each field."""

from collections import Counter
from collections.abc import Sequence
from math import ceil, floor

from casepool.write.figures.comparison_rows import NUMBER, CompareRow, VerdictRow
from casepool.write.figures.glyphs import draw_diamond
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, Scale, choose_step, close_page, draw_legend, draw_x_axis, list_ticks
from casepool.write.figures.scene import MARGIN, Scene, cut, measure

LEFT, STRIP, VERDICT = 34.0, 96.0, 135.0
BIG, SMALL = 1.0, 0.775
FEW, MANY = 12, 120
DOTS_HIGH = 4.9
TINTS = ("main", "main_md", "main_lt", "main_xl")
Numbered = tuple[int, CompareRow]


def lay_out_comparison(
    rows: Sequence[CompareRow], verdicts: Sequence[VerdictRow], width: float, note: str = ""
) -> Scene:
    """The picture from the rows of its data sheets."""
    page = Page(width)
    page.label(VERDICT, MARGIN + 1.5, "Index case among earlier patients", 6.5, "ink2")
    y = MARGIN + 3.5
    for verdict in verdicts:
        found = [(n, row) for n, row in enumerate(rows) if row.field == verdict.field]
        if verdict.kind == NUMBER:
            _draw_number(page, found, verdict, y)
            y += 19.0
        else:
            _draw_words(page, found, verdict, y + 2.4)
            y += 9.0
    y = draw_legend(page, LEFT, y + 4.0, width - LEFT - MARGIN, _list_keys(rows, verdicts))
    return page.finish(close_page(page, y, note, x=LEFT))


def _draw_name(page: Page, verdict: VerdictRow, y: float) -> None:
    page.label(MARGIN, y, cut(verdict.label, 7, LEFT - MARGIN - 1.5, bold=True), 7, bold=True)
    page.label(MARGIN, y + 3.3, f"{verdict.stated} of {verdict.n} stated", 6.5, "ink2")


def _draw_verdict(page: Page, verdict: VerdictRow, y: float) -> None:
    room = page.width - VERDICT - MARGIN
    own = verdict.ink == "index"
    page.label(
        VERDICT, y, cut(verdict.line_1, 7, room, bold=own, italic=not own), 7, verdict.ink, bold=own, italic=not own
    )
    lines = ((verdict.line_2, "ink"), (verdict.line_3, "ink2"), (verdict.line_4, "event"))
    for words, ink in lines:
        if words:
            y += 3.3
            page.label(VERDICT, y, cut(words, 6.5, room), 6.5, ink)


def _draw_number(page: Page, found: Sequence[Numbered], verdict: VerdictRow, y: float) -> None:
    numbers = [n for _, row in found for n in (row.value, row.low, row.high) if n is not None]
    top = max([*numbers, 1.0])
    step = verdict.step or choose_step(top, 10)
    while top / step > 12:
        step *= 2
    scale = Scale(0, ceil(top / step - 1e-9) * step, LEFT, LEFT + STRIP)
    axis = y + 13.0
    prior = [(n, row) for n, row in found if not row.is_index]
    values = sorted(row.value for _, row in prior if row.value is not None)
    _draw_bounds(page, prior, scale, axis - 2.2)
    if len(values) > MANY:
        _draw_histogram(page, prior, scale, axis, step)
    else:
        _draw_dots(page, prior, scale, axis - 6.0)
    if len(values) >= 6:
        _draw_quartiles(page, values, scale, y + 0.8)
    elif not values:
        words = "no earlier patient states it: not compared"
        page.label(LEFT + 1.0, axis - 6.0, words, 6.5, "ink2", italic=True)
    draw_x_axis(page, scale, axis, list_ticks(scale.high, step))
    _draw_own(page, found, scale, axis, y)
    _draw_name(page, verdict, y + 6.0)
    _draw_verdict(page, verdict, y + 3.4)


def _draw_own(page: Page, found: Sequence[Numbered], scale: Scale, axis: float, y: float) -> None:
    for n, row in found:
        if row.is_index and row.value is not None:
            x = scale.at(row.value)
            page.line((x, y + 2.2), (x, axis), stroke="index", width=0.8)
            draw_diamond(page, x, axis, 1.3, row=n)


def _draw_bounds(page: Page, prior: Sequence[Numbered], scale: Scale, y: float) -> None:
    """What is known only as a bound or a range: hatched segments just above the axis, never points."""
    bounded = [(n, row) for n, row in prior if row.value is None and row.low is not None]
    for place, (n, row) in enumerate(bounded[:4]):
        left = scale.at(row.low or 0.0)
        right = scale.at(min(row.high, scale.high)) if row.high is not None else scale.end
        top = y - 1.6 * place
        page.rect(left, top, max(right - left, 0.5), 1.2, "paper", row=n)
        page.hatch(left, top, max(right - left, 0.5), 1.2, "main", 0.9)
        page.rect(left, top, max(right - left, 0.5), 1.2, "", "main", 0.4)


def _draw_dots(page: Page, prior: Sequence[Numbered], scale: Scale, middle: float) -> None:
    """Dots stacked around the middle so that none hides another; smaller where a stack would be too high."""
    dots = sorted((row.value, n) for n, row in prior if row.value is not None)
    few = len(dots) <= FEW
    for r in (BIG, SMALL, 0.6, 0.45, 0.35, 0.25) if few else (SMALL, 0.6, 0.45, 0.35, 0.25):
        placed = _place_dots([scale.at(value) for value, _ in dots], r)
        if all(abs(y) <= DOTS_HIGH for _, y in placed):
            break
    for (x, y), (_, n) in zip(placed if dots else [], dots, strict=True):
        page.circle(x, middle + y, r, "main" if few else "main_md", "paper" if few else "main", 0.4, row=n)


def _place_dots(places: Sequence[float], r: float) -> list[tuple[float, float]]:
    placed: list[tuple[float, float]] = []
    for x in places:
        level = next(k for k in range(len(places) + 1) if _is_free(x, _lift(k, r), placed, r))
        placed.append((x, _lift(level, r)))
    return placed


def _lift(level: int, r: float) -> float:
    """0, up one, down one, up two ..."""
    return (1 if level % 2 == 0 else -1) * ((level + 1) // 2) * 2.08 * r


def _is_free(x: float, y: float, placed: Sequence[tuple[float, float]], r: float) -> bool:
    return all((x - px) ** 2 + (y - py) ** 2 >= (2 * r) ** 2 for px, py in placed[-200:])


def _draw_histogram(page: Page, prior: Sequence[Numbered], scale: Scale, axis: float, step: float) -> None:
    bin_width = step / 4
    last = round(scale.high / bin_width) - 1
    first = {min(floor(row.value / bin_width), last): n for n, row in reversed(prior) if row.value is not None}
    counts = Counter(min(floor(row.value / bin_width), last) for _, row in prior if row.value is not None)
    most = max(counts.values())
    for place, count in sorted(counts.items()):
        left, right = scale.at(place * bin_width), scale.at(min((place + 1) * bin_width, scale.high))
        height = 9.5 * count / most
        page.rect(left + 0.1, axis - height, max(right - left - 0.2, 0.2), height, "main_md", row=first[place])


def _draw_quartiles(page: Page, values: Sequence[float], scale: Scale, y: float) -> None:
    """Median and quartiles of type 2: the mean of both neighbours where a share falls between two values."""
    low, middle, high = (scale.at(find_quantile(values, part)) for part in (0.25, 0.5, 0.75))
    page.line((low, y), (high, y), stroke="ink", width=1.2)
    page.line((middle, y - 0.8), (middle, y + 0.8), stroke="ink", width=1.0)


def find_quantile(values: Sequence[float], part: float) -> float:
    """The quantile of type 2 of sorted values."""
    place = part * len(values)
    n = ceil(place)
    if place == n and 0 < n < len(values):
        return (values[n - 1] + values[n]) / 2
    return values[max(n - 1, 0)]


def _draw_words(page: Page, found: Sequence[Numbered], verdict: VerdictRow, y: float) -> None:
    _draw_name(page, verdict, y + 1.2)
    prior = [(n, row) for n, row in found if not row.is_index]
    places = {row.word: row.order for _, row in found if row.word}
    order = sorted(places, key=lambda word: (places[word], word))
    own = next((row.word for _, row in found if row.is_index), "")
    stated = [row for _, row in prior if row.word]
    silent = [""] if is_one_sided([row for _, row in prior]) else []
    x, total = LEFT, max(len(prior) if silent else len(stated), 1)
    for place, word in enumerate([*order, *silent]):
        rows = [n for n, row in prior if row.word == word]
        if rows:
            length = STRIP * len(rows) / total
            fill = "wash" if not word else TINTS[place] if len(order) <= 4 else ("main_md", "main_lt")[place % 2]
            short = next((row.short for _, row in prior if row.word == word), "")
            _draw_segment(page, x, y, length - 0.2, fill, word or "silent", short, len(rows), rows[0])
            if word and word == own:
                page.rect(x, y, length - 0.2, 5.2, "", "index", 1.2)
                middle = x + length / 2
                page.shape([(middle - 0.6, y - 1.5), (middle + 0.6, y - 1.5), (middle, y - 0.5)], "index")
            x += length
    own_ink = verdict.ink == "index"
    words = cut(verdict.line_1, 7, page.width - VERDICT - MARGIN, bold=own_ink, italic=not own_ink)
    page.label(VERDICT, y + 2.6, words, 7, verdict.ink, bold=own_ink, italic=not own_ink)


def is_one_sided(prior: Sequence[CompareRow]) -> bool:
    """Whether all who state the field say the same and others are silent: then the silent stay in the bar."""
    return len({row.word for row in prior if row.word}) <= 1 and any(not row.word for row in prior)


def _draw_segment(
    page: Page, x: float, y: float, w: float, fill: str, word: str, short: str, count: int, row: int
) -> None:
    page.rect(x, y, max(w, 0.1), 5.2, fill, row=row)
    for said in (f"{word}: {count}", f"{short}: {count}" if short else "", str(count)):
        if said and measure(said, 6.5) <= w - 1.2:
            page.label(x + w / 2, y + 2.6, said, 6.5, "paper" if fill == "main" else "ink", "middle")
            return


def _list_keys(rows: Sequence[CompareRow], verdicts: Sequence[VerdictRow]) -> list[Key]:
    prior = [row for row in rows if not row.is_index and row.kind == NUMBER]
    counts = Counter(row.field for row in prior if row.value is not None).values()
    keys = []
    if any(row.is_index and (row.value is not None or row.word) for row in rows):
        keys.append(Key(lambda page, x, y: draw_diamond(page, x, y, 1.1), "index case", 2.2))
    if any(0 < count <= MANY for count in counts):
        few = max(counts) <= FEW
        dot = ("main", "") if few else ("main_md", "main")
        keys.append(Key(lambda page, x, y: page.circle(x, y, 0.85, *dot, 0.4), "one earlier patient", 2.0))
    if any(count > MANY for count in counts):
        keys.append(
            Key(lambda page, x, y: page.rect(x - 1.2, y - 1, 2.4, 2, "main_md"), "earlier patients (histogram)", 2.6)
        )
    if any(row.low is not None for row in prior):
        keys.append(Key(_draw_bound_sample, "known only as a bound or a range", 4.4))
    if any(count >= 6 for count in counts):
        keys.append(Key(_draw_quartile_sample, "median and quartiles (type 2)", 5.0))
    return keys


def _draw_bound_sample(page: Page, x: float, y: float) -> None:
    page.hatch(x - 2.2, y - 0.6, 4.4, 1.2, "main", 0.9)
    page.rect(x - 2.2, y - 0.6, 4.4, 1.2, "", "main", 0.4)


def _draw_quartile_sample(page: Page, x: float, y: float) -> None:
    page.line((x - 2.5, y), (x + 2.5, y), stroke="ink", width=1.2)
    page.line((x, y - 0.8), (x, y + 0.8), stroke="ink", width=1.0)
