"""The article as two Word files: clean, and traced with a comment on each value. The same article, the same bytes."""

import io
import zipfile

from casepool.write.article.inputs import ArticleFile
from casepool.write.article.model import Article, Block, Break, FigureBlock, Heading, ListBlock, Words, list_bound
from casepool.write.formats.word_blocks import BodyWriter
from casepool.write.formats.word_comments import choose_commented, write_comments
from casepool.write.formats.word_styles import write_core, write_footer, write_settings, write_styles
from casepool.write.formats.word_xml import NAMESPACES, PROLOG

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCX = f"{WORD}.document"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LANGUAGES = {"en": "en-GB"}
DPI = 300
FIRST_TIME = (1980, 1, 1, 0, 0, 0)


def render_docx(article: Article, comments: str = "all") -> tuple[ArticleFile, ...]:
    """review.docx, review-traced.docx (not with comments "none"), and each figure as SVG and PNG."""
    figures = [block for block in article.blocks if isinstance(block, FigureBlock)]
    pictures = {block.file: block.figure.png(DPI) for block in figures}
    files = [ArticleFile("review.docx", DOCX, write_package(article, pictures, frozenset(), is_traced=False))]
    if comments != "none":
        commented = choose_commented(list_bound(article.blocks), comments)
        traced = write_package(article, pictures, commented, is_traced=True)
        files.append(ArticleFile("review-traced.docx", DOCX, traced))
    for block in figures:
        files.append(ArticleFile(f"{block.file}.svg", "image/svg+xml", block.figure.svg().encode()))
        files.append(ArticleFile(f"{block.file}.png", "image/png", pictures[block.file]))
    return tuple(files)


def write_package(article: Article, pictures: dict[str, bytes], commented: frozenset[str], is_traced: bool) -> bytes:
    """One Word file as bytes."""
    writer = BodyWriter(article, pictures, commented, is_traced)
    body = writer.write((*article.blocks, *list_last_blocks(article, is_traced)))
    document = f"{PROLOG}<w:document {NAMESPACES}><w:body>{body}{writer.end_section(wide=False)}</w:body></w:document>"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _write_types(writer),
        "_rels/.rels": _write_root(),
        "docProps/core.xml": write_core(article.title, article.authors),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _write_relations(writer),
        "word/styles.xml": write_styles(article.theme.body, LANGUAGES.get(article.language, article.language)),
        "word/settings.xml": write_settings(),
        "word/footer1.xml": write_footer(article.footer),
    }
    if writer.comments:
        parts["word/comments.xml"] = write_comments(writer.comments)
    parts |= {f"word/{name}": data for name, data in writer.media.parts.values()}
    return _pack(parts)


def list_last_blocks(article: Article, is_traced: bool) -> tuple[Block, ...]:
    """The supplementary tables, and in the traced file the values that nobody has verified, on the last page."""
    blocks: list[Block] = []
    if article.supplements:
        blocks.append(Heading(1, "Supplementary tables"))
        blocks.append(ListBlock(tuple((Words(f"{s.label}: {s.title} ({s.file})"),) for s in article.supplements)))
    if is_traced and article.unverified:
        blocks += [Break(), Heading(1, "Values that no person has verified")]
        blocks.append(ListBlock(tuple((Words(line),) for line in article.unverified)))
    return tuple(blocks)


def _pack(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, FIRST_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data.encode() if isinstance(data, str) else data)
    return out.getvalue()


def _write_types(writer: BodyWriter) -> str:
    kinds = {"document": "document.main", "styles": "styles", "settings": "settings", "footer1": "footer"}
    kinds |= {"comments": "comments"} if writer.comments else {}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{PROLOG}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="jpg" ContentType="image/jpeg"/>{overrides}'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )


def _write_root() -> str:
    return (
        f'{PROLOG}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )


def _write_relations(writer: BodyWriter) -> str:
    told = [("rIdStyles", "styles", "styles.xml"), ("rIdSettings", "settings", "settings.xml"),
            ("rIdFooter", "footer", "footer1.xml")]  # fmt: skip
    told += [("rIdComments", "comments", "comments.xml")] if writer.comments else []
    told += [(relation, "image", name) for relation, (name, _) in writer.media.parts.items()]
    items = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for key, kind, target in told
    )
    return f'{PROLOG}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'
