"""The named styles of the Word file, and its fixed parts."""

from casepool.knowledge.palette import load_palette
from casepool.write.formats.word_xml import NAMESPACES, PROLOG, clean_text

SANS, SERIF = "Liberation Sans", "Liberation Serif"
BODY = {"review": (10.5, 1.15, 6), "manuscript": (12, 2.0, 0)}
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
FIXED_DATE = "2000-01-01T00:00:00Z"


def colour(name: str) -> str:
    """A colour of the palette as Word writes it."""
    return load_palette().themes["print"][name].lstrip("#")


def write_styles(body: str, language: str) -> str:
    """styles.xml: Normal, Title, Heading 1 and 2, Caption, Table cell, Table note and the few others."""
    size, spacing, after = BODY[body]
    spaced = f'<w:spacing w:after="{after * 20}" w:line="{round(240 * spacing)}" w:lineRule="auto"/>'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(SERIF)}{_size(size)}"
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    styles = (
        _style("Normal", "Normal", spaced, "", default=True),
        _style("Title", "Title", _gap(0, 60), _font(SANS) + "<w:b/>" + _size(17)),
        _style("Heading1", "heading 1", _keep() + _gap(280, 80) + _level(0), _font(SANS) + "<w:b/>" + _size(12.5)),
        _style("Heading2", "heading 2", _keep() + _gap(200, 60) + _level(1), _font(SANS) + "<w:b/>" + _size(10.5)),
        _style("Meta", "Meta", _gap(0, 40), _font(SANS) + _ink2() + _size(8.5)),
        _style("Caption", "caption", _gap(80, 80), _font(SANS) + _size(8.5)),
        _style("TableCaption", "Table caption", _keep() + _gap(160, 60), _font(SANS) + _size(8.5), "Caption"),
        _style("Picture", "Picture", _keep() + _gap(160, 0), ""),
        _style("TableCell", "Table cell", _gap(0, 0), _font(SANS) + _size(8)),
        _style("TableNote", "Table note", _gap(40, 40), _font(SANS) + _ink2() + _size(7.5)),
        _style("Reference", "Reference", _gap(0, 60) + '<w:ind w:left="454" w:hanging="454"/>', _size(9.5)),
        _style("ListLine", "List line", _gap(0, 40) + '<w:ind w:left="227" w:hanging="227"/>', _size(9.5)),
        _style("Footer", "footer", _gap(0, 0), _font(SANS) + _ink2() + _size(7.5)),
        _style("CommentText", "annotation text", _gap(0, 0), _font(SANS) + _size(8)),
    )  # fmt: skip
    return f"{PROLOG}<w:styles {NAMESPACES}>{defaults}{''.join(styles)}</w:styles>"


def _style(key: str, name: str, paragraph: str, run: str, base: str = "Normal", default: bool = False) -> str:
    based = "" if default else f'<w:basedOn w:val="{base}"/>'
    chosen = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{chosen} w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _gap(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def _level(number: int) -> str:
    return f'<w:outlineLvl w:val="{number}"/>'


def _keep() -> str:
    return "<w:keepNext/>"


def _ink2() -> str:
    return f'<w:color w:val="{colour("ink2")}"/>'


def write_footer(text: str) -> str:
    """footer1.xml: the project line and the number of the page."""
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    line = f'<w:r><w:t xml:space="preserve">{clean_text(text)}    </w:t></w:r>{page}'
    return f'{PROLOG}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{line}</w:p></w:ftr>'


def write_core(title: str, authors: str) -> str:
    """docProps/core.xml with a fixed date."""
    return (
        f'{PROLOG}<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{clean_text(title)}</dc:title><dc:creator>{clean_text(authors)}</dc:creator>"
        f"<cp:lastModifiedBy>{clean_text(authors)}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{FIXED_DATE}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{FIXED_DATE}</dcterms:modified></cp:coreProperties>'
    )


def write_settings() -> str:
    """word/settings.xml."""
    return (
        f'{PROLOG}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat></w:settings>'
    )
