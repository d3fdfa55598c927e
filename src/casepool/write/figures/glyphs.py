"""The signs of the figures as paths: states of values, shapes of events; centred on x, y, with radius r in mm."""

from math import cos, pi, sin

from casepool.write.figures.page import Page

FILLS = {
    "reported": "main", "absent": "main_lt", "not_reported": "wash", "unclear": "care_lt", "contradictory": "care_lt",
    "not_accessible": "hair", "not_applicable": "wash", "not_assessed": "paper",
    "yes": "main", "no": "main_lt", "not_yet_judged": "paper",
}  # fmt: skip
MEANINGS = {
    "reported": "reported", "absent": "stated absent", "not_reported": "not reported", "unclear": "unclear",
    "contradictory": "unclear: sources disagree", "not_accessible": "not accessible",
    "not_applicable": "not applicable", "not_assessed": "not assessed", "yes": "yes", "no": "no",
    "not_yet_judged": "not yet judged",
}  # fmt: skip


def draw_cell(page: Page, x: float, y: float, w: float, h: float, state: str, row: int | None = None) -> None:
    """A cell of a grid: fill and sign of its state; contradictions have a corner, empty states an outline."""
    r = 0.22 * min(w, h)
    blank = state in ("not_assessed", "not_yet_judged")
    inset = 0.1 if blank else 0.0
    page.rect(x + inset, y + inset, w - 2 * inset, h - 2 * inset, FILLS[state], "hair" if blank else "", 0.5, row=row)
    draw_sign(page, x + w / 2, y + h / 2, r, state)
    if state == "contradictory":
        edge = 0.42 * min(w, h)
        page.shape(((x + w - edge, y), (x + w, y), (x + w, y + edge)), "event")


def draw_sign(page: Page, x: float, y: float, r: float, state: str) -> None:
    """The sign of a state on its fill."""
    if state in ("reported", "yes"):
        page.circle(x, y, r, "paper")
    elif state in ("absent", "no"):
        page.circle(x, y, r, "", "main", min(0.8, 1.1 * r + 0.2))
    elif state == "not_reported":
        page.line((x - r, y), (x + r, y), stroke="line", width=0.7)
    elif state in ("unclear", "contradictory"):
        draw_question_mark(page, x, y, r)
    elif state == "not_accessible":
        s = 0.85 * r
        page.lines([((x - s, y - s), (x + s, y + s)), ((x - s, y + s), (x + s, y - s))], "ink2", 0.6)
    elif state == "not_applicable":
        page.circle(x, y, 0.25 * r, "line")


def draw_question_mark(page: Page, x: float, y: float, r: float, stroke: str = "care_ink") -> None:
    """A question mark as a stroke and a dot, so that it looks the same in every font."""
    turns = [pi - 1.42 * pi * n / 17 for n in range(18)]
    bow = [(x + 0.62 * r * cos(t), y - r * (0.45 + 0.55 * sin(t))) for t in turns]
    width = min(0.95, 0.9 * r + 0.2)
    page.line(*bow, (x, y + 0.15 * r), (x, y + 0.4 * r), stroke=stroke, width=width)
    page.circle(x, y + 0.95 * r, 0.2 * r, stroke)


def draw_treatment(page: Page, x: float, y: float, r: float, state: str, row: int | None = None) -> None:
    """Given (filled), stated as not given (ring), unclear (question mark), not known (dash)."""
    if state == "reported":
        page.circle(x, y, r, "treat", row=row)
    elif state == "absent":
        page.circle(x, y, r - 0.1, "paper", "treat", 0.7, row=row)
    elif state in ("unclear", "contradictory"):
        draw_question_mark(page, x, y, 1.25 * r, "treat")
    else:
        page.line((x - 1.3 * r, y), (x + 1.3 * r, y), stroke="line", width=0.6, row=row)


def draw_event(page: Page, x: float, y: float, r: float, shape: str, hollow: bool, row: int | None = None) -> None:
    """An event: triangle or diamond, filled where its time is exact, hollow at its latest possible time."""
    if shape == "triangle":
        points = [(x, y - 1.1 * r), (x + 1.05 * r, y + 0.85 * r), (x - 1.05 * r, y + 0.85 * r)]
    else:
        points = [(x, y - 1.2 * r), (x + 1.2 * r, y), (x, y + 1.2 * r), (x - 1.2 * r, y)]
    page.shape(points, "paper" if hollow else "event", "event" if hollow else "paper", 0.8 if hollow else 0.3, row=row)


def draw_diamond(page: Page, x: float, y: float, r: float, fill: str = "index", row: int | None = None) -> None:
    """The diamond of the index case, with a thin rim of paper."""
    page.shape([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill, "paper", 0.5, row=row)


def draw_death(page: Page, x: float, y: float, r: float, row: int | None = None) -> None:
    """A thick cross with a rim of paper."""
    arm, bar = r, 0.38 * r
    corners = [(bar, 0.0), (arm, arm - bar), (arm - bar, arm), (0.0, bar)]
    turned = []
    for n in range(4):
        for cx, cy in corners:
            for _ in range(n):
                cx, cy = -cy, cx
            turned.append((x + cx, y + cy))
    page.shape(turned, "ink", "paper", 0.3, row=row)


def draw_half_circle(page: Page, x: float, y: float, r: float, row: int | None = None) -> None:
    """A circle whose left half is filled: focal or weak."""
    page.circle(x, y, r, "paper", "main", 0.6, row=row)
    turns = [pi / 2 + pi * n / 12 for n in range(13)]
    page.shape([(x + r * cos(t), y - r * sin(t)) for t in turns], "main")
