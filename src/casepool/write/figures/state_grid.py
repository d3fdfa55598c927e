"""A grid of states (rows by columns), and the same as stacked bars where there are too many columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casepool.write.figures.glyphs import FILLS, MEANINGS, draw_cell
from casepool.write.figures.page import Page
from casepool.write.figures.parts import Key, Scale, choose_step, draw_legend, draw_x_axis, list_ticks, say_tick
from casepool.write.figures.scene import MARGIN, cut, cut_name, measure

LEAST_CELL = 1.6
NAMED = 12
GROUP_GAP = 1.2
BAR_FILLS = {
    "reported": "main", "absent": "main_lt", "not_reported": "silent", "unclear": "care_lt",
    "contradictory": "event_lt", "not_accessible": "shut", "not_applicable": "wash", "not_assessed": "paper",
    "yes": "main", "no": "main_lt", "not_yet_judged": "paper",
}  # fmt: skip
BAR_ORDER = ("reported", "absent", "not_reported", "unclear", "contradictory", "not_accessible", "not_applicable")
CLEAR = ("reported", "absent")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its name, and what it was read from ("own", "table" or "index"; empty: no strip above the grid)."""

    name: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: its state, the row of the data sheet, and whether it is hatched as not verified."""

    state: str
    row: int
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the grid. `part` and `whole` are printed as k/n; a change of `group` makes a gap."""

    label: str
    group: str
    boxes: tuple[Box, ...]
    part: int
    whole: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class GridPlan:
    """Where a grid lies: `left` to `right` in millimetres, `bars` where shares are drawn, the order of stacks."""

    width: float
    left: float
    right: float
    bars: float | None
    order: tuple[str, ...]
    head_right: str
    note_left: str = ""

    @property
    def values(self) -> float:
        """Where k/n ends: at the margin, or near the grid where few columns leave room."""
        margin = self.width - MARGIN
        return margin if self.bars is not None else min(margin, self.right + 12.0)


def plan_grid(width: float, columns: int, order: tuple[str, ...], head_right: str, note_left: str = "") -> GridPlan:
    """The plan for a page width: 85 mm without share bars, 174 mm with them."""
    if width < 100:
        return GridPlan(width, 40.2, 76.0, None, order, head_right, note_left)
    shares = 150.0 if "reported" in order else None
    right = 160.0 if shares is None else 147.8
    return GridPlan(width, 50.2, right, shares, order, head_right, note_left)


def fits_cells(plan: GridPlan, columns: int) -> bool:
    """Whether the columns can be drawn as cells."""
    return columns > 0 and (plan.right - plan.left) / columns >= LEAST_CELL


def draw_grid(page: Page, plan: GridPlan, heads: Sequence[Head], lines: Sequence[Line]) -> float:
    """Cells with names (up to 12 columns), the strip of origins, labels and k/n; returns the y below the grid."""
    step = (plan.right - plan.left) / len(heads)
    pitch, gap = (3.9, 0.3) if step >= 3 else (3.67, 0.12)
    y = _draw_heads(page, plan, heads, step)
    group = lines[0].group if lines else ""
    for line in lines:
        y += GROUP_GAP if line.group != group else 0.0
        group = line.group
        _draw_labels(page, plan, line, y + pitch / 2)
        _draw_share(page, plan, line, y + pitch / 2)
        for n, box in enumerate(line.boxes):
            x = plan.left + n * step
            draw_cell(page, x, y, step - gap, pitch - 0.42, box.state, row=box.row)
            if box.hatched:
                _hatch_cell(page, x, y, step - gap, pitch - 0.42, box.state)
        y += pitch
    return y


def _hatch_cell(page: Page, x: float, y: float, w: float, h: float, state: str) -> None:
    page.hatch(x, y, w, h, "main_md" if FILLS[state] == "main" else "line", 0.9, 0.35)


def _draw_heads(page: Page, plan: GridPlan, heads: Sequence[Head], step: float) -> float:
    names = len(heads) <= NAMED
    top = MARGIN
    if names:
        longest = min(28.0, max(measure(head.name, 6.5, head.origin == "index") for head in heads))
        top += longest
        for n, head in enumerate(heads):
            own = head.origin == "index"
            words = cut_name(head.name, 6.5, 28.0, bold=own)
            middle = plan.left + (n + 0.5) * step
            page.label(middle, top, words, 6.5, "index" if own else "ink", bold=own, angle=90)
    strip = bool(heads[0].origin)
    if strip:
        _draw_strip(page, plan, heads, step, top + (1.2 if names else 0.6))
    y = top + (2.2 if strip else 0.6)
    page.label(plan.values, y if not names else top - 0.5, plan.head_right, 6.5, "ink2", "end")
    return y + 2.0


def _draw_strip(page: Page, plan: GridPlan, heads: Sequence[Head], step: float, y: float) -> None:
    gap = 0.3 if step >= 3 else 0.12
    looks = {"own": ("ink2", ""), "table": ("paper", "ink2"), "index": ("index", "")}
    for n, head in enumerate(heads):
        fill, stroke = looks[head.origin]
        inset = 0.1 if stroke else 0.0
        page.rect(plan.left + n * step + inset, y + inset, step - gap - 2 * inset, 1.3 - 2 * inset, fill, stroke, 0.4)
    middle, x = y + 0.65, plan.left - 1.6
    page.rect(x - 1.2, middle - 0.55, 1.1, 1.1, "", "ink2", 0.4)
    words = page.label(x - 2.0, middle, "a table", 6.5, "ink2", "end")
    page.rect(words.box[0] - 2.6, middle - 0.55, 1.1, 1.1, "ink2")
    page.label(words.box[0] - 3.4, middle, plan.note_left, 6.5, "ink2", "end")


