"""DOCX files put together part by part, for the tests."""

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
STYLES = (
    "<w:style w:styleId='T'><w:name w:val='Title'/></w:style>"
    "<w:style w:styleId='H1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:styleId='Mine'><w:name w:val='My head'/><w:basedOn w:val='H2'/></w:style>"
    "<w:style w:styleId='H2'><w:name w:val='heading 2'/></w:style>"
    "<w:style w:styleId='Out'><w:name w:val='Outlined'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:style>"
    "<w:style w:styleId='L'><w:name w:val='List Bullet'/><w:pPr><w:numPr/></w:pPr></w:style>"
    "<w:style w:styleId='Gone'><w:name w:val='Gone'/><w:rPr><w:vanish/></w:rPr></w:style>"
)


def pack(members: dict[str, str | bytes]) -> bytes:
    """A zip archive with these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    """A DOCX file with this body (inner XML of <w:body>); `more` are further members."""
    return pack(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/styles.xml": part("styles", STYLES),
            **(more or {}),
        }
    )


def part(root: str, inner: str) -> str:
    """An XML part with the usual namespaces."""
    spaces = f'xmlns:w="{W}" xmlns:m="math" xmlns:mc="mc" xmlns:wps="wps"'
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {spaces}>{inner}</w:{root}>'


def para(*runs: str, style: str = "", more: str = "") -> str:
    """A paragraph of runs (plain words, or XML); `more` goes into its properties."""
    chosen = f"<w:pStyle w:val='{style}'/>" if style else ""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    return f"<w:p><w:pPr>{chosen}{more}</w:pPr>{inner}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of words with these properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells (plain words, or XML of <w:tc>)."""
    return (
        f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<w:tc') else cell(c) for c in cells)}</w:tr>"
    )


def cell(words: str, properties: str = "") -> str:
    """A cell with one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(words) if words else '<w:p/>'}</w:tc>"
