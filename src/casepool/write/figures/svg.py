"""A scene as SVG: text stays text, no style sheet, no clock, every id with the caller's prefix."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from casepool.knowledge.palette import FAMILY, load_palette
from casepool.write.escape import show_hidden
from casepool.write.figures.scene import POINT, Circle, Mark, Path, Scene, Text

FONTS = f"{FAMILY}, Arial, Helvetica, DejaVu Sans, sans-serif"


def write_svg(scene: Scene, title: str = "", description: str = "", prefix: str = "", theme: str = "print") -> str:
    """The picture with `role="img"`, title and description; without prolog, so that it can stand in HTML as it is."""
    colours = load_palette().themes[theme]
    width, height = number(scene.width), number(scene.height)
    ids = (f"{prefix}title", f"{prefix}desc")
    back = f'<rect width="{width}" height="{height}" fill="{colours["paper"]}"/>\n' if theme == "screen_dark" else ""
    look = 'fill="none" stroke-linejoin="miter" stroke-linecap="butt"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby={quoteattr(" ".join(ids))}>',
        f"<title id={quoteattr(ids[0])}>{_escape(title)}</title>",
        f"<desc id={quoteattr(ids[1])}>{_escape(description)}</desc>",
        f'{back}<g font-family="{FONTS}" {look}>',
        *(_write_mark(mark, colours) for mark in scene.marks),
        "</g>",
        "</svg>\n",
    ]
    return "\n".join(parts)


def number(value: float) -> str:
    """A number with at most three decimals, without needless zeros and without a minus before zero."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if round(value, 3) else "0"


def _escape(words: str) -> str:
    return escape(show_hidden(words))


def _write_mark(mark: Mark, colours: Mapping[str, str]) -> str:
    row = "" if mark.row is None else f' data-row="{mark.row + 1}"'
    if isinstance(mark, Text):
        return _write_text(mark, colours[mark.fill], row)
    look = f' fill="{colours[mark.fill]}"' if mark.fill else ""
    if mark.stroke:
        look += f' stroke="{colours[mark.stroke]}" stroke-width="{number(mark.width * POINT)}"'
    if isinstance(mark, Circle):
        return f'<circle cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.r)}"{look}{row}/>'
    if mark.dash:
        look += f' stroke-dasharray="{" ".join(number(part * POINT) for part in mark.dash)}"'
    return f'<path d="{_write_parts(mark)}"{look}{row}/>'


def _write_parts(path: Path) -> str:
    end = "Z" if path.closed else ""
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in part) + end for part in path.parts)


def _write_text(text: Text, colour: str, row: str) -> str:
    x, y = number(text.x), number(text.y)
    look = f' font-size="{number(text.size * POINT)}" fill="{colour}"'
    look += "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    look += ' font-weight="bold"' if text.bold else ""
    look += ' font-style="italic"' if text.italic else ""
    look += f' transform="rotate(-90 {x} {y})"' if text.angle else ""
    return f'<text x="{x}" y="{y}"{look}{row}>{_escape(text.words)}</text>'