def _draw_labels(page: Page, plan: GridPlan, line: Line, y: float) -> None:
    room = plan.left - 1.6 - MARGIN
    if line.number:
        page.label(MARGIN, y, line.number, 6.5, "ink2")
        page.label(MARGIN + 4, y, cut(line.label, 6.5, room - 4))
    else:
        page.label(plan.left - 1.6, y, cut(line.label, 6.5, room), anchor="end")
    page.label(plan.values, y, f"{line.part}/{line.whole}", 6.5, "ink2", "end")


def _draw_share(page: Page, plan: GridPlan, line: Line, y: float) -> None:
    if plan.bars is not None and line.whole:
        page.rect(plan.bars, y - 1.0, 13, 2, "wash")
        page.rect(plan.bars, y - 1.0, 13 * line.part / line.whole, 2, "main")


def draw_stacks(page: Page, plan: GridPlan, lines: Sequence[Line], unit: str) -> float:
    """One stacked bar per line with counts where they fit; returns the y below the axis."""
    total = max(len(line.boxes) for line in lines)
    scale = Scale(0, total, plan.left, plan.right if plan.bars is None else 156.0)
    page.label(plan.values, MARGIN + 1.6, plan.head_right, 6.5, "ink2", "end")
    y, group = MARGIN + 4.2, lines[0].group
    for line in lines:
        y += GROUP_GAP if line.group != group else 0.0
        group = line.group
        _draw_stack(page, plan, line, scale, y)
        y += 4.0
    ticks = list_ticks(total, choose_step(total, 5))
    return draw_x_axis(page, scale, y + 0.6, ticks, unit, lambda value: say_tick(value))


def _draw_stack(page: Page, plan: GridPlan, line: Line, scale: Scale, y: float) -> None:
    _draw_labels(page, plan, line, y + 1.4)
    done = 0
    for state in plan.order:
        boxes = [box for box in line.boxes if box.state == state]
        if not boxes:
            continue
        left, right = scale.at(done), scale.at(done + len(boxes))
        done += len(boxes)
        _draw_segment(page, state, left, y, right - left - 0.15, boxes)


def _draw_segment(page: Page, state: str, x: float, y: float, w: float, boxes: Sequence[Box]) -> None:
    blank = state == "not_yet_judged"
    page.rect(x, y, max(w, 0.1), 2.8, BAR_FILLS[state], "hair" if blank else "", row=boxes[0].row)
    if state in ("absent", "no"):
        page.dots(x, y, w, 2.8, "main")
    elif state == "not_accessible":
        page.cross_hatch(x, y, w, 2.8, "line")
    elif state == "contradictory" and w >= 1:
        page.shape(((x + w - 1.0, y), (x + w, y), (x + w, y + 1.0)), "event")
    if w >= 7:
        words = str(len(boxes))
        if state in ("absent", "no", "not_accessible"):
            half = measure(words, 6.5) / 2 + 0.5
            page.rect(x + w / 2 - half, y + 0.25, 2 * half, 2.3, BAR_FILLS[state])
        page.label(x + w / 2, y + 1.4, words, 6.5, "paper" if BAR_FILLS[state] == "main" else "ink", "middle")


def draw_state_legend(page: Page, y: float, states: Sequence[str], hatched: bool, stacked: bool) -> float:
    """The states that are drawn, and what the hatching means."""
    keys = [Key(_sample(state, stacked), MEANINGS[state], 3.4) for state in states]
    if hatched:
        keys.append(Key(_draw_hatched_sample, "not verified by a person", 3.4))
    return draw_legend(page, MARGIN, y, page.width - 2 * MARGIN, keys)


def _sample(state: str, stacked: bool) -> Callable[[Page, float, float], None]:
    def draw(page: Page, x: float, y: float) -> None:
        if not stacked:
            draw_cell(page, x - 1.7, y - 1.5, 3.4, 3.0, state)
            return
        page.rect(x - 1.5, y - 1.4, 3.0, 2.8, BAR_FILLS[state], "hair" if state == "not_yet_judged" else "")
        if state in ("absent", "no"):
            page.dots(x - 1.5, y - 1.4, 3.0, 2.8, "main")
        elif state == "not_accessible":
            page.cross_hatch(x - 1.5, y - 1.4, 3.0, 2.8, "line")
        elif state == "contradictory":
            page.shape(((x + 0.5, y - 1.4), (x + 1.5, y - 1.4), (x + 1.5, y - 0.4)), "event")

    return draw


def _draw_hatched_sample(page: Page, x: float, y: float) -> None:
    page.rect(x - 1.7, y - 1.5, 3.4, 3.0, "main_lt")
    page.hatch(x - 1.7, y - 1.5, 3.4, 3.0, "line", 0.9, 0.35)
