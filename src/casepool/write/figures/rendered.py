"""A scene as PDF and PNG, drawn by matplotlib from the same marks as the SVG."""

import io
from collections.abc import Mapping
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle as CirclePatch
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text as Label
from matplotlib.transforms import Affine2D, Transform

from casepool.knowledge.palette import find_font, load_palette, load_widths
from casepool.write.figures.scene import Circle, Mark, Path, Scene, Text

STYLE: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "path.simplify": False,
    "path.snap": False,
    "text.usetex": False,
    "text.hinting": "none",
}
MISSING = "\u25a1"
ALIGN: dict[str, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}


def render_pdf(scene: Scene, title: str, theme: str = "print") -> bytes:
    """One page of the size of the scene; fonts embedded as TrueType; no dates."""
    out = io.BytesIO()
    with rc_context(STYLE):
        canvas = FigureCanvasPdf(_build(scene, theme))
        facts = {"Title": title, "Creator": "casepool", "Producer": "casepool", "CreationDate": None}
        canvas.print_pdf(out, metadata=facts)  # type: ignore[no-untyped-call]
    return out.getvalue()


def render_png(scene: Scene, title: str, description: str, dpi: int = 300, theme: str = "print") -> bytes:
    """The picture at `dpi` dots per inch on the paper of the theme; title and description as PNG texts."""
    out = io.BytesIO()
    with rc_context(STYLE):
        figure = _build(scene, theme)
        figure.set_dpi(dpi)
        facts = {"Software": None, "Title": title, "Description": description}
        texts = {key: _latin(value) for key, value in facts.items()}
        FigureCanvasAgg(figure).print_png(out, metadata=texts)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _latin(words: str | None) -> str | None:
    """PNG texts are Latin-1; any other character becomes a question mark."""
    return None if words is None else words.encode("latin-1", "replace").decode("latin-1")


def _build(scene: Scene, theme: str) -> Canvas:
    colours = load_palette().themes[theme]
    figure = Canvas(figsize=(scene.width / 25.4, scene.height / 25.4), facecolor=colours["paper"], edgecolor="none")
    place = Affine2D().scale(1 / scene.width, -1 / scene.height).translate(0, 1) + figure.transFigure
    for mark in scene.marks:
        _add(figure, mark, place, colours)
    return figure


def _add(figure: Canvas, mark: Mark, place: Transform, colours: Mapping[str, str]) -> None:
    if isinstance(mark, Text):
        figure.add_artist(_make_label(mark, colours), clip=False).set_transform(place)
        return
    look: dict[str, Any] = {
        "facecolor": colours[mark.fill] if mark.fill else "none",
        "edgecolor": colours[mark.stroke] if mark.stroke else "none",
        "linewidth": mark.width if mark.stroke else 0.0,
        "joinstyle": "miter",
        "capstyle": "butt",
    }
    if isinstance(mark, Circle):
        figure.add_artist(CirclePatch((mark.x, mark.y), mark.r, **look), clip=False).set_transform(place)
        return
    line: Any = (0, mark.dash) if mark.dash else "solid"
    figure.add_artist(PathPatch(_outline(mark), linestyle=line, **look), clip=False).set_transform(place)


def _outline(path: Path) -> Outline:
    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for part in path.parts:
        points += [*part, part[0]] if path.closed else part
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(part) - 1), *([Outline.CLOSEPOLY] if path.closed else [])]
    return Outline(points, codes)


def _make_label(text: Text, colours: Mapping[str, str]) -> Label:
    face = "Bold" if text.bold else "Italic" if text.italic else "Regular"
    known = load_widths(face)
    return Label(
        text.x,
        text.y,
        "".join(sign if ord(sign) in known else MISSING for sign in text.words),
        color=colours[text.fill],
        fontproperties=FontProperties(fname=str(find_font(face)), size=text.size),
        horizontalalignment=ALIGN[text.anchor],
        verticalalignment="baseline",
        rotation=text.angle,
        rotation_mode="anchor",
        parse_math=False,
    )
