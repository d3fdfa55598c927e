"""PDF files written by hand for tests: pages of text operators in the standard fonts, rules, pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field

FONTS = {
    "F1": "Times-Roman",
    "F2": "Times-Bold",
    "F3": "Times-Italic",
    "F4": "Helvetica",
}
WIDTH, HEIGHT = 600, 800


@dataclass
class MadePage:
    """One page: content operators in the order of the stream; `rotate` is the page's own rotation."""

    parts: list[str] = field(default_factory=list)
    rotate: int = 0
    picture: bool = False
    size: tuple[int, int] = (WIDTH, HEIGHT)

    def text(self, x: float, y: float, words: str, size: float = 10, font: str = "F1", rise: float = 0) -> "MadePage":
        """Words at x from the left and y from the top of the page."""
        self.parts.append(f"BT /{font} {size} Tf {rise} Ts {x} {self.size[1] - y} Td {literal(words)} Tj ET")
        return self

    def sideways(self, x: float, y: float, words: str, size: float = 10, font: str = "F1") -> "MadePage":
        """Words that read from bottom to top; (x, y) is where the baseline begins, from the top left."""
        self.parts.append(f"BT /{font} {size} Tf 0 1 -1 0 {x} {self.size[1] - y} Tm {literal(words)} Tj ET")
        return self

    def lines(self, x: float, y: float, lines: Sequence[str], step: float = 12, **how: object) -> "MadePage":
        """Lines under each other, as one paragraph or one wrapped cell."""
        for number, words in enumerate(lines):
            self.text(x, y + number * step, words, **how)  # type: ignore[arg-type]
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "MadePage":
        """A drawn line."""
        top = self.size[1]
        self.parts.append(f"0.5 w {x0} {top - y0} m {x1} {top - y1} l S")
        return self

    def raw(self, operators: str) -> "MadePage":
        self.parts.append(operators)
        return self

    def image(self, x: float, y: float, width: float, height: float) -> "MadePage":
        """A grey picture; (x, y) is its top left corner."""
        return self.raw(f"q {width} 0 0 {height} {x} {self.size[1] - y - height} cm /P Do Q")

    def rows(self, columns: Sequence[float], top: float, rows: Sequence[Sequence[str]], step: float = 14) -> "MadePage":
        """A table without wrapped cells, written row by row."""
        for number, row in enumerate(rows):
            for x, words in zip(columns, row, strict=True):
                if words:
                    self.text(x, top + number * step, words, size=8)
        return self


def literal(words: str) -> str:
    """A PDF string in WinAnsi encoding; ﬁ is code 1 and the sign without a meaning is code 2 of each font."""
    codes = words.encode("cp1252", "replace") if words.isascii() else _encode(words)
    return "<" + codes.hex() + ">"


def _encode(words: str) -> bytes:
    return b"".join({"ﬁ": b"\x01"}.get(c) or c.encode("cp1252", "replace") for c in words)


def make_pdf(pages: Sequence[MadePage], extra_fonts: dict[str, str] | None = None, trailer: str = "") -> bytes:
    """The bytes of a PDF. `extra_fonts` maps names to font dictionaries."""
    objects: list[bytes] = [b"", b""]
    names = {name: _add(objects, _font(base)) for name, base in FONTS.items()}
    names |= {name: _add(objects, words.encode("latin-1")) for name, words in (extra_fonts or {}).items()}
    fonts = " ".join(f"/{name} {number} 0 R" for name, number in names.items())
    grey = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    picture = _add(objects, _stream(grey, b"\x80"))
    kids = []
    for page in pages:
        content = "\n".join(page.parts)
        if page.picture:
            content = f"q {page.size[0]} 0 0 {page.size[1]} 0 0 cm /P Do Q\n" + content
        stream = _add(objects, _stream("", content.encode("latin-1")))
        kids.append(
            _add(
                objects,
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]} {page.size[1]}] /Rotate {page.rotate} "
                    f"/Resources << /Font << {fonts} >> /XObject << /P {picture} 0 R >> >> /Contents {stream} 0 R >>"
                ).encode(),
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return write_objects(objects, trailer)


def _font(base: str) -> bytes:
    encoding = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi 2 /T_h] >>"
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding {encoding} >>".encode()


def _add(objects: list[bytes], body: bytes) -> int:
    objects.append(body)
    return len(objects)


def _stream(head: str, data: bytes) -> bytes:
    return f"<< {head} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def write_objects(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Objects 1, 2, ... with a cross-reference table."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
