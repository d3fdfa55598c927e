"""Drawn lines and pictures of a page: what frames tables and figures."""

import ctypes
from dataclasses import dataclass

from casepool.read.pdf import engine
from casepool.read.pdf.characters import frame_of
from casepool.read.pdf.engine import PageShape

Rect = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

THIN = 2.6
"""A drawn thing thinner than this, in points, is a rule."""
SHORTEST_RULE = 6.0
MAX_OBJECTS = 20_000
MAX_DETAILED_PATHS = 3_000
MAX_DEPTH = 4
_PATH, _IMAGE, _FORM = 2, 3, 5
_MOVE, _LINE = 2, 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight drawn line in a reading frame: at `at`, from `start` to `end`, in points.

    `cuts` are the middles of the small gaps in a line that is drawn in pieces, one piece per column.
    """

    at: float
    start: float
    end: float
    cuts: tuple[float, ...] = ()

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Graphics:
    """Horizontal and vertical rules and pictures (u0, v0, u1, v1) of one page in one reading frame."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    pictures: tuple[Rect, ...] = ()


class GraphicsReader:
    """Collects lines, pictures and coloured areas of a page in user space."""

    def __init__(self) -> None:
        self.lines: list[Rect] = []
        self.pictures: list[Rect] = []
        self.fills: list[Rect] = []
        self._seen = 0
        self._detailed = 0
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._matrix = (ctypes.c_float * 6)()
        self._color = (ctypes.c_uint * 4)()

    def read_objects(self, container: int, matrix: Matrix = IDENTITY, depth: int = 0) -> None:
        """Walk through the objects of a page or, with its matrix, of a form inside it."""
        count, get = engine.count_objects, engine.get_object
        if depth:
            count, get = engine.count_form_objects, engine.get_form_object
        for number in range(count(container)):
            self._seen += 1
            if self._seen > MAX_OBJECTS:
                return
            obj = get(container, number)
            kind = engine.get_object_type(obj)
            if kind == _PATH:
                self._read_path(obj, matrix)
            elif kind == _IMAGE:
                self._read_image(obj, matrix)
            elif kind == _FORM and depth < MAX_DEPTH:
                self.read_objects(obj, _multiply(self._matrix_of(obj), matrix), depth + 1)

    def _bounds(self, obj: int, matrix: Matrix) -> Rect | None:
        left, bottom, right, top = self._edges
        addresses = [ctypes.addressof(edge) for edge in self._edges]
        if not engine.get_bounds(obj, *addresses):
            return None
        return _transform(matrix, left.value, bottom.value, right.value, top.value)

    def _matrix_of(self, obj: int) -> Matrix:
        if not engine.get_object_matrix(obj, ctypes.addressof(self._matrix)):
            return IDENTITY
        a, b, c, d, e, f = self._matrix
        return a, b, c, d, e, f

    def _read_image(self, obj: int, matrix: Matrix) -> None:
        bounds = self._bounds(obj, matrix)
        if bounds is None:
            return
        width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
        (self.lines if min(width, height) < THIN else self.pictures).append(bounds)

    def _read_path(self, obj: int, matrix: Matrix) -> None:
        bounds = self._bounds(obj, matrix)
        if bounds is None:
            return
        if min(bounds[2] - bounds[0], bounds[3] - bounds[1]) < THIN:
            self.lines.append(bounds)
            return
        self._detailed += 1
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        engine.get_draw_mode(obj, ctypes.addressof(mode), ctypes.addressof(stroke))
        if self._detailed > MAX_DETAILED_PATHS or not (stroke.value or mode.value):
            return
        if mode.value and self._is_dark(obj):
            self.fills.append(bounds)
        self._read_points(obj, _multiply(self._matrix_of(obj), matrix), bool(stroke.value))

    def _is_dark(self, obj: int) -> bool:
        """Whether a filled area shows white letters: any colour but near white."""
        at = ctypes.addressof(self._color)
        if not engine.get_fill_color(obj, at, at + 4, at + 8, at + 12):
            return True
        return min(self._color[0], self._color[1], self._color[2]) < 225

    def _read_points(self, obj: int, matrix: Matrix, stroked: bool) -> None:
        """Straight level or upright stretches of a drawn path; a filled thin box inside it counts as its axis."""
        count = engine.count_path_segments(obj)
        if count > 400:
            return
        x, y = ctypes.c_float(), ctypes.c_float()
        start: tuple[float, float] | None = None
        last: tuple[float, float] | None = None
        loop: list[tuple[float, float]] = []
        for number in range(count):
            segment = engine.get_path_segment(obj, number)
            engine.get_segment_point(segment, ctypes.addressof(x), ctypes.addressof(y))
            point = (
                matrix[0] * x.value + matrix[2] * y.value + matrix[4],
                matrix[1] * x.value + matrix[3] * y.value + matrix[5],
            )
            kind = engine.get_segment_type(segment)
            if kind == _MOVE:
                self._close_loop(loop, stroked)
                start, loop = point, [point]
            else:
                loop.append(point)
                if kind == _LINE and stroked and last is not None:
                    self._add_line(last, point)
                if engine.get_segment_close(segment) and stroked and start is not None:
                    self._add_line(point, start)
            last = point
        self._close_loop(loop, stroked)

    def _close_loop(self, loop: list[tuple[float, float]], stroked: bool) -> None:
        if stroked or len(loop) < 4:
            return
        xs, ys = [p[0] for p in loop], [p[1] for p in loop]
        box = (min(xs), min(ys), max(xs), max(ys))
        if min(box[2] - box[0], box[3] - box[1]) < THIN:
            self.lines.append(box)

    def _add_line(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        if abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5:
            self.lines.append((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _transform(m: Matrix, left: float, bottom: float, right: float, top: float) -> Rect:
    if m is IDENTITY:
        return left, bottom, right, top
    xs = [m[0] * x + m[2] * y + m[4] for x in (left, right) for y in (bottom, top)]
    ys = [m[1] * x + m[3] * y + m[5] for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def turn_graphics(reader: GraphicsReader, shape: PageShape, turn: int) -> Graphics:
    """The lines and pictures of a page in the reading frame of text turned by `turn` quarter turns."""
    frame = frame_of(shape, turn)
    across: list[Rule] = []
    down: list[Rule] = []
    for rect in reader.lines:
        u0, v0, u1, v1 = _to_frame(frame, rect)
        if u1 - u0 >= v1 - v0 and u1 - u0 >= SHORTEST_RULE:
            across.append(Rule((v0 + v1) / 2, u0, u1))
        elif v1 - v0 >= SHORTEST_RULE:
            down.append(Rule((u0 + u1) / 2, v0, v1))
    pictures = tuple(_to_frame(frame, rect) for rect in reader.pictures)
    return Graphics(merge_rules(across), merge_rules(down), pictures)


def turn_grounds(reader: GraphicsReader, shape: PageShape, turn: int) -> list[Rect]:
    """Coloured areas and pictures of a page in the reading frame of text turned by `turn` quarter turns."""
    frame = frame_of(shape, turn)
    return [_to_frame(frame, rect) for rect in (*reader.fills, *reader.pictures)]


def _to_frame(frame: tuple[float, ...], rect: Rect) -> Rect:
    points = [
        (frame[0] * x + frame[1] * y + frame[2], frame[3] * x + frame[4] * y + frame[5])
        for x, y in ((rect[0], rect[1]), (rect[2], rect[3]))
    ]
    us, vs = sorted(p[0] for p in points), sorted(p[1] for p in points)
    return us[0], vs[0], us[1], vs[1]


TOUCHING = 1.0
PIECE_GAP = 7.0


def merge_rules(rules: list[Rule]) -> tuple[Rule, ...]:
    """Collinear pieces become one rule, with a cut where they do not touch; the result is sorted by place."""
    bands: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if bands and rule.at - bands[-1][0].at < 1.6:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    merged = [rule for band in bands for rule in _merge_band(sorted(band, key=lambda r: r.start))]
    return tuple(sorted(merged, key=lambda r: (r.at, r.start)))


def _merge_band(band: list[Rule]) -> list[Rule]:
    merged: list[Rule] = []
    for rule in band:
        last = merged[-1] if merged else None
        if last is None or rule.start - last.end > PIECE_GAP:
            merged.append(rule)
            continue
        cuts = last.cuts
        if rule.start - last.end > TOUCHING:
            cuts = (*cuts, (rule.start + last.end) / 2)
        merged[-1] = Rule(last.at, last.start, max(last.end, rule.end), cuts)
    return merged
