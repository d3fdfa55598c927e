"""Pieces of WordprocessingML as text: every text escaped, hidden characters visible, no field ever built from text."""

from collections.abc import Iterable
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from casepool.write.escape import show_hidden

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"'
)
PROLOG = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TAG_PREFIX = "cp:"
LONGEST_TAG = 64
TWIPS = 1440 / 25.4
EMU = 36_000


def make_tag(name: str) -> str:
    """The tag of a content control for a name; one that Word would refuse as too long is cut and made unique."""
    tag = TAG_PREFIX + name
    if len(tag) <= LONGEST_TAG:
        return tag
    return f"{tag[: LONGEST_TAG - 9]}~{sha256(name.encode()).hexdigest()[:8]}"


def clean_text(text: str) -> str:
    """Text as the content of an element; line ends and tabs become spaces."""
    return escape(show_hidden(text).replace("\n", " ").replace("\r", " ").replace("\t", " "))


def attribute(text: str) -> str:
    """Text as a quoted attribute value."""
    return quoteattr(show_hidden(text).replace("\n", " ").replace("\r", " ").replace("\t", " "))


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


def make_run(text: str, properties: Iterable[str] = ()) -> str:
    """A run of text. The properties are elements of w:rPr in the order of the schema."""
    inner = "".join(properties)
    style = f"<w:rPr>{inner}</w:rPr>" if inner else ""
    parts = (f'<w:t xml:space="preserve">{clean_text(part)}</w:t>' for part in text.split("\u00ad"))
    return f"<w:r>{style}{'<w:softHyphen/>'.join(parts)}</w:r>"


def make_paragraph(content: str, style: str = "", more: str = "") -> str:
    """A paragraph; `more` are further elements of w:pPr."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
    return f"<w:p>{properties}{content}</w:p>"


def make_control(name: str, content: str, number: int) -> str:
    """A content control around runs, tagged with the name of what they print. It does not show in print."""
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={attribute(name[:LONGEST_TAG])}/><w:tag w:val={attribute(make_tag(name))}/>"
        f'<w:id w:val="{number}"/><w15:appearance w15:val="hidden"/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def make_section(width: float, height: float, wide: bool, footer: str = "", numbered: bool = False) -> str:
    """The properties of a section: page size in mm, landscape or not, line numbers or not."""
    size = (height, width) if wide else (width, height)
    turned = ' w:orient="landscape"' if wide else ""
    top, bottom = (18, 15) if wide else (20, 20)
    margins = f'w:top="{twips(top)}" w:right="{twips(18)}" w:bottom="{twips(bottom)}" w:left="{twips(18)}"'
    lines = '<w:lnNumType w:countBy="1" w:restart="continuous"/>' if numbered else ""
    return (
        f'<w:sectPr>{footer}<w:pgSz w:w="{twips(size[0])}" w:h="{twips(size[1])}"{turned}/>'
        f'<w:pgMar {margins} w:header="{twips(9)}" w:footer="{twips(9)}" w:gutter="0"/>{lines}</w:sectPr>'
    )


def make_picture(relation: str, width: float, height: float, number: int, title: str, alt: str) -> str:
    """An inline picture at its exact size in mm, with its alternative text."""
    extent = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    name = f'id="{number}" name="Picture {number}" title={attribute(title)} descr={attribute(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {name}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" descr={attribute(alt)}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
